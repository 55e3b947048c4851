"""Mistakes in a pattern, and the texts that unmask them."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings

from tests.languages.regex.test_decide import PATTERNS
from verisynth.languages.regex import samples as drafting
from verisynth.languages.regex.decide import Relation, compare
from verisynth.languages.regex.matcher import matcher
from verisynth.languages.regex.mutants import changed
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.samples import samples
from verisynth.languages.regex.syntax import Unreadable
from verisynth.languages.regex.telling import pool, telling
from verisynth.languages.regex.words import memorised
from verisynth.languages.regex.writing import written

GOLDS = (
    "[A-Z]{2}-[0-9]{3,4}",
    r"(?:0|[1-9]\d*)(?:\.\d+)?",
    r"(?i)colou?r",
    r"(?=.*[0-9])[a-z0-9]{4,6}",
)


@settings(deadline=None, max_examples=80)
@given(PATTERNS)
def test_a_written_tree_is_read_as_the_same_tree(text: str) -> None:
    try:
        pattern = parse(text)
    except Unreadable:
        return
    assert parse(written(pattern)).root == pattern.root


@pytest.mark.parametrize(
    "text",
    [r"(a)\1(?:2)", r"\0(?:1)", "a{x", "(?x) a # b\n c", "(?P<n>a)(?P=n)(?(n)b|c)", "a{,3}?"],
)
def test_what_stands_close_together_is_written_apart(text: str) -> None:
    pattern = parse(text)
    assert parse(written(pattern)).root == pattern.root


@pytest.mark.parametrize(
    ("gold", "mistake"),
    [
        ("[0-9]{3}", "[0-9]{2}"),
        ("[0-9]{3}", "[0-9]{4}"),
        ("[0-9]{3}", "[0-9]{3,}"),
        ("a+b", "a*b"),
        ("ab?", "ab"),
        (r"a\.b", "a.b"),
        ("[0-9]", r"\d"),
        (r"\d", "[0-9]"),
        ("[A-Z]a", "[A-Za-z]a"),
        ("(?i)a", "a"),
        ("a", "(?i)a"),
        (r"\Aab\Z", r"ab\Z"),
        ("(?:a|b|c)d", "(?:a|c)d"),
        ("(?:a|b)c", "a|bc"),
        ("(?:ab)+", "ab+"),
        ("x(?!y)", "x"),
        ("a++b", "a+b"),
        ("ab", "ba"),
    ],
)
def test_the_mistakes_people_make_are_among_the_mutants(gold: str, mistake: str) -> None:
    wanted = parse(mistake)
    made = changed(parse(gold), flags="", most=10_000)
    assert any(
        compare(one.pattern, wanted, mode="search").relation is Relation.EQUIVALENT for one in made
    )


def test_mutants_are_limited_and_differ_in_text_from_the_pattern_and_each_other() -> None:
    pattern = parse(GOLDS[0])
    made = changed(pattern, flags="", most=40)
    texts = [one.pattern.text for one in made]
    assert 35 <= len(made) <= 40
    assert len({pattern.text, *texts}) == len(made) + 1


@pytest.mark.slow
def test_loops_in_loops_that_write_nothing_end() -> None:
    nested = parse("(?:" * 30 + "a*" + ")*" * 30)
    assert len(list(samples(nested.root, rng=random.Random(0)))) < 1000


@pytest.mark.slow
def test_few_mistakes_are_looked_at_in_a_very_long_pattern() -> None:
    made = changed(parse("ab" * 4000), flags="", most=300)
    assert 5 <= len(made) <= 30


@pytest.mark.parametrize("mode", ["fullmatch", "search"])
@pytest.mark.parametrize("gold", GOLDS)
def test_a_hundred_texts_a_side_unmask_every_mutant_that_is_not_equal(gold: str, mode: str) -> None:
    pattern = parse(gold)
    made = [one.pattern for one in changed(pattern, flags="", most=30)]
    found = telling(pattern, made, mode=mode, known=("known",))
    assert found is not None
    assert max(len(found.matches), len(found.rejects)) <= 100
    assert found.unmasked == found.wrong
    assert "known" in (*found.matches, *found.rejects)
    test = getattr(re.compile(gold), mode)
    assert all(test(text) for text in found.matches)
    assert not any(test(text) for text in found.rejects)
    asked = matcher([pattern, *made], mode=mode)
    texts = (*found.matches, *found.rejects)
    for at in range(1, len(made) + 1):
        unmasked = any(
            asked.matches_text(at, one) is not asked.matches_text(0, one) for one in texts
        )
        assert unmasked is (asked.difference(0, at).relation is Relation.DIFFERENT)


def test_the_texts_go_one_below_at_and_one_beyond_every_bound() -> None:
    pattern = parse("(?:a{2,3}b){2}")
    found = telling(pattern, [one.pattern for one in changed(pattern, flags="", most=40)])
    assert found is not None
    assert {"aabaab", "aaabaaab"} <= set(found.matches)
    for beyond in ("ab", "aaaab", "aab", "aabaabaab"):
        assert any(beyond in text for text in found.rejects)
    assert any(text.endswith("\n") for text in found.rejects)


def test_the_same_pattern_gives_the_same_texts() -> None:
    pattern = parse(GOLDS[1])
    made = [one.pattern for one in changed(pattern, flags="", most=20)]
    assert telling(pattern, made) == telling(pattern, made)


def test_a_pattern_beyond_derivatives_gives_none() -> None:
    assert telling(parse(r"([a-z])\1"), []) is None


@pytest.mark.parametrize(
    ("pattern", "listed"),
    [
        ("a1|b2|c3|d4", True),
        (r"\A(?:a1|b2|c3|d4)\Z", True),
        ("(?:a1|b2|(?:c3|d4))", True),
        ("(?P<x>a1)|b2|[c]3|d4", True),
        # The answer to something else, too few to be a list, plain words, an endless language.
        ("a1|b2|c3|d5", False),
        ("a1|b2|c3", False),
        ("[a-d][0-9]", False),
        ("(?:a1)*|b2|c3|d4", False),
        (r"(a1)\1|b2|c3|d4", False),
        ("(?:a1){0,9}|b2|c3|d4", False),
    ],
)
def test_a_list_of_the_examples_is_known_for_one(pattern: str, listed: bool) -> None:
    assert memorised(parse(pattern).root, ("a1", "b2", "c3", "d4", "e5")) is listed


def test_a_list_of_plain_words_may_be_the_answer() -> None:
    days = ("mon", "tue", "wed", "thu", "fri")
    assert not memorised(parse("|".join(days)).root, days)


@pytest.mark.parametrize("pattern", ["a?b?" * 2500, "(?:" * 38 + "){4}" * 38, "(?<=ab)?" * 1500])
def test_thousands_of_quantifiers_are_drafted_only_as_long_as_texts_are_read(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = []
    plain = drafting._drafts
    monkeypatch.setattr(
        drafting, "_drafts", lambda root: (drafts.append(one) or one for one in plain(root))
    )
    assert pool(parse(pattern))
    assert 9 < len(drafts) < 600
