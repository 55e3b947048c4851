"""The law of names: two plain values share one exactly if Python calls them equal."""

from __future__ import annotations

from hypothesis import given, strategies as st

from sandboxes import digests
from verisynth.sandbox import values

numbers = (
    st.integers()
    | st.booleans()
    | st.integers(-9999, 9999).map(lambda n: n / 8)
    | st.sampled_from([float("inf"), -0.0, 1e300, float(2**70), 2**70])
)
hashable = st.none() | numbers | st.text(max_size=3) | st.binary(max_size=2)
plain = st.recursive(
    hashable,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.sets(hashable, max_size=3)
        | st.frozensets(hashable, max_size=3)
        | st.dictionaries(hashable, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(plain, plain)
def test_names_are_equal_exactly_where_values_are(one: object, other: object) -> None:
    assert (digests.name(one) == digests.name(other)) is values.same(one, other)


@given(plain)
def test_a_copy_that_crossed_the_border_has_the_same_name(one: object) -> None:
    crossed = values.decode(values.encode(one))
    assert digests.name(one) == digests.name(crossed)


@given(st.lists(hashable, max_size=6))
def test_an_unordered_set_is_the_set_but_for_its_order(items: list[object]) -> None:
    plain_set, backwards = set(items), digests.Unordered(items)
    assert backwards == plain_set
    assert list(backwards) == list(plain_set)[::-1] or set(map(type, items)) == {bool, int}
    assert digests.name(backwards) == digests.name(plain_set)
    assert type(backwards | {1}) is digests.Unordered
