"""Writes databases as the SQL that fills them."""

from __future__ import annotations

from collections.abc import Iterator

from verisynth.languages.sql.plan import Value
from verisynth.languages.sql.rows import Database, Row
from verisynth.languages.sql.schema import Kind, Schema, Table


def filling(database: Database, schema: Schema, tables: tuple[str, ...], dialect: str) -> str:
    """``INSERT`` statements, parents first; a comment where there are no rows at all.

    The columns are named, since a table may have computed ones that nobody may write.
    """
    parts = [_insert(schema.tables[name], database[name], dialect)
             for name in tables if database.get(name)]  # fmt: skip
    return "\n".join(parts) or "-- no rows;"


def _insert(table: Table, rows: tuple[Row, ...], dialect: str) -> str:
    names = ", ".join(_quoted(column.name) for column in table.columns)
    lines = ",\n".join("  " + line for line in _lines(table, rows, dialect))
    return f"INSERT INTO {_quoted(table.name)} ({names}) VALUES\n{lines};"


def _lines(table: Table, rows: tuple[Row, ...], dialect: str) -> Iterator[str]:
    kinds = [column.kind for column in table.columns]
    for row in rows:
        cells = (literal(cell, kind, dialect) for cell, kind in zip(row, kinds, strict=True))
        yield f"({', '.join(cells)})"


def literal(value: Value, kind: Kind, dialect: str) -> str:
    """A value as SQL writes it."""
    if value is None:
        return "NULL"
    if kind is Kind.BOOLEAN and dialect != "sqlite":
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def _quoted(name: str) -> str:
    plain = name.isidentifier() and name.isascii() and name.upper() not in _RESERVED
    return name if plain else '"' + name.replace('"', '""') + '"'


def without_tables(text: str, dialect: str, names: frozenset[str]) -> str:
    """The script, as written, without the statements that create these tables."""
    from sqlglot import errors
    from sqlglot.dialects.dialect import Dialect

    try:
        found = Dialect.get_or_raise(dialect).tokenize(text)
    except (errors.SqlglotError, ValueError):
        return text
    kept, first = [], 0
    for at, token in enumerate(found):
        if token.text == ";" or at == len(found) - 1:
            words = [one.text.lower() for one in found[first : min(at, first + 8) + 1]]
            if _created(words) not in names:
                kept.append(text[found[first].start : token.end + 1])
            first = at + 1
    return "\n".join(kept)


def _created(words: list[str]) -> str:
    """The table a statement creates, in lower case; empty for any other statement."""
    if words[:1] != ["create"] or "table" not in words:
        return ""
    rest = words[words.index("table") + 1 :]
    if rest[:3] == ["if", "not", "exists"]:
        rest = rest[3:]
    # A name may be qualified: main.people.
    return rest[2] if rest[1:2] == ["."] and len(rest) > 2 else "".join(rest[:1])


_RESERVED_WORDS = """
    ADD ALL ALTER ANALYZE AND ANY ARRAY AS ASC BETWEEN BY CASE CAST CHECK COLLATE COLUMN COMMIT
    CONSTRAINT CREATE CROSS CURRENT DEFAULT DEFERRABLE DELETE DESC DESCRIBE DISTINCT DO DROP ELSE
    END ESCAPE EXCEPT EXISTS FALSE FETCH FILTER FOR FOREIGN FROM FULL GRANT GROUP HAVING IN INDEX
    INITIALLY INNER INSERT INTERSECT INTO IS ISNULL JOIN LATERAL LEADING LEFT LIKE LIMIT NATURAL
    NOT NOTHING NOTNULL NULL OF OFFSET ON ONLY OR ORDER OUTER OVER OVERLAPS PIVOT PLACING PRIMARY
    QUALIFY REFERENCES RETURNING RIGHT ROW ROWS SELECT SESSION SET SHOW SIMILAR SOME SUMMARIZE
    SYMMETRIC TABLE THEN TO TRAILING TRANSACTION TRIGGER TRUE UNION UNIQUE UNPIVOT UPDATE USER
    USING VALUES VARIADIC VIEW WHEN WHERE WINDOW WITH
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())
