"""Dotted version numbers, with pre-release tags on higher levels."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    count,
    either,
    is_whole,
    literal,
    several,
    spoken,
)


def version(rng: random.Random, level: int) -> Draft:
    """Dotted version numbers, with pre-release tags on higher levels."""
    numbers = rng.randint(2, 4)
    prefix = rng.choice(("", "v", "V", "r", "release-", "ver "))
    optional = bool(prefix) and level >= 1 and rng.random() < 0.5
    tags = rng.sample(("alpha", "beta", "rc", "dev", "pre", "post"), level + 1) if level else []
    joint = rng.choice(("-", "+", "_"))
    number = "(?:0|[1-9][0-9]*)"
    head = f"(?:{prefix})?" if optional else prefix
    tail = (
        f"(?:{literal(joint)}{either(tags)}{'' if level == 1 else f'(?:[.]{number})?'})?"
        if tags
        else ""
    )
    pattern = rf"{head}{number}(?:\.{number}){count(numbers - 1, numbers - 1)}{tail}"

    def accepts(text: str) -> bool:
        if text.startswith(prefix):
            text = text[len(prefix) :]
        elif not optional:
            return False
        core, found, tag = text.partition(joint)
        if found and not (tags and is_tag(tag)):
            return False
        parts = core.split(".")
        return len(parts) == numbers and all(is_whole(part, 0, 10**29) for part in parts)

    def is_tag(text: str) -> bool:
        word, found, number_text = text.partition(".")
        return word in tags and (not found or (level == 2 and is_whole(number_text, 0, 10**29)))

    def made(
        many: int = numbers, *, of: str = "", start: str | None = None, end: str | None = None
    ) -> str:
        core = ".".join(
            of or str(rng.choice((0, rng.randint(1, 9), rng.randint(10, 120)))) for _ in range(many)
        )
        tag = (
            joint
            + rng.choice(tags)
            + (f".{rng.randint(0, 20)}" if level == 2 and rng.random() < 0.6 else "")
            if tags
            else ""
        )
        begin = "" if optional and rng.random() < 0.5 else prefix
        return (
            (begin if start is None else start)
            + core
            + (end if end is not None else tag if rng.random() < 0.5 else "")
        )

    rules = [f"Exactly {numbers} numbers separated by dots; a number is 0 or has no leading zero."]
    rules += (
        [
            f'It {"may start" if optional else "starts"} with "{prefix}" in front of the first'
            " number."
        ]
        if prefix
        else []
    )
    if tags:
        more = (
            ', which may in turn be followed by "." and one more such number' if level == 2 else ""
        )
        rules.append(f'At the end there may be "{joint}" and one of {spoken(tags)}{more}.')
    return Draft(
        subject=f"a version such as {made(of='3', start=prefix, end='')}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(of="0"),
            made(of="9"),
            made(of="10"),
            made(of="100"),
            made(end=""),
            *(made(end=joint + tag) for tag in tags),
            *((made(start=""), made(start=prefix)) if optional else ()),
            *(
                (made(end=f"{joint}{tags[0]}.0"), made(end=f"{joint}{tags[0]}.12"))
                if level == 2
                else ()
            ),
        ),
        typical=several(made),
        near=(
            made(numbers - 1),
            made(numbers + 1),
            made(of="01"),
            made(of="00"),
            made(of=""),
            made(of="a"),
            made(of="1", end="."),
            made(of="1,2"),
            made(start="x"),
            made(start=prefix * 2 or "v"),
            made(start=""),
            made(end=joint),
            made(end=joint + "x"),
            *(made(end=tag) for tag in tags),
            *(made(end=f"{joint}{tag}.01") for tag in tags),
            *(made(end=f"{joint}{tag.upper()}") for tag in tags),
        ),
        wrong=(
            (pattern.replace(number, "[0-9]+"), "accepts leading zeros"),
            (pattern.replace(number, "[1-9][0-9]*"), "refuses the number 0"),
            (pattern.replace(rf"\.{number}", f".{number}"), "leaves the dot unescaped"),
        ),
        parts=(
            (
                f"{number} is a number without a leading zero; the group with the escaped dot"
                " repeats it."
            ),
            (
                "The tag at the end is one optional group."
                if tags
                else "The count fixes how many numbers there are."
            ),
        ),
        alphabet=".-+_ 019av",
    )
