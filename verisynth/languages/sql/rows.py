"""Rows of a database before an engine has them, and how they refer to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from verisynth.languages.sql.plan import Value

Row: TypeAlias = tuple[Value, ...]
Database: TypeAlias = Mapping[str, tuple[Row, ...]]
"""Rows by table, as a key of ``Schema.tables``; tables without rows may be missing."""


def refers(row: Sequence[Value], columns: Sequence[int]) -> bool:
    """Whether these columns name a row of another table: none of them is NULL."""
    if len(columns) == 1:
        return row[columns[0]] is not None
    return all(row[at] is not None for at in columns)


def named(row: Sequence[Value], columns: Sequence[int]) -> tuple[str, ...]:
    """A key as text, since columns of different types may refer to each other."""
    if len(columns) == 1:
        return (_text(row[columns[0]]),)
    return tuple([_text(row[at]) for at in columns])


def _text(cell: Value) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
