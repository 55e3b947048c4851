"""Mistakes people make in any pattern, made on purpose in a reference.

Bounds only move by one: a bound that is dropped could turn a safe pattern into one that
backtracks for ever, and these run on the host while drawing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

_BOUNDS = re.compile(r"\{([0-9]+)(,[0-9]+)?\}")
_SWAPS = (
    (r"\.", ".", "leaves the dot unescaped, so it matches any character"),
    ("[0-9]", r"\d", r"uses \d, which also matches digits of other scripts"),
    ("[A-Z]", "[A-Za-z]", "accepts lower-case letters too"),
    ("[a-z]", "[A-Za-z]", "accepts capital letters too"),
    ("[0-9a-f]", "[0-9a-fA-F]", "accepts capital hex digits too"),
    ("[1-9]", "[0-9]", "accepts a leading zero"),
    ("]+", "]*", "lets a required part be empty"),
    ("]*", "]+", "requires a part that may be empty"),
    (")?", ")", "requires an optional part"),
    ("-?", "", "forgets the optional sign"),
)


def mutants(rng: random.Random, pattern: str) -> tuple[tuple[str, str], ...]:
    """Wrong-looking variants of ``pattern`` with what is wrong, in random order.

    Some may mean the same as ``pattern`` or not compile; whoever plants one must first see it
    fail on a string.
    """
    found = [*_moved_bounds(pattern), *_swapped(rng, pattern)]
    rng.shuffle(found)
    return tuple(found)


def _moved_bounds(pattern: str) -> Iterator[tuple[str, str]]:
    for match in _BOUNDS.finditer(pattern):
        low = int(match[1])
        high = int(match[2][1:]) if match[2] else low
        yield _spliced(pattern, match, low, high + 1), "allows one repetition too many"
        if low < high:
            yield _spliced(pattern, match, low, high - 1), "allows one repetition too few"
        if low > 0:
            yield _spliced(pattern, match, low - 1, high), "starts one repetition too early"


def _spliced(pattern: str, match: re.Match[str], low: int, high: int) -> str:
    return f"{pattern[: match.start()]}{{{low},{high}}}{pattern[match.end() :]}"


def _swapped(rng: random.Random, pattern: str) -> Iterator[tuple[str, str]]:
    for right, wrong, why in _SWAPS:
        if right in pattern:
            yield pattern.replace(right, wrong, rng.choice((-1, 1))), why
