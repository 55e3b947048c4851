"""An amount tied to its unit by what stands around it."""

from __future__ import annotations

import random
from collections.abc import Callable

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.inside.framing import (
    filler,
    found_in,
    framed,
)
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    bounds,
    count,
    counted,
    either,
    only,
    several,
    some,
    spoken,
)

_IN_NUMBER = frozenset(DIGITS + ".")


_LETTERS = frozenset(LETTERS)


def unit_amount(rng: random.Random, level: int) -> Draft:
    """An amount tied to its unit by what stands around it."""
    units = rng.sample(("km", "kg", "ms", "px", "cm", "GB", "MB", "mm", "lb", "mi"), level + 1)
    low, high = bounds(rng, 1, 1, 5)
    gap = rng.choice(("", " "))
    fraction = level >= 1 and rng.random() < 0.6
    digits = f"[0-9]{count(low, high)}"
    dec = r"(?:\.[0-9]{1,2})?" if fraction else ""
    core = f"{digits}{dec}{gap}{either(units)}"
    pattern = rf"(?<![0-9.]){core}(?![A-Za-z])"

    def accepts(text: str) -> bool:
        starts = [at for at, char in enumerate(text) if char in DIGITS]
        return any(
            found_in(
                text, starts, range(low + len(gap + u), high + len(gap + u) + 4), good(gap + u)
            )
            for u in units
        )

    def good(ending: str) -> Callable[[str, str, str], bool]:
        def check(before: str, part: str, after: str) -> bool:
            if not part.endswith(ending) or before in _IN_NUMBER or after in _LETTERS:
                return False
            whole, found, places = part[: len(part) - len(ending)].partition(".")
            return only(whole, DIGITS, low, high) and (
                not found or (fraction and only(places, DIGITS, 1, 2))
            )

        return check

    def made(
        size: int | None = None,
        *,
        unit: str = "",
        used: str = gap,
        before: str = "",
        after: str = "",
        places: int | None = None,
    ) -> str:
        number = some(rng, DIGITS, rng.randint(low, high) if size is None else size)
        many = places if places is not None else rng.choice((0, 1, 2)) if fraction else 0
        number += "." + some(rng, DIGITS, many) if many else ""
        return framed(rng, before + number + used + (unit or rng.choice(units)) + after)

    rules = [
        f"An amount is {counted(low, high, 'digit')}"
        + (", optionally a dot with 1 or 2 more digits," if fraction else ",")
        + (" exactly one space" if gap else "")
        + f" and then {spoken(units)}"
        + ("." if gap else " without a space."),
        (
            "Directly before the first digit stands neither a digit nor a dot; directly after the"
            " unit stands no letter."
        ),
    ]
    return Draft(
        subject=f"an amount such as {some(rng, DIGITS[1:], low)}{gap}{units[0]}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(made(size, unit=u) for u in units for size in dict.fromkeys((low, high)))
        + (
            made(low, before="("),
            made(low, after="."),
            made(high, after="2"),
            made(low, before="-"),
            made(low, before="x", places=0),
        )
        + ((made(low, places=1), made(high, places=2)) if fraction else ()),
        typical=several(
            lambda: made(
                before=rng.choice(("", "(", "~", "a")), after=rng.choice(("", ")", ".", ","))
            )
        ),
        near=(
            made(low - 1),
            made(high + 1),
            made(low, unit="zz"),
            made(low, used="-"),
            made(low, used="  "),
            made(low, used="" if gap else " "),
            made(low, after="h"),
            made(low, before="3."),
            made(high, before="1"),
            made(low, places=3),
            made(low, places=1),
            made(low).swapcase(),
            made(low, unit=units[0][0]),
            made(low, before=".", places=0),
            made(high + 2, places=0),
            filler(rng),
            units[0],
            made(low, after="s"),
        ),
        wrong=(
            (core + "(?![A-Za-z])", "also takes the tail of a longer number"),
            (r"(?<![0-9.])" + core, "also takes the start of a longer unit"),
            (rf"\b{core}\b", "uses word boundaries, which differ at letters and dots"),
            (pattern.replace(either(units), "[A-Za-z]{2}"), "accepts any unit"),
        ),
        parts=(
            (
                "The lookbehind and the lookahead see to it that neither the number nor the unit is"
                " part of a longer one."
            ),
            f"{core} is the amount itself.",
        ),
        natural="search",
        alphabet="x.9 -kZ",
    )
