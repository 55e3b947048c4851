"""What can be said against a query beside its rows: chance, and names that SQLite takes for text.

For a gold these make the problem invalid; for an answer they are checks of the verdict, because
its rows were compared on tables read in two orders anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verisynth.errors import did_you_mean
from verisynth.languages.sql import determinism, gate, quoted, relations
from verisynth.types import Check, Json, SqlTarget
from verisynth.verifiers.sql_gold import Invalid

DETERMINED = "determined"
QUOTED = "double-quoted text"


def asked(text: str, dialect: str) -> tuple[str, ...]:
    """The queries to be planned, so that :func:`checks` can tell text from columns."""
    if dialect != "sqlite":
        return ()
    return tuple(one.strict for one in quoted.double_quoted(text))


def checks(
    query: gate.Query | None, text: str, filling: Json, target: SqlTarget
) -> tuple[Check, ...]:
    """The checks of one query; ``filling`` is the runner's entry of the first filling."""
    if not isinstance(filling, Mapping):
        return ()
    tables = relations.tables_of(filling.get("tables"))
    found = determinism.findings(query.tree, tables, target.dialect) if query else ()
    names = _texts(text, filling, target.dialect)
    made = [Check(DETERMINED, False, one.text) for one in found]  # noqa: FBT003 - a field
    hints = [_quoted_hint(name, tables) for name in names]
    return (*made[:1], *([Check(QUOTED, False, "; ".join(hints))] if hints else []))  # noqa: FBT003


def condemn(query: gate.Query, text: str, filling: Json, target: SqlTarget) -> None:
    """Refuse a gold that may not judge.

    Raises:
        Invalid: its rows are chance, or one of its columns is a misspelling that SQLite took for
            a constant.
    """
    if not isinstance(filling, Mapping):
        return
    tables = relations.tables_of(filling.get("tables"))
    for one in determinism.findings(query.tree, tables, target.dialect):
        if one.is_certain or target.determinism == "proved":
            raise Invalid("nondeterministic-gold", f"the gold query: {one.text}")
    for name in quoted.misspelt(query.tree, _texts(text, filling, target.dialect)):
        raise Invalid("broken-problem", f"the gold query: {_quoted_hint(name, tables)}")


def _texts(text: str, filling: Mapping[str, Json], dialect: str) -> list[str]:
    """The double-quoted names that are no columns."""
    if dialect != "sqlite":
        return []
    explained = filling.get("explained")
    answers: Sequence[Json] = explained if isinstance(explained, list) else []
    return [
        one.name
        for one, answer in zip(quoted.double_quoted(text), answers, strict=False)
        if isinstance(answer, Mapping) and quoted.is_text(str(answer.get("error", "")))
    ]


def _quoted_hint(name: str, tables: relations.Tables) -> str:
    columns = sorted({column for one in tables.values() for column in one.columns})
    hint = did_you_mean(name.lower(), columns)
    return f'no column in reach is named "{name[:40]}", so SQLite reads it as text.{hint}'
