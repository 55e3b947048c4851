from __future__ import annotations

import asyncio
from fractions import Fraction

import pytest

from tests.verifiers.math_judging import NoSandbox
from verisynth.errors import Unparseable, UsageError
from verisynth.families.math import MathFamily
from verisynth.types import Limits, MathTarget, Outcome, Problem, SqlTarget

FAMILY = MathFamily()
SECTIONS = {
    "problem": "A tram has 12 rows of 4 seats. How many seats are there?",
    "program": "def answer():\n    return 12 * 4",
    "solution": "Each row has 4 seats.\n12 × 4 = 48.\n\n**Answer: 48**",
}


def outcome(gold: str, answer: str) -> Outcome:
    verdict = asyncio.run(
        FAMILY.verify(MathTarget(gold=gold), answer, sandbox=NoSandbox(), limits=Limits())
    )
    return verdict.outcome


def problem(gold: str) -> Problem:
    return Problem(statement="?", target=MathTarget(gold=gold), reference=gold)


def test_a_reply_becomes_a_problem_with_its_program() -> None:
    proposal = FAMILY.parse(SECTIONS, cell={"topic": "travel"})
    assert proposal.problem.target == MathTarget(
        gold="48", program=SECTIONS["program"], stated=SECTIONS["problem"]
    )
    assert proposal.problem.topic == "travel"
    (candidate,) = proposal.candidates
    assert candidate.answer == proposal.problem.reference == "48"
    assert candidate.reasoning == "Each row has 4 seats.\n12 × 4 = 48."


@pytest.mark.parametrize(
    ("section", "text", "reason"),
    [
        ("problem", " ", "missing-section"),
        ("program", "", "missing-section"),
        ("solution", "It is 48.\n\nI think.", "no-answer"),
        ("solution", "Answer: 48\nAnswer: 49", "no-answer"),
        ("solution", "Answer: 48 because so it is", "bad-section"),
    ],
)
def test_a_reply_without_a_readable_answer_is_not_a_problem(
    section: str, text: str, reason: str
) -> None:
    with pytest.raises(Unparseable) as caught:
        FAMILY.parse({**SECTIONS, section: text}, cell={})
    assert caught.value.reason == reason


def test_rows_take_numbers_as_they_are_written() -> None:
    assert FAMILY.row({"gold": 0.1, "answer": 7}) == (MathTarget(gold="0.1"), "7")
    target, answer = FAMILY.row({"id": "a", "gold": "1/2", "answer": "x", "program": "p"})
    assert (target, answer) == (MathTarget(gold="1/2", program="p"), "x")
    target, _ = FAMILY.row({"gold": "5x", "answer": "x", "problem": "Simplify 2x + 3x."})
    assert target == MathTarget(gold="5x", stated="Simplify 2x + 3x.")
    assert FAMILY.row({"gold": "5x", "answer": "x", "problem": 7})[0] == MathTarget(gold="5x")


@pytest.mark.parametrize(
    "row",
    [{"gold": "1"}, {"answer": "1"}, {"gold": None, "answer": "1"}, {"gold": True, "answer": "1"},
     {"gold": "1", "answer": "1", "program": 3}]
)  # fmt: skip
def test_a_row_with_a_missing_field_says_which(row: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"gold|answer|program"):
        FAMILY.row(row)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "gold",
    [
        "42",
        "-1",
        "0",
        "1",
        "5/6",
        "2.50",
        "$12.50",
        "60%",
        "1000",
        "5 cm",
        "10%",
        "-10%",
        "1%",
        "100%",
    ],
)
def test_planted_answers_are_wrong_for_any_rational_gold(gold: str) -> None:
    planted = FAMILY.planted(problem(gold))
    assert len(planted) >= 3
    assert all(outcome(gold, one.answer) is Outcome.REJECTED for one in planted), planted
    assert all(one.why for one in planted)
    assert outcome(gold, gold) is Outcome.ACCEPTED


def test_planted_answers_exist_for_every_shape() -> None:
    for gold in ("pi", "x + 1", "1, 2", "(1, 2)", "x > 3", "[0, 1)", "Evelyn", "10^{9000}"):
        assert len(FAMILY.planted(problem(gold))) >= 4
    for gold in ("1, 2", "(1, 2)", "x > 3", "[0, 1)", "Evelyn"):
        for one in FAMILY.planted(problem(gold)):
            assert outcome(gold, one.answer) is Outcome.REJECTED, (gold, one)
    assert len(FAMILY.planted(problem(r"\int_0^1 x"))) == 2


def test_another_familys_target_is_a_mistake_of_the_caller() -> None:
    target = SqlTarget(gold="SELECT 1")
    with pytest.raises(TypeError, match="MathTarget"):
        FAMILY.planted(Problem(statement="?", target=target, reference=""))
    with pytest.raises(TypeError, match="SqlTarget"):
        asyncio.run(FAMILY.verify(target, "1", sandbox=NoSandbox(), limits=Limits()))


def test_verdicts_say_what_was_compared() -> None:
    verdict = asyncio.run(
        FAMILY.verify(MathTarget(gold="1/2"), "0.4", sandbox=NoSandbox(), limits=Limits())
    )
    assert verdict.detail == "'0.4' beside the gold '1/2'"
    assert verdict.verifier == "symbolic@2"
    assert Fraction(verdict.seconds) >= 0
