"""What is known about a candidate without running it: how it compares with the gold pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from verisynth.languages.regex.decide import Budget, Relation, compare
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import Pattern, Unreadable
from verisynth.languages.regex.words import memorised
from verisynth.types import RegexTarget

BUDGET = Budget(terms=10_000, cpu_seconds=5.0)
"""The count of terms ends a comparison, at the same point on every machine, in well under a second;
the time is the backstop."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a candidate compares with the gold pattern."""

    relation: Relation
    witness: str = ""
    reason: str = ""
    """Why it is undecided."""


def proved(target: RegexTarget, answer: str) -> Proof:
    """The comparison, exact or undecided with its reason."""
    if answer == target.gold:
        return Proof(Relation.EQUIVALENT)
    gold = readable(target.gold, target.flags)
    candidate = readable(answer, target.flags)
    if gold is None or candidate is None:
        which = "the gold pattern" if gold is None else "the pattern"
        return Proof(Relation.UNDECIDED, reason=f"{which} cannot be read")
    found = compare(gold, candidate, mode=target.mode, budget=BUDGET)
    return Proof(found.relation, found.witness, found.reason)


def is_list_of(examples: Sequence[str], answer: str, flags: str) -> bool:
    """Whether the pattern lists the examples. Not known of a pattern that cannot be read."""
    pattern = readable(answer, flags)
    return pattern is not None and memorised(pattern.root, examples)


@lru_cache(maxsize=256)
def readable(text: str, flags: str) -> Pattern | None:
    """The tree of a pattern, or None; what ``re`` makes of it is for ``re`` to say."""
    try:
        return parse(text, flags=flags)
    except Unreadable:
        return None
