"""Amounts of money with a symbol, thousands separators and cents."""

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


def money(rng: random.Random, level: int) -> Draft:
    """Amounts of money with a symbol, thousands separators and cents."""
    symbols = rng.sample(("$", "€", "£", "USD ", "EUR ", "CHF ", "kr "), level + 1)
    group, point = rng.choice(((",", "."), (".", ","), (" ", "."), ("'", ".")))
    cents = rng.choice(("required", "optional", "none"))
    most = rng.randint(2, 4)
    negative = level == 2
    sign = "-?" if negative else ""
    thousands = f"[1-9][0-9]{{0,2}}(?:{literal(group)}[0-9]{{3}}){{0,{most - 1}}}"
    tail = {
        "required": f"{literal(point)}[0-9]{{2}}",
        "optional": f"(?:{literal(point)}[0-9]{{2}})?",
        "none": "",
    }[cents]
    pattern = f"{sign}{either([literal(s) for s in symbols])}(?:0|{thousands}){tail}"

    def accepts(text: str) -> bool:
        text = text[1:] if negative and text[:1] == "-" else text
        symbol = next((s for s in symbols if text.startswith(s)), None)
        if symbol is None:
            return False
        whole, found, digits = text[len(symbol) :].partition(point)
        if (found and (cents == "none" or not only(digits, DIGITS, 2, 2))) or (
            not found and cents == "required"
        ):
            return False
        head, *rest = whole.split(group)
        if whole == "0":
            return True
        good = only(head, DIGITS, 1, 3) and head[0] != "0" and len(rest) < most
        return good and all(only(part, DIGITS, 3, 3) for part in rest)

    def made(
        groups: int,
        first: int,
        *,
        symbol: str | None = None,
        used: str = group,
        end: str | None = None,
    ) -> str:
        parts = [some(rng, DIGITS[1:], first), *(some(rng, DIGITS, 3) for _ in range(groups - 1))]
        tail = (
            point + some(rng, DIGITS, 2)
            if cents == "required" or (cents == "optional" and rng.random() < 0.5)
            else ""
        )
        head = "-" if negative and rng.random() < 0.3 else ""
        return (
            head
            + (rng.choice(symbols) if symbol is None else symbol)
            + used.join(parts)
            + (tail if end is None else end)
        )

    names = {",": "comma", ".": "dot", " ": "space", "'": "apostrophe"}
    shown = spoken(
        [f'"{s.strip()}"' + (" and one space" if s.endswith(" ") else "") for s in symbols]
    )
    zero = symbols[0] + "0" + (point + "00" if cents == "required" else "")
    rules = [
        ('It may start with "-". ' if negative else "") + f"First comes {shown}.",
        (
            f"The whole part is 0 or starts with a digit other than 0. A {names[group]} always"
            " stands between groups of three digits counted from the right, and there are at most"
            f" {most} groups (the first has 1 to 3 digits)."
        ),
        {
            "required": f"Then come a {names[point]} and exactly two digits.",
            "optional": f"A {names[point]} and exactly two digits may follow.",
            "none": "There are no decimals.",
        }[cents],
    ]
    return Draft(
        subject=(
            f"an amount such as {symbols[0]}1{group}250{point + '00' if cents != 'none' else ''}"
        ),
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            zero,
            made(1, 1),
            made(1, 2),
            made(1, 3),
            made(2, 1),
            made(2, 3),
            made(most, 1),
            made(most, 3),
            *tuple(made(1, 2, symbol=s) for s in symbols),
        ),
        typical=several(lambda: made(rng.randint(1, most), rng.randint(1, 3))),
        near=(
            made(most + 1, 1),
            made(1, 4),
            made(2, 4),
            made(2, 2, used=""),
            made(2, 2, used="_"),
            made(2, 2, used=group * 2),
            made(1, 2, symbol=""),
            made(1, 2, symbol="¥"),
            made(1, 2, symbol=symbols[0] + "0"),
            made(1, 2, end=point),
            made(1, 2, end=""),
            made(1, 2, end=point + "5"),
            made(1, 2, end=point + "555"),
            made(1, 2, end=group + "55"),
            made(1, 2, symbol=symbols[0].strip() + "  "),
            made(2, 1).rstrip(DIGITS),
            symbols[0] + "0" + group + "123" + (point + "00") * (cents == "required"),
            made(0, 0),
            made(2, 2, end=point + "0"),
        ),
        wrong=(
            (pattern.replace("0|[1-9][0-9]{0,2}", "[0-9]{1,3}"), "accepts leading zeros"),
            (
                pattern.replace(
                    f"(?:{literal(group)}[0-9]{{3}})", f"(?:{literal(group)}?[0-9]{{3}})"
                ),
                "makes the thousands separator optional",
            ),
            (
                pattern.replace(f"(?:0|{thousands})", f"[0-9{in_class(group)}]+"),
                "does not check the groups of three",
            ),
        ),
        parts=(
            f"(?:0|{thousands}) is 0, or one to three digits followed by groups of exactly three.",
            "Special characters among the symbols and separators are escaped.",
        ),
        alphabet="-,. '$€019",
    )
