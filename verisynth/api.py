r"""The Python API: the command line's verbs as functions, with the same nouns.

>>> import asyncio, verisynth
>>> rows = [{"id": 1, "gold": "1/2", "answer": "The answer is \\boxed{0.5}"}]
>>> [one.verdict.outcome.value for one in asyncio.run(verisynth.verify(rows, family="math"))]
['accepted']
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from verisynth import registry
from verisynth.pipeline.progress import Watcher
from verisynth.pipeline.run import Caps, job_for, run
from verisynth.pipeline.strengthen_rows import (
    RowStrengthened,
    output_row as strengthened_row,
    strengthen_lines,
)
from verisynth.pipeline.summary import RunSummary
from verisynth.pipeline.verify_rows import (
    PEOPLES_OWN,
    Line,
    RowVerdict,
    output_row,
    verify_lines,
)
from verisynth.protocols import Family
from verisynth.sandbox import open_sandbox
from verisynth.spec import TaskSpec
from verisynth.strengthen.strengthening import Policy
from verisynth.types import Json, Limits


async def generate(
    specs: Sequence[str | Path | TaskSpec],
    *,
    count: int | None = None,
    out: str | Path | None = None,
    seed: int | None = None,
    teacher: str = "",
    judge: str = "",
    config: str | Path | None = None,
    sandbox: str = "auto",
    slots: int | None = None,
    resume: bool = False,
    caps: Caps | None = None,
    watcher: Watcher | None = None,
) -> RunSummary:
    """Generate until ``count`` candidates of every spec are accepted, or a cap is hit.

    What is left out is, with ``resume``, what the folder's run was started with; else 100
    examples, seed 0 and the procedural teacher. ``specs`` are shipped names, paths or loaded
    specs. The run folder holds ``run.db``, ``train.jsonl``, ``val.jsonl``, ``rejected.jsonl`` and
    ``report.md`` afterwards.

    >>> import asyncio, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     summary = asyncio.run(generate(["arithmetic"], count=3, out=f"{folder}/run"))
    ...     summary.accepted
    3

    Raises:
        SpecError: a spec is wrong; nothing was written.
        RunFolderError: the folder holds another run, or cannot be written.
        MissingError: there is no key, judge or sandbox.
        TeacherError: the endpoint refuses every request.
    """
    job = job_for(
        specs,
        count=count,
        folder=Path(out) if out else None,
        run_seed=seed,
        teacher=teacher,
        judge=judge,
        config=Path(config) if config else None,
        sandbox=sandbox,
        slots=slots,
        resume=resume,
        caps=caps or Caps(),
    )
    return await run(job, watcher=watcher)


async def verify(
    rows: Iterable[Mapping[str, Json]],
    *,
    family: str,
    sandbox: str = "auto",
    slots: int | None = None,
    limits: Limits | None = None,
    min_mutation_score: float = PEOPLES_OWN.min_mutation_score,
    max_wrong_steps: int | None = None,
) -> list[RowVerdict]:
    """Judge rows with a family's verifier: one verdict a row, in order.

    The columns are those of ``verisynth verify --family``. A row that cannot be read gets the
    outcome ``error`` with the reason ``unreadable-line``; it never raises. The problem of a row
    with a ``reference`` is audited first; ``min_mutation_score`` 0 reports the score only. A right
    answer with more than ``max_wrong_steps`` wrong steps before it is rejected; None counts them.

    Raises:
        UsageError: there is no such family.
        MissingError: there is no such sandbox here.
    """
    lines = (Line(number, row) for number, row in enumerate(rows, start=1))
    judged = verification(
        lines,
        family=family,
        sandbox=sandbox,
        slots=slots,
        limits=limits,
        min_mutation_score=min_mutation_score,
        max_wrong_steps=max_wrong_steps,
    )
    async with aclosing(judged):
        return [one.judged async for one in judged]


class Verified(NamedTuple):
    """A verdict, and the line ``verisynth verify`` writes for it."""

    judged: RowVerdict
    line: dict[str, Json]


async def verification(
    lines: Iterable[Line],
    *,
    family: str,
    sandbox: str = "auto",
    slots: int | None = None,
    limits: Limits | None = None,
    min_mutation_score: float = PEOPLES_OWN.min_mutation_score,
    max_wrong_steps: int | None = None,
    note: Callable[[str], None] | None = None,
) -> AsyncGenerator[Verified, None]:
    """The stream behind :func:`verify`: memory does not grow with the number of lines."""
    judge: Family = registry.component("families", family)
    async with open_sandbox(sandbox, slots=slots, tell=note) as opened:
        if note:
            note(f"sandbox  {opened.level}, {opened.slots} at a time")
        verdicts = verify_lines(
            lines,
            family=judge,
            sandbox=opened,
            limits=limits,
            acceptance=replace(
                PEOPLES_OWN,
                min_mutation_score=min_mutation_score,
                max_wrong_steps=max_wrong_steps,
            ),
        )
        # Closed here and not by the garbage collector, so that the sandbox outlives its jobs.
        async with aclosing(verdicts):
            async for one in verdicts:
                yield Verified(one, output_row(one, inputs=judge.columns))


class StrengthenedLine(NamedTuple):
    """What became of a row, and the line ``verisynth strengthen`` writes for it."""

    strengthened: RowStrengthened
    line: dict[str, Json]


async def strengthen(
    rows: Iterable[Mapping[str, Json]],
    *,
    sandbox: str = "auto",
    slots: int | None = None,
    limits: Limits | None = None,
    policy: Policy | None = None,
) -> list[dict[str, Json]]:
    """The rows with the cases their tests lack, in order; see ``verisynth strengthen``.

    A row that cannot be read comes back with the reason under ``strengthened``; it never raises.

    Raises:
        MissingError: there is no such sandbox here.
    """
    lines = (Line(number, row) for number, row in enumerate(rows, start=1))
    found = strengthening(lines, sandbox=sandbox, slots=slots, limits=limits, policy=policy)
    async with aclosing(found):
        return [one.line async for one in found]


async def strengthening(
    lines: Iterable[Line],
    *,
    sandbox: str = "auto",
    slots: int | None = None,
    limits: Limits | None = None,
    policy: Policy | None = None,
    note: Callable[[str], None] | None = None,
) -> AsyncGenerator[StrengthenedLine, None]:
    """The stream behind :func:`strengthen`: memory does not grow with the number of lines."""
    async with open_sandbox(sandbox, slots=slots, tell=note) as opened:
        if note:
            note(f"sandbox  {opened.level}, {opened.slots} at a time")
        rows = strengthen_lines(lines, sandbox=opened, limits=limits or Limits(), policy=policy)
        async with aclosing(rows):
            async for one in rows:
                yield StrengthenedLine(one, strengthened_row(one))
