from __future__ import annotations

import asyncio
from fractions import Fraction

import pytest

from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, MathTarget, Outcome, Verdict
from verisynth.verifiers.math_program import check_program, numbers_in

SHORT = Limits(cpu_seconds=1.0, wall_seconds=10.0)


def program(body: str) -> str:
    return "from fractions import Fraction\nfrom decimal import Decimal\n\n\ndef answer():\n" + body


AGREEING = {
    "int": ("42", "    return 6 * 7"),
    "fraction": ("5/6", "    return Fraction(1, 2) + Fraction(1, 3)"),
    "decimal": ("$2.50", "    return Decimal('2.5')"),
    "float that prints as the gold": ("0.1", "    return 0.1"),
    "whole float": ("12", "    return 12.0"),
    "text": ("9*pi", "    return f'{3 * 3}*pi'"),
    "list as text": ("1, 2", "    return '2, 1'"),
    "huge integer": (str(3**900), "    return 3 ** 900"),
}

DISAGREEING = {
    "another value": ("42", "    return 41"),
    "rounded": ("1/3", "    return 0.333"),
    "inexact float": ("0.3", "    return 0.1 + 0.2"),
    "no number": ("1", "    return None"),
    "a truth value": ("1", "    return True"),
    "an exception": ("1", "    return 1 // 0"),
    "never ends": ("1", "    while True:\n        pass"),
    "leaves": ("1", "    import os\n    os._exit(0)"),
    "a forged number": ("1", "    class One(int):\n        pass\n    return One(1)"),
    "infinite": ("1", "    return float('inf')"),
    "percent as a plain number": ("60%", "    return 60"),
}


def checked(rows: dict[str, tuple[str, str]], *, statement: str = "") -> dict[str, Verdict]:
    async def check() -> dict[str, Verdict]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return {
                name: await check_program(
                    MathTarget(gold=gold, program=program(body)),
                    sandbox=sandbox,
                    limits=SHORT,
                    statement=statement,
                )
                for name, (gold, body) in rows.items()
            }

    return asyncio.run(check())


@pytest.mark.slow
def test_a_program_with_the_golds_value_is_accepted() -> None:
    verdicts = checked(AGREEING)
    assert {name: verdict.outcome for name, verdict in verdicts.items()} == dict.fromkeys(
        AGREEING, Outcome.ACCEPTED
    )


@pytest.mark.slow
def test_any_other_program_makes_the_problem_invalid() -> None:
    verdicts = checked(DISAGREEING)
    assert {name: verdict.reason for name, verdict in verdicts.items()} == dict.fromkeys(
        DISAGREEING, "program-disagrees"
    )
    assert verdicts["another value"].detail == "the program computes 41, the stated answer is '42'"


def test_a_program_may_use_only_the_statements_numbers() -> None:
    statement = "Ann buys 17 apples at $1.25 each and gets 15% off. She has three dozen more."
    rows = {
        "its own": ("1", "    return 17 * 0 + 1"),
        "percent": ("1", "    return 17 * Fraction('0.15') * 0 + 1"),
        "invented": ("1", "    return 1 + 37 * 0"),
    }
    verdicts = checked(rows, statement=statement)
    assert verdicts["its own"].outcome is Outcome.ACCEPTED
    assert verdicts["percent"].outcome is Outcome.ACCEPTED
    assert verdicts["invented"].reason == "broken-problem"
    assert "37" in verdicts["invented"].detail


def test_a_program_made_of_constants_only_answers_another_question() -> None:
    rows = {"constants": ("12", "    return 3 + 7 + 2"), "counting": ("1", "    return 0 + 1")}
    without = checked(rows, statement="The sum of two fractions is a/b + c/d. Find it.")
    assert without["constants"].reason == "broken-problem"
    assert without["counting"].outcome is Outcome.ACCEPTED
    within = checked(rows, statement="Seven hens lay 3 eggs, and two lay none.")
    assert within["constants"].outcome is Outcome.ACCEPTED


def test_source_that_is_not_python_is_a_broken_problem() -> None:
    for body in ("    return (", "    return '\0'", "    return " + "(" * 500 + ")" * 500):
        (verdict,) = checked({"x": ("1", body)}).values()
        assert verdict.outcome is Outcome.INVALID


def test_numbers_are_found_in_digits_and_words() -> None:
    found = numbers_in("In 1,250 steps, 12.5% of seventeen people")
    assert {Fraction(1250), Fraction("12.5"), Fraction("0.125"), Fraction(17)} <= found
