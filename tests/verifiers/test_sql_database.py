"""People's own SQLite files: read, never changed, and refused with a reason."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from verisynth.errors import SandboxError, UsageError
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Outcome, Program, SqlTarget, Status, Verdict
from verisynth.verifiers.sql_result import SqlResultVerifier

GOLD = "SELECT name FROM people ORDER BY id"


def make(path: Path, *, journal: str = "DELETE") -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.executescript(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);"
            "INSERT INTO people (name) VALUES ('Ann'), ('Bob');"
        )
    return path


def verdict(database: Path, answer: str, gold: str = GOLD) -> Verdict:
    async def run() -> Verdict:
        async with open_sandbox(slots=1) as sandbox:
            return await SqlResultVerifier().verify(
                SqlTarget(gold=gold, database=str(database)),
                answer,
                sandbox=sandbox,
                limits=Limits(),
            )

    return asyncio.run(run())


@pytest.mark.slow
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_file_is_queried_and_stays_as_it_was(tmp_path: Path, journal: str) -> None:
    database = make(tmp_path / "people.db", journal=journal)
    before = database.read_bytes()
    assert verdict(database, "SELECT name FROM people ORDER BY 1").outcome is Outcome.ACCEPTED
    assert verdict(database, "SELECT name FROM people ORDER BY 1 DESC").reason == "wrong-rows"
    assert verdict(database, "DELETE FROM people").reason == "query-fails"
    assert database.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.db"]


@pytest.mark.slow
def test_a_broken_file_is_a_broken_problem(tmp_path: Path) -> None:
    database = tmp_path / "people.db"
    database.write_bytes(make(tmp_path / "whole.db").read_bytes()[:150] + b"\xff" * 9000)
    found = verdict(database, GOLD)
    assert (found.outcome, found.reason) == (Outcome.INVALID, "broken-problem")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), (b"id,name\n1,Ann\n", "is not a SQLite database"), (b"", "is not")],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    database = tmp_path / "people.db"
    if content is not None:
        database.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        verdict(database, GOLD)


@pytest.mark.slow
def test_changes_that_are_not_in_the_file_yet_are_named(tmp_path: Path) -> None:
    database = make(tmp_path / "people.db", journal="WAL")
    with closing(sqlite3.connect(database)) as open_elsewhere:
        open_elsewhere.execute("INSERT INTO people (name) VALUES ('Cid')")
        open_elsewhere.commit()
        with pytest.raises(UsageError, match="not in the file yet"):
            verdict(database, GOLD)


class Scripted:
    """A sandbox that reports what it is told to; it stands for one whose box fails."""

    level = "scripted"
    slots = 1

    def __init__(self, *results: bytes) -> None:
        self.results = list(results)

    async def run(self, program: Program, limits: Limits) -> Execution:
        return Execution(status=Status.EXITED, exit_code=0, result=self.results.pop(0))


GOOD = b'{"ok": {"fillings": [{"runs": [%s, %s]}]}}' % ((b'{"columns": ["a"], "rows": [[1]]}',) * 2)


def test_a_query_that_leaves_no_time_for_the_next_tables_is_rejected() -> None:
    late = b'{"ok": {"fillings": [{"setup_error": "too long", "kind": "time-limit"}]}}'
    job = SqlResultVerifier().verify(
        SqlTarget(gold="SELECT 1", schema="CREATE TABLE t (a);"),
        "SELECT 1",
        sandbox=Scripted(GOOD, late),
        limits=Limits(),
    )
    found = asyncio.run(job)
    assert (found.outcome, found.reason) == (Outcome.REJECTED, "time-limit")


@pytest.mark.parametrize(
    "results",
    [
        (b"",),
        (b'{"failed": "Traceback"}',),
        (b'{"ok": 3}',),
        (b'{"ok": {"fillings": [{}]}}',),
        (b'{"ok": {"fillings": [{"runs": [{"columns": 1}, {}]}]}}',),
        (b'{"ok": {"fillings": [{"runs": [{"columns": ["a"], "rows": [[{"x": 1}]]}, {}]}]}}',),
        (GOOD, b'{"ok": {"fillings": []}}'),
        (GOOD, b'{"ok": {"fillings": [{"setup_error": "disk"}]}}'),
    ],
)
def test_a_failing_sandbox_is_not_a_rejection(results: tuple[bytes, ...]) -> None:
    job = SqlResultVerifier().verify(
        SqlTarget(gold="SELECT 1", schema="CREATE TABLE t (a);"),
        "SELECT 1",
        sandbox=Scripted(*results),
        limits=Limits(),
    )
    with pytest.raises(SandboxError):
        asyncio.run(job)
