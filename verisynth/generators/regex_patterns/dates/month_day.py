"""A month name with a day that exists in it."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    distinct,
    either,
    is_padded,
    is_whole,
    literal,
    number_range,
    several,
    spoken,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


_LAST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_day(rng: random.Random, level: int) -> Draft:
    """A month name with a day that exists in it."""
    chosen = sorted(rng.sample(range(12), 12 if level == 2 else rng.randint(4, 8)))
    case = rng.choice((str, str.upper, str.lower))
    mark, padded = rng.choice((" ", "-", "/", ".")), rng.random() < 0.5
    day_first = rng.random() < 0.5
    width = 2 if padded else 0
    by_last: dict[int, list[str]] = {}
    for month in chosen:
        by_last.setdefault(_LAST[month], []).append(case(_MONTHS[month]))
    last_of = {name: last for last, names in by_last.items() for name in names}

    def joined(name: str, day: str) -> str:
        return f"{day}{mark}{name}" if day_first else f"{name}{mark}{day}"

    def pattern_of(name: str, day: str) -> str:
        return f"{day}{literal(mark)}{name}" if day_first else f"{name}{literal(mark)}{day}"

    pattern = "|".join(
        pattern_of(either(names), number_range(1, last, width=width))
        for last, names in sorted(by_last.items())
    )

    def accepts(text: str) -> bool:
        found = text.split(mark)
        if len(found) != 2:
            return False
        day, name = found if day_first else found[::-1]
        last = last_of.get(name, 0)
        return is_padded(day, 1, last) if padded else is_whole(day, 1, last)

    def made(name: str, day: int) -> str:
        return joined(name, str(day).zfill(width))

    def typical() -> str:
        name = rng.choice(list(last_of))
        return made(name, rng.randint(1, last_of[name]))

    names = list(last_of)
    anything = pattern_of(either(names), number_range(1, 31, width=width))
    february = "; 29 is allowed for February" if 29 in by_last else ""
    return Draft(
        subject=f"a day of the year such as {made(names[0], 7)}",
        rules=(
            (
                f"The month is one of {spoken([case(_MONTHS[m]) for m in chosen])}, spelled"
                " exactly so."
            ),
            (
                f"The day is {'two digits' if padded else 'without a leading zero'} and must exist"
                f" in that month{february}."
            ),
            (
                f'The {"day" if day_first else "month"} comes first; exactly one "{mark}" stands'
                " between the two."
            ),
        ),
        pattern=pattern,
        accepts=accepts,
        edges=distinct(
            [made(n, last_of[n]) for n in names[:6]]
            + [made(n, 1) for n in names[:3]]
            + [made(names[0], d) for d in (9, 10, 20)]
        ),
        typical=several(typical),
        near=distinct(
            [made(n, last_of[n] + 1) for n in names]
            + [made(names[0], 0), made("Foo", 3), made(names[0].swapcase(), 3)]
        ),
        wrong=(
            (anything, "gives every month 31 days"),
            (
                pattern_of("[A-Za-z]{3}", number_range(1, 28, width=width)),
                "accepts any name and stops at 28",
            ),
            (pattern_of(either(names), "[0-9]{2}"), "accepts any two digits as a day"),
        ),
        parts=(
            (
                "The months are grouped by their number of days, and each group has its own range"
                " of days."
            ),
            "The groups are alternatives of the whole pattern.",
        ),
        alphabet="-/ .0139aA",
    )
