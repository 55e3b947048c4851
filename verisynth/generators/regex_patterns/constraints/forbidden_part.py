"""Words that must not contain, start with or end with something."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.constraints.sorts import SORTS
from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    either,
    only,
    several,
    some,
    spoken,
)


def forbidden_part(rng: random.Random, level: int) -> Draft:
    """Words that must not contain, start with or end with something."""
    name = rng.choice(("lower", "mixed", "letters", "hex"))
    inside, chars, noun = SORTS[name]
    stock = (
        "add",
        "bad",
        "cafe",
        "fed",
        "ace",
        "dead",
        "beef",
        "fab",
        "deed",
        "face",
        "bee",
        "dab",
        "abba",
        "babe",
    )
    words = rng.sample(stock, level + 1)
    where = rng.choice(("contain", "start with", "end with"))
    low, high = rng.randint(3, 6), rng.randint(8, 16)
    look = {
        "contain": f"(?!.*{either(words)})",
        "start with": f"(?!{either(words)})",
        "end with": "".join(f"(?<!{word})" for word in words),
    }[where]
    body = f"{inside}{{{low},{high}}}"
    pattern = body + look if where == "end with" else look + body

    def accepts(text: str) -> bool:
        bad = {"contain": str.__contains__, "start with": str.startswith, "end with": str.endswith}[
            where
        ]
        return only(text, chars, low, high) and not any(bad(text, word) for word in words)

    def made(size: int, *, put: str = "", at: int = -1) -> str:
        text = some(rng, chars, size)
        at = rng.randint(0, max(size - len(put), 0)) if at < 0 else at
        return (text[:at] + put + text[at + len(put) :])[: max(size, len(put))]

    def placed(put: str, size: int) -> tuple[str, str, str]:
        return (
            made(size, put=put, at=0),
            made(size, put=put, at=size - len(put)),
            made(size, put=put, at=1),
        )

    return Draft(
        subject=f"a word such as {made(low)}",
        rules=(
            f"It has {low} to {high} characters, only {noun}.",
            f"It must not {where} {spoken(words)} (in exactly this spelling).",
        ),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(high),
            made(low + 1),
            made(high - 1),
            *tuple(t for w in words for t in placed(w[:-1], high)),
            *tuple(t for w in words for t in placed(w, high - 1)),
        ),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            *tuple(t for w in words for size in (max(low, len(w)), high) for t in placed(w, size)),
            made(low - 1),
            made(high + 1),
            made(low, put="-"),
            made(low, put="é"),
            made(low, put="!"),
            made(low).upper() + "Z",
        ),
        wrong=(
            (body, "forgets what is forbidden"),
            (
                (
                    f"(?!.*{either(words)}){body}"
                    if where != "contain"
                    else f"(?!{either(words)}){body}"
                ),
                "looks for the forbidden part in the wrong place",
            ),
            (
                (
                    f"(?!{either(words)}\\Z){body}"
                    if where != "contain"
                    else body + "".join(f"(?<!{w})" for w in words)
                ),
                "only refuses the forbidden part in one place",
            ),
            *(
                ((f"(?!.*{words[0]}){body}", "forgets one of the forbidden parts"),)
                if len(words) > 1 and where == "contain"
                else ()
            ),
        ),
        parts=(
            f"{look} rules out the forbidden part without consuming anything.",
            f"{body} fixes the alphabet and the length.",
        ),
        alphabet=chars[:4] + "-!Zé",
    )
