"""Hostile SQL is rejected within its limits and leaves nothing behind; its honest kin passes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.verifiers.sql_cases import corpus, level_for, target
from verisynth.errors import VerisynthError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Outcome, Program, Verdict
from verisynth.verifiers.sql_result import SqlResultVerifier

LIMITS = Limits(cpu_seconds=1.0, memory_mib=192)
MOST_CPU_SECONDS = 1.5
MOST_MEMORY_MIB = 200
ATTACKS = corpus("attacks.toml")
GOLD = "SELECT name FROM people"


class Case(NamedTuple):
    engine: str
    text: str
    level: str


def cases(kind: str) -> list[object]:
    """Each text as a parameter; PostgreSQL's need its server, here or in the image."""
    return [
        pytest.param(Case(engine, text, level), id=f"{name}-{text[:40]}", marks=marks)
        for engine in ATTACKS
        for name, level, marks in places(engine)
        for text in ATTACKS[engine][kind]
    ]


def places(engine: str) -> list[tuple[str, str, list[pytest.MarkDecorator]]]:
    """Where an engine is tried: a name, the level, and what the tests need."""
    if engine != "postgres":
        return [(engine, level_for(engine), [])]
    in_docker = [pytest.mark.docker, pytest.mark.docker_postgres]
    return [
        (engine, level_for(engine), [pytest.mark.postgres]),
        (f"{engine}-docker", "docker", in_docker),
    ]


@dataclass
class Meter:
    """A sandbox that remembers what each program took."""

    sandbox: Sandbox
    level: str
    slots: int
    seen: list[Execution]

    async def run(self, program: Program, limits: Limits) -> Execution:
        self.seen.append(await self.sandbox.run(program, limits))
        return self.seen[-1]


class Judged(NamedTuple):
    verdict: Verdict | VerisynthError
    executions: list[Execution]


@cache
def judged(engine: str, kind: str, level: str = "auto") -> dict[str, Judged]:
    """All texts of one kind, once."""

    async def run() -> dict[str, Judged]:
        async with open_sandbox(level, slots=2) as sandbox:
            gate = asyncio.Semaphore(2)

            async def one(text: str) -> Judged:
                async with gate:
                    meter = Meter(sandbox, sandbox.level, sandbox.slots, [])
                    try:
                        return Judged(await judge(engine, kind, text, meter), meter.seen)
                    except VerisynthError as error:
                        return Judged(error, meter.seen)

            texts = ATTACKS[engine][kind]
            return dict(zip(texts, await asyncio.gather(*map(one, texts)), strict=True))

    return asyncio.run(run())


async def judge(engine: str, kind: str, text: str, sandbox: Sandbox) -> Verdict:
    """A hostile answer, a hostile setup, or an honest query as gold and answer."""
    setup = {"setup": text} if kind == "setups" else {}
    gold = text if kind == "harmless" else GOLD
    answer = text if kind == "queries" else gold
    problem = target(gold, dialect=engine, stated={"engines": "one"}, **setup)
    return await SqlResultVerifier().verify(problem, answer, sandbox=sandbox, limits=LIMITS)


@pytest.mark.slow
@pytest.mark.parametrize("case", cases("queries"))
def test_a_hostile_query_is_rejected(case: Case) -> None:
    found = judged(case.engine, "queries", case.level)[case.text]
    assert isinstance(found.verdict, Verdict), found.verdict
    assert found.verdict.outcome is Outcome.REJECTED
    assert_within_limits(found.executions[1:])


@pytest.mark.slow
@pytest.mark.parametrize("case", cases("setups"))
def test_a_hostile_setup_makes_the_problem_invalid(case: Case) -> None:
    found = judged(case.engine, "setups", case.level)[case.text]
    assert isinstance(found.verdict, Verdict), found.verdict
    assert (found.verdict.outcome, found.verdict.reason) == (Outcome.INVALID, "broken-problem")


def assert_within_limits(executions: list[Execution]) -> None:
    for one in executions:
        assert one.cpu_seconds <= MOST_CPU_SECONDS
        assert one.peak_memory_mib <= MOST_MEMORY_MIB


@pytest.mark.slow
@pytest.mark.parametrize("case", cases("harmless"))
def test_an_honest_query_of_the_same_kind_passes(case: Case) -> None:
    found = judged(case.engine, "harmless", case.level)[case.text]
    assert isinstance(found.verdict, Verdict), found.verdict
    assert found.verdict.outcome is Outcome.ACCEPTED, found.verdict.detail


@pytest.mark.slow
def test_no_attack_reaches_the_host() -> None:
    for kind in ("queries", "setups"):
        for engine in ("sqlite", "duckdb"):
            judged(engine, kind)
    assert not list(Path("/tmp").glob("verisynth-attack*"))
