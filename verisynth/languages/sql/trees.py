"""The tree of one query, for looking at it and for changing copies of it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from verisynth.languages.sql import gate

if TYPE_CHECKING:
    from sqlglot import exp


@functools.lru_cache(maxsize=256)
def parsed(text: str, dialect: str) -> exp.Query | None:
    """The tree, which nobody may change; ``None`` for what is no single query or unreadable."""
    query = read(text, dialect)
    return None if query is None else query.tree


@functools.lru_cache(maxsize=256)
def read(text: str, dialect: str) -> gate.Query | None:
    """What the gate says about a query it lets pass."""
    try:
        return gate.read(text, dialect)
    except gate.Refused:
        return None


@functools.lru_cache(maxsize=256)
def probe(text: str, dialect: str) -> str:
    """The query's probe where it orders its rows, else nothing."""
    query = read(text, dialect)
    return query.probe if query is not None and query.has_order else ""


def tables(tree: exp.Query) -> frozenset[str]:
    """The names of the tables a query reads, in lower case."""
    from sqlglot import exp

    return frozenset(table.name.lower() for table in tree.find_all(exp.Table))
