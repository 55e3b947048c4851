"""The rules by which two results are the same answer, without an engine."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from verisynth.languages.sql.comparison import Row, Rows, compare, same_cell, show

CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "1"]),
    st.floats(allow_nan=True), st.binary(max_size=2), st.decimals(-2, 2, places=2),
    st.dates(),
)  # fmt: skip
TABLES = st.lists(st.tuples(CELLS, CELLS), max_size=8)


def rows(*given_rows: Row) -> Rows:
    return Rows(len(given_rows[0]) if given_rows else 1, tuple(given_rows))


@given(TABLES, st.randoms(use_true_random=False))
def test_any_shuffle_of_a_bag_is_the_same(table: list[Row], rng: object) -> None:
    shuffled = list(table)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert compare(Rows(2, tuple(table)), Rows(2, tuple(shuffled)), None) is None


@given(TABLES, CELLS)
def test_one_row_more_or_less_is_always_seen(table: list[Row], cell: object) -> None:
    longer = [*table, (cell, cell)]
    assert compare(Rows(2, tuple(table)), Rows(2, tuple(longer)), None) is not None
    assert compare(Rows(2, tuple(longer)), Rows(2, tuple(table)), None) is not None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (1, 1.0), (1, True), (0, False), (0.0, -0.0), (None, None), (1, Decimal("1.00")),
        (0.1 + 0.2, 0.3), (1e300, 1e300 * (1 + 1e-12)), (3, 2.9999999999999996),
        (0.1 + 0.2 - 0.3, 0.0), (2**70, 2**70), (b"a", b"a"), ("a", "a"),
        (Decimal("0.1"), 0.1), ([1, None], [1.0, None]),
        (datetime.date(2024, 1, 2), datetime.datetime.fromisoformat("2024-01-02T00:00")),
    ],
)  # fmt: skip
def test_these_cells_are_the_same(one: object, two: object) -> None:
    assert same_cell(one, two)
    assert same_cell(two, one)
    assert compare(rows((one,)), rows((two,)), None) is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (1, 2), (1, "1"), (1, None), (0, None), ("", None), (b"a", "a"), ("a", "A"), ("a", "a "),
        (10**15, 10**15 + 1), (10**12, 10**12 + 1.0), (0.1, 0.1001), (1.0, 1.0 + 1e-8),
        (2**70, 2**70 + 1), (Decimal("10000000000.01"), Decimal("10000000000.02")),
        ([1], [1, 1]), ([1, 2], [2, 1]), (math.inf, -math.inf), (1, math.nan),
        (datetime.date(2024, 1, 2), "2024-01-02"), (True, 2), (10**400, 1.0),
        (datetime.date(2024, 1, 2), datetime.datetime.fromisoformat("2024-01-02T00:01")),
    ],
)  # fmt: skip
def test_these_cells_differ(one: object, two: object) -> None:
    assert not same_cell(one, two)
    assert not same_cell(two, one)
    assert compare(rows((one,)), rows((two,)), None) is not None


def test_nan_is_one_answer() -> None:
    assert compare(rows((math.nan,)), rows((math.nan,)), None) is None


def test_noise_in_one_column_does_not_mix_up_the_next() -> None:
    gold = rows((0.3, "b", 1), (0.3, "a", 2), (0.1 + 0.2, "c", 3))
    other = rows((0.1 + 0.2, "a", 2), (0.1 + 0.2, "b", 1), (0.3, "c", 3))
    assert compare(gold, other, None) is None
    wrong = rows((0.1 + 0.2, "a", 1), (0.1 + 0.2, "b", 2), (0.3, "c", 3))
    assert compare(gold, wrong, None) is not None


def test_duplicates_count() -> None:
    assert compare(rows((1,), (1,), (2,)), rows((1,), (2,), (2,)), None) is not None


def test_rows_may_change_places_only_within_a_tie() -> None:
    gold = rows((1, "a"), (1, "b"), (2, "c"))
    assert compare(gold, rows((1, "b"), (1, "a"), (2, "c")), (0, 0, 1)) is None
    assert compare(gold, rows((1, "b"), (2, "c"), (1, "a")), (0, 0, 1)) is not None
    assert compare(gold, rows((1, "b"), (1, "a"), (2, "c")), (0, 1, 2)) is not None


def test_a_difference_names_its_witness() -> None:
    found = compare(rows((1, "a"), (2, None)), rows((1, "a"), (2, "x")), None)
    assert found is not None
    assert found.text == "2 rows, expected 2; missing (2, NULL); unexpected (2, 'x')"
    found = compare(rows((1,), (2,)), rows((2,), (1,)), (0, 1))
    assert found is not None
    assert found.text == "wrong order: row 1 is (2), expected (1)"
    found = compare(rows((1,)), rows((1, 2)), None)
    assert found is not None
    assert found.text == "2 columns, expected 1"


def test_a_shown_row_is_short_and_reads_like_sql() -> None:
    assert show((None, "it's", b"\x01", 1.5)) == "(NULL, 'it''s', x'01', 1.5)"
    assert len(show(("x" * 500, "y" * 500, "z" * 500))) == 160
