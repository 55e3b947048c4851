"""Keywords that are prefixes of each other, with something after them."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    bounds,
    count,
    counted,
    literal,
    several,
    some,
    spoken,
)


def shared_prefix(rng: random.Random, level: int) -> Draft:
    """Keywords that are prefixes of each other, with something after them."""
    stem = rng.choice(
        (
            "log",
            "set",
            "in",
            "on",
            "sub",
            "re",
            "pre",
            "un",
            "data",
            "net",
            "key",
            "out",
            "web",
            "up",
        )
    )
    ends = rng.sample(
        (
            "in",
            "out",
            "ger",
            "ting",
            "s",
            "er",
            "ed",
            "base",
            "work",
            "line",
            "set",
            "up",
            "able",
            "ly",
        ),
        rng.randint(2, 3 + level),
    )
    words = [stem, *(stem + end for end in ends)]
    low, high = bounds(rng, level, 1, 5)
    mark = rng.choice(("", "_", "-", "#", ":", "."))
    negative = level == 2
    last = "(?<!0)" if negative else ""
    digits = f"[0-9]{count(low, high)}"
    whole = f"{stem}(?:{'|'.join(ends)})?"
    pattern = f"{whole}{literal(mark)}{digits}{last}"

    def accepts(text: str) -> bool:
        head = text.rstrip(DIGITS)
        number = text[len(head) :]
        good = head.endswith(mark) and head[: len(head) - len(mark)] in words
        return good and low <= len(number) <= high and not (negative and number.endswith("0"))

    def made(word: str, size: int, *, used: str = mark, final: str = "") -> str:
        number = some(rng, DIGITS, size - 1) + (final or rng.choice(DIGITS[1:])) if size > 0 else ""
        return word + used + number

    rules = [f"It starts with one of the words {spoken(words)}, in lower case."]
    rules += (
        [f'Then comes "{mark}".'] if mark else ["Nothing stands between the word and the digits."]
    )
    rules += [
        f"It ends with {counted(low, high, 'digit')}"
        + (", the last of which is not 0." if negative else ".")
    ]
    return Draft(
        subject=f"a command such as {made(words[1], low)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(made(word, size) for word in words for size in dict.fromkeys((low, high))),
        typical=several(lambda: made(rng.choice(words), rng.randint(low, high)), 40),
        near=(
            *(made(word, size) for word in words for size in (low - 1, high + 1)),
            *(made(w[:-1], low) for w in words),
            *words,
            *(made(e, low) for e in ends),
            made(stem + ends[0] + ends[1], low),
            made(words[1], low, used="/"),
            made(words[1], low, used="" if mark else "-"),
            made(words[1].upper(), low),
            made("", low),
            made(words[1], low, final="0"),
            made(words[0], high, final="0"),
        ),
        wrong=(
            (f"{'|'.join(words)}{literal(mark)}{digits}", "forgets to group the alternatives"),
            (f"{stem}[a-z]*{literal(mark)}{digits}", "accepts any word with the stem"),
            (f"{stem}(?:{'|'.join(ends)}){literal(mark)}{digits}", "forgets the bare stem"),
            (f"{whole}{literal(mark)}{digits}", "allows a final zero"),
        ),
        parts=(
            f"{whole} is the stem with an optional ending, so that the bare word counts too.",
            f"{digits} are the digits"
            + (", and the lookbehind (?<!0) refuses a final zero." if negative else "."),
        ),
        alphabet="_-#:. a0Z",
    )
