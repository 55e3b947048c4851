"""Phone numbers in one house style, with optional country code and parentheses."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    either,
    in_class,
    literal,
    only,
    several,
    some,
    spoken,
)


def phone(rng: random.Random, level: int) -> Draft:
    """Phone numbers in one house style, with optional country code and parentheses."""
    sizes = rng.choice(((3, 3, 4), (2, 3, 4), (3, 4), (3, 2, 2), (4, 6), (2, 4, 4), (3, 3, 3)))
    mark = rng.choice("-. ")
    codes = [
        str(n)
        for n in sorted(
            rng.sample((1, 7, 30, 33, 34, 39, 41, 44, 45, 46, 47, 49, 351, 420), level + 1)
        )
    ]
    country, paren = level >= 1, level == 2
    area = (
        rf"(?:\([0-9]{{{sizes[0]}}}\) |[0-9]{{{sizes[0]}}}{literal(mark)})"
        if paren
        else f"[0-9]{{{sizes[0]}}}{literal(mark)}"
    )
    rest = literal(mark).join(f"[0-9]{{{size}}}" for size in sizes[1:])
    code = rf"(?:\+{either(codes)} )" + "?" if country else ""
    pattern = code + area + rest

    def accepts(text: str) -> bool:
        if country and text.startswith("+"):
            number, found, text = text[1:].partition(" ")
            if not found or number not in codes:
                return False
        if paren and text.startswith("("):
            inside, found, text = text[1:].partition(") ")
            return (
                only(inside, DIGITS, sizes[0], sizes[0])
                and bool(found)
                and is_groups(text, sizes[1:])
            )
        return is_groups(text, sizes)

    def is_groups(text: str, wanted: tuple[int, ...]) -> bool:
        parts = text.split(mark)
        return len(parts) == len(wanted) and all(
            only(p, DIGITS, n, n) for p, n in zip(parts, wanted, strict=True)
        )

    def made(*, prefix: str | None = None, style: str = "", used: str = mark, by: int = 0) -> str:
        parts = [some(rng, DIGITS, size) for size in sizes]
        parts[-1] = parts[-1][:-1] if by < 0 else parts[-1] + "5" * by
        head = f"+{rng.choice(codes)} " if country and rng.random() < 0.5 else ""
        head = head if prefix is None else prefix
        if style == "(" or (not style and paren and rng.random() < 0.5):
            return f"{head}({parts[0]}) {used.join(parts[1:])}"
        return head + used.join(parts)

    groups = spoken([str(size) for size in sizes], "and")
    rules = [f'Groups of {groups} digits, separated by exactly one "{mark}".']
    rules += (
        [f"The number may be preceded by {spoken(['+' + c for c in codes])} and one space."]
        if country
        else []
    )
    rules += (
        [
            f'Instead of being followed by "{mark}", the first group may be written in parentheses'
            " followed by one space."
        ]
        if paren
        else []
    )
    return Draft(
        subject=f"a phone number such as {made(prefix='', style='plain')}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(made(prefix="", style="plain"), made(prefix="", style="plain"))
        + tuple(made(prefix=f"+{c} ", style="plain") for c in codes if country)
        + ((made(prefix="", style="("), made(prefix=f"+{codes[0]} ", style="(")) if paren else ()),
        typical=several(made),
        near=(
            made(by=1),
            made(by=-1),
            made(used=""),
            made(used="/"),
            made(used=mark * 2),
            made(prefix="+"),
            made(prefix="+999 "),
            made(prefix=codes[0] + " "),
            made(prefix="+" + codes[0]),
            made(prefix="", style="("),
            made(style="plain").replace(mark, "x", 1),
            made(prefix="", style="(").replace(") ", ")"),
            made(prefix="", style="(").replace(")", ""),
            made(prefix="", style="(").replace("(", ""),
            made() + mark,
            made(prefix=f"+{codes[0]}  "),
        ),
        wrong=(
            (pattern.replace(r"\+", r"\+?"), "makes the plus sign optional"),
            (pattern.replace(literal(mark), "[-. ]?"), "accepts any separator or none"),
            (
                code + rf"\(?[0-9]{{{sizes[0]}}}\)?[ {in_class(mark)}]?" + rest,
                "does not pair the parentheses",
            ),
        ),
        parts=(
            (
                "The plus sign and the parentheses are escaped; each group has its exact count."
                if paren
                else (
                    "Each group of digits has its exact count, with the separator between the"
                    " groups."
                )
            ),
            "The country code is one optional group." if country else "Nothing is optional.",
        ),
        alphabet="-. ()+09a",
    )
