"""What can be said against a query beside its rows: chance, and names that SQLite takes for text.

For an answer these are checks of the verdict, because its rows were compared on tables read in two
orders anyway. A gold with such a name makes the problem invalid; of its chance see ``sql_golds``.
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
    query: gate.Query | None, text: str, filling: Json, tables: relations.Tables, dialect: str
) -> tuple[Check, ...]:
    """The checks of one query; ``filling`` is the runner's entry of the first filling."""
    found = determinism.findings(query.tree, tables, dialect) if query else ()
    names = _texts(text, filling, dialect)
    made = [Check(DETERMINED, False, one.text) for one in found]  # noqa: FBT003 - a field
    hints = [_quoted_hint(name, tables) for name in names]
    return (*made[:1], *([Check(QUOTED, False, "; ".join(hints))] if hints else []))  # noqa: FBT003


def check_names(
    query: gate.Query, filling: Json, tables: relations.Tables, target: SqlTarget
) -> None:
    """Refuse a gold that has a misspelt column, which SQLite took for a constant.

    Raises:
        Invalid: it has one.
    """
    for name in quoted.misspelt(query.tree, _texts(target.gold, filling, target.dialect)):
        raise Invalid("broken-problem", f"the gold query: {_quoted_hint(name, tables)}")


def _texts(text: str, filling: Json, dialect: str) -> list[str]:
    """The double-quoted names that are no columns."""
    if dialect != "sqlite" or not isinstance(filling, Mapping):
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
