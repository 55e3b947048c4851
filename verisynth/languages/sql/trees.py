"""The tree of one query, for looking at it and for changing copies of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verisynth.languages.sql import gate

if TYPE_CHECKING:
    from sqlglot import exp


def parsed(text: str, dialect: str) -> exp.Query | None:
    """The tree, which nobody may change; ``None`` for what is no single query or unreadable."""
    query = read(text, dialect)
    return None if query is None else query.tree


def read(text: str, dialect: str) -> gate.Query | None:
    """What the gate says about a query it lets pass."""
    try:
        return gate.read(text, dialect)
    except gate.Refused:
        return None


def tables(tree: exp.Query) -> frozenset[str]:
    """The names of the tables a query reads, in lower case."""
    from sqlglot import exp

    return frozenset(table.name.lower() for table in tree.find_all(exp.Table))
