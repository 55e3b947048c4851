"""Strings one edit away from a given one: where wrong patterns and right ones part."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

_OTHER_DIGITS = "٣५７"
_FIXED = ("", " ", "\n")


def neighbours(rng: random.Random, texts: Iterable[str], alphabet: str) -> Iterator[str]:
    """Every fixed odd string, then the edits of each text, in an order drawn from ``rng``."""
    yield from _FIXED
    for text in texts:
        yield from (text + "\n", text + rng.choice(alphabet), rng.choice(alphabet) + text)
        if text:
            yield from _inside(rng, text, alphabet)


def _inside(rng: random.Random, text: str, alphabet: str) -> Iterator[str]:
    at, other = rng.randrange(len(text)), rng.randrange(len(text))
    yield text[:at] + text[at + 1 :]
    yield text[:other] + text[other + 1 :]
    yield text[:at] + rng.choice(alphabet) + text[at + 1 :]
    yield text[:other] + rng.choice(alphabet) + text[other:]
    yield text[:at] + text[at] + text[at:]
    yield text[:-1]
    yield text[1:]
    yield text[:at] + text[at].swapcase() + text[at + 1 :]
    yield text.swapcase()
    yield text[:other] + text[other : other + 2][::-1] + text[other + 2 :]
    yield text[: len(text) // 2]
    yield from _foreign_digit(rng, text)
    yield from _other_mark(rng, text, alphabet)


def _foreign_digit(rng: random.Random, text: str) -> Iterator[str]:
    places = [at for at, char in enumerate(text) if char in "0123456789"]
    if places:
        at = rng.choice(places)
        yield text[:at] + rng.choice(_OTHER_DIGITS) + text[at + 1 :]


def _other_mark(rng: random.Random, text: str, alphabet: str) -> Iterator[str]:
    """Another separator in place of one, and one separator lost or doubled."""
    places = [at for at, char in enumerate(text) if not char.isalnum()]
    if places:
        at = rng.choice(places)
        yield text[:at] + rng.choice(alphabet + "x7") + text[at + 1 :]
        yield text[:at] + text[at + 1 :]
        yield text[:at] + text[at] + text[at:]
