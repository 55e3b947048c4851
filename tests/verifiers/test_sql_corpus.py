"""Every line of the SQL corpus gets its verdict, on every engine it names."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from tests.verifiers.sql_cases import SETUP, corpus, judge, target
from verisynth.errors import VerisynthError
from verisynth.types import Limits, Verdict

Case: TypeAlias = tuple[str, dict[str, Any]]
CASES: list[Case] = [
    (dialect, case)
    for case in corpus("verdicts.toml")["case"]
    for dialect in case.get("dialects", ["sqlite", "duckdb"])
    if dialect != "postgres"
]
# Its own cases, and a third of those for every engine: a job of its costs ten of the others'.
POSTGRES: list[Case] = [
    ("postgres", case)
    for number, case in enumerate(corpus("verdicts.toml")["case"])
    if "postgres" in case.get("dialects", () if number % 3 else ("postgres",))
]


def named(cases: list[Case]) -> list[str]:
    return [f"{dialect}-{case['about'].replace(' ', '-')}" for dialect, case in cases]


def judged(cases: list[Case], level: str = "auto") -> list[Verdict | VerisynthError]:
    jobs = [
        (
            target(
                case["gold"], dialect=dialect, setup=case.get("setup", SETUP),
                stated=case.get("stated"),
            ),
            case["answer"],
        )
        for dialect, case in cases
    ]  # fmt: skip
    return judge(jobs, Limits(cpu_seconds=1.0, memory_mib=192), level=level)


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict | VerisynthError]:
    return judged(CASES)


@pytest.fixture(scope="module")
def postgres_verdicts() -> list[Verdict | VerisynthError]:
    return judged(POSTGRES, "userns")


@pytest.fixture(scope="module")
def postgres_verdicts_in_docker() -> list[Verdict | VerisynthError]:
    return judged(POSTGRES, "docker")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(CASES)), ids=named(CASES))
def test_the_corpus_is_judged_as_it_says(
    number: int, verdicts: list[Verdict | VerisynthError]
) -> None:
    check(CASES[number][1], verdicts[number])


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("number", range(len(POSTGRES)), ids=named(POSTGRES))
def test_postgres_judges_the_corpus_as_it_says(
    number: int, postgres_verdicts: list[Verdict | VerisynthError]
) -> None:
    check(POSTGRES[number][1], postgres_verdicts[number])


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.docker_postgres
@pytest.mark.parametrize("number", range(len(POSTGRES)), ids=named(POSTGRES))
def test_postgres_in_a_container_judges_alike(
    number: int, postgres_verdicts_in_docker: list[Verdict | VerisynthError]
) -> None:
    check(POSTGRES[number][1], postgres_verdicts_in_docker[number])


def check(case: dict[str, Any], verdict: Verdict | VerisynthError) -> None:
    assert isinstance(verdict, Verdict), verdict
    default = "rejected" if "reason" in case else "accepted"
    expected = (case.get("outcome", default), case.get("reason", ""))
    assert (verdict.outcome.value, verdict.reason) == expected, verdict.detail
    assert case.get("detail", "") in verdict.detail
    told = {one.name: one.passed for one in verdict.checks}
    assert {name: told.get(name) for name in case.get("told", [])} == dict.fromkeys(
        case.get("told", []), False
    )
    assert verdict.verifier == "sql_result@2"
    assert verdict.level
    assert verdict.method == "databases"
    if verdict.reason == "wrong-rows":
        assert verdict.witness is not None
        assert verdict.witness.expected != verdict.witness.got or "order" in verdict.detail


def test_the_corpus_has_both_sides() -> None:
    sides = [("reason" in case) for _, case in CASES]
    assert sides.count(True) > 30
    assert sides.count(False) > 30
