"""Hex pairs or quads with a separator; on hard, the same one throughout."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.network.hex_digits import CASES
from verisynth.generators.regex_patterns.pieces import (
    count,
    in_class,
    literal,
    only,
    several,
    some,
    spoken,
)


def mac_address(rng: random.Random, level: int) -> Draft:
    """Hex pairs or quads with a separator; on hard, the same one throughout."""
    inside, chars, case = rng.choice(CASES)
    size = rng.choice((2, 4)) if level else 2
    groups = rng.choice((4, 5, 6, 8) if size == 2 else (3, 4, 5))
    marks = rng.sample((":", "-", ".", " ", "/", "_"), 2 if level == 2 else 1)
    hexes = f"[{inside}]{count(size, size)}"
    first = f"([{in_class(''.join(marks))}])" if level == 2 else literal(marks[0])
    rest = rf"(?:\1{hexes}){count(groups - 2, groups - 2)}"
    if level < 2:
        pattern = f"(?:{hexes}{first}){count(groups - 1, groups - 1)}{hexes}"
    else:
        pattern = f"{hexes}{first}{hexes}{rest}"

    def accepts(text: str) -> bool:
        return any(is_groups(text.split(mark)) for mark in marks)

    def is_groups(parts: list[str]) -> bool:
        return len(parts) == groups and all(only(part, chars, size, size) for part in parts)

    def made(many: int, used: str, of: str = chars, each: int = size) -> str:
        return used.join(some(rng, of, each) for _ in range(many))

    same = ", the same one throughout" if level == 2 else ""
    return Draft(
        subject=f"a hardware address such as {made(groups, marks[0])}",
        rules=(
            f"Exactly {groups} groups of {size} {case}.",
            f"The groups are separated by {spoken([repr(m) for m in marks])}{same}.",
        ),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(
            marks[i % len(marks)].join([c * size] * groups)
            for i, c in enumerate(chars[::3] + chars[-1])
        ),
        typical=several(lambda: made(groups, rng.choice(marks))),
        near=(
            made(groups - 1, marks[0]),
            made(groups + 1, marks[0]),
            made(groups, marks[0], "gG"),
            made(groups, ""),
            made(groups, "_"),
            made(groups, marks[0], "AB"),
            made(groups, marks[0], "ab"),
            made(groups, marks[0], each=size + 1),
            made(groups, marks[0], each=size - 1),
            made(groups // 2, marks[0])
            + marks[-1]
            + made(groups - groups // 2, marks[0])
            + marks[0],
            made(2, marks[0]) + marks[-1] + made(groups - 2, marks[-1]),
            made(groups, marks[0]) + marks[0],
        ),
        wrong=(
            (pattern.replace(r"\1", f"[{in_class(''.join(marks))}]"), "lets the separators differ"),
            (
                pattern.replace(f"[{inside}]", "[0-9a-zA-Z]"),
                "accepts letters that are not hex digits",
            ),
            (pattern.replace(f"[{inside}]", "[0-9]"), "accepts decimal digits only"),
        ),
        parts=(
            (
                f"[{inside}] is one allowed hex digit, and the counts fix {size} of them in"
                f" {groups} groups."
            ),
            (
                r"The first separator is captured and repeated by \1."
                if level == 2
                else "The separator is literal."
            ),
        ),
        alphabet=":-. gG09aF",
    )
