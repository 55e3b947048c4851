"""The automaton goes where ``re`` goes, and counts the ways as its backtracking would."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import assume, given, settings, strategies as st

from verisynth.languages.regex.backtracking.alphabet import alphabet, readable
from verisynth.languages.regex.backtracking.automaton import Automaton, automaton, members
from verisynth.languages.regex.backtracking.positions import TooComplex, positions
from verisynth.languages.regex.characters import ANY, category
from verisynth.languages.regex.parser import parse

_ATOMS = st.sampled_from(["a", "b", "ab", "[ab]", "[^a]", ".", r"\w", r"\s", "\\n", r"\b", r"\B"])
_ATOMS |= st.sampled_from(["^", "$", r"\A", r"\Z", "(?m:^)", "(?m:$)", ""])
PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: (
        st.tuples(inner, inner).map("".join)
        | st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})")
        | st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,3}", "{2,}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        )
    ),
    max_leaves=6,
)
TEXTS = st.text("ab c\n", max_size=6)


def read(found: Automaton, text: str) -> bool:
    """Whether the pattern matches somewhere, as the automaton has it."""
    states = 1
    for one in classes(found, text):
        if found.matched(states, one):
            return True
        states = found.step(states, one)
    return bool(found.matched(states, None))


def classes(found: Automaton, text: str) -> list[int]:
    """The class of each character."""
    at = [found.alphabet.codes.index(ord(character)) for character in text]
    parts = found.alphabet.members
    return [next(n for n, part in enumerate(parts) if part >> one & 1) for one in at]


def ways(found: Automaton, text: str) -> int:
    """How many paths read the text from its start."""
    return sum(paths(found, 0, classes(found, text)).values())


def paths(found: Automaton, start: int, word: Iterable[int]) -> dict[int, int]:
    """How many paths lead to each state, where one step may be several ways."""
    counts = {start: 1}
    for one in word:
        after: dict[int, int] = {}
        for state, count in counts.items():
            for state_after in members(found.steps[state] & found.readers[one]):
                many = 2 if found.doubled[state] >> state_after & 1 else 1
                after[state_after] = after.get(state_after, 0) + many * count
        counts = after
    return counts


def of(pattern: str, *, whole: bool = False, copies: int = 16) -> Automaton:
    return automaton(parse(pattern), whole=whole, copies=copies)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, TEXTS)
def test_it_matches_what_re_matches(pattern: str, text: str) -> None:
    # Up to Python 3.13, \\B does not match the empty text; for strings to try that is no matter.
    assume(text or r"\B" not in pattern)
    found, whole = read(of(pattern), text), read(of(pattern, whole=True), text)
    if "$" in pattern.replace("(?m:$)", ""):
        # A newline after $ is taken to be the last character.
        assert found or not re.search(pattern, text)
        assert whole or not re.fullmatch(pattern, text)
    else:
        assert found is (re.search(pattern, text) is not None)
        assert whole is (re.fullmatch(pattern, text) is not None)


@settings(max_examples=200, deadline=None)
@given(PATTERNS, TEXTS)
def test_with_fewer_copies_it_matches_at_least_as_much(pattern: str, text: str) -> None:
    if re.search(pattern, text):
        assert read(of(pattern, copies=1), text)


@pytest.mark.parametrize(
    ("pattern", "text", "count"),
    [
        ("a*", "aaaa", 1),
        ("(?:a|b)*", "abab", 1),
        ("a*a*", "aaa", 4),
        ("(?:a|a)*", "aaaa", 16),
        ("(?:a*)*", "aaaa", 8),
        ("(?:a*b*)*", "aaaa", 8),
        ("(?:a+)+", "aaaa", 8),
        ("a?a?", "a", 2),
        ("(?:ab|a(?:b))*", "abab", 4),
        ("(?>a|a)*", "aa", 4),
        (r"(?:\ba|a)*", "aa", 2),
        (r"(?m)(?:^a|\na)+", "a\na", 1),
        ("(?=aa)aa", "aa", 2),
        ("(a+)(?!b+).", "ab", 2),
        (r"(a|b)\1", "ab", 1),
        ("(x)?(?(1)a|a)", "a", 2),
    ],
)
def test_ways_are_counted(pattern: str, text: str, count: int) -> None:
    assert ways(of(pattern, whole=True), text) == count


def test_a_search_may_wait_anywhere_and_a_whole_match_may_not() -> None:
    assert ways(of("a"), "aaa") == 2  # it waits for the end, or begins with the last
    assert ways(of("a", whole=True), "aaa") == 0


@pytest.mark.parametrize("pattern", ["a?" * 9000, "(?:" + "a*" * 500 + ")*", "b" * 3001])
def test_what_is_too_large_is_refused(pattern: str) -> None:
    with pytest.raises(TooComplex, match="more than"):
        of(pattern)


def test_counts_inside_counts_are_refused_before_they_are_built() -> None:
    nested = "(?:" * 12 + r"\b" + "){16}" * 12
    with pytest.raises(TooComplex):
        positions(parse(nested), whole=False, copies=16)


def test_a_group_that_is_referred_to_again_and_again_is_copied_within_bounds() -> None:
    doubling = "(a)" + "".join(rf"(\{n}\{n})" for n in range(1, 30))
    with pytest.raises(TooComplex):
        of(doubling)


def test_characters_are_chosen_for_people() -> None:
    assert [readable(parse(one).root.ranges) for one in ("[0-9]", "[^a-z]", "é", "☃")] == [  # type: ignore[union-attr]
        "0", "A", "é", "☃",
    ]  # fmt: skip
    assert readable(()) == ""


def test_classes_tell_all_sets_apart() -> None:
    digits, words = category("d", ascii_only=False), category("w", ascii_only=True)
    found = alphabet([digits, words, ANY, ((0x4E00, 0x4E00),)])
    assert found.mask(digits) & found.mask(words)
    assert found.mask(digits) & ~found.mask(words)  # digits of other scripts
    assert found.mask(ANY) == (1 << len(found.characters)) - 1
    assert "一" in found.characters
