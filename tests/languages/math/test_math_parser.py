from __future__ import annotations

import time
from fractions import Fraction

import pytest

from verisynth.languages.math.exact import canonical, fold
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import Group, Interval, Matrix, Relation, Text, depth, to_json
from verisynth.languages.math.tokens import Unreadable

VALUES = {
    "1 + 2 * 3": 7,
    "-3^2": -9,
    "(-3)^2": 9,
    "2^3^2": 512,
    "1 - 2 - 3": -4,
    "12 / 3 / 2": 2,
    "1/2*4": 2,
    "2(3+4)": 14,
    "(1+2)(3+4)": 21,
    r"2\frac{1}{3}": Fraction(7, 3),
    r"2\frac{5}{3}": Fraction(10, 3),
    r"\frac34": Fraction(3, 4),
    r"\frac{1}{2}^2": Fraction(1, 4),
    r"2\sqrt{9}": 6,
    r"\sqrt[4]{16}": 2,
    "3! + 1": 7,
    "5 mod 3": 2,
    "gcd(12, 18) + lcm(4, 6)": 18,
    "floor(-1/2)": -1,
    r"\lceil 1.2 \rceil": 2,
    "max(1, 2, 3)": 3,
    "|2 - 5| * 2": 6,
    "1.50": Fraction(3, 2),
    "12.5%": Fraction(1, 8),
    "1.2e-2": Fraction(3, 250),
    "4^{-1/2}": Fraction(1, 2),
    "(-8)^2 - 64": 0,
}

HOSTILE = (
    "",
    "   ",
    "(" * 1000,
    "((((1))))" * 300,
    "(" * 900 + "1" + ")" * 900,
    "-" * 1900 + "1",
    "|" * 1500,
    "{" * 1000,
    r"\frac" * 300,
    r"\sqrt{" * 300,
    "^" * 500,
    "2^" * 500 + "2",
    "9" * 100_000,
    "1" * 1500,
    "+".join(["1"] * 900),
    "__import__('os').system('touch /tmp/owned')",
    "().__class__.__bases__[0].__subclasses__()",
    "lambda: 0",
    "\x00\x01",
    "\ud800",
    "{{7*7}}",
    "%s%n",
    "1\u202e2",
    "٣",
    "½½",
    "1" + "," * 500 + "1",
    r"\begin{pmatrix}1&2",
    r"\text{",
    r"\boxed{\boxed{",
    "x_",
    "1e99999999",
    "3:",
    "1" + "!" * 500,
    "1" + "%" * 500,
    "/".join(["1"] * 290),
    "1e999*" * 300 + "1",
    "10^999*" * 250 + "1",
)


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_operators_bind_as_people_read_them(text: str, value: Fraction) -> None:
    assert fold(parse(text)) == value


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_is_unreadable_or_a_small_tree_and_never_anything_else(text: str) -> None:
    started = time.perf_counter()
    try:
        tree = parse(text)
    except Unreadable:
        tree = None
    assert tree is None or len(repr(tree)) < 20_000
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(
    "text", ["5^5^5^5^5", "10**10**10", "9^{9^{9^{9}}}", "(10^9)!", "((5!)!)!", "2^{10^9}"]
)
def test_huge_values_are_not_computed_on_the_host(text: str) -> None:
    started = time.perf_counter()
    tree = parse(text)
    assert fold(tree) is None
    assert to_json(tree) == to_json(tree)
    assert canonical(tree) is not None
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("text", ["+".join("x" * 290), "-".join("x" * 290), "*".join("x" * 290)])
def test_long_sums_and_products_are_one_level_deep(text: str) -> None:
    assert depth(canonical(parse(text))) <= 4


def test_huge_numbers_have_an_order_without_decimal_digits() -> None:
    one, other = parse("x + 10^{5000} + pi"), parse("pi + 10^{5000} + x")
    assert canonical(one) == canonical(other)
    assert canonical(one) != canonical(parse("pi + 10^{5001} + x"))


def test_shapes_are_kept_apart() -> None:
    assert parse("(1, 2)") == Group("tuple", (parse("1"), parse("2")))
    assert parse("1, 2") == Group("list", (parse("1"), parse("2")))
    assert parse("{1, 2}") == parse(r"\{1, 2\}") == Group("set", (parse("1"), parse("2")))
    assert parse("[1, 2)") == Interval(parse("1"), parse("2"), low_closed=True, high_closed=False)
    assert isinstance(parse("1 < x <= 3"), Relation)
    assert isinstance(parse(r"\begin{bmatrix}1\\2\end{bmatrix}"), Matrix)


def test_a_comma_groups_thousands_only_outside_brackets() -> None:
    assert fold(parse("12,345")) == 12345
    assert parse("(12,345)") == Group("tuple", (parse("12"), parse("345")))
    assert parse("12, 345") == Group("list", (parse("12"), parse("345")))


def test_words_are_not_products_of_their_letters() -> None:
    assert parse("converges") == Text("converges")
    assert parse("odd") == Text("odd")
    assert canonical(parse("xy")) == canonical(parse("y*x"))


@pytest.mark.parametrize(
    "text",
    [
        "42 because",
        "41 (or maybe 42)",
        "3)(2",
        "sin(1, 2)",
        "sqrt(1, 2)",
        r"1\end{pmatrix}2",
        r"\begin{pmatrix}1\end{array}",
        "2 2",
        "1 2/3/4 5",
    ],
)
def test_what_is_not_read_completely_is_not_read_at_all(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


def test_the_message_says_where_reading_stopped() -> None:
    with pytest.raises(Unreadable, match=r"no meaning for \\foo"):
        parse(r"2 + \foo")
    with pytest.raises(Unreadable, match="at most 2000"):
        parse("1+" * 5000)
