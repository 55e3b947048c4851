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
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.sandbox import profiles
from verisynth.sandbox.ending import kill
from verisynth.sandbox.launch import PYTHON_FLAGS, Launch, first_id, worker_argument
from verisynth.types import Limits, Program

LABEL = "verisynth=worker"
_OVERHEAD_MIB = 256
_NEEDED = ("MemoryLimit", "PidsLimit", "CpuCfsQuota")
_CLIENT_VARIABLES = ("PATH", "HOME", "XDG_RUNTIME_DIR")


@dataclass(frozen=True, slots=True)
class Docker:
    """Starts workers in containers of one image."""

    image: str
    narrow_ids: bool = False
    """The engine maps only 65536 ids, as a rootless one does."""
    level: str = "docker"

    def shape(self, limits: Limits) -> tuple[int, int, int]:
        """The container's own caps are fixed when it starts.

        Memory and processes are limited per job as well, so the container's caps may be wider and
        serve many kinds of job; the disk is the container's.
        """
        return (_wider(limits.memory_mib, 512), limits.disk_mib, _wider(limits.processes, 32))

    def launch(self, program: Program, limits: Limits) -> Launch:
        """``docker run`` with the worker's wire on its standard streams."""
        profile = profiles.load(program.profile)
        identifier = first_id(narrow=self.narrow_ids)
        name = f"verisynth-{os.getpid()}-{secrets.token_hex(6)}"
        argument = worker_argument(
            self.level, profile, path=f"/packages/{profile.name}", first_id=identifier
        )
        command = (
            "docker", "run", "--interactive", "--rm", "--name", name, "--label", LABEL,
            *_walls(*self.shape(limits), identifier),
            "--env", f"PYTHONHASHSEED={program.hash_seed}",
            "--entrypoint", "python3", self.image,
            *PYTHON_FLAGS, "/app/sandboxes/worker.py", argument,
        )  # fmt: skip
        return Launch(command, client_environment(), ("docker", "rm", "--force", name))


def _wider(value: int, least: int) -> int:
    """The next power of two, from ``least`` on."""
    return max(least, 1 << (value - 1).bit_length())


def _walls(memory_mib: int, disk_mib: int, processes: int, identifier: int) -> tuple[str, ...]:
    # Two processes may fill their memory and their disks, which are memory too.
    memory = 2 * (memory_mib + 2 * disk_mib) + _OVERHEAD_MIB
    own = f"mode=0700,uid={identifier},gid={identifier},size={disk_mib}m,nr_inodes=8192"
    partner = own.replace(f"={identifier},", f"={identifier + 1},")
    return (
        "--pull", "never", "--log-driver", "none",
        "--network", "none", "--ipc", "none", "--read-only", "--hostname", "box", "--workdir", "/",
        "--user", "0:0", "--cap-drop", "ALL",
        "--cap-add", "SETUID", "--cap-add", "SETGID", "--cap-add", "KILL",
        "--security-opt", "no-new-privileges",
        "--memory", f"{memory}m", "--memory-swap", f"{memory}m", "--cpus", "1",
        "--pids-limit", str(2 * processes + 16), "--ulimit", "core=0",
        "--tmpfs", f"/box/main:{own}", "--tmpfs", f"/box/partner:{partner}",
        "--tmpfs", f"/tmp:{own}", "--tmpfs", f"/dev/shm:{own}",  # noqa: S108 - inside the container
    )  # fmt: skip


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


async def engine() -> Engine | str:
    """The engine that answers, or why none does, in one line."""
    reply = await docker("info", "--format", "{{json .}}", seconds=10.0)
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
    return Engine(str(table["ServerVersion"]), "rootless" in options or "userns" in options)
