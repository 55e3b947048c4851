"""Identifiers of hex groups with given lengths, some with a fixed digit."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.network.hex_digits import CASES
from verisynth.generators.regex_patterns.pieces import (
    count,
    literal,
    only,
    several,
    some,
    spoken,
)


def grouped_hex(rng: random.Random, level: int) -> Draft:
    """Identifiers of hex groups with given lengths, some with a fixed digit."""
    inside, chars, case = rng.choice(CASES)
    sizes = [rng.choice((2, 3, 4, 6, 8, 12)) for _ in range(rng.randint(2, 3 + level))]
    mark = rng.choice("-:._")
    fixed_at = rng.randrange(len(sizes)) if level else -1
    options = "".join(sorted(rng.sample("12345789", rng.randint(1, 4)))) if level else ""

    def part(at: int) -> str:
        one = f"[{inside}]"
        if at != fixed_at:
            return f"{one}{{{sizes[at]}}}"
        lead = options if len(options) == 1 else f"[{options}]"
        return f"{lead}{one}{count(sizes[at] - 1, sizes[at] - 1)}"

    pattern = literal(mark).join(part(at) for at in range(len(sizes)))

    def accepts(text: str) -> bool:
        parts = text.split(mark)
        good = [len(p) for p in parts] == sizes and all(only(p, chars) for p in parts)
        return good and (fixed_at < 0 or parts[fixed_at][0] in options)

    def made(*, of: str = chars, change: int = 0, lead: str = options, used: str = mark) -> str:
        parts = [some(rng, of, size) for size in sizes]
        parts[-1] += some(rng, of, 1) if change > 0 else ""
        parts[-1] = parts[-1][: len(parts[-1]) + min(change, 0)]
        if level:
            parts[fixed_at] = rng.choice(lead) + parts[fixed_at][1:]
        return used.join(parts)

    rules = [
        f"Groups of {spoken([str(s) for s in sizes], 'and')} {case}, in this order, separated by"
        f' "{mark}".'
    ]
    if level:
        rules.append(f"Group number {fixed_at + 1} starts with {spoken(list(options))}.")
    return Draft(
        subject=f"an identifier such as {made()}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(of="0"),
            made(of="9"),
            made(of=chars[10:]),
            made(of=chars[-1]),
            made(of=chars[10]),
            *tuple(made(lead=option) for option in options),
        ),
        typical=several(made),
        near=(
            made(change=1),
            made(change=-1),
            made(of="g"),
            made(of="ABC"),
            made(of="abc"),
            made(used=""),
            made(used="/"),
            made(used=mark * 2),
            made(lead="6"),
            made(lead="0"),
            made() + mark,
            mark + made(),
            made().partition(mark)[2],
            made() + mark + made(),
        ),
        wrong=(
            (
                pattern.replace(f"[{inside}]", "[0-9a-zA-Z]"),
                "accepts letters that are not hex digits",
            ),
            (
                literal(mark).join(f"[{inside}]{{{size}}}" for size in sizes) if level else ".+",
                "accepts any lead digit",
            ),
            (pattern.replace(f"[{inside}]", "[0-9]"), "accepts decimal digits only"),
        ),
        parts=(
            f"Every group is [{inside}] with its exact count.",
            (
                f"Group {fixed_at + 1} spells out its first digit."
                if level
                else "The separator is literal."
            ),
        ),
        alphabet="-:._gG09aF",
    )
