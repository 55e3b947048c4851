"""The mutation score of a problem: the share of small mistakes in the reference its tests notice.

Measured, it is what tells strong tests from weak ones; how many lines they cover is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from verisynth.pipeline.attempt import as_error
from verisynth.pipeline.portions import Judge
from verisynth.protocols import Family, Sandbox
from verisynth.types import Json, Limits, Outcome, Problem, Target, Verdict
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
    def wrong(self) -> int:
        """Those that are mistakes."""
        return self.mutants - self.equivalent

    @property
    def score(self) -> float:
        """Killed out of those that are mistakes, 0 to 1; 1 when there is no mistake to make."""
        return self.killed / self.wrong if self.wrong else 1.0

    @property
    def counted(self) -> dict[str, Json]:
        """As stored with a record."""
        return {
            "mutants": self.mutants,
            "mutants_killed": self.killed,
            "mutants_equivalent": self.equivalent,
            "mutation_score": round(self.score, 4),
            "survivors": [str(one) for one in self.survivors[:MOST_SURVIVORS_KEPT]],
        }


class MutationFailed(Exception):
    """A mutant could not be judged, by a fault of ours; carries the ``error`` verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


async def mutants_of(
    problem: Problem, *, family: Family, sandbox: Sandbox, limits: Limits
) -> tuple[Mutant, ...] | None:
    """The family's mutants of the reference; None for families that make none.

    Raises:
        MutationFailed: they could not be made, on two tries.
    """
    make = getattr(family, "mutants", None)
    if make is None:
        return None
    for last in (False, True):
        try:
            made: tuple[Mutant, ...] = await make(problem, sandbox=sandbox, limits=limits)
        except Exception as error:
            if last:
                raise MutationFailed(as_error(error)) from error
        else:
            return made
    raise AssertionError("unreachable")


async def measured(
    mutants: Sequence[Mutant],
    *,
    portions: Sequence[Target],
    judge: Judge,
    equivalents: Callable[[Sequence[Mutant]], Awaitable[frozenset[Mutant]]],
) -> Mutation:
    """Judge all mutants, a portion of the checks at a time, and look at the survivors.

    Raises:
        MutationFailed: one could not be judged; a score without it would be a guess.
    """
    survivors = list(mutants)
    for portion in portions:
        verdicts = await asyncio.gather(*(judge(portion, one.source) for one in survivors))
        for verdict in verdicts:
            if verdict.outcome is Outcome.ERROR:
                raise MutationFailed(verdict)
        survivors = [
            mutant
            for mutant, verdict in zip(survivors, verdicts, strict=True)
            if verdict.outcome is Outcome.ACCEPTED
        ]
    equal = await equivalents(survivors) if survivors else frozenset()
    return Mutation(
        mutants=len(mutants),
        killed=len(mutants) - len(survivors),
        equivalent=len(equal),
        survivors=tuple(one for one in survivors if one not in equal),
    )
