"""One of several words, standing alone."""

from __future__ import annotations

import random
from collections.abc import Callable

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
    count,
    counted,
    distinct,
    either,
    only,
    several,
    some,
    spoken,
)


def whole_word(rng: random.Random, level: int) -> Draft:
    """One of several words, standing alone."""
    stock = (
        "cat",
        "car",
        "art",
        "ant",
        "ear",
        "log",
        "row",
        "key",
        "run",
        "set",
        "map",
        "tag",
        "bit",
        "net",
        "cup",
        "map",
        "pin",
        "ice",
        "oil",
    )
    words = sorted(rng.sample(distinct(stock), level + 1))
    plural = rng.random() < 0.5
    ignore = level >= 1 and rng.random() < 0.5
    digits = rng.randint(1, 3) if level == 2 else 0
    ends = "s?" if plural else ""
    number = f" [0-9]{count(1, digits)}" if digits else ""
    core = f"{either(words)}{ends}{number}"
    pattern = rf"\b{core}\b"
    forms = [word + end for word in words for end in (("", "s") if plural else ("",))]

    def accepts(text: str) -> bool:
        shown = text.lower() if ignore else text
        return any(
            found_in(
                shown,
                places(shown, f),
                range(len(f), len(f) + digits + 2 if digits else len(f) + 1),
                good(f),
            )
            for f in forms
        )

    def good(form: str) -> Callable[[str, str, str], bool]:
        def check(before: str, part: str, after: str) -> bool:
            rest = part[len(form) :]
            shaped = only(rest[1:], DIGITS, 1, digits) and rest[0] == " " if digits else rest == ""
            alone = before not in IN_WORD and after not in IN_WORD
            return part.startswith(form) and shaped and alone

        return check

    def made(form: str, *, before: str = "", after: str = "", many: int = 0) -> str:
        tail = " " + some(rng, DIGITS, many or rng.randint(1, digits)) if digits else ""
        form = form.upper() if ignore and rng.random() < 0.4 else form
        return framed(rng, before + form + tail + after)

    rules = [
        f"The word is one of {spoken(words)}" + (", with or without a final s." if plural else "."),
        (
            "No letter, digit or underscore stands directly before or after it."
            if not digits
            else (
                "No letter, digit or underscore stands directly before the word or directly after"
                " the number."
            )
        ),
    ]
    rules += (
        [f"After the word come exactly one space and {counted(1, digits, 'digit')}."]
        if digits
        else []
    )
    rules += [
        "Upper and lower case do not matter." if ignore else "Only the lower-case spelling counts."
    ]
    return Draft(
        subject=(
            "a certain word standing alone, as in"
            f" {(made(words[0], before='(', after=')')).lower()!r}"
        ),
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(made(f) for f in forms)
        + tuple(
            made(forms[0], before=b, after=a)
            for b, a in (
                ("(", ")"),
                ("", "."),
                ("-", "-"),
                ("", "'s"),
                ("é"[:0] + "/", ","),
                ('"', '"'),
            )
        ),
        typical=several(
            lambda: made(
                rng.choice(forms),
                before=rng.choice(("", "-", "(", "big ")),
                after=rng.choice(("", ".", ")", "-free")),
            )
        ),
        near=(
            *(
                framed(rng, p + f + s)
                for f in forms[:3]
                for p, s in (("x", ""), ("", "x"), ("_", ""), ("", "_1"), ("9", ""), ("", "es"))
            ),
            *(made(f, before="x") for f in forms[:2]),
            *(made(f, after="x") for f in forms[:2]),
            *(made(f, after="7777") for f in forms[:1]),
            *(f.upper() for f in forms),
            filler(rng),
            "",
            *forms[:1],
            made(forms[0]).replace(" ", "  "),
            made(words[0] + "s"),
            made(words[0] + "ss"),
            made("zebra"),
        ),
        wrong=(
            (core, "forgets the word boundaries"),
            (rf"\s{core}\s", "demands white space on both sides"),
            (rf"\b{core}", "forgets the boundary at the end"),
            (rf"\b{'|'.join(words)}{ends}{number}\b", "forgets to group the alternatives"),
        ),
        parts=(
            (
                r"\b stands where a word character meets something else, so the word cannot be part"
                r" of a longer one."
            ),
            (
                "The words are alternatives in a group."
                if len(words) > 1
                else "The word itself is literal."
            ),
        ),
        natural="search",
        flags="ai" if ignore else "a",
        alphabet="x_9 -.S",
    )
