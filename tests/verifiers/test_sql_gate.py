"""The gate asks the engine, and says whose fault it is when it cannot."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.verifiers.sql_cases import level_for
from verisynth.errors import MissingError, SandboxError
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Json, Limits, Outcome, Program, SqlTarget, Status
from verisynth.verifiers.sql_gate import refusals
from verisynth.verifiers.sql_result import SqlResultVerifier

SCHEMA = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); CREATE TABLE u (c INTEGER);"


def asked(queries: list[str], dialect: str, schema: str = SCHEMA) -> tuple[str, ...]:
    async def run() -> tuple[str, ...]:
        async with open_sandbox(level_for(dialect), slots=1) as sandbox:
            return await refusals(queries, schema, dialect, sandbox=sandbox, limits=Limits())

    return asyncio.run(run())


@pytest.mark.slow
def test_the_engine_decides_on_empty_tables() -> None:
    valid = [
        "SELECT a FROM t",
        'SELECT b FROM t WHERE b = "x"',
        "WITH x AS (SELECT 1) SELECT * FROM x",
    ]
    invalid = [
        "SELECT c FROM t", "SELECT a FROM v", "SELECT nope(a) FROM t", "SELECT a, FROM t",
        "SELECT a FROM t; SELECT a FROM t", "DELETE FROM t", "", 'SELECT "c" FROM t',
        "SELECT MAX(a), FROM t", "SELECT printf('%d', a) FROM t", "EXPLAIN SELECT a FROM t",
    ]  # fmt: skip
    found = asked([*valid, *invalid], "sqlite")
    assert [not reason for reason in found] == [True] * len(valid) + [False] * len(invalid)


@pytest.mark.slow
def test_double_quotes_are_names_to_other_engines() -> None:
    found = asked(
        ['SELECT "a" FROM t', 'SELECT "c" FROM t', 'SELECT b FROM t WHERE b = "x"'], "duckdb"
    )
    assert [not reason for reason in found] == [True, False, False]


@pytest.mark.slow
@pytest.mark.postgres
def test_postgres_plans_and_does_not_run() -> None:
    queries = ["SELECT a FROM t", "SELECT c FROM t", "SELECT b FROM t GROUP BY a",
               "SELECT 1 / (a - a) FROM t", "ANALYZE SELECT a FROM t"]  # fmt: skip
    found = asked(queries, "postgres")
    assert [not reason for reason in found] == [True, False, True, True, False]


@pytest.mark.slow
def test_a_schema_that_does_not_load_is_no_fault_of_the_queries() -> None:
    with pytest.raises(ValueError, match="syntax error"):
        asked(["SELECT 1"], "sqlite", "CREATE TABEL t (a)")


class Scripted:
    """A sandbox that reports what it is told to; it stands for one whose box fails."""

    level = "scripted"
    slots = 1

    def __init__(self, *values: Json, exit_code: int = 0) -> None:
        self.results = [json.dumps({"ok": value}).encode() if value else b"" for value in values]
        self.exit_code = exit_code

    async def run(self, program: Program, limits: Limits) -> Execution:
        code = 0 if self.results[0] else self.exit_code
        return Execution(status=Status.EXITED, exit_code=code, result=self.results.pop(0))


def gate(*values: Json) -> tuple[str, ...]:
    work = refusals(["SELECT 1"], SCHEMA, "postgres", sandbox=Scripted(*values), limits=Limits())
    return asyncio.run(work)


def test_an_engine_that_is_not_there_is_missing_and_no_verdict() -> None:
    with pytest.raises(MissingError, match="apt-get install postgresql"):
        gate({"missing": "no PostgreSQL server is installed"})


@pytest.mark.parametrize("explained", [None, [], [{}, {}]])
def test_an_answer_that_does_not_fit_is_the_sandbox_failing(explained: Json) -> None:
    with pytest.raises(SandboxError):
        gate({"fillings": [{"runs": [], "explained": explained}]})


GOLD: Json = {"fillings": [{"runs": [{"columns": ["a"], "rows": [[1]]}] * 2}]}


def judged(*values: Json, exit_code: int) -> tuple[Outcome, str]:
    sandbox = Scripted(*values, exit_code=exit_code)
    target = SqlTarget(gold="SELECT 1", schema=SCHEMA)
    work = SqlResultVerifier().verify(target, "SELECT 2", sandbox=sandbox, limits=Limits())
    verdict = asyncio.run(work)
    return verdict.outcome, verdict.reason


def test_an_engine_that_ends_its_process_is_the_doing_of_the_query() -> None:
    assert judged(GOLD, None, exit_code=127) == (Outcome.REJECTED, "crash")
    assert judged(None, exit_code=127) == (Outcome.INVALID, "broken-problem")


def test_a_process_that_ends_well_and_says_nothing_is_our_fault() -> None:
    with pytest.raises(SandboxError):
        judged(GOLD, None, exit_code=0)
