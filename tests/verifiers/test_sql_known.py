"""One job for the gold of a problem, one for each answer; and what happens where one fails."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Sequence

import pytest

from tests.verifiers.sql_cases import target
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Outcome, Program, SqlTarget, Status, Verdict
from verisynth.verifiers.sql_result import SqlResultVerifier

LIMITS = Limits(cpu_seconds=2.0, wall_seconds=30.0)
GOLD = "SELECT name FROM people WHERE age >= 30"
RIGHT = "SELECT name FROM people WHERE NOT age < 30"
ONLY_HERE = "SELECT name FROM people WHERE age >= 30 AND age <> 33"
"""Right on the fillings; no wider."""


class Watched:
    """A sandbox that notes the runners of its jobs, and may answer in their place."""

    def __init__(self, inner: Sandbox, instead: Callable[[Program], Execution | None]) -> None:
        self.inner, self.level, self.slots = inner, inner.level, inner.slots
        self.instead = instead
        self.runners: list[str] = []

    async def run(self, program: Program, limits: Limits) -> Execution:
        self.runners.append(program.runner)
        return self.instead(program) or await self.inner.run(program, limits)


def judged(
    *jobs: tuple[SqlTarget, str, int],
    instead: Callable[[Program], Execution | None] = lambda program: None,
) -> tuple[list[Verdict], list[str]]:
    """The verdicts, one after the other, and the runners that were started."""

    async def run() -> tuple[list[Verdict], list[str]]:
        async with open_sandbox("auto", slots=1) as sandbox:
            watched = Watched(sandbox, instead)
            found = [
                await SqlResultVerifier().verify(
                    one, answer, sandbox=watched, limits=LIMITS, hash_seed=seed
                )
                for one, answer, seed in jobs
            ]
            return found, watched.runners

    return asyncio.run(run())


def outcomes(found: Sequence[Verdict]) -> list[Outcome]:
    return [one.outcome for one in found]


def test_a_gold_runs_once_for_all_answers_and_each_answer_is_one_job() -> None:
    problem = target(GOLD)
    found, runners = judged((problem, RIGHT, 0), (problem, RIGHT, 0), (problem, ONLY_HERE, 0))
    assert outcomes(found) == [Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.REJECTED]
    assert runners == ["sql", "sql_answer", "sql_answer", "sql_answer"]
    assert found[0].checks == found[1].checks


def test_another_seed_limit_or_problem_asks_the_gold_again() -> None:
    problem = target(GOLD)
    other = dataclasses.replace(problem, extra_setups=())
    _, runners = judged((problem, RIGHT, 0), (problem, RIGHT, 1), (other, RIGHT, 0))
    assert runners.count("sql") == 3


def test_drawn_fillings_are_drawn_once() -> None:
    bare = dataclasses.replace(target(GOLD), setup="", extra_setups=())
    found, runners = judged((bare, RIGHT, 0), (bare, RIGHT, 0))
    assert outcomes(found) == [Outcome.ACCEPTED] * 2
    assert runners == ["sql_matrix", "sql", "sql_answer", "sql_answer"]


def test_a_gold_that_judges_nobody_is_asked_every_time() -> None:
    empty = target("SELECT name FROM people WHERE age > 1000")
    found, runners = judged((empty, RIGHT, 0), (empty, RIGHT, 0))
    assert [one.reason for one in found] == ["empty-gold"] * 2
    assert runners == ["sql", "sql"]


@pytest.mark.parametrize("status", [Status.TIME_LIMIT, Status.MEMORY_LIMIT, Status.SIGNALED])
def test_where_the_drawn_databases_break_a_limit_the_fillings_decide(status) -> None:
    broken = Execution(
        status=status, exit_code=None, signal=9, result=b"", stdout=b"", stderr=b"",
        cpu_seconds=1.0, wall_seconds=1.0, peak_memory_mib=1.0, level="mine",
    )  # fmt: skip
    problem, wrong = target(GOLD), "SELECT name FROM people"
    found, runners = judged(
        (problem, ONLY_HERE, 0),
        (problem, wrong, 0),
        instead=lambda program: broken if program.runner == "sql_answer" else None,
    )
    assert outcomes(found) == [Outcome.ACCEPTED, Outcome.REJECTED]
    assert not any("drawn" in check.name for check in found[0].checks)
    assert found[1].witness is not None
    assert runners == ["sql", "sql_answer", "sql", "sql_answer", "sql", "sql_matrix"]


def test_a_query_that_fails_on_a_filling_meets_no_further_database() -> None:
    (found,), runners = judged((target(GOLD), "SELECT nothing FROM people", 0))
    assert (found.outcome, found.reason) == (Outcome.REJECTED, "query-fails")
    assert runners == ["sql", "sql_answer"]
