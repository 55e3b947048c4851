"""Decimal numbers: sign policy, places, no superfluous zeros."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    bounds,
    count,
    counted,
    distinct,
    is_whole,
    literal,
    only,
    several,
    some,
)

_WHOLE = "(?:0|[1-9][0-9]*)"


def decimal(rng: random.Random, level: int) -> Draft:
    """Decimal numbers: sign policy, places, no superfluous zeros."""
    point = rng.choice(".,") if level else "."
    low, high = bounds(rng, level, 1, 6)
    sign = rng.choice(("none", "minus", "either", "required"))
    optional = rng.random() < 0.5
    no_zero = level == 2 and low != high
    signs = {"none": "", "minus": "-?", "either": "[+-]?", "required": "[+-]"}[sign]
    last = f"[0-9]{count(low - 1, high - 1)}[1-9]" if no_zero else f"[0-9]{count(low, high)}"
    last = "[1-9]" if no_zero and high == 1 else last
    fraction = literal(point) + last
    pattern = signs + _WHOLE + (f"(?:{fraction})?" if optional else fraction)

    def accepts(text: str) -> bool:
        marks = {"none": "", "minus": "-", "either": "+-", "required": "+-"}[sign]
        if text[:1] and text[0] in marks:
            text = text[1:]
        elif sign == "required":
            return False
        whole, found, digits = text.partition(point)
        if not is_whole(whole, 0, 10**29) or (not found and not optional):
            return False
        return not found or (
            only(digits, DIGITS, low, high) and not (no_zero and digits[-1] == "0")
        )

    def made(
        whole: str, places: int, *, start: str | None = None, of: str = DIGITS, used: str = point
    ) -> str:
        choices = {
            "none": [""],
            "minus": ["", "-"],
            "either": ["", "+", "-"],
            "required": ["+", "-"],
        }[sign]
        head = rng.choice(choices) if start is None else start
        tail = (
            some(rng, of, places - 1) + rng.choice(of.replace("0", "") or "0") if places > 0 else ""
        )
        return head + whole + (used + tail if places >= 0 else "")

    def typical() -> str:
        whole = str(rng.choice((0, rng.randint(1, 9), rng.randint(10, 99999))))
        return made(whole, -1 if optional and rng.random() < 0.25 else rng.randint(low, high))

    rules = [
        {
            "none": "There is no sign.",
            "minus": 'The number may start with "-".',
            "either": 'The number may start with "+" or "-".',
            "required": 'The number starts with "+" or "-".',
        }[sign],
        "The whole part is 0 or has no leading zero.",
        f'{"There may follow" if optional else "Then follow"} "{point}" and'
        f" {counted(low, high, 'digit')}" + (", the last of which is not 0." if no_zero else "."),
    ]
    return Draft(
        subject=f"a decimal number such as {made('12', high, of='345')}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=distinct(
            [made(w, p) for w in ("0", "1", "10", "909") for p in (low, high)]
            + ([made("7", -1), made("0", -1)] if optional else [])
            + [made("5", low, start=s) for s in "+-" if sign in ("either", "required")]
        ),
        typical=several(typical),
        near=(
            made("3", low - 1),
            made("3", high + 1),
            made("03", low),
            made("00", low),
            made("", low),
            made("3", 0),
            made("3", -1),
            made("3", low, start="+"),
            made("3", low, start="-"),
            made("3", low, start=""),
            made("3", low, start="--"),
            made("3", low, used=",.".replace(point, "")),
            made("3", low, used=""),
            made("3", low, used=point * 2),
            made("3", max(low - 1, 1)) + "0",
            made("3", high, of="0"),
            made("1 000", low),
            made("3", low) + point,
        ),
        wrong=(
            (pattern.replace(_WHOLE, "[0-9]+"), "accepts leading zeros"),
            (pattern.replace(_WHOLE, "[0-9]*"), "accepts a missing whole part"),
            (pattern.replace(_WHOLE, "[1-9][0-9]*"), "refuses 0 as the whole part"),
            (pattern.replace(last, f"[0-9]{count(low, high)}"), "accepts a final zero"),
        ),
        parts=(
            f"{_WHOLE} is a whole part without a leading zero.",
            f"{last} are the decimals" + (", with a last digit that is not 0." if no_zero else "."),
        ),
        alphabet="+-., 019x",
    )
