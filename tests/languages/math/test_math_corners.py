"""Rare notation, pair by pair, so that every branch of reading and comparing has been taken."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.verifiers.math_judging import on_host
from verisynth.errors import Unparseable
from verisynth.languages.math.answer import final_answer
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import (
    Choice,
    Interval,
    Matrix,
    Node,
    Number,
    Percent,
    Quantity,
    Symbol,
    order_key,
    replaced,
    to_json,
)

ACCEPTED = [
    (r"3x + \frac{1}{2}\%", r"3x + 1/200"),
    ("-5 dollars", "-$5"),
    (r"5 \text{ N-m}", r"5 \text{ m-N}"),
    (r"5 \text{ N}-\text{m}", r"5 \text{ m-N}"),
    (r"3 \pmod 7", "3 (mod 7)"),
    (r"\mathbb{R}^{+}", r"(0, \infty)"),
    (r"\mathbb{Z}^+", r"\mathbb{Z}^{+}"),
    (r"-x\frac{1}{2}", "-x/2"),
    (r"2\frac{1}{3}^2 x", r"\frac{2}{9} x"),
    (r"45.504166666666666666\overline{6}^\circ", "45°30'15''"),
    (r"\sum_{k=3}^{2} k", "0"),
    ("x%", "x/100"),
    (r"3, \approx 2", "2, 3"),
    (r"(\sqrt{2}\%, 1]", r"(\frac{\sqrt{2}}{100}, 1]"),
    ("2pir", r"2\pi r"),
    ("xsinx", r"x \sin x"),
    ("αx", r"\alpha x"),
    ("Infinity", r"\infty"),
    ("3 orX", "X, 3"),
    (r"\text{width} = 3 \pm 1", "2, 4"),
    ("x = 1, x = 2, y = 3", "x = 2, x = 1, y = 3"),
    ("3", "S/2 = 1 + 2 = 3"),
    ("1 < 2x < 3 < y", "1 < 2x < 3 < y"),
    (r"\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(1, 2)"),
    ("0,5_{two}", "0; 5_2"),
]

REJECTED = [
    ("3", r"\lfloor 3 \rceil"),
    ("3", r"\overline{3}"),
    ("3", r"\sum_{k}^{2} k"),
    ("3", r"\begin{foo}3\end{foo}"),
    ("3", "1 3/0"),
    ("3", "1.5 3/4"),
    ("3", "[3)"),
    ("3", "]1, 2, 3["),
    ("3", r"\{x \mid x > 1"),
    ("3", "①"),
    ("3", rf"0.\overline{{{'3' * 1200}}}"),
    ("5 cm", "x m"),
    (r"x \in A", r"2x \in A"),
    (r"\infty", r"-\infty"),
    ("3", r"\{2x \mid x > 1\}"),
    (r"\{x \mid x > 1, x < 3\}", r"1 < x < 2 \text{ or } x > 5"),
    (r"1 < 2 < x < 3", "2 < x < 4"),
    (r"(0, 1] \cup (A < 3)", "(0, 1]"),
    (r"\mathbb{R} \setminus A", "(0, 1]"),
    ("3", "2.0 + 3"),
    ("5", "So she has more than $5$ apples left."),
    ("5", "In $ABC$ there are 5 apples left."),
]

UNDECIDED = [
    (r"\mathbb{Z} \cup \{1\}", r"\mathbb{Z}"),
    ("5", r"\binom{1/2}{2}"),
    ("5", r"\log_{1/2} 8"),
    ("5", r"\sqrt[1/2]{4}"),
    ("x^2 < 4", "(-2, 2]"),
    ("1/x < 2", r"(0, 1]"),
    ("x = x", "y = y + 0x"),
    ("5", "1/(x - x)"),
    ("5", "(x - x)^{-1}"),
    (r"\sqrt{x} \approx 2", "3"),
]


@pytest.mark.parametrize(("gold", "answer"), ACCEPTED)
def test_rare_notation_is_read(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer, unevaluated="allowed")
    assert verdict.outcome == "accepted", verdict.detail


@pytest.mark.parametrize(("gold", "answer"), REJECTED)
def test_what_is_no_such_notation_is_rejected(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer)
    assert verdict.outcome == "rejected", (verdict.outcome, verdict.detail)


@pytest.mark.parametrize(("gold", "answer"), UNDECIDED)
def test_what_the_host_does_not_know_stays_open(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer)
    assert verdict.outcome == "error", (verdict.outcome, verdict.detail)


def test_a_short_text_without_a_slot_is_its_answer_where_a_form_was_asked_for() -> None:
    assert final_answer("x + 1", slot="stated") == "x + 1"
    for text in ("Answer: 3 #!\nAnswer: 4 #!", "#### 3 #!\n#### 4 #!"):
        with pytest.raises(Unparseable, match="several"):
            final_answer(text)


ONE = Number(Fraction(1))
WHOLE: list[Node] = [
    Percent(Symbol("x")),
    Quantity(Symbol("x"), "meter"),
    Choice("A", Symbol("x")),
    Interval(Symbol("x"), ONE, low_closed=True, high_closed=False),
    Matrix(((Symbol("x"), ONE),)),
]


@pytest.mark.parametrize("node", WHOLE)
def test_every_kind_of_node_can_be_rebuilt_ordered_and_only_scalars_sent(node: Node) -> None:
    changed = replaced(node, Symbol("x"), ONE)
    assert type(changed) is type(node)
    assert order_key(changed) != order_key(node)
    if isinstance(node, Percent):
        assert to_json(node) == ["apply", "div", [["symbol", "x"], ["number", "0x64", "0x1"]]]
    else:
        with pytest.raises(ValueError, match="not a scalar"):
            to_json(node)


def test_seconds_of_arc_are_part_of_one_angle() -> None:
    assert parse("45°30'36''") == parse(r"45.51^\circ")
