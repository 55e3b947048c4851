"""Rows with a reference: their problem is judged first, once, and remembers what failed it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import verisynth
from verisynth.families.python import PythonFamily
from verisynth.pipeline.verify_rows import RowVerdict, output_row
from verisynth.types import Json

REFERENCE = "def clamp(x, low, high):\n    return max(low, min(x, high))\n"
RIGHT = "def clamp(x, low, high):\n    return sorted([low, x, high])[1]\n"
NO_TOP = "def clamp(x, low, high):\n    return max(low, x)\n"
STRONG: list[Json] = [
    {"args": [5, 1, 9], "expected": 5},
    {"args": [0, 1, 9], "expected": 1},
    {"args": [12, 1, 9], "expected": 9},
    {"args": [4, 4, 4], "expected": 4},
]
WEAK = STRONG[:2]


def row(solution: str, cases: Sequence[Json], **more: Json) -> dict[str, Json]:
    return {"solution": solution, "entry_point": "clamp", "cases": cases, **more}


def judged(rows: Sequence[Mapping[str, Json]], *, least: float = 0.9) -> list[RowVerdict]:
    return asyncio.run(
        verisynth.verify(rows, family="python", sandbox="userns", slots=2, min_mutation_score=least)
    )


def reasons(found: Sequence[RowVerdict]) -> list[str]:
    return [one.verdict.reason or one.verdict.outcome.value for one in found]


def test_the_audit_is_told_in_columns() -> None:
    plain, audited = judged([row(RIGHT, STRONG), row(RIGHT, STRONG, reference=REFERENCE)])
    columns = output_row(audited, inputs=PythonFamily().columns)
    assert columns["outcome"] == "accepted"
    assert columns["mutation_score"] == 1.0
    assert columns["mutants"] == columns["mutants_killed"]
    assert columns["survivors"] == []
    assert columns["planted_rejected"] == 5
    assert "reference" not in columns
    assert "mutation_score" not in output_row(plain, inputs=PythonFamily().columns)


def test_weak_checks_still_reject_but_accept_nobody() -> None:
    rows = [row(one, WEAK, reference=REFERENCE) for one in (REFERENCE, "def clamp(*a): pass\n")]
    assert reasons(judged(rows)) == ["toothless-tests", "wrong-answer"]
    only_told = judged(rows, least=0.0)
    assert reasons(only_told) == ["accepted", "wrong-answer"]
    score = only_told[0].counted["mutation_score"]
    assert isinstance(score, float)
    assert score < 0.9


OLD_ENOUGH = "def f(x):\n    return 'adult' if x >= 18 else 'minor'\n"


def test_the_function_that_checks_name_needs_no_column_to_be_searched() -> None:
    asserts: list[Json] = ["assert f(30) == 'adult'", "assert f(5) == 'minor'"]
    tests = "from solution import {}\n\n\ndef test_it():\n    {}\n    {}\n"
    helped = f"def helper(x):\n    return x\n\n\n{OLD_ENOUGH}"
    stated: list[dict[str, Json]] = [
        {"assertions": asserts},
        {"tests": tests.format("f", *asserts)},
        {"tests": tests.format("*", *asserts)},
        {"tests": f"def check(f):\n    {asserts[0]}\n    {asserts[1]}\n", "entry_point": "f"},
    ]
    rows: list[dict[str, Json]] = [
        {"solution": OLD_ENOUGH, "reference": reference, **one}
        for one in stated
        for reference in (OLD_ENOUGH, helped)
    ]
    assert reasons(judged(rows)) == ["toothless-tests"] * len(rows)


def test_numbers_that_a_class_compares_with_are_asked_of_its_methods() -> None:
    reference = "class T:\n    def fare(self, age):\n        return 0 if age < 6 else 5\n"
    tests = (
        "from solution import T\n\n\ndef test_it():\n"
        "    assert (T().fare({}), T().fare({})) == (0, 5)\n"
    )
    rows: list[dict[str, Json]] = [
        {"solution": reference, "reference": reference, "tests": tests.format(*ages)}
        for ages in ((1, 40), (5, 6))
    ]
    assert reasons(judged(rows)) == ["toothless-tests", "accepted"]


def test_a_reference_that_fails_condemns_every_row_of_its_problem() -> None:
    rows = [row(one, STRONG, reference=NO_TOP) for one in (RIGHT, NO_TOP)]
    assert reasons(judged(rows)) == ["reference-fails", "reference-fails"]


def test_what_failed_a_statement_must_fail_its_other_checks_too() -> None:
    rows = [
        row(NO_TOP, STRONG, reference=REFERENCE, prompt="Clamp."),
        row(RIGHT, WEAK, reference=REFERENCE, prompt="Clamp."),
        row(RIGHT, WEAK, reference=REFERENCE, prompt="Another."),
    ]
    found = judged(rows, least=0.0)
    assert reasons(found) == ["wrong-answer", "toothless-tests", "accepted"]
    assert "failed this problem before" in found[1].verdict.detail


def test_a_reference_that_is_no_text_makes_the_line_unreadable() -> None:
    assert reasons(judged([row(RIGHT, STRONG, reference=[1])])) == ["unreadable-line"]
