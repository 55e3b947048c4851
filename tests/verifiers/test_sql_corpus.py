"""Every line of the SQL corpus gets its verdict, on every engine it names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.verifiers.sql_cases import SETUP, corpus, judge, target
from verisynth.errors import VerisynthError
from verisynth.types import Limits, Verdict

CASES: list[tuple[str, dict[str, Any]]] = [
    (dialect, case)
    for case in corpus("verdicts.toml")["case"]
    for dialect in case.get("dialects", ["sqlite", "duckdb"])
]


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict | VerisynthError]:
    jobs = [
        (target(case["gold"], dialect=dialect, setup=case.get("setup", SETUP)), case["answer"])
        for dialect, case in CASES
    ]
    return judge(jobs, Limits(cpu_seconds=1.0))


@pytest.mark.slow
@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=[f"{d}-{c['about'].replace(' ', '-')}" for d, c in CASES]
)
def test_the_corpus_is_judged_as_it_says(
    number: int, verdicts: list[Verdict | VerisynthError]
) -> None:
    _, case = CASES[number]
    verdict = verdicts[number]
    assert isinstance(verdict, Verdict), verdict
    default = "rejected" if "reason" in case else "accepted"
    expected = (case.get("outcome", default), case.get("reason", ""))
    assert (verdict.outcome.value, verdict.reason) == expected, verdict.detail
    assert case.get("detail", "") in verdict.detail
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
