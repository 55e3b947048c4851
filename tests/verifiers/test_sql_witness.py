"""A witness can be run again: its tables load, and both queries return on them what it says."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from verisynth.languages.sql.cells import Rows
from verisynth.types import SqlTarget
from verisynth.verifiers.sql_gold import Failure
from verisynth.verifiers.sql_witness import MAX_CHARACTERS, MAX_ROWS, witness

GOLD = Rows(1, ((1,), (2,)))


@pytest.mark.parametrize(
    ("schema", "setup"),
    [
        ("CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (2)"),
        ("CREATE TABLE t (a);", "INSERT INTO t VALUES (1), (2);"),
        ("CREATE TABLE t (a) -- one column", "INSERT INTO t VALUES (1), (2) -- rows"),
        ("CREATE TABLE t (a); -- one column", "INSERT INTO t VALUES (1), (2)"),
    ],
)
def test_its_tables_can_be_built(schema: str, setup: str) -> None:
    target = SqlTarget(gold="SELECT a FROM t", schema=schema, setup=setup)
    found = witness(target, 1, GOLD, Rows(1, ()))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(found.input)
        assert connection.execute("SELECT COUNT(*) FROM t").fetchone() == (2,)
    assert (found.kind, found.expected, found.got) == ("database", "2 rows\n(1)\n(2)", "0 rows")


def test_it_shows_the_filling_that_tells_them_apart() -> None:
    target = SqlTarget(gold="", schema="CREATE TABLE t (a)", setup="one", extra_setups=("two",))
    assert witness(target, 2, GOLD, GOLD).input == "CREATE TABLE t (a);\ntwo;"


def test_it_says_when_only_the_storage_order_tells() -> None:
    found = witness(
        SqlTarget(gold="", schema="CREATE TABLE t (a)"), 1, GOLD, GOLD, is_reversed=True
    )
    assert "opposite order" in found.input
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(found.input)


def test_a_database_is_named_and_a_long_script_is_not_repeated() -> None:
    assert "x.db" in witness(SqlTarget(gold="", database="x.db"), 1, GOLD, GOLD).input
    long = SqlTarget(gold="", schema="-- " + "x" * MAX_CHARACTERS, setup="y")
    assert "filling 1" in witness(long, 1, GOLD, GOLD).input


def test_many_rows_are_counted_and_a_failure_is_quoted() -> None:
    many = Rows(1, tuple((number,) for number in range(MAX_ROWS + 3)))
    found = witness(SqlTarget(gold="", schema="a"), 1, many, Failure("query-fails", "no such x"))
    assert found.expected.endswith("and 3 more")
    assert found.got == "error: no such x"
