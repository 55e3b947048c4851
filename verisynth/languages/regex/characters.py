r"""Sets of characters as sorted, disjoint, inclusive ranges of code points.

And what ``re`` means by ``\d``, ``\w``, ``\s`` and by a letter whose case is ignored. The Unicode
sets are asked of this Python's own ``re`` and ``str``, so they follow its version of Unicode
instead of a copied table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""First and last code point of each range; ascending, with a gap between neighbours."""

LAST = 0x10FFFF
NONE: Ranges = ()
ANY: Ranges = ((0, LAST),)
NEWLINE: Ranges = ((10, 10),)
NOT_NEWLINE: Ranges = ((0, 9), (11, LAST))
_ASCII = {
    "d": ((48, 57),),
    "s": ((9, 13), (32, 32)),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
}
_CASED_END = 0x20000
"""No character from here on has case; a test looks."""
_LETTERS_END = 0x40000
"""No character from here on is a letter, digit or space; a test looks."""


def union(*sets: Ranges) -> Ranges:
    """Characters that are in any of the sets."""
    if len(sets) == 1:
        return sets[0]
    return merged(pair for one in sets for pair in one)


def merged(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """The set that ranges in any order, overlapping or not, make together."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(pairs):
        if found and low <= found[-1][1] + 1:
            if high > found[-1][1]:
                found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """Every other character."""
    found = []
    start = 0
    for low, high in ranges:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def intersection(first: Ranges, second: Ranges) -> Ranges:
    """Characters that are in both sets."""
    found = []
    at = other = 0
    while at < len(first) and other < len(second):
        low = max(first[at][0], second[other][0])
        high = min(first[at][1], second[other][1])
        if low <= high:
            found.append((low, high))
        if first[at][1] < second[other][1]:
            at += 1
        else:
            other += 1
    return tuple(found)


def contains(ranges: Ranges, code: int) -> bool:
    """Whether the character is in the set."""
    at = bisect_right(ranges, (code, LAST)) - 1
    return at >= 0 and ranges[at][1] >= code


def size(ranges: Ranges) -> int:
    """How many characters the set holds."""
    return sum(high - low + 1 for low, high in ranges)


@cache
def category(letter: str, *, ascii_only: bool) -> Ranges:
    r"""The set of ``\d``, ``\w`` or ``\s``; of the complement for a capital letter."""
    if letter.isupper():
        return complement(category(letter.lower(), ascii_only=ascii_only))
    if ascii_only:
        return _ASCII[letter]
    spans = re.finditer(rf"\{letter}+", _characters())
    return tuple((span.start(), span.end() - 1) for span in spans)


@cache
def _characters() -> str:
    return "".join(map(chr, range(_LETTERS_END)))


def ignoring_case(ranges: Ranges, *, ascii_only: bool) -> Ranges:
    r"""The characters that ``re`` takes for one of the set when it ignores case.

    That is not Unicode case folding: ``re`` compares simple lower-case forms, and beside them the
    lower-case letters that share a capital. So ``K`` matches the Kelvin sign, ``s`` the long s,
    ``i`` both Turkish letters, but ``ß`` never ``ss``. With the ASCII flag, A-Z and a-z only.
    """
    known = _ascii_variants() if ascii_only else _variants()
    cased = _cased(ascii_only=ascii_only)
    more: list[tuple[int, int]] = []
    for low, high in ranges:
        for code in cased[bisect_left(cased, low) : bisect_right(cased, high)]:
            more += ((one, one) for one in known[code])
    return merged([*ranges, *more]) if more else ranges


@cache
def _cased(*, ascii_only: bool) -> tuple[int, ...]:
    return tuple(sorted(_ascii_variants() if ascii_only else _variants()))


@cache
def _ascii_variants() -> Mapping[int, tuple[int, ...]]:
    upper = range(65, 91)
    pairs = [(code, (code, code + 32)) for code in upper]
    return dict([*pairs, *((code + 32, both) for code, both in pairs)])


@cache
def _variants() -> Mapping[int, tuple[int, ...]]:
    """For each character with case, all that it matches when case is ignored."""
    with_lower: dict[int, list[int]] = {}
    sharing: dict[str, list[int]] = {}
    for code in range(_CASED_END):
        letter = chr(code)
        # The first character is what C's simple mapping gives where the full one has several.
        lower = ord(letter.lower()[0])
        if lower != code or letter.upper() != letter:
            with_lower.setdefault(lower, []).append(code)
            sharing.setdefault(letter.upper(), []).append(lower)
    alike: dict[int, set[int]] = {}
    for group in sharing.values():
        for code in group:
            alike.setdefault(code, set()).update(group)
    return {
        code: tuple(sorted({one for peer in alike[lower] for one in with_lower[peer]}))
        for lower, codes in with_lower.items()
        for code in codes
    }
