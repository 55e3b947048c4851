"""A computation does not answer its result; a result in another form does."""

from __future__ import annotations

import pytest

from tests.verifiers.math_judging import in_sandbox, on_host
from verisynth.types import Outcome

VALUES = [
    ("0.75", "3/4"),
    ("0.75", r"\frac{3}{4}"),
    ("0.75", r"\frac{6}{8}"),
    ("-0.75", r"-\frac{3}{4}"),
    ("-0.75", r"\frac{-3}{4}"),
    ("0.75", r"\frac{-3}{-4}"),
    ("1.5", r"1\frac{1}{2}"),
    ("1.5", "1 1/2"),
    ("-1.5", r"-1\frac{1}{2}"),
    ("0.1", "10%"),
    ("10%", r"\frac{1}{10}"),
    ("300000000", r"3\times10^8"),
    ("-0.003", r"-3 \times 10^{-3}"),
    ("1000000", "10^6"),
    ("0.01", r"\frac{1}{10^2}"),
    ("3000000", "3 million"),
    ("90 min", "1 h 30 min"),
    ("90 min", "3/2 h"),
    (r"45.5^\circ", "45°30'"),
    ("3, -3", r"\pm 3"),
    ("5", "x = 2 + 3 = 5"),
    ("5", "(B) 5"),
    ("1, 3", "x = 1 or x = 3"),
    ("x = 2", "2 = x"),
    ("x = 2", "x - 2 = 0"),
    (r"2\sqrt{3}", r"\sqrt{3} \cdot 2"),
    (r"18 + 2\pi", r"2(\pi + 9)"),
    ("2^{10}", "1024"),
    ("2^{10}", "32^2"),
    ("5!", "120"),
    ("3x + 2", "2 + 3x"),
    (r"\approx 3.14", r"\frac{22}{7}"),
    (r"2 \text{ km}", r"2 \times 10^3 \text{ m}"),
    ("(1, 2)", "(x, y) = (1, 2)"),
    (r"\text{e}", "$e$"),
]

COMPUTATIONS = [
    ("7", "5+2"),
    ("7", "(5 + 2)"),
    ("7", "x = 5 + 2"),
    ("7 cm", r"5+2 \text{ cm}"),
    ("7%", "(5+2)%"),
    ("7", r"7 \cdot 1"),
    ("3", "-(-3)"),
    ("3", "9/3/1"),
    ("1024", "2^{10}"),
    ("4", r"\sqrt{16}"),
    ("5", "|-5|"),
    ("120", "5!"),
    ("10", r"\binom{5}{2}"),
    ("-1", "i^2"),
    ("1.5", r"1 + \frac{1}{2}"),
    ("12.5%", r"\frac{1}{8} \cdot 100\%"),
    ("1, 3", "2 - 1, 2 + 1"),
    ("1, 3", r"2 \pm 1"),
    ("(1, 2)", "(1, 1 + 1)"),
    ("[1, 2]", "[1, 1 + 1]"),
    ("9\\pi", r"\pi \cdot 3^2"),
    ("9\\pi", r"3 \cdot 3 \pi"),
    (r"5 + \sqrt{2}", r"3 + 2 + \sqrt{2}"),
    (r"3\sqrt{2}", r"\sqrt{9}\sqrt{2}"),
    ("x = 2", "2x + 3 = 7"),
    ("x = 2", "2x - 4 = 0"),
    ("x = 2", "x = 1 + 1"),
]

ALGEBRA = [
    ("2", r"\sqrt{2} \cdot \sqrt{2}", "rejected"),
    ("1/2", r"\sin 30^\circ", "rejected"),
    (r"\frac{\sqrt{3}}{2}", r"\cos \frac{\pi}{6}", "rejected"),
    (r"\frac{\pi}{4}", r"\arctan 1", "rejected"),
    (r"\frac{\ln 3}{\ln 2}", r"\log_2 3", "accepted"),
    (r"2\sqrt{3}", r"\sqrt{12}", "accepted"),
    (r"2\sqrt{3}", r"\frac{6}{\sqrt{3}}", "accepted"),
    ("0.693147180559945", r"\ln 2", "accepted"),
    (r"\approx 3.14", r"\pi", "accepted"),
    (r"\approx 3.15", r"\pi", "rejected"),
]


@pytest.mark.parametrize(("gold", "answer"), VALUES)
def test_a_result_in_another_form_is_accepted(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer)
    assert verdict.outcome is Outcome.ACCEPTED, verdict.detail


@pytest.mark.parametrize(("gold", "answer"), COMPUTATIONS)
def test_a_computation_is_refused_unless_the_problem_allows_it(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer)
    assert (verdict.outcome, verdict.reason) == ("rejected", "unevaluated-answer"), verdict.detail
    assert on_host(gold, answer, unevaluated="allowed").outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("gold", "answer"), COMPUTATIONS)
def test_a_computation_with_another_value_is_simply_wrong(gold: str, answer: str) -> None:
    wrong = answer.replace("3", "6").replace("5", "8").replace("1", "4")
    if wrong != answer and on_host(gold, wrong, unevaluated="allowed").outcome == "rejected":
        assert on_host(gold, wrong).reason in ("wrong-answer", "no-answer")


def test_functions_and_roots_that_are_left_to_evaluate_need_algebra() -> None:
    verdicts = in_sandbox([(gold, answer) for gold, answer, _ in ALGEBRA])
    for (gold, answer, outcome), verdict in zip(ALGEBRA, verdicts, strict=True):
        assert verdict.outcome == outcome, (gold, answer, verdict.detail)
