"""What a comparison found, how, and the point that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from verisynth.languages.math.syntax import Node
from verisynth.types import Witness


class Same(StrEnum):
    """Whether two answers are the same; ``undecided`` is an honest third answer."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


_STRENGTH = ("structure", "exact", "symbolic", "numeric")


@dataclass(frozen=True, slots=True)
class Finding:
    """One decision and what it rests on."""

    same: Same
    method: str = "structure"
    """``structure``: shapes, words, units and their rules; ``exact``: fractions, or an identity of
    rational functions; ``symbolic``: agreement at points that algebra confirmed; ``numeric``:
    values at points to many digits."""
    detail: str = ""
    witness: Witness | None = None

    @property
    def equal(self) -> bool:
        """Whether the two are known to be the same."""
        return self.same is Same.EQUAL


EQUAL = Finding(Same.EQUAL)
EXACTLY = Finding(Same.EQUAL, "exact")
UNDECIDED = Finding(Same.UNDECIDED)


def different(detail: str = "") -> Finding:
    """A difference of form, with what it is."""
    return Finding(Same.DIFFERENT, "structure", detail)


@dataclass(frozen=True, slots=True)
class Question:
    """Two scalar trees and what is asked of them."""

    gold: Node
    answer: Node
    kind: str = "value"
    """``value``: the same everywhere; ``equation``, ``inequality``: the same solutions of
    ``tree = 0`` and ``tree < 0``; ``constant``: they differ by a constant."""
    relative: Fraction = Fraction(0)
    """How far apart two constants may be, relative to the gold."""
    absolute: Fraction = Fraction(0)


Scalars: TypeAlias = Callable[[Question], Finding]
"""Answers a question about two scalars, or says ``undecided``."""


def all_of(findings: Iterable[Finding]) -> Finding:
    """The first difference; else undecided if one is; else equal by the weakest method used."""
    weakest, undecided = EQUAL, None
    for finding in findings:
        if finding.same is Same.DIFFERENT:
            return finding
        if finding.same is Same.UNDECIDED:
            undecided = undecided or finding
        elif _STRENGTH.index(finding.method) > _STRENGTH.index(weakest.method):
            weakest = finding
    return undecided or weakest
