"""The sandbox itself: so many programs at a time, each on a warm worker of the right kind.

A lost worker is our failure, never the program's: the job is tried again on a fresh one, and after
that it is a :class:`~verisynth.errors.SandboxError`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

from verisynth.errors import SandboxError
from verisynth.sandbox.launch import Launcher
from verisynth.sandbox.worker import Worker, WorkerLost
from verisynth.types import Execution, Limits, Program

TRIES = 3
JOBS_PER_WORKER = 500
"""Children of one worker share its address layout: it is replaced before that can be learnt."""

_Key: TypeAlias = tuple[str, int, tuple[int, ...]]


class Pool:
    """Runs programs on workers of one level; fits :class:`~verisynth.protocols.Sandbox`."""

    def __init__(self, launcher: Launcher, *, slots: int, idle_cap: int | None = None) -> None:
        self._launcher = launcher
        self._slots = slots
        self._idle_cap = idle_cap if idle_cap is not None else slots + 4
        self._free = asyncio.Semaphore(slots)
        self._idle: list[tuple[_Key, Worker]] = []
        self._busy: list[Worker] = []
        self._closed = False

    @property
    def level(self) -> str:
        """How strongly it isolates."""
        return self._launcher.level

    @property
    def slots(self) -> int:
        """How many programs run at the same time."""
        return self._slots

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Execute one program to its end; cancelling kills it.

        Raises:
            SandboxError: no worker could run it, on three tries.
        """
        async with self._free:
            for attempt in range(1, TRIES + 1):
                try:
                    return await self._attempt(program, limits)
                except WorkerLost as error:
                    if attempt == TRIES:
                        raise SandboxError(
                            f"{error} (tried {TRIES} times)", hint="verisynth doctor"
                        ) from error
        raise AssertionError("unreachable")

    async def _attempt(self, program: Program, limits: Limits) -> Execution:
        async with self._worker(program, limits) as worker:
            return await worker.run(program, limits)

    @asynccontextmanager
    async def _worker(self, program: Program, limits: Limits) -> AsyncIterator[Worker]:
        """A worker for one job; it returns to the idle ones only if the job went well."""
        if self._closed:
            raise SandboxError("the sandbox is closed")
        key = (program.profile, program.hash_seed, tuple(self._launcher.shape(limits)))
        worker = self._take(key)
        if worker is None:
            worker = Worker(self._launcher.launch(program, limits), self.level)
            await worker.start()
        self._busy.append(worker)
        try:
            yield worker
        finally:
            self._busy.remove(worker)
        if worker.jobs >= JOBS_PER_WORKER or self._closed:
            await worker.kill()
        else:
            await self._put(key, worker)

    def _take(self, key: _Key) -> Worker | None:
        for index in reversed(range(len(self._idle))):
            if self._idle[index][0] == key:
                return self._idle.pop(index)[1]
        return None

    async def _put(self, key: _Key, worker: Worker) -> None:
        self._idle.append((key, worker))
        while len(self._idle) > self._idle_cap:
            await self._idle.pop(0)[1].kill()

    async def close(self) -> None:
        """End every worker. Jobs that still run fail with ``SandboxError``."""
        self._closed = True
        idle = [worker for _, worker in self._idle]
        self._idle.clear()
        await asyncio.gather(*(worker.kill() for worker in (*idle, *self._busy)))
