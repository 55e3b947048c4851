"""What calls a test file, an assertion and a statement show, read without running anything."""

from __future__ import annotations

import pytest

from verisynth.types import Case, PythonTarget
from verisynth.verifiers.python_calls import (
    asserted_cases,
    seen_calls,
    shown_examples,
)


@pytest.mark.parametrize(
    "example",
    [
        "f(1, 'a)') == [2]",
        "f(1, 'a)') -> [2]",
        "f(1, 'a)') ==> [2].",
        "`f(1, 'a)')`  # gives [2]".replace("`", ""),
        "f(1, 'a)') returns [2]",
        ">>> f(1, 'a)')\n    [2]\n",
    ],
)
def test_every_way_to_show_an_example_is_read(example: str) -> None:
    assert list(shown_examples(f"Write f.\n{example}", "f")) == [((1, "a)"), "[2]")]


def test_a_call_without_a_literal_result_is_no_example() -> None:
    assert list(shown_examples("Call f(x) or f(1) and see. half(1) == 2", "f")) == []


def test_calls_of_cases_assertions_and_tests_are_seen() -> None:
    target = PythonTarget(
        entry_point="f",
        cases=(Case(arguments="(1,)", expected="2"),),
        assertions=("assert f(2) == 3", "assert not f(x)"),
        tests="CASES = [((4,), 5)]\ndef test_a():\n    assert solution.f([3]) is None\n",
    )
    assert set(map(repr, seen_calls(target))) == {"(1,)", "(2,)", "([3],)", "(4,)"}


def test_only_asserts_that_surely_run_become_cases() -> None:
    tests = (
        "from solution import f\n"
        "def check(candidate):\n    assert candidate(1) == 2\n    if WINDOWS:\n"
        "        assert candidate(9) == 9\n"
        "def test_check():\n    check(f)\n    assert f(3) == 4, 'why'\n    assert f(x) == 5\n"
        "    assert f(5) != 5\n"
        "def unused(candidate):\n    assert candidate(7) == 7\n"
    )
    found = asserted_cases(PythonTarget(entry_point="f", tests=tests))
    assert [(one.arguments, one.expected) for one in found] == [("(1, )", "2"), ("(3, )", "4")]
