"""Right solutions are accepted and wrong ones rejected, for every problem of the corpus."""

from __future__ import annotations

import pytest

from tests.verifiers.python_judging import corpus, judged, right_and_wrong
from verisynth.types import Outcome, Verdict

pytestmark = pytest.mark.slow

FILES = (
    "functions.toml",
    "classes.toml",
    "classes_containers.toml",
    "classes_numbers.toml",
    "classes_given.toml",
    "classes_protocols.toml",
    "classes_styles.toml",
    "classes_of_many_styles.toml",
    "arrays.toml",
)
PROBLEMS = [problem for name in FILES for problem in corpus(name)]
ROWS = right_and_wrong(PROBLEMS)


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return judged(ROWS)


@pytest.mark.parametrize("key", [key for key in ROWS if key.endswith("right")])
def test_the_right_solution_is_accepted(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[key]
    assert verdict.outcome is Outcome.ACCEPTED, f"{verdict.reason}: {verdict.detail}"
    assert verdict.checks
    assert all(check.passed for check in verdict.checks)


@pytest.mark.parametrize("key", [key for key in ROWS if not key.endswith("right")])
def test_a_wrong_solution_is_rejected(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[key]
    assert verdict.outcome is Outcome.REJECTED, f"{verdict.reason}: {verdict.detail}"
    assert verdict.detail
    assert verdict.level == "userns"
