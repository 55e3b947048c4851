"""Decides whether two results of a query are the same answer.

What counts as the same by default, and why; :class:`Policy` has what a problem may state instead:

* **Columns** are compared by position, and there must be equally many. Names are ignored: a
  question seldom fixes them. A permutation is *not* tried: ``SELECT first, last`` beside
  ``SELECT last, first`` would pass on equal-looking data and be wrong on the next row.
* **Rows** are a bag: duplicates count, because a missing ``DISTINCT`` or a join that doubles rows
  is the commonest wrong query. ``NULL`` equals ``NULL``: it is the same thing to read.
* **Order** counts only where the gold query's outermost level has ``ORDER BY``; then the rows must
  come in the same runs, and within a run of rows whose sort keys tie any order is right, because
  the question allowed it.
* **Numbers** are compared by value, whatever their type: ``1``, ``1.0``, ``1.00`` and ``TRUE`` are
  one answer (SQLite itself has no booleans and no decimals, so the same query gives ``1``), and
  ``-0.0`` is ``0``. Two exact numbers (integers, decimals, booleans) must be equal exactly. Where
  a float takes part, a difference of ``1e-9`` of the larger one, or of ``1e-12``, is tolerated:
  sums of floats depend on the order in which rows are met, which no query fixes. A whole float
  beside an integer is no such sum and must be equal.
* **Text, bytes, dates** are themselves: ``'1'`` is not ``1``, a date is not its text. Only a
  timestamp at midnight equals its date, since ``date_trunc`` and a cast differ in nothing else.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from verisynth.languages.sql import columns
from verisynth.languages.sql.cells import (
    DEFAULT,
    Policy,
    Row,
    Rows,
    hashable,
    rank,
    same_cell,
    show,
)

__all__ = ["Difference", "Policy", "Row", "Rows", "compare", "same_cell", "show"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Why two results are not the same answer, in words a person can act on."""

    text: str


def compare(
    gold: Rows, other: Rows, runs: Sequence[int] | None, policy: Policy = DEFAULT
) -> Difference | None:
    """The first difference, or ``None``.

    ``runs`` is ``None`` when order does not matter, else one number per gold row, equal for
    neighbours whose sort keys tie.
    """
    try:
        arrangements = columns.arrangements(gold, other, policy)
    except columns.Mismatch as mismatch:
        return Difference(str(mismatch))
    first: Difference | None = None
    for arrangement in arrangements:
        difference = _difference(gold, columns.arranged(other, arrangement), runs, policy)
        if difference is None:
            return None
        first = first or difference
    return first or Difference("no order of its columns gives the expected values")


def _difference(
    gold: Rows, other: Rows, runs: Sequence[int] | None, policy: Policy
) -> Difference | None:
    if policy.duplicates == "set":
        kept = _first_of_each(gold.rows, policy)
        runs = None if runs is None else [runs[index] for index in kept]
        gold = Rows(gold.columns, tuple(gold.rows[index] for index in kept))
        kept = _first_of_each(other.rows, policy)
        other = Rows(other.columns, tuple(other.rows[index] for index in kept))
    if runs is None:
        return _bag_difference(gold.rows, other.rows, policy)
    if len(gold.rows) != len(other.rows):
        found = _bag_difference(gold.rows, other.rows, policy)
        return found or Difference("another number of rows")
    return _ordered_difference(gold.rows, other.rows, runs, policy)


def _first_of_each(rows: Sequence[Row], policy: Policy) -> list[int]:
    seen: set[Row] = set()
    kept = []
    for index, row in enumerate(rows):
        key = _key(row, policy)
        if key not in seen:
            seen.add(key)
            kept.append(index)
    return kept


def _ordered_difference(
    gold: Sequence[Row], other: Sequence[Row], runs: Sequence[int], policy: Policy
) -> Difference | None:
    start = 0
    while start < len(gold):
        end = start + 1
        while end < len(gold) and runs[end] == runs[start]:
            end += 1
        if _bag_difference(gold[start:end], other[start:end], policy):
            return _order_witness(gold, other, start, policy)
        start = end
    return None


def _order_witness(
    gold: Sequence[Row], other: Sequence[Row], start: int, policy: Policy
) -> Difference:
    difference = _bag_difference(gold, other, policy)
    if difference:
        return difference
    differing = (i for i in range(start, len(gold)) if not _same_row(gold[i], other[i], policy))
    at = next(differing, start)
    return Difference(f"wrong order: row {at + 1} is {show(other[at])}, expected {show(gold[at])}")


def _bag_difference(gold: Sequence[Row], other: Sequence[Row], policy: Policy) -> Difference | None:
    gold_keys = [_key(row, policy) for row in gold]
    other_keys = [_key(row, policy) for row in other]
    wanted, got = Counter(gold_keys), Counter(other_keys)
    if wanted == got:
        return None
    missing = _sorted(_minus(gold, gold_keys, got), policy)
    extra = _sorted(_minus(other, other_keys, wanted), policy)
    if len(missing) == len(extra) and all(
        _same_row(one, two, policy) for one, two in zip(missing, extra, strict=True)
    ):
        return None
    lost, more = _first_unmatched(missing, extra, policy)
    counts = f"{len(other)} rows, expected {len(gold)}"
    parts = [f"missing {show(lost)}"] if lost is not None else []
    parts += [f"unexpected {show(more)}"] if more is not None else []
    return Difference("; ".join([counts, *parts]))


def _minus(rows: Sequence[Row], keys: Sequence[Row], others: Counter[Row]) -> list[Row]:
    left = Counter(others)
    rest = []
    for row, key in zip(rows, keys, strict=True):
        if left[key] > 0:
            left[key] -= 1
        else:
            rest.append(row)
    return rest


def _first_unmatched(
    missing: Sequence[Row], extra: Sequence[Row], policy: Policy
) -> tuple[Row | None, Row | None]:
    for one, two in zip(missing, extra, strict=False):
        order = _order_rows(one, two, policy)
        if order and len(missing) == len(extra):
            return one, two
        if order:
            return (one, None) if order < 0 else (None, two)
    size = min(len(missing), len(extra))
    return next(iter(missing[size:]), None), next(iter(extra[size:]), None)


def _sorted(rows: list[Row], policy: Policy) -> list[Row]:
    # Close floats compare as equal here, so noise in one column cannot reorder rows that a later
    # column tells apart.
    def order(one: Row, two: Row) -> int:
        return _order_rows(one, two, policy)

    return sorted(rows, key=functools.cmp_to_key(order))


def _order_rows(one: Row, two: Row, policy: Policy) -> int:
    for first, second in zip(one, two, strict=True):
        if not same_cell(first, second, policy):
            return -1 if rank(first, policy) < rank(second, policy) else 1
    return 0


def _same_row(one: Row, two: Row, policy: Policy) -> bool:
    return all(same_cell(first, second, policy) for first, second in zip(one, two, strict=True))


def _key(row: Row, policy: Policy) -> Row:
    return tuple(hashable(cell, policy) for cell in row)
