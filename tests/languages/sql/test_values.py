"""Values around constants, and what LIKE means on the host."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings, strategies as st

from verisynth.languages.sql import values
from verisynth.languages.sql.schema import Kind


@pytest.mark.parametrize(
    ("constant", "near"),
    [(3, 2), (3, 4), (2.5, 3.5), ("2020-03-01", "2020-02-29"), ("2020-01-01", "2021-01-01"),
     ("Oslo", "oSLO"), ("Oslo", "Oslox"), ("Oslo", "Osl"), ("12", "13"), (True, 0),
     ("2020-01-01 10:00:00", "2020-01-01 23:59:59")],
)  # fmt: skip
def test_the_neighbours_of_a_constant_are_offered(constant: object, near: object) -> None:
    found = values.around(constant)  # type: ignore[arg-type]
    assert found[0] == constant
    assert near in found


@given(st.text("ab%_A", max_size=6), st.text("abA", max_size=6))
@settings(max_examples=200, deadline=None)
def test_like_on_the_host_is_like_in_sqlite(pattern: str, text: str) -> None:
    with sqlite3.connect(":memory:") as connection:
        (expected,) = connection.execute("SELECT ? LIKE ?", (text, pattern)).fetchone()
    assert values.like_matches(pattern, text, fold=True) is bool(expected)


@pytest.mark.parametrize("pattern", ["%son%", "J%", "%n", "_b%", "a_c", "%", "100\\%"])
def test_a_pattern_gets_texts_that_match_and_texts_that_do_not(pattern: str) -> None:
    verdicts = {
        values.like_matches(pattern, one, fold=True) for one in values.like_samples(pattern)
    }
    assert True in verdicts
    assert False in verdicts or pattern == "%"


def test_a_long_pattern_is_not_tried_for_ever() -> None:
    assert not values.like_matches("%a" * 200, "a" * 300, fold=True)


def test_a_strict_engine_gets_values_of_the_kind_only() -> None:
    fit = values.fitting
    assert fit("x", Kind.INTEGER, strict=True) is None
    assert fit("x", Kind.INTEGER, strict=False) == "x"
    assert fit("12", Kind.INTEGER, strict=True) == 12
    assert fit("2020", Kind.DATE, strict=True) is None
    assert fit("2020-02-30", Kind.DATE, strict=True) is None
    assert fit("2020-02-29", Kind.MOMENT, strict=True) == "2020-02-29 00:00:00"
    assert fit("abcdef", Kind.TEXT, 3, strict=True) == "abc"
    assert fit(10**20, Kind.INTEGER, strict=False) is None
    assert fit("noon", Kind.TIME, strict=True) is None
    assert fit(2, Kind.BOOLEAN, strict=True) == 1


@pytest.mark.parametrize("kind", list(Kind))
def test_keys_made_anew_do_not_repeat(kind: Kind) -> None:
    made = [values.fresh(kind, number) for number in range(1, 200)]
    assert len(set(made)) == len(made)
