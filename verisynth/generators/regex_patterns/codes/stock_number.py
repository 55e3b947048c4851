"""A prefix from a list, a digit count, and an optional or required suffix."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    UPPER,
    bounds,
    count,
    counted,
    distinct,
    distinct_sizes,
    either,
    literal,
    only,
    several,
    some,
    spoken,
)


def stock_number(rng: random.Random, level: int) -> Draft:
    """A prefix from a list, a digit count, and an optional or required suffix."""
    prefixes = distinct(some(rng, UPPER, rng.randint(2, 4)) for _ in range(2 + level))
    low, high = bounds(rng, level, 2, 8)
    mark = rng.choice("-_/.:")
    suffixes = "".join(sorted(rng.sample(UPPER, rng.randint(2, 5)))) if level else ""
    optional = level == 2
    tail = f"{literal(mark)}[{suffixes}]" if suffixes else ""
    tail = f"(?:{tail})?" if optional else tail
    head = either(prefixes)
    pattern = f"{head}{literal(mark)}[0-9]{count(low, high)}{tail}"

    def accepts(text: str) -> bool:
        parts = text.split(mark)
        if (
            not 2 <= len(parts) <= 3
            or parts[0] not in prefixes
            or not only(parts[1], DIGITS, low, high)
        ):
            return False
        if len(parts) == 2:
            return not suffixes or optional
        return len(parts[2]) == 1 and parts[2] in suffixes if suffixes else False

    def made(size: int, *, prefix: str = "", suffix: str | None = None, used: str = mark) -> str:
        end = (
            rng.choice(suffixes)
            if suffix is None and suffixes and not (optional and rng.random() < 0.4)
            else suffix or ""
        )
        return (
            (prefix or rng.choice(prefixes))
            + used
            + some(rng, DIGITS, size)
            + (used + end if end else "")
        )

    rules = [
        f'It starts with {spoken(prefixes)}, then "{mark}", then {counted(low, high, "digit")}.',
    ]
    if suffixes:
        rules.append(
            f'Then {"may come" if optional else "comes"} "{mark}" and one of the letters'
            f" {spoken(list(suffixes))}."
        )
    return Draft(
        subject=f"a stock number such as {made(low)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(made(size, prefix=p) for p in prefixes for size in distinct_sizes(low, high))
        + tuple(made(low, suffix=char) for char in suffixes),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            made(low - 1),
            made(high + 1),
            made(low, prefix="X" + prefixes[0]),
            made(low, prefix=prefixes[0][:-1] or "Q"),
            made(low).lower(),
            made(low, used=""),
            made(low, used=" "),
            made(low, suffix="-"),
            made(high, suffix="Ä"),
            made(low, suffix="AB"),
            made(low) + mark,
            made(low).partition(mark)[2],
            made(low, prefix="".join(prefixes)),
            *(made(low, suffix=char) for char in UPPER[:6]),
            f"{prefixes[0]}{mark}{some(rng, DIGITS, low)}",
        ),
        wrong=(
            (
                f"{'|'.join(prefixes)}{literal(mark)}[0-9]{count(low, high)}{tail}",
                "forgets to group the prefixes",
            ),
            (pattern.replace(head, "[A-Z]{2,4}", 1), "accepts any prefix"),
            (pattern.replace(literal(mark), "[-_/.: ]"), "accepts other separators"),
        ),
        parts=(
            (
                "The prefixes are alternatives in a group, followed by the separator and the"
                " counted digits."
            ),
            "The suffix is an optional group." if optional else "Nothing else is optional.",
        ),
        alphabet="-_/.: 09aAZ",
    )
