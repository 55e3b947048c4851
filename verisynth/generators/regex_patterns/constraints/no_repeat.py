"""Words without a character twice in a row, or without any repeated character."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.constraints.sorts import SORTS
from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    count,
    literal,
    only,
    several,
)


def no_repeat(rng: random.Random, level: int) -> Draft:
    """Words without a character twice in a row, or without any repeated character."""
    name = rng.choice(sorted(SORTS))
    inside, chars, noun = SORTS[name]
    anywhere = level == 2 or (level == 1 and rng.random() < 0.4)
    run = 1 if anywhere else rng.randint(1, 1 + level)
    low, high = rng.randint(2, 5), rng.randint(7, 10 if anywhere else 16)
    gap = ".*" if anywhere else ""
    look = rf"(?!.*(.){gap}\1{count(run, run)})"
    before = (
        rng.choice(("", "#", "id-", "x:", "@", "~", "no."))
        if level
        else rng.choice(("", "", "#", "@"))
    )
    clean = rf"(?!.*([{inside[1:-1]}]){gap}\1{count(run, run)})" if before else look
    pattern = literal(before) + clean + f"{inside}{{{low},{high}}}"

    def accepts(text: str) -> bool:
        word = text[len(before) :]
        if not text.startswith(before) or not only(word, chars, low, high):
            return False
        if anywhere:
            return len(set(word)) == len(word)
        return all(len(set(word[at : at + run + 1])) > 1 for at in range(len(word) - run))

    def made(size: int) -> str:
        word = ""
        while len(word) < size:
            free = [c for c in chars if not (c in word if anywhere else word.endswith(c))]
            word += rng.choice(free)
        return before + word

    def spoilt(size: int, *, far: bool = False, times: int = run + 1) -> str:
        word = made(size)[len(before) :]
        at = rng.randint(0, size - 1)
        if far:
            return before + word[:-1] + word[0]
        return before + (word[:at] + word[at] * times + word[at + 1 :])[: max(size, times)]

    rule = (
        "No character occurs more than once."
        if anywhere
        else f"No character occurs more than {run} time{'s' * (run > 1)} in a row."
    )
    rules = [f"It has {low} to {high} characters, only {noun}.", rule]
    rules += [f'In front of it stands "{before}", which does not count.'] if before else []
    return Draft(
        subject=f"a word such as {made(low + 1)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(low + 1),
            made(high),
            made(high - 1),
            *(
                (spoilt(low + 2, times=run), before + (chars[0] * run + chars[1]) * 2)
                if not anywhere
                else ()
            ),
        ),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            spoilt(low),
            spoilt(low + 1),
            spoilt(low + 2),
            spoilt(high),
            spoilt(high - 1),
            spoilt(low, far=True),
            spoilt(high - 1, far=True),
            before + chars[0] * low,
            before + chars[-1] * high,
            made(low - 1),
            made(high) + rng.choice(chars),
            made(low)[:-1] + "-",
            made(low + 1).swapcase(),
            "!" + made(low),
            before + made(low)[len(before) :] + made(low)[-1],
            before + chars[0] + chars[0] + chars[1] * (low - 1),
            "é" + made(low),
        ),
        wrong=(
            (literal(before) + f"{inside}{{{low},{high}}}", "forgets the rule on repetition"),
            (pattern.replace(".*(", "(", 1), "only looks at the first character"),
            (
                (
                    pattern.replace(r".*\1", r"\1")
                    if anywhere
                    else pattern.replace(rf"\1{count(run, run)})", rf"\1{count(run + 1, run + 1)})")
                ),
                "is too lenient about repetition",
            ),
        ),
        parts=(
            (
                rf"The negative lookahead {clean} fails as soon as a captured character"
                rf" {'comes again anywhere' if anywhere else 'is repeated at once'}."
            ),
            f"{inside}{{{low},{high}}} fixes the alphabet and the length.",
        ),
        alphabet=chars[:3] + "-!Z9",
    )
