"""Audits the problems of people's own rows that bring a reference, each problem once.

Many rows share a problem (candidates of one task). What failed a problem is kept: when another row
states the same problem with other checks, those must reject it too. Memory is bounded, so a file
of any length can be read.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from verisynth.pipeline.audit import Audit, Auditor
from verisynth.protocols import Family, ReadsProblems
from verisynth.types import Json, Outcome, Problem, Verdict

T = TypeVar("T")

PROBLEMS_KEPT = 512
FAILED_KEPT = 20
"""Failed answers kept a problem; the first ones."""


class Audited(NamedTuple):
    """The verdict on a row's answer, and what the audit of its problem counted."""

    verdict: Verdict
    counted: Mapping[str, Json]


@dataclass(slots=True)
class _Statement:
    """What is known about one statement: its rows still under way, and the answers that failed."""

    pending: list[asyncio.Task[Audited]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def problem_of(row: Mapping[str, Json], family: Family) -> Problem | None:
    """The row's problem, if it has a reference and the family audits; else None.

    Raises:
        UsageError: the reference is not an answer the family can read.
    """
    return family.row_problem(row) if isinstance(family, ReadsProblems) else None


class RowAudits:
    """Judges rows whose problem is audited first. One event loop owns it."""

    def __init__(self, auditor: Auditor) -> None:
        self._auditor = auditor
        self._audits: OrderedDict[str, asyncio.Task[Audit]] = OrderedDict()
        self._statements: OrderedDict[str, _Statement] = OrderedDict()
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, problem: Problem, answer: str) -> asyncio.Task[Audited]:
        """Begin to judge one row; rows must be started in the order of the file."""
        statement = self._statements.setdefault(problem.key, _Statement())
        self._statements.move_to_end(problem.key)
        _trim(self._statements)
        key = _identity(problem)
        audit = self._audits.get(key)
        if audit is None or (audit.done() and _failed(audit)):
            audit = self._task(self._audit(problem, statement, tuple(statement.pending)))
            self._audits[key] = audit
            _trim(self._audits)
        task = self._task(self._judge(problem, answer, audit, statement))
        if problem.statement.strip():
            statement.pending.append(task)
            task.add_done_callback(statement.pending.remove)
        return task

    async def close(self) -> None:
        """End what nobody waits for any more."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _task(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _audit(
        self, problem: Problem, statement: _Statement, earlier: tuple[asyncio.Task[Audited], ...]
    ) -> Audit:
        # Waiting for the rows before makes the same file give the same verdicts every time.
        await asyncio.gather(*earlier, return_exceptions=True)
        return await self._auditor.audit(problem, known_wrong=tuple(statement.failed))

    async def _judge(
        self, problem: Problem, answer: str, audit: asyncio.Task[Audit], statement: _Statement
    ) -> Audited:
        found = await asyncio.shield(audit)
        condemned = found.verdict.outcome is not Outcome.ACCEPTED
        if condemned and found.verdict.reason != "toothless-tests":
            return Audited(found.verdict, found.counted)
        verdict = found.verdict
        if answer != problem.reference:
            verdict = await self._auditor.verify_candidate(
                problem.target, answer, limits=found.limits
            )
        if verdict.outcome is Outcome.REJECTED and problem.statement.strip():
            statement.failed = [*statement.failed, answer][:FAILED_KEPT]
        # Even weak checks reject rightly; only their acceptance is worth nothing.
        if condemned and verdict.outcome is Outcome.ACCEPTED:
            verdict = replace(found.verdict, checks=verdict.checks)
        return Audited(verdict, found.counted)


def _identity(problem: Problem) -> str:
    text = repr((problem.statement, problem.target, problem.reference))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _failed(audit: asyncio.Task[Audit]) -> bool:
    """Whether our own fault ended it; another row may have more luck."""
    if audit.cancelled() or audit.exception() is not None:
        return True
    return audit.result().verdict.outcome is Outcome.ERROR


def _trim(table: OrderedDict[str, _Statement] | OrderedDict[str, asyncio.Task[Audit]]) -> None:
    while len(table) > PROBLEMS_KEPT:
        table.popitem(last=False)
