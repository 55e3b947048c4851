"""A word between two equal delimiters, out of several: a backreference."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    LOWER,
    UPPER,
    bounds,
    count,
    counted,
    literal,
    only,
    several,
    some,
    spoken,
)


def paired_marks(rng: random.Random, level: int) -> Draft:
    """A word between two equal delimiters, out of several: a backreference."""
    marks = rng.sample(("'", '"', "*", "**", "_", "~", "`", "%", "||", "=="), level + 2)
    marks = [m for m in marks if not any(o != m and m.startswith(o) for o in marks)] or ["'", '"']
    low, high = bounds(rng, level, 1, 12)
    inside = rng.choice(
        (
            ("[a-z]", LOWER, "lower-case letter"),
            ("[A-Za-z]", LETTERS, "letter"),
            ("[0-9]", DIGITS, "digit"),
            ("[A-Z]", UPPER, "capital letter"),
        )
    )
    many = f"{inside[0]}{count(low, high)}"
    group = f"({'|'.join(literal(mark) for mark in marks)})"
    pattern = rf"{group}{many}\1"

    def accepts(text: str) -> bool:
        return any(
            text.startswith(m)
            and text.endswith(m)
            and only(text[len(m) : len(text) - len(m)], inside[1], low, high)
            for m in marks
        )

    def made(size: int, *, left: str = "", right: str | None = None, of: str = inside[1]) -> str:
        mark = left or rng.choice(marks)
        return mark + some(rng, of, size) + (mark if right is None else right)

    return Draft(
        subject=f"a marked word such as {made(low)}",
        rules=(
            f"The word is {counted(low, high, inside[2])}.",
            (
                "Before it and after it stands the same mark, one of"
                f" {spoken([repr(m) for m in marks])}; the two must be equal."
            ),
        ),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(made(size, left=m) for m in marks for size in dict.fromkeys((low, high))),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            *(made(low, left=a, right=b) for a in marks for b in marks if a != b),
            made(low - 1),
            made(high + 1),
            made(low, right=""),
            made(low)[1:],
            made(low, left="#"),
            made(low, of="-"),
            made(low, of="5a"),
            made(low).swapcase(),
            made(low, of="é"),
            made(low) + " ",
        ),
        wrong=(
            (rf"{group}{many}{group}", "lets the two marks differ"),
            (rf"{group}.{count(low, high) or '{1}'}\1", "accepts any character in the word"),
            (rf"{group}{inside[0]}+\1", "ignores the length"),
        ),
        parts=(
            (
                rf"The group {group} captures the opening mark, and \1 demands the same text at the"
                r" end."
            ),
            f"{many} is the word.",
        ),
        alphabet="'\"*_~a0 Z",
    )
