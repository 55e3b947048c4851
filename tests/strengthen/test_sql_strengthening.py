"""Fillings added to SQL problems: what they kill, and that what is there stays."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from verisynth.families.sql import SqlFamily
from verisynth.languages.sql.matrix import Seen
from verisynth.languages.sql.suite import neighbours
from verisynth.protocols import MeasuresMutants, Sandbox, StrengthensProblems
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Mutation, Outcome, Problem, Program, SqlTarget

SCHEMA = """
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE people (
  id INTEGER PRIMARY KEY, name TEXT, age INTEGER, city INTEGER REFERENCES city (id));
"""
WEAK = "INSERT INTO city VALUES (1, 'Oslo'); INSERT INTO people VALUES (1, 'Ann', 50, 1);"
GOLD = (
    "SELECT c.name, COUNT(*) FROM people p JOIN city c ON p.city = c.id "
    "WHERE p.age >= 18 AND p.name LIKE 'A%' GROUP BY c.id, c.name HAVING COUNT(*) > 1"
)
RUNS_AWAY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
FAMILY = SqlFamily()
LIMITS = Limits()


def problem(gold: str, **stated: str) -> Problem:
    return Problem(
        statement="?", target=SqlTarget(gold=gold, **{"schema": SCHEMA, "setup": WEAK, **stated}),  # type: ignore[arg-type]
        reference=gold,
    )  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """A sandbox that remembers what a job of all mutants may use, and how long it took."""

    inner: Sandbox
    seen: list[tuple[Limits, float]]
    level: str = "userns"
    slots: int = 1

    async def run(self, program: Program, limits: Limits) -> Execution:
        execution = await self.inner.run(program, limits)
        if program.runner == "sql_matrix":
            self.seen.append((limits, execution.cpu_seconds))
        return execution


def strengthened(one: Problem) -> tuple[Problem, Mutation | None, Mutation | None, Outcome]:
    """The stronger problem, the mutation before and after, the verdict on its own gold."""

    async def run() -> tuple[Problem, Mutation | None, Mutation | None, Outcome]:
        async with open_sandbox(slots=1) as sandbox:
            before = await FAMILY.mutation(one, sandbox=sandbox, limits=LIMITS)
            new = await FAMILY.strengthened(one, sandbox=sandbox, limits=LIMITS)
            after = await FAMILY.mutation(new, sandbox=sandbox, limits=LIMITS)
            verdict = await FAMILY.verify(new.target, one.reference, sandbox=sandbox, limits=LIMITS)
            return new, before, after, verdict.outcome

    return asyncio.run(run())


def test_the_family_strengthens_and_measures() -> None:
    assert isinstance(FAMILY, StrengthensProblems)
    assert isinstance(FAMILY, MeasuresMutants)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
def test_a_weak_problem_kills_its_mutants_afterwards(dialect: str) -> None:
    given = problem(GOLD, dialect=dialect)
    new, before, after, outcome = strengthened(given)
    target = new.target
    assert isinstance(target, SqlTarget)
    assert target.setup == WEAK
    assert 1 <= len(target.extra_setups) <= 10
    assert before is not None
    assert after is not None
    assert before.score < 0.5
    assert after.score == 1.0
    assert after.mutants >= 15
    assert outcome is Outcome.ACCEPTED


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        problem("SELECT name FROM people WHERE", ),
        problem("SELECT 1"),
        problem("SELECT name FROM people", schema="no schema"),
        problem("SELECT name FROM nowhere"),
    ],
    ids=["no query", "no tables", "no schema", "no such table"],
)  # fmt: skip
def test_what_cannot_be_strengthened_stays_as_it_is(given: Problem) -> None:
    new, before, _, _ = strengthened(given)
    assert new == given
    assert before is None


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
def test_all_mutants_together_have_room_on_a_machine_many_times_as_slow(dialect: str) -> None:
    async def run() -> tuple[Mutation | None, list[tuple[Limits, float]]]:
        async with open_sandbox(slots=1) as sandbox:
            recording = Recording(sandbox, [])
            given = problem(GOLD, dialect=dialect)
            return await FAMILY.mutation(given, sandbox=recording, limits=LIMITS), recording.seen

    mutation, seen = asyncio.run(run())
    assert mutation is not None
    assert seen
    for limits, used in seen:
        assert limits.wall_seconds >= 4 * LIMITS.wall_seconds
        assert used * 8 < limits.cpu_seconds


def test_a_mutant_that_runs_away_costs_its_own_time_once() -> None:
    async def run() -> list[Seen]:
        async with open_sandbox(slots=1) as sandbox:
            target = problem("SELECT name FROM people").target
            assert isinstance(target, SqlTarget)
            found = await neighbours(target, sandbox=sandbox, limits=LIMITS)
            assert found is not None
            drawn = [found.recipe.draw(number) for number in range(40)]
            return await found.asking.matrix(drawn, [RUNS_AWAY, "SELECT name FROM city"])

    seen = asyncio.run(run())
    assert len(seen) == 40
    assert [at for at, one in enumerate(seen) if 0 in one.fails] == [
        next(at for at, one in enumerate(seen) if one.is_stable)
    ]
    assert any(1 in one.differs for one in seen)


def test_the_same_problem_gets_the_same_fillings() -> None:
    given = problem("SELECT name FROM people WHERE age > 17")
    assert strengthened(given)[0] == strengthened(given)[0]


@pytest.mark.slow
def test_ties_that_make_the_gold_a_matter_of_chance_are_not_added() -> None:
    new, _, after, outcome = strengthened(
        problem("SELECT name FROM people ORDER BY age LIMIT 1", determinism="observed")
    )
    assert isinstance(new.target, SqlTarget)
    assert new.target.extra_setups
    assert outcome is Outcome.ACCEPTED
    assert after is not None
    assert after.score == 1.0


@pytest.mark.slow
def test_an_unusual_check_keeps_rows_out_and_not_databases() -> None:
    schema = SCHEMA + "CREATE TABLE stay (id INTEGER PRIMARY KEY, a INT, b INT, CHECK (a + 1 < b));"
    gold = "SELECT id FROM stay WHERE a > 3 AND b < 40"
    new, _, after, outcome = strengthened(problem(gold, schema=schema))
    assert isinstance(new.target, SqlTarget)
    assert new.target.extra_setups
    assert outcome is Outcome.ACCEPTED
    assert after is not None
    assert after.score >= 0.9
