"""Tags such as ``@name`` or ``#topic``, not glued to a word before them."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.inside.framing import (
    IN_WORD,
    filler,
    found_in,
    framed,
    places,
)
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    LOWER,
    UPPER,
    WORD,
    bounds,
    count,
    in_class,
    literal,
    only,
    several,
    some,
)


def marker(rng: random.Random, level: int) -> Draft:
    """Tags such as ``@name`` or ``#topic``, not glued to a word before them."""
    sign = rng.choice("@#$~!%&")
    low, high = bounds(rng, 1, 1, 8)
    first = rng.choice(
        (
            ("[a-z]", LOWER, "lower-case letter"),
            ("[A-Z]", UPPER, "capital letter"),
            ("[A-Za-z]", LETTERS, "letter"),
        )
    )
    rest = rng.choice(
        (
            ("[a-z0-9]", LOWER + DIGITS, "lower-case letters or digits"),
            ("[a-z]", LOWER, "lower-case letters"),
            ("[A-Za-z0-9]", LETTERS + DIGITS, "letters or digits"),
        )
    )
    colon = level == 2
    ender = rng.choice((":", "!", "?")) if colon else ""
    left = f"(?<![A-Za-z0-9_{in_class(sign)}])" if level else "(?<![A-Za-z0-9_])"
    glue = frozenset(WORD + (sign if level else ""))
    right = literal(ender) if colon else "(?![A-Za-z0-9_])"
    core = f"{sign if sign not in '$' else literal(sign)}{first[0]}{rest[0]}{count(low, high)}"
    pattern = left + core + right

    def accepts(text: str) -> bool:
        return found_in(text, places(text, sign), range(2 + low, 3 + high + len(ender)), good)

    def good(before: str, part: str, after: str) -> bool:
        if before in glue or (not colon and after in IN_WORD) or not part.endswith(ender):
            return False
        name = part[1 : len(part) - len(ender)]
        return (
            part[0] == sign
            and name[:1] != ""
            and name[0] in first[1]
            and only(name[1:], rest[1], low, high)
        )

    def made(
        size: int | None = None,
        *,
        before: str = "",
        after: str = "",
        head: str = "",
        used: str = sign,
        end: str = ender,
    ) -> str:
        length = rng.randint(low, high) if size is None else size
        return framed(
            rng,
            before
            + used
            + (head or some(rng, first[1], 1))
            + some(rng, rest[1], length)
            + end
            + after,
        )

    blocked = f'letter, digit, underscore or "{sign}"' if level else "letter, digit or underscore"
    rules = [
        f'A marker is "{sign}", one {first[2]} and then {low} to {high} {rest[2]}'
        + (f', and then "{ender}".' if colon else "."),
        f"No {blocked} stands directly before it"
        + ("." if colon else "; no letter, digit or underscore directly after it."),
    ]
    return Draft(
        subject=f"a marker such as {sign}{some(rng, first[1], 1)}{some(rng, rest[1], low)}{ender}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(high),
            made(low, before="("),
            made(high, after=","),
            made(low + 1, before="-"),
            made(low, after="."),
            made(high, before='"', after='"'),
            made(low, after="-x"),
        ),
        typical=several(
            lambda: made(
                before=rng.choice(("", "(", "- ", "é")), after=rng.choice(("", ")", ".", " x"))
            )
        ),
        near=(
            made(low, before="x"),
            made(low, before="9"),
            made(low, before="_"),
            made(low, before=sign),
            made(low - 1),
            made(high + 1),
            made(low, head="5"),
            made(low, head="_"),
            made(low, after="_"),
            made(low, used=sign + " "),
            made(low, used=""),
            made(low, used="^"),
            made(low, end=""),
            made(low, end=";"),
            made(low, head="a"),
            made(low, head="A"),
            made(high, after="aA9"),
            sign,
            filler(rng),
            made(low, before="mail"),
            made(low).swapcase(),
            made(low, after=f"{sign}x")[:4],
        ),
        wrong=(
            (core + right, "forgets what may not stand before it"),
            (left + core + literal(ender), "forgets what may not stand after it"),
            (rf"(?:^|\s){core}{right}", "demands white space before it"),
            (left + literal(sign) + r"\w+" + right, "ignores the rules on the name"),
        ),
        parts=(
            f"The lookbehind {left} looks at the character before the marker without consuming it.",
            f"{core} is the marker itself.",
        ),
        natural="search",
        alphabet=sign + "x_9 -.A",
    )
