"""Department, number in a range, optional section."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    UPPER,
    bounds,
    count,
    counted,
    distinct_sizes,
    is_whole,
    literal,
    number_range,
    several,
    some,
)


def course_code(rng: random.Random, level: int) -> Draft:
    """Department, number in a range, optional section."""
    low_letters, high_letters = bounds(rng, level, 2, 5)
    low, high = rng.randrange(100, 400, 50), rng.randrange(449, 999, 50)
    gap = rng.choice(("", " ", "-"))
    section = level >= 1
    mark, sections = rng.choice(("-", ".", "/")), rng.choice((1, 2))
    number = number_range(low, high)
    tail = f"(?:{literal(mark)}[A-F]{'[0-9]' if sections == 2 else ''})?" if section else ""
    pattern = f"[A-Z]{count(low_letters, high_letters)}{gap}{number}{tail}"

    def accepts(text: str) -> bool:
        letters = len(text) - len(text.lstrip(UPPER))
        rest = text[letters:]
        if not low_letters <= letters <= high_letters or not rest.startswith(gap):
            return False
        rest = rest[len(gap) :]
        return is_whole(rest[:3], low, high) and (
            not rest[3:] or (section and is_section(rest[3:]))
        )

    def is_section(text: str) -> bool:
        good = len(text) == 1 + sections and text[0] == mark and text[1] in "ABCDEF"
        return good and (sections == 1 or text[2] in DIGITS)

    def made(size: int, value: int, *, tail: str | None = None, used: str = gap) -> str:
        end = mark + some(rng, "ABCDEF", 1) + (some(rng, DIGITS, 1) if sections == 2 else "")
        end = tail if tail is not None else end if section and rng.random() < 0.6 else ""
        return some(rng, UPPER, size) + used + str(value) + end

    rules = [
        f"The department is {counted(low_letters, high_letters, 'capital letter')}"
        + (f', followed by exactly one "{gap}".' if gap else ", followed directly by the number."),
        f"The course number is {low} to {high}.",
    ]
    digit = " and one digit" if sections == 2 else ""
    rules += (
        [f'A section may follow: "{mark}" and one letter from A to F{digit}.'] if section else []
    )
    return Draft(
        subject=f"a course code such as {made(low_letters, high)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *tuple(
                made(s, v)
                for s in distinct_sizes(low_letters, high_letters)
                for v in (low, high, low + 1)
            ),
            made(high_letters, (low + high) // 2),
            made(low_letters, high - 1),
            made(low_letters, 400),
        ),
        typical=several(
            lambda: made(rng.randint(low_letters, high_letters), rng.randint(low, high))
        ),
        near=(
            made(low_letters, low - 1),
            made(low_letters, high + 1),
            made(low_letters - 1, low),
            made(high_letters + 1, low),
            made(low_letters, low * 10),
            made(low_letters, low // 10),
            made(low_letters, low, used="_"),
            made(low_letters, low).lower(),
            made(low_letters, low, tail=mark),
            made(low_letters, low, tail=mark + "G" + "1" * (sections - 1)),
            made(low_letters, low, tail=mark + "A1"),
            made(low_letters, low, tail=mark + "A"),
            made(low_letters, low, tail="A"),
            made(low_letters, 99),
            made(low_letters, 1000),
            made(low_letters, low, used="" if gap else " "),
        ),
        wrong=(
            (pattern.replace(number, "[0-9]{3}", 1), "accepts any three digits"),
            (pattern.replace(number, "[1-9][0-9]{2}", 1), "ignores the bounds of the number"),
            (
                pattern.replace(f"[A-Z]{count(low_letters, high_letters)}", "[A-Z]+", 1),
                "ignores the number of letters",
            ),
        ),
        parts=(
            (
                f"[A-Z]{count(low_letters, high_letters)} is the department and {number} the range"
                f" {low} to {high}."
            ),
            (
                "The section is one optional group."
                if section
                else "There is nothing after the number."
            ),
        ),
        alphabet="-./ 049aAG",
    )
