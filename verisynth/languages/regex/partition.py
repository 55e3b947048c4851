"""Cuts all characters into classes that no set of some patterns tells apart.

A decision never looks at a million characters, only at one of each class. (Minterms of the
sets' Boolean algebra: D'Antoni and Veanes, *Minimization of symbolic automata*, POPL 2014.)
"""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from verisynth.languages.regex.characters import LAST, Ranges

_SHOWN = ((97, 122), (48, 57), (65, 90), (32, 32), (33, 126), (10, 10), (0xA1, 0x2FF), (0, 0xD7FF))
"""Where the character that stands for a class is looked for: what a person can read comes first."""
_READABLE = string.ascii_letters + string.digits + string.punctuation + " "


@dataclass(frozen=True, slots=True)
class Partition:
    """Classes of characters, numbered from 0 in the order of how readable their members are."""

    examples: tuple[str, ...]
    """One character of each class."""
    starts: tuple[int, ...]
    """Where each run of characters of one class starts."""
    numbers: tuple[int, ...]
    """The class of each run."""
    masks: dict[Ranges, int]
    """The sets the partition was made for, each as the bits of its classes."""

    @property
    def everything(self) -> int:
        """The bits of all classes."""
        return (1 << len(self.examples)) - 1

    def class_of(self, character: str) -> int:
        """The number of a character's class."""
        return self.numbers[bisect_right(self.starts, ord(character)) - 1]

    def readable(self) -> tuple[str, ...]:
        """The printable ASCII characters of each class."""
        members: list[list[str]] = [[] for _ in self.examples]
        for one in _READABLE:
            members[self.class_of(one)].append(one)
        return tuple(map("".join, members))

    def classes(self, text: str) -> tuple[int, ...]:
        """The classes of a text's characters."""
        return tuple(map(self.class_of, text))


def partition(sets: Iterable[Ranges]) -> Partition:
    """The coarsest partition that all the sets are unions of."""
    return _partition(tuple(dict.fromkeys(sets)))


@lru_cache(maxsize=512)
def _partition(sets: tuple[Ranges, ...]) -> Partition:
    starts, signatures = _runs(sets)
    spans: dict[int, list[tuple[int, int]]] = {}
    for low, high, signature in zip(starts, (*starts[1:], LAST + 1), signatures, strict=True):
        spans.setdefault(signature, []).append((low, high - 1))
    ranked = sorted((*_example(found), signature) for signature, found in spans.items())
    number = {signature: at for at, (_, _, signature) in enumerate(ranked)}
    masks = {
        one: sum(1 << at for signature, at in number.items() if signature >> bit & 1)
        for bit, one in enumerate(sets)
    }
    return Partition(
        examples=tuple(chr(code) for _, code, _ in ranked),
        starts=starts,
        numbers=tuple(number[signature] for signature in signatures),
        masks=masks,
    )


def _runs(sets: tuple[Ranges, ...]) -> tuple[tuple[int, ...], list[int]]:
    """Where membership changes, and from there on in which sets the characters are, as bits."""
    changes: dict[int, int] = {0: 0}
    for bit, ranges in enumerate(sets):
        for low, high in ranges:
            changes[low] = changes.get(low, 0) ^ (1 << bit)
            changes[high + 1] = changes.get(high + 1, 0) ^ (1 << bit)
    changes.pop(LAST + 1, None)
    starts = tuple(sorted(changes))
    signatures = []
    signature = 0
    for start in starts:
        signature ^= changes[start]
        signatures.append(signature)
    return starts, signatures


def _example(spans: list[tuple[int, int]]) -> tuple[int, int]:
    """How readable the best character of the spans is, lower is better, and the character."""
    for rank, (first, last) in enumerate(_SHOWN):
        for low, high in spans:
            if low > last:
                break
            if high >= first:
                return rank, max(low, first)
    # Surrogates come last: not every channel carries them.
    code = next((low for low, _ in spans if low > 0xDFFF), spans[-1][1])
    return len(_SHOWN), max(code, 0xE000) if spans[-1][1] >= 0xE000 else code
