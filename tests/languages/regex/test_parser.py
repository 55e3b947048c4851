"""The parser takes what ``re.compile`` takes, refuses what it refuses, and knows what it read."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given, settings, strategies as st

from verisynth.languages.regex import characters, parser
from verisynth.languages.regex.parser import MAX_DEPTH, MAX_LENGTH, parse
from verisynth.languages.regex.syntax import (
    Anchor,
    Backreference,
    Characters,
    Conditional,
    Look,
    Position,
    Repeat,
    TooLarge,
    Unreadable,
    below,
    children,
)

_FLAGS = {"a": re.A, "i": re.I, "m": re.M, "s": re.S, "x": re.X}
_PIECES = (
    *("(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "^", "$", "-", ".", "a", "b", "0"),
    *("(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i)", "(?i:", "(?-i:", "(?x)", "(?a)", "(?u)"),
    *("(?P<n>", "(?P=n)", "(?(1)", "(?(n)", "(?#c)", "{2}", "{2,3}", "{,3}", "{2,", "{3,2}", "[^"),
    *("\\1", "\\8", "\\07", "\\123", "\\b", "\\B", "\\d", "\\W", "\\Z", "\\x41", "\\u0041", "\\N"),
    *("\\N{DIGIT ONE}", "#", " ", "\n", "a-z", "<", "=", "!", ":", "ß", "K"),
)


_EVERY = "".join(map(chr, range(0x20400)))


def compiles(pattern: str, flags: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern, sum(_FLAGS[letter] for letter in flags))
        except (re.error, ValueError, OverflowError):
            return False
    return True


def refused(pattern: str, flags: str = "") -> Unreadable | None:
    try:
        parse(pattern, flags=flags)
    except Unreadable as refusal:
        return refusal
    return None


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=10), st.sampled_from(("", "x", "ai", "ms")))
def test_what_re_compiles_is_read_and_nothing_else(pieces: list[str], flags: str) -> None:
    pattern = "".join(pieces)
    assert (refused(pattern, flags) is None) is compiles(pattern, flags)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    refusal = refused(text)
    assert refusal is None or (refusal.reason and 0 <= refusal.position <= len(text))


@pytest.mark.parametrize(
    ("pattern", "position", "reason"),
    [
        ("a(b", 1, "missing ), unterminated subpattern"),
        ("ab)", 2, "unbalanced parenthesis"),
        ("x[a", 1, "unterminated character set"),
        ("a**", 2, "multiple repeat"),
        ("^*", 1, "nothing to repeat"),
        ("a{3,2}", 1, "min repeat greater than max repeat"),
        ("a{99999999999}", 1, "the repetition number is too large"),
        ("(?<=a+)b", 0, "look-behind requires fixed-width pattern"),
        ("a(?i)b", 1, "global flags not at the start of the expression"),
        (r"(a)\2", 3, "invalid group reference 2"),
        (r"(a\1)", 2, "cannot refer to an open group"),
        ("a\\", 1, "bad escape (end of pattern)"),
        (r"\q", 0, r"bad escape \q"),
        ("[b-a]", 1, "bad character range b-a"),
        ("(?P<n>a)(?P<n>b)", 8, "redefinition of group name 'n'"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(pattern: str, position: int, reason: str) -> None:
    assert not compiles(pattern, "")
    with pytest.raises(Unreadable) as caught:
        parse(pattern)
    assert (caught.value.position, caught.value.reason) == (position, reason)


@pytest.mark.parametrize("pattern", ["a" * (MAX_LENGTH + 1), "(" * 5000, "(?:" * 5000 + ")" * 5000])
def test_what_is_too_large_is_named_so_and_takes_no_stack(pattern: str) -> None:
    with pytest.raises(TooLarge):
        parse(pattern)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).groups == MAX_DEPTH


@pytest.mark.parametrize("flags", ["", "a", "i", "ai", "s"])
@pytest.mark.parametrize(
    "pattern", [r"\d", r"\W", r"[^\s_]", ".", "[a-k]", "K", "ß", "[^i]", r"[\x00-\U0001ffff]", "ſ"]
)
def test_a_set_holds_exactly_what_re_matches(pattern: str, flags: str) -> None:
    node = parse(pattern, flags=flags).root
    assert isinstance(node, Characters)
    compiled = re.compile(pattern, sum(_FLAGS[letter] for letter in flags))
    wanted = {match.start() for match in compiled.finditer(_EVERY)}
    found = {code for low, high in node.ranges for code in range(low, min(high, 0x203FF) + 1)}
    assert found == wanted


def test_no_character_has_case_where_the_table_ends() -> None:
    above = "".join(map(chr, range(0x20000, characters.LAST + 1)))
    assert above.lower() == above == above.upper()


def test_no_character_has_a_category_where_the_table_ends() -> None:
    assert re.search(r"[\w\s]", "".join(map(chr, range(0x40000, characters.LAST + 1)))) is None


def test_groups_that_only_bracket_leave_no_trace() -> None:
    assert parse("(?:ab)(?:c)").root == parse("abc").root
    assert parse("(?:a)*").root == parse("a*").root
    assert parse("(?:a*)*").root != parse("a*").root


def test_anchors_are_named_by_what_they_demand() -> None:
    plain = parse(r"^\A\b\B\Z$").root
    many = parse("(?m)^$").root
    parts = (*children(plain), *children(many))
    positions = [part.position for part in parts if isinstance(part, Anchor)]
    assert positions == [
        *(Position.TEXT_START, Position.TEXT_START, Position.BOUNDARY, Position.NO_BOUNDARY),
        *(Position.TEXT_END, Position.LAST_LINE_END, Position.LINE_START, Position.LINE_END),
    ]


def test_references_and_conditionals_are_read() -> None:
    pattern = parse(r"(?P<q>['\"]{1,2})?(?P=q)(?(q)x|y)(?<!z)")
    assert pattern.names == {"q": 1}
    _, reference, conditional, behind = children(pattern.root)
    assert reference == Backreference(1, "q", "", 1, 2)
    assert conditional == Conditional(1, parse("x").root, parse("y").root, "q")
    assert behind == Look(parse("z").root, ahead=False, negative=True)


def test_flags_reach_what_stands_under_them_and_nothing_else() -> None:
    first, second = children(parse("(?i:a)a").root)
    assert children(first) == (Characters(((65, 65), (97, 97)), "a", "i"),)
    assert second == Characters(((97, 97),), "a", "")
    assert parse("(?i)a", flags="s").flags == "is"
    assert parse("(?i)a", flags="s").inline == "i"


def test_spaces_and_comments_are_skipped_where_the_verbose_flag_says_so() -> None:
    assert parse("a + # many\n b", flags="x").root == parse("a+b", flags="x").root
    (repeat, _) = children(parse("(?x) a {2} [ ]").root)
    assert isinstance(repeat, Repeat)


def test_thousands_of_references_to_a_long_group_walk_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walks = []
    plain = parser.width
    monkeypatch.setattr(parser, "width", lambda node: walks.append(node) or plain(node))
    found = parse("(" + "a" * 5000 + ")" + r"\1" * 5000)
    assert len(walks) == 1
    assert {node.low for node in below(found.root) if isinstance(node, Backreference)} == {5000}


@pytest.mark.parametrize(
    "pattern",
    [
        # Flags
        *("(?au)", "(?a-u:x)", "(?-a:x)", "(?i-i:x)"),
        *("(?i-)", "(?i", "(?ix-s:x)", "(?-:x)", "(?q)"),
        *("(?i:x", "(?u)(?a)", "(?a)(?u)x", "x(?i)", "(?i-s)", "(?-i", "(?u:x)(?a:y)", "(?L)x"),
        # Escapes
        *(r"\400", r"[\400]", r"\377", r"\01", r"\x4", r"\u004", r"\U00110000", r"\N", r"\N{}"),
        *(r"\N{DIGIT ONE", r"\N{NO SUCH}", r"[\N{DIGIT ONE}]", r"\q", r"[\q]", r"[\8]", r"\8"),
        *("\\", r"[\b]", r"\-", r"[\777]", r"\N{KEYCAP DIGIT ONE}", r"(a)\18", r"\118"),
        # Groups and names
        *("(?P<n>a)(?P<n>b)", "(?P<1>a)", "(?P<n", "(?P<>a)", "(?P=n)", "(?P!n)", "(?P<n>a)(?P=n"),
        *("(?P<n>(?P=n))", r"(a\1)", r"\1(a)", "(?#"),
        *("(?#x)a", "(?", "(?<x)", "(?<=a*)", "(?<!a|bc)"),
        *(r"(a)(?<=\1)", r"(?<=(a)\1)"),
        *(r"(?<=(a)(?(1)b|c))", r"(a)(?<=b(?(1)c|d))", "(?<=(?(1)a|b))"),
        # Conditionals
        *("(?(1)a|b)(c)", "(?(2)a)(c)", "(?(0)a)", "(?(x)a)"),
        *("(?(1)a|b|c)(d)", "(?(1)a", "(?(", "(?()a)"),
        *("(?P<n>a)(?(n)b)", "(?(٣)a)", "(?(9999999999)a)"),
        # Repetition
        *("*", "^*", "a**", "a{2}{3}"),
        *("a{3,2}", "a{4294967295}", "a{4294967294}", "a{99999999999}"),
        *("a{}", "{", "{2}", "a{,}", "a{2", "a{,3}", "(?i)*", r"\b+", "a{0}+", "(?=a)*", "a{2}+?"),
        *("(?x)a {2}", "(?x)a # b", "(?x)a # b\n{2}", "|*", "(*a)", "(?:)*"),
        # Classes
        *("[", "[]", "[]a]", "[^]", "[z-a]", r"[a-\d]", r"[\d-a]", "[a-", "[--a]", "[^^]", "[a-]"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("flags", ["", "x", "a"])
def test_the_corners_of_the_syntax_are_read_as_re_reads_them(pattern: str, flags: str) -> None:
    assert (refused(pattern, flags) is None) is compiles(pattern, flags)
