"""A weekday and a range of full hours."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    either,
    is_padded,
    literal,
    number_range,
    several,
    spoken,
)

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekday_slot(rng: random.Random, level: int) -> Draft:
    """A weekday and a range of full hours."""
    days = list(_DAYS[: rng.choice((5, 6, 7))]) if level else rng.sample(_DAYS, rng.randint(2, 4))
    case = rng.choice((str, str.upper, str.lower))
    days = [case(day) for day in days]
    low, high = rng.randint(5, 9), rng.randint(16, 23)
    dash, minutes = rng.choice(("-", " - ", "..", " to ")), rng.choice(("", ":00", "h"))
    hour = number_range(low, high, width=2)
    span = f"{hour}{minutes}{literal(dash)}{hour}{minutes}"
    most = rng.randint(2, 4) if level == 2 else 1
    more = f"(?:,{span}){{0,{most - 1}}}" if most > 1 else ""
    pattern = f"{either(days)} {span}{more}"

    def accepts(text: str) -> bool:
        day, found, rest = text.partition(" ")
        spans = rest.split(",")
        return bool(found) and day in days and len(spans) <= most and all(map(is_span, spans))

    def is_span(text: str) -> bool:
        ends = text.split(dash)
        return len(ends) == 2 and all(
            end.endswith(minutes) and is_padded(end[: len(end) - len(minutes)], low, high)
            for end in ends
        )

    def made(day: str, *hours: int) -> str:
        ends = [f"{value:02}{minutes}" for value in hours]
        return f"{day} " + ",".join(ends[at] + dash + ends[at + 1] for at in range(0, len(ends), 2))

    def typical() -> str:
        return made(
            rng.choice(days), *(rng.randint(low, high) for _ in range(2 * rng.randint(1, most)))
        )

    return Draft(
        subject=f"opening hours such as {made(days[0], low, high)}",
        rules=(
            f"First comes the day, one of {spoken(days)}, spelled exactly so, then one space.",
            (
                f'A span of hours is written like "{low:02}{minutes}{dash}{high:02}{minutes}"; both'
                f" hours have two digits and lie between {low:02} and {high}. Which hour is the"
                " earlier one does not matter."
            ),
            (
                f"There are 1 to {most} spans, separated by a single comma."
                if most > 1
                else "There is exactly one span."
            ),
        ),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *(made(day, low, high) for day in days),
            made(days[0], *[low, high] * most),
            made(days[0], 10, 9),
            made(days[-1], high, low),
            made(days[0], 10, 11),
        ),
        typical=several(typical),
        near=(
            made(days[0], low - 1, high),
            made(days[0], low, high + 1),
            made(days[0], *[low, high] * (most + 1)),
            made(days[0].swapcase(), low, high),
            made("Day", low, high),
            made(days[0], low, high).replace(" ", "", 1),
            made(days[0], low, high)[: -len(minutes) - 2],
            made("", low, high),
            made(days[0], 24, 25),
        ),
        wrong=(
            (pattern.replace(hour, "[0-9]{2}"), "accepts hours outside the range"),
            (pattern.replace(either(days), "[A-Za-z]{3}", 1), "accepts any three letters as a day"),
            (
                f"{'|'.join(days)} {span}{more}",
                "lets the alternation swallow the rest of the pattern",
            ),
        ),
        parts=(
            (
                "The days are alternatives in a group, so that the space and the hours belong to"
                " all of them."
            ),
            f"{hour} covers the hours {low:02} to {high}.",
        ),
        alphabet="-: ,0259aA",
    )
