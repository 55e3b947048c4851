"""Numeric dates: order, separators, a range of years; on hard, one separator used twice."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    in_class,
    is_padded,
    literal,
    number_range,
    several,
    spoken,
)


def date(rng: random.Random, level: int) -> Draft:
    """Numeric dates: order, separators, a range of years; on hard, one separator used twice."""
    order = rng.choice(("YMD", "DMY", "MDY"))
    marks = rng.sample("-/.", 2) if level == 2 else [rng.choice("-/._ ")]
    first = rng.choice((1900, 1950, 1970, 1980, 1990, 2000, 2010))
    last = rng.choice((2019, 2024, 2029, 2049, 2099)) if level else 2099
    ranges = {"Y": (first, last, 4), "M": (1, 12, 2), "D": (1, 31, 2)}
    group = f"(?P<sep>[{in_class(''.join(marks))}])" if level == 2 else literal(marks[0])
    again = "(?P=sep)" if level == 2 else literal(marks[0])
    fields = []
    for key in list(order):
        low, high, width = ranges[key]
        fields.append(number_range(low, high, width=width))

    def accepts(text: str) -> bool:
        for mark in marks:
            found = text.split(mark)
            if len(found) == 3:
                checked = zip(found, (ranges[key] for key in order), strict=True)
                return all(
                    is_padded(part, low, high, width) for part, (low, high, width) in checked
                )
        return False

    def made(year: int, month: int, day: int, marks_used: str = "") -> str:
        value = {"Y": f"{year:04}", "M": f"{month:02}", "D": f"{day:02}"}
        used = marks_used or rng.choice(marks) * 2
        return f"{value[order[0]]}{used[0]}{value[order[1]]}{used[1]}{value[order[2]]}"

    def typical() -> str:
        return made(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 31))

    whole = f"{fields[0]}{group}{fields[1]}{again}{fields[2]}"
    names = {"Y": "a four-digit year", "M": "a two-digit month", "D": "a two-digit day"}
    mark_names = spoken([f'"{mark}"' for mark in marks])
    same = " and both separators are the same character" if level == 2 else ""
    return Draft(
        subject=f"a date such as {made(2016, 8, 25, marks[0] * 2)}",
        rules=(
            f"The date is {spoken([names[key] for key in order], 'and')}, in this order.",
            f"The parts are separated by {mark_names}{same}.",
            (
                f"The year is {first} to {last}, the month 01 to 12 and the day 01 to 31; whether"
                " the day exists in that month does not matter."
            ),
        ),
        pattern=whole,
        accepts=accepts,
        edges=(
            made(first, 1, 1),
            made(last, 12, 31),
            made(2015, 10, 9),
            made(2009, 9, 10),
            made(first, 2, 30),
            made(2019, 11, 19),
            made(2010, 6, 20),
            made(2000, 12, 29),
        ),
        typical=several(typical),
        near=(
            made(2011, 13, 10),
            made(2011, 0, 10),
            made(2011, 10, 32),
            made(2011, 10, 0),
            made(first - 1, 10, 10),
            made(last + 1, 10, 10),
            made(2012, 10, 10).replace("20", "", 1),
            made(2012, 5, 7, "".join(marks)) if level == 2 else made(2012, 5, 7, "::"),
            made(2012, 5, 7, ", "),
            made(2012, 4, 5).replace("04", "4"),
        ),
        wrong=(
            (
                whole.replace(number_range(1, 12, width=2), "[0-9]{2}"),
                "accepts any two digits as a month",
            ),
            (
                whole.replace(number_range(1, 31, width=2), "[0-3][0-9]"),
                "accepts the days 00 and 32 to 39",
            ),
            (
                whole.replace("(?P=sep)", f"[{in_class(''.join(marks))}]"),
                "lets the separators differ",
            ),
        ),
        parts=(
            "Each part is spelled out as a range of fixed width, so 00, 13 and 32 cannot match.",
            (
                "The first separator is captured by name and (?P=sep) demands it again."
                if level == 2
                else "The separator is matched literally in both places."
            ),
        ),
        alphabet="-/. 0139a",
    )
