"""Small mistakes in a query: which there are, and that they leave the query itself alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from verisynth.languages.sql import mutants, schema, trees

SCHEMA = (
    "CREATE TABLE t (a INTEGER, b INTEGER, s TEXT, u TEXT);"
    "CREATE TABLE v (a INTEGER, c INTEGER, s TEXT);"
)

EDITS = [
    ("SELECT a FROM t WHERE b > 5", "comparison", "SELECT a FROM t WHERE b >= 5"),
    ("SELECT a FROM t WHERE b > 5", "constant", "SELECT a FROM t WHERE b > 4"),
    ("SELECT a FROM t WHERE b > 5", "dropped-condition", "SELECT a FROM t"),
    ("SELECT a FROM t WHERE b > 5", "column", "SELECT b FROM t WHERE b > 5"),
    ("SELECT a FROM t WHERE a = 1 AND b = 2", "connective", "SELECT a FROM t WHERE ((a = 1) OR (b = 2))"),
    ("SELECT a FROM t WHERE a = 1 AND b = 2", "dropped-condition", "SELECT a FROM t WHERE b = 2"),
    ('SELECT a FROM t WHERE s = "Oslo"', "constant", "SELECT a FROM t WHERE s = 'Oslo'"),
    ("SELECT a FROM t WHERE s LIKE '%x%'", "like", "SELECT a FROM t WHERE s LIKE 'x%'"),
    ("SELECT a FROM t WHERE s LIKE '%x%'", "negation", "SELECT a FROM t WHERE s NOT LIKE '%x%'"),
    ("SELECT a FROM t WHERE NOT a IN (1, 2)", "negation", "SELECT a FROM t WHERE a IN (1, 2)"),
    ("SELECT a FROM t WHERE NOT a IN (1, 2)", "constant", "SELECT a FROM t WHERE NOT a IN (2)"),
    ("SELECT a FROM t WHERE b BETWEEN 1 AND 3", "comparison", "SELECT a FROM t WHERE (b > 1 AND b <= 3)"),
    ("SELECT DISTINCT s FROM t", "distinct", "SELECT s FROM t"),
    ("SELECT s FROM t", "distinct", "SELECT DISTINCT s FROM t"),
    ("SELECT COUNT(s) FROM t", "count", "SELECT COUNT(*) FROM t"),
    ("SELECT COUNT(DISTINCT s) FROM t", "distinct", "SELECT COUNT(s) FROM t"),
    ("SELECT SUM(a) FROM t", "aggregate", "SELECT AVG(a) FROM t"),
    ("SELECT t.a FROM t JOIN v ON t.a = v.a", "join-type", "SELECT t.a FROM t LEFT JOIN v ON t.a = v.a"),
    ("SELECT t.a FROM t LEFT JOIN v ON t.a = v.a", "join-type", "SELECT t.a FROM t JOIN v ON t.a = v.a"),
    ("SELECT t.a FROM t JOIN v ON t.a = v.a", "join-condition", "SELECT t.a FROM t, v"),
    ("SELECT t.s FROM t JOIN v ON t.a = v.a", "column", "SELECT v.s FROM t JOIN v ON t.a = v.a"),
    ("SELECT a FROM t UNION SELECT a FROM v", "set-operation", "SELECT a FROM t INTERSECT SELECT a FROM v"),
    ("SELECT a FROM t UNION SELECT a FROM v", "union-all", "SELECT a FROM t UNION ALL SELECT a FROM v"),
    ("SELECT a FROM t EXCEPT SELECT a FROM v", "set-operation", "SELECT a FROM v EXCEPT SELECT a FROM t"),
    ("SELECT a FROM t ORDER BY a DESC LIMIT 3", "order", "SELECT a FROM t ORDER BY a ASC LIMIT 3"),
    ("SELECT a FROM t ORDER BY a DESC LIMIT 3", "limit", "SELECT a FROM t ORDER BY a DESC LIMIT 4"),
    ("SELECT s, u, COUNT(*) FROM t GROUP BY s, u", "group", "SELECT s, u, COUNT(*) FROM t GROUP BY s"),
    ("SELECT s, COUNT(*) FROM t GROUP BY s HAVING COUNT(*) > 2", "dropped-condition",
     "SELECT s, COUNT(*) FROM t GROUP BY s"),
    ("SELECT CASE WHEN a > 1 THEN 'x' ELSE 'y' END FROM t", "case",
     "SELECT CASE WHEN a > 1 THEN 'x' END FROM t"),
    ("SELECT a + b FROM t", "arithmetic", "SELECT a - b FROM t"),
    ("SELECT COALESCE(a, 0) FROM t", "arithmetic", "SELECT a FROM t"),
    ("SELECT RANK() OVER (PARTITION BY s ORDER BY a) FROM t", "window",
     "SELECT RANK() OVER (ORDER BY a) FROM t"),
]  # fmt: skip


def made(gold: str, *, most: int = mutants.MAX_MUTANTS) -> list[tuple[str, str]]:
    tree = trees.parsed(gold, "sqlite")
    assert tree is not None
    before = tree.sql("sqlite")
    found = mutants.mutants(tree, schema.read(SCHEMA, "sqlite"), "sqlite", most=most)
    assert tree.sql("sqlite") == before
    assert before not in {one.source for one in found}
    return [(one.operator, one.source) for one in found]


@pytest.mark.parametrize(("gold", "operator", "source"), EDITS)
def test_the_mistake_is_among_the_mutants(gold: str, operator: str, source: str) -> None:
    found = made(gold)
    if source == "SELECT a FROM t WHERE s = 'Oslo'":
        # A double-quoted name that is no column is a string, and gets another one.
        assert any(kind == operator and "'" in text and text != source for kind, text in found)
    else:
        assert (operator, " ".join(source.split())) in found


@pytest.mark.parametrize("gold", sorted({edit[0] for edit in EDITS}))
def test_nearly_every_mutant_runs(gold: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        for _, source in made(gold):
            connection.execute(source)


@pytest.mark.parametrize(
    "gold",
    ["SELECT a FROM t WHERE b IN (SELECT b FROM v)", "SELECT a FROM t UNION SELECT a FROM v",
     "SELECT COUNT(*) FROM t", "SELECT a FROM t WHERE EXISTS (SELECT c FROM v)"],
)  # fmt: skip
def test_a_distinct_that_cannot_matter_is_no_mutant(gold: str) -> None:
    assert not [
        source for kind, source in made(gold) if kind == "distinct" and "(SELECT DISTINCT" in source
    ]
    assert ("distinct", gold.replace("SELECT COUNT", "SELECT DISTINCT COUNT")) not in made(gold)


def test_a_cut_takes_from_the_commonest_operators() -> None:
    gold = "SELECT DISTINCT s FROM t WHERE " + " AND ".join(f"a > {n}" for n in range(30))
    few = made(gold, most=12)
    assert len(few) == 12
    assert {"distinct", "comparison", "constant", "dropped-condition"} <= {kind for kind, _ in few}


def test_no_two_mutants_are_one_text() -> None:
    for gold, _, _ in EDITS:
        texts = [source for _, source in made(gold)]
        assert len(texts) == len(set(texts))
