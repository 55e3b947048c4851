"""What a problem may state about comparing rows, without an engine."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st

from verisynth.languages.sql.cells import Policy, Row, Rows
from verisynth.languages.sql.comparison import compare

NAMES = ("first", "Last", "n")
GOLD = Rows(3, (("Ann", "Lee", 1), ("Bob", "Ray", 2), ("Cid", "Ann", 3)), NAMES)


def reordered(rows: Rows, order: tuple[int, ...]) -> Rows:
    names = tuple(rows.names[at] for at in order)
    return Rows(len(order), tuple(tuple(row[at] for at in order) for row in rows.rows), names)


def differs(gold: Rows, other: Rows, policy: Policy, runs: list[int] | None = None) -> str:
    found = compare(gold, other, runs, policy)
    return found.text if found else ""


SWAPPED = reordered(GOLD, (1, 0, 2))


def test_by_default_columns_have_their_places() -> None:
    assert differs(GOLD, SWAPPED, Policy())


def test_columns_may_be_compared_by_name() -> None:
    policy = Policy(column_match="name")
    assert not differs(GOLD, SWAPPED, policy)
    upper = Rows(3, SWAPPED.rows, ("LAST", "FIRST", "N"))
    assert not differs(GOLD, upper, policy)
    swapped_names = Rows(3, GOLD.rows, ("last", "first", "n"))
    assert differs(GOLD, swapped_names, policy)


@pytest.mark.parametrize(
    ("names", "says"),
    [(("first", "last", "m"), 'no column is named "n"'), (("first", "last", "first"), '"first"')],
)
def test_names_that_do_not_fit_are_told(names: tuple[str, ...], says: str) -> None:
    assert says in differs(GOLD, Rows(3, GOLD.rows, names), Policy(column_match="name"))


@given(st.permutations(range(3)))
def test_any_order_of_columns_fits_where_it_is_allowed(order: list[int]) -> None:
    other = reordered(GOLD, tuple(order))
    assert not differs(GOLD, other, Policy(column_match="any"))
    wrong = Rows(3, (*other.rows[:-1], other.rows[0]), other.names)
    assert differs(GOLD, wrong, Policy(column_match="any"))


def test_an_order_of_columns_must_hold_for_all_rows_at_once() -> None:
    gold = Rows(2, (("a", "b"), ("c", "d")))
    mixed = Rows(2, (("a", "b"), ("d", "c")))
    assert differs(gold, mixed, Policy(column_match="any"))


def test_many_equal_columns_cost_nothing() -> None:
    gold = Rows(12, ((0,) * 11 + (1,),) * 3)
    other = Rows(12, ((0,) * 10 + (1, 0),) * 3)
    assert not differs(gold, other, Policy(column_match="any"))
    assert differs(gold, Rows(12, ((0,) * 12,) * 3), Policy(column_match="any"))


def test_more_columns_are_refused_unless_allowed() -> None:
    wide = reordered(GOLD, (0, 1, 2, 0))
    assert "4 columns, expected 3" in differs(GOLD, wide, Policy())
    assert not differs(GOLD, wide, Policy(extra_columns="allowed"))
    front = reordered(GOLD, (2, 0, 1, 2))
    assert differs(GOLD, front, Policy(extra_columns="allowed"))
    assert not differs(GOLD, front, Policy(extra_columns="allowed", column_match="any"))
    narrow = reordered(GOLD, (0, 1))
    assert differs(GOLD, narrow, Policy(extra_columns="allowed", column_match="any"))


def test_duplicates_count_unless_rows_are_a_set() -> None:
    once = Rows(1, ((1,), (2,)))
    twice = Rows(1, ((1,), (2,), (2,)))
    assert differs(once, twice, Policy())
    assert not differs(once, twice, Policy(duplicates="set"))
    assert not differs(twice, once, Policy(duplicates="set"))
    assert differs(once, Rows(1, ((1,),)), Policy(duplicates="set"))


def test_a_set_may_still_be_ordered() -> None:
    gold = Rows(1, ((1,), (1,), (2,)))
    policy = Policy(duplicates="set")
    assert not differs(gold, Rows(1, ((1,), (2,))), policy, [0, 0, 1])
    assert differs(gold, Rows(1, ((2,), (1,))), policy, [0, 0, 1])


def test_a_set_in_any_order_of_columns() -> None:
    gold = Rows(2, ((1, 5), (1, 5), (1, 6)))
    other = Rows(2, ((5, 1), (6, 1), (6, 1)))
    assert not differs(gold, other, Policy(duplicates="set", column_match="any"))
    assert differs(gold, other, Policy(column_match="any"))


@pytest.mark.parametrize(
    ("tolerance", "one", "two", "same"),
    [
        (1e-9, 0.1 + 0.2, 0.3, True), (0.0, 0.1 + 0.2, 0.3, False), (0.0, 0.3, 0.3, True),
        (0.01, 10.05, 10.0, True), (0.01, 10.2, 10.0, False), (0.01, 10, 11, False),
        (0.0, 0.0, -0.0, True), (0.0, 1e-13, 0.0, False), (1e-9, 1e-13, 0.0, True),
    ],
)  # fmt: skip
def test_floats_are_as_near_as_stated(
    tolerance: float, one: object, two: object, *, same: bool
) -> None:
    found = differs(Rows(1, ((one,),)), Rows(1, ((two,),)), Policy(tolerance=tolerance))
    assert (not found) is same


def test_an_empty_text_is_null_only_where_stated() -> None:
    gold, other = Rows(1, ((None,), ("a",))), Rows(1, (("a",), ("",)))
    assert differs(gold, other, Policy())
    assert not differs(gold, other, Policy(nulls="empty"))
    assert differs(gold, Rows(1, (("a",), (" ",))), Policy(nulls="empty"))


CELLS = st.sampled_from([None, "", "a", 0, 1, 1.0, 2.5, True])
POLICIES = [
    Policy(duplicates=duplicates, column_match=match, nulls=nulls)
    for duplicates, match, nulls in itertools.product(
        ("bag", "set"), ("position", "any"), ("exact", "empty")
    )
]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from(POLICIES))
def test_every_policy_takes_a_result_for_itself(table: list[Row], policy: Policy) -> None:
    rows = Rows(2, tuple(table))
    assert not differs(rows, rows, policy)
    assert not differs(rows, Rows(2, tuple(reversed(table))), policy)


@given(
    st.lists(st.tuples(CELLS, CELLS), max_size=4),
    st.lists(st.tuples(CELLS, CELLS), max_size=4),
    st.sampled_from(POLICIES),
)
def test_a_looser_policy_takes_whatever_the_strict_one_takes(
    one: list[Row], two: list[Row], policy: Policy
) -> None:
    gold, other = Rows(2, tuple(one)), Rows(2, tuple(two))
    if not differs(gold, other, Policy()):
        assert not differs(gold, other, policy)
