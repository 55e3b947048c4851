"""Names with inner hyphens only, bounded in length."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LOWER,
    in_class,
    literal,
    only,
    several,
    some,
)


def host_label(rng: random.Random, level: int) -> Draft:
    """Names with inner hyphens only, bounded in length."""
    low, high = rng.randint(1, 4), rng.randint(8, 20)
    mark = rng.choice("-_.")
    single = level >= 1 and rng.random() < 0.6
    letter_first = level == 2
    chars = LOWER + DIGITS
    first = "[a-z]" if letter_first else "[a-z0-9]"
    tail = f"(?:{literal(mark)}[a-z0-9]+)*" if single else f"(?:[a-z0-9{in_class(mark)}]*[a-z0-9])?"
    body = f"{first}[a-z0-9]*{tail}" if single else f"{first}{tail}"
    look = rf"(?=.{{{low},{high}}}\Z)"
    pattern = look + body

    def accepts(text: str) -> bool:
        if not only(text, chars + mark, low, high) or text[0] not in (
            LOWER if letter_first else chars
        ):
            return False
        return text[-1] != mark and not (single and mark * 2 in text)

    def made(size: int) -> str:
        text = some(rng, chars + mark, size)
        text = text.replace(mark * 2, mark + "k")
        return some(rng, LOWER, 1) + text[1:-1] + (some(rng, chars, 1) if size > 1 else "")

    doubled = (
        f' Two "{mark}" never stand side by side.'
        if single
        else f' Several "{mark}" in a row are fine.'
    )
    return Draft(
        subject=f"a host name label such as {made(low + 4)}",
        rules=(
            f'Only lower-case letters, digits and "{mark}"; {low} to {high} characters in total.',
            (
                f"It {'starts with a letter' if letter_first else 'starts with a letter or digit'}"
                f" and ends with a letter or digit.{doubled}"
            ),
        ),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(low + 1),
            made(high),
            made(high - 1),
            made(high),
            "a" * low,
            "b" * high,
            "a" + mark + "b" * max(1, low),
            "a" + (mark if single else mark * 2) + "b" * low,
        ),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            "a" * (low - 1),
            "a" * (high + 1),
            mark + made(low + 2),
            made(low + 2) + mark,
            "a" + mark * 2 + "b" * low,
            "9" + made(low + 1),
            made(low + 3).upper(),
            "ab" + "_.-"["-_.".index(mark)] + "cd" + "e" * low,
            mark * (low + 1),
        ),
        wrong=(
            (body, "forgets the limit on the length"),
            (look + f"[a-z0-9{in_class(mark)}]+", f'allows "{mark}" at the ends'),
            (look + body.replace("[a-z0-9]", r"\w"), "uses \\w, which is far wider"),
        ),
        parts=(
            f"The lookahead {look} limits the length without consuming anything.",
            "The rest fixes what may stand at the start, inside and at the end.",
        ),
        alphabet="-_.09aZ",
    )
