"""File names with one of several endings; on some, case does not matter."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    LOWER,
    count,
    either,
    in_class,
    literal,
    only,
    several,
    some,
    spoken,
)


def file_name(rng: random.Random, level: int) -> Draft:
    """File names with one of several endings; on some, case does not matter."""
    endings = sorted(
        rng.sample(
            (
                "jpg",
                "jpeg",
                "png",
                "gif",
                "csv",
                "tsv",
                "txt",
                "md",
                "tar.gz",
                "zip",
                "pdf",
                "log",
                "json",
            ),
            rng.randint(2, 4),
        )
    )
    ignore = level >= 1 and rng.random() < 0.5
    extra = rng.choice("-_ ") if level else ""
    low, high = (1, 40) if level == 0 else (rng.randint(1, 4), rng.randint(8, 16))
    chars = LOWER + DIGITS + extra
    allowed = LETTERS + DIGITS + extra if ignore else chars
    quantity = "+" if level == 0 else count(low, high)
    stem = f"[a-z0-9{in_class(extra)}]{quantity}"
    start = "(?![0-9])" if level == 2 else ""
    pattern = rf"{start}{stem}\.{either([literal(e) for e in endings])}"

    def accepts(text: str) -> bool:
        name, _, _ = text.partition(".")
        ending = text[len(name) + 1 :]
        most = 10**6 if level == 0 else high
        if (
            "." not in text
            or not only(name, allowed, low, most)
            or (level == 2 and name[0] in DIGITS)
        ):
            return False
        return (ending.lower() if ignore else ending) in endings and ending.isascii()

    def made(size: int, *, ending: str = "", of: str = "") -> str:
        name = some(rng, of or chars, size)
        name = some(rng, of or LOWER, 1) + name[1:] if name else ""
        text = f"{name}.{ending or rng.choice(endings)}"
        return text.upper() if ignore and rng.random() < 0.3 else text

    case = (
        "Letters may be of either case, also in the ending."
        if ignore
        else "All letters are lower case, also in the ending."
    )
    letters = "letters" if ignore else "lower-case letters"
    name_chars = f"{letters}, digits and {extra!r}" if extra else f"{letters} and digits"
    length = "one or more characters" if level == 0 else f"{low} to {high} characters"
    rules = [
        f"The name before the first dot is {length}, only {name_chars}"
        + ("; it does not start with a digit." if level == 2 else "."),
        f"Then come a dot and one of the endings {spoken(endings)}.",
        case,
    ]
    return Draft(
        subject=f"a file name such as {made(5).lower()}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *tuple(made(low, ending=e) for e in endings),
            made(high),
            made(high),
            made(low + 1),
            made(low),
            *tuple(made(4, ending=e) for e in endings),
        ),
        typical=several(lambda: made(rng.randint(low, min(high, 12)))),
        near=(
            made(0),
            made(low - 1),
            made(high + 1) if level else made(3) + ".",
            made(3, ending="exe"),
            made(3, ending="jp"),
            *(made(3).lower()[:4] + e for e in endings),
            *("report" + e for e in endings),
            *(f"data1x{e}"[:-1] for e in endings),
            *(f"a.b.{e}" for e in endings),
            *(f"notes.{e}.bak" for e in endings),
            *(f"{rng.choice('67')}abc.{e}" for e in endings),
            made(4, of="#%"),
            made(5).replace(".", "..", 1),
            "Report." + endings[0],
            "report." + endings[0].upper(),
        ),
        wrong=(
            (pattern.replace(r"\.", ".", 1), "leaves the dot before the ending unescaped"),
            (
                rf"{start}.+\.{either([literal(e) for e in endings])}",
                "accepts any character in the name",
            ),
            (rf"{start}{stem}\.[a-z.]+", "accepts any ending"),
            (
                rf"{start}{stem}\.{'|'.join(literal(e) for e in endings)}",
                "forgets to group the endings",
            ),
        ),
        parts=(
            f"{stem} is the name, followed by an escaped dot and the alternatives for the ending.",
            (
                "re.IGNORECASE makes case irrelevant, and re.ASCII keeps it to ASCII letters."
                if ignore
                else "Only lower-case classes are used, so case matters."
            ),
        ),
        flags="ai" if ignore else "",
        alphabet=".-_ #09aZ",
    )
