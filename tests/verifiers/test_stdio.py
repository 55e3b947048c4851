"""Programs are run as a real interpreter would run them, and judged by what they print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers.python_judging import corpus, judged, with_solution
from verisynth.errors import UsageError
from verisynth.families.stdio import StdioFamily
from verisynth.types import Limits, Outcome, Verdict

pytestmark = pytest.mark.slow

ROWS = {
    f"{problem['id']}/{label}{number}": with_solution(problem, code)
    for problem in corpus("stdio.toml")
    for label in ("right", "wrong")
    for number, code in enumerate(problem[label])
}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    limits = Limits(cpu_seconds=1.0, wall_seconds=15.0, output_bytes=100_000)
    return judged(ROWS, family="stdio", limits=limits)


@pytest.mark.parametrize("key", [key for key in ROWS if "right" in key])
def test_an_honest_program_is_accepted(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[key]
    assert verdict.outcome is Outcome.ACCEPTED, f"{verdict.reason}: {verdict.detail}"
    assert verdict.verifier == "stdio@1"


@pytest.mark.parametrize("key", [key for key in ROWS if "wrong" in key])
def test_a_wrong_program_is_rejected(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[key]
    assert verdict.outcome is Outcome.REJECTED, f"{verdict.reason}: {verdict.detail}"


@pytest.mark.parametrize(
    ("key", "reason", "part"),
    [
        ("double/wrong0", "wrong-output", "garbage"),
        ("double/wrong1", "exception", "exit code 1: ValueError"),
        ("double/wrong5", "exception", "exit code 3"),
        ("double/wrong8", "crash", "signal 6"),
        ("double/wrong9", "time-limit", "CPU"),
        ("double/wrong10", "output-limit", "more output"),
        ("double/wrong11", "syntax-error", "line 1"),
    ],
)
def test_the_reason_says_how_it_failed(
    key: str, reason: str, part: str, verdicts: dict[str, Verdict]
) -> None:
    assert verdicts[key].reason == reason
    assert part in verdicts[key].detail


CHECKERS = {
    "is not Python": "def check(",
    "defines nothing": "x = 1\n",
    "says 1": "def check(input, output, expected):\n    return 1\n",
    "has a mistake": "def check(input, output, expected):\n    return outptu == expected\n",
    "takes too few": "def check(output):\n    return True\n",
    "ends its process": "import os\n\n\ndef check(*texts):\n    os._exit(0)\n",
    "never ends": "def check(*texts):\n    while True:\n        pass\n",
}


def test_a_checker_that_cannot_decide_is_the_problems_fault() -> None:
    rows = {
        name: {
            "solution": "print(1)",
            "checker": checker,
            "cases": [{"input": "", "output": "1"}],
        }
        for name, checker in CHECKERS.items()
    }
    limits = Limits(cpu_seconds=0.5, wall_seconds=15.0)
    verdicts = judged(rows, family="stdio", limits=limits)
    assert {key: v.reason for key, v in verdicts.items()} == dict.fromkeys(rows, "broken-problem")
    assert "has a mistake" in verdicts
    assert "NameError" in verdicts["has a mistake"].detail


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"compare": "number"}, 'Did you mean "numbers"'),
        ({"tolerance": 0.1}, "needs compare"),
        ({"compare": "numbers", "tolerance": 2}, "from 0 to below 1"),
        ({"exit_code": "one"}, "zero, any"),
        ({"stderr": "loud"}, "ignored, empty"),
    ],
)
def test_a_policy_that_does_not_exist_is_refused(columns: dict[str, Any], message: str) -> None:
    row = {"solution": "print(1)", "cases": [{"input": "", "output": "1"}], **columns}
    with pytest.raises(UsageError, match=message):
        StdioFamily().row(row)


def test_published_programs_get_their_label(labelled_data: Path) -> None:
    lines = (labelled_data / "reward_hacks" / "stdio_cases.jsonl").read_text().splitlines()
    programs = [json.loads(line) for line in lines]
    rows = {
        program["id"]: {
            "solution": program["code"],
            "cases": [{"input": given, "output": wanted} for given, wanted in program["tests"]],
        }
        for program in programs
    }
    verdicts = judged(rows, family="stdio")
    labels = {program["id"]: program["label"] == "correct" for program in programs}
    assert {key: v.outcome is Outcome.ACCEPTED for key, v in verdicts.items()} == labels
