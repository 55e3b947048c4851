"""Parses one query, for looking at it and for changing it; says nothing about its validity."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

MAX_CHARACTERS = 20_000


@functools.lru_cache(maxsize=256)
def parsed(text: str, dialect: str) -> exp.Query | None:
    """The tree of a single query, which nobody may change, or ``None`` for anything else."""
    import sqlglot
    from sqlglot import errors, exp

    logger = logging.getLogger("sqlglot")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        found = [tree for tree in sqlglot.parse(text, read=dialect) if tree is not None]
    except (errors.SqlglotError, RecursionError, ValueError):
        return None
    trees = [tree for tree in found if not isinstance(tree, exp.Semicolon)]
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        return None
    return trees[0]
