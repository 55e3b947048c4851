"""Rows and replies become problems, or a message a person can act on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.verifiers.python_judging import judged
from verisynth.errors import Unparseable, UsageError
from verisynth.families.python import PythonFamily
from verisynth.families.stdio import StdioFamily
from verisynth.reasons import REASONS
from verisynth.types import Limits, Outcome, PythonTarget, StdioTarget

PYTHON, STDIO = PythonFamily(), StdioFamily()
SOLVE = "def solve(x):\n    return x\n"


def test_a_row_with_json_cases() -> None:
    row = {"solution": SOLVE, "cases": [{"args": [[1, "a"]], "expected": None, "kwargs": {"k": 1}}]}
    target, answer = PYTHON.row(row)
    assert isinstance(target, PythonTarget)
    assert answer == SOLVE
    assert target.entry_point == "solve"
    assert (target.cases[0].expected, target.cases[0].keywords) == ("None", "{'k': 1}")


def test_a_text_stays_a_text_unless_args_is_a_literal() -> None:
    as_json, _ = PYTHON.row({"solution": SOLVE, "cases": [{"args": ["(1,)"], "expected": "{1}"}]})
    literal, _ = PYTHON.row({"solution": SOLVE, "cases": [{"args": "((1,),)", "expected": "{1}"}]})
    assert isinstance(as_json, PythonTarget)
    assert isinstance(literal, PythonTarget)
    assert as_json.cases[0].expected == "'{1}'"
    assert literal.cases[0].expected == "{1}"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"solution": None, "soluton": SOLVE}, "has none of|must be|no column \"?'?solution"),
        ({"solution": 5}, "solution must be text, not a number"),
        ({"cases": None}, "none of tests, cases, assertions"),
        ({"cases": None, "test": "x"}, 'Did you mean "tests"'),
        ({"cases": []}, "cases must be a list with at least one item"),
        ({"cases": {"a": 1}}, "not an object"),
        ({"cases": [5]}, r"cases\[0\] must be an object"),
        ({"cases": [{"args": [1]}]}, r"cases\[0\] has no expected"),
        ({"cases": [{"args": [1], "expect": 1}]}, 'Did you mean "expected"'),
        ({"cases": [{"args": 1, "expected": 1}]}, r"cases\[0\].args must be a list"),
        ({"cases": [{"args": "1", "expected": "1"}]}, "for one argument write"),
        ({"cases": [{"args": "(f(),)", "expected": "1"}]}, r"cases\[0\].args: not a Python lit"),
        ({"cases": [{"args": [1], "kwargs": [1], "expected": 1}]}, "kwargs must be an object"),
        ({"cases": [{"args": "()", "kwargs": "[]", "expected": "1"}]}, "kwargs must be a dict"),
        ({"entry_point": "a b"}, 'entry_point is "a b"'),
        ({"entry_point": "class"}, 'entry_point is "class"'),
        ({"solution": "x = 1"}, "it defines: none"),
        ({"solution": SOLVE + "def other(): pass"}, "it defines: solve, other"),
        ({"assertions": [1]}, r"assertions\[0\] must be text"),
        ({"assertions": ["f(1)"]}, "not one assert statement"),
        ({"assertions": ["assert f(1"]}, "not a Python statement"),
        ({"tests": 1}, "tests must be text"),
    ],
    ids=lambda change: json.dumps(change)[:40] if isinstance(change, dict) else None,
)
def test_a_wrong_row_says_what_is_wrong(change: dict[str, Any], part: str) -> None:
    row = {"solution": SOLVE, "cases": [{"args": [1], "expected": 1}], **change}
    row = {key: value for key, value in row.items() if value is not None}
    with pytest.raises(UsageError, match=part):
        PYTHON.row(row)


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({"cases": []}, "no column 'solution'"),
        ({"solution": "x"}, "no cases"),
        ({"solution": "x", "case": []}, 'Did you mean "cases"'),
        ({"solution": "x", "cases": [{"input": "a"}]}, r"cases\[0\] has no output"),
        ({"solution": "x", "cases": [{"input": 1, "output": ""}]}, "input must be text"),
        ({"solution": "x", "cases": [{"input": "", "output": ""}], "compare": "line"}, '"lines"'),
    ],
    ids=str,
)
def test_a_wrong_stdio_row_says_what_is_wrong(row: dict[str, Any], part: str) -> None:
    with pytest.raises(UsageError, match=part):
        STDIO.row(row)


TESTS = "from solution import solve\n\n\ndef test_it():\n    assert solve(1) == 1\n"


def parsed(solution: str = SOLVE, tests: str = TESTS, problem: str = "Return x.") -> PythonTarget:
    sections = {"problem": problem, "solution": solution, "tests": tests}
    proposal = PYTHON.parse(sections, cell={"topic": "easy"})
    assert proposal.problem.topic == "easy"
    assert proposal.candidates[0].answer == proposal.problem.reference
    assert isinstance(proposal.problem.target, PythonTarget)
    return proposal.problem.target


def test_a_reply_becomes_a_problem() -> None:
    assert parsed() == PythonTarget(entry_point="solve", tests=TESTS)


@pytest.mark.parametrize(
    "solution",
    [
        f"```python\n{SOLVE}```",
        f"Here it is:\n```py\n{SOLVE}```\nEnjoy!",
        f"{SOLVE}```\n",
        f"```python\n{SOLVE}```\nFor example:\n```python\nprint(solve(1)) # {'x' * 90}\n```",
        f"```\n{SOLVE}",
    ],
)
def test_stray_fences_are_dropped(solution: str) -> None:
    assert parsed(solution) == parsed()


@pytest.mark.parametrize(
    "tests",
    [
        "def test_it():\n    assert solve(1) == 1\n",
        "from my_module import solve\n\n\ndef test_it():\n    assert solve(1) == 1\n",
        "import solution\n\n\ndef test_it():\n    assert solution.solve(1) == 1\n",
        "from solution import *\n\n\ndef test_it():\n    assert solve(1) == 1\n",
    ],
)
def test_tests_find_the_solution(tests: str) -> None:
    target = parsed(tests=tests)
    assert target.entry_point == "solve"
    row = {"solution": SOLVE, "tests": target.tests, "entry_point": "solve"}
    assert judged({"": row})[""].outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("sections", "reason"),
    [
        ({"problem": " "}, "missing-section"),
        ({"solution": ""}, "no-code-block"),
        ({"solution": "```json\n{}\n```"}, "no-code-block"),
        ({"solution": "def solve(x):\n    return (x +\n"}, "truncated"),
        ({"solution": 'def solve(x):\n    """Return'}, "truncated"),
        ({"solution": "def solve(x):\n    if x:"}, "truncated"),
        ({"solution": "```python\ndef solve(x):\n    return x[0"}, "truncated"),
        ({"solution": "def solve(x)\n    return x\n"}, "syntax-error"),
        ({"solution": "x = 1\n"}, "missing-entry-point"),
        ({"tests": "from solution import other\nassert other(1)\n"}, "missing-entry-point"),
        ({"tests": "def test_it():\n    assert True\n"}, "missing-entry-point"),
        ({"tests": "("}, "truncated"),
    ],
    ids=str,
)
def test_a_reply_without_a_candidate(sections: dict[str, str], reason: str) -> None:
    whole = {"problem": "Return x.", "solution": SOLVE, "tests": TESTS, **sections}
    with pytest.raises(Unparseable) as caught:
        PYTHON.parse(whole, cell={})
    assert caught.value.reason == reason
    assert REASONS[reason].outcome is Outcome.REJECTED


def test_a_stdio_reply() -> None:
    cases = '```json\n[{"input": "1\\n", "output": "2\\n"}]\n```'
    sections = {"problem": "Add one.", "solution": "print(int(input()) + 1)", "cases": cases}
    proposal = STDIO.parse(sections, cell={})
    assert isinstance(proposal.problem.target, StdioTarget)
    assert proposal.problem.target.cases[0].output == "2\n"
    for broken in ("", "[]", "[{]", '[{"input": 1, "output": ""}]', "none"):
        with pytest.raises(Unparseable):
            STDIO.parse({**sections, "cases": broken}, cell={})


PROBLEMS: dict[str, dict[str, Any]] = {
    "cases": {"cases": [{"args": [2], "expected": 4}, {"args": [3], "expected": 9}]},
    "assertions": {"assertions": ["assert square(2) == 4", "assert square(3) == 9"]},
    "tests": {"tests": "import solution\n\ndef test_it():\n    assert solution.square(3) == 9\n"
              "    assert [solution.square(n) for n in (0, 2)] == [0, 4]\n"},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", PROBLEMS)
def test_planted_programs_are_rejected(way: str) -> None:
    from verisynth.types import Problem

    row = {"entry_point": "square", "solution": "def square(n):\n    return n * n\n"}
    target, reference = PYTHON.row({**row, **PROBLEMS[way]})
    planted = PYTHON.planted(Problem(statement="Square n.", target=target, reference=reference))
    assert len(planted) == (5 if target.cases else 6)
    rows = {one.why: {**row, **PROBLEMS[way], "solution": one.answer} for one in planted}
    for why, verdict in judged(rows).items():
        assert verdict.outcome is Outcome.REJECTED, why
        assert verdict.reason in ("wrong-answer", "exception"), why


@pytest.mark.slow
def test_planted_programs_for_stdio_are_rejected() -> None:
    from verisynth.types import Problem

    row = {"solution": "", "cases": [{"input": "1", "output": "2"}, {"input": "2", "output": "4"}]}
    target, _ = STDIO.row(row)
    planted = STDIO.planted(Problem(statement="Double.", target=target, reference=""))
    assert len(planted) == 3
    rows = {one.why: {**row, "solution": one.answer} for one in planted}
    verdicts = judged(rows, family="stdio")
    assert {verdict.reason for verdict in verdicts.values()} == {"wrong-output"}


def test_limits_are_passed_on() -> None:
    row = {
        "solution": "def solve(x):\n    while True: pass\n",
        "cases": [{"args": [1], "expected": 1}],
    }
    verdict = judged({"": row}, limits=Limits(cpu_seconds=0.2, wall_seconds=10))[""]
    assert verdict.reason == "time-limit"
