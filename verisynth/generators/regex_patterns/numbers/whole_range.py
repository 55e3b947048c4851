"""Whole numbers of a range, optionally signed or zero-padded."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    distinct,
    is_whole,
    literal,
    number_range,
    only,
    several,
)


def whole_range(rng: random.Random, level: int) -> Draft:
    """Whole numbers of a range, optionally signed or zero-padded."""
    low = rng.choice((0, 1, rng.randint(1, 9), rng.randint(10, 80), rng.randint(100, 400)))
    high = low + rng.choice((rng.randint(25, 90), rng.randint(100, 900), rng.randint(1000, 9000)))
    width = len(str(high)) if level >= 1 and rng.random() < 0.5 else 0
    negative = level == 2
    unit = rng.choice(("", "%", " km", " kg", "px", " ms", "x", " m"))
    number = number_range(low, high, width=width)
    sign = "-?" if negative else ""
    pattern = sign + number + literal(unit)

    def accepts(text: str) -> bool:
        if not text.endswith(unit):
            return False
        digits = text[: len(text) - len(unit)]
        digits = digits[1:] if negative and digits[:1] == "-" else digits
        if width:
            return only(digits, DIGITS, width, width) and low <= int(digits) <= high
        return is_whole(digits, low, high)

    def made(value: int, *, short: bool = False) -> str:
        head = "-" if negative and rng.random() < 0.4 else ""
        return f"{head}{value if short else str(value).zfill(width)}{unit}"

    tens = [10**n + d for n in range(1, len(str(high)) + 1) for d in (-1, 0)]
    middle = (low + high) // 2
    inside = [
        v
        for v in (*tens, middle, middle // 10 * 10, middle // 10 * 10 + 9, high // 10 * 10)
        if low <= v <= high
    ]
    zeros = f"padded with zeros to {width} digits" if width else "without leading zeros"
    rules = [f"The number is {low} to {high}, both included, {zeros}."]
    rules += (
        [
            (
                'It may be preceded by "-", also when it is 0.'
                if low == 0
                else 'It may be preceded by "-".'
            )
        ]
        if negative
        else []
    )
    rules += (
        [
            (
                f'Directly after the number comes "{unit}".'
                if unit.strip() == unit
                else f'After the number come one space and "{unit.strip()}".'
            )
        ]
        if unit
        else []
    )
    return Draft(
        subject=f"a whole number such as {str(middle).zfill(width)}{unit}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=distinct(made(v) for v in (low, low + 1, high, high - 1, *inside)),
        typical=several(lambda: made(rng.randint(low, high))),
        near=distinct(
            [
                made(v)
                for v in (
                    high + 1,
                    high + 10,
                    high * 10,
                    high + 100,
                    max(low - 1, 0),
                    low // 10,
                    10 ** len(str(high)),
                )
            ]
            + [
                "0" + made(low),
                "0" + made(high),
                made(low, short=True),
                "-" + made(middle),
                "+" + made(middle),
            ]
            + [
                made(middle) + "0",
                "--" + made(middle),
                made(middle).rstrip("%kmgpxs "),
                made(middle) + " ",
            ]
            + [made(v) for v in (low - 2, low - 5) if v >= 0]
        ),
        wrong=(
            (
                sign + number_range(low, high + 1, width=width) + literal(unit),
                "is off by one at the upper end",
            ),
            (
                sign + number_range(low + 1, high, width=width) + literal(unit),
                "is off by one at the lower end",
            ),
            (
                f"{sign}[0-9]{{{len(str(low))},{len(str(high))}}}{literal(unit)}",
                "only counts the digits",
            ),
            (
                sign + number.removeprefix("(?:").removesuffix(")") + literal(unit),
                "forgets to group the alternatives",
            ),
        ),
        parts=(
            (
                f"The range {low} to {high} is split into blocks in which every digit varies"
                " freely, one alternative each."
            ),
            "An optional minus comes first." if negative else "The alternatives are grouped.",
        ),
        alphabet="-+. 0159x",
    )
