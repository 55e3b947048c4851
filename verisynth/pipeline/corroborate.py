"""Corroborates a problem: independent authors answer it, and a matrix of who passes what decides.

Comes after the audit and only for problems with an accepted candidate, so that nobody is paid to
answer a problem that is bad anyway. ``matrix.py`` fills the matrix, ``blame.py`` has the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from verisynth.errors import TeacherError, Unparseable
from verisynth.pipeline.attempt import as_error
from verisynth.pipeline.blame import Blame, Finding, blame
from verisynth.pipeline.independents import Independents
from verisynth.pipeline.judging import Judging, Ruling
from verisynth.pipeline.matrix import Examiner, Matrix, Unchecked
from verisynth.pipeline.solving import Solver
from verisynth.protocols import FamilyWithTests, SolvableFamily
from verisynth.spec import Corroborate
from verisynth.types import Evidence, Json, Outcome, Problem, Proposal, Target, Verdict

_CONDEMNED = {Finding.REFERENCE: "reference-disagrees", Finding.PROMPT: "ambiguous-prompt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroborating:
    """Rules as ``inner`` does, then asks independent authors about what it accepts.

    Accepted candidates of a corroborated problem have that as their evidence. A problem that is
    condemned is ``invalid``. Where nothing can be concluded the ruling stays what it was, unless
    the spec requires more. Levels of evidence build on each other: what no audit looked at stays
    ``executed``, whoever agrees.
    """

    inner: Judging
    settings: Corroborate
    family: SolvableFamily
    solver: Solver
    examiner: Examiner
    independents: Independents
    is_asked: Callable[[int], bool] = lambda _: True
    """Whether others are asked about the problem of an index."""

    async def rule(self, proposal: Proposal, *, index: int) -> tuple[Ruling, ...]:
        """The rulings. An author who cannot be reached makes them ``error``, owed.

        Raises:
            TeacherError: a fatal one; nobody can be reached any more.
        """
        rulings = await self.inner.rule(proposal, index=index)
        accepted = any(one.verdict.outcome is Outcome.ACCEPTED for one in rulings)
        if not (accepted and self.is_asked(index)):
            return rulings
        try:
            return await self._corroborated(proposal, rulings, index)
        except TeacherError as error:
            if error.fatal:
                raise
            return _all_owed(rulings, as_error(error))
        except Unchecked as unchecked:
            return _all_owed(rulings, unchecked.verdict)

    async def _corroborated(
        self, proposal: Proposal, rulings: Sequence[Ruling], index: int
    ) -> tuple[Ruling, ...]:
        problem = proposal.problem
        tests = await self._tests(problem, index)
        matrix = await self._matrix(problem, tests, index)
        found = blame(matrix.opinions, matrix.reference, agreement=self.settings.agreement)
        ruled = [
            ruling._replace(
                verdict=await self._verdict(ruling.verdict, candidate.answer, problem, tests, found)
            )
            for ruling, candidate in zip(rulings, proposal.candidates, strict=True)
        ]
        self.independents.set_counted(index, _counted(matrix, found, self.settings))
        return tuple(ruled)

    async def _matrix(self, problem: Problem, tests: Sequence[Target], index: int) -> Matrix:
        authors = await self.solver.answers(problem, index=index, asked=self.settings)
        answers = [(one, one.text) for one in authors if one.text is not None]
        matrix = await self.examiner.matrix(problem, answers, tests)
        for one in authors:
            if one.text is None:
                self.independents.add(index, one)
        for row in matrix.rows:
            self.independents.add(index, row.author, row.verdict)
        return matrix

    async def _tests(self, problem: Problem, index: int) -> tuple[Target, ...]:
        """The independent tests that can be read, one target a set."""
        family = self.family
        if not self.settings.tests or not _writes_tests(family):
            return ()
        found = await self.solver.tests(
            problem, family.test_sections, index=index, asked=self.settings
        )
        targets: list[Target] = []
        for author, sections in found:
            kept = author
            if sections:
                try:
                    targets.append(family.parse_tests(sections, problem))
                    kept = author._replace(text="\n\n".join(sections.values()))
                except Unparseable as error:
                    kept = author._replace(reason=error.reason)
            self.independents.add(index, kept)
        return tuple(targets)

    async def _verdict(
        self,
        verdict: Verdict,
        answer: str,
        problem: Problem,
        tests: Sequence[Target],
        found: Blame,
    ) -> Verdict:
        """The verdict on one candidate after what was found about its problem."""
        if verdict.outcome is not Outcome.ACCEPTED:
            return verdict
        if found.finding in _CONDEMNED:
            return _invalid(verdict, reason=_CONDEMNED[found.finding], detail=found.detail)
        if answer != problem.reference:
            failed = await self.examiner.failed_test(answer, tests, found.confirmed)
            if failed:
                return _wrong(verdict, failed)
        if found.finding is Finding.CORROBORATED and verdict.evidence is Evidence.AUDITED:
            return replace(verdict, evidence=Evidence.CORROBORATED)
        if self.settings.required:
            return _invalid(verdict, reason="uncorroborated", detail=found.detail)
        return verdict


def _writes_tests(family: SolvableFamily) -> TypeGuard[FamilyWithTests]:
    return hasattr(family, "parse_tests")


def _invalid(verdict: Verdict, *, reason: str, detail: str) -> Verdict:
    return replace(verdict, outcome=Outcome.INVALID, reason=reason, detail=detail, evidence=None)


def _wrong(verdict: Verdict, test: str) -> Verdict:
    detail = f"fails the independent test {test}, which the reference and most others pass"
    return replace(
        verdict, outcome=Outcome.REJECTED, reason="wrong-answer", detail=detail, evidence=None
    )


def _all_owed(rulings: Sequence[Ruling], error: Verdict) -> tuple[Ruling, ...]:
    return tuple(
        one._replace(verdict=error) if one.verdict.outcome is Outcome.ACCEPTED else one
        for one in rulings
    )


def _counted(matrix: Matrix, found: Blame, settings: Corroborate) -> dict[str, Json]:
    """What records say: the counts, and the matrix with one letter a check."""
    rate = found.pass_rate
    counted: dict[str, Json] = {
        "finding": found.finding.value,
        "asked": settings.solutions,
        "independents": found.independents,
        "agreeing": found.agreeing,
        "pass_rate": None if rate is None else round(rate, 4),
        "solvers": sorted({row.author.teacher for row in matrix.rows}),
        "own_checks": matrix.own_cells(),
    }
    if settings.tests:
        counted |= {
            "tests": len(matrix.reference),
            "tests_confirmed": len(found.confirmed),
            "tests_wrong": len(found.wrong),
            "test_cells": matrix.test_cells(),
        }
    return counted
