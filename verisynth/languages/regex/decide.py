"""Decides whether two patterns match the same texts, by proof.

Both are stepped through together, one class of characters at a time; pairs of what remains that
are known to agree, or follow from pairs that do, are not looked at again (Hopcroft and Karp 1971,
on derivatives as in Almeida, Moreira and Reis 2009). The search is breadth first, so where the
patterns differ the text that shows it is a shortest one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from verisynth.languages.regex.derivatives import Derivatives, Place
from verisynth.languages.regex.expanding import expanded
from verisynth.languages.regex.lowering import Lowering, Unsupported, all_sets
from verisynth.languages.regex.partition import Partition, partition
from verisynth.languages.regex.syntax import Pattern
from verisynth.languages.regex.terms import OverBudget, Term, Terms


class Relation(StrEnum):
    """How two patterns compare."""

    EQUIVALENT = "equivalent"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one decision may use."""

    terms: int = 60_000
    """Languages that are told apart."""
    cpu_seconds: float = 2.0
    """Processor time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was found."""

    relation: Relation
    witness: str = ""
    """A shortest text on which they differ; one character of each class stands for all."""
    first_matches: bool = False
    """Which of them matches the witness."""
    reason: str = ""
    """Why it stays undecided: a construct, or the budget."""


class _Pair(NamedTuple):
    """Two languages at one place, and how the search came there."""

    place: Place
    first: Term
    second: Term
    before: _Pair | None
    symbol: int


def compare(
    first: Pattern, second: Pattern, *, mode: str = "fullmatch", budget: Budget | None = None
) -> Decision:
    """Compares the texts that two patterns match with ``re.fullmatch`` or ``re.search``.

    The answer is exact or it is ``UNDECIDED``: for a backreference, a conditional, an atomic group
    that backtracking inside it decides, or when the budget is spent.
    """
    budget = budget or Budget()
    one, other = expanded(first), expanded(second)
    classes = partition(all_sets((one, other)))
    lowering = Lowering(Terms(budget.terms, budget.cpu_seconds), classes)
    try:
        left = lowering.language(one, mode=mode)
        right = lowering.language(other, mode=mode)
        return difference(lowering.derivatives(), classes, left, right)
    except Unsupported as error:
        return _undecided(str(error))
    except OverBudget as error:
        return _undecided(f"budget: {error}")
    except RecursionError:
        # Terms nest as deep as a pattern makes them; Python's own limit is the one that counts.
        return _undecided("budget: nested too deep")


def _undecided(why: str) -> Decision:
    return Decision(relation=Relation.UNDECIDED, reason=why)


def difference(derivatives: Derivatives, classes: Partition, first: Term, second: Term) -> Decision:
    """Compares two languages of one :class:`Terms`. Raises ``OverBudget``."""
    found = _differing(derivatives, len(classes.examples), first, second)
    if found is None:
        return Decision(relation=Relation.EQUIVALENT)
    return Decision(
        relation=Relation.DIFFERENT,
        witness=_text(found, classes),
        first_matches=derivatives.is_empty(found.first, found.place),
    )


def _differing(derivatives: Derivatives, symbols: int, first: Term, second: Term) -> _Pair | None:
    known: dict[tuple[int, int], tuple[int, int]] = {}
    waiting = deque([_Pair(derivatives.start(), first, second, None, 0)])
    while waiting:
        pair = waiting.popleft()
        place, left, right = pair.place, pair.first, pair.second
        if derivatives.is_empty(left, place) is not derivatives.is_empty(right, place):
            return pair
        for symbol in range(symbols):
            one = derivatives.derived(left, symbol, place)
            other = derivatives.derived(right, symbol, place)
            if one is other:
                continue
            next_place = derivatives.moved(place, symbol)
            if _united(known, (next_place.number, one.number), (next_place.number, other.number)):
                waiting.append(_Pair(next_place, one, other, pair, symbol))
    return None


def _united(
    known: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], other: tuple[int, int]
) -> bool:
    """Puts two languages into one class; whether they were not in one before."""
    while one in known:
        one = known[one]
    while other in known:
        other = known[other]
    if one == other:
        return False
    known[one] = other
    return True


def _text(pair: _Pair, classes: Partition) -> str:
    symbols = []
    at: _Pair | None = pair
    while at is not None and at.before is not None:
        symbols.append(classes.examples[at.symbol])
        at = at.before
    return "".join(reversed(symbols))
