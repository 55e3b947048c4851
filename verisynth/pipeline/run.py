"""The whole main job: specs in, a run folder with verified examples out."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from verisynth import registry
from verisynth.errors import RunFolderError, UsageError
from verisynth.pipeline.conclude import conclude, summarised
from verisynth.pipeline.folder import Origin, claim, default_folder, origin
from verisynth.pipeline.frontier import Frontier
from verisynth.pipeline.judging import Executed, Judging
from verisynth.pipeline.kill_pool import KillPool
from verisynth.pipeline.progress import Silent, Watcher
from verisynth.pipeline.spec_run import SpecRun, Stop
from verisynth.pipeline.store import Store
from verisynth.pipeline.strengthened_first import StrengthenedFirst
from verisynth.pipeline.summary import RunSummary
from verisynth.pipeline.teaching import Sessions, TeacherPlan, plan_teacher
from verisynth.protocols import Sandbox, StrengthensProblems
from verisynth.sandbox import open_sandbox
from verisynth.spec import TaskSpec, load_spec, shipped_names
from verisynth.teachers.mixture import PROCEDURAL

DEFAULT_COUNT = 100
"""Accepted examples per spec when nobody says how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """When to stop although N are not accepted yet."""

    max_candidates: int = 0
    """Per spec, counted in draws; 0: twenty times the count asked for."""
    max_dollars: float = 0.0
    """Over the whole run and all its resumes; 0: no cap."""
    max_seconds: float = 0.0
    """Of this invocation; 0: no cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Everything that says what a run is."""

    specs: tuple[TaskSpec, ...]
    count: int
    folder: Path
    teacher: TeacherPlan
    run_seed: int = 0
    sandbox: str = "auto"
    slots: int | None = None
    resume: bool = False
    caps: Caps = field(default_factory=Caps)


def job_for(
    specs: Sequence[str | Path | TaskSpec],
    *,
    count: int | None,
    folder: Path | None,
    run_seed: int | None,
    teacher: str,
    judge: str,
    config: Path | None,
    sandbox: str,
    slots: int | None,
    resume: bool,
    caps: Caps,
) -> Job:
    """Check everything a person typed before anything is written or paid for.

    What is left out (no specs, ``None``, an empty teacher) is, with ``resume``, what the folder's
    run was started with; else the default.
    """
    before = origin(folder) if resume and folder is not None else None
    loaded = _loaded(specs, before)
    if run_seed is None:
        run_seed = before.run_seed if before else 0
    judged = any(spec.judge is not None for spec in loaded)
    name = teacher or (before.teacher if before else PROCEDURAL)
    solvers = {spec.corroborate.teacher for spec in loaded if spec.corroborate}
    plan = plan_teacher(name, judge=judge, config=config, judged=judged, solvers=solvers)
    names = [spec.name for spec in loaded]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise UsageError(f"{', '.join(repeated)} is given more than once")
    for spec in loaded:
        plan.check_can_serve(spec)
    folder = folder or default_folder(loaded, run_seed=run_seed, teacher=plan.name)
    before = origin(folder) if resume and before is None else before
    return Job(
        specs=loaded,
        count=count or (before.count if before else DEFAULT_COUNT),
        folder=folder,
        teacher=plan,
        run_seed=run_seed,
        sandbox=sandbox,
        slots=slots,
        resume=resume,
        caps=caps,
    )


def _loaded(specs: Sequence[str | Path | TaskSpec], before: Origin | None) -> tuple[TaskSpec, ...]:
    if specs:
        return tuple(one if isinstance(one, TaskSpec) else load_spec(one) for one in specs)
    if before is not None:
        return before.specs
    raise UsageError(
        "name at least one task spec", hint=f"verisynth generate {' '.join(shipped_names())}"
    )


async def run(job: Job, *, watcher: Watcher | None = None) -> RunSummary:
    """Do the job; the folder holds the database, the exports and the report when it returns.

    Ctrl-C (SIGINT) and SIGTERM finish what is under way and export; a second one drops it.

    Raises:
        RunFolderError: the folder holds another run, or cannot be written.
        MissingError: no key, model, judge or sandbox.
        TeacherError: the endpoint refuses everything (wrong key, unknown model).
    """
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        parts = await _Parts.assemble(stack, job, watcher or Silent())
        with _stop_on_signals(parts), _stop_on_time(parts.stop, job.caps.max_seconds):
            await _run_all(parts)
        if isinstance(parts.stop.fatal, RunFolderError):
            raise parts.stop.fatal
        level = parts.sandbox.level if parts.sandbox else ""
        conclude(parts.store, parts.runs, reason=parts.stop.reason, level=level)
        if parts.stop.fatal is not None:
            raise parts.stop.fatal
        return summarised(parts.store, seconds=time.monotonic() - started)


async def _run_all(parts: _Parts) -> None:
    """Run every spec to its end.

    What a second Ctrl-C cuts off is asked or run anew later; what was recorded is exported.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for one in parts.runs:
                group.create_task(one.run())
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if parts.stop.reason != "interrupted" or task is None:
            raise
        task.uncancel()


@dataclass(slots=True)
class _Parts:
    """The opened pieces of one run."""

    runs: tuple[SpecRun, ...]
    store: Store
    stop: Stop
    sandbox: Sandbox | None
    watcher: Watcher

    @classmethod
    async def assemble(cls, stack: AsyncExitStack, job: Job, watcher: Watcher) -> _Parts:
        """Open teacher, sandbox and folder, in the order in which a failure costs least."""
        sessions = await stack.enter_async_context(job.teacher.open())
        sandbox = None
        if any(spec.judge is None for spec in job.specs):
            opening = open_sandbox(job.sandbox, slots=job.slots, tell=watcher.note)
            sandbox = await stack.enter_async_context(opening)
            watcher.note(f"sandbox  {sandbox.level}, {sandbox.slots} at a time")
        store = stack.enter_context(contextlib.closing(Store.open(job.folder)))
        claim(
            store,
            job.specs,
            run_seed=job.run_seed,
            teacher=job.teacher.name,
            count=job.count,
            resume=job.resume,
        )
        store.set_meta({"teachers": json.dumps(job.teacher.settings())})
        stop = Stop()
        spent = _cost_cap(store, stop, job.caps.max_dollars)
        spent()  # a resumed run may have reached the cap before
        runs = tuple(
            _spec_run(spec, job, sessions, sandbox, store, stop, watcher, spent)
            for spec in job.specs
        )
        return cls(runs, store, stop, sandbox, watcher)


def _spec_run(
    spec: TaskSpec,
    job: Job,
    sessions: Sessions,
    sandbox: Sandbox | None,
    store: Store,
    stop: Stop,
    watcher: Watcher,
    spent: Callable[[], None],
) -> SpecRun:
    family = registry.family_of(spec)
    proposer = sessions.proposer(spec, family, store, spent=spent)
    judging: Judging
    pool = None
    if sandbox is None or spec.judge is not None:
        judging = sessions.scored(spec, family, store, spent=spent)
    else:
        pool = KillPool(store, spec.name)
        judging = Executed(spec, family, sandbox, pool)
        if spec.corroborate is not None and sessions.plan.asks(spec.corroborate):
            judging = sessions.corroborating(
                judging, spec.corroborate, store, run_seed=job.run_seed, spent=spent
            )
        if spec.acceptance.strengthen and isinstance(family, StrengthensProblems):
            judging = StrengthenedFirst(judging, family, sandbox, spec.limits)
    return SpecRun(
        spec,
        proposer=proposer,
        judging=judging,
        store=store,
        frontier=Frontier(store, spec.name, run_seed=job.run_seed, wanted=job.count, pool=pool),
        watcher=watcher,
        stop=stop,
        run_seed=job.run_seed,
        wanted=job.count,
        max_candidates=job.caps.max_candidates or 20 * job.count,
        window=2 * (sandbox.slots if sandbox else 1) + job.teacher.concurrency,
    )


def _cost_cap(store: Store, stop: Stop, max_dollars: float) -> Callable[[], None]:
    """What to call after every recorded cost: it stops the run at the cap."""

    def spent() -> None:
        if max_dollars and store.dollars() >= max_dollars:
            stop.set("max-cost")

    return spent


@contextlib.contextmanager
def _stop_on_time(stop: Stop, max_seconds: float) -> Iterator[None]:
    if not max_seconds:
        yield
        return
    timer = asyncio.get_running_loop().call_later(max_seconds, stop.set, "max-time")
    try:
        yield
    finally:
        timer.cancel()


@contextlib.contextmanager
def _stop_on_signals(parts: _Parts) -> Iterator[None]:
    """First signal: finish what is under way. Second: drop it; it is asked or run anew later."""
    loop = asyncio.get_running_loop()
    main = asyncio.current_task()

    def stop() -> None:
        if parts.stop.reason == "interrupted" and main is not None:
            main.cancel()
            return
        waiting = sum(one.in_flight for one in parts.runs)
        parts.watcher.note(f"stopping, {waiting} still under way (Ctrl-C again drops them) …")
        parts.stop.set("interrupted")

    caught = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in caught:
            loop.add_signal_handler(number, stop)
    except (NotImplementedError, RuntimeError, ValueError):
        # Not the main thread, as in a notebook or a server: signals are the caller's there.
        yield
        return
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
