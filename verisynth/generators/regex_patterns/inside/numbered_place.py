"""A number of a range inside a text, tied to a label."""

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
    number_range,
    only,
    several,
)


def numbered_place(rng: random.Random, level: int) -> Draft:
    """A number of a range inside a text, tied to a label."""
    label = rng.choice(
        (
            "room",
            "gate",
            "seat",
            "page",
            "line",
            "bus",
            "lot",
            "table",
            "floor",
            "exit",
            "track",
            "item",
        )
    )
    ignore = level >= 1 and rng.random() < 0.5
    low = rng.randint(1, 30)
    high = low + rng.randint(20, 400)
    gap, shown = rng.choice(
        (
            ("[ ]", "exactly one space"),
            ("[ ]?", "at most one space"),
            ("#", '"#"'),
            (": ", "a colon and one space"),
            ("-", "a hyphen"),
        )
    )
    choices = {"[ ]": (" ",), "[ ]?": ("", " "), "#": ("#",), ": ": (": ",), "-": ("-",)}[gap]
    letter = level == 2
    number = number_range(low, high)
    tail = "[a-d]?" if letter else ""
    core = f"{label}{gap}{number}{tail}"
    pattern = rf"\b{core}\b"

    def accepts(text: str) -> bool:
        shown_text = text.lower() if ignore else text
        return found_in(
            shown_text, places(shown_text, label), range(len(label) + 1, len(label) + 8), good
        )

    def good(before: str, part: str, after: str) -> bool:
        if not part.startswith(label) or before in IN_WORD or after in IN_WORD:
            return False
        return any(
            is_number(part[len(label + g) :]) for g in choices if part[len(label) :].startswith(g)
        )

    def is_number(text: str) -> bool:
        text = text[:-1] if letter and text[-1:] in ("a", "b", "c", "d") else text
        return only(text, DIGITS, 1, 4) and str(int(text)) == text and low <= int(text) <= high

    def made(
        value: int,
        *,
        used: str | None = None,
        before: str = "",
        after: str = "",
        word: str = label,
        end: str | None = None,
    ) -> str:
        last = rng.choice(("", "a", "d")) if letter and end is None else end or ""
        text = word + (rng.choice(choices) if used is None else used) + str(value) + last
        return framed(
            rng, before + (text.upper() if ignore and rng.random() < 0.3 else text) + after
        )

    rules = [
        (
            f'It is the word "{label}", then {shown}, then a whole number from {low} to {high}'
            " without leading zeros."
        ),
        "No letter, digit or underscore stands directly before the word or directly after the end.",
        f"{'Upper and lower case do not matter' if ignore else 'The word is in lower case'}.",
    ]
    rules += ["Directly after the number one letter from a to d may stand."] if letter else []
    return Draft(
        subject=f"a place such as {label}{choices[0]}{high}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(high),
            made(low + 1),
            made(high - 1),
            made(low, before="("),
            made(high, after=")"),
            *((made(low, end="a"), made(high, end="d")) if letter else ()),
            *(made(high, used=g) for g in choices),
        ),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            made(low - 1),
            made(high + 1),
            made(high * 10),
            made(low, used="  "),
            made(low, used="_"),
            made(low, used=choices[0] + "0"),
            made(low, before="x"),
            made(low, after="x"),
            made(high, after="9"),
            made(low, end="e"),
            made(low, end="ab"),
            made(low, word=label + "s"),
            made(low, word=label[:-1]),
            made(low, word=label.upper()),
            made(low, after="_"),
            filler(rng),
            label,
            made(0),
            made(low, used=""),
            made(low, used="."),
        ),
        wrong=(
            (core, "forgets the word boundaries"),
            (rf"\b{label}{gap}[0-9]+{tail}\b", "ignores the range"),
            (rf"\b{core}", "forgets the boundary at the end"),
            (rf"\b{label}\s*{number}{tail}\b", "accepts any white space in between"),
        ),
        parts=(
            f"{number} is the range {low} to {high}, one alternative for every block of numbers.",
            r"The two \b keep the word and the number from being part of something longer.",
        ),
        natural="search",
        flags="ai" if ignore else "a",
        alphabet="x_ -9Ae",
    )
