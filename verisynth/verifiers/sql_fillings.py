"""Fills the tables of problems that come with a schema and no rows."""

from __future__ import annotations

import dataclasses
import re

from verisynth.languages.sql import databases, schema, scripts, trees
from verisynth.languages.sql.matrix import ENGINES, Asking, Seen
from verisynth.languages.sql.rows import Database
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Limits, SqlTarget

_PUTS_ROWS = re.compile(r"\b(insert|select|values|copy)\b", re.IGNORECASE)
DRAWN = 8
FILLINGS = 4
"""How many of the drawn databases are used: those on which the gold returns most rows."""


def has_no_rows(target: SqlTarget) -> bool:
    """Whether the gold reads tables and nothing puts rows into them, as a schema may, too."""
    if target.setup or target.extra_setups or target.database or _PUTS_ROWS.search(target.schema):
        return False
    gold = trees.parsed(target.gold, target.dialect)
    return gold is None or bool(trees.tables(gold))


async def filled(
    target: SqlTarget, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
) -> SqlTarget:
    """The target with fillings drawn for its gold, if it has none; the same for the same target.

    Itself where it has rows of its own, or wants no others; and where schema or gold cannot be
    read, or no database can be drawn for its dialect: then it judges nobody.
    """
    if not has_no_rows(target) or target.databases == "given":
        return target
    tables = schema.read(target.schema, target.dialect)
    gold = trees.parsed(target.gold, target.dialect)
    if tables is None or gold is None or target.dialect not in ENGINES:
        return target
    recipe = databases.recipe(tables, [gold], strict=target.dialect != "sqlite")
    if not recipe.plan.tables:
        return target
    asking = Asking(
        target=target,
        schema=tables,
        tables=recipe.tables,
        sandbox=sandbox,
        limits=limits,
        hash_seed=hash_seed,
    )
    drawn = [recipe.draw(number) for number in range(DRAWN)]
    try:
        seen = await asking.matrix(drawn, [])
    except ProgramFailed:
        return target
    chosen = [asking.without(one, at.refused) for one, at in _most_telling(drawn, seen)]
    setups = [scripts.filling(one, tables, recipe.tables, target.dialect) for one in chosen]
    if not setups:
        return target
    return dataclasses.replace(target, setup=setups[0], extra_setups=tuple(setups[1:]))


def _most_telling(drawn: list[Database], seen: list[Seen]) -> list[tuple[Database, Seen]]:
    """Those whose rows depend on no chance and can be stored, most rows of the gold first."""
    usable = [
        (one, at)
        for one, at in zip(drawn, seen, strict=False)
        if at.is_stable and all(table >= 0 for table, _ in at.refused)
    ]
    return sorted(usable, key=lambda pair: -pair[1].rows)[:FILLINGS]
