"""A few characters that stand for all: one for each way of being in or out of a pattern's sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from verisynth.languages.regex.characters import LAST, Ranges, contains

_ASCII = 128
_FOREIGN = (0xE9, 0x663, 0xA0, 0x2603)
"""A letter, a digit, a space and a sign beyond ASCII: all that the categories tell apart there."""
_MAX_OWN = 12
"""Further characters beyond ASCII that sets of the pattern bring."""
_PREFERRED = (
    range(ord("a"), ord("z") + 1),
    range(ord("A"), ord("Z") + 1),
    range(ord("0"), ord("9") + 1),
    range(ord("!"), ord("~") + 1),
    (ord(" "), ord("\t")),
)
"""Where several characters would do, the first of these: an attack is read by people."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Classes of characters that no set of the pattern tells apart, numbered from 0.

    Only the characters in here are ever used, so what is said of a class holds for its character
    exactly, although the others of its class may be known to some set that was not asked about.
    """

    characters: tuple[str, ...]
    """One for each class."""
    codes: tuple[int, ...]
    """All characters that were looked at: ASCII, and a few others."""
    members: tuple[int, ...]
    """For each class, the bits of its characters in ``codes``."""

    def mask(self, ranges: Ranges) -> int:
        """The classes that are in the set, as bits."""
        bits = _bits(ranges, self.codes)
        return sum(1 << at for at, member in enumerate(self.members) if member & bits)


def alphabet(sets: Iterable[Ranges]) -> Alphabet:
    """The classes that these sets make."""
    distinct = list(dict.fromkeys(sets))
    codes = (*range(_ASCII), *dict.fromkeys((*_FOREIGN, *_own(distinct))))
    classes = [(1 << len(codes)) - 1]
    for ranges in distinct:
        bits = _bits(ranges, codes)
        classes = [part for one in classes for part in (one & bits, one & ~bits) if part]
    return Alphabet(tuple(_character(one, codes) for one in classes), codes, tuple(classes))


def readable(ranges: Ranges) -> str:
    """One character of a set, one that people can read if there is such a one."""
    codes = (*range(_ASCII), *_FOREIGN)
    bits = _bits(ranges, codes)
    return _character(bits, codes) if bits else chr(ranges[0][0]) if ranges else ""


def _own(sets: Iterable[Ranges]) -> Sequence[int]:
    """The first character beyond ASCII of each set that names one itself."""
    found: list[int] = []
    for ranges in sets:
        for low, high in ranges[:4]:
            if high >= _ASCII and high < LAST and len(found) < _MAX_OWN:
                found.append(max(low, _ASCII))
                break
    return [code for code in found if not 0xD800 <= code <= 0xDFFF]


@lru_cache(maxsize=1024)
def _bits(ranges: Ranges, codes: tuple[int, ...]) -> int:
    bits = 0
    for low, high in ranges:
        if low >= _ASCII:
            break
        bits |= (1 << min(high, _ASCII - 1) + 1) - (1 << low)
    for at in range(_ASCII, len(codes)):
        if contains(ranges, codes[at]):
            bits |= 1 << at
    return bits


def _character(bits: int, codes: Sequence[int]) -> str:
    for group in _PREFERRED:
        found = next((code for code in group if bits >> code & 1), None)
        if found is not None:
            return chr(found)
    return chr(codes[(bits & -bits).bit_length() - 1])
