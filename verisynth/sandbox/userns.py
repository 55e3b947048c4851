"""Level ``userns``: a box made of Linux namespaces, without Docker and without privilege.

The box has its own root folder: read-only views of the interpreter, of the system's shared
libraries and of the profile's packages, nothing of ``/home``, ``/root``, ``/etc`` or ``/proc``,
no network, and for each job a working folder in memory that vanishes with it.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verisynth import shipped
from verisynth.sandbox import profiles
from verisynth.sandbox.launch import PYTHON_FLAGS, Launch, slot_ids, worker_argument
from verisynth.types import Limits, Program

_SYSTEM_FOLDERS = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/nix/store",
    "/gnu/store",
    "/usr/share/zoneinfo",
)
_INNER_PYTHON = "/python/bin/python3"
ORDINARY_ID = 1000
"""Who everybody is in the box of an ordinary user, who has one id to give; as in ``enter.py``."""


@dataclass(frozen=True, slots=True)
class Userns:
    """Starts workers in namespaces of their own."""

    without: frozenset[str] = frozenset()
    level: str = "userns"
    needs_folder: bool = False

    def shape(self, limits: Limits) -> Sequence[int]:
        """The job's file system is made when its worker starts; all else is set per job."""
        return (limits.disk_mib,)

    def launch(self, program: Program, limits: Limits, folder: Path) -> Launch:
        """The command of a worker for this program's profile and hash seed."""
        profile = profiles.load(program.profile)
        ids = slot_ids()
        argument = worker_argument(
            self.level, profile, paths=["/packages"], without=self.without, ids=ids
        )
        config = {
            "binds": [[str(source), target] for source, target in views(profile.packages)]
            + [[path, path] for path in profile.system if Path(path).exists()],
            "masks": _masks(),
            "links": _system_links(),
            "files": _names(ids) if profile.system else {},
            "host_pid": os.getpid(),
            "ids": ids,
            "disk_mib": limits.disk_mib,
            "worker": [
                _INNER_PYTHON, *PYTHON_FLAGS, "/app/sandboxes/worker.py", argument,
            ],
        }  # fmt: skip
        entry = str(shipped.sandboxes() / "enter.py")
        return Launch(
            command=(base_python(), *PYTHON_FLAGS, entry, json.dumps(config)),
            environment={
                "PYTHONHASHSEED": str(program.hash_seed),
                "LD_LIBRARY_PATH": "/python/lib",
            },
        )


def base_python() -> str:
    """The real interpreter behind a virtual environment."""
    base: str = getattr(sys, "_base_executable", "") or sys.executable
    return os.path.realpath(base)


@functools.cache
def views(packages: tuple[str, ...]) -> tuple[tuple[Path, str], ...]:
    """What the box sees: (path outside, fixed path inside)."""
    views = [(Path(base_python()), _INNER_PYTHON)]
    versioned = f"python{sys.version_info.major}.{sys.version_info.minor}"
    views.append((Path(sysconfig.get_path("stdlib")).resolve(), _inner_stdlib()))
    # Some builds keep compiled modules apart from the rest.
    platform = Path(sysconfig.get_path("platstdlib", vars={"platbase": sys.base_exec_prefix}))
    if platform.resolve() != views[-1][0] and platform.is_dir():
        views.append((platform.resolve(), f"/python/lib64/{versioned}"))
    for library in sorted((Path(sys.base_prefix) / "lib").glob("libpython*.so*")):
        views.append((library.resolve(), f"/python/lib/{library.name}"))
    for name in _SYSTEM_FOLDERS:
        path = Path(name)
        if path.is_dir() and not path.is_symlink():
            views.append((path, name))
    views.append((shipped.sandboxes(), "/app/sandboxes"))
    views += [(path.resolve(), f"/packages/{path.name}") for path in profiles.files(packages)]
    return tuple(views)


def _inner_stdlib() -> str:
    return f"/python/{sys.platlibdir}/{Path(sysconfig.get_path('stdlib')).name}"


def _masks() -> list[str]:
    """Folders of third-party packages inside the views, hidden behind an empty one."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    names = ("site-packages", "dist-packages")
    masks = [f"{_inner_stdlib()}/{name}" for name in names if (stdlib / name).is_dir()]
    return masks + [p for p in ("/usr/lib/python3/dist-packages",) if Path(p).is_dir()]


def _names(ids: tuple[int, int]) -> dict[str, str]:
    """Names for the box's users: a program of the system may refuse to run as somebody unknown."""
    users = (*ids, ORDINARY_ID)
    return {"/etc/passwd": "".join(f"box{one}:x:{one}:{one}::/:/bin/sh\n" for one in users)}


def _system_links() -> dict[str, str]:
    """``/lib`` is a link to ``usr/lib`` on most systems; the box repeats that."""
    return {name: os.readlink(name) for name in _SYSTEM_FOLDERS if Path(name).is_symlink()}
