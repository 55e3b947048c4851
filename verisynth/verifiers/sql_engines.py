"""Runs a gold on a second engine with the same tables, to see whether the two agree.

They need not: ``7 / 2`` is 3 in SQLite and 3.5 in DuckDB, ``LIKE`` minds case in one of them only.
A gold on which they differ rests on its dialect, and whoever reads the question should know that.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence

from verisynth.languages.sql import gate
from verisynth.languages.sql.cells import Rows, policy_of
from verisynth.languages.sql.comparison import compare
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Check, Json
from verisynth.verifiers.sql_gold import Expected, Failure, result
from verisynth.verifiers.sql_jobs import Jobs, Run

SECOND = {"sqlite": "duckdb", "duckdb": "sqlite", "postgres": "duckdb"}
TITLES = {"sqlite": "SQLite", "duckdb": "DuckDB", "postgres": "PostgreSQL"}
DISAGREE = "engines-disagree"


async def disagreement(jobs: Jobs, golds: Sequence[Expected]) -> Check | None:
    """A failed check where the second engine takes tables and query and gives other rows.

    What it does not take says nothing about the gold: dialects differ.
    """
    target = jobs.target
    second = SECOND[target.dialect]
    if target.database or not _reads(target.gold, second):
        return None
    other = dataclasses.replace(target, dialect=second)
    try:
        fillings = await jobs.on(other).run([Run(target.gold)])
    except ProgramFailed:
        return None
    for number, (gold, filling) in enumerate(zip(golds, fillings, strict=False), 1):
        rows = _rows(filling)
        if rows is None:
            return None
        found = compare(_plain(gold.rows), _plain(rows), gold.runs, policy_of(target))
        if found:
            detail = f"filling {number}, {TITLES[second]} beside {TITLES[target.dialect]}: "
            return Check(DISAGREE, False, detail + found.text)  # noqa: FBT003 - a field
    return None


def _reads(text: str, dialect: str) -> bool:
    try:
        return gate.read(text, dialect) is not None
    except gate.Refused:
        return False


def _rows(filling: Json) -> Rows | None:
    runs = filling.get("runs") if isinstance(filling, Mapping) else None
    found = result(runs[0]) if isinstance(runs, list) and runs else None
    return None if found is None or isinstance(found, Failure) else found


def _plain(rows: Rows) -> Rows:
    """Dates as their text: SQLite has no type for them."""
    return dataclasses.replace(rows, rows=tuple(tuple(map(_portable, row)) for row in rows.rows))


def _portable(cell: object) -> object:
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else cell
