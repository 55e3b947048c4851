"""The mutation score of a problem: the share of small mistakes in the reference its tests notice.

Measured, it is what tells strong tests from weak ones; how many lines they cover is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from verisynth.protocols import Sandbox
from verisynth.types import Limits, Outcome, Problem, Verdict
from verisynth.verifiers.python_mutants import Mutant

MOST_SURVIVORS_KEPT = 10


class Equivalence(Protocol):
    """Tells which survivors are no mistakes at all: no input found makes them differ."""

    async def __call__(
        self,
        problem: Problem,
        survivors: Sequence[Mutant],
        *,
        sandbox: Sandbox,
        limits: Limits,
    ) -> frozenset[Mutant]:
        """The survivors that did what the reference does on every further input tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """What became of the mutants of one reference."""

    mutants: int
    killed: int
    """By any outcome but ``accepted``: a wrong value, an exception, or a limit."""
    equivalent: int = 0
    """Survivors that no further input could tell from the reference; they count on no side."""
    survivors: tuple[Mutant, ...] = ()
    """The others that passed every check."""

    @property
    def score(self) -> float:
        """Killed out of those that are mistakes, 0 to 1; 1 when there is no mistake to make."""
        wrong = self.mutants - self.equivalent
        return self.killed / wrong if wrong else 1.0


class MutationFailed(Exception):
    """A mutant could not be judged, by a fault of ours; carries the ``error`` verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


async def measured(
    problem: Problem,
    mutants: Sequence[Mutant],
    *,
    judge: Callable[[Mutant], Awaitable[Verdict]],
    equivalents: Callable[[Sequence[Mutant]], Awaitable[frozenset[Mutant]]],
) -> Mutation:
    """Judge all mutants at once and ask which survivors are equivalent.

    Raises:
        MutationFailed: one could not be judged; a score without it would be a guess.
    """
    verdicts = await asyncio.gather(*map(judge, mutants))
    for verdict in verdicts:
        if verdict.outcome is Outcome.ERROR:
            raise MutationFailed(verdict)
    survivors = [
        mutant
        for mutant, verdict in zip(mutants, verdicts, strict=True)
        if verdict.outcome is Outcome.ACCEPTED
    ]
    equal = await equivalents(survivors) if survivors else frozenset()
    return Mutation(
        mutants=len(mutants),
        killed=len(mutants) - len(survivors),
        equivalent=len(equal),
        survivors=tuple(one for one in survivors if one not in equal),
    )
