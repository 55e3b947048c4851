"""Password rules: several lookaheads over one allowed alphabet."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    LOWER,
    UPPER,
    in_class,
    only,
    several,
    spoken,
)


def password(rng: random.Random, level: int) -> Draft:
    """Password rules: several lookaheads over one allowed alphabet."""
    specials = "".join(rng.sample("!@#$%&*?+=~", rng.randint(2, 5)))
    kinds = {
        "l": (LOWER, "a-z", "lower-case letter"),
        "u": (UPPER, "A-Z", "capital letter"),
        "d": (DIGITS, "0-9", "digit"),
        "s": (specials, in_class(specials), "special character"),
    }
    needed = rng.sample("luds", level + 1 + (rng.random() < 0.5))
    least = {kind: rng.randint(1, 1 + level) for kind in needed}
    low = max(rng.randint(5, 9), sum(least.values()))
    high = low + rng.randint(3, 12)
    allowed = LETTERS + DIGITS + specials

    def look(kind: str) -> str:
        inside = kinds[kind][1]
        return (
            f"(?=(?:[^{inside}]*[{inside}]){{{least[kind]}}})"
            if least[kind] > 1
            else f"(?=[^{inside}]*[{inside}])"
        )

    body = f"[A-Za-z0-9{in_class(specials)}]{{{low},{high}}}"
    looks = "".join(look(kind) for kind in needed)
    pattern = looks + body

    def accepts(text: str) -> bool:
        enough = all(sum(char in kinds[kind][0] for char in text) >= least[kind] for kind in needed)
        return enough and only(text, allowed, low, high)

    def made(size: int, *, lack: str = "", put: str = "") -> str:
        chars = [
            rng.choice(kinds[kind][0])
            for kind in needed
            for _ in range(least[kind] - (kind == lack))
        ]
        pool = "".join(c for c in allowed if c not in kinds[lack][0]) if lack else allowed
        chars += rng.choices(pool, k=max(size - len(chars) - len(put), 0)) + list(put)
        rng.shuffle(chars)
        return "".join(chars[:size])

    wanted = spoken(
        [f"at least {least[k]} {kinds[k][2]}{'s' * (least[k] > 1)}" for k in needed], "and"
    )
    return Draft(
        subject=f"a password such as {made(low)}",
        rules=(
            (
                f"It has {low} to {high} characters: letters, digits and the special characters"
                f" {' '.join(specials)} only."
            ),
            f"Among them {'are' if len(needed) > 1 or least[needed[0]] > 1 else 'is'} {wanted}.",
        ),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low),
            made(low + 1),
            made(high),
            made(high - 1),
            made(low),
            made(high),
            made(low),
            made(high),
        ),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            *(made(size, lack=k) for k in needed for size in (low, high)),
            made(low - 1),
            made(high + 1),
            made(low, put=" "),
            made(low, put="-"),
            made(low, put="é"),
            made(low, put="_"),
            LOWER[:low],
            (UPPER + LOWER)[:high],
            (DIGITS * 3)[:low],
        ),
        wrong=(
            *(
                (
                    "".join(look(k) for k in needed if k != dropped) + body,
                    f"forgets the rule on the {kinds[dropped][2]}",
                )
                for dropped in needed[:2]
            ),
            (looks + f".{{{low},{high}}}", "allows any character"),
            (pattern.replace(f"{{{low},{high}}}", f"{{{low},}}"), "forgets the upper limit"),
        ),
        parts=(
            (
                f"Each lookahead, such as {look(needed[0])}, checks one requirement from the start"
                " without consuming anything."
            ),
            f"{body} then fixes the alphabet and the length.",
        ),
        alphabet=specials + " -aA0é",
    )
