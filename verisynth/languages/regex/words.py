"""The texts of a pattern that has only a few: is it a list of examples?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import product

from verisynth.languages.regex import characters
from verisynth.languages.regex.syntax import (
    Anchor,
    Atomic,
    Characters,
    Choice,
    Flagged,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
)

_MOST = 2_000
_MOST_CHARACTERS = 200_000
"""Of all texts together: counts in counts write few texts that are longer than any memory."""
_FEWEST = 4


def memorised(node: Node, examples: Collection[str]) -> bool:
    """Whether a pattern matches the examples, and only them, by listing them.

    That is so however the list is written (``a(?:b|c)``, a lookahead, a tree of prefixes), if it
    has four texts or more and all of them are examples. Two lists are honest answers and pass: a
    short one, and one of plain words: the names of the weekdays are the pattern.
    """
    found = words(node)
    if found is None or len(found) < _FEWEST or not found <= frozenset(examples):
        return False
    return not all(word.isalpha() for word in found)


def words(node: Node) -> frozenset[str] | None:
    """Every text of a pattern, assertions aside; None where they are more than a list has."""
    match node:
        case Characters(ranges):
            if characters.size(ranges) > 4:
                return None
            return frozenset(chr(code) for low, high in ranges for code in range(low, high + 1))
        case Sequence(parts):
            return _joined(map(words, parts))
        case Choice(branches):
            return _either(branches)
        case Repeat(body, low, high):
            if high is None or high > 4:
                return None
            once = words(body)
            return _union([_joined((once,) * count) for count in range(low, high + 1)])
        case Group(body) | Flagged(body) | Atomic(body):
            return words(body)
        case Look() | Anchor():
            return frozenset(("",))
        case _:
            return None


def _joined(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found = frozenset(("",))
    longest = 0
    for more in parts:
        if more is None or len(found) * len(more) > _MOST:
            return None
        longest += max(map(len, more), default=0)
        if len(found) * len(more) * longest > _MOST_CHARACTERS:
            return None
        found = frozenset(start + end for start, end in product(found, more))
    return found


def _either(branches: tuple[Node, ...]) -> frozenset[str] | None:
    return _union([words(branch) for branch in branches])


def _union(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for one in sets:
        if one is None or len(found) + len(one) > _MOST:
            return None
        found |= one
    return frozenset(found)
