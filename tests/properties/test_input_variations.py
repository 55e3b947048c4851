"""Further inputs look like those that were seen: their types, shapes and signs."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from verisynth.verifiers.input_variations import Variations, text_inputs

NUMBERS = st.integers(-50, 50)
PLAIN = st.one_of(
    NUMBERS,
    st.booleans(),
    st.floats(-5, 5),
    st.text("ab1 ;", max_size=8),
    st.lists(NUMBERS, max_size=4),
    st.sets(NUMBERS, max_size=4),
    st.dictionaries(st.text("xyz", max_size=2), NUMBERS, max_size=3),
    st.tuples(st.text("pq", max_size=3), NUMBERS),
)


@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=4), st.integers(0, 99))
def test_a_variation_has_the_shape_of_a_value_seen(
    seen: list[tuple[object, object]], seed: int
) -> None:
    variations = Variations.of(seen, Random(seed))
    for _ in range(20):
        varied = variations.vary(seen[0])
        assert isinstance(varied, tuple)
        assert len(varied) == 2
        for at, part in enumerate(varied):
            assert type(part) in {type(one[at]) for one in seen}


@given(st.lists(st.integers(0, 40), min_size=1), st.lists(NUMBERS, max_size=3), st.integers(0, 99))
def test_numbers_have_no_sign_that_was_not_seen(
    seen: list[int], numbers: list[int], seed: int
) -> None:
    variations = Variations.of([(one,) for one in seen], Random(seed), numbers=numbers)
    for _ in range(30):
        varied = variations.vary((seen[0],))
        assert isinstance(varied, tuple)
        assert 0 <= varied[0] <= 2 * max(seen) + 10


@given(st.integers(0, 200))
def test_numbers_cross_the_boundaries_of_the_program_and_of_what_was_seen(seed: int) -> None:
    variations = Variations.of([(3,), (5,)], Random(seed), numbers=(9,))
    found = {variations.vary((3,)) for _ in range(300)}
    assert {(9,), (8,), (10,)} <= found


@given(st.lists(st.lists(st.sampled_from(["in 3", "out 2", "x 10"]), max_size=4), min_size=1))
def test_a_line_that_counts_the_rest_still_does(texts: list[list[str]]) -> None:
    inputs = ["\n".join([str(len(lines)), *lines]) + "\n" for lines in texts]
    for text in text_inputs(inputs, Random(1), 20):
        first, *rest = text.splitlines()
        # The count itself may have been varied, but only within what was seen.
        assert first.isdigit()
        assert len(rest) <= max(map(len, texts)) + 3


def test_the_same_seed_gives_the_same_inputs() -> None:
    texts = ["3 4\n5\n", "7 a\n"]
    assert text_inputs(texts, Random(5), 30) == text_inputs(texts, Random(5), 30)
    assert len(set(text_inputs(texts, Random(5), 30))) > 5
