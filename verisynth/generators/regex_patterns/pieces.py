"""What concepts share: pieces of patterns, random strings, and checks without ``re``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

DIGITS = "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS = LOWER + UPPER
WORD = LETTERS + DIGITS + "_"
_SPECIAL = frozenset(".^$*+?{}[]\\|()")


def literal(text: str) -> str:
    """``text`` as a pattern, escaping only what is special outside a character class."""
    return "".join("\\" + char if char in _SPECIAL else char for char in text)


def in_class(chars: str) -> str:
    """``chars`` as the inside of a character class."""
    return "".join("\\" + char if char in "\\]^-" else char for char in chars)


def count(low: int, high: int) -> str:
    """The quantifier for ``low`` to ``high`` repetitions; empty for exactly one."""
    if low == high:
        return "" if low == 1 else f"{{{low}}}"
    return "?" if (low, high) == (0, 1) else f"{{{low},{high}}}"


def counted(low: int, high: int, noun: str) -> str:
    """``exactly 3 digits`` or ``2 to 4 digits``."""
    if low == high:
        return f"exactly {low} {noun}" + ("" if low == 1 else "s")
    return f"{low} to {high} {noun}s"


def either(words: Sequence[str]) -> str:
    """``(?:a|b|c)``, or the word alone, unescaped when it is the only one."""
    return words[0] if len(words) == 1 else f"(?:{'|'.join(words)})"


def spoken(words: Sequence[str], last: str = "or") -> str:
    """``a, b or c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def number_range(low: int, high: int, *, width: int = 0) -> str:
    """A pattern for the integers ``low`` to ``high``, zero-padded to ``width`` or without zeros."""
    parts = []
    while low <= high:
        stop = _block_end(low, high, width)
        parts.append(_block(str(low).zfill(width), str(stop).zfill(width)))
        low = stop + 1
    return either(parts)


def _block_end(low: int, high: int, width: int) -> int:
    """The last integer of the longest run from ``low`` that one row of classes can say."""
    for power in range(max(width, len(str(low))) - 1, 0, -1):
        block = int(10**power)
        digit = low // block % 10
        last = min(9, digit + (high - low + 1) // block - 1)
        if low % block == 0 and last >= digit:
            return low + (last - digit + 1) * block - 1
    return min(high, low - low % 10 + 9)


def _block(low: str, high: str) -> str:
    same = next((at for at in range(len(low)) if low[at] != high[at]), len(low))
    if same == len(low):
        return low
    rest = len(low) - same - 1
    first, last = low[same], high[same]
    return low[:same] + f"[{first}-{last}]" + (f"[0-9]{count(rest, rest)}" if rest else "")


def only(text: str, chars: str, low: int = 1, high: int = 10**6) -> bool:
    """Whether ``text`` has ``low`` to ``high`` characters, all of them in ``chars``."""
    return low <= len(text) <= high and all(char in chars for char in text)


def is_whole(text: str, low: int, high: int) -> bool:
    """Whether ``text`` is an integer from ``low`` to ``high``, ASCII, without leading zeros."""
    return only(text, DIGITS, 1, 30) and str(int(text)) == text and low <= int(text) <= high


def is_padded(text: str, low: int, high: int, width: int = 2) -> bool:
    """Whether ``text`` is exactly ``width`` ASCII digits with a value in the range."""
    return only(text, DIGITS, width, width) and low <= int(text) <= high


def some(rng: random.Random, chars: str, low: int, high: int | None = None) -> str:
    """A random string of ``low`` to ``high`` characters."""
    size = low if high is None else rng.randint(low, high)
    return "".join(rng.choices(chars, k=size))


def several(make: Callable[[], str], size: int = 22) -> tuple[str, ...]:
    """Up to ``size`` distinct strings of one maker, in the order drawn."""
    return tuple(dict.fromkeys(make() for _ in range(size)))


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts without repetition, in their order."""
    return tuple(dict.fromkeys(texts))


def bounds(rng: random.Random, level: int, low: int, high: int) -> tuple[int, int]:
    """Lower and upper count within a range; equal on the easy level half of the time."""
    first = rng.randint(low, high - 1)
    if level == 0 and rng.random() < 0.5:
        return first, first
    return first, rng.randint(first + 1, high)


def distinct_sizes(low: int, high: int) -> tuple[int, ...]:
    """The bounds and their inner neighbours, without repetition."""
    return tuple(dict.fromkeys(n for n in (low, low + 1, high - 1, high) if low <= n <= high))
