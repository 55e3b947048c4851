"""Hex colours of one or more lengths."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.network.hex_digits import CASES
from verisynth.generators.regex_patterns.pieces import (
    either,
    literal,
    only,
    several,
    some,
    spoken,
)


def hex_colour(rng: random.Random, level: int) -> Draft:
    """Hex colours of one or more lengths."""
    inside, chars, case = rng.choice(CASES)
    sizes = sorted(rng.sample((3, 4, 6, 8), (1, 2, 3)[level] if level else 1))
    mark = rng.choice(("#", "0x", "hex:", "$"))
    optional = level == 2 and rng.random() < 0.6
    one = f"[{inside}]"
    body = either([f"{one}{{{size}}}" for size in sizes])
    head = f"(?:{literal(mark)})?" if optional else literal(mark)
    pattern = head + body

    def accepts(text: str) -> bool:
        if not text.startswith(mark):
            return optional and len(text) in sizes and only(text, chars)
        return len(text) - len(mark) in sizes and only(text[len(mark) :], chars)

    def made(size: int, of: str = chars) -> str:
        return mark * (not optional or rng.random() < 0.5) + some(rng, of, size)

    return Draft(
        subject=f"a colour such as {mark}{some(rng, chars, sizes[0])}",
        rules=(
            f'The colour starts with "{mark}"' + (", which may be left out." if optional else "."),
            f"Then come exactly {spoken([str(size) for size in sizes])} {case}.",
        ),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(
            mark + char * size
            for size in sizes
            for char in (chars[0], chars[9], chars[10], chars[-1])
        ),
        typical=several(lambda: made(rng.choice(sizes))),
        near=(
            *(mark + some(rng, chars, size) for size in (1, 2, 3, 4, 5, 6, 7, 8, 9)),
            mark,
            mark + "g" * sizes[0],
            mark + "AbCdEfAb"[: sizes[-1]],
            mark + "abcdefab"[: sizes[0]],
            some(rng, chars, sizes[0]),
            mark + mark + some(rng, chars, sizes[-1]),
            mark + "ABCDEFAB"[: sizes[0]],
        ),
        wrong=(
            (f"{head}{one}{{{sizes[0]},{sizes[-1] + 1}}}", "accepts lengths in between"),
            (f"{head}[0-9a-zA-Z]{{{sizes[-1]}}}", "accepts any letter"),
            (
                "|".join(
                    f"{head if at == 0 else ''}{one}{{{size}}}" for at, size in enumerate(sizes)
                )
                + f"|{one}{{5}}",
                "forgets to group the alternatives",
            ),
        ),
        parts=(
            f"[{inside}] is one allowed hex digit.",
            (
                "Each allowed length is an alternative of its own, because a range would let other"
                " lengths in."
                if len(sizes) > 1
                else f"The count {{{sizes[0]}}} fixes the length."
            ),
        ),
        alphabet="#xgG09aF",
    )
