"""Judges the problem before it may judge anyone.

A problem is sound if its reference passes twice, in fresh processes with other surroundings, every
wrong answer planted or known is rejected, and its checks notice enough of the small mistakes that
can be made in the reference. Otherwise it is ``invalid``, with the reason.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from verisynth.pipeline.attempt import checked
from verisynth.pipeline.calibration import Calibration, Metered, calibrated
from verisynth.pipeline.gathering import gathering
from verisynth.pipeline.mutation import MutationFailed, counted_on
from verisynth.pipeline.portions import judged, portions_of
from verisynth.protocols import (
    Family,
    MeasuresMutants,
    Sandbox,
)
from verisynth.spec import Acceptance
from verisynth.types import (
    Json,
    Limits,
    Mutation,
    Outcome,
    Planted,
    Problem,
    Target,
    Verdict,
)

HASH_SEEDS = (0, 1)
"""Two fresh processes; the second also has another clock, zone and locale where code is Python."""

_NOTHING_FOUND = Verdict(outcome=Outcome.ACCEPTED)
_FAILED_BEFORE = "an answer that failed this problem before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What the audit of one problem found."""

    verdict: Verdict
    """``accepted`` when the problem is sound; otherwise ``invalid`` or ``error``."""
    limits: Limits
    """What a candidate may use, calibrated on the reference."""
    planted_rejected: int = 0
    planted_total: int = 0
    mutation: Mutation | None = None
    """None for families whose references have no mutants, and where the audit ended earlier."""

    @property
    def counted(self) -> dict[str, Json]:
        """What records say about the strength of the problem's checks."""
        counted: dict[str, Json] = {
            "planted_rejected": self.planted_rejected,
            "cpu_seconds": self.limits.cpu_seconds,
        }
        return counted if self.mutation is None else {**counted, **self.mutation.counted}


@dataclass(frozen=True, slots=True)
class _Judge:
    family: Family
    sandbox: Sandbox
    limits: Limits

    async def __call__(self, target: Target, answer: str, hash_seed: int = 0) -> Verdict:
        async def attempt() -> Verdict:
            return await self.family.verify(
                target, answer, sandbox=self.sandbox, limits=self.limits, hash_seed=hash_seed
            )

        return await checked(attempt)


@dataclass(frozen=True, slots=True)
class _Checks:
    """A sound reference's problem, ready to be tried with wrong answers."""

    problem: Problem
    portions: tuple[Target, ...]
    limits: Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditor:
    """Runs the reference and wrong answers of one problem after the other."""

    family: Family
    sandbox: Sandbox
    limits: Limits
    acceptance: Acceptance = field(default_factory=Acceptance)

    async def audit(self, problem: Problem, *, known_wrong: Sequence[str] = ()) -> Audit:
        """Everything about one problem, stopping at the first finding that condemns it.

        ``known_wrong`` are answers that failed the same problem before, under these or other
        checks: none of them may pass.
        """
        judge = _Judge(self.family, self.sandbox, self.limits)
        sound = await _check_problem(judge, problem)
        if sound is not None and sound.outcome is not Outcome.ACCEPTED:
            return Audit(verdict=sound, limits=self.limits)
        meter = Metered(self.sandbox)
        reference = await _reference(replace(judge, sandbox=meter), problem)
        if reference.outcome is not Outcome.ACCEPTED:
            return Audit(verdict=reference, limits=self.limits)
        if sound is not None and not reference.level:
            # Comparing may need no box, yet the problem's own program ran in one.
            reference = replace(reference, level=sound.level)
        limits = calibrated(self.limits, reference_cpu_seconds=meter.cpu_seconds)
        checks = _Checks(problem, await portions_of(problem, judge=judge), limits)
        found = await self._planted(checks, reference, known_wrong)
        if found.verdict.outcome is not Outcome.ACCEPTED:
            return found
        return await self._mutated(checks, found)

    async def _planted(
        self,
        checks: _Checks,
        reference: Verdict,
        known_wrong: Sequence[str],
    ) -> Audit:
        known = [Planted(answer, _FAILED_BEFORE) for answer in known_wrong]
        generic = self.family.planted(checks.problem)
        planted = tuple(_distinct(checks.problem, generic, known))
        limits = checks.limits.candidate
        found = Audit(verdict=reference, limits=limits, planted_total=len(planted))
        if len(planted) < self.acceptance.min_planted:
            minimum = self.acceptance.min_planted
            detail = f"only {len(planted)} planted wrong answers, the spec asks for {minimum}"
            return replace(found, verdict=_toothless(reference, detail))
        async with gathering(self.sandbox) as boxes:
            judge = _Judge(self.family, boxes, limits)
            verdicts = await asyncio.gather(
                *(judged(judge, checks.portions, one.answer) for one in planted)
            )
        for done, (one, verdict) in enumerate(zip(planted, verdicts, strict=True)):
            counted = replace(found, planted_rejected=done, planted_total=done + 1)
            if verdict.outcome is Outcome.ACCEPTED:
                detail = f"a planted wrong answer passes ({one.why}): {one.answer[:200]}"
                return replace(counted, verdict=_toothless(reference, detail))
            if verdict.outcome is not Outcome.REJECTED:
                return replace(counted, verdict=verdict, planted_total=done)
        return replace(found, planted_rejected=len(planted))

    async def _mutated(self, checks: _Checks, found: Audit) -> Audit:
        try:
            mutation = await self._mutation(checks)
        except MutationFailed as failed:
            return replace(found, verdict=failed.verdict)
        least = self.acceptance.min_mutation_score
        if mutation is None or mutation.score >= least:
            return replace(found, mutation=mutation)
        passed = "; ".join(map(str, mutation.survivors[:3]))
        detail = (
            f"the checks notice {mutation.killed} of {mutation.wrong} small mistakes in the "
            f"reference, the least is {least:.0%}; these pass: {passed}"
        )
        return replace(found, verdict=_toothless(found.verdict, detail), mutation=mutation)

    async def _mutation(self, checks: _Checks) -> Mutation | None:
        family, problem = self.family, checks.problem
        limits = checks.limits.mutant
        if not isinstance(family, MeasuresMutants):
            return None
        return await counted_on(
            lambda: family.mutation(problem, sandbox=self.sandbox, limits=limits)
        )

    async def verify_candidate(self, target: Target, answer: str, *, limits: Limits) -> Verdict:
        """The verdict on a candidate that is not the reference: it, too, must pass twice."""
        return await twice(_Judge(self.family, self.sandbox, limits), target, answer)


async def twice(judge: _Judge, target: Target, answer: str) -> Verdict:
    """Both verdicts in one: accepted only if both are; different outcomes are ``flaky``."""
    first = await judge(target, answer, HASH_SEEDS[0])
    if first.outcome is not Outcome.ACCEPTED:
        return first
    return _agreed(first, await judge(target, answer, HASH_SEEDS[1]))


def _agreed(first: Verdict, second: Verdict) -> Verdict:
    if second.outcome is Outcome.REJECTED:
        detail = f"passed once, then {second.reason}: {second.detail}"
        return replace(second, outcome=Outcome.INVALID, reason="flaky", detail=detail)
    if second.outcome is not Outcome.ACCEPTED:
        return second
    return replace(first, seconds=first.seconds + second.seconds)


async def _reference(judge: _Judge, problem: Problem) -> Verdict:
    """Both runs of the reference at once, so that each is a busy machine to the other."""
    first, second = await asyncio.gather(
        *(judge(problem.target, problem.reference, seed) for seed in HASH_SEEDS)
    )
    if first.outcome is Outcome.REJECTED and second.outcome is Outcome.ACCEPTED:
        first, second = second, first
    verdict = _agreed(first, second) if first.outcome is Outcome.ACCEPTED else first
    if verdict.outcome is not Outcome.REJECTED:
        return verdict
    detail = f"the reference is {verdict.reason}: {verdict.detail}"
    return replace(verdict, outcome=Outcome.INVALID, reason="reference-fails", detail=detail)


async def _check_problem(judge: _Judge, problem: Problem) -> Verdict | None:
    """The family's own look at the problem, for families that have one."""
    check_problem = getattr(judge.family, "check_problem", None)
    if check_problem is None:
        return None

    async def attempt() -> Verdict:
        found: Verdict | None = await check_problem(
            problem, sandbox=judge.sandbox, limits=judge.limits
        )
        return found or _NOTHING_FOUND

    return await checked(attempt)


def _distinct(problem: Problem, *sources: Sequence[Planted]) -> Iterator[Planted]:
    """The problem's own planted answers, then the others, without repeats or the reference."""
    seen = {problem.reference.strip()}
    for source in (problem.planted, *sources):
        for one in source:
            if one.answer.strip() not in seen:
                seen.add(one.answer.strip())
                yield one


def _toothless(reference: Verdict, detail: str) -> Verdict:
    return replace(reference, outcome=Outcome.INVALID, reason="toothless-tests", detail=detail)
