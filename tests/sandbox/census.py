"""Counts what a sandbox could leave on a machine.

Only what belongs to this process is counted, so that neighbours do not disturb: its descendants,
the namespaces they live in, containers and folders that carry its number. Of the machine's mounts
those are left out that an engine makes for anybody's containers, and those of tests.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.sandbox.test_lifetime import descendants
from verisynth.sandbox.docker import LABEL, docker

NEIGHBOURS = ("/docker/", "/overlay2/", "/containers/", "/pytest-of-")
"""In the lines of mounts that other processes make and take away meanwhile."""
NAMESPACES = ("user", "mnt", "pid", "net", "ipc", "uts")


@dataclass(frozen=True)
class Census:
    """What is there, so that two of them can be compared."""

    processes: frozenset[int]
    namespaces: frozenset[str]
    mounts: tuple[str, ...]
    containers: frozenset[str]
    folders: frozenset[str]
    descriptors: int


async def census(*, settle_on: Census | None = None, seconds: float = 15.0) -> Census:
    """Count; with ``settle_on`` again until it equals that, or time is up."""
    deadline = time.monotonic() + seconds
    while True:
        found = await _count()
        if settle_on is None or found == settle_on or time.monotonic() > deadline:
            return found
        await asyncio.sleep(0.1)


async def _count() -> Census:
    containers = await _containers()
    pids = frozenset(descendants(os.getpid()) - {os.getpid()})
    return Census(
        processes=frozenset(pid for pid in pids if _runs(pid)),
        namespaces=frozenset(name for pid in pids for name in _namespaces(pid)),
        mounts=_mounts(),
        containers=containers,
        folders=_folders(),
        descriptors=len(os.listdir("/proc/self/fd")),
    )


def _mounts() -> tuple[str, ...]:
    lines = Path("/proc/self/mounts").read_text().splitlines()
    return tuple(sorted(line for line in lines if not any(part in line for part in NEIGHBOURS)))


def _folders() -> frozenset[str]:
    places = (Path(tempfile.gettempdir()), Path("/dev/shm"))
    found = [path for place in places for path in place.glob(f"verisynth-{os.getpid()}-*")]
    return frozenset(path.name for path in found)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _namespaces(pid: int) -> list[str]:
    found = []
    for kind in NAMESPACES:
        try:
            name = os.readlink(f"/proc/{pid}/ns/{kind}")
        except OSError:
            continue
        if name != os.readlink(f"/proc/self/ns/{kind}"):
            found.append(name)
    return found


async def _containers() -> frozenset[str]:
    if shutil.which("docker") is None:
        return frozenset()
    reply = await docker("ps", "--all", "--filter", f"label={LABEL}", "--format", "{{.Names}}")
    return frozenset(name for name in reply.stdout.split() if f"-{os.getpid()}-" in name)
