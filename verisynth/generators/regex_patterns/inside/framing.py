"""Texts with something inside them, and how to find it without ``re``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from verisynth.generators.regex_patterns.pieces import (
    WORD,
)

_FILLERS = (
    "the",
    "we saw",
    "today",
    "no",
    "all is well",
    "x",
    "1 2",
    "see below",
    "ok",
    "then",
    "maybe",
    "end",
)


IN_WORD = frozenset(WORD)


def filler(rng: random.Random) -> str:
    """A few harmless words."""
    return rng.choice(_FILLERS)


def framed(rng: random.Random, core: str) -> str:
    """``core`` with words around it, set apart by spaces or line breaks."""
    left = rng.choice(("", filler(rng) + " ", filler(rng) + "\n"))
    return left + core + rng.choice(("", " " + filler(rng), "\n" + filler(rng)))


def places(text: str, part: str) -> Iterator[int]:
    """Where ``part`` starts in ``text``, overlapping ones included."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def found_in(
    text: str, starts: Iterable[int], size: range, good: Callable[[str, str, str], bool]
) -> bool:
    """Whether some part of ``text`` is good, given the character before it and the one after it."""
    return any(
        good(text[at - 1 : at] if at else "", text[at : at + n], text[at + n : at + n + 1])
        for at in starts
        for n in size
        if at + n <= len(text)
    )
