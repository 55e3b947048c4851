"""One running worker, seen from the host: start it, give it a job, end it.

A worker has a session of its own, so the terminal's Ctrl-C does not reach it, and it ends when
its wire closes, so it does not outlive the host.
"""

from __future__ import annotations

import asyncio
import os
import socket
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from pathlib import Path

from verisynth.errors import SandboxError
from verisynth.sandbox import profiles, wire
from verisynth.sandbox.ending import kill
from verisynth.sandbox.folder import make_folder, remove_folder
from verisynth.sandbox.launch import Launch, Launcher
from verisynth.types import Execution, Limits, Program

_STDERR_KEPT = 4096
START_SECONDS = 60.0
GRACE_SECONDS = 10.0


class WorkerLost(Exception):
    """The worker died, went silent or sent garbage; the job may be tried on another one."""

    def __init__(self, message: str, *, by_job: bool = True) -> None:
        super().__init__(message)
        self.by_job = by_job
        """Whether the job under way may have done it: it was running."""


class WorkerNotStarted(WorkerLost):
    """There was no worker to begin with."""


class Worker:
    """A fork server in a box. Runs one job at a time, and more that were sent ahead after it."""

    def __init__(self, launcher: Launcher, program: Program, limits: Limits) -> None:
        self._level = launcher.level
        self._launcher = launcher
        self._program = program
        self._limits = limits
        self._folder: Path | None = None
        self._cleanup: Sequence[str] = ()
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._stderr = bytearray()
        self._burial: asyncio.Task[None] | None = None
        self.jobs = 0
        self.has_successor = False

    async def start(self) -> None:
        """Start the process and wait until it serves.

        Raises:
            WorkerLost: it did not start; the message holds what it wrote on stderr.
        """
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._connect()
                self._check_python(await wire.read_ready(self._reader))
        except (wire.Garbage, asyncio.IncompleteReadError, OSError, TimeoutError) as error:
            raise WorkerNotStarted(await self._obituary("did not start", error)) from error
        except BaseException:
            await self.kill()
            raise

    def _check_python(self, version: str) -> None:
        profile = profiles.load(self._program.profile)
        if not profile.runs_on(version):
            raise wire.Garbage(
                f"its Python is {version}; the profile {profile.name} needs {profile.interpreter}"
            )

    async def _connect(self) -> None:
        if self._launcher.needs_folder:
            self._folder = make_folder()
        launch = self._launcher.launch(self._program, self._limits, self._folder or Path("/"))
        self._cleanup = launch.cleanup
        self._environment = dict(launch.environment)
        if launch.socket is None:
            ours, theirs = socket.socketpair()
            try:
                await self._spawn(launch, theirs.fileno())
            except BaseException:
                ours.close()
                raise
            finally:
                theirs.close()
        else:
            ours = await self._listen(launch, launch.socket)
        self._reader, self._writer = await asyncio.open_connection(sock=ours)

    async def _spawn(self, launch: Launch, wire_fd: int) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            *launch.command,
            stdin=wire_fd,
            stdout=wire_fd,
            stderr=PIPE,
            env=self._environment,
            cwd="/",
            start_new_session=True,
        )
        self._listener = asyncio.create_task(self._keep_stderr(self._process))
        return self._process

    async def _listen(self, launch: Launch, path: Path) -> socket.socket:
        """Start the process and wait for its connection, the only one there will be."""
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            os.chmod(path, 0o666)  # noqa: S103 - its folder is private; the engine's root is not us
            listener.listen(1)
            listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
            process = await self._spawn(launch, DEVNULL)
            accepting = asyncio.ensure_future(asyncio.get_running_loop().sock_accept(listener))
            ended = asyncio.ensure_future(process.wait())
            try:
                await asyncio.wait((accepting, ended), return_when=asyncio.FIRST_COMPLETED)
                if not accepting.done():
                    raise wire.Garbage("it ended before it connected")
                return (await accepting)[0]
            finally:
                for waiting in (accepting, ended):
                    waiting.cancel()
                await asyncio.gather(accepting, ended, return_exceptions=True)
                self._drop_folder()

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Run one job. On any exception, cancellation included, the worker is dead afterwards.

        Raises:
            WorkerLost: no usable answer within the wall limit and a grace.
        """
        done: list[Execution] = []
        await self.run_all([program], limits, done)
        return done[0]

    async def run_all(
        self, programs: Sequence[Program], limits: Limits, done: list[Execution]
    ) -> None:
        """Run jobs one after the other, sent ahead so that the worker never waits for the host.

        Each execution is appended to ``done`` as it comes, so those before a failure stand; when
        it raises, as :meth:`run` does, the job after the last one is the one that was under way.
        """
        sending = asyncio.create_task(self._send(programs, limits))
        try:
            for _ in programs:
                self.jobs += 1
                async with asyncio.timeout(limits.wall_seconds + GRACE_SECONDS):
                    done.append(await wire.read_execution(self._reader, limits, self._level))
            await sending
        except (wire.Garbage, asyncio.IncompleteReadError, OSError, TimeoutError) as error:
            by_job = not isinstance(error, wire.NotShutIn)
            raise WorkerLost(await self._obituary("was lost", error), by_job=by_job) from error
        except BaseException:
            await self.kill()
            raise
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, programs: Sequence[Program], limits: Limits) -> None:
        if self._writer is None:
            raise SandboxError("the worker was never started")
        for program in programs:
            self._writer.write(wire.pack(program, limits))
            await self._writer.drain()

    async def kill(self) -> None:
        """End the process and everything in its box, and reap it."""
        if self._burial is None:
            if self._writer is not None:
                self._writer.transport.abort()
            if self._process is not None:
                kill(self._process)
            self._burial = asyncio.create_task(self._bury())
        # Cancelling the caller must not leave a zombie or a container: the burial goes on.
        await asyncio.shield(self._burial)

    async def _bury(self) -> None:
        if self._process is not None:
            await self._process.wait()
            # Killed while the engine was creating it, a container may appear a moment later.
            if self._cleanup and not await self._clean_up():
                await asyncio.sleep(0.3)
                await self._clean_up()
            # A descendant may hold the pipe for a moment longer than the process lives.
            await asyncio.wait([self._listener], timeout=1.0)
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        self._drop_folder()

    def _drop_folder(self) -> None:
        if self._folder is not None:
            remove_folder(self._folder)
            self._folder = None

    async def _clean_up(self) -> bool:
        process = await asyncio.create_subprocess_exec(
            *self._cleanup,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            env=self._environment,
        )
        return await process.wait() == 0

    async def _obituary(self, what: str, error: Exception) -> str:
        await self.kill()
        said = bytes(self._stderr).decode("utf-8", "replace").strip()
        code = self._process.returncode if self._process is not None else None
        return f"the {self._level} worker {what} ({error or type(error).__name__}, exit {code})" + (
            f"; it said: {said}" if said else ""
        )

    async def _keep_stderr(self, process: asyncio.subprocess.Process) -> None:
        if process.stderr is None:
            return
        while chunk := await process.stderr.read(_STDERR_KEPT):
            self._stderr = (self._stderr + chunk)[-_STDERR_KEPT:]
