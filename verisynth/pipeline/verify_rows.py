"""Judges people's own rows with the families' verifiers: a verdict for every line, in order.

A line that cannot be read gets a verdict too (``error``, ``unreadable-line``): nothing is ever
dropped, and one bad line stops nobody else's.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple

from verisynth.errors import UsageError
from verisynth.pipeline.attempt import as_error, checked
from verisynth.pipeline.audit import Auditor
from verisynth.pipeline.row_audits import Audited, RowAudits, problem_of
from verisynth.pipeline.worked_steps import after_steps
from verisynth.protocols import Family, ReadsTraces, Sandbox
from verisynth.spec import Acceptance
from verisynth.types import Json, Limits, Outcome, Problem, Target, Verdict

PEOPLES_OWN = Acceptance(min_planted=0)
"""What the problem of a row with a reference must withstand unless a person says otherwise."""

MAX_LINE_BYTES = 64 << 20
"""A longer line is unreadable: one row of that size would not be a problem but a file."""


class Line(NamedTuple):
    """One line of input: its number from 1, and the row or why it cannot be read."""

    number: int
    row: Mapping[str, Json] | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The verdict on one row, in the order of the input."""

    number: int
    """Line number from 1."""
    row: Mapping[str, Json] | None
    """The row as it came; None if it could not be read."""
    verdict: Verdict
    counted: Mapping[str, Json] = field(default_factory=dict)
    """What the audit of its problem counted, for rows with a reference."""

    @property
    def readable(self) -> bool:
        """Whether the line was a row of the family at all."""
        return self.verdict.reason != "unreadable-line"


def read_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """JSONL as rows, blank lines skipped, unreadable ones kept with the reason."""
    for number, raw in enumerate(lines, start=1):
        if raw.strip():
            yield _read_line(number, raw)


def _read_line(number: int, raw: bytes) -> Line:
    if len(raw) > MAX_LINE_BYTES:
        return Line(number, None, f"longer than {MAX_LINE_BYTES >> 20} MiB")
    try:
        row = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        return Line(number, None, f"not JSON: {error}")
    if not isinstance(row, dict):
        return Line(number, None, f"not an object but {type(row).__name__}")
    return Line(number, row)


async def verify_lines(
    lines: Iterable[Line],
    *,
    family: Family,
    sandbox: Sandbox,
    limits: Limits | None = None,
    acceptance: Acceptance = PEOPLES_OWN,
) -> AsyncGenerator[RowVerdict, None]:
    """Verdicts in input order.

    Rows with a ``reference`` have their problem audited first, if the family is one that audits;
    ``acceptance`` is what it must withstand. Twice as many rows are under way as the sandbox has
    slots: memory does not grow with the file.
    """
    limits = limits or family.limits
    auditor = Auditor(family=family, sandbox=sandbox, limits=limits, acceptance=acceptance)
    audits = RowAudits(auditor)
    judge = _Rows(auditor, audits)
    pending: deque[asyncio.Task[RowVerdict]] = deque()
    try:
        for line in lines:
            pending.append(judge.start(line))
            while len(pending) >= 2 * sandbox.slots or (pending and pending[0].done()):
                yield await pending.popleft()
        while pending:
            yield await pending.popleft()
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        await audits.close()


class _Row(NamedTuple):
    """What a line asks for."""

    target: Target
    answer: str
    problem: Problem | None
    """Set if it is to be audited first."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Starts to judge one row after the other."""

    auditor: Auditor
    audits: RowAudits

    def start(self, line: Line) -> asyncio.Task[RowVerdict]:
        """A row is read before the next one is started, so that audits come in their order."""
        row = self._read(line)
        audited = None
        if isinstance(row, _Row) and row.problem is not None:
            audited = self.audits.start(row.problem, row.answer)
        return asyncio.create_task(self._judged(line, row, audited))

    def _read(self, line: Line) -> _Row | Verdict:
        if line.row is None:
            return _unreadable(line.fault)
        try:
            target, answer = self.auditor.family.row(line.row)
            return _Row(target, answer, problem_of(line.row, self.auditor.family))
        except UsageError as error:
            return _unreadable(str(error))
        except Exception as error:
            return as_error(error)

    async def _judged(
        self, line: Line, row: _Row | Verdict, audited: asyncio.Task[Audited] | None
    ) -> RowVerdict:
        if isinstance(row, Verdict):
            return RowVerdict(line.number, line.row, row)
        started = time.monotonic()
        verdict, counted = await (audited or self._plain(row))
        verdict, counted = self._traced(line, verdict, counted)
        verdict = replace(verdict, seconds=time.monotonic() - started)
        return RowVerdict(line.number, line.row, verdict, counted)

    def _traced(self, line: Line, verdict: Verdict, counted: Mapping[str, Json]) -> Audited:
        """With what became of the steps of the row's worked text, where the family reads them."""
        family, row = self.auditor.family, line.row
        if row is None or not isinstance(family, ReadsTraces):
            return Audited(verdict, counted)
        most = self.auditor.acceptance.max_wrong_steps
        return Audited(
            *after_steps(verdict, counted, lambda: family.row_trace(row), max_wrong_steps=most)
        )

    async def _plain(self, row: _Row) -> Audited:
        async def attempt() -> Verdict:
            return await self.auditor.family.verify(
                row.target, row.answer, sandbox=self.auditor.sandbox, limits=self.auditor.limits
            )

        return Audited(await checked(attempt), {})


def _unreadable(fault: str) -> Verdict:
    return Verdict(outcome=Outcome.ERROR, reason="unreadable-line", detail=fault)


def output_row(one: RowVerdict, *, inputs: tuple[str, ...]) -> dict[str, Json]:
    """The line ``verify`` writes: the row's extra columns untouched, then the verdict.

    An extra column that has the name of a verdict column is kept under ``input``.
    """
    verdict = one.verdict
    row = one.row or {}
    ours: dict[str, Json] = {
        "id": row.get("id"),
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "detail": verdict.detail,
        "level": verdict.level,
        "method": verdict.method,
        **({"witness": asdict(verdict.witness)} if verdict.witness else {}),
        "checks": {check.name: check.passed for check in verdict.checks},
        "seconds": round(verdict.seconds, 4),
        **one.counted,
    }
    if not one.readable:
        ours["line"] = one.number
    extra = {key: value for key, value in row.items() if key not in (*inputs, "id")}
    clash = {key: value for key, value in extra.items() if key in ours}
    untouched = {key: value for key, value in extra.items() if key not in ours}
    return {**ours, **untouched, **({"input": clash} if clash else {})}
