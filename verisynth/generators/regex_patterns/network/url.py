"""A small, stated subset of web addresses."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LOWER,
    count,
    counted,
    either,
    only,
    several,
    some,
    spoken,
)


def url(rng: random.Random, level: int) -> Draft:
    """A small, stated subset of web addresses."""
    schemes = rng.choice((("https",), ("http", "https"), ("ftp", "sftp"), ("ws", "wss")))
    ends = rng.sample(("com", "org", "net", "io", "dev", "edu"), rng.randint(2, 4))
    most = rng.randint(1, 3)
    port, path = level >= 1 and rng.random() < 0.7, level == 2
    word = "[a-z0-9]+"
    pattern = f"{either(schemes)}://(?:{word}\\.){count(1, most)}{either(ends)}"
    pattern += "(?::[0-9]{2,5})?" if port else ""
    pattern += f"(?:/{word})*/?" if path else ""

    def accepts(text: str) -> bool:
        scheme, found, rest = text.partition("://")
        host, slash, tail = rest.partition("/")
        if not found or scheme not in schemes or (slash and not (path and is_path(tail))):
            return False
        name, colon, number = host.partition(":")
        labels = name.split(".")
        if colon and not (port and only(number, DIGITS, 2, 5)):
            return False
        good = all(only(label, LOWER + DIGITS) for label in labels[:-1])
        return good and 1 <= len(labels) - 1 <= most and labels[-1] in ends

    def is_path(tail: str) -> bool:
        parts = tail.split("/")
        return all(only(part, LOWER + DIGITS) for part in parts[:-1]) and only(
            parts[-1], LOWER + DIGITS, 0
        )

    def made(labels: int, *, extra: str = "", end: str = "") -> str:
        host = ".".join(some(rng, LOWER + "05", 1, 6) for _ in range(labels))
        return f"{rng.choice(schemes)}://{host}.{end or rng.choice(ends)}{extra}"

    def typical() -> str:
        extra = ":" + some(rng, DIGITS, 2, 5) if port and rng.random() < 0.5 else ""
        parts = rng.randint(0, 3) if path else 0
        extra += "".join("/" + some(rng, LOWER + "19", 1, 5) for _ in range(parts))
        return made(rng.randint(1, most), extra=extra + "/" * (path and rng.random() < 0.4))

    rules = [
        f"It starts with {spoken([repr(s + '://') for s in schemes])}, in lower case.",
        (
            f"The host is {counted(1, most, 'label')} of lower-case letters and digits (no"
            f" hyphens), each label followed by a dot, and then {spoken(ends)}."
        ),
    ]
    rules += ['A port may follow: ":" and 2 to 5 digits.'] if port else []
    rules += [
        (
            'A path may follow: any number of "/" each followed by one or more lower-case letters'
            ' or digits, and at the very end an optional single "/".'
            if path
            else "Nothing else may follow: no path and no slash."
        )
    ]
    return Draft(
        subject=f"a web address such as {made(1)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *(made(1, end=end) for end in ends),
            made(most),
            *([made(1, extra=":80"), made(1, extra=":65535")] if port else []),
            *(
                [made(1, extra="/"), made(1, extra="/a"), made(most, extra="/a/b2/")]
                if path
                else []
            ),
        ),
        typical=several(typical),
        near=(
            made(most + 1),
            made(0),
            made(1, end="xyz"),
            made(1, extra=":1"),
            made(1, extra=":123456"),
            made(1, extra=":"),
            made(1, extra="//"),
            made(1, extra="/A"),
            made(1).upper(),
            made(1).replace("://", ":/"),
            made(1).replace(".", "-"),
            made(1).replace(".", ""),
            "x" + made(1),
            made(1).partition("://")[2],
            made(1, extra="."),
            made(1, extra="?a=1"),
        ),
        wrong=(
            (pattern.replace(either(ends), "[a-z]+"), "accepts any ending"),
            (pattern.replace(either(schemes), "[a-z]+", 1), "accepts any scheme"),
            (f"{pattern.partition('://')[0]}://.+", "accepts anything after the scheme"),
        ),
        parts=(
            r"The host repeats a label with its escaped dot, then one of the allowed endings.",
            (
                "Optional parts are whole groups with ? or *."
                if level
                else "The counts bound the number of labels."
            ),
        ),
        alphabet="./:-09aZ",
    )
