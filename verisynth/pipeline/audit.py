"""Judges the problem before it may judge anyone.

A problem is sound if its reference passes twice, in fresh processes with different hash seeds,
and every planted wrong answer is rejected. Otherwise it is ``invalid``, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from verisynth.pipeline.attempt import checked
from verisynth.protocols import Family, Sandbox
from verisynth.spec import TaskSpec
from verisynth.types import Limits, Outcome, Planted, Problem, Target, Verdict

HASH_SEEDS = (0, 1)
"""Two fresh processes; a verdict that depends on string hash order shows."""

_NOTHING_FOUND = Verdict(outcome=Outcome.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What the audit of one problem found."""

    verdict: Verdict
    """``accepted`` when the problem is sound; otherwise ``invalid`` or ``error``."""
    planted_rejected: int = 0
    planted_total: int = 0


async def audit(problem: Problem, *, family: Family, spec: TaskSpec, sandbox: Sandbox) -> Audit:
    """Run the reference and the planted wrong answers of one problem.

    Stops at the first finding: one planted answer that passes is enough to distrust the tests.
    """
    judge = _Judge(family, sandbox, spec.limits)
    sound = await _check_problem(judge, problem)
    if sound is not None and sound.outcome is not Outcome.ACCEPTED:
        return Audit(verdict=sound)
    reference = await twice(judge, problem.target, problem.reference)
    if reference.outcome is not Outcome.ACCEPTED:
        return Audit(verdict=_reference_finding(reference))
    if sound is not None and not reference.level:
        # Comparing may need no box, yet the problem's own program ran in one.
        reference = replace(reference, level=sound.level)
    return await _audit_planted(judge, problem, reference, spec.acceptance.min_planted)


@dataclass(frozen=True, slots=True)
class _Judge:
    family: Family
    sandbox: Sandbox
    limits: Limits

    async def __call__(self, target: Target, answer: str, hash_seed: int) -> Verdict:
        async def attempt() -> Verdict:
            return await self.family.verify(
                target, answer, sandbox=self.sandbox, limits=self.limits, hash_seed=hash_seed
            )

        return await checked(attempt)


async def verify_candidate(
    target: Target, answer: str, *, family: Family, spec: TaskSpec, sandbox: Sandbox
) -> Verdict:
    """The verdict on a candidate that is not the reference: it, too, must pass twice."""
    return await twice(_Judge(family, sandbox, spec.limits), target, answer)


async def twice(judge: _Judge, target: Target, answer: str) -> Verdict:
    """Both verdicts in one: accepted only if both are; different outcomes are ``flaky``."""
    first = await judge(target, answer, HASH_SEEDS[0])
    if first.outcome is not Outcome.ACCEPTED:
        return first
    second = await judge(target, answer, HASH_SEEDS[1])
    if second.outcome is Outcome.REJECTED:
        detail = f"passed once, then {second.reason}: {second.detail}"
        return replace(second, outcome=Outcome.INVALID, reason="flaky", detail=detail)
    if second.outcome is not Outcome.ACCEPTED:
        return second
    return replace(first, seconds=first.seconds + second.seconds)


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


def _reference_finding(verdict: Verdict) -> Verdict:
    """A reference that is rejected condemns the problem; invalid and error stay what they are."""
    if verdict.outcome is not Outcome.REJECTED:
        return verdict
    detail = f"the reference is {verdict.reason}: {verdict.detail}"
    return replace(verdict, outcome=Outcome.INVALID, reason="reference-fails", detail=detail)


async def _audit_planted(
    judge: _Judge, problem: Problem, reference: Verdict, minimum: int
) -> Audit:
    planted = tuple(_distinct(problem, judge.family.planted(problem)))
    if len(planted) < minimum:
        detail = f"only {len(planted)} planted wrong answers, the spec asks for {minimum}"
        return Audit(verdict=_invalid(reference, detail), planted_total=len(planted))
    for done, one in enumerate(planted):
        verdict = await judge(problem.target, one.answer, 0)
        if verdict.outcome is Outcome.ACCEPTED:
            detail = f"a planted wrong answer passes ({one.why}): {one.answer[:200]}"
            return Audit(
                verdict=_invalid(reference, detail), planted_rejected=done, planted_total=done + 1
            )
        if verdict.outcome is not Outcome.REJECTED:
            return Audit(verdict=verdict, planted_rejected=done, planted_total=done)
    return Audit(verdict=reference, planted_rejected=len(planted), planted_total=len(planted))


def _distinct(problem: Problem, generic: tuple[Planted, ...]) -> Iterator[Planted]:
    """The problem's own planted answers, then the family's, without repeats or the reference."""
    seen = {problem.reference.strip()}
    for one in (*problem.planted, *generic):
        if one.answer.strip() not in seen:
            seen.add(one.answer.strip())
            yield one


def _invalid(reference: Verdict, detail: str) -> Verdict:
    return replace(reference, outcome=Outcome.INVALID, reason="toothless-tests", detail=detail)
