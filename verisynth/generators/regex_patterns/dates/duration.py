"""Durations of two to four units in falling order, each optional, at least one present."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    count,
    literal,
    several,
    spoken,
)


def duration(rng: random.Random, level: int) -> Draft:  # noqa: C901 - its branches are the variants
    """Durations of two to four units in falling order, each optional, at least one present."""
    table = rng.choice(
        (
            ("d", "h", "m"),
            ("h", "m", "s"),
            ("w", "d", "h"),
            ("D", "H", "M"),
            ("H", "M", "S"),
            ("y", "mo", "d"),
            ("hr", "min", "sec"),
        )
    )
    units = table[rng.randint(0, 1) :] if level == 0 else table
    most, gap = rng.randint(1, 4), rng.choice(("", " ")) if level == 2 else ""
    prefix = rng.choice(("", "P", "T+", "~")) if level else ""
    number = f"[0-9]{count(1, most)}"
    pattern = "".join(f"(?:{number}{unit})?" for unit in units)
    if gap:
        follow = "(?: (?=[0-9])|(?![ 0-9]))"
        pattern = "".join(f"(?:{number}{unit}{follow})?" for unit in units)
    pattern = f"{literal(prefix)}(?=[0-9]){pattern}"

    def accepts(text: str) -> bool:
        if not text.startswith(prefix) or len(text) == len(prefix):
            return False
        found, at = split_units(text[len(prefix) :])
        return found is not None and found == sorted(set(found)) and at

    def split_units(text: str) -> tuple[list[int] | None, bool]:
        """Which units, in order; the second part says that the gaps are right."""
        seen: list[int] = []
        gaps_right = True
        while text:
            digits = len(text) - len(text.lstrip(DIGITS))
            word = next(
                (u for u in sorted(units, key=len, reverse=True) if text[digits:].startswith(u)),
                None,
            )
            if word is None or not 1 <= digits <= most:
                return None, False
            text = text[digits + len(word) :]
            seen.append(units.index(word))
            if gap and text:
                gaps_right = gaps_right and text[0] == gap and len(text) > 1
                text = text[1:]
        return seen, gaps_right

    def made(present: list[str], size: int | None = None) -> str:
        sizes = [size or rng.randint(1, most) for _ in present]
        return prefix + gap.join(
            "".join(rng.choices(DIGITS[1:], k=n)) + unit
            for n, unit in zip(sizes, present, strict=True)
        )

    def typical() -> str:
        return made([unit for unit in units if rng.random() < 0.6] or [rng.choice(units)])

    rules = [
        (
            f"The units are {spoken([repr(unit) for unit in units], 'and')}, always in this order;"
            " any of them may be left out, but at least one is there."
        ),
        (
            f"A unit is 1 to {most} digits followed directly by the unit's name; leading zeros are"
            " allowed."
            if most > 1
            else "A unit is exactly 1 digit followed directly by the unit's name."
        ),
        (
            "Exactly one space stands between two units."
            if gap
            else "Nothing stands between two units."
        ),
    ]
    if prefix:
        rules.append(f'The text starts with "{prefix}".')
    return Draft(
        subject=f"a duration such as {made(list(units), 1)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(list(units), most),
            made(list(units), 1),
            *(made([unit], most) for unit in units),
            *(made([unit], 1) for unit in units),
            made([units[0], units[-1]], most),
        ),
        typical=several(typical),
        near=(
            made(list(units), most + 1),
            made([units[-1], units[0]]),
            made([units[0], units[0]]),
            prefix,
            made([units[0]])[:-1],
            made([""]),
            prefix + units[0],
            made(["x"]),
            made(list(units)).swapcase(),
            made(list(units)).replace(gap, gap + " "),
        ),
        wrong=(
            (pattern.replace("(?=[0-9])", "", 1), "accepts a text without any unit"),
            (
                f"{literal(prefix)}(?:{number}[{''.join(sorted(set(''.join(units))))}]+{gap})+",
                "accepts any order",
            ),
            (pattern.replace(")?", ")"), "requires every unit"),
        ),
        parts=(
            "Every unit is an optional group, in the required order.",
            "The lookahead (?=[0-9]) demands at least one of them.",
        ),
        alphabet="hms 07d",
    )
