"""Answers one slip away: near, many, and never the answer itself."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from verisynth.languages.math.exact import fold
from verisynth.languages.math.neighbours import MOST, neighbours
from verisynth.languages.math.parser import parse


@pytest.mark.parametrize(
    "gold",
    [
        "7", "-3", "3/4", "0", "1/2", "$12.50", "15%", "18.43", "-24, 27", "(-17, -6)",
        "x > 35", "132323_4",
        "40x^2 - 12x - 108", "8/3*pi", "sqrt(2405)", "8x^3 - 36x - 26",
    ],
)  # fmt: skip
def test_every_shape_of_answer_has_at_least_twenty(gold: str) -> None:
    found = neighbours(gold)
    assert 20 <= len(found) <= MOST
    assert len({one.source for one in found}) == len(found)
    assert gold not in {one.source for one in found}


@pytest.mark.parametrize("gold", ["Evelyn", "", "\\frac{", "a lot"])
def test_what_is_no_value_has_none_or_few(gold: str) -> None:
    assert len(neighbours(gold)) <= MOST


def test_the_unit_stays_so_that_only_the_value_is_wrong() -> None:
    assert all("%" in one.source for one in neighbours("15%"))
    assert all("$" in one.source for one in neighbours("$12.50"))


@given(st.fractions(max_denominator=10**4))
def test_no_neighbour_of_a_number_has_its_value(value: Fraction) -> None:
    for one in neighbours(str(value)):
        assert fold(parse(one.source)) != value


@given(st.text(max_size=40) | st.from_regex(r"[-+*/^()x0-9., <>=_a-c%$]{0,30}", fullmatch=True))
def test_no_text_raises(text: str) -> None:
    neighbours(text)
