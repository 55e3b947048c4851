"""The sandbox itself: so many programs at a time, each on a warm worker of the right kind.

A lost worker is our failure, never the program's: the job is tried again on a fresh one. A job
that costs worker after worker is found, alone, and ends as :class:`~verisynth.errors.KillsWorker`;
the jobs that were sent with it are not touched by that.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

from verisynth.errors import KillsWorker, SandboxError
from verisynth.sandbox import profiles
from verisynth.sandbox.batch import BatchResult
from verisynth.sandbox.launch import Launcher
from verisynth.sandbox.worker import Worker, WorkerLost, WorkerNotStarted
from verisynth.types import Execution, Limits, Program

TRIES = 3
JOBS_PER_WORKER = 1000
"""Children of one worker share its address layout: it is replaced before that can be learnt."""
SPARE_AHEAD = 100
"""So many jobs before its end a worker's successor is started, so that nobody waits for it."""
MAX_SENT_AHEAD = 64
START_PAUSES_SECONDS = (0.2, 1.0, 3.0, 6.0)

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
        self._chores: set[asyncio.Task[None]] = set()
        self._spares: dict[_Key, asyncio.Task[None]] = {}
        self._has_served = False
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
        limits = profiles.load(program.profile).at_least(limits)
        (found,) = await self._run_some([program], limits)
        if isinstance(found, SandboxError):
            raise found
        return found

    async def run_batch(self, programs: Sequence[Program], limits: Limits) -> BatchResult:
        """Execute many programs, those of one kind in few round trips; cancelling kills them all.

        Each is isolated from the others as by :meth:`run`, and has its own limits.
        """
        groups: dict[_Key, list[int]] = {}
        given = {p: profiles.load(p).at_least(limits) for p in {one.profile for one in programs}}
        for index, program in enumerate(programs):
            groups.setdefault(self._key(program, given[program.profile]), []).append(index)
        found: dict[int, Execution | SandboxError] = {}

        async def run_part(part: list[int]) -> None:
            chosen = [programs[index] for index in part]
            results = await self._run_some(chosen, given[chosen[0].profile])
            found.update(zip(part, results, strict=True))

        async with asyncio.TaskGroup() as tasks:
            for indices in groups.values():
                size = min(MAX_SENT_AHEAD, -(-len(indices) // self._slots))
                for start in range(0, len(indices), size):
                    tasks.create_task(run_part(indices[start : start + size]))
        return tuple(found[index] for index in range(len(programs)))

    async def _run_some(self, programs: Sequence[Program], limits: Limits) -> BatchResult:
        """Programs of one kind, in one slot: sent together until one costs the worker.

        After a loss the program that was under way is suspect and goes on alone.
        """
        done: list[Execution | SandboxError] = []
        losses = starts = 0
        async with self._free:
            while len(done) < len(programs):
                waiting = programs[len(done) :]
                fresh: list[Execution] = []
                try:
                    await self._attempt(waiting[:1] if losses else waiting, limits, fresh)
                except WorkerNotStarted as error:
                    starts += 1
                    if not await self._may_start_again(starts):
                        done += [_not_started(error, starts)] * len(waiting)
                except WorkerLost as error:
                    losses = 1 if fresh else losses + 1
                    done += fresh
                    if losses == TRIES:
                        done.append(_given_up(error))
                        losses = 0
                except SandboxError as error:
                    done += [error] * len(waiting)
                else:
                    done += fresh
                    losses = 0
        return tuple(done)

    async def _may_start_again(self, failures: int) -> bool:
        """An engine that served us may be restarting; one that never did is not waited for."""
        if not self._has_served:
            return failures < TRIES
        if failures > len(START_PAUSES_SECONDS) or self._closed:
            return False
        await asyncio.sleep(START_PAUSES_SECONDS[failures - 1])
        return True

    async def _attempt(
        self, programs: Sequence[Program], limits: Limits, done: list[Execution]
    ) -> None:
        async with self._worker(programs[0], limits) as worker:
            await worker.run_all(programs, limits, done)

    def _key(self, program: Program, limits: Limits) -> _Key:
        return program.profile, program.hash_seed, tuple(self._launcher.shape(limits))

    @asynccontextmanager
    async def _worker(self, program: Program, limits: Limits) -> AsyncIterator[Worker]:
        """A worker for one job; it returns to the idle ones only if the job went well."""
        if self._closed:
            raise SandboxError("the sandbox is closed")
        key = self._key(program, limits)
        worker = self._take(key)
        if worker is None and key in self._spares:
            await asyncio.wait([self._spares.pop(key)])
            worker = self._take(key)
        if worker is None:
            worker = await self._started(program, limits)
        if self._closed:
            await worker.kill()
            raise SandboxError("the sandbox is closed")
        self._busy.append(worker)
        try:
            yield worker
        finally:
            self._busy.remove(worker)
        if worker.jobs >= JOBS_PER_WORKER or self._closed:
            self._in_background(worker.kill())
            return
        if worker.jobs >= JOBS_PER_WORKER - SPARE_AHEAD and not worker.has_successor:
            worker.has_successor = True
            self._spares[key] = self._in_background(self._start_spare(key, program, limits))
        self._put(key, worker)

    async def _started(self, program: Program, limits: Limits) -> Worker:
        worker = Worker(self._launcher, program, limits)
        await worker.start()
        self._has_served = True
        return worker

    async def _start_spare(self, key: _Key, program: Program, limits: Limits) -> None:
        with contextlib.suppress(WorkerLost):
            spare = await self._started(program, limits)
            self._put(key, spare)

    def _take(self, key: _Key) -> Worker | None:
        for index in reversed(range(len(self._idle))):
            if self._idle[index][0] == key:
                return self._idle.pop(index)[1]
        return None

    def _put(self, key: _Key, worker: Worker) -> None:
        self._idle.append((key, worker))
        while len(self._idle) > (0 if self._closed else self._idle_cap):
            self._in_background(self._idle.pop(0)[1].kill())

    def _in_background(self, chore: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        return task

    async def close(self) -> None:
        """End every worker. Jobs that still run fail with ``SandboxError``."""
        self._closed = True
        idle = [worker for _, worker in self._idle]
        self._idle.clear()
        await asyncio.gather(*(worker.kill() for worker in (*idle, *self._busy)))
        # Who was just starting a worker finds the sandbox closed and ends it: wait for them, too.
        for _ in range(self._slots):
            await self._free.acquire()
        for _ in range(self._slots):
            self._free.release()
        while self._chores:
            await asyncio.gather(*self._chores, return_exceptions=True)


def _not_started(error: WorkerNotStarted, starts: int) -> SandboxError:
    return SandboxError(f"{error} (tried {starts} times)", hint="verisynth doctor")


def _given_up(error: WorkerLost) -> SandboxError:
    text = f"{error} (tried {TRIES} times)"
    return KillsWorker(text) if error.by_job else SandboxError(text, hint="verisynth doctor")
