"""Level ``docker``: one hardened container for each worker, started with the docker command.

The container has no network, no capability but the three its worker needs to hand jobs to ids of
their own, a read-only root and caps on memory, processes and CPU that hold for everything in it.
It is removed when its worker ends, and its worker ends when the host does.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from verisynth.sandbox import profiles
from verisynth.sandbox.ending import kill
from verisynth.sandbox.launch import PYTHON_FLAGS, Launch, slot_ids, worker_argument
from verisynth.types import Limits, Program

LABEL = "verisynth=worker"
_OVERHEAD_MIB = 256
_FOLDERS = ("/box/0", "/box/1", "/tmp", "/dev/shm")  # noqa: S108 - inside the container
_NEEDED = ("MemoryLimit", "PidsLimit", "CpuCfsQuota")
_CLIENT_VARIABLES = ("PATH", "HOME", "XDG_RUNTIME_DIR")


@dataclass(frozen=True, slots=True)
class Docker:
    """Starts workers in containers of one image."""

    image: str
    narrow_ids: bool = False
    """The engine maps only 65536 ids, as a rootless one does."""
    transport: str = "socket"
    """``socket``: a unix socket in a folder both sides see, where engine and host are one machine;
    ``stdio``: the attached standard streams, which reach any engine at some cost per job."""
    runtime: str = ""
    """The engine's name for another runtime, ``runsc`` say; empty for its own default."""
    podman: bool = False
    """The engine is Podman behind Docker's API, which takes fewer options of a mount."""
    without: frozenset[str] = frozenset()
    level: str = "docker"

    @property
    def needs_folder(self) -> bool:
        """For the socket, until the worker has connected."""
        return self.transport == "socket"

    def shape(self, limits: Limits) -> tuple[int, int, int]:
        """The container's own caps are fixed when it starts.

        Memory and processes are limited per job as well, so the container's caps may be wider and
        serve many kinds of job; the disk is the container's.
        """
        return (_wider(limits.memory_mib, 512), limits.disk_mib, _wider(limits.processes, 32))

    def launch(self, program: Program, limits: Limits, folder: Path) -> Launch:
        """``docker run`` with the worker's wire on a socket or on its standard streams."""
        profile = profiles.load(program.profile)
        ids = slot_ids(narrow=self.narrow_ids)
        name = f"verisynth-{os.getpid()}-{secrets.token_hex(6)}"
        socket = folder / "wire" if self.transport == "socket" else None
        argument = worker_argument(
            self.level, profile, paths=[f"/packages/{profile.name}"], without=self.without,
            ids=ids, socket="/wire/wire" if socket else None,
        )  # fmt: skip
        wire = ("--volume", f"{folder}:/wire:ro") if socket else ("--interactive",)
        command = (
            "docker", "run", *wire, "--rm", "--name", name, "--label", LABEL,
            *(("--runtime", self.runtime) if self.runtime else ()),
            *_walls(*self.shape(limits), self.without),
            *_folders(limits.disk_mib, podman=self.podman),
            "--env", f"PYTHONHASHSEED={program.hash_seed}",
            "--entrypoint", "python3", self.image,
            *PYTHON_FLAGS, "/app/sandboxes/worker.py", argument,
        )  # fmt: skip
        return Launch(command, client_environment(), ("docker", "rm", "--force", name), socket)


def _wider(value: int, least: int) -> int:
    """The next power of two, from ``least`` on."""
    return max(least, 1 << (value - 1).bit_length())


def _walls(
    memory_mib: int, disk_mib: int, processes: int, without: frozenset[str]
) -> tuple[str, ...]:
    # Two processes may fill their memory and their disks, which are memory too.
    memory = 2 * (memory_mib + 2 * disk_mib) + _OVERHEAD_MIB
    walls = {
        "network": ("--network", "none"),
        "read-only root": ("--read-only",),
        "capabilities": (
            "--cap-drop", "ALL",
            "--cap-add", "SETUID", "--cap-add", "SETGID", "--cap-add", "KILL",
            "--cap-add", "CHOWN",
        ),
        "no new privileges": ("--security-opt", "no-new-privileges"),
        "memory cap": ("--memory", f"{memory}m", "--memory-swap", f"{memory}m"),
        "process cap": ("--pids-limit", str(2 * processes + 16)),
    }  # fmt: skip
    return (
        "--pull", "never", "--log-driver", "none", "--init=false",
        "--ipc", "none", "--hostname", "box", "--workdir", "/", "--user", "0:0", "--cpus", "1",
        "--ulimit", "core=0",
        *(word for layer, words in walls.items() if layer not in without for word in words),
    )  # fmt: skip


def _folders(disk_mib: int, *, podman: bool) -> tuple[str, ...]:
    """The two processes' disks, which are memory; the worker gives them to their ids.

    Podman cannot count files on a mount, and raises limits that are not named, which a host with
    limits of its own refuses.
    """
    options = f"mode=0700,size={disk_mib}m" + ("" if podman else ",nr_inodes=8192")
    mounts = [f"{folder}:{options}" for folder in _FOLDERS]
    words = [word for mount in mounts for word in ("--tmpfs", mount)]
    return (*words, *(("--ulimit", "nofile=4096", "--ulimit", "nproc=16384") if podman else ()))


def client_environment() -> Mapping[str, str]:
    """What the docker client itself needs to find its engine; none of it enters a container."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _CLIENT_VARIABLES or name.startswith("DOCKER_")
    }


@dataclass(frozen=True, slots=True)
class Reply:
    """How a docker command ended."""

    code: int
    stdout: str
    stderr: str


async def docker(*arguments: str, stdin: bytes | None = None, seconds: float = 20.0) -> Reply:
    """Run one docker command; a missing or silent client is code 127 or 124, as in a shell."""
    if shutil.which("docker") is None:
        return Reply(127, "", "the docker command is not installed")
    process = await asyncio.create_subprocess_exec(
        "docker", *arguments, stdin=DEVNULL if stdin is None else PIPE, stdout=PIPE, stderr=PIPE,
        env=client_environment(),
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            out, err = await process.communicate(stdin)
    except TimeoutError:
        return Reply(124, "", f"docker {arguments[0]} gave no answer within {seconds:.0f} s")
    finally:
        kill(process)
        await process.wait()
    return Reply(
        process.returncode or 0, out.decode(errors="replace"), err.decode(errors="replace")
    )


@dataclass(frozen=True, slots=True)
class Engine:
    """What answered."""

    version: str
    rootless: bool
    """It maps only some ids, so workers take theirs from a narrow range."""
    is_local: bool = False
    """It runs on this machine and may see its folders; trying tells."""
    runtimes: tuple[str, ...] = ()
    podman: bool = False
    """It is Podman, answering as Docker does."""


async def engine() -> Engine | str:
    """The engine that answers, or why none does, in one line."""
    reply, parts = await asyncio.gather(
        docker("info", "--format", "{{json .}}", seconds=10.0),
        docker("version", "--format", "{{json .Server.Components}}", seconds=10.0),
    )
    try:
        table = json.loads(reply.stdout)
    except ValueError:
        table = {}
    if reply.code or not table.get("ServerVersion"):
        lines = (reply.stderr or "; ".join(table.get("ServerErrors") or ["no answer"])).split("\n")
        return lines[0].strip()
    cannot = [name for name in _NEEDED if table.get(name) is False]
    if cannot:
        return f"its engine cannot set {', '.join(cannot)}, so nothing would bound a job's use"
    options = str(table.get("SecurityOptions"))
    desktop = "Docker Desktop" in str(table.get("OperatingSystem"))
    return Engine(
        version=str(table["ServerVersion"]),
        rootless="rootless" in options or "userns" in options,
        is_local=sys.platform == "linux" and not desktop and _is_unix_socket(),
        runtimes=tuple(sorted(table.get("Runtimes") or {})),
        podman="Podman" in parts.stdout,
    )


def _is_unix_socket() -> bool:
    """Whether the client is told to reach the engine on this machine, as far as one can see."""
    return os.environ.get("DOCKER_HOST", "unix://").startswith("unix://")
