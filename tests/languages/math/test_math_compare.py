"""Each branch of the comparison by an answer that takes it; nothing here needs algebra."""

from __future__ import annotations

import pytest

from tests.verifiers.math_judging import on_host

ACCEPTED = [
    ("(B) 12", "(B) 13"),
    ("(B) 12", r"\text{B}"),
    ("(B) 12", "12.0"),
    ("B", "(B) 12"),
    ("12", "(B) 12"),
    ("5", "5 m"),
    ("5 km", "5000 m"),
    ("10 m/s", "36 km/h"),
    ("5 red apples", "5 apples"),
    ("5 m", r"5 \text{ m}"),
    ("1 < 2 < 3", "3 > 2 > 1"),
    ("x in {1, 2}", "2, 1"),
    ("2x + 2y < 4", "x + y < 2"),
    ("2x + 2y < 4", "2 > x + y"),
    (r"\{5\}", "5"),
    ("5", r"\{5\}"),
    ("3:4", "0.75"),
    ("0.75", "3:4"),
    ("ℤ", r"\mathbb{Z}"),
    (r"\mathbb{Z} \cup \{1/2\}", r"\mathbb{Z} \cup \{0.5\}"),
    ("[a, b]", "[a, b + b - b]"),
    ("n = 1, 2, 3", "3, 2, 1"),
    ("y = 2x", "f(x) = 2x"),
    ("f(x) = 2x", "y = 2x"),
    (r"\text{Area} = 5", r"\text{The area} = 5"),
    (r"\text{Total cost} = 5", r"\text{cost} = 5"),
    ("z = 1 + 2 = 3", "z = 2 + 1 = 3"),
    ("3", "z = 1 + 2 = 3"),
    ("x = -1, 3", "3, x = -1"),
    ("(a, b) = (1, 2), (3, 4)", "(3, 4), (1, 2)"),
    (r"x \approx 3.14", "3.141"),
    (r"\frac{22}{7} \approx x", "22/7"),
    ("-oo", "-infinity"),
    ("oo", r"\infty"),
    (r"x^2/2 + C", r"(x^2 + 2C)/2"),
    (r"x^2 + C", r"x^2 + k/3"),
    ("50%x", "x/2"),
    ("2^{-1}x", "x/2"),
    (r"\lfloor 5/2 \rfloor x", "2x"),
    ("x/x + y", "1 + y"),
    ("5, 5", "5, 5"),
    (", ".join(map(str, range(60))), ", ".join(map(str, reversed(range(60))))),
    ("1,2 and 3", "3; 2; 1"),
    ("log(100)", r"\log(100)"),
    ("1 + 1/x", "(x + 1)/x"),
    (r"\emptyset", "none"),
    ("abc", r"\text{abc}"),
    ("-1{,}000", "-1000"),
    ("1,234.5", "1234,5"),
    ("0,25", "1/4"),
]

REJECTED = [
    ("(B) 12", "(C) 12"),
    ("(B) 12", "C"),
    ("B", "(C) 12"),
    ("12", "(B) 13"),
    ("5 km", "5 m"),
    ("5 m", "5 s"),
    ("5 red apples", "5 green pears"),
    ("5 kg apples", "5 apples"),
    ("5 m", "7 m"),
    ("1 < 2 < 3", "1 < 2 > 0"),
    ("x < y", "x = y"),
    ("x + y < 2", "x + y > 2"),
    ("x + y < 2", "x + y <= 2"),
    ("x + y < 2", "-x - y < -2"),
    ("3:4", "3, 4"),
    ("3:0", "3"),
    ("3:4", "4/3"),
    ("[0, 1]", "7"),
    ("[0, 1]", "0, 1, 2"),
    ("[a, b]", "[a, b)"),
    ("5, 6", "5"),
    ("5", "5, 6"),
    ("5, 5", "5"),
    ("5, 5", "5, 6"),
    ("x = 5", "y = 5"),
    ("f(x) = 2x", "y = 3x"),
    ("y = 2x", "f(y) = 2x"),
    (r"\text{area} = 5", r"\text{price} = 5"),
    ("x y = 1", "y = 1/x^3"),
    ("x = y", "x = x"),
    ("x^2 + y = 1", "x + y = 1"),
    ("7", "3 = 7"),
    ("7", "x = 3 = 8"),
    (r"3", r"3 \approx 4"),
    ("oo", "5"),
    ("-oo", "oo"),
    (r"x^2 + C", "x^2 + C + D"),
    (r"x^2 + C", "x^2 + cx"),
    (r"x^2 + C", "x^2 - C"),
    (r"x^2 + C", "x^2 + c - c"),
    ("x + 1", "x + 2"),
    ("1/(x - 2)", "1/(x - 3)"),
    (", ".join(map(str, range(60))), ", ".join(map(str, range(1, 61)))),
    ("101_2", "101_3"),
    ("101_2", "5"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", "5"),
    ("(1, 2)", r"\{1, 2\}"),
    ("abc", "abd"),
    ("12 pm", "12 am"),
    ("5", "1/0"),
]


@pytest.mark.parametrize(("gold", "answer"), ACCEPTED)
def test_the_same_answer_in_other_words(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer)
    assert verdict.outcome == "accepted", verdict.detail
    assert verdict.method


@pytest.mark.parametrize(("gold", "answer"), REJECTED)
def test_another_answer_in_like_words(gold: str, answer: str) -> None:
    verdict = on_host(gold, answer)
    assert verdict.outcome == "rejected", (verdict.outcome, verdict.detail)


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        (r"1, 2, \ldots, n", "1, 3, 5"),
        ("ℤ ∪ {1}", "ℕ ∪ {1}"),
        (", ".join(["x", *map(str, range(60))]), ", ".join(map(str, range(61)))),
        ("x^2 y^2 = 1", "x y = 1"),
        ("x^2 < y", "x < y"),
        ("0", "0^0 x"),
        (r"\log 100", "2"),
    ],
)
def test_what_the_host_cannot_tell_it_leaves_open(gold: str, answer: str) -> None:
    assert on_host(gold, answer).reason == "undecided"


def test_a_gold_without_a_value_is_a_broken_problem() -> None:
    verdict = on_host("1/0", "5")
    assert (verdict.outcome, verdict.reason) == ("invalid", "broken-problem")


def test_a_list_of_which_only_numbers_are_long_is_put_in_order() -> None:
    numbers = [str(n) for n in range(100)]
    assert on_host(", ".join(numbers), ", ".join(reversed(numbers))).outcome == "accepted"
