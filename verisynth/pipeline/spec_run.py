"""Runs one spec until enough candidates are accepted, or a cap is hit.

Items are independent tasks; at most ``window`` are under way, so memory does not grow with N, and
no more are started than the yield so far says are needed, so little is paid for in vain.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from verisynth.errors import Exhausted, RunFolderError, TeacherError, VerisynthError
from verisynth.pipeline.attempt import as_error
from verisynth.pipeline.frontier import Frontier
from verisynth.pipeline.judging import Judging, Ruling
from verisynth.pipeline.plan import seed_for
from verisynth.pipeline.progress import Watcher
from verisynth.pipeline.propose import Proposed, Proposer
from verisynth.pipeline.store import Store
from verisynth.spec import TaskSpec
from verisynth.types import Outcome, Seed, Verdict

LEAD = 8
"""How many windows an index may run ahead of the first one that has not settled."""

_NOTHING = Verdict(outcome=Outcome.REJECTED, reason="empty-reply", detail="no problem proposed")


def _is_fatal(error: Exception) -> bool:
    """Whether nothing more can come of the run: no request will succeed, or nothing is stored."""
    return isinstance(error, RunFolderError) or (isinstance(error, TeacherError) and error.fatal)


@dataclass(slots=True)
class Stop:
    """Why the whole run should start nothing new; shared by all specs."""

    reason: str = ""
    """Empty while the run goes on: ``interrupted``, ``max-cost``, ``max-time`` or ``fatal``."""
    fatal: VerisynthError | None = None
    listeners: list[Callable[[], None]] = field(default_factory=list)
    """Called when a reason is set."""

    def set(self, reason: str, fatal: VerisynthError | None = None) -> None:
        """Ask every spec to finish what is under way and start nothing new; the first wins."""
        if not self.reason:
            self.reason, self.fatal = reason, fatal
        for listener in self.listeners:
            listener()


class SpecRun:
    """One spec's part of a run."""

    def __init__(
        self,
        spec: TaskSpec,
        *,
        proposer: Proposer,
        judging: Judging,
        store: Store,
        frontier: Frontier,
        watcher: Watcher,
        stop: Stop,
        run_seed: int,
        wanted: int,
        max_candidates: int,
        window: int,
    ) -> None:
        self.spec = spec
        self.frontier = frontier
        self._ended_by = ""
        self._proposer, self._judging, self._store = proposer, judging, store
        self._watcher, self._stop = watcher, stop
        self._run_seed, self._wanted = run_seed, wanted
        self._max_candidates, self._window = max_candidates, window
        self._next_index = 0
        self._in_flight = 0
        self._ahead: dict[int, int] = {}
        self._changed = asyncio.Event()
        stop.listeners.append(self._changed.set)

    async def run(self) -> None:
        """Return when N are accepted, a cap is hit, or a stop was asked for."""
        async with asyncio.TaskGroup() as group:
            with self._stopping_on_fatal():
                await self._start_all(group)

    async def _start_all(self, group: asyncio.TaskGroup) -> None:
        while await self._may_start():
            index = self._next_index
            self._next_index += 1
            if self._settled_before(index):
                await self._settle_all(index)
                await asyncio.sleep(0)
                continue
            try:
                started = self._start(index)
            except Exhausted as error:
                self._ended_by = "exhausted"
                self._watcher.note(str(error))
                return
            self._in_flight += 1
            group.create_task(self._item(*started))

    async def _may_start(self) -> bool:
        """Wait for room; False when nothing more should be started."""
        while not self.frontier.done and not self._stop.reason:
            if self._next_index >= self._max_candidates:
                self._ended_by = "max-candidates"
                return False
            if self._in_flight < self._room():
                return True
            self._changed.clear()
            await self._changed.wait()
        return False

    def _room(self) -> int:
        """How many items may be under way now."""
        if self._next_index - self.frontier.index >= LEAD * self._window:
            return 0
        accepted = self.frontier.accepted + sum(self._ahead.values())
        settled = self._next_index - self._in_flight
        needed = self._wanted - accepted
        share = (accepted + 1) / (settled + 1)
        return min(self._window, math.ceil(needed / share))

    def _settled_before(self, index: int) -> bool:
        found = self._store.verdicts(self.spec.name, index)
        return bool(found) and all(one.verdict.outcome is not Outcome.ERROR for one in found)

    def _start(self, index: int) -> tuple[Seed, Proposed | None]:
        seed = seed_for(self.spec, run_seed=self._run_seed, index=index)
        if (stored := self._store.proposal(self.spec.name, index)) is not None:
            return seed, Proposed("", stored)
        proposed = self._proposer.prepare(seed)
        if proposed is not None:
            self._record(seed, proposed)
        return seed, proposed

    async def _item(self, seed: Seed, proposed: Proposed | None) -> None:
        try:
            with self._stopping_on_fatal():
                try:
                    await self._judge(seed, proposed)
                except Exception as error:
                    if _is_fatal(error):
                        raise
                    self._add_verdict(seed.index, 0, Ruling(as_error(error)))
                await self._settle_all(seed.index)
        finally:
            self._in_flight -= 1
            self._changed.set()

    @contextmanager
    def _stopping_on_fatal(self) -> Iterator[None]:
        try:
            yield
        except VerisynthError as error:
            if not _is_fatal(error):
                raise
            self._stop.set("fatal", error)

    async def _judge(self, seed: Seed, proposed: Proposed | None) -> None:
        if proposed is None:
            proposed = await self._proposer.propose(seed)
            self._record(seed, proposed)
        if proposed.proposal is None:
            self._add_verdict(seed.index, 0, Ruling(proposed.rejection or _NOTHING))
            return
        rulings = await self._judging.rule(proposed.proposal, index=seed.index)
        for n, ruling in enumerate(rulings):
            self._add_verdict(seed.index, n, ruling)

    def _record(self, seed: Seed, proposed: Proposed) -> None:
        self._store.add_item(
            self.spec.name,
            seed.index,
            cell=dict(proposed.cell),
            teacher=proposed.teacher,
            proposal=proposed.proposal,
        )

    def _add_verdict(self, index: int, n: int, ruling: Ruling) -> None:
        self._store_verdict(index, n, ruling)
        self._watcher.settled(self.spec.name, ruling.verdict.outcome, ruling.verdict.reason)

    def _store_verdict(self, index: int, n: int, ruling: Ruling) -> None:
        self._store.add_verdict(
            self.spec.name,
            index,
            n,
            ruling.verdict,
            planted=ruling.planted,
            counted=ruling.counted,
            problem=ruling.problem,
        )

    async def _settle_all(self, index: int) -> None:
        """Move the frontier on, judging again what it finds stale on its way."""
        stale = self._settle(index)
        while stale is not None:
            proposal = self._store.proposal(self.spec.name, stale)
            if proposal is None:
                return
            for n, ruling in enumerate(await self._judging.rule(proposal, index=stale)):
                self._store_verdict(stale, n, ruling)
            stale = self._settle(stale)

    def _settle(self, index: int) -> int | None:
        """Move the frontier on; an item that never got a verdict blocks it, as it should."""
        found = self._store.verdicts(self.spec.name, index)
        stale = None
        if found:
            self._ahead[index] = sum(one.verdict.outcome is Outcome.ACCEPTED for one in found)
            before = self.frontier.index
            stale = self.frontier.settle(index)
            for passed in range(before, self.frontier.index):
                self._ahead.pop(passed, None)
            self._watcher.progress(self.spec.name, self.frontier.accepted, self._wanted)
        return stale

    def short_because(self, stopped: str) -> str:
        """Why fewer than N are accepted; empty if enough are. ``stopped`` is why the run was."""
        if self.frontier.done:
            return ""
        unfinished = self.frontier.index < self._next_index
        return stopped or self._ended_by if unfinished else self._ended_by or stopped

    @property
    def in_flight(self) -> int:
        """How many items are under way."""
        return self._in_flight
