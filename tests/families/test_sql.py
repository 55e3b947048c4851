"""The SQL family: rows, teacher replies, planted wrong answers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from verisynth import registry
from verisynth.errors import Unparseable, UsageError
from verisynth.families._sql_policy import COLUMNS
from verisynth.families.sql import SqlFamily
from verisynth.types import Json, MathTarget, Problem, SqlTarget

FAMILY = SqlFamily()
ROW: dict[str, Json] = {"schema": "CREATE TABLE t (a);", "gold": "SELECT 1", "query": "SELECT 2"}
SECTIONS = {
    "question": "Which values are there? Columns: a. Any order.",
    "schema": "CREATE TABLE t (a INTEGER);",
    "data": "-- rows\nINSERT INTO t VALUES (1), (2);",
    "query": "SELECT a FROM t;",
}


def test_the_family_is_found_by_name() -> None:
    assert registry.component("families", "sql") == FAMILY


def test_a_row_becomes_a_target_and_an_answer() -> None:
    row = {**ROW, "setup": "INSERT INTO t VALUES (1);", "extra_setups": ["x"], "dialect": "duckdb"}
    assert {*row, "database", *COLUMNS} == {*FAMILY.columns}
    target, answer = FAMILY.row(row)
    assert answer == "SELECT 2"
    assert target == SqlTarget(
        gold="SELECT 1",
        schema="CREATE TABLE t (a);",
        setup="INSERT INTO t VALUES (1);",
        extra_setups=("x",),
        dialect="duckdb",
    )


def test_a_row_may_name_a_database_instead(tmp_path: Path) -> None:
    path = str(tmp_path / "x.db")
    row: dict[str, Json] = {"database": path, "gold": "SELECT 1", "query": "SELECT 2"}
    with pytest.raises(UsageError, match="cannot be read"):
        FAMILY.row(row)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
    target, _ = FAMILY.row(row)
    assert target == SqlTarget(gold="SELECT 1", database=path)


def test_a_row_may_state_how_rows_are_compared() -> None:
    stated: dict[str, Json] = {"order": "exact", "duplicates": "set", "tolerance": 0}
    target, _ = FAMILY.row({**ROW, **stated, "nulls": None})
    assert isinstance(target, SqlTarget)
    assert (target.order, target.duplicates, target.tolerance) == ("exact", "set", 0)
    assert (target.column_match, target.nulls) == ("position", "exact")


def test_a_spec_states_how_rows_are_compared_where_a_row_does_not() -> None:
    settings: dict[str, Json] = {"compare": {"order": "none", "nulls": "empty"}}
    family = registry.component("families", "sql", settings=settings)
    target, _ = family.row({**ROW, "order": "keys"})
    assert (target.order, target.nulls) == ("keys", "empty")
    drawn = family.parse(SECTIONS, cell={}).problem.target
    assert (drawn.order, drawn.nulls) == ("none", "empty")
    with pytest.raises(registry.SettingsError, match='Did you mean "exact"'):
        registry.component("families", "sql", settings={"compare": {"order": "exactly"}})


def test_a_row_without_rows_to_fill_the_tables_with_is_read() -> None:
    target, _ = FAMILY.row({key: ROW[key] for key in ("schema", "gold", "query")})
    assert isinstance(target, SqlTarget)
    assert target.setup == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"order": "keyed"}, 'Did you mean "keys"'),
        ({"tolerance": True}, "from 0 to below 1"),
        ({"tolerance": 1.5}, "from 0 to below 1"),
        ({"extra_columns": 1}, "one of refused, allowed"),
        ({"gold": None}, "gold must be text"),
        ({"gold": " "}, "gold must be text"),
        ({"query": 3}, "query must be text, got 3"),
        ({"schema": None}, "either schema"),
        ({"database": "x.db"}, "either schema"),
        ({"dialect": "sqlit"}, 'Did you mean "sqlite"'),
        ({"extra_setups": "x"}, "list of texts"),
        ({"extra_setups": [1]}, "list of texts"),
        ({"schema": None, "database": "x.db", "dialect": "duckdb"}, "needs dialect sqlite"),
    ],
)
def test_a_wrong_row_is_named(change: dict[str, Json], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        FAMILY.row({**ROW, **change})


def test_a_reply_becomes_a_problem_that_shows_the_schema_and_hides_the_rest() -> None:
    proposal = FAMILY.parse(SECTIONS, cell={"concept": "joins", "dialect": "duckdb"})
    problem = proposal.problem
    assert problem.target == SqlTarget(
        gold="SELECT a FROM t", schema=SECTIONS["schema"], setup=SECTIONS["data"], dialect="duckdb"
    )
    assert SECTIONS["question"] in problem.statement
    assert SECTIONS["schema"] in problem.statement
    assert "INSERT" not in problem.statement
    assert "SELECT" not in problem.statement
    assert problem.topic == "joins"
    assert [candidate.answer for candidate in proposal.candidates] == [problem.reference]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"question": ""}, "missing-section"),
        ({"data": " "}, "missing-section"),
        ({"schema": "DROP TABLE t"}, "bad-section"),
        ({"schema": "'open"}, "bad-section"),
        ({"data": "UPDATE t SET a = 1"}, "bad-section"),
        ({"query": "DELETE FROM t"}, "bad-section"),
        ({"query": "SELECT 1; SELECT 2"}, "bad-section"),
        ({"query": "-- none"}, "bad-section"),
    ],
)
def test_an_unusable_reply_says_why(change: dict[str, str], reason: str) -> None:
    with pytest.raises(Unparseable) as error:
        FAMILY.parse({**SECTIONS, **change}, cell={})
    assert error.value.reason == reason


def test_every_section_is_described() -> None:
    assert [name for name, _, _ in FAMILY.sections] == list(SECTIONS)
    assert all(what for _, _, what in FAMILY.sections)


def test_planted_answers_hold_the_gold_only_inside_something_wrong() -> None:
    problem = Problem(statement="", target=SqlTarget(gold="SELECT a FROM t;"), reference="")
    planted = [wrong.answer for wrong in FAMILY.planted(problem)]
    assert planted[0] == "SELECT NULL"
    assert all("t;" not in answer for answer in planted)
    with pytest.raises(TypeError):
        FAMILY.planted(Problem(statement="", target=MathTarget(gold="1"), reference="1"))
