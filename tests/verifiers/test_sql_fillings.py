"""Rows of gold and schema alone are judged on databases drawn for the gold."""

from __future__ import annotations

import asyncio

import pytest

from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Outcome, SqlTarget, Verdict
from verisynth.verifiers.sql_fillings import FILLINGS, filled
from verisynth.verifiers.sql_result import SqlResultVerifier

SCHEMA = "CREATE TABLE o (id INTEGER PRIMARY KEY, c TEXT NOT NULL CHECK (c <> 'x'))"
GOLD = "SELECT c FROM o GROUP BY c HAVING COUNT(*) > 5"


def verdicts(target: SqlTarget, *answers: str) -> list[Verdict]:
    async def go() -> list[Verdict]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return [
                await SqlResultVerifier().verify(target, one, sandbox=sandbox, limits=Limits())
                for one in answers
            ]

    return asyncio.run(go())


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
def test_a_row_without_rows_judges_on_drawn_ones(dialect: str) -> None:
    target = SqlTarget(gold=GOLD, schema=SCHEMA, dialect=dialect)
    right, wrong = verdicts(target, GOLD.replace("> 5", ">= 6"), GOLD.replace("> 5", ">= 5"))
    assert right.outcome is Outcome.ACCEPTED, right.detail
    assert sum(check.name.startswith("filling") for check in right.checks) == FILLINGS
    assert wrong.outcome is Outcome.REJECTED
    assert wrong.witness is not None
    assert "INSERT INTO o" in wrong.witness.input


@pytest.mark.slow
@pytest.mark.parametrize(
    "target",
    [
        SqlTarget(gold=GOLD, schema=SCHEMA, databases="given"),
        SqlTarget(gold=GOLD, schema=SCHEMA, setup="-- none"),
        SqlTarget(gold="SELECT 1 WHERE 1 = 2", schema=SCHEMA),
        SqlTarget(gold=GOLD, schema="CREATE TABLE o AS SELECT 'a' AS c"),
        SqlTarget(gold="SELECT COUNT(*) FROM o", schema=SCHEMA, databases="given"),
    ],
)
def test_a_row_for_which_nothing_is_drawn_judges_nobody(target: SqlTarget) -> None:
    (verdict,) = verdicts(target, target.gold)
    assert (verdict.outcome, verdict.reason) == (Outcome.INVALID, "empty-gold")


@pytest.mark.slow
def test_the_same_row_gets_the_same_rows() -> None:
    target = SqlTarget(gold=GOLD, schema=SCHEMA)

    async def go() -> list[SqlTarget]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return [await filled(target, sandbox=sandbox, limits=Limits()) for _ in range(2)]

    first, second = asyncio.run(go())
    assert first == second != target


@pytest.mark.slow
def test_a_query_without_tables_needs_no_rows() -> None:
    (verdict,) = verdicts(SqlTarget(gold="SELECT 1", schema=SCHEMA), "SELECT 1")
    assert verdict.outcome is Outcome.ACCEPTED
