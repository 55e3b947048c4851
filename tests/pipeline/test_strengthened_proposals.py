"""A model's Python problems get the cases their tests lack; everything else passes as it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from verisynth.pipeline.propose import Proposed
from verisynth.pipeline.strengthened_proposals import Strengthening
from verisynth.sandbox import open_sandbox
from verisynth.types import (
    Candidate,
    Limits,
    Outcome,
    Problem,
    Proposal,
    PythonTarget,
    Seed,
    StdioCase,
    StdioTarget,
    Target,
    Verdict,
)

SEED = Seed("spec", 0, 0)
TESTS = "from solution import f\n\ndef test_f():\n    assert f([3, 1]) == 3\n"


@dataclass(frozen=True)
class Says:
    """A proposer with one answer."""

    proposed: Proposed

    def prepare(self, seed: Seed) -> Proposed | None:
        return self.proposed

    async def propose(self, seed: Seed) -> Proposed:
        return self.proposed


def proposed(target: Target, reference: str = "def f(xs):\n    return max(xs)\n") -> Proposed:
    problem = Problem(statement="The largest of numbers.", target=target, reference=reference)
    return Proposed("teacher", Proposal(problem, (Candidate(answer=reference),)))


def strengthened(one: Proposed) -> Proposed:
    async def run() -> Proposed:
        async with open_sandbox("userns", slots=1) as sandbox:
            return await Strengthening(Says(one), sandbox, Limits()).propose(SEED)

    return asyncio.run(run())


@pytest.mark.slow
def test_a_models_python_problem_gets_cases() -> None:
    found = strengthened(proposed(PythonTarget(entry_point="f", tests=TESTS)))
    assert found.proposal is not None
    target = found.proposal.problem.target
    assert isinstance(target, PythonTarget)
    assert target.tests == TESTS
    assert len(target.cases) > 10


@pytest.mark.slow
def test_a_problem_of_another_kind_and_a_rejection_pass_as_they_are() -> None:
    stdio = proposed(StdioTarget(cases=(StdioCase("1", "1"),)), "print(input())")
    assert strengthened(stdio) == stdio
    nothing = Proposed("teacher", None, Verdict(outcome=Outcome.REJECTED, reason="empty-reply"))
    assert strengthened(nothing) == nothing
