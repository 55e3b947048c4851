"""The second round: databases drawn for one query, and the small database that shows it wrong."""

from __future__ import annotations

import asyncio
import sqlite3
import tomllib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Outcome, SqlTarget, Verdict
from verisynth.verifiers.sql_hunt import Hunt, Hunted
from verisynth.verifiers.sql_result import SqlResultVerifier

pytestmark = pytest.mark.slow

SCHEMA = """
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE people (
  id INTEGER PRIMARY KEY, name TEXT, age INTEGER, city INTEGER REFERENCES city (id));
CREATE TABLE unused (id INTEGER PRIMARY KEY);
"""
SETUP = """
INSERT INTO city VALUES (1, 'Oslo'), (2, 'Rome');
INSERT INTO people VALUES (1, 'Ann', 30, 1), (2, 'Bob', 41, 2), (3, 'Cid', 17, NULL);
"""
LIMITS = Limits()

CORPUS = Path(__file__).resolve().parents[1] / "corpora" / "sql" / "hunts.toml"
HUNTS = tomllib.loads(CORPUS.read_text())
WRONG = [(pair["gold"], pair["answer"]) for pair in HUNTS["wrong"]]
EQUAL = [(pair["gold"], pair["answer"]) for pair in HUNTS["equal"]]


def target(gold: str, **stated: str) -> SqlTarget:
    return SqlTarget(gold=gold, schema=SCHEMA, setup=SETUP, **stated)  # type: ignore[arg-type]


def hunted(pairs: Sequence[tuple[str, str]], *, dialect: str = "sqlite") -> list[Hunted | None]:
    async def run() -> list[Hunted | None]:
        async with open_sandbox(slots=1) as sandbox:
            hunts = [
                (Hunt(target=target(gold, dialect=dialect), sandbox=sandbox, limits=LIMITS), answer)
                for gold, answer in pairs
            ]
            return [(await hunt.second_round(answer)).found for hunt, answer in hunts]

    return asyncio.run(run())


def judged(targets: Sequence[tuple[SqlTarget, str]]) -> list[Verdict]:
    async def run() -> list[Verdict]:
        async with open_sandbox(slots=1) as sandbox:
            return [
                await SqlResultVerifier().verify(one, answer, sandbox=sandbox, limits=LIMITS)
                for one, answer in targets
            ]

    return asyncio.run(run())


@pytest.fixture(scope="module")
def wrong() -> list[Hunted | None]:
    return hunted(WRONG)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_witness_can_be_built_and_shows_the_difference(
    number: int, wrong: list[Hunted | None]
) -> None:
    found = wrong[number]
    assert found is not None
    gold, answer = WRONG[number]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(found.witness.input)
        one, two = (sorted(connection.execute(query), key=repr) for query in (gold, answer))
        counts = [
            connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]
            for name in ("city", "people")
            if f"TABLE {name}" in found.witness.input
        ]
    assert one != two
    assert max(counts) <= 5
    assert found.witness.kind == "database"
    assert found.witness.expected != found.witness.got
    assert "unused" not in found.witness.input


def test_equal_queries_and_arbitrary_choices_give_no_witness() -> None:
    found = hunted(EQUAL)
    assert [pair for pair, one in zip(EQUAL, found, strict=True) if one is not None] == []


def test_duckdb_is_hunted_in_too() -> None:
    (found,) = hunted([WRONG[0]], dialect="duckdb")
    assert found is not None
    assert "INSERT INTO people" in found.witness.input


def test_the_same_hunt_gives_the_same_witness(wrong: list[Hunted | None]) -> None:
    again = hunted(WRONG[:2])
    assert [one and one.witness for one in again] == [one and one.witness for one in wrong[:2]]


def test_a_query_that_cannot_be_read_or_has_no_tables_is_not_hunted() -> None:
    found = hunted([("SELECT id FROM people", "no query at all"), ("SELECT 1", "SELECT 2")])
    assert found == [None, None]


def test_an_answer_that_passes_every_filling_is_rejected_by_a_database_of_its_own() -> None:
    gold, answer = WRONG[0]
    drawn, given, same = judged(
        [(target(gold), answer), (target(gold, databases="given"), answer), (target(gold), gold)]
    )
    assert (drawn.outcome, drawn.reason) == (Outcome.REJECTED, "wrong-rows")
    assert drawn.witness is not None
    assert drawn.detail.startswith("a database drawn for this query: ")
    assert given.outcome is Outcome.ACCEPTED
    assert same.outcome is Outcome.ACCEPTED
    assert not any(check.name.startswith("databases drawn") for check in same.checks)


def test_an_accepted_answer_says_that_databases_were_drawn_for_it() -> None:
    (verdict,) = judged([(target(EQUAL[0][0]), EQUAL[0][1])])
    assert verdict.outcome is Outcome.ACCEPTED
    assert any(c.name == "databases drawn for this query" and c.passed for c in verdict.checks)


def test_the_witness_of_a_failed_filling_is_made_small() -> None:
    many = SETUP + "".join(
        f"INSERT INTO people VALUES ({n}, 'x', {n}, 1);\n" for n in range(10, 60)
    )
    gold = SqlTarget(gold="SELECT name FROM people WHERE age > 18", schema=SCHEMA, setup=many)
    (verdict,) = judged([(gold, "SELECT name FROM people WHERE age >= 18")])
    assert verdict.detail.startswith("filling 1")
    assert verdict.witness is not None
    assert verdict.witness.input.count("\n  (") == 1
    assert verdict.witness.expected == "0 rows"
