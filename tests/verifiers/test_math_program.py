from __future__ import annotations

import ast
import asyncio
from fractions import Fraction

import pytest

from tests.pipeline.fakes import NoSandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Json, Limits, MathTarget, Outcome, StdioTarget, Verdict
from verisynth.verifiers.math_program import (
    check_program,
    compare_programs,
    numbers_in,
    value_of,
)
from verisynth.verifiers.program_inputs import inputs, variations

SHORT = Limits(cpu_seconds=1.0, wall_seconds=10.0)


def program(body: str) -> str:
    return "from fractions import Fraction\nfrom decimal import Decimal\n\n\ndef answer():\n" + body


AGREEING = {
    "int": ("42", "    return 6 * 7"),
    "fraction": ("5/6", "    return Fraction(1, 2) + Fraction(1, 3)"),
    "decimal": ("$2.50", "    return Decimal('2.5')"),
    "float that prints as the gold": ("0.1", "    return 0.1"),
    "whole float": ("12", "    return 12.0"),
    "floats made exact": ("0.3", "    return 0.1 + 0.2"),
    "division made exact": ("1/3", "    return 1 / 3"),
    "division in place": ("1/3", "    x = 1\n    x /= 3\n    return x"),
    "division in a list": ("1/3", "    x = [1]\n    x[0] /= 3\n    return x[0]"),
    "an exact root": ("4", "    return 16 ** 0.5"),
    "a negative power": ("1/8", "    return 2 ** -3"),
    "float of a text": ("0.1", "    return float('0.1')"),
    "a format": ("0.33", "    return f'{1 / 3:.2f}'"),
    "infinity on the way": ("3", "    return min(float('inf'), 3)"),
    "only plain Python runs it": ("3", "    return 3 if (6 / 2).is_integer() else 0"),
    "text": ("9*pi", "    return f'{3 * 3}*pi'"),
    "list as text": ("1, 2", "    return '2, 1'"),
    "huge integer": (str(3**900), "    return 3 ** 900"),
}

DISAGREEING = {
    "another value": ("42", "    return 41"),
    "rounded": ("1/3", "    return 0.333"),
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
        "its own": ("34", "    return 17 * 2"),
        "percent": ("2.55", "    return 17 * Fraction('0.15')"),
        "invented": ("38", "    return 1 + 37"),
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


STORY = "A bakery baked 160 rolls, 6 of them broke, and 7 rolls go into a bag. How many bags?"
OWN = """\
def answer(baked=160, broken=6, bag=7):
    bags, left = 0, baked - broken
    while left >= bag:
        bags, left = bags + 1, left - bag
    return bags
"""


def compared(
    answers: dict[str, str], *, program: str = OWN, gold: str = "22"
) -> dict[str, Verdict]:
    target = MathTarget(gold=gold, program=program, form="program", stated=STORY)

    async def check() -> dict[str, Verdict]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return {
                name: await compare_programs(target, answer, sandbox=sandbox, limits=SHORT)
                for name, answer in answers.items()
            }

    return asyncio.run(check())


def test_independent_programs_have_to_agree_with_other_numbers_too() -> None:
    verdicts = compared(
        {
            "another way": "def answer(all=160, bad=6, size=7):\n    return (all - bad) // size",
            "constants instead of inputs": "def answer():\n    return (160 - 6) // 7",
            "a remainder counts": "def answer(a=160, b=6, c=7):\n    return -(-(a - b) // c)",
            "right by chance": "def answer(a=160, b=6, c=7):\n    return b * b - 2 * c",
            "another value": "def answer(a=160, b=6, c=7):\n    return (a + b) // c",
            "no program": "22 bags",
            "crashes": "def answer(a=160):\n    return [][a]",
            "gives nothing": "def answer(a=160):\n    pass",
        }
    )
    outcomes = {name: (one.outcome, one.reason) for name, one in verdicts.items()}
    rejected = Outcome.REJECTED
    assert outcomes == {
        "another way": (Outcome.ACCEPTED, ""),
        "constants instead of inputs": (Outcome.ACCEPTED, ""),
        "a remainder counts": (Outcome.ACCEPTED, ""),
        "right by chance": (rejected, "wrong-answer"),
        "another value": (rejected, "wrong-answer"),
        "no program": (rejected, "syntax-error"),
        "crashes": (rejected, "bad-result"),
        "gives nothing": (rejected, "bad-result"),
    }
    assert [check.name for check in verdicts["another way"].checks] == ["value", "other-numbers"]
    witness = verdicts["right by chance"].witness
    assert witness is not None
    assert (witness.kind, witness.input) == ("numbers", "320 instead of 160")


def test_without_a_program_of_its_own_the_problem_has_only_its_gold() -> None:
    answers = {
        "right": "def answer(a=160):\n    return 22",
        "wrong": "def answer():\n    return 21",
    }
    verdicts = compared(answers, program="")
    assert [one.outcome for one in verdicts.values()] == [Outcome.ACCEPTED, Outcome.REJECTED]
    alone = compared({"equal": OWN, "other": "def answer():\n    return 21"}, gold="")
    assert [one.outcome for one in alone.values()] == [Outcome.ACCEPTED, Outcome.REJECTED]


def test_an_answer_that_no_stated_number_changes_is_not_computed() -> None:
    stated = check(
        "def answer(baked=160, broken=6, bag=7):\n    return 22 + 0 * baked * broken * bag",
        gold="22",
        statement=f"{STORY} There are 22 bakers.",
    )
    assert stated.reason == "broken-problem"
    assert "with any other numbers" in stated.detail
    declared = check(OWN, gold="22", statement=STORY)
    assert [one.name for one in declared.checks] == ["program-agrees", "depends-on-numbers"]


def check(source: str, *, gold: str, statement: str) -> Verdict:
    async def run() -> Verdict:
        async with open_sandbox("userns", slots=1) as sandbox:
            return await check_program(
                MathTarget(gold=gold, program=source),
                sandbox=sandbox,
                limits=SHORT,
                statement=statement,
            )

    return asyncio.run(run())


def test_a_program_that_never_ends_with_other_numbers_is_still_checked() -> None:
    source = "def answer(a=160):\n    while a != 160:\n        pass\n    return a // 7"
    verdict = check(source, gold="22", statement=STORY)
    assert verdict.outcome is Outcome.ACCEPTED
    slow = "def answer(a=160):\n    if a != 160:\n        sum(range(10**12))\n    return a // 7"
    assert check(slow, gold="22", statement=STORY).outcome is Outcome.ACCEPTED


def test_inputs_are_parameters_or_else_what_only_the_statement_can_have_given() -> None:
    declared = ast.parse("def answer(a=2, b=Fraction('2.5'), *, c=Fraction(2, 3)): return 99 * a")
    assert inputs(declared) == {Fraction(2), Fraction("2.5"), Fraction(2, 3)}
    assert inputs(ast.parse("def answer(): return 2 * 160 + 100")) == {Fraction(160)}


def test_a_program_that_fails_beside_a_gold_changes_nothing() -> None:
    answers = {"right": "def answer():\n    return 22", "wrong": "def answer():\n    return 21"}
    for program in ("def answer():\n    return [][0]", "def answer(:"):
        verdicts = compared(answers, program=program)
        assert [one.outcome for one in verdicts.values()] == [Outcome.ACCEPTED, Outcome.REJECTED]


@pytest.mark.parametrize(
    "claim",
    [
        None, [], ["int"], ["int", 5], ["int", "zz"], ["fraction", "0x1/0x0"], ["fraction", "1"],
        ["decimal", "NaN"], ["decimal", "1e9999"], ["float", "inf"], ["opaque", "list"], {"a": 1},
    ],
)  # fmt: skip
def test_a_forged_claim_is_no_value(claim: Json) -> None:
    assert value_of(claim) == ""


def test_only_a_math_target_has_a_program() -> None:
    with pytest.raises(TypeError, match="MathTarget"):
        asyncio.run(check_program(StdioTarget(cases=()), sandbox=NoSandbox(), limits=SHORT))


def test_numbers_without_end_are_nobodys_inputs() -> None:
    endless = "9" * 5000
    assert numbers_in(f"Take {endless} apples and 17 pears.") >= {Fraction(17)}
    assert variations(endless, frozenset({Fraction(9)})) == ()
    assert inputs(ast.parse(f"def answer(): return '{endless}'")) == frozenset()


def test_a_percentage_is_varied_in_both_its_forms() -> None:
    changes = variations("Take 15% of 80.", frozenset({Fraction(15, 100)}))
    assert ((Fraction(15), Fraction(16)), (Fraction(15, 100), Fraction(16, 100))) in changes
    assert variations("Take 15 of 80.", frozenset({Fraction(15, 100)})) == ()
