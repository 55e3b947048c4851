"""Golds that are remembered: one run for many answers, and never another question's result."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import pytest

from tests.verifiers.sql_cases import SCHEMA, SETUP, target
from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Outcome, Program, SqlTarget
from verisynth.verifiers import sql_golds
from verisynth.verifiers.sql_gold import Invalid
from verisynth.verifiers.sql_golds import Memory
from verisynth.verifiers.sql_jobs import Jobs
from verisynth.verifiers.sql_result import SqlResultVerifier

GOLD = "SELECT name FROM people ORDER BY id"
LIMITS = Limits()


@dataclass
class Counting:
    """A sandbox that counts its jobs, under any level's name, and may fail the next one."""

    inner: Sandbox
    level: str = "userns"
    slots: int = 1
    jobs: int = 0
    fails: bool = False

    async def run(self, program: Program, limits: Limits) -> Execution:
        if self.fails:
            self.fails = False
            raise SandboxError("the worker is gone")
        self.jobs += 1
        return await self.inner.run(program, limits)


def counted(*asked: tuple[SqlTarget, str, Limits, int], memory: Memory | None = None) -> list[int]:
    """How many jobs each target, level, limits and hash seed took, one after the other."""
    known = Memory() if memory is None else memory

    async def run() -> list[int]:
        found = []
        async with open_sandbox(slots=1) as inner:
            for one, level, limits, hash_seed in asked:
                sandbox = Counting(inner, level)
                await known.golds(Jobs(one, sandbox, limits, hash_seed))
                found.append(sandbox.jobs)
        return found

    return asyncio.run(run())


@pytest.mark.slow
def test_a_gold_runs_once_for_the_same_question_and_again_for_any_other() -> None:
    one = target(GOLD)
    asked = [
        (one, "userns", LIMITS, 0),
        (replace(one), "userns", LIMITS, 0),
        (one, "docker", LIMITS, 0),
        (one, "userns", LIMITS, 1),
        (one, "userns", Limits(cpu_seconds=9.0), 0),
        (replace(one, setup=SETUP + "\n"), "userns", LIMITS, 0),
        (replace(one, dialect="duckdb"), "userns", LIMITS, 0),
        (one, "userns", LIMITS, 0),
    ]
    assert counted(*asked) == [1, 0, 1, 1, 1, 1, 1, 0]


@pytest.mark.slow
def test_a_fault_and_a_gold_that_cannot_judge_are_not_remembered() -> None:
    async def run() -> None:
        memory = Memory()
        async with open_sandbox(slots=1) as inner:
            sandbox = Counting(inner, fails=True)
            with pytest.raises(SandboxError):
                await memory.golds(Jobs(target(GOLD), sandbox, LIMITS))
            await memory.golds(Jobs(target(GOLD), sandbox, LIMITS))
            assert sandbox.jobs == 1
            broken = Jobs(target("SELECT nothing FROM people"), sandbox, LIMITS)
            for jobs in (2, 3):
                with pytest.raises(Invalid):
                    await memory.golds(broken)
                assert sandbox.jobs == jobs

    asyncio.run(run())


@pytest.mark.slow
def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    monkeypatch.setattr(sql_golds, "MOST_CELLS", 15)
    golds = ["SELECT name FROM people", "SELECT id FROM people", "SELECT age FROM people"]
    asked = [(target(gold), "userns", LIMITS, 0) for gold in (*golds, golds[2], golds[0])]
    assert counted(*asked, memory=memory) == [1, 1, 1, 0, 1]
    assert memory.cells == sum(one.cells for one in memory.kept.values()) <= 15


@pytest.mark.slow
@pytest.mark.parametrize(
    "gold",
    [
        "SELECT name FROM people ORDER BY age LIMIT 1",
        "SELECT name FROM people LIMIT 3",
        "SELECT name, COUNT(*) FROM people GROUP BY city",
        "SELECT name FROM people ORDER BY age LIMIT 2 OFFSET 1",
        "SELECT group_concat(name) FROM people",
    ],
)
@pytest.mark.parametrize("setup", ["", "INSERT INTO people VALUES (1, 'Ann', 30, 'Oslo', 60.1)"])
def test_chance_is_shown_on_tables_that_can_be_built(gold: str, setup: str) -> None:
    async def run() -> None:
        one = SqlTarget(gold=gold, schema=SCHEMA, setup=setup)
        async with open_sandbox(slots=1) as sandbox:
            found = await SqlResultVerifier().check_problem(one, sandbox=sandbox, limits=LIMITS)
            assert (found.outcome, found.reason) == (Outcome.INVALID, "nondeterministic-gold")
            assert found.witness is not None
            assert found.witness.expected != found.witness.got
            schema, _, rows = found.witness.input.partition("INSERT")
            # The tables alone show it: there the looser policy says the same.
            shown = replace(one, schema=schema, setup="INSERT" + rows, determinism="observed")
            again = await SqlResultVerifier().check_problem(shown, sandbox=sandbox, limits=LIMITS)
            assert (again.outcome, again.reason) == (found.outcome, found.reason)

    asyncio.run(run())
