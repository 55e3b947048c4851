from __future__ import annotations

import pytest

from tests.verifiers.math_judging import on_host
from verisynth.languages.math.parser import parse
from verisynth.languages.math.ranges import intervals

SAME = {
    r"(2, \infty)": ["x > 2", "2 < x", r"\{x | x > 2\}", "3x - 6 > 0", "-x < -2", "x in (2, oo)"],
    r"[1, 3)": [r"1 \le x < 3", "3 > x >= 1", "x >= 1 and x < 3", "x >= 1, x < 3"],
    r"(-\infty, 1) \cup (3, \infty)": ["x < 1 or x > 3", "x < 1, x > 3", "|x - 2| > 1"],
    r"(1, 3)": ["|x - 2| < 1", r"(0, 3) \cap (1, 4)", r"(0, 3) - (0, 1]", "(1, 2] ∪ [2, 3)"],
    r"\mathbb{R} \setminus \{0, 1\}": [
        r"x \ne 0, x \ne 1",
        r"x \notin \{0, 1\}",
        r"(1, \infty) \cup (0, 1) \cup (-\infty, 0)",
    ],
    r"[0, 1] \cup \{2\}": [r"\{2\} \cup [0, 1]", r"x \in [0, 1] \cup \{2\}"],
    r"[-\pi, \sqrt{2}]": [r"-\pi \le x \le \sqrt 2", r"[-\pi, 0] \cup [-1, \sqrt{2}]"],
    r"(a, b)": ["a < x < b"],
    r"[a, b]": [r"a \le x \le b"],
    r"[0, \infty)": [r"\mathbb{R}^+ \cup \{0\}"],
}

DIFFERENT = [
    ("[1, 2]", "[1, 2)"),
    ("[1, 2]", "[1, 2] ∪ [3, 4]"),
    ("x > 2", "x > 2.5"),
    ("x > 2", "y > 2"),
    ("x > 2", "x = 2"),
    ("(1, 3)", "x^2 - 4x + 3 < 0"),
    ("x < 1 or x > 3", "1 < x < 3"),
    ("|x| < 2", "|x| > 2"),
    (r"\mathbb{R} \setminus \{0\}", r"\mathbb{R}"),
    ("[0, 1) ∪ (1, 2]", "[0, 2]"),
    ("[0, 2]", "5"),
    ("[0, 2]", "0, 1, 2"),
    (r"(-\infty, 0)", r"\mathbb{R}^+"),
]


@pytest.mark.parametrize(("gold", "answer"), [(g, a) for g, many in SAME.items() for a in many])
def test_one_set_of_numbers_has_many_spellings(gold: str, answer: str) -> None:
    assert on_host(gold, answer).outcome == "accepted"
    assert on_host(answer, gold).outcome == "accepted"


@pytest.mark.parametrize(("gold", "answer"), DIFFERENT)
def test_other_sets_are_other_answers(gold: str, answer: str) -> None:
    assert on_host(gold, answer).outcome == "rejected"
    assert on_host(answer, gold).outcome == "rejected"


@pytest.mark.parametrize(
    "text",
    [
        "x^2 < 4",
        "x + y < 4",
        "|x| < -1",
        "|x| < y",
        "1",
        "(1, 2, 3)",
        "x = 3",
        "[a, b] ∪ [1, 2]",
        r"[\sqrt{2}, 3] ∪ [1, 2^{0.5}]",
        "ℤ ∪ {1}",
        "(0, 1) - ℤ",
        "x in ℤ and x > 0",
    ],
)
def test_what_is_not_solved_or_has_no_known_order_is_no_set_here(text: str) -> None:
    assert intervals(parse(text)) is None


def test_empty_parts_vanish() -> None:
    assert intervals(parse("(2, 1)")) == ()
    assert intervals(parse("x < 1 and x > 3")) == intervals(parse("x < 1 or x > 3"))
    assert intervals(parse(r"(0, 1) \cap (2, 3)")) == ()
    assert intervals(parse(r"x < -\infty")) == ()
    assert intervals(parse(r"x > \infty")) == ()
