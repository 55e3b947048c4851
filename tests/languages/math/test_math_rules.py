"""The rules a problem may state, each beside what holds without it."""

from __future__ import annotations

import pytest

from tests.verifiers.math_judging import on_host
from verisynth.errors import UsageError
from verisynth.families.math import MathFamily
from verisynth.types import MathTarget, Outcome

RULES = [
    # gold, answer, rule, outcome without it, outcome with it
    ("60%", "60", {"percent": "value"}, "accepted", "rejected"),
    ("60%", "0.6", {"percent": "value"}, "accepted", "accepted"),
    ("60", "60%", {"percent": "value"}, "rejected", "rejected"),
    ("5 cm", "5", {"units": "required"}, "accepted", "rejected"),
    ("5 cm", "50 mm", {"units": "required"}, "accepted", "accepted"),
    ("1, 2", "2, 1", {"order": "same"}, "accepted", "rejected"),
    ("1, 2", "1, 2.0", {"order": "same"}, "accepted", "accepted"),
    ("1/3", "0.3333333333333333", {"decimals": "exact"}, "accepted", "rejected"),
    ("0.33", "1/3", {"decimals": "rounded"}, "rejected", "accepted"),
    ("0.33", "0.334", {"decimals": "rounded"}, "rejected", "accepted"),
    ("0.33", "0.336", {"decimals": "rounded"}, "rejected", "rejected"),
    ("33", "33.3", {"decimals": "rounded"}, "rejected", "rejected"),
    ("x^2 + C", "x^2", {"constant": "optional"}, "rejected", "accepted"),
    ("x^2 + C", "x^3", {"constant": "optional"}, "rejected", "rejected"),
    ("200", "201", {"tolerance": 0.01}, "rejected", "accepted"),
    ("200", "203", {"tolerance": 0.01}, "rejected", "rejected"),
    ("-200", "-201", {"tolerance": 0.01}, "rejected", "accepted"),
    ("0", "0.001", {"tolerance": 0.01}, "rejected", "rejected"),
]


@pytest.mark.parametrize(("gold", "answer", "rule", "without", "with_it"), RULES)
def test_a_rule_changes_what_it_says_and_nothing_else(
    gold: str, answer: str, rule: dict[str, str], without: str, with_it: str
) -> None:
    assert on_host(gold, answer).outcome == without
    assert on_host(gold, answer, **rule).outcome == with_it


def test_there_is_no_tolerance_that_nobody_stated() -> None:
    for gold, answer in (("1000000", "1000001"), ("0.1", "0.10000001"), ("1/3", "0.333333")):
        assert on_host(gold, answer).outcome is Outcome.REJECTED


def test_a_gold_that_says_about_states_its_tolerance() -> None:
    assert on_host(r"\approx 3.14", "3.1416").outcome is Outcome.ACCEPTED
    assert on_host(r"22/7 \approx 3.14", "3.14").outcome is Outcome.ACCEPTED
    assert on_host(r"22/7 \approx 3.14", "22/7").outcome is Outcome.ACCEPTED
    assert on_host(r"22/7 \approx 3.14", "3.15").outcome is Outcome.REJECTED
    assert on_host("3.14...", "3.1415").outcome is Outcome.ACCEPTED
    assert on_host("3.14", "3.1415").outcome is Outcome.REJECTED


def test_rows_state_their_rules_by_name() -> None:
    row = {"gold": "60%", "answer": "60", "percent": "value", "tolerance": 0.5, "slot": "json:x"}
    target, _ = MathFamily().row(row)
    assert target == MathTarget(gold="60%", percent="value", tolerance=0.5, slot="json:x")
    assert MathFamily().row({"gold": "1", "answer": "1", "slot": "", "units": None}) == (
        MathTarget(gold="1"),
        "1",
    )
    assert {"slot", "percent", "tolerance"} <= set(MathFamily().columns)


@pytest.mark.parametrize(
    "rule",
    [
        {"slot": "last-number"},
        {"slot": 3},
        {"percent": "both"},
        {"tolerance": "0.1"},
        {"tolerance": 2},
        {"tolerance": -0.1},
        {"tolerance": True},
    ],
)
def test_a_rule_that_means_nothing_is_named(rule: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=next(iter(rule))):
        MathFamily().row({"gold": "1", "answer": "1", **rule})  # type: ignore[dict-item]


def test_the_slot_of_the_target_is_where_the_answer_is_looked_for() -> None:
    text = "Answer: 1\n\\boxed{2}"
    assert on_host("2", text).outcome is Outcome.ACCEPTED
    assert on_host("1", text, slot="answer").outcome is Outcome.ACCEPTED
    assert on_host("2", text, slot="answer").outcome is Outcome.REJECTED
    assert on_host("2", "2", slot="boxed").reason == "no-answer"
    assert on_host("2", '{"answer": 2}', slot="json:answer").outcome is Outcome.ACCEPTED
