"""Alternating groups of letters and digits, some letters never used."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    UPPER,
    bounds,
    count,
    counted,
    literal,
    only,
    several,
    some,
    spoken,
)


def _letters_class(banned: str) -> str:
    """Capital letters without ``banned``, as ranges."""
    ranges, start = [], "A"
    for letter in [*banned, chr(ord("Z") + 1)]:
        last = chr(ord(letter) - 1)
        if start <= last:
            ranges.append(start if start == last else f"{start}-{last}")
        start = chr(ord(letter) + 1)
    return f"[{''.join(ranges)}]"


def licence_plate(rng: random.Random, level: int) -> Draft:
    """Alternating groups of letters and digits, some letters never used."""
    banned = "".join(sorted(rng.sample("IOQUVZ", level + 1))) if level else ""
    letters = "".join(char for char in UPPER if char not in banned)
    kinds = rng.choice(("LD", "LDL", "DLD", "DL", "LLD", "DDL"))
    counts = [bounds(rng, level, 1, 4) for _ in kinds]
    mark = rng.choice(("-", " ", ".", "/"))
    chars = {"L": letters, "D": DIGITS}
    inside = {"L": _letters_class(banned), "D": "[0-9]"}
    pattern = literal(mark).join(inside[k] + count(*c) for k, c in zip(kinds, counts, strict=True))

    def accepts(text: str) -> bool:
        parts = text.split(mark)
        return len(parts) == len(kinds) and all(
            only(part, chars[kind], *limits)
            for part, kind, limits in zip(parts, kinds, counts, strict=True)
        )

    def made(*, which: int = -1, by: int = 0, used: str = mark, of: str = "") -> str:
        parts = []
        for at, (kind, (low, high)) in enumerate(zip(kinds, counts, strict=True)):
            size = rng.randint(low, high) if which != at else (high + by if by > 0 else low + by)
            parts.append(some(rng, of or chars[kind], max(size, 0)))
        return used.join(parts)

    nouns = {"L": "capital letter", "D": "digit"}
    described = [
        counted(low, high, nouns[kind]) for kind, (low, high) in zip(kinds, counts, strict=True)
    ]
    rules = [f'In this order: {spoken(described, "and")}; exactly one "{mark}" between two groups.']
    rules += [f"The letters {spoken(list(banned), 'and')} are never used."] if banned else []
    places = range(len(kinds))
    return Draft(
        subject=f"a licence plate such as {made()}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(made(which=at, by=0) for at in places)
        + tuple(
            mark.join(some(rng, chars[k], c[1]) for k, c in zip(kinds, counts, strict=True))
            for _ in range(3)
        )
        + tuple(
            mark.join(some(rng, chars[k], c[0]) for k, c in zip(kinds, counts, strict=True))
            for _ in range(3)
        )
        + tuple(
            mark.join(
                (letters[e] if k == "L" else DIGITS[e]) * c[0]
                for k, c in zip(kinds, counts, strict=True)
            )
            for e in (0, -1)
        ),
        typical=several(made),
        near=(
            *tuple(made(which=at, by=by) for at in places for by in (1, -1)),
            made(used=""),
            made(used="_"),
            made(used=mark * 2),
            made().lower(),
            made(of=DIGITS),
            made(of=letters),
            *(made().replace(c, b) for b in banned for c in letters[3:5]),
            mark.join(["I" if k == "L" else "1" for k in kinds]),
            *tuple(
                mark.join(
                    b * c[0] if k == "L" else "1" * c[0] for k, c in zip(kinds, counts, strict=True)
                )
                for b in banned
            ),
        ),
        wrong=(
            (
                pattern.replace(_letters_class(banned), "[A-Z]"),
                "accepts the letters that are never used",
            ),
            (pattern.replace(literal(mark), literal(mark) + "?"), "makes the separator optional"),
            (pattern.replace(literal(mark), "."), "accepts any separator"),
        ),
        parts=(
            (
                f"{_letters_class(banned)} is one allowed letter and [0-9] one digit, each with its"
                " count."
            ),
            "The separator is matched literally.",
        ),
        alphabet="-./ 019aAIOQ",
    )
