"""Wrong solutions that attack their judge are never accepted, in none of the ways of judging."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verifiers.python_judging import corpus, judged
from verisynth.types import Limits, Outcome, Verdict

pytestmark = pytest.mark.slow

VALUES = [([1, 2, 3], 6), ([], 0), ([-5, 2], -3), ([10, 10, 10, 10, 10], 50)]
FILE = """
import pytest
from solution import *
from solution import solve

def test_one():
    assert solve([1, 2, 3]) == 6

def test_empty():
    assert not solve([]) != 0

def test_negative():
    result = solve([-5, 2])
    assert abs(result - -3) < 1e-9
    assert pytest.approx(-3) == result

def test_more():
    expected = 50
    assert expected - solve([10, 10, 10, 10, 10]) == 0
    assert solve([4, 5]) in (9, 9.0)
    assert 8 < solve([4, 5]) < 10
"""
WAYS = {
    "cases": {"cases": [{"args": [list(xs)], "expected": total} for xs, total in VALUES]},
    "assertions": {"assertions": [f"assert solve({xs}) == {total}" for xs, total in VALUES]},
    "tests": {"tests": FILE},
    # A parameter needs pytest itself; the file above can be run without it.
    "pytest": {
        "tests": FILE + "\n@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_parameter(n):\n    assert solve([n, n]) == 2 * n\n"
    },
}
CONTROL = "def solve(xs):\n    return sum(xs)\n"
CORPUS = corpus("hacks.toml") + corpus("hacks_published.toml")
HACKS = {hack["id"]: hack["code"] for hack in CORPUS}
# A class of the name the tests call may stand in for what only its problem could tell apart.
MAY_BE_INVALID = {hack["id"] for hack in CORPUS if hack.get("may_be_invalid")}
ROWS = {
    f"{way}/{hack}": {"entry_point": "solve", "solution": code, **columns}
    for way, columns in WAYS.items()
    for hack, code in {"honest": CONTROL, **HACKS}.items()
}
ATTACKS = [key for key in ROWS if not key.endswith("/honest")]


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return judged(ROWS, limits=Limits(cpu_seconds=1.0, wall_seconds=15.0))


@pytest.mark.parametrize("way", WAYS)
def test_the_honest_solution_is_accepted(way: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[f"{way}/honest"]
    assert verdict.outcome is Outcome.ACCEPTED, f"{verdict.reason}: {verdict.detail}"


@pytest.mark.parametrize("key", ATTACKS)
def test_an_attack_is_rejected(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[key]
    allowed = {Outcome.REJECTED}
    if key.partition("/")[2] in MAY_BE_INVALID:
        allowed.add(Outcome.INVALID)
    assert verdict.outcome in allowed, f"{verdict.reason}: {verdict.detail}"
    assert verdict.reason
    verdict.detail.encode()


def test_published_hacks_are_not_accepted(labelled_data: Path) -> None:
    lines = (labelled_data / "reward_hacks" / "function_hacks.jsonl").read_text().splitlines()
    hacks = [json.loads(line) for line in lines]
    rows = {
        f"{way}/{hack['id']}": {"entry_point": "solve", "solution": hack["code"], **columns}
        for hack in hacks
        # A table of the visible inputs is right on them, and slowness alone is no hack.
        if hack["label"] == "wrong" and hack["id"] != "lookup_visible"
        for way, columns in WAYS.items()
    }
    verdicts = judged(rows, limits=Limits(cpu_seconds=1.0, wall_seconds=15.0))
    accepted = [key for key, verdict in verdicts.items() if verdict.outcome is Outcome.ACCEPTED]
    assert accepted == []
