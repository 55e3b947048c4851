"""Quoted text with an escape: backslash or a doubled quote."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    LETTERS,
    bounds,
    counted,
    in_class,
    literal,
    several,
    some,
)


def quoted_string(rng: random.Random, level: int) -> Draft:  # noqa: C901 - its branches are the variants
    """Quoted text with an escape: backslash or a doubled quote."""
    quote = rng.choice("\"'`|/%")
    doubled = level >= 1 and rng.random() < 0.5
    mark = quote if doubled else rng.choice("\\^~") if level else ""
    low, high = (0, 10**6) if level == 0 else bounds(rng, level, 1, 12)
    one_line = level == 0 or rng.random() < 0.5
    banned = quote + ("" if doubled or not mark else mark) + ("\n" if one_line else "")
    shown = in_class(banned).replace("\n", r"\n")
    plain = f"[^{shown}]"
    q = literal(quote)
    escapes = f"[{in_class(quote + mark)}]"
    unit = (
        plain
        if level == 0
        else f"(?:{plain}|{q}{q})"
        if doubled
        else f"(?:{plain}|{literal(mark)}{escapes})"
    )
    quantity = "*" if level == 0 else f"{{{low},{high}}}"
    pattern = f"{q}{unit}{quantity}{q}"

    def accepts(text: str) -> bool:
        if len(text) < 2 or text[0] != quote or text[-1] != quote:
            return False
        inside, size = text[1:-1], 0
        while inside:
            step = units(inside)
            if not step:
                return False
            inside, size = inside[step:], size + 1
        return low <= size <= high

    def units(text: str) -> int:
        """How long the first element is; 0 if there is none."""
        if text[0] not in banned:
            return 1
        if not mark or text[0] != mark:
            return 0
        allowed = quote if doubled else quote + mark
        return 2 if len(text) > 1 and text[1] in allowed else 0

    def made(size: int, *, escaped: int = 0, of: str = LETTERS + "05 .,-") -> str:
        parts = [some(rng, of.replace(quote, ""), 1) for _ in range(max(size - escaped, 0))] + [
            mark + quote
        ] * escaped
        rng.shuffle(parts)
        return quote + "".join(parts) + quote

    def typical() -> str:
        size = rng.randint(low, min(high, 12))
        return made(size, escaped=rng.randint(0, min(size, 3)) if mark else 0)

    if doubled:
        escape = f"Inside, a quote is written twice ({quote}{quote}) and counts as one character."
    elif mark:
        escape = (
            f"Inside, {quote} and {mark} themselves are written as {mark}{quote} and {mark}{mark},"
            f" each of which counts as one character; {mark} stands before nothing else."
        )
    else:
        escape = f"Inside, {quote} cannot occur at all."
    lines = (
        "A line break (\\n) inside is not allowed."
        if one_line
        else "Line breaks inside are allowed."
    )
    size = (
        "There may be any number of characters inside, also none."
        if level == 0
        else f"There are {counted(low, high, 'character')} inside."
    )
    return Draft(
        subject=f"a quoted text such as {made(low + 2 if level == 0 else low)}",
        rules=(
            f"It starts and ends with {quote}.",
            escape,
            f"Any other character is allowed inside. {lines} {size}",
        ),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(min(high, 12)),
            made(low + 1),
            made(low, of="é"),
            made(low, of=" "),
            made(low, of="\t"),
            *(
                (
                    made(low, escaped=1),
                    made(min(high, 12), escaped=min(low + 1, high, 12)),
                    made(high, escaped=low),
                )
                if mark
                else ()
            ),
            *(() if one_line else (made(low, of="\n"), made(low, of="a\n"))),
        ),
        typical=several(typical),
        near=(
            made(low - 1),
            made(high + 1) if level else made(3) + quote,
            made(max(low, 1))[:-1],
            made(low)[1:],
            made(max(low, 1), of="\n"),
            quote,
            quote + "a" * (max(low, 1) - 1) + quote + "b" * 2 + quote,
            made(low) + made(low),
            made(low) + " ",
            quote + mark + quote,
            quote * 3,
            quote + "a" * low + mark + "n" + quote,
            made(low).replace(quote, "#"),
            quote + "a" * max(low - 1, 0) + mark + quote,
            made(low, escaped=low)[:-1],
            f"{quote}ab{quote}cd{quote}ef{quote}",
        ),
        wrong=(
            (f"(?s:{q}.{quantity}{q})", "lets a bare quote stand inside"),
            (f"{q}{plain}{quantity}{q}", "forgets the escapes"),
            (f"{q}{unit}+{q}", "ignores the limits on the length"),
            (f"{q}[A-Za-z0-9 ]{quantity}{q}", "only accepts letters, digits and spaces inside"),
        ),
        parts=(
            (
                f"{unit} is one element inside the quotes:"
                f" {'a plain character or an escape' if mark else 'anything but the quote'}."
            ),
            (
                "Since a plain character excludes the special ones, there is only one way to read a"
                " text."
            ),
        ),
        alphabet=quote + "\\^~\n a0",
        policy="",
    )
