"""Texts one edit away from a given one: where a right pattern and a wrong one part."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

_OF_EVERY_CLASS = ("a", "Z", "5", "_", "-", " ", "\n", ".", "é", "٣")
"""One character of each class that patterns mix up; the last one is a digit of another script."""
FIXED = ("", " ", "\n", "a", "A", "0")


def neighbours(text: str, *, rng: random.Random, characters: Iterable[str]) -> Iterator[str]:
    """Every place of the text edited in the ways people and models go wrong.

    A character lost, doubled, swapped with the next, in the other case, or replaced by and preceded
    by one of ``characters`` and of every standard class; a block lost or doubled; the text cut,
    with a newline after it, with a stranger before or after it.
    """
    strangers = tuple(dict.fromkeys((*characters, *_OF_EVERY_CLASS)))
    yield from (text + "\n", "\n" + text, text.swapcase())
    for one in (text, text.lower(), text.upper()):
        yield from (one, one + one)
    yield from (edge for one in strangers for edge in (text + one, one + text))
    for at, character in enumerate(text):
        before, after = text[:at], text[at + 1 :]
        yield before + after
        yield before + character + character + after
        yield before + character.swapcase() + after
        yield before + after[:1] + character + after[1:]
        yield before
        yield from (before + one + after for one in strangers)
        yield before + rng.choice(strangers) + character + after
    yield from _blocks(text, rng)


def _blocks(text: str, rng: random.Random) -> Iterator[str]:
    for _ in range(min(len(text), 6)):
        start = rng.randrange(len(text))
        end = min(len(text), start + rng.randint(2, 4))
        yield text[:start] + text[end:]
        yield text[:end] + text[start:]
