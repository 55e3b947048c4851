"""Small mistakes in a query: which there are, and that they leave the query itself alone."""

from __future__ import annotations

import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from verisynth.languages.sql import mutants, schema, trees

SCHEMA = (
    "CREATE TABLE t (a INTEGER, b INTEGER, s TEXT, u TEXT);"
    "CREATE TABLE v (a INTEGER, c INTEGER, s TEXT);"
)

CORPUS = Path(__file__).resolve().parents[2] / "corpora" / "sql" / "mutants.toml"
EDITS = [
    (edit["gold"], edit["operator"], edit["mutant"])
    for edit in tomllib.loads(CORPUS.read_text())["edit"]
]


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


def test_a_giant_gets_few_mutants() -> None:
    arms = " ".join(f"WHEN a = {number} THEN {number}" for number in range(400))
    assert 0 < len(made(f"SELECT CASE {arms} END FROM t")) < 30


def test_no_two_mutants_are_one_text() -> None:
    for gold, _, _ in EDITS:
        texts = [source for _, source in made(gold)]
        assert len(texts) == len(set(texts))
