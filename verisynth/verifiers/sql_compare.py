"""Decides whether two results of a query are the same answer.

What counts as the same, and why:

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

import datetime
import decimal
import functools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

RELATIVE = 1e-9
ABSOLUTE = 1e-12
_EXACT_FLOAT = 2.0**53

Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query returned on one filling."""

    columns: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Why two results are not the same answer, in words a person can act on."""

    text: str


def compare(gold: Rows, other: Rows, runs: Sequence[int] | None) -> Difference | None:
    """The first difference, or ``None``.

    ``runs`` is ``None`` when order does not matter, else one number per gold row, equal for
    neighbours whose sort keys tie.
    """
    if gold.columns != other.columns:
        return Difference(f"{other.columns} columns, expected {gold.columns}")
    if runs is None:
        return _bag_difference(gold.rows, other.rows)
    if len(gold.rows) != len(other.rows):
        return _bag_difference(gold.rows, other.rows) or Difference("another number of rows")
    return _ordered_difference(gold.rows, other.rows, runs)


def _ordered_difference(
    gold: Sequence[Row], other: Sequence[Row], runs: Sequence[int]
) -> Difference | None:
    start = 0
    while start < len(gold):
        end = start + 1
        while end < len(gold) and runs[end] == runs[start]:
            end += 1
        if _bag_difference(gold[start:end], other[start:end]):
            return _order_witness(gold, other, start)
        start = end
    return None


def _order_witness(gold: Sequence[Row], other: Sequence[Row], start: int) -> Difference:
    difference = _bag_difference(gold, other)
    if difference:
        return difference
    at = next((i for i in range(start, len(gold)) if not _same_row(gold[i], other[i])), start)
    return Difference(f"wrong order: row {at + 1} is {show(other[at])}, expected {show(gold[at])}")


def _bag_difference(gold: Sequence[Row], other: Sequence[Row]) -> Difference | None:
    wanted, got = Counter(map(_key, gold)), Counter(map(_key, other))
    if wanted == got:
        return None
    missing = _sorted(_minus(gold, got))
    extra = _sorted(_minus(other, wanted))
    if len(missing) == len(extra) and all(map(_same_row, missing, extra)):
        return None
    lost, more = _first_unmatched(missing, extra)
    counts = f"{len(other)} rows, expected {len(gold)}"
    parts = [f"missing {show(lost)}"] if lost is not None else []
    parts += [f"unexpected {show(more)}"] if more is not None else []
    return Difference("; ".join([counts, *parts]))


def _minus(rows: Sequence[Row], others: Counter[Row]) -> list[Row]:
    left = Counter(others)
    rest = []
    for row in rows:
        key = _key(row)
        if left[key] > 0:
            left[key] -= 1
        else:
            rest.append(row)
    return rest


def _first_unmatched(missing: Sequence[Row], extra: Sequence[Row]) -> tuple[Row | None, Row | None]:
    for one, two in zip(missing, extra, strict=False):
        order = _order_rows(one, two)
        if order:
            return (
                (one, two)
                if len(missing) == len(extra)
                else ((one, None) if order < 0 else (None, two))
            )
    size = min(len(missing), len(extra))
    return next(iter(missing[size:]), None), next(iter(extra[size:]), None)


def _sorted(rows: list[Row]) -> list[Row]:
    # Close floats compare as equal here, so noise in one column cannot reorder rows that a later
    # column tells apart.
    return sorted(rows, key=functools.cmp_to_key(_order_rows))


def _order_rows(one: Row, two: Row) -> int:
    for first, second in zip(one, two, strict=True):
        if not same_cell(first, second):
            return -1 if _rank(first) < _rank(second) else 1
    return 0


def _same_row(one: Row, two: Row) -> bool:
    return all(map(same_cell, one, two))


def same_cell(one: object, two: object) -> bool:
    """Whether two cells are the same answer, by the rules above."""
    one, two = _canonical(one), _canonical(two)
    if isinstance(one, float | int | decimal.Decimal) and isinstance(
        two, float | int | decimal.Decimal
    ):
        return _same_number(one, two)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(same_cell, one, two))
    return type(one) is type(two) and one == two


def _same_number(one: float | decimal.Decimal, two: float | decimal.Decimal) -> bool:
    if one == two:
        return True
    if not isinstance(one, float) and not isinstance(two, float):
        return False
    if isinstance(one, int) or isinstance(two, int):
        single = one if isinstance(one, float) else two
        if isinstance(single, float) and single.is_integer() and abs(single) < _EXACT_FLOAT:
            return False
    try:
        return math.isclose(float(one), float(two), rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    except OverflowError:
        return False


def _canonical(cell: object) -> object:
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, decimal.Decimal) and cell == cell.to_integral_value():
        return int(cell) if cell.adjusted() < 100 else cell
    if (
        isinstance(cell, datetime.datetime)
        and cell.tzinfo is None
        and cell.time() == datetime.time()
    ):
        return cell.date()
    return cell


def _key(row: Row) -> Row:
    return tuple(_hashable(cell) for cell in row)


def _hashable(cell: object) -> object:
    cell = _canonical(cell)
    if isinstance(cell, float):
        # nan is unequal to itself, and -0.0 must meet 0.
        return "nan" if math.isnan(cell) else cell + 0.0
    if isinstance(cell, list | dict):
        return ("nested", repr(cell))
    # Text is tagged so that the text nan does not meet the number.
    return ("text", cell) if isinstance(cell, str) else cell


def _rank(cell: object) -> tuple[int, float, str]:
    cell = _canonical(cell)
    if cell is None:
        return (0, 0.0, "")
    if isinstance(cell, float | int | decimal.Decimal):
        try:
            return (1, float(cell), repr(cell))
        except OverflowError:
            return (1, math.inf if cell > 0 else -math.inf, repr(cell))
    return (2, 0.0, f"{type(cell).__name__} {cell!r}")


def show(row: Row, limit: int = 160) -> str:
    """A row for a message, as SQL would write its cells, cut at ``limit`` characters."""
    text = "(" + ", ".join(_literal(cell) for cell in row) + ")"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _literal(cell: object) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, str):
        return "'" + cell[:80].replace("'", "''") + "'"
    if isinstance(cell, bytes):
        return f"x'{cell[:40].hex()}'"
    return str(cell)[:80]
