"""The mutation score of a problem: the share of small mistakes in the reference its tests notice.

Measured, it is what tells strong tests from weak ones; how many lines they cover is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from verisynth.pipeline.attempt import as_error
from verisynth.pipeline.portions import Judge
from verisynth.types import Mutant, Mutation, Outcome, Target, Verdict

T = TypeVar("T")


class MutationFailed(Exception):
    """A mutant could not be judged, by a fault of ours; carries the ``error`` verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.detail)
        self.verdict = verdict


async def counted_on(made: Callable[[], Awaitable[T]]) -> T:
    """The result of a step that only a fault of ours can end otherwise, on two tries.

    Raises:
        MutationFailed: both failed.
    """
    for last in (False, True):
        try:
            return await made()
        except Exception as error:
            if last:
                raise MutationFailed(as_error(error)) from error
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
