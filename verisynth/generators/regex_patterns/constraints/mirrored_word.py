"""Palindromes of given lengths, or words that end as they began."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.constraints.sorts import SORTS
from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    bounds,
    count,
    distinct,
    literal,
    only,
    several,
    some,
)


def mirrored_word(rng: random.Random, level: int) -> Draft:
    """Palindromes of given lengths, or words that end as they began."""
    inside, chars, noun = SORTS[rng.choice(sorted(SORTS))]
    palindrome = level == 2 or rng.random() < 0.5
    half = rng.randint(1, 2 + (level > 0))
    odd = rng.choice(("only even", "only odd", "both")) if palindrome else ""
    low, high = bounds(rng, level, 1, 6)
    groups = f"({inside})" * half
    middle = {
        "only even": "",
        "only odd": inside,
        "both": f"{inside}?",
        "": f"{inside}{count(low, high)}",
    }[odd]
    back = "".join(rf"\{n}" for n in (range(half, 0, -1) if palindrome else range(1, half + 1)))
    before = rng.choice(("", "#", "=", "w:", "~", "<"))
    pattern = literal(before) + groups + middle + back

    def accepts(text: str) -> bool:
        word = text[len(before) :]
        if not text.startswith(before) or not only(word, chars):
            return False
        if palindrome:
            sizes = {
                "only even": (2 * half,),
                "only odd": (2 * half + 1,),
                "both": (2 * half, 2 * half + 1),
            }[odd]
            return word == word[::-1] and len(word) in sizes
        return low <= len(word) - 2 * half <= high and word[:half] == word[len(word) - half :]

    def made(*, size: int | None = None, back_too: bool = True, of: str = chars) -> str:
        start = some(rng, of, half)
        sizes = {"only even": (0, 0), "only odd": (1, 1), "both": (0, 1), "": (low, high)}[odd]
        core = some(rng, of, rng.randint(*sizes) if size is None else size)
        end = (start[::-1] if palindrome else start) if back_too else some(rng, of, half)
        return before + start + core + end

    if palindrome:
        sizes = {
            "only even": f"{2 * half}",
            "only odd": f"{2 * half + 1}",
            "both": f"{2 * half} or {2 * half + 1}",
        }[odd]
        rules = [f"It has {sizes} characters, only {noun}.", "It reads the same backwards."]
    else:
        first = "character" if half == 1 else f"{half} characters"
        rules = [
            (
                f"It has {2 * half + low} to {2 * half + high} characters, only {noun}."
                if low < high
                else f"It has {2 * half + low} characters, only {noun}."
            ),
            f"The first {first} and the last {first} are the same, in the same order.",
        ]
    rules += [f'In front of it stands "{before}", which does not count.'] if before else []
    fixed = groups.replace("(", "").replace(")", "")
    return Draft(
        subject=f"a word such as {made()}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=distinct(
            [made() for _ in range(3)]
            + [made(of=chars[0]), made(of=chars[-1])]
            + ([made(size=low), made(size=high)] if not palindrome else [])
        ),
        typical=several(made, 30),
        near=(
            *(made(back_too=False) for _ in range(5)),
            made(size=high + 1 if not palindrome else 2),
            made(size=low - 1 if not palindrome else 3),
            made(of="-"),
            made(of="é"),
            made() + "!",
            made().swapcase(),
            before,
            before + chars[0],
            made()[:-1],
            before + before + made(),
            made() + chars[0],
        ),
        wrong=(
            (literal(before) + fixed + middle + fixed, "does not compare the two ends"),
            (
                literal(before)
                + groups
                + middle
                + "".join(
                    rf"\{n}" for n in (range(1, half + 1) if palindrome else range(half, 0, -1))
                ),
                "compares the ends in the wrong order",
            ),
            (literal(before) + groups + f"{inside}*" + back, "ignores the length"),
            (
                literal(before) + groups.replace(inside, ".") + middle + back,
                "accepts any character at the ends",
            ),
        ),
        parts=(
            (
                f"Each of the first {half} characters has a group of its own."
                if half > 1
                else "The first character is captured."
            ),
            f"{back} demands the captured text again at the end.",
        ),
        alphabet=chars[:3] + "-!Z9",
    )
