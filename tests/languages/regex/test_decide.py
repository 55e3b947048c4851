"""Decisions about two patterns: exact, with a shortest witness, or undecided with the reason."""

from __future__ import annotations

import itertools
import json
import re
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from verisynth.languages.regex import brics, lowering
from verisynth.languages.regex.decide import Budget, Decision, Relation, compare
from verisynth.languages.regex.derivatives import Derivatives, Place
from verisynth.languages.regex.matcher import matcher
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import Unreadable
from verisynth.languages.regex.terms import Term

MODES = ("fullmatch", "search")
SHORT = [
    "".join(letters)
    for size in range(5)
    for letters in itertools.product("ab\nA " if size < 4 else "ab\n", repeat=size)
]
"""Texts over characters that words, lines and cases differ by."""


def decided(first: str, second: str, mode: str = "fullmatch", flags: str = "") -> Decision:
    return compare(parse(first, flags=flags), parse(second, flags=flags), mode=mode)


def re_says(pattern: str, text: str, mode: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(re, mode)(pattern, text) is not None


@pytest.mark.parametrize(
    ("first", "second", "mode"),
    [
        # Forms that differ in text only.
        ("[0-9]+", "[0-9][0-9]*", "fullmatch"),
        ("a|b|c", "[a-c]", "fullmatch"),
        ("(?:ab)*", "(?:ab(?:ab)*)?", "fullmatch"),
        ("a{2,3}", "aa|aaa", "fullmatch"),
        ("(?:a{1,3}){2}", "a{2,6}", "fullmatch"),
        ("(?:a*b)*a*", "[ab]*", "fullmatch"),
        # Anchors that the mode makes idle, and those that say the mode.
        ("^[a-z]+$", "[a-z]+", "fullmatch"),
        (r"\A[a-z]\Z", r"^[a-z](?!\n)$", "search"),
        ("a", ".*a.*", "search"),
        # Greedy and lazy choose other groups, not other texts.
        ("a+?b", "a+b", "search"),
        # Password rules in another order; a lookahead is an intersection.
        (r"(?=.*[0-9])(?=.*[a-z])\w+", r"(?=.*[a-z])(?=.*[0-9])\w+", "fullmatch"),
        ("(?=a)[a-z]b", "ab", "fullmatch"),
        ("(?!a)[ab]", "b", "fullmatch"),
        ("(?:(?!bb)[ab])*", "a*(?:ba+)*b?", "fullmatch"),
        # Lookbehind and words.
        (r"\bcat\b", r"(?<!\w)cat(?!\w)", "search"),
        ("(?<=a)b", "ab", "search"),
        ("(?<=(?=ab)a)b", "ab", "search"),
        (r"\Ba", "(?<=\\w)a", "search"),
        ("(?m:^)a", r"(?:\A|(?<=\n))a", "search"),
        ("a(?m:$)", r"a(?:\Z|(?=\n))", "search"),
        # Possessive and atomic.
        ("a*+b", "a*b", "fullmatch"),
        ("a*+a", "(?!)", "fullmatch"),
        ("(?>a|ab)c", "ac", "fullmatch"),
        ("(?>ab|a)c", "abc|ac", "fullmatch"),
        ("(?:ab)++a", "(?:ab)+a", "fullmatch"),
        # A reference to a group of a few texts.
        (r"(['\"])[a-z]\1", "'[a-z]'|\"[a-z]\"", "fullmatch"),
        (r"(?:(a|bb)(?:x\1)*)+", "(?:a(?:xa)*|bb(?:xbb)*)+", "search"),
        (r"([ab])([cd])\2\1", "acca|adda|bccb|bddb", "fullmatch"),
        # Case, with the letters that only Unicode knows.
        ("(?i:k)", "[kK\u212a]", "fullmatch"),
        ("(?i:s)", "[sS\u017f]", "fullmatch"),
        ("(?i:i)", "[iI\u0130\u0131]", "fullmatch"),
        ("(?ai)k", "[kK]", "fullmatch"),
        # A category is not closed under case: U+0345 is an iota and no letter.
        (r"(?i)[\w-]", r"[\w-]", "fullmatch"),
        (r"(?i)[^\W\d]", r"(?!\d)\w", "fullmatch"),
        (r"(?i)[\dk]", "[\\dkK\u212a]", "fullmatch"),
    ],
)
def test_equal_patterns_are_proved_equal(first: str, second: str, mode: str) -> None:
    assert decided(first, second, mode) == Decision(relation=Relation.EQUIVALENT)


@pytest.mark.parametrize(
    ("first", "second", "mode", "witness"),
    [
        # Unanchored where the whole text is meant; the end of a line for the end of the text.
        ("abc", r"\Aabc\Z", "search", None),
        ("^a$", r"\Aa\Z", "search", "a\n"),
        # Digits of other scripts, letters of others, spaces that are none in ASCII.
        (r"\d", "[0-9]", "fullmatch", None),
        (r"\w", "[A-Za-z0-9_]", "fullmatch", None),
        (".", "(?s:.)", "fullmatch", "\n"),
        ("[a-z]", "(?i:[a-z])", "fullmatch", "A"),
        ("a{1,3}", "a{1,4}", "fullmatch", "aaaa"),
        ("(?:ab){2}", "(?:ab){3}", "fullmatch", "abab"),
        (r"a.c", r"a\.c", "fullmatch", None),
        ("[[:alpha:]]", "[A-Za-z]", "fullmatch", None),
        ("ab|c", "a(?:b|c)", "fullmatch", "c"),
        # Neither side of a word is in an empty text.
        (r"\B", "", "search", ""),
    ],
)
def test_different_patterns_differ_on_the_witness(
    first: str, second: str, mode: str, witness: str | None
) -> None:
    found = decided(first, second, mode)
    assert found.relation is Relation.DIFFERENT
    if witness is not None:
        assert found.witness == witness
    assert re_says(first, found.witness, mode) is found.first_matches
    assert re_says(second, found.witness, mode) is not found.first_matches


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"([a-z])\1", "backreference"),
        (r"(a|b)?\1", "backreference"),
        (r"(?:(a|b)|c)\1", "backreference"),
        (r"(?i)(a|b)\1", "backreference"),
        (r"(a|b)\1(?>c)", "backreference"),
        (r"(a|b)\1(?(1)c|d)", "backreference"),
        ("(a)?(?(1)b|c)", "conditional"),
        ("(?>a*b*?a)", "atomic group that backtracking inside it decides"),
        ("(?:a?)++", "possessive repetition of what may be empty"),
    ],
)
def test_what_cannot_be_exact_is_undecided_and_says_why(
    monkeypatch: pytest.MonkeyPatch, pattern: str, reason: str
) -> None:
    monkeypatch.setattr(lowering, "POSSESSIVE_KEEPS_ITS_PLACE", True)
    found = decided(pattern, "x")
    assert (found.relation, found.reason) == (Relation.UNDECIDED, reason)


@pytest.mark.parametrize(
    "pattern",
    ["(?:a(?=a))*+", "(?:ab*c)*+", "(?:a(?>b)c)*+", "(?:ab?)++b", "(?>(?:ab*c)*+)a", "(?:(a)b)*+a"],
)
@pytest.mark.parametrize("mode", MODES)
def test_a_possessive_loop_is_said_only_where_python_keeps_its_place(
    monkeypatch: pytest.MonkeyPatch, pattern: str, mode: str
) -> None:
    asked = matcher([parse(pattern)], mode=mode)
    if lowering.POSSESSIVE_KEEPS_ITS_PLACE:
        assert asked.languages[0] is not None
        found = [one for one in SHORT if asked.matches_text(0, one)]
        assert found == [one for one in SHORT if re_says(pattern, one, mode)]
    monkeypatch.setattr(lowering, "POSSESSIVE_KEEPS_ITS_PLACE", False)
    why = "possessive repetition in a Python before 3.11.5"
    assert decided(pattern, "x", mode) == Decision(relation=Relation.UNDECIDED, reason=why)


@pytest.mark.parametrize(
    "pattern",
    [
        "((a{1,100}){1,100}){1,100}",
        "(?=.*a.{20}b)(?=.*b.{21}a)[ab]*",
        "(?:(?:a|b)*a(?:a|b){40}|c)*",
        "(?:x?){5000}x{5000}",
        "a{4000000}",
        "(?=a)b?" * 2500,
        "(?:" * 40 + "a*" + ")*" * 40,
        "a?" * 6000,
        "(?:" + "a?" * 5000 + ")*c",
        "(?:" * 5 + r"\b" + "){64}" * 5,
        "(?<=a" * 39 + ")" * 39,
        "(?<!a(?=" * 19 + "b" + "))" * 19,
    ],
)
def test_no_pattern_takes_more_than_its_budget(pattern: str) -> None:
    found = compare(parse(pattern), parse("[ab]*c"), budget=Budget(terms=3000, cpu_seconds=1.0))
    assert found.relation in (Relation.UNDECIDED, Relation.DIFFERENT)
    if found.relation is Relation.UNDECIDED:
        assert found.reason.startswith("budget: ")


def test_what_nests_without_end_is_undecided_before_memory_is_full() -> None:
    found = decided("(?:" * 5 + r"\b" + "){64}" * 5, "a")
    assert found.reason == "budget: more than 20000 parts in a row"


def test_lookbehinds_in_lookbehinds_are_asked_once_a_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = itertools.count()
    plain = Derivatives._at_mark

    def counted(self: Derivatives, language: Term, place: Place) -> Term:
        next(asked)
        return plain(self, language, place)

    monkeypatch.setattr(Derivatives, "_at_mark", counted)
    nested = "(?<=a" * 30 + ")" * 30
    assert decided(nested, "a" + nested).relation is Relation.DIFFERENT
    assert next(asked) < 20_000


def test_references_beyond_what_is_looked_through_stay_undecided() -> None:
    few = "".join(f"(?P<g{at}>x)(?P=g{at})" for at in range(9))
    assert decided(few, "x{18}") == Decision(relation=Relation.EQUIVALENT)
    many = "".join(f"(?P<g{at}>x)(?P=g{at})" for at in range(900))
    assert decided(many, "x{1800}").reason == "backreference"


@pytest.mark.parametrize("body", ["a|b", "[ab]", "a|ab", "a{0,2}", "a??b?"])
@pytest.mark.parametrize(
    "rest", [r"\1", r"(?:,\1)*", r"(?=\1)a", r"(?!\1).", r"b\1|a\1\1", r"(a)\2\1"]
)
@pytest.mark.parametrize("mode", MODES)
def test_references_written_out_match_what_re_matches(body: str, rest: str, mode: str) -> None:
    pattern = f"({body})(?:{rest})"
    asked = matcher([parse(pattern)], mode=mode)
    assert asked.languages[0] is not None
    texts = [
        "".join(one)
        for size in range(7)
        for one in itertools.product("ab,"[: 4 - size // 4], repeat=size)
    ]
    assert [
        one for one in texts if asked.matches_text(0, one) is not re_says(pattern, one, mode)
    ] == []


@pytest.mark.parametrize(
    "pattern",
    [
        *("(?>a|ab)b", "(?>(?i:a)b?)b", "(?>a{1,2}?)a", "(?>a(?>b|bb))b", "(?>(a|bb)(b|a))a"),
        *("a{2}+a", "a{1,2}+a", "a{0}+b", "(?:ab){1,2}+a", "(?:(?=a).)++", "(?:a|b){2,}+b"),
        *(r"(?>\Ba)", r"(?>(?:a\b)+)", "(?>(?<=a)b|a)", "(?>(?:a|bb)(?:ba|a))", "(?:a++b?)++"),
        *(r"(?:\b){2}a", r"(?:\b|a){2,3}", r"(?:(?=a)|b){3}a", r"(?:$|\n){2}", "(?:a?(?!b)){2}b"),
        *(r"(?:(?<!a)|a)+\Z", "(?<=(?<!a)b)a", "(?<!(?<=a)b)a", "(?<=a(?=b|$))", r"(?<=\ba)b"),
        *("(?<=(?m:^)a)b", "(?=(?<=a)b|a)", "(?:(?<=a)|(?<!b)){2}a?", r"(?:a|(?<=\n)b)*\B"),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_assertions_and_atomic_groups_in_each_other_match_what_re_matches(
    pattern: str, mode: str
) -> None:
    asked = matcher([parse(pattern)], mode=mode)
    if asked.languages[0] is None:
        assert decided(pattern, "x", mode).relation is Relation.UNDECIDED
    else:
        found = [one for one in SHORT if asked.matches_text(0, one)]
        assert found == [one for one in SHORT if re_says(pattern, one, mode)]


_LEAVES = st.sampled_from(
    ("a", "b", "c", "\\n", ".", "[ab]", "[^a]", "\\w", "\\W", "\\s", "(?s:.)", "(?i:A)", "")
)
_ANCHORS = st.sampled_from(("^", "$", "\\A", "\\Z", "\\b", "\\B", "(?m:^)", "(?m:$)", "(?a:\\b)"))


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    counts = st.sampled_from(("*", "+", "?", "{2}", "{1,2}", "{0,2}", "{2,}"))
    appetites = st.sampled_from(("", "", "", "?", "+"))
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, counts, appetites).map(lambda one: f"(?:{one[0]}){one[1]}{one[2]}"),
        st.tuples(st.sampled_from(("(?=", "(?!", "(?<=", "(?<!", "(?>")), inner).map(
            lambda one: f"{one[0]}{one[1]})"
        ),
    )


PATTERNS = st.recursive(st.one_of(_LEAVES, _LEAVES, _ANCHORS), _larger, max_leaves=7)


@settings(deadline=None, max_examples=120)
@given(PATTERNS, st.sampled_from(MODES))
def test_derivatives_match_what_re_matches(pattern: str, mode: str) -> None:
    try:
        asked = matcher([parse(pattern)], mode=mode)
    except Unreadable:
        return
    if asked.languages[0] is not None:
        wrong = [
            one for one in SHORT if asked.matches_text(0, one) is not re_says(pattern, one, mode)
        ]
        assert wrong == []


@settings(deadline=None, max_examples=80)
@given(PATTERNS, PATTERNS, st.sampled_from(MODES))
def test_a_witness_is_confirmed_by_re_and_no_shorter_one_exists(
    first: str, second: str, mode: str
) -> None:
    try:
        found = decided(first, second, mode)
    except Unreadable:
        return
    apart = [one for one in SHORT if re_says(first, one, mode) is not re_says(second, one, mode)]
    if found.relation is Relation.EQUIVALENT:
        assert apart == []
    elif found.relation is Relation.DIFFERENT:
        assert re_says(first, found.witness, mode) is found.first_matches
        assert re_says(second, found.witness, mode) is not found.first_matches
        assert all(len(one) >= len(found.witness) for one in apart)


@given(PATTERNS)
@settings(deadline=None, max_examples=40)
def test_a_pattern_equals_itself_repeated_once_and_chosen_twice(pattern: str) -> None:
    try:
        found = decided(pattern, f"(?:(?:{pattern})|(?:{pattern})){{1}}")
    except Unreadable:
        return
    assert found.relation is not Relation.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ("[a-z]+&~(.*x.*)", "[a-wyz]+", Relation.EQUIVALENT),
        ("~(a)", ".*", Relation.DIFFERENT),
        ("(a|b)&b", "b", Relation.EQUIVALENT),
        ("~(~(a))", "a", Relation.EQUIVALENT),
        (".*dog.*&.{3}", "dog", Relation.EQUIVALENT),
        ("((a|ab)&a*)*b", "a*b", Relation.EQUIVALENT),
        ("(~(a))b", "(~(a)b|~(a)b)", Relation.EQUIVALENT),
        ("(~(a)){2}b", "~(a)~(a)b", Relation.EQUIVALENT),
        ("(~(a)&a*)b", "(aaa*)?b", Relation.EQUIVALENT),
        (r"\bdog\b", "dog", Relation.EQUIVALENT),
        (r"~(\bdog\b)", "x", Relation.UNDECIDED),
    ],
)
def test_intersection_and_complement_are_read_in_their_own_dialect(
    first: str, second: str, relation: Relation
) -> None:
    assert compare(brics.parse(first), brics.parse(second)).relation is relation


@pytest.mark.parametrize("text", ["(a", "a)", "*a", "a{,2}", "a{3,2}", "~", "[a", "a" + "*" * 9])
def test_a_text_that_is_no_pattern_of_the_dialect_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        brics.parse(text)


@pytest.mark.slow
def test_labelled_pairs_are_decided_as_labelled(labelled_data: Path) -> None:
    rows = json.loads((labelled_data / "regex" / "nlrx_equivalence_pairs.json").read_text())
    wrong = [
        row
        for row in rows
        if (compare(brics.parse(row["a"]), brics.parse(row["b"])).relation is Relation.EQUIVALENT)
        is not row["equivalent"]
    ]
    assert wrong == []
