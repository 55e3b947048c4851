"""Patterns that list their texts, and those made so that listing them would never end."""

from __future__ import annotations

import pytest

from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.words import memorised, words


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("a(?:b|c)", {"ab", "ac"}),
        ("(?:ab?){1,2}", {"a", "ab", "aa", "aba", "aab", "abab"}),
        ("(?=x)[ab]\\b", {"a", "b"}),
        ("(?>a)(?i:b)", {"ab", "aB"}),
        ("(?:(?:a{2}){2}){2}", {"aaaaaaaa"}),
        ("a{0}", {""}),
    ],
)
def test_the_texts_of_a_finite_pattern_are_listed(pattern: str, texts: set[str]) -> None:
    assert words(parse(pattern).root) == texts


@pytest.mark.parametrize(
    "pattern",
    [
        "a*",
        "a{5}",
        r"\d",
        r"(a)\1",
        "[ab]{4}" * 3,
        "|".join(f"{first}{second}[a-d]{{3}}" for first in "abcdef" for second in "abcdef"),
        # Each level doubles the text, or asks four times for what is below.
        "(?:" * 39 + "a" + "{2}" + "){2}" * 39,
        "(?:" * 39 + "){4}" * 39 + "b{9}",
        "(?:" + "|".join(f"{at:04}" for at in range(1500)) + ")" + "c" * 10_000,
    ],
    ids=lambda pattern: pattern[:20],
)
def test_no_list_is_made_of_what_is_too_long_to_be_one(pattern: str) -> None:
    assert words(parse(pattern).root) is None


def test_a_long_list_of_examples_is_still_known_as_one() -> None:
    examples = [f"{at:04}-x" for at in range(1500)]
    assert memorised(parse("|".join(examples)).root, examples)
