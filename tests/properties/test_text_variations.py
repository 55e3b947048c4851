"""Further standard inputs look like those that were seen."""

from __future__ import annotations

from random import Random

from hypothesis import given, strategies as st

from verisynth.strengthen.texts import text_inputs


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
