"""Shows a rejected query's rows beside the gold's on tables a person can build."""

from __future__ import annotations

from verisynth.languages.sql.cells import Rows, show
from verisynth.types import SqlTarget, Witness
from verisynth.verifiers.sql_gold import Failure

MAX_ROWS = 12
MAX_CHARACTERS = 60_000
"""A witness is to be read: beyond this it names the filling instead of repeating it."""


def witness(
    target: SqlTarget, filling: int, gold: Rows, got: Rows | Failure, *, is_reversed: bool = False
) -> Witness:
    """What both queries return on one filling, counted from 1."""
    return Witness(
        kind="database",
        input=_tables(target, filling) + (_reversal(target) if is_reversed else ""),
        expected=_shown(gold),
        got=_shown(got) if isinstance(got, Rows) else f"error: {got.text[:300]}",
    )


def _tables(target: SqlTarget, filling: int) -> str:
    if target.database:
        return f"-- the SQLite file {target.database}"
    setup = (target.setup, *target.extra_setups)[filling - 1]
    script = "\n".join(map(_ended, filter(None, (target.schema.strip(), setup.strip()))))
    if len(script) <= MAX_CHARACTERS:
        return script
    return f"-- filling {filling} of the problem, {len(script)} characters of SQL"


def _ended(script: str) -> str:
    """With a semicolon, so that another script may follow; not inside a closing comment."""
    if script.endswith(";"):
        return script
    return script + ("\n;" if "--" in script.rpartition("\n")[2] else ";")


def _reversal(target: SqlTarget) -> str:
    """A comment: how rows are stored cannot be said in a script that also has keys."""
    how = "PRAGMA reverse_unordered_selects = 1;" if target.dialect == "sqlite" else ""
    return f"\n-- and the rows of each table stored in the opposite order\n{how}".rstrip()


def _shown(rows: Rows) -> str:
    lines = [show(row) for row in rows.rows[:MAX_ROWS]]
    more = len(rows.rows) - len(lines)
    noun = "row" if len(rows.rows) == 1 else "rows"
    tail = [f"and {more} more"] if more else []
    return "\n".join([f"{len(rows.rows)} {noun}", *lines, *tail])
