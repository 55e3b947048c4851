"""Mistakes in one set of characters: too wide, too narrow, another one, an escape lost."""

from __future__ import annotations

from collections.abc import Iterator

from verisynth.languages.regex import characters
from verisynth.languages.regex.characters import Ranges
from verisynth.languages.regex.classes import cased
from verisynth.languages.regex.syntax import Characters
from verisynth.languages.regex.writing import class_text

DIGITS: Ranges = ((48, 57),)
UPPER: Ranges = ((65, 90),)
LOWER: Ranges = ((97, 122),)
STANDARD: tuple[Ranges, ...] = (DIGITS, LOWER, UPPER)
"""The classes that are mixed up with each other."""
_MARKS: Ranges = ((45, 45), (95, 95), (32, 32), (46, 46))
_WRITTEN_AS = {"\\d": "[0-9]", "\\w": "[A-Za-z0-9_]", "\\s": " "}
_MOST_RANGES = 24
"""A set of more ranges is a category of all scripts; it is not written out."""


def class_mistakes(node: Characters) -> Iterator[Characters]:
    """The set with one mistake, each different from it."""
    for ranges in dict.fromkeys(_sets(node)):
        changed = cased(ranges, node.flags)
        if changed and changed != node.ranges and len(changed) <= _MOST_RANGES:
            yield Characters(changed, class_text(ranges), node.flags)
    yield from _categories(node)
    if node.ranges not in (characters.ANY, characters.NOT_NEWLINE):
        # The dot that a lost backslash makes of a mark, and that laziness makes of a class.
        yield Characters(characters.NOT_NEWLINE, ".", node.flags)
    elif node.ranges == characters.NOT_NEWLINE:
        yield Characters(characters.ANY, "(?s:.)", node.flags)


def _sets(node: Characters) -> Iterator[Ranges]:
    ranges = node.ranges
    if len(ranges) > _MOST_RANGES:
        return
    for standard in STANDARD:
        yield characters.union(ranges, standard)
        yield characters.intersection(ranges, characters.complement(standard))
        yield standard
    if characters.size(ranges) == 1:
        yield from _other_case(ranges)
        return
    for mark in _MARKS:
        yield characters.union(ranges, (mark,))
        yield characters.intersection(ranges, characters.complement((mark,)))
    yield characters.complement(ranges)
    for at, (low, high) in enumerate(ranges):
        others = ranges[:at] + ranges[at + 1 :]
        yield others
        if high > low:
            yield (*ranges[:at], (low + 1, high), *ranges[at + 1 :])
            yield (*ranges[:at], (low, high - 1), *ranges[at + 1 :])


def _other_case(ranges: Ranges) -> Iterator[Ranges]:
    letter = chr(ranges[0][0]).swapcase()
    if len(letter) == 1:
        code = ord(letter)
        yield ((code, code),)
        yield characters.union(ranges, ((code, code),))


def _categories(node: Characters) -> Iterator[Characters]:
    r"""``[0-9]`` for ``\d`` and the other way round, which differ on other scripts."""
    for category, plain in _WRITTEN_AS.items():
        wide = characters.category(category[1], ascii_only="a" in node.flags)
        narrow = characters.category(category[1], ascii_only=True)
        if node.ranges == wide != narrow:
            ranges = narrow if category != "\\s" else ((32, 32),)
            yield Characters(ranges, plain, node.flags)
        elif node.ranges == narrow != wide:
            yield Characters(wide, category, node.flags)
