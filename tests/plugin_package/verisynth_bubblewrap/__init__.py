"""A sandbox made by somebody else: a new bubble of bubblewrap for every program.

Slower than verisynth's own levels, since nothing stays warm, and complete: it uses nothing of them
but the runners in ``sandboxes/`` and the profiles' packages.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from verisynth import shipped
from verisynth.errors import MissingError, SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox import profiles
from verisynth.types import Execution, Json, Limits, Program, Status

BOX = Path(__file__).parent / "box.py"
SYSTEM = ("/usr", "/lib", "/lib64", "/bin")
MEMORY_EXIT, SIGNALED, SIGXCPU = 87, 128, 24


@dataclass(frozen=True, slots=True)
class Bubblewrap:
    """Programs in bubbles of their own, by bubblewrap."""

    name: str = "bubblewrap"

    @asynccontextmanager
    async def open(self, *, slots: int) -> AsyncIterator[Sandbox]:
        """So many bubbles at a time."""
        if shutil.which("bwrap") is None:
            raise MissingError("bubblewrap is not installed", hint="apt install bubblewrap")
        call_filter()
        yield Bubbles(slots)


class Bubbles:
    """The open sandbox."""

    level = "bubblewrap"

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._free = asyncio.Semaphore(slots)

    async def run(self, program: Program, limits: Limits) -> Execution:
        """One program in one bubble, or two that share a socket."""
        async with self._free:
            first, *others = self._started(program, limits)
            beside = [asyncio.create_task(other.run()) for other in others]
            for partner in beside:
                partner.add_done_callback(first.partner_ended)
            try:
                execution = await first.run()
                # A partner that reached a limit closes the channel first and is told of later.
                await asyncio.wait(beside or [asyncio.create_task(asyncio.sleep(0))], timeout=0.5)
                return replace(execution, status=first.stopped or execution.status)
            finally:
                for partner in beside:
                    partner.cancel()
                await asyncio.gather(*beside, return_exceptions=True)
                for other in others:
                    other.end()

    def _started(self, program: Program, limits: Limits) -> list[Bubble]:
        if program.partner is None:
            return [Bubble(program, "main", limits, program.payload, None)]
        ends = socket.socketpair()
        try:
            return [
                Bubble(program, "main", limits, program.payload, ends[0].fileno()),
                Bubble(program, "partner", limits, program.partner, ends[1].fileno()),
            ]
        finally:
            for end in ends:
                end.close()


class Bubble:
    """One process in its bubble, watched from outside."""

    def __init__(
        self, program: Program, role: str, limits: Limits, payload: Json, channel: int | None
    ) -> None:
        self._program, self._role, self._limits, self._channel = program, role, limits, channel
        self.stopped: Status | None = None
        self._sources = self._start(payload)

    def partner_ended(self, done: asyncio.Task[Execution]) -> None:
        """A partner that ran into a limit took the job's."""
        if not done.cancelled() and not done.exception():
            status = done.result().status
            if status not in (Status.EXITED, Status.SIGNALED):
                self._stop(status)

    async def run(self) -> Execution:
        """From its start to its end, whatever it does."""
        loop = asyncio.get_running_loop()
        started = time.monotonic()
        readers = [
            loop.run_in_executor(None, self._read, source, cap) for source, cap in self._sources
        ]
        ending = loop.run_in_executor(None, os.waitpid, self._process.pid, 0)
        timer = loop.call_later(self._limits.wall_seconds, self._stop, Status.TIME_LIMIT)
        try:
            _, status = await asyncio.shield(ending)
        finally:
            timer.cancel()
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, 9)
            await asyncio.gather(ending, *readers)
            self._process.returncode = 0  # it has been reaped here
        out, err, value, report = [await reader for reader in readers]
        if b"exit-code" not in report and self.stopped is None:
            raise SandboxError(f"no bubble: {err.decode(errors='replace')[:300]}")
        code = os.waitstatus_to_exitcode(status)
        found = self._status(code)
        return Execution(
            status=found,
            exit_code=code if found is Status.EXITED else None,
            signal=code - SIGNALED if found is Status.SIGNALED else None,
            result=value, stdout=out, stderr=err,
            wall_seconds=time.monotonic() - started, level=Bubbles.level,
        )  # fmt: skip

    def _start(self, payload: Json) -> list[tuple[IO[bytes], int]]:
        """Start the process; what is to be read from it, each with its cap."""
        result, report = os.pipe(), os.pipe()
        rules, filling = os.pipe()
        with open(filling, "wb") as file:
            file.write(call_filter())
        with tempfile.TemporaryFile() as stdin:
            stdin.write(json.dumps(payload).encode())
            stdin.seek(0)
            ours = (result[1], report[1], rules)
            self._process = subprocess.Popen(
                self._command(*ours),
                stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                pass_fds=[*ours, *([] if self._channel is None else [self._channel])],
                start_new_session=True, env={"PATH": os.defpath},
            )  # fmt: skip
        for fd in ours:
            os.close(fd)
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        return [
            (self._process.stdout, self._limits.output_bytes),
            (self._process.stderr, self._limits.output_bytes),
            (os.fdopen(result[0], "rb", 0), self._limits.result_bytes),
            (os.fdopen(report[0], "rb", 0), 1 << 16),
        ]

    def end(self) -> None:
        """Kill and reap the process if nobody has: its watch may never have begun."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.wait()
            for source, _ in self._sources:
                source.close()

    def _stop(self, why: Status) -> None:
        self.stopped = self.stopped or why
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, 9)

    def _read(self, source: IO[bytes], cap: int) -> bytes:
        kept = bytearray()
        with source:
            while chunk := source.read(1 << 16):
                kept += chunk
                if len(kept) > cap:
                    self._stop(Status.OUTPUT_LIMIT)
                    break
        return bytes(kept[:cap])

    def _status(self, code: int) -> Status:
        if self.stopped:
            return self.stopped
        if code == SIGNALED + SIGXCPU:
            return Status.TIME_LIMIT
        if code == MEMORY_EXIT:
            return Status.MEMORY_LIMIT
        return Status.SIGNALED if code > SIGNALED else Status.EXITED

    def _command(self, result: int, report: int, rules: int) -> list[str]:
        size = str(self._limits.disk_mib << 20)
        packages = profiles.files(profiles.load(self._program.profile).packages)
        job = {
            "runner": self._program.runner, "role": self._role, "limits": asdict(self._limits),
            "result": result if self._role == "main" else None, "channel": self._channel,
            "path": ["/app", "/packages"],
        }  # fmt: skip
        base = os.path.realpath(sys.base_prefix)
        binds = [
            *((path, path) for path in SYSTEM if os.path.isdir(path) and not os.path.islink(path)),
            *([] if base.startswith("/usr") else [(base, base)]),
            (str(shipped.sandboxes()), "/app/sandboxes"),
            (str(BOX), "/app/box.py"),
            *((str(path.resolve()), f"/packages/{path.name}") for path in packages),
        ]
        links = [(os.readlink(path), path) for path in SYSTEM if os.path.islink(path)]
        return [
            "bwrap", "--unshare-all", "--unshare-user", "--disable-userns",
            "--uid", "65534" if self._role == "main" else "65533",
            "--gid", "65534", "--hostname", "bubble", "--die-with-parent", "--new-session",
            "--clearenv", "--setenv", "PYTHONHASHSEED", str(self._program.hash_seed),
            "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/work",
            "--setenv", "TMPDIR", "/tmp",
            *(word for source, target in binds for word in ("--ro-bind", source, target)),
            *(word for target, path in links for word in ("--symlink", target, path)),
            "--proc", "/proc", "--dev", "/dev",
            *(w for folder in ("/work", "/tmp", "/dev/shm")
              for w in ("--size", size, "--tmpfs", folder)),
            "--remount-ro", "/", "--remount-ro", "/dev", "--chdir", "/work",
            "--seccomp", str(rules), "--json-status-fd", str(report),
            os.path.realpath(sys._base_executable), "-s", "-S", "-P", "-B", "-X", "utf8",
            "/app/box.py", json.dumps(job),
        ]  # fmt: skip


def call_filter() -> bytes:
    """BPF that refuses the system calls bubblewrap leaves open, and unusual kinds of socket."""
    machine = os.uname().machine
    names = ("socket", "ptrace", "keyctl", "add_key", "request_key", "unshare", "setns", "io_uring")
    numbers = {
        "x86_64": (41, 101, 250, 248, 249, 272, 308, 425),
        "aarch64": (198, 117, 219, 217, 218, 97, 268, 425),
    }
    if machine not in numbers:
        raise MissingError(f"no call numbers are known for {machine}", hint="--sandbox docker")
    call = dict(zip(names, numbers[machine], strict=True))
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 1  # EPERM
    architecture = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}[machine]
    rules: list[tuple[int, int, int, int]] = [
        (load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, refuse),
        (load, 0, 0, 0), (at_least, 0, 1, 0x40000000), (give, 0, 0, refuse),
    ]  # fmt: skip
    for number in (value for name, value in call.items() if name != "socket"):
        rules += [(equal, 0, 1, number), (give, 0, 0, refuse)]
    rules += [(equal, 1, 0, call["socket"]), (give, 0, 0, allow), (load, 0, 0, 16)]
    for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6):
        rules += [(equal, 0, 1, int(family)), (give, 0, 0, allow)]
    rules.append((give, 0, 0, refuse))
    return b"".join(struct.pack("=HBBI", *rule) for rule in rules)
