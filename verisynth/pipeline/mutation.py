"""The mutation score of a problem: the share of small mistakes in the reference its tests notice.

Measured, it is what tells strong tests from weak ones; how many lines they cover is not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from verisynth.pipeline.attempt import as_error
from verisynth.types import Verdict

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
