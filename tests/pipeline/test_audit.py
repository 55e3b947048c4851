"""A problem is judged before it judges anyone."""

from __future__ import annotations

import asyncio

import pytest

from tests.pipeline.fakes import EqualFamily, NoSandbox, spec
from verisynth.pipeline.audit import Audit, Auditor
from verisynth.types import Limits, MathTarget, Outcome, Planted, Problem


def run(problem: Problem, family: EqualFamily | None = None) -> Audit:
    auditor = Auditor(
        family=family or EqualFamily(),
        sandbox=NoSandbox(),
        limits=Limits(),
        acceptance=spec().acceptance,
    )
    return asyncio.run(auditor.audit(problem))


def problem(**changes: object) -> Problem:
    fields = {"statement": "s", "target": MathTarget(gold="7"), "reference": "7", **changes}
    return Problem(**fields)  # type: ignore[arg-type]


def test_a_sound_problem_counts_its_planted_answers() -> None:
    found = run(problem(planted=(Planted("8", "off by one"),)))
    assert found.verdict.outcome is Outcome.ACCEPTED
    assert (found.planted_rejected, found.planted_total) == (3, 3)


def test_a_failing_reference_condemns_the_problem_not_the_candidate() -> None:
    found = run(problem(reference="8"))
    assert (found.verdict.outcome, found.verdict.reason) == (Outcome.INVALID, "reference-fails")
    assert "got 8" in found.verdict.detail


def test_a_reference_that_depends_on_the_hash_seed_is_flaky() -> None:
    found = run(problem(reference="flaky0"))
    assert (found.verdict.outcome, found.verdict.reason) == (Outcome.INVALID, "flaky")


def test_a_planted_answer_that_passes_makes_the_tests_toothless() -> None:
    # The planted text differs from the reference, yet the verifier takes it for right.
    family = EqualFamily(planted_answers=("wrong", "flaky0"))
    found = run(problem(), family)
    assert (found.verdict.outcome, found.verdict.reason) == (Outcome.INVALID, "toothless-tests")
    assert (found.planted_rejected, found.planted_total) == (1, 2)


@pytest.mark.parametrize("planted", [(), ("wrong",), ("wrong", "wrong"), ("wrong", "7")])
def test_too_few_different_planted_answers_are_not_enough(planted: tuple[str, ...]) -> None:
    found = run(problem(), EqualFamily(planted_answers=planted))
    assert (found.verdict.outcome, found.verdict.reason) == (Outcome.INVALID, "toothless-tests")


def test_a_fault_of_ours_is_retried_and_then_an_error() -> None:
    once = run(problem(target=MathTarget(gold="!7"), reference="!7"), EqualFamily(faults=[1]))
    assert once.verdict.outcome is Outcome.ACCEPTED
    always = run(problem(target=MathTarget(gold="!7"), reference="!7"), EqualFamily(faults=[99]))
    assert (always.verdict.outcome, always.verdict.reason) == (Outcome.ERROR, "sandbox-failed")


def test_a_fault_on_a_planted_answer_does_not_call_it_rejected() -> None:
    found = run(problem(), EqualFamily(planted_answers=("!x", "wrong"), faults=[99]))
    assert found.verdict.outcome is Outcome.ERROR
