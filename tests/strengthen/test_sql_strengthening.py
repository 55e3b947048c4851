"""Fillings added to SQL problems: what they kill, and that what is there stays."""

from __future__ import annotations

import asyncio

import pytest

from verisynth.families.sql import SqlFamily
from verisynth.protocols import MeasuresMutants, StrengthensProblems
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Mutation, Outcome, Problem, SqlTarget

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
FAMILY = SqlFamily()
LIMITS = Limits()


def problem(gold: str, **stated: str) -> Problem:
    return Problem(
        statement="?", target=SqlTarget(gold=gold, **{"schema": SCHEMA, "setup": WEAK, **stated}),  # type: ignore[arg-type]
        reference=gold,
    )  # fmt: skip


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
