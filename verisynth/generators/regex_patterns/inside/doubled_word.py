"""A word typed twice in a row."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.inside.framing import (
    IN_WORD,
    filler,
    framed,
)
from verisynth.generators.regex_patterns.pieces import (
    LETTERS,
    LOWER,
    UPPER,
    several,
    some,
)


def doubled_word(rng: random.Random, level: int) -> Draft:
    """A word typed twice in a row."""
    low, high = rng.randint(1, 3), rng.randint(4, 9)
    sort = rng.choice(
        (
            ("[a-z]", LOWER, "lower-case letters"),
            ("[A-Z]", UPPER, "capital letters"),
            ("[A-Za-z]", LETTERS, "letters"),
        )
    )
    gaps, shown = rng.choice(
        (
            (" ", "one space"),
            ("[ -]", "one space or hyphen"),
            (", ", "a comma and one space"),
            ("\\n", "one line break (\\n)"),
            ("[ \\n]", "one space or line break (\\n)"),
        )
    )
    choices = {
        " ": (" ",),
        "[ -]": (" ", "-"),
        ", ": (", ",),
        "\\n": ("\n",),
        "[ \\n]": (" ", "\n"),
    }[gaps]
    times = 2 + (level == 2)
    again = rf"(?:{gaps}\1){{{times - 1}}}" if times > 2 else rf"{gaps}\1"
    word = f"{sort[0]}{{{low},{high}}}"
    pattern = rf"(?<![A-Za-z0-9_])({word}){again}(?![A-Za-z0-9_])"

    def accepts(text: str) -> bool:
        return any(
            repeated(text[at:])
            for at in range(len(text))
            if text[at - 1 : at] not in IN_WORD or at == 0
        )

    def repeated(text: str) -> bool:
        size = next((n for n, char in enumerate(text) if char not in sort[1]), len(text))
        return any(repeats(text, text[:n]) for n in range(low, min(size, high) + 1))

    def repeats(text: str, first: str) -> bool:
        text = text[len(first) :]
        for _ in range(times - 1):
            gap = next((g for g in choices if text.startswith(g + first)), None)
            if gap is None:
                return False
            text = text[len(gap + first) :]
        return text[:1] not in IN_WORD

    def made(
        size: int | None = None,
        *,
        copies: int = times,
        used: str = "",
        before: str = "",
        after: str = "",
        other: str = "",
    ) -> str:
        first = some(rng, sort[1], rng.randint(low, high) if size is None else size)
        words = [first] * (copies - bool(other)) + ([other] if other else [])
        text = words[0] + "".join((used or rng.choice(choices)) + w for w in words[1:])
        return framed(rng, before + text + after)

    number = "twice" if times == 2 else "three times"
    return Draft(
        subject=f"a word typed {number} in a row",
        rules=(
            (
                f"The word has {low} to {high} characters, only {sort[2]}, and is spelled the same"
                " each time."
            ),
            f"Between the repetitions stands exactly {shown}.",
            (
                "No letter, digit or underscore stands directly before the first or directly after"
                " the last of them."
            ),
        ),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(high),
            *(made(low, used=g) for g in choices),
            made(low, before="("),
            made(low, after="."),
            made(low, copies=times + 1),
            made(high, before="- "),
        ),
        typical=several(
            lambda: made(before=rng.choice(("", "(", "- ")), after=rng.choice(("", ")", "!")))
        ),
        near=(
            made(low, before="x"),
            made(low, after="x"),
            made(high, after="_"),
            made(high, before="9"),
            made(low - 1),
            made(high + 1),
            made(low, copies=times - 1),
            made(low, used="  "),
            made(low, used="/"),
            made(low, other=some(rng, sort[1], low)),
            made(high, other=some(rng, sort[1], high)),
            made(high).swapcase(),
            made(low, used="\t"),
            made(low, used=""),
            made(low, after="s"),
            filler(rng),
            made(low, used=" \n"),
        ),
        wrong=(
            (rf"({word}){again}", "finds repetitions inside longer words"),
            (pattern.replace(r"\1", word), "does not compare the words"),
            (pattern.replace("(?![A-Za-z0-9_])", ""), "lets the last word go on"),
            (pattern.replace(gaps, r"\W+"), "accepts anything between the words"),
        ),
        parts=(
            (
                r"The word is captured, and \1 demands the same text"
                rf" again{' twice' if times > 2 else ''}."
            ),
            "The lookarounds keep it from being part of longer words.",
        ),
        natural="search",
        alphabet="x_ -9A\n",
    )
