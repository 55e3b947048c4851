"""Hostile SQL is rejected within its limits and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verifiers.sql_cases import corpus, judge, target
from verisynth.errors import VerisynthError
from verisynth.types import Limits, Outcome, Verdict

LIMITS = Limits(cpu_seconds=1.0, memory_mib=512)
ATTACKS = corpus("attacks.toml")
QUERIES = [(engine, text) for engine in ATTACKS for text in ATTACKS[engine]["queries"]]
SETUPS = [(engine, text) for engine in ATTACKS for text in ATTACKS[engine]["setups"]]


@pytest.fixture(scope="module")
def answers() -> list[Verdict | VerisynthError]:
    jobs = [(target("SELECT name FROM people", dialect=engine), text) for engine, text in QUERIES]
    return judge(jobs, LIMITS)


@pytest.fixture(scope="module")
def problems() -> list[Verdict | VerisynthError]:
    jobs = [
        (target("SELECT name FROM people", dialect=engine, setup=text), "SELECT name FROM people")
        for engine, text in SETUPS
    ]
    return judge(jobs, LIMITS)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(QUERIES)), ids=[f"{e}-{t[:40]}" for e, t in QUERIES])
def test_a_hostile_query_is_rejected(number: int, answers: list[Verdict | VerisynthError]) -> None:
    verdict = answers[number]
    assert isinstance(verdict, Verdict), verdict
    assert verdict.outcome is Outcome.REJECTED
    assert verdict.seconds < 12.0, "the CPU limit is 1 s; the rest is a busy machine"


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SETUPS)), ids=[f"{e}-{t[:40]}" for e, t in SETUPS])
def test_a_hostile_setup_makes_the_problem_invalid(
    number: int, problems: list[Verdict | VerisynthError]
) -> None:
    verdict = problems[number]
    assert isinstance(verdict, Verdict), verdict
    assert (verdict.outcome, verdict.reason) == (Outcome.INVALID, "broken-problem")


@pytest.mark.slow
@pytest.mark.usefixtures("answers", "problems")
def test_no_attack_reaches_the_host() -> None:
    assert not list(Path("/tmp").glob("verisynth-attack*"))
