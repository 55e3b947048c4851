"""One running worker, seen from the host: start it, give it a job, end it.

A worker has a session of its own, so the terminal's Ctrl-C does not reach it, and it ends when
its standard input closes, so it does not outlive the host.
"""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import DEVNULL, PIPE

from verisynth.errors import SandboxError
from verisynth.sandbox import wire
from verisynth.sandbox.ending import kill
from verisynth.sandbox.launch import Launch
from verisynth.types import Execution, Limits, Program

_STDERR_KEPT = 4096
START_SECONDS = 60.0
GRACE_SECONDS = 10.0


class WorkerLost(Exception):
    """The worker died, went silent or sent garbage; the job may be tried on another one."""


class Worker:
    """A fork server in a box. Runs one job at a time."""

    def __init__(self, launch: Launch, level: str) -> None:
        self._launch = launch
        self._level = level
        self._stderr = bytearray()
        self._burial: asyncio.Task[None] | None = None
        self.jobs = 0

    async def start(self) -> None:
        """Start the process and wait until it serves.

        Raises:
            WorkerLost: it did not start; the message holds what it wrote on stderr.
        """
        # Not asyncio's own pipe: it may be a socket, and the worker splices, which needs a pipe.
        reader, writer = os.pipe()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._launch.command,
                stdin=reader,
                stdout=PIPE,
                stderr=PIPE,
                env=dict(self._launch.environment),
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            os.close(writer)
            raise WorkerLost(f"the {self._level} worker cannot be started: {error}") from error
        except BaseException:
            os.close(writer)
            raise
        finally:
            os.close(reader)
        self._stdin = await _pipe_writer(writer)
        self._listener = asyncio.create_task(self._keep_stderr())
        try:
            async with asyncio.timeout(START_SECONDS):
                await wire.read_ready(self._stdout)
        except (wire.Garbage, asyncio.IncompleteReadError, TimeoutError) as error:
            raise WorkerLost(await self._obituary("did not start", error)) from error
        except BaseException:
            await self.kill()
            raise

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Run one job. On any exception, cancellation included, the worker is dead afterwards.

        Raises:
            WorkerLost: no usable answer within the wall limit and a grace.
        """
        self.jobs += 1
        try:
            async with asyncio.timeout(limits.wall_seconds + GRACE_SECONDS):
                self._stdin.write(wire.pack(program, limits))
                sending = asyncio.create_task(self._stdin.drain())
                try:
                    execution = await wire.read_execution(self._stdout, limits, self._level)
                    await sending
                    return execution
                finally:
                    sending.cancel()
                    await asyncio.gather(sending, return_exceptions=True)
        except (wire.Garbage, asyncio.IncompleteReadError, OSError, TimeoutError) as error:
            raise WorkerLost(await self._obituary("was lost", error)) from error
        except BaseException:
            await self.kill()
            raise

    async def kill(self) -> None:
        """End the process and everything in its box, and reap it."""
        if self._burial is None:
            if not self._stdin.is_closing():
                self._stdin.transport.abort()
            kill(self._process)
            self._burial = asyncio.create_task(self._bury())
        # Cancelling the caller must not leave a zombie or a container: the burial goes on.
        await asyncio.shield(self._burial)

    async def _bury(self) -> None:
        await self._process.wait()
        # Killed while the engine was creating it, a container may appear a moment later.
        if self._launch.cleanup and not await self._clean_up():
            await asyncio.sleep(0.3)
            await self._clean_up()
        # A descendant may hold the pipe for a moment longer than the process lives.
        await asyncio.wait([self._listener], timeout=1.0)
        self._listener.cancel()
        await asyncio.gather(self._listener, return_exceptions=True)

    async def _clean_up(self) -> bool:
        process = await asyncio.create_subprocess_exec(
            *self._launch.cleanup,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            env=dict(self._launch.environment),
        )
        return await process.wait() == 0

    async def _obituary(self, what: str, error: Exception) -> str:
        await self.kill()
        said = bytes(self._stderr).decode("utf-8", "replace").strip()
        code = self._process.returncode
        return f"the {self._level} worker {what} ({error or type(error).__name__}, exit {code})" + (
            f"; it said: {said}" if said else ""
        )

    @property
    def _stdout(self) -> asyncio.StreamReader:
        if self._process.stdout is None:
            raise SandboxError("the worker has no stdout")
        return self._process.stdout

    async def _keep_stderr(self) -> None:
        if self._process.stderr is None:
            return
        while chunk := await self._process.stderr.read(_STDERR_KEPT):
            self._stderr = (self._stderr + chunk)[-_STDERR_KEPT:]


async def _pipe_writer(fd: int) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    file = os.fdopen(fd, "wb", buffering=0)
    transport, protocol = await loop.connect_write_pipe(
        lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), file
    )
    return asyncio.StreamWriter(transport, protocol, None, loop)
