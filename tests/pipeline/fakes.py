"""Fakes the pipeline tests share: a family that judges without a sandbox, and its spec."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from verisynth.errors import SandboxError
from verisynth.spec import Acceptance, Axis, Prompt, TaskSpec
from verisynth.types import (
    Candidate,
    Execution,
    Json,
    Limits,
    MathTarget,
    Outcome,
    Planted,
    Problem,
    Program,
    Proposal,
    Target,
    Verdict,
)


class NoSandbox:
    """Never asked for anything."""

    level = "none"
    slots = 2

    async def run(self, program: Program, limits: Limits) -> Execution:
        raise SandboxError("the fake sandbox runs nothing")


@dataclass(frozen=True)
class EqualFamily:
    """Accepts the gold text. Answers that start with ``!`` raise a fault of ours, as often as
    ``faults`` says.
    """

    name: str = "math"
    sections: tuple[tuple[str, str, str], ...] = (("problem", "", "it"), ("answer", "", "it"))
    example: Mapping[str, str] = field(default_factory=lambda: {"problem": "?", "answer": "!"})
    columns: tuple[str, ...] = ("id", "gold", "answer")
    limits: Limits = field(default_factory=Limits)
    planted_answers: tuple[str, ...] = ("wrong", "bad")
    faults: list[int] = field(default_factory=lambda: [0])
    slow_first: bool = False

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        problem = Problem(
            statement=sections["problem"],
            target=MathTarget(gold=sections["answer"]),
            reference=sections["answer"],
        )
        return Proposal(problem, (Candidate(answer=sections["answer"]),))

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        return MathTarget(gold=str(row["gold"])), str(row["answer"])

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        return tuple(Planted(answer, "planted") for answer in self.planted_answers)

    async def verify(
        self,
        target: Target,
        answer: str,
        *,
        sandbox: object,
        limits: Limits,
        hash_seed: int = 0,
    ) -> Verdict:
        assert isinstance(target, MathTarget)
        if self.slow_first and answer.endswith("0"):
            await asyncio.sleep(0.02)
        if answer.startswith("!") and self.faults[0] > 0:
            self.faults[0] -= 1
            raise SandboxError("the box is gone")
        if answer == f"flaky{hash_seed}":
            return Verdict(outcome=Outcome.ACCEPTED)
        if answer == target.gold:
            return Verdict(outcome=Outcome.ACCEPTED, verifier="equal@1", level="none")
        return Verdict(outcome=Outcome.REJECTED, reason="wrong-answer", detail=f"got {answer}")


@dataclass(frozen=True)
class Counting:
    """A generator with ``space`` different problems; every fifth is wrong about itself."""

    space: int = 10_000
    name: str = "counting"
    family: str = "math"
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wrong_every: int = 0
    fault_every: int = 0

    def draw(self, rng: Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        number = rng.randrange(self.space)
        gold = f"answer {number}"
        reference = gold
        if self.fault_every and number % self.fault_every == 0:
            reference = gold = f"!{gold}"
        if self.wrong_every and number % self.wrong_every == 0:
            reference = "not the answer"
        problem = Problem(
            statement=f"Say answer {number} about {'abcdefghij'[number % 10] * (1 + number % 7)}",
            target=MathTarget(gold=gold),
            reference=reference,
        )
        return problem, Candidate(answer=reference)


def spec(name: str = "fake") -> TaskSpec:
    return TaskSpec(
        name=name,
        description="A fake.",
        family="math",
        prompt=Prompt(template="Ask about {{ topic }}."),
        axes={"topic": Axis(values=("a", "b"))},
        acceptance=Acceptance(min_planted=2),
    )
