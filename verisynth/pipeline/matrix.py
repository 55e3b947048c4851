"""Fills the matrix of one problem: every independent answer against every check, in the sandbox.

Knows the families' interface and how a verdict shows what an answer does instead. What follows
from a matrix is for ``blame.py``.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from verisynth.pipeline.attempt import checked
from verisynth.pipeline.blame import NO_SUCH_NAME, Opinion, Stand
from verisynth.pipeline.independents import Independent
from verisynth.protocols import Family, JudgesIndependents, Sandbox
from verisynth.types import (
    Check,
    Json,
    Limits,
    MathTarget,
    Outcome,
    Problem,
    SqlTarget,
    Target,
    Verdict,
)

_BEHAVES = frozenset(
    {"wrong-answer", "wrong-rows", "wrong-output", "exception", "missing-entry-point"}
)
"""Rejections that show what an answer does instead; the others only show that it fails."""

_OUR_FAULTS = frozenset({"sandbox-failed", "internal-error"})
"""Errors worth another try. An answer that ends worker after worker, or that no algebra decides,
fails for good: it speaks for nothing, and nothing is owed for it."""

_SLIPS = re.compile(r"\b(?:NameError|UnboundLocalError|ImportError|ModuleNotFoundError)\b")
"""A forgotten import is nobody's reading of a prompt, however many forget the same."""

_ADDRESS = re.compile(r"\b0x[0-9a-f]+\b")


class Unchecked(Exception):
    """Something could not be checked, so nothing may be said; carries the ``error`` verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


class Row(NamedTuple):
    """One independent answer and its verdict by the problem's own checks."""

    author: Independent
    answer: str
    verdict: Verdict


class Matrix(NamedTuple):
    """Who passes what."""

    rows: tuple[Row, ...]
    opinions: tuple[Opinion, ...]
    """One a row."""
    reference: Mapping[str, bool]
    """Independent test to whether the reference passes it."""

    def own_cells(self) -> dict[str, Json]:
        """Each answer's row over the problem's own checks, one letter a check."""
        names = list(dict.fromkeys(check.name for row in self.rows for check in row.verdict.checks))
        return {
            row.author.purpose: _cells(
                names, {check.name: check.passed for check in row.verdict.checks}
            )
            for row in self.rows
        }

    def test_cells(self) -> dict[str, Json]:
        """The same over the independent tests, with the reference's row first."""
        names = list(self.reference)
        rows = {
            row.author.purpose: _cells(names, opinion.passed)
            for row, opinion in zip(self.rows, self.opinions, strict=True)
        }
        return {"reference": _cells(names, self.reference), **rows}


def _cells(names: Sequence[str], passed: Mapping[str, bool]) -> str:
    """``1`` passes, ``0`` fails, ``-`` did not report."""
    return "".join("-" if name not in passed else str(int(passed[name])) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """Runs answers against targets."""

    family: Family
    sandbox: Sandbox
    limits: Limits

    async def matrix(
        self,
        problem: Problem,
        answers: Sequence[tuple[Independent, str]],
        tests: Sequence[Target],
    ) -> Matrix:
        """The whole matrix. Raises :class:`Unchecked` where a cell is an error of ours."""
        target = self._target(problem)
        verdicts = await self._verdicts([(target, answer) for _, answer in answers])
        rows = tuple(
            Row(author, answer, verdict)
            for (author, answer), verdict in zip(answers, verdicts, strict=True)
        )
        readings = await self._readings(problem, rows)
        reference, cells = await self._columns(problem, rows, tests)
        opinions = tuple(
            Opinion(stand=_stand(row.verdict, reading), reading=reading, passed=passed)
            for row, reading, passed in zip(rows, readings, cells, strict=True)
        )
        return Matrix(rows, opinions, reference)

    async def failed_test(
        self, answer: str, tests: Sequence[Target], confirmed: Sequence[str]
    ) -> str:
        """The first of the ``confirmed`` independent tests that an answer fails, or nothing."""
        verdicts = await self._verdicts([(target, answer) for target in tests])
        reported: dict[str, bool] = {}
        for number, verdict in enumerate(verdicts, start=1):
            reported.update(_reported(number, verdict))
        return next((name for name in confirmed if not reported.get(name, True)), "")

    async def _columns(
        self, problem: Problem, rows: Sequence[Row], tests: Sequence[Target]
    ) -> tuple[dict[str, bool], list[dict[str, bool]]]:
        """What the reference and each answer make of the independent tests.

        A set that cannot judge the reference at all (nothing collected, unsupported, a limit
        broken) is no test and left out.
        """
        reference: dict[str, bool] = {}
        cells: list[dict[str, bool]] = [{} for _ in rows]
        answers = [problem.reference, *(row.answer for row in rows)]
        for number, target in enumerate(tests, start=1):
            verdicts = await self._verdicts([(target, answer) for answer in answers])
            first, *others = [_reported(number, verdict) for verdict in verdicts]
            reference.update(first)
            for cell, reported in zip(cells, others, strict=True):
                cell.update({name: reported[name] for name in first if name in reported})
        return reference, cells

    async def _readings(self, problem: Problem, rows: Sequence[Row]) -> list[str]:
        """For each answer that differs, a text that is equal for equal behaviour.

        Where a target holds a gold answer, the verifier says whether two answers are one: it knows
        that 1/2 and 0.5 are, and that two queries are if their rows are. Elsewhere the failed
        checks with what came back instead are the behaviour.
        """
        target = self._target(problem)
        if _with_gold(target, "") is not None:
            return await self._leaders(target, rows)
        readings = [_behaviour(row.verdict) for row in rows]
        if len(set(filter(None, readings))) < len([one for one in readings if one]):
            thoughtless = await self._thoughtless(problem)
            readings = ["" if one in thoughtless else one for one in readings]
        return readings

    def _target(self, problem: Problem) -> Target:
        """How independent answers are judged: as candidates are, unless they are something else."""
        if isinstance(self.family, JudgesIndependents):
            return self.family.independent_target(problem)
        return problem.target

    async def _leaders(self, target: Target, rows: Sequence[Row]) -> list[str]:
        """For each answer that differs, the first one that the verifier calls equal to it."""
        leaders: list[str] = []
        readings = []
        for row in rows:
            if not _behaviour(row.verdict):
                readings.append("")
                continue
            as_gold = [gold for one in leaders if (gold := _with_gold(target, one)) is not None]
            verdicts = await self._verdicts([(gold, row.answer) for gold in as_gold])
            same = (
                one
                for one, verdict in zip(leaders, verdicts, strict=True)
                if one == row.answer or verdict.outcome is Outcome.ACCEPTED
            )
            readings.append(next(same, row.answer))
            leaders += [row.answer] if readings[-1] == row.answer else []
        shown = {one.answer: _behaviour(one.verdict) for one in rows}
        return [shown[one] if one and _is_program(target) else one for one in readings]

    async def _thoughtless(self, problem: Problem) -> set[str]:
        """What answers do that are wrong for any problem: return nothing, their input, a constant.

        Unfinished answers are alike without their authors having understood the prompt alike.
        """
        planted = self.family.planted(problem)
        verdicts = await self._verdicts([(problem.target, one.answer) for one in planted])
        return {_behaviour(verdict) for verdict in verdicts}

    async def _verdicts(self, pairs: Sequence[tuple[Target, str]]) -> list[Verdict]:
        """Verdicts on answers; the sandbox bounds how many run at one time.

        Raises:
            Unchecked: one of them is an error of ours.
        """
        verdicts = await asyncio.gather(*(self._verdict(*pair) for pair in pairs))
        for verdict in verdicts:
            if verdict.outcome is Outcome.ERROR and verdict.reason in _OUR_FAULTS:
                raise Unchecked(verdict)
        return verdicts

    async def _verdict(self, target: Target, answer: str) -> Verdict:
        async def attempt() -> Verdict:
            return await self.family.verify(
                target, answer, sandbox=self.sandbox, limits=self.limits
            )

        return await checked(attempt)


def _stand(verdict: Verdict, reading: str) -> Stand:
    if verdict.outcome is Outcome.ACCEPTED:
        return Stand.AGREES
    return Stand.DIFFERS if reading else Stand.FAILS


def _behaviour(verdict: Verdict) -> str:
    """What a rejected answer does instead, or nothing if it does not show."""
    if verdict.outcome is not Outcome.REJECTED or verdict.reason not in _BEHAVES:
        return ""
    if verdict.reason == "missing-entry-point":
        return NO_SUCH_NAME
    failed = [_shown(check) for check in verdict.checks if not check.passed]
    # Without a failed check it did not come to answering: it failed while it was loaded.
    return "" if any(map(_SLIPS.search, failed)) else "; ".join(failed)


def _shown(check: Check) -> str:
    return f"{check.name}: {_ADDRESS.sub('0x…', check.detail)}" if check.detail else check.name


def _with_gold(target: Target, answer: str) -> Target | None:
    """The target as it would be if ``answer`` were right; None for targets without a gold."""
    if isinstance(target, MathTarget):
        if target.form == "program":
            return replace(target, gold="", program=answer)
        return MathTarget(gold=answer)
    if isinstance(target, SqlTarget):
        return replace(target, gold=answer)
    return None


def _is_program(target: Target) -> bool:
    """Whether answers are source code, of which a person wants to read what it computes."""
    return isinstance(target, MathTarget) and target.form == "program"


def _reported(number: int, verdict: Verdict) -> dict[str, bool]:
    """The checks of one set of independent tests, if they judged anything."""
    if verdict.outcome not in (Outcome.ACCEPTED, Outcome.REJECTED):
        return {}
    return {f"{number}:{check.name}": check.passed for check in verdict.checks}
