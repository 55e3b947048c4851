"""The mutation score of a Python problem: the share of small mistakes its checks notice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from verisynth.protocols import Sandbox
from verisynth.strengthen.problems import equivalents
from verisynth.types import Limits, Mutant, Mutation, Outcome, Problem, PythonTarget, Verdict
from verisynth.verifiers.kills import Tried
from verisynth.verifiers.python_kills import tried
from verisynth.verifiers.python_mutants import mutants

Judge: TypeAlias = Callable[[str], Awaitable[Verdict]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """A problem with everything that judges mutants of its reference."""

    problem: Problem
    target: PythonTarget
    """The problem's."""
    entry_point: str
    """What the checks call, if it is one function; empty: all code may be changed."""
    tests: Sequence[str]
    """The target's assertions and tests as pytest files."""
    judge: Judge
    """The verdict on one mutant by the verifier, within ``limits``."""
    sandbox: Sandbox
    limits: Limits
    """Of one mutant."""

    async def mutants(self) -> tuple[Mutant, ...]:
        """The reference with one small mistake each."""
        return await mutants(
            self.problem.reference,
            entry_point=self.entry_point,
            sandbox=self.sandbox,
            limits=ample(self.limits),
        )

    async def surviving(self, made: Sequence[Mutant]) -> tuple[Mutant, ...]:
        """The mutants that every check lets pass."""
        found = await tried(
            self.target,
            self.problem.reference,
            [one.source for one in made],
            tests=self.tests,
            sandbox=self.sandbox,
            limits=self.limits,
        )
        return await survivors(made, found, judge=self.judge)

    async def mutation(self) -> Mutation:
        """What becomes of every mutant; what no further input tells from the reference is none."""
        made = await self.mutants()
        left = await self.surviving(made)
        equal = await equivalents(
            self.problem, left, tests=self.tests, sandbox=self.sandbox, limits=ample(self.limits)
        )
        return counted(made, left, equal)


def ample(limits: Limits) -> Limits:
    """Limits of work that is not a mutant's, where ``limits`` are those of one mutant."""
    return replace(limits, cpu_seconds=max(limits.cpu_seconds, Limits().cpu_seconds))


async def survivors(made: Sequence[Mutant], found: Tried, *, judge: Judge) -> tuple[Mutant, ...]:
    """The mutants that every check lets pass.

    Nearly all can be tried where check and mutant share a process, which is quick: ``found`` says
    with what result. The verifier decides on the others.
    """
    known = found.failed | found.passed
    left = [number for number in range(len(made)) if number not in known]
    verdicts = await asyncio.gather(*(judge(made[one].source) for one in left))
    pairs = zip(left, verdicts, strict=True)
    accepted = {one for one, verdict in pairs if verdict.outcome is Outcome.ACCEPTED}
    return tuple(made[one] for one in sorted(accepted | found.passed))


def counted(made: Sequence[Mutant], left: Sequence[Mutant], equal: frozenset[Mutant]) -> Mutation:
    """The score where of those made some are left, and some of them equal the reference."""
    return Mutation(
        mutants=len(made),
        killed=len(made) - len(left),
        equivalent=len(equal),
        survivors=tuple(one for one in left if one not in equal),
    )
