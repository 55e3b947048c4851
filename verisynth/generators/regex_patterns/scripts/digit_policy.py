"""A numbered code in which the kind of digit is the point."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    bounds,
    count,
    counted,
    literal,
    several,
    some,
)

_ANY_DIGITS = DIGITS + "٠١٢٣٤٥٦٧٨٩" + "०१२३४५६७८९" + "０１２３４５６７８９"


def digit_policy(rng: random.Random, level: int) -> Draft:
    """A numbered code in which the kind of digit is the point."""
    ascii_only = rng.random() < 0.5
    by_flag = ascii_only and rng.random() < 0.5
    low, high = bounds(rng, level, 2, 7)
    lead = rng.choice(("No. ", "#", "ID-", "Nr ", "code ", "", "§", "ref:", "art. ", "lot-"))
    mark, second = rng.choice("-/.:"), level >= 1
    inside = r"\d" if by_flag or not ascii_only else "[0-9]"
    group = inside + count(low, high)
    more = rng.randint(1, 2 + level)
    pattern = literal(lead) + group + (f"(?:{literal(mark)}{group}){{0,{more}}}" if second else "")

    def accepts(text: str) -> bool:
        if not text.startswith(lead):
            return False
        groups = text[len(lead) :].split(mark) if second else [text[len(lead) :]]
        return len(groups) <= more + 1 and all(
            low <= len(g) <= high and all(map(good, g)) for g in groups
        )

    def good(char: str) -> bool:
        return char in DIGITS if ascii_only else char.isdecimal()

    def made(groups: int, size: int | None = None, *, of: str = "") -> str:
        chars = of or rng.choice((DIGITS, DIGITS if ascii_only else _ANY_DIGITS))
        return lead + mark.join(
            some(rng, chars, rng.randint(low, high) if size is None else size)
            for _ in range(groups)
        )

    most = more + 1 if second else 1
    kind = (
        "Only the ASCII digits 0-9 count as digits; digits of other scripts are not allowed."
        if ascii_only
        else (
            "Any Unicode decimal digit counts as a digit (what str.isdecimal accepts), also mixed;"
            " superscripts and fractions do not count."
        )
    )
    rules = [
        f"It has {counted(low, high, 'digit')}"
        + (f', or up to {most} such groups separated by "{mark}".' if second else "."),
        kind,
    ]
    rules += [f'Before the first digit stands "{lead}".'] if lead else []
    return Draft(
        subject=f"a number such as {made(1, low, of=DIGITS)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(
            made(n, size) for n in dict.fromkeys((1, most)) for size in dict.fromkeys((low, high))
        )
        + (() if ascii_only else (made(1, of="٣"), made(most, of="७"), made(1, low, of="５"))),
        typical=several(lambda: made(rng.randint(1, most))),
        near=(
            made(1, low, of="٣"),
            made(most, high, of="５"),
            made(1, low, of="²"),
            made(1, low, of="½"),
            made(1, low, of="Ⅷ"),
            made(1, low, of="五"),
            made(1, low - 1),
            made(1, high + 1),
            made(most + 1),
            made(1) + mark,
            made(1).removeprefix(lead),
            made(1, of="a"),
            made(1, of="O"),
            mark + made(1),
            made(2).replace(mark, " "),
            made(1) + " ",
        ),
        wrong=(
            (
                (pattern.replace(inside, "[0-9]"), "only accepts ASCII digits")
                if not ascii_only
                else (pattern.replace(inside, r"\w"), "accepts letters")
            ),
            (
                pattern.replace(inside, "(?u:\\d)" if by_flag else r"\d"),
                "accepts digits of other scripts",
            ),
            (pattern.replace(inside, r"[^\W_]"), "accepts letters and other numerals"),
            (pattern.replace(inside, "[0-9²³¹½]"), "accepts superscripts"),
        ),
        parts=(
            (
                "Without re.ASCII, \\d stands for any Unicode decimal digit."
                if not ascii_only
                else (
                    "With re.ASCII, \\d stands for 0-9 only."
                    if by_flag
                    else "[0-9] is used, because \\d would let digits of other scripts pass."
                )
            ),
            (
                "Further groups are optional and bounded."
                if second
                else f"The count allows {counted(low, high, 'digit')}."
            ),
        ),
        flags="a" if by_flag else "",
        alphabet="-/.: 7٣²a",
        policy="",
    )
