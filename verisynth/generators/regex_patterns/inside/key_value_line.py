"""A setting on a line of its own."""

from __future__ import annotations

import random
from collections.abc import Callable

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LOWER,
    bounds,
    count,
    counted,
    either,
    literal,
    only,
    several,
    some,
    spoken,
)


def key_value_line(rng: random.Random, level: int) -> Draft:
    """A setting on a line of its own."""
    sign = rng.choice(("=", ":", " = ", ": ", ":=", "->"))
    kind = rng.choice(("digits", "word", "flag", "list"))
    low, high = bounds(rng, level, 1, 5)
    names = rng.sample(
        ("port", "host", "user", "mode", "size", "depth", "color", "level", "rate", "zone"), 2
    )
    named = level == 0 or rng.random() < 0.5
    key = either(names) if named else "[a-z_]+"
    indent = level == 2
    table: dict[str, tuple[str, Callable[[str], bool], Callable[[], str], str]] = {
        "digits": (
            f"[0-9]{count(low, high)}",
            lambda t: only(t, DIGITS, low, high),
            lambda: some(rng, DIGITS, low, high),
            counted(low, high, "digit"),
        ),
        "word": (
            f"[a-z]{count(low, high)}",
            lambda t: only(t, LOWER, low, high),
            lambda: some(rng, LOWER, low, high),
            counted(low, high, "lower-case letter"),
        ),
        "flag": (
            "(?:on|off|auto)",
            lambda t: t in ("on", "off", "auto"),
            lambda: rng.choice(("on", "off", "auto")),
            "on, off or auto",
        ),
        "list": (
            f"[0-9]+(?:,[0-9]+){count(low, high)}",
            lambda t: all(only(p, DIGITS) for p in t.split(",")) and low <= t.count(",") <= high,
            lambda: ",".join(some(rng, DIGITS, 1, 3) for _ in range(1 + rng.randint(low, high))),
            f"{low + 1} to {high + 1} numbers".replace(f"{low + 1} to {low + 1} ", f"{low + 1} ")
            + " (one or more digits each), separated by single commas",
        ),
    }
    value, is_value, draw_value, noun = table[kind]
    note = level >= 1
    comment = " ?#.*" if note else ""
    spaces = "[ ]{0,4}" if indent else ""
    pattern = f"^{spaces}{key}{literal(sign)}{value}" + (f"(?:{comment})?" if note else "") + "$"

    def accepts(text: str) -> bool:
        return any(is_line(line) for line in text.split("\n"))

    def is_line(line: str) -> bool:
        bare = line.lstrip(" ")
        if len(line) - len(bare) > (4 if indent else 0):
            return False
        name, found, rest = bare.partition(sign)
        if not found or not (name in names if named else only(name, LOWER + "_")):
            return False
        body, hashed, _ = rest.partition("#")
        if hashed:
            return note and is_value(body.removesuffix(" "))
        return is_value(rest)

    def line(
        *,
        name: str = "",
        used: str = sign,
        put: str | None = None,
        tail: str | None = None,
        lead: str | None = None,
    ) -> str:
        start = " " * rng.randint(0, 4) if indent and lead is None else lead or ""
        end = rng.choice(("", "", "#x", " # was 9")) if note and tail is None else tail or ""
        word = name or (rng.choice(names) if named else some(rng, LOWER + "_", 1, 7))
        return start + word + used + (draw_value() if put is None else put) + end

    def block(core: str) -> str:
        lines = [
            rng.choice(("[main]", "", "# comment", "zz", "!", "key"))
            for _ in range(rng.randint(0, 2))
        ]
        lines.insert(rng.randint(0, len(lines)), core)
        return "\n".join(lines)

    rules = [
        f"The line is KEY{sign}VALUE, written with exactly {sign!r} in between.",
        (
            f"KEY is {spoken(names)}"
            if named
            else "KEY is one or more lower-case letters or underscores"
        )
        + f"; VALUE is {noun}.",
        (
            "Up to four spaces may stand before KEY."
            if indent
            else "Nothing stands before KEY on the line."
        ),
        (
            'After VALUE a comment may follow: at most one space, "#", and any characters.'
            if note
            else "Nothing follows VALUE on the line."
        ),
        "Lines are separated by \\n; the line may be any of them.",
    ]
    over = {
        "digits": "1" * (high + 1),
        "word": "a" * (high + 1),
        "flag": "offf",
        "list": ",".join("1" * (high + 2)),
    }[kind]
    under = {
        "digits": "1" * (low - 1),
        "word": "a" * (low - 1),
        "flag": "of",
        "list": ",".join("1" * low),
    }[kind]
    return Draft(
        subject=f"a line such as {line(tail='', lead='')}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *(block(line(name=n)) for n in (names if named else ("a", "_", "a_b"))),
            line(tail=""),
            "zz\n" + line(),
            line() + "\n!",
            "a\n" + line() + "\nb",
            line() + "\n",
            *(
                (block(line(tail="#")), block(line(tail=" #")), block(line(tail="# a = b")))
                if note
                else ()
            ),
            *((block(line(lead="    ")), block(line(lead=""))) if indent else ()),
        ),
        typical=several(lambda: block(line())),
        near=(
            block(line(put=over, tail="")),
            block(line(put=under, tail="")),
            block(line(put="")),
            block(line(put="?")),
            block(line(used="")),
            block(line(used="=" if "=" not in sign else ":")),
            block(line(used=f" {sign} ")),
            block(line(lead="     ")),
            block(line(lead="x ")),
            block(line(lead="\t")),
            block(line(name="Port")),
            block(line(name="other9")),
            block(line(tail=" x")),
            block(line(tail="  # two")),
            block(line(tail=" ")),
            block(line(tail=";")),
            "# " + line(lead=""),
            block(line(tail="#")).replace("#", ""),
            line(put=over.upper()),
        ),
        wrong=(
            (pattern[1:-1], "is not tied to the start and end of a line"),
            (rf"\A{pattern[1:-1]}\Z", "is tied to the whole text instead of a line"),
            (pattern.replace(value, r"\w+"), "accepts any word as the value"),
            (
                pattern.replace(literal(sign), rf"\s*{literal(sign.strip())}\s*"),
                "allows white space around the sign",
            ),
        ),
        parts=(
            "With re.MULTILINE, ^ and $ match at the start and end of every line.",
            f"{key} is the key and {value} the value"
            + (", and the comment is one optional group." if note else "."),
        ),
        natural="search",
        flags="m",
        alphabet="=: #9aZ",
    )
