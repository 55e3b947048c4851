"""Problems get the checks they lack before anyone is judged, whoever proposed them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.pipeline.fakes import NoSandbox, spec
from verisynth.pipeline.export import export
from verisynth.pipeline.frontier import Frontier
from verisynth.pipeline.judging import Ruling
from verisynth.pipeline.store import Store
from verisynth.pipeline.strengthened_first import StrengthenedFirst
from verisynth.protocols import Sandbox, StrengthensProblems
from verisynth.registry import component
from verisynth.sandbox import open_sandbox
from verisynth.types import (
    Candidate,
    Limits,
    Outcome,
    Problem,
    Proposal,
    PythonTarget,
    StdioCase,
    StdioTarget,
    Target,
    Verdict,
)

TESTS = "from solution import f\n\ndef test_f():\n    assert f([3, 1]) == 3\n"


@dataclass(frozen=True)
class Remembers:
    """Accepts everything, and keeps what it was asked to judge by."""

    problems: list[Problem] = field(default_factory=list)

    async def rule(self, proposal: Proposal, *, index: int) -> tuple[Ruling, ...]:
        self.problems.append(proposal.problem)
        return tuple(Ruling(Verdict(outcome=Outcome.ACCEPTED)) for _ in proposal.candidates)


@dataclass(frozen=True)
class AddsOneCase:
    """Strengthens by one case, without running anything."""

    async def strengthened(self, problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Problem:
        target = problem.target
        assert isinstance(target, StdioTarget)
        return replace(problem, target=replace(target, cases=(*target.cases, StdioCase("2", "2"))))


def proposal(target: Target, reference: str = "def f(xs):\n    return max(xs)\n") -> Proposal:
    problem = Problem(statement="The largest of numbers.", target=target, reference=reference)
    return Proposal(problem, (Candidate(answer=reference),))


def ruled(
    family: StrengthensProblems, proposals: Sequence[Proposal], sandbox: Sandbox
) -> list[Ruling]:
    judging = StrengthenedFirst(Remembers(), family, sandbox, Limits())

    async def run() -> list[Ruling]:
        return [ruling for one in proposals for ruling in await judging.rule(one, index=0)]

    return asyncio.run(run())


@pytest.mark.slow
def test_a_python_problem_gets_cases() -> None:
    family = component("families", "python")
    assert isinstance(family, StrengthensProblems)

    async def run() -> Problem:
        inner = Remembers()
        async with open_sandbox("userns", slots=1) as sandbox:
            judging = StrengthenedFirst(inner, family, sandbox, Limits())
            await judging.rule(proposal(PythonTarget(entry_point="f", tests=TESTS)), index=0)
        return inner.problems[0]

    target = asyncio.run(run()).target
    assert isinstance(target, PythonTarget)
    assert target.tests == TESTS
    assert len(target.cases) > 10


def test_the_rulings_carry_the_problem_they_are_by() -> None:
    weak = proposal(StdioTarget(cases=(StdioCase("1", "1"),)), "print(input())")
    (ruling,) = ruled(AddsOneCase(), [weak], NoSandbox())
    assert ruling.problem is not None
    assert isinstance(ruling.problem.target, StdioTarget)
    assert len(ruling.problem.target.cases) == 2


def test_exports_have_the_strengthened_problem_and_judging_again_starts_from_the_first(
    tmp_path: Path,
) -> None:
    weak = proposal(StdioTarget(cases=(StdioCase("1", "1"),)), "print(input())")
    (ruling,) = ruled(AddsOneCase(), [weak], NoSandbox())
    store = Store.open(tmp_path)
    try:
        made = spec()
        name = made.name
        store.add_item(name, 0, cell={}, teacher="t", proposal=weak)
        for _ in range(2):
            store.add_verdict(name, 0, 0, ruling.verdict, problem=ruling.problem)
            assert store.proposal(name, 0) == weak
        Frontier(store, name, run_seed=0, wanted=1).settle(0)
        export(store, {made.name: made}, {made.name: 1}, run_seed=0)
        (chosen,) = (*store.chosen(split="train"), *store.chosen(split="val"))
    finally:
        store.close()
    assert chosen.problem == ruling.problem
