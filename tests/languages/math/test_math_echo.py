"""An expression of the problem does not answer the problem."""

from __future__ import annotations

import pytest

from tests.verifiers.math_judging import on_host
from verisynth.languages.math.echo import repeats
from verisynth.languages.math.parser import parse
from verisynth.types import Outcome

ECHOES = [
    ("Factor x^2 - 1.", "(x-1)(x+1)", "x^2-1"),
    ("Factor $x^2-1$ completely.", "(x-1)(x+1)", "-1 + x^2"),
    (r"Factor \(x^2-1\) completely.", "(x-1)(x+1)", "y = x^2 - 1"),
    (r"Expand \[(x + 1)^2.\]", "x^2+2x+1", "(1+x)^2"),
    ("Simplify 2x + 3x", "5x", "2x+3x"),
    ("Simplify 2x + 3x", "5x", "x*3 + x*2"),
    ("Let y = 2x + 3x. Simplify a thing.", "5x", "2x + 3x"),
    ("Simplify $y = 2x + 3x$.", "5x", "2x + 3x"),
    ("What is 10/2?", "5", "10/2"),
    ("What is -10/2?", "-5", "-10/2"),
    ("Reduce 6/8, a fraction.", "3/4", r"\frac{6}{8}"),
    ("Write 10^6 in full.", "1000000", "10^6"),
    ("Solve 2x < 6 for x.", "x < 3", "2x < 6"),
    ("Solve x - 2 = 0.", "x = 2", "x - 2 = 0"),
    (r"Simplify $\frac{x^2-1}{x+1}$.", "x-1", r"\frac{x^2-1}{x+1}"),
]
RESULTS = [
    ("Factor x^2 - 1.", "(x-1)(x+1)", "(x+1)(x-1)"),
    ("Half of the 10, so 1/2 of them, are red. How likely is red?", "0.5", "1/2"),
    ("Which is more, 0.25 or 1/3?", "0.25", "1/4"),
    ("Let f(x) = x^2 - 1. What is f(-x)?", "-1 + x^2", "x^2 - 1"),
    ("Which of x^2 - 1 and x^3 has a root at 2?", "x^2 - 1", r"\boxed{x^2-1}"),
    ("What is 50% of 1?", "0.5", "50%"),
    ("See $}{$ and x^2 - - - and 3 + 4.", "5", "5.0"),
    ("", "5x", "2x + 3x"),
]


@pytest.mark.parametrize(("statement", "gold", "answer"), ECHOES)
def test_an_expression_of_the_problem_is_refused(statement: str, gold: str, answer: str) -> None:
    verdict = on_host(gold, answer, stated=statement)
    assert (verdict.outcome, verdict.reason) == ("rejected", "unevaluated-answer"), verdict.detail
    assert on_host(gold, answer, stated=statement, unevaluated="allowed").outcome == "accepted"


@pytest.mark.parametrize(("statement", "gold", "answer"), RESULTS)
def test_what_only_looks_like_an_echo_is_accepted(statement: str, gold: str, answer: str) -> None:
    verdict = on_host(gold, answer, stated=statement)
    assert verdict.outcome is Outcome.ACCEPTED, verdict.detail


def test_a_hostile_statement_is_read_in_bounded_time() -> None:
    for text in ("x+" * 50_000, "$" * 100_001, "(" * 100_000, r"\a" * 50_000, "1, " * 50_000):
        assert not repeats(text, parse("5x"), parse("2x + 3x"))
