"""Equal numbers of two things up to a limit: finite, so it can be spelled out."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.constraints.sorts import SORTS
from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    bounds,
    count,
    counted,
    either,
    literal,
    only,
    several,
    some,
    spoken,
)


def _ranges(chars: str) -> str:
    """The sorted characters as the inside of a class, with runs written as ranges."""
    runs: list[list[str]] = []
    for char in chars:
        if runs and ord(char) == ord(runs[-1][-1]) + 1:
            runs[-1].append(char)
        else:
            runs.append([char])
    return "".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def balanced_blocks(rng: random.Random, level: int) -> Draft:
    """Equal numbers of two things up to a limit: finite, so it can be spelled out."""
    first, last = rng.choice(
        (
            ("a", "b"),
            ("<", ">"),
            ("(", ")"),
            ("x", "y"),
            ("0", "1"),
            ("[", "]"),
            ("+", "-"),
            ("A", "Z"),
            ("/", "\\"),
            ("{", "}"),
        )
    )
    most = rng.randint(3, 4 + level)
    inside, chars, noun = SORTS[rng.choice(("lower", "digits", "upper"))]
    low, high = (0, 3) if level == 0 else bounds(rng, level, 1, 4)
    middle = f"{inside}{count(low, high)}"
    a, b = literal(first), literal(last)
    pattern = either([f"{a}{count(n, n)}{middle}{b}{count(n, n)}" for n in range(1, most + 1)])
    alpha = "".join(c for c in chars if c not in first + last)
    sure = alpha != chars
    if sure:
        middle = f"[{_ranges(alpha)}]{count(low, high)}"
        pattern = either([f"{a}{count(n, n)}{middle}{b}{count(n, n)}" for n in range(1, most + 1)])

    def accepts(text: str) -> bool:
        head = len(text) - len(text.lstrip(first))
        tail = len(text) - len(text.rstrip(last))
        word = text[head : len(text) - tail]
        return 1 <= head <= most and head == tail and only(word, alpha, low, high)

    def made(left: int, right: int, size: int | None = None, *, of: str = alpha) -> str:
        return (
            first * left
            + some(rng, of, rng.randint(low, high) if size is None else size)
            + last * right
        )

    def typical() -> str:
        n = rng.randint(1, most)
        return made(n, n)

    but = f" other than {spoken([c for c in first + last if c in chars])}" if sure else ""
    amount = counted(low, high, "character")
    return Draft(
        subject=f"a nested word such as {made(2, 2, high)}",
        rules=(
            (
                f'It starts with 1 to {most} times "{first}" and ends with exactly as many times'
                f' "{last}".'
            ),
            f"In between are {amount}, only {noun}{but}.",
        ),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(
            made(n, n, size) for n in range(1, most + 1) for size in dict.fromkeys((low, high))
        ),
        typical=several(typical, 50),
        near=(
            *(made(n, n + d) for n in range(1, most + 1) for d in (-1, 1)),
            made(most + 1, most + 1),
            made(0, 0, high),
            made(1, 1, high + 1),
            made(2, 2, low - 1),
            made(2, 1, high),
            made(1, most),
            made(1, 1, 1, of="_"),
            made(2, 2, 1, of="é"),
            made(2, 2, high)[::-1],
        ),
        wrong=(
            (f"{a}{{1,{most}}}{middle}{b}{{1,{most}}}", "does not compare the two counts"),
            (
                either([f"{a}{count(n, n)}{middle}{b}{count(n, n)}" for n in range(1, most)]),
                "stops one level too early",
            ),
            (f"({a}+){middle}{b}+", "neither compares nor limits the counts"),
        ),
        parts=(
            (
                "A regular expression cannot count without limit, but the limit is small: each"
                " number of levels is an alternative."
            ),
            f"{middle} is the part in between.",
        ),
        alphabet=first + last + "a0Z_",
    )
