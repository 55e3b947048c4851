"""The values a query returns: results, single cells, and when two cells are the same answer.

The rules are argued in ``comparison``.
"""

from __future__ import annotations

import datetime
import decimal
import math
from dataclasses import dataclass
from typing import TypeAlias

from verisynth.types import SqlTarget

RELATIVE = 1e-9
ABSOLUTE = 1e-12
_EXACT_FLOAT = 2.0**53

Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query returned on one filling."""

    columns: int
    rows: tuple[Row, ...]
    names: tuple[str, ...] = ()
    """Of the columns; empty where nobody needs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a problem may state about comparing; the words are those of ``SqlTarget``."""

    duplicates: str = "bag"
    column_match: str = "position"
    extra_columns: str = "refused"
    tolerance: float = RELATIVE
    nulls: str = "exact"


DEFAULT = Policy()


def policy_of(target: SqlTarget) -> Policy:
    """How rows are compared for this target; how they are ordered depends on its gold, too."""
    return Policy(
        duplicates=target.duplicates,
        column_match=target.column_match,
        extra_columns=target.extra_columns,
        tolerance=target.tolerance,
        nulls=target.nulls,
    )


def same_cell(one: object, two: object, policy: Policy = DEFAULT) -> bool:
    """Whether two cells are the same answer."""
    one, two = _canonical(one, policy), _canonical(two, policy)
    if isinstance(one, float | int | decimal.Decimal) and isinstance(
        two, float | int | decimal.Decimal
    ):
        return _same_number(one, two, policy.tolerance)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(
            same_cell(first, second, policy) for first, second in zip(one, two, strict=True)
        )
    return type(one) is type(two) and one == two


def _same_number(
    one: float | decimal.Decimal, two: float | decimal.Decimal, tolerance: float
) -> bool:
    if one == two or (one != one and two != two):
        return True
    if not isinstance(one, float) and not isinstance(two, float):
        return False
    if isinstance(one, int) or isinstance(two, int):
        single = one if isinstance(one, float) else two
        if isinstance(single, float) and single.is_integer() and abs(single) < _EXACT_FLOAT:
            return False
    absolute = ABSOLUTE if tolerance else 0.0
    try:
        return math.isclose(float(one), float(two), rel_tol=tolerance, abs_tol=absolute)
    except OverflowError:
        return False


def _canonical(cell: object, policy: Policy) -> object:
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, decimal.Decimal) and cell.is_finite() and cell == cell.to_integral_value():
        return int(cell) if cell.adjusted() < 100 else cell
    if (
        isinstance(cell, datetime.datetime)
        and cell.tzinfo is None
        and cell.time() == datetime.time()
    ):
        return cell.date()
    return None if cell == "" and policy.nulls == "empty" else cell


def hashable(cell: object, policy: Policy = DEFAULT) -> object:
    """A key that equal cells share; close floats have different ones."""
    cell = _canonical(cell, policy)
    if isinstance(cell, float | decimal.Decimal):
        # nan is unequal to itself, and -0.0 must meet 0.
        return "nan" if math.isnan(cell) else cell + 0
    if isinstance(cell, list | dict):
        return ("nested", repr(cell))
    # Text is tagged so that the text nan does not meet the number.
    return ("text", cell) if isinstance(cell, str) else cell


def rank(cell: object, policy: Policy = DEFAULT) -> tuple[int, float, str]:
    """Sorts cells of any type; what it says about order means nothing to a query."""
    cell = _canonical(cell, policy)
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
    text = "(" + ", ".join(literal(cell) for cell in row) + ")"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def literal(cell: object) -> str:
    """A cell as SQL would write it, long ones cut."""
    if cell is None:
        return "NULL"
    if isinstance(cell, str):
        return "'" + cell[:80].replace("'", "''") + "'"
    if isinstance(cell, bytes):
        return f"x'{cell[:40].hex()}'"
    return str(cell)[:80]
