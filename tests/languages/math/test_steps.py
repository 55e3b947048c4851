"""The equations of a worked solution: found, read as prose means them, and judged exactly."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from verisynth.languages.math.step_text import MAX_LINE, pieces
from verisynth.languages.math.step_values import Standing
from verisynth.languages.math.steps import MAX_STEPS, MAX_TEXT, steps

RIGHT, WRONG, UNREADABLE = Standing.RIGHT, Standing.WRONG, Standing.UNREADABLE


def standings(text: str) -> list[Standing]:
    return [step.standing for step in steps(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Natalia sold 48/2 = 24 clips in May.",
        "Mary added a total of 7 stickers/page * 6 pages= 42 stickers.",
        "Weng earns 12/60 = $0.2 per minute.",
        "She pays $1.50 * 8 = $12.00 in all.",
        "12,000 - 1,500 = 10,500",
        "They use 600 x 30 = 18 000 watts.",
        r"We have $\frac{34}{100} = \boxed{\dfrac{17}{50}}$.",
        r"\[ 2 \cdot \left( 3 + 4 \right) = 14 \]",
        r"\$5 \times 3 = \$15",
        r"$1\frac{1}{2} + \frac12 = 2$",
        r"$\sqrt{16} + \sqrt[3]{8} = 6$",
        "25% of 80 is 20.",
        "80 × 25% = 20",
        "10/40 × 100 = 25%",
        "100 - 20 = 80%",
        "100% - 20% = 80%",
        "1/4 = 25%",
        "2 hours = 120 minutes",
        "They cost 76 × 45 cents = $34.20.",
        "1/3 ÷ 5/12 = 4/5 hours.",
        "-48 - (-61) + 3 × (-3) = 4",
        "5! ÷ (2!) = 60",
        "|132 - 175| = 43.",
        "3² + 4^2 = 25",
        "2**3 = 8",
        "**3 + 4 = 7** apples",
        "- 3 * 4 = 12",
        "1. 3 + 4 = 7",
        "2 1/2 + 1/2 = 3 and 12 x 1 and 1/4 = 15",
        "17 ÷ 5 = 3 remainder 2",
        "17 / 5 = 3 with a remainder of 2",
        "10/3 = 3.33",
        "10/3 ≈ 3",
        "2000/75 = 26.666666666666668",
        r"$\pi \cdot 6^2 - \pi \cdot 4^2 = 36\pi - 16\pi$",
        "π × 5² ≈ 78.5",
        "120 * 3.5 = 420 and 3.5 million * 2 = 7 million",
        "so 20 = 4 × 5",
        "3 thousand + 2 thousand = 5 thousand",
        "5€ + 3€ = 8€",
        "5$ + 3$ = 8$",
        "180° - 60° = 120°",
        r"$180^\circ - 60^{\circ} = 120^\circ$",
        "40 + 50% of 40 = 60",
        "$50 - 20% of $50 = $40",
        "10/3 = 3.3333 = 3.33",
        "60 / 5 = 12 groups of 5 people",
        "2·3 = 6 for x²",
        "3/3 - 2/3 = 1/3 of $150 left",
        "6 ft. * 4 ft. = 24 sq. ft.",
        "11/2 = 5.5, rounded up to 6",
        "11/2 = 6 (rounded up)",
        "7 plus 8 equals 15",
        "4 pounds - 6 ounces = 58 ounces",
        "Total time = 2 hours + 30 minutes = 2.5 hours",
        "$2 + 50 cents = $2.50",
        "1/3 = 0.333...",
        "10 km = 6.21 miles",
        "10^-2 = 0.01",
        "$-5 + $8 = $3",
        "$$5 + $3 = $8",
        "17/5 = 3 R 2",
        "20 - 3 = 17 left",
        "17 ÷ 5 = 3.4 remainder 2",
        "10/3 = about 3.3",
        "50% × √2 ≈ 0.71",
        "|1 - √2| ≈ 0.41",
        "√2 / 2 ≈ 0.71",
        "2^(1/2) ≈ 1.41",
        "He bought pens - 3 × 4 = 12",
        "45¢ + 55¢ = 100¢",
        "so 0.25 = 25%",
        "2 sets × 1/4 of 8 = 4",
        "40 + 20 = 12 groups of 5 people",
        "1/7 × 100% = 14.29",
        "4.50 (the price) and 4.50 × 2 = 9 (dollars)",
        "96 divided by 4 is equal to 24",
    ],
)
def test_a_right_step_is_right(text: str) -> None:
    found = standings(text)
    assert found
    assert set(found) == {RIGHT}


@pytest.mark.parametrize(
    "text",
    [
        "Natalia sold 48/2 = 25 clips in May.",
        "70 + 40 = 100 people have reappeared",
        "12,000 - 1,500 = 10,400",
        "10 x 1,248 = 11,480",
        r"$\frac{34}{100} = \boxed{\frac{17}{51}}$",
        "25% of 80 is 25.",
        "0.2 × 5 = 1%",
        "2 hours = 100 minutes",
        "They cost 76 × 45 cents = $35.20.",
        "17 ÷ 5 = 3 remainder 1",
        "10/3 = 3",
        "10/3 = 3.34",
        "10/3 = 3.4",
        "10/3 ≈ 3.5",
        "-48 - (-61) = 109",
        "(-4)^2 = -16",
        "3 + 4 = 7 × 2",
        "1 + 1 = 3 × 2 = 6",
        "√2 + √3 = √5",
        "2 hours + 30 minutes = 2.3 hours",
        "$2 + 50 cents = $52",
        "5 × 45 = 225 cents = $2.15",
        "12 × $5 = $600",
        "120 * 3.5 = 470 million",
        "100000007 × 3 = 300000022",
        "1/100000000 + 1/100000000 = 1/100000000",
        r"$\sqrt{2} = 1.42$",
        r"$36\pi - 16\pi = 21\pi$",
        "a total of 3 + 8 + 7 = 48 points",
        "<<48/2=25>>",
        "5€ + 3€ = 9€",
        "180° - 60° = 110°",
        "40 + 50% of 40 = 50",
        "$50 - 20% of $50 = $45",
        "10/3 = 3.3333 = 3.4",
        "2 + 3 = 5 = 6",
        "<<27=28>>",
    ],
)
def test_a_wrong_step_is_wrong(text: str) -> None:
    assert WRONG in standings(text)


@pytest.mark.parametrize(
    "text",
    [
        "2x + 3 = 7",
        "5A - 5 = 30",
        "x * 3 + 4 = 10",
        "3 + 4 = 7n",
        "15 + 2a = 35",
        r"$\sin 30 + 1 = 1.5$",
        r"$(5 - a)^2 + 4 = 3 \cdot 63$",
        r"$\frac{1}{3}Bh = \frac{1}{3}(30)(6.5)$",
        "C(5, 2) + 1 = 11",
        "f(2) + 3 = 11",
        "The square root of 16 + 9 = 5",
        "He parks 16,0000/10 = 16000 cars",
        "$50 + 10% = $55",
        "$50 - 10% = $40",
        "1.5 million + 500,000 = 2 million",
        "30 mph × 20 minutes = 10 miles",
        "150 minutes / 5 minutes/100 meters = 3",
        "4 pounds - 6 ounces = 58 pieces",
        "500/ 2/5 = 200 seats",
        "8 batches = 5.5 × 8",
        "Weeks 1-2 = 96 - 70",
        "1 + 2 + ... + 10 = 55",
        "6:48 - 6:10 = 38 minutes",
        "1 ton = 2000 pounds",
        "5 miles = 8 km",
        "1/2 a cup = 4 ounces",
        "60 × 5 = 5 hours",
        "5/2 = 2 and a half",
        "0.333... × 3 = 1",
        "5 × 1/2 = 10 halves",
        "7@3 + 1 = 9",
        ".8 + . 84 = 1.64",
        "14, 400 / 80 = 180",
        "3 + 4 = 7 - x",
        r"$\frac{1}{3} + 0 = 0.\overline{3}$",
        "5m + 3m = 9",
        "17 ÷ 0 = 3 remainder 2",
        "200 + 40 = 4 hours 5 minutes",
        f"{'9' * 500} + 1 = 2",
        "(-2)^(1/2) + 1 = 3",
        "e^2 + 1 = 8",
    ],
)
def test_what_has_another_reading_is_never_called_wrong(text: str) -> None:
    assert WRONG not in standings(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = 5",
        "The total is 24 apples.",
        "Total = 24",
        "3/4 is left",
        "7 × 8 is 4 more than 52",
        "BC = 12, AC = 12 + n",
        "at 5, so x = 3 × k",
        "a third of 9 + 3 is 4",
        "x - 7 × 8 is 60",
        "n = 3, m = 4",
        "",
        "=",
        "= 5",
    ],
)
def test_what_computes_nothing_is_no_step(text: str) -> None:
    assert standings(text) == []


def test_an_annotation_and_its_repetition_are_one_step() -> None:
    assert standings("She has 48/2 = <<48/2=24>>24 clips.") == [RIGHT]


def test_a_text_that_differs_from_its_annotation_is_a_step_of_its_own() -> None:
    found = steps("She has 48/2 = <<48/2=24>>25 clips.")
    assert [(one.standing, one.annotated) for one in found] == [(RIGHT, True), (WRONG, False)]
    assert (found[1].text, found[1].computed, found[1].stated) == (
        "48/2 = 25 clips",
        "24",
        "25 clips",
    )


def test_every_link_of_a_chain_is_judged() -> None:
    assert standings("3 + 4 = 5 + 2 = 8") == [RIGHT, WRONG]


def test_two_steps_written_as_one_chain_are_both_right() -> None:
    assert standings("7 × 60 = 420 + 23 = 443") == [RIGHT, RIGHT]
    assert standings("7 × 60 = 420 + 23 = 444") == [RIGHT, WRONG]


def test_a_rounding_is_right_and_said_to_be_one() -> None:
    assert [one.rounded for one in steps("10/3 = 3.33\n10/4 = 2.50")] == [True, False]


def test_an_equation_may_go_over_several_lines() -> None:
    aligned = "\\begin{align*}\n2 \\cdot 3 + 1 &= 6 + 1 \\\\\n&= 8\n\\end{align*}"
    assert standings(aligned) == [RIGHT, WRONG]
    assert [(one.line, one.standing) for one in steps("So\n12 × 5 =\n60")] == [(2, RIGHT)]


def test_a_step_knows_its_line() -> None:
    assert [one.line for one in steps("First.\n1 + 1 = 2\n\n2 + 2 = 5")] == [2, 4]


def test_sizes_are_bounded() -> None:
    assert len(steps("1 + 1 = 2\n" * (MAX_STEPS + 5))) == MAX_STEPS
    assert len(pieces("1 " * MAX_LINE)) <= MAX_LINE
    assert steps("x" * MAX_TEXT + "\n1 + 1 = 3") == ()
    for text in (
        "(" * 3000 + "1 = 1",
        "-" * 3000 + "1 = 1",
        "9^" * 900 + "9 = 1",
        "1+" * 1900 + "1 = 2",
    ):
        assert WRONG not in standings(text)
    assert standings("9^9^9^9 = 1") in ([UNREADABLE], [])
    assert standings("10^(-400) = 0.1 and 99999! = 1")


FRAGMENTS = st.sampled_from(
    [
        *"0123456789.,+-*/^=≈%$()[]|!<>~:;&{}\\ \n\t√π½²×÷·−…",
        r"\frac", r"\sqrt", r"\boxed", r"\text", r"\pi", "<<", ">>", "**", " is ", " of ", "and",
        " remainder ", "hours", "cents", " x ", "e9", "1e400", "million", " half ", "Day 3:", "...",
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=60).map("".join) | st.text(max_size=200))
def test_no_text_raises_and_every_step_has_a_standing(text: str) -> None:
    for step in steps(text):
        assert step.standing in Standing
        assert step.text


@given(
    st.integers(0, 10**6),
    st.sampled_from("+-*/"),
    st.integers(1, 10**4),
    st.integers(1, 50),
    st.sampled_from(["{} = {}", "She has {} = {} pens.", "so \\({} = {}\\)", "<<{}={}>>"]),
)
def test_a_computed_step_is_right_and_off_by_one_it_is_wrong(
    one: int, operator: str, other: int, slip: int, frame: str
) -> None:
    results = {"+": one + other, "-": one - other, "*": one * other, "/": one}
    left = f"{one * other}/{other}" if operator == "/" else f"{one} {operator} {other}"
    value = results[operator]
    assert standings(frame.format(left, value)) == [RIGHT]
    assert standings(frame.format(left, value + slip)) == [WRONG]
