"""Pairs of latitude and longitude with bounded decimals."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    bounds,
    count,
    counted,
    is_whole,
    literal,
    number_range,
    only,
    several,
    some,
)


def coordinates(rng: random.Random, level: int) -> Draft:
    """Pairs of latitude and longitude with bounded decimals."""
    low, high = bounds(rng, level, 1, 6)
    joint = rng.choice((",", ", ", ";", " ", " / "))
    order = rng.choice(((90, 180), (180, 90)))
    hemisphere = level == 2 and rng.random() < 0.5
    letters = {90: "NS", 180: "EW"}

    def part(limit: int) -> str:
        inner = number_range(0, limit - 1)
        body = rf"(?:{limit}\.0{count(low, high)}|{inner}\.[0-9]{count(low, high)})"
        return body + f"[{letters[limit]}]" if hemisphere else "-?" + body

    pattern = part(order[0]) + literal(joint) + part(order[1])

    def accepts(text: str) -> bool:
        pair = text.split(joint)
        return len(pair) == 2 and is_angle(pair[0], order[0]) and is_angle(pair[1], order[1])

    def is_angle(text: str, limit: int) -> bool:
        if hemisphere:
            if text[-1:] not in tuple(letters[limit]):
                return False
            text = text[:-1]
        elif text[:1] == "-":
            text = text[1:]
        whole, found, digits = text.partition(".")
        good = bool(found) and is_whole(whole, 0, limit) and only(digits, DIGITS, low, high)
        return good and (int(whole) < limit or set(digits) == {"0"})

    def angle(limit: int, whole: int, places: int, of: str = DIGITS) -> str:
        digits = some(rng, "0" if whole == limit and of == DIGITS else of, places)
        text = f"{whole}.{digits}"
        return text + rng.choice(letters[limit]) if hemisphere else rng.choice(("", "-")) + text

    def made(
        share: float, places: int | None = None, *, used: str = joint, of: str = DIGITS
    ) -> str:
        sizes = [rng.randint(low, high) if places is None else places for _ in order]
        return used.join(
            angle(limit, round(limit * share), size, of)
            for limit, size in zip(order, sizes, strict=True)
        )

    names = {90: "latitude", 180: "longitude"}
    ending = {90: "N or S", 180: "E or W"}
    rules = [
        f'First comes the {names[order[0]]}, then "{joint}", then the {names[order[1]]}.',
        (
            "The latitude is at most 90 and the longitude at most 180 in size; the whole part has"
            " no leading zero (0 itself is fine)."
        ),
        (
            f"Each has a dot and {counted(low, high, 'digit')} after it; exactly 90 and 180 are"
            " allowed, with all decimals 0."
        ),
        (
            f"Directly after the {names[order[0]]} comes {ending[order[0]]}, after the"
            f" {names[order[1]]} {ending[order[1]]}; there is no sign."
            if hemisphere
            else 'Each may be preceded by "-" (also when it is 0); "+" is not allowed.'
        ),
    ]
    return Draft(
        subject=f"a pair of coordinates such as {made(0.3)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(0, low),
            made(0, high),
            made(1, low),
            made(1, high),
            made(0.989),
            made(0.1),
            made(0.5),
            made(0.56),
            made(0.11),
        ),
        typical=several(lambda: made(rng.random())),
        near=(
            made(1, low, of="1"),
            made(1, high, of="5"),
            made(1.02),
            made(1.2),
            made(0.5, low - 1),
            made(0.5, high + 1),
            made(0.5, used="|"),
            made(0.5, used=joint + " "),
            made(0.5, used=""),
            "+" + made(0.2),
            "0" + made(0.05),
            made(0.5).replace(".", ",", 1),
            made(0.4).partition(joint)[0],
            made(0.4).swapcase(),
            made(0.7)[:-1],
            made(2),
            "-0" + made(0.05).lstrip("-"),
        ),
        wrong=(
            (
                pattern.replace(number_range(0, 89), "[0-9]{1,2}"),
                "accepts 90 with decimals, 95 and leading zeros",
            ),
            (pattern.replace(rf"180\.0{count(low, high)}|", ""), "refuses exactly 180"),
            (pattern.replace(number_range(0, 179), "[0-9]{1,3}"), "accepts more than 180"),
            (
                pattern.replace(rf"\.0{count(low, high)}", rf"\.[0-9]{count(low, high)}"),
                "accepts more than the greatest angle",
            ),
        ),
        parts=(
            (
                "Each angle is either the limit itself with zeros behind the dot, or a smaller"
                " whole part with any decimals."
            ),
            "The dots are escaped and the whole parts are ranges without leading zeros.",
        ),
        alphabet="-+.,; 0189NEx",
    )
