"""Databases that are drawn: they obey the schema, repeat exactly, and tell queries apart."""

from __future__ import annotations

import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from verisynth.languages.sql import databases, schema, scripts, trees
from verisynth.languages.sql.moods import MOODS
from verisynth.languages.sql.rows import Database, named, refers
from verisynth.languages.sql.schema import Schema

PEOPLE = """
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT);
CREATE TABLE people (
  id INTEGER PRIMARY KEY, name TEXT, age INTEGER CHECK (age >= 0),
  city INTEGER REFERENCES city (id), born TEXT, height REAL, boss INTEGER REFERENCES people (id)
);
CREATE TABLE pet (owner INTEGER NOT NULL REFERENCES people (id), number INTEGER, kind TEXT
  CHECK (kind IN ('cat', 'dog', 'cow')), price INTEGER, PRIMARY KEY (owner, number));
CREATE TABLE visit (owner INTEGER, number INTEGER, day DATE, fee INTEGER,
  FOREIGN KEY (owner, number) REFERENCES pet (owner, number));
"""

CORPUS = Path(__file__).resolve().parents[2] / "corpora" / "sql" / "neighbours.toml"
PAIRS = [
    (pair["about"], pair["gold"], pair["other"])
    for pair in tomllib.loads(CORPUS.read_text())["pair"]
]


def drawn(
    *queries: str, many: int = len(MOODS), text: str = PEOPLE
) -> tuple[Schema, list[Database]]:
    tables = schema.read(text, "sqlite")
    assert tables is not None
    read = [trees.parsed(query, "sqlite") for query in queries]
    assert None not in read
    recipe = databases.recipe(tables, [one for one in read if one is not None])
    return tables, [recipe.draw(number) for number in range(many)]


def filled(tables: Schema, database: Database, text: str = PEOPLE) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA foreign_keys = ON")
    script = scripts.filling(database, tables, tables.order(), "sqlite")
    # A table may refer to itself, so references are looked at when all rows are there.
    connection.executescript(f"{text} BEGIN; PRAGMA defer_foreign_keys = ON; {script}\nCOMMIT;")
    return connection


@pytest.mark.parametrize(("gold", "other"), [pair[1:] for pair in PAIRS], ids=[p[0] for p in PAIRS])
def test_a_wrong_neighbour_differs_within_two_rounds(gold: str, other: str) -> None:
    tables, found = drawn(gold, other, many=2 * len(MOODS))
    for database in found:
        with closing(filled(tables, database)) as connection:
            one, two = (Counter(connection.execute(query).fetchall()) for query in (gold, other))
        if one != two:
            return
    pytest.fail("no database tells them apart")


@pytest.mark.parametrize("gold", [pair[1] for pair in PAIRS])
def test_what_is_drawn_obeys_keys_references_and_checks(gold: str) -> None:
    tables, found = drawn(gold)
    for database in found:
        # SQLite itself looks: keys, NOT NULL and CHECK when rows go in, references at COMMIT.
        filled(tables, database).close()


def test_the_same_queries_give_the_same_bytes() -> None:
    tables, one = drawn(PAIRS[3][1], PAIRS[3][2])
    _, two = drawn(PAIRS[3][1], PAIRS[3][2])
    order = tables.order()
    assert [scripts.filling(d, tables, order, "sqlite") for d in one] == [
        scripts.filling(d, tables, order, "sqlite") for d in two
    ]


def test_there_are_empty_small_and_larger_databases() -> None:
    _, found = drawn("SELECT id FROM people WHERE age > 30")
    sizes = [sum(map(len, database.values())) for database in found]
    assert 0 in sizes
    assert any(0 < size <= 8 for size in sizes)
    assert any(size >= 40 for size in sizes)


def test_columns_that_may_be_null_are_and_others_never() -> None:
    _, found = drawn("SELECT id FROM people WHERE age > 30")
    rows = [row for database in found for row in database.get("people", ())]
    assert any(row[1] is None for row in rows)
    assert all(row[0] is not None for row in rows)


_NAMES = st.sampled_from(["a", "b", "c"])
_TYPES = st.sampled_from(["INTEGER", "TEXT", "REAL", "DATE", "BOOLEAN"])


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """Two or three tables with keys of one or two columns and references between any of them."""
    many = draw(st.integers(2, 3))
    statements = []
    for number in range(many):
        kinds = draw(st.lists(_TYPES, min_size=2, max_size=4))
        lines = [
            f"c{at} {kind}{draw(st.sampled_from(['', ' NOT NULL']))}"
            for at, kind in enumerate(kinds)
        ]
        key = draw(st.sampled_from(["", "PRIMARY KEY (c0)", "PRIMARY KEY (c0, c1)", "UNIQUE (c1)"]))
        lines += [key] if key else []
        if draw(st.booleans()):
            lines.append(f"FOREIGN KEY (c1) REFERENCES t{draw(st.integers(0, many - 1))} (c0)")
        statements.append(f"CREATE TABLE t{number} ({', '.join(lines)});")
    return "\n".join(statements)


MIXED = """\
CREATE TABLE t0 (c0 TEXT, c1 DATE, PRIMARY KEY (c0, c1), FOREIGN KEY (c1) REFERENCES t0 (c0));
CREATE TABLE t1 (c0 INTEGER, c1 INTEGER);"""
"""A date that refers to a text and is compared with a number holds all three."""


@given(schemas(), st.integers(0, 40))
@example(MIXED, 1)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_rows_obey_any_schema(text: str, number: int) -> None:
    tables = schema.read(text, "sqlite")
    query = trees.parsed("SELECT t0.c0 FROM t0 JOIN t1 ON t0.c1 = t1.c0 WHERE t0.c0 > 3", "sqlite")
    assert tables is not None
    assert query is not None
    database = databases.recipe(tables, [query]).draw(number)
    for name, table in tables.tables.items():
        rows = database.get(name, ())
        for key in table.keys:
            marks = [named(row, key) for row in rows if refers(row, key)]
            assert len(marks) == len(set(marks))
        for at, column in enumerate(table.columns):
            assert column.nullable or all(row[at] is not None for row in rows)
        for reference in table.foreign:
            there = {named(row, reference.referenced) for row in database.get(reference.table, ())}
            assert all(
                named(row, reference.columns) in there
                for row in rows
                if refers(row, reference.columns)
            )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "SELECT nosuch FROM people WHERE nothing = 3",
        "SELECT * FROM nowhere",
        "SELECT a.id FROM people a, people b, people c WHERE a.id = b.boss OR b.id = c.boss",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
        "SELECT (SELECT MAX(age) FROM people q WHERE q.city = p.city) FROM people p",
        "SELECT RANK() OVER (PARTITION BY city ORDER BY age) FROM people",
        "SELECT id FROM people WHERE " + " AND ".join(f"age <> {n}" for n in range(300)),
        "SELECT id FROM people WHERE " + "(" * 30 + "age > 1" + ")" * 30,
        "SELECT id FROM people WHERE age > 1e400",
        "SELECT id FROM people WHERE age = 99999999999999999999999999",
        "SELECT name FROM (SELECT name FROM (SELECT name FROM people WHERE age > 3) AS a) AS b",
        "SELECT * FROM people NATURAL JOIN city",
        "SELECT id FROM people WHERE age > ALL (SELECT age FROM people WHERE city = 3)",
    ],
)
def test_no_query_is_too_strange_to_draw_for(query: str) -> None:
    tables, found = drawn(query, many=4)
    for database in found:
        filled(tables, database).close()
