"""Patterns and lists in what a teacher wrote: what is a wrapping and what is the pattern."""

from __future__ import annotations

import pytest

from verisynth.errors import Unparseable
from verisynth.verifiers import regex_policy, regex_reading

PLAIN = ("abc", "x")


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (r"\d+", r"\d+"),
        ("\n\\d+\n", r"\d+"),
        ("```regex\n\\d+\n```", r"\d+"),
        ("```\n\\d+ \n```", r"\d+ "),
        (r'r"\d+"', r"\d+"),
        (r"R'\d+'", r"\d+"),
        (r'r"""\d+"""', r"\d+"),
        (r're.compile(r"\d+")', r"\d+"),
        (r're.compile("\\d+")', r"\d+"),
        (r'PATTERN = r"\d+"', r"\d+"),
        (r'p = re.compile("\d")', r"\d"),
        (r"/\d+/", r"\d+"),
        (r"/a\/b/", "a/b"),
        (r"/\d+/gi", r"(?i)\d+"),
        (r'"[^"]*"', r'"[^"]*"'),
        (r"'a'", r"'a'"),
        ("/a/b/", "/a/b/"),
        ("r'a' r", "r'a' r"),
        ("a = 1", "a = 1"),
        ("key = [0-9]", "key = [0-9]"),
        ("(?x)\na\nb", "(?x)\na\nb"),
        ("a ", "a "),
    ],
)
def test_only_wrappings_are_taken_off(section: str, expected: str) -> None:
    assert regex_reading.pattern(section, examples=PLAIN) == expected


def test_slashes_that_every_match_has_belong_to_the_pattern() -> None:
    assert regex_reading.pattern("/[a-z]+/", examples=("/usr/", "/etc/")) == "/[a-z]+/"


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ("", "missing-section"),
        ("```\n\n```", "missing-section"),
        ("a\nb", "bad-section"),
        ("a" * (regex_reading.MAX_TEXT + 1), "bad-section"),
        ("/a/z", "bad-section"),
        ('re.compile(r"a", re.I)', "bad-section"),
    ],
)
def test_a_section_without_one_pattern_is_unparseable(section: str, reason: str) -> None:
    with pytest.raises(Unparseable) as raised:
        regex_reading.pattern(section, examples=PLAIN)
    assert raised.value.reason == reason


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ('["a", "b\\n"]', ("a", "b\n")),
        ('```json\n["a"]\n```', ("a",)),
        ("['a', 'it\\'s',]", ("a", "it's")),
        (r"['\d']", (r"\d",)),
        ('["a", "a"]', ("a",)),
        ("[]", ()),
    ],
)
def test_lists_are_json_or_python_literals(section: str, expected: tuple[str, ...]) -> None:
    assert regex_reading.strings(section, name="matches") == expected


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        ("", "missing-section"),
        ("a, b", "bad-section"),
        ('{"a": 1}', "bad-section"),
        ('["a", 1]', "bad-section"),
        ("[__import__('os')]", "bad-section"),
        ("[" * 100_000, "bad-section"),
        ("[" * 5_000, "bad-section"),
    ],
)
def test_a_section_without_one_list_is_unparseable(section: str, reason: str) -> None:
    with pytest.raises(Unparseable) as raised:
        regex_reading.strings(section, name="matches")
    assert raised.value.reason == reason


def test_the_policy_names_the_call_and_what_it_means() -> None:
    words = regex_policy.describe("search", "mi")
    assert "re.search(pattern, text, re.IGNORECASE | re.MULTILINE)" in words
    assert "\\Z" in words
    assert "ASCII only" in regex_policy.describe("fullmatch", "a")
    assert "any character, " not in regex_policy.describe("fullmatch", "")
