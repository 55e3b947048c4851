"""Many texts at once, beside one pattern."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.languages.regex.test_decide import PATTERNS
from verisynth.languages.regex import telling
from verisynth.languages.regex.decide import Budget
from verisynth.languages.regex.matcher import matcher
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import Unreadable
from verisynth.languages.regex.trie import Trie

TEXTS = ("", "a", "b", "\n", "ab", "ba", "aa", "a\n", "aab", "abab", "0", "a0", "A", "ba\n", "b a")


@settings(deadline=None, max_examples=120)
@given(PATTERNS, PATTERNS)
def test_the_texts_that_differ_are_those_of_one_pattern_only(first: str, second: str) -> None:
    for mode in ("fullmatch", "search"):
        try:
            asked = matcher([parse(first), parse(second)], mode=mode)
        except Unreadable:
            return
        if None in asked.languages:
            return
        trie = Trie(asked, TEXTS)
        wanted = sum(
            1 << at
            for at, text in enumerate(TEXTS)
            if asked.matches_text(0, text) is not asked.matches_text(1, text)
        )
        assert trie.differing(1) == wanted
        some = trie.differing(1, any_will_do=True)
        assert bool(some) is bool(wanted)
        assert some | wanted == wanted
        assert not trie.differing(0)


@pytest.mark.parametrize(
    ("pattern", "mode", "is_little"),
    [
        ("a+b", "fullmatch", False),
        ("[^,]*", "fullmatch", False),
        (r"(?s:.*)\ba\b(?s:.*)", "fullmatch", True),
        ("(?s:.*)", "fullmatch", True),
        ("a+b", "search", True),
        (r"([a-z])\1", "fullmatch", True),
    ],
)
def test_less_is_tried_where_nothing_that_was_read_makes_a_match_impossible(
    pattern: str, mode: str, is_little: bool
) -> None:
    assert (telling.effort(parse(pattern), mode=mode).mutants < 200) is is_little


def test_little_is_tried_on_what_cannot_be_explored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BUDGET", Budget(terms=10))
    assert telling.effort(parse("ab" * 200), mode="fullmatch").mutants < 200
