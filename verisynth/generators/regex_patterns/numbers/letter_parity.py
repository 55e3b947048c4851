"""Words over a small alphabet in which one letter's number is a multiple."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    distinct,
    in_class,
    literal,
    only,
    several,
    spoken,
)


def letter_parity(rng: random.Random, level: int) -> Draft:
    """Words over a small alphabet in which one letter's number is a multiple."""
    alphabet = rng.choice(
        ("ab", "01", "xy", "abc", "AB", "+-", "LR", "UD", "rgb", "NESW", "HT", "HV", "OX")
    )
    counted_char = rng.choice(alphabet)
    multiple = rng.randint(2, 3 + level)
    rest = (level > 0 and rng.randrange(multiple)) or 0
    others = alphabet.replace(counted_char, "")
    other = f"[{in_class(others)}]" if len(others) > 1 else literal(others)
    one = literal(counted_char)
    block = f"{other}*{one}" * multiple
    look = "" if rest else f"(?=[{in_class(alphabet)}])"
    pattern = f"{look}(?:{block})*" + f"{other}*{one}" * rest + f"{other}*"

    def accepts(text: str) -> bool:
        return only(text, alphabet) and text.count(counted_char) % multiple == rest

    def made(times: int, size: int) -> str:
        chars = [counted_char] * times + rng.choices(alphabet.replace(counted_char, ""), k=size)
        rng.shuffle(chars)
        return "".join(chars)

    wanted = (
        f"leaves the remainder {rest} when divided by {multiple}"
        if rest
        else f"is divisible by {multiple} (0 included)"
    )

    def typical() -> str:
        return made(rest + multiple * rng.randint(0, 3), rng.randint(1, 8))

    return Draft(
        subject=f"a word over a small alphabet such as {made(rest + multiple, 4)}",
        rules=(
            (
                "The text is not empty and consists only of the characters"
                f" {spoken(list(alphabet), 'and')}."
            ),
            f'The number of times "{counted_char}" occurs {wanted}.',
        ),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *distinct(made(rest + multiple * k, size) for k in (0, 1, 2, 3) for size in (1, 2, 6)),
            counted_char * (rest + multiple),
        ),
        typical=several(typical, 40),
        near=(
            *(
                made(rest + multiple * k + d, size)
                for k in (1, 2)
                for d in (-1, 1)
                for size in (0, 3, 6)
            ),
            made(rest + multiple, 3) + "z",
            made(rest + multiple, 3).swapcase(),
            made(rest + multiple, 2) + " ",
        ),
        wrong=(
            (pattern.replace(f"(?:{block})*", f"(?:{block})?"), "allows the block at most once"),
            (f"{look}(?:{block})*", "forgets what may stand after the last block"),
            (
                f"(?:{other}*{one}{{{multiple}}})*{other}*",
                "demands the counted characters side by side",
            ),
            (f"[{in_class(alphabet)}]+", "does not count"),
            (pattern.replace(look, ""), "accepts the empty text"),
        ),
        parts=(
            (
                f'Each repetition of (?:{block}) uses up exactly {multiple} "{counted_char}", with'
                " anything else between."
            ),
            (
                f"The rest of the pattern adds the remaining {rest}."
                if rest
                else "The lookahead rules out the empty text."
            ),
        ),
        alphabet=alphabet + "z ",
        policy="",
    )
