"""A whole line of a log with a level and a code."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.inside.framing import (
    filler,
)
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    bounds,
    count,
    counted,
    either,
    is_padded,
    literal,
    only,
    several,
    some,
    spoken,
)


def log_line(rng: random.Random, level: int) -> Draft:
    """A whole line of a log with a level and a code."""
    levels = rng.sample(("DEBUG", "INFO", "WARN", "ERROR", "FATAL", "TRACE", "NOTICE"), level + 2)
    left, right = rng.choice(
        (("[", "] "), ("<", "> "), ("", ": "), ("(", ") "), ("", " - "), ("|", "| "))
    )
    low, high = bounds(rng, level, 2, 6)
    letter = rng.choice("EWRX")
    stamp = level >= 1
    time = "(?:[01][0-9]|2[0-3]):[0-5][0-9] " if stamp else ""
    tail = rng.choice(("", " .+"))
    code = f"{letter}[0-9]{count(low, high)}"
    pattern = f"^{time}{literal(left)}{either(levels)}{literal(right)}{code}{tail}$"

    def accepts(text: str) -> bool:
        return any(is_line(line) for line in text.split("\n"))

    def is_line(line: str) -> bool:
        if stamp:
            if not (
                is_padded(line[:2], 0, 23)
                and line[2:3] == ":"
                and is_padded(line[3:5], 0, 59)
                and line[5:6] == " "
            ):
                return False
            line = line[6:]
        word = next((w for w in levels if line.startswith(left + w + right)), None)
        if word is None:
            return False
        rest_of_line = line[len(left + word + right) :]
        number, found, rest = rest_of_line[1:].partition(" ")
        good = rest_of_line[:1] == letter and only(number, DIGITS, low, high)
        return good and (bool(found and rest) if tail else not found)

    def line(
        *,
        word: str = "",
        size: int | None = None,
        start: str = left,
        end: str = right,
        char: str = letter,
        more: str | None = None,
    ) -> str:
        stamped = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02} " if stamp else ""
        digits = some(rng, DIGITS, rng.randint(low, high) if size is None else size)
        rest = " " + filler(rng) if tail else ""
        return (
            stamped
            + start
            + (word or rng.choice(levels))
            + end
            + char
            + digits
            + (rest if more is None else more)
        )

    def block(core: str) -> str:
        lines = [
            rng.choice(("start", "", "12:00 ok", "INFO", "# note"))
            for _ in range(rng.randint(0, 2))
        ]
        lines.insert(rng.randint(0, len(lines)), core)
        return "\n".join(lines)

    end = (
        "one space and at least one more character of any kind"
        if tail
        else "nothing more on this line"
    )
    clock = "a time HH:MM (00:00 to 23:59), one space and then " if stamp else ""
    rules = [
        (
            f'The line starts with {clock}"{left}LEVEL{right}", where LEVEL is {spoken(levels)} in'
            " capitals."
        ),
        f"Then come the letter {letter}, {counted(low, high, 'digit')}, and {end}.",
        "Lines are separated by \\n; the line may be any of them.",
    ]
    return Draft(
        subject=f"a line such as {line()}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *tuple(block(line(word=w)) for w in levels),
            line(size=low),
            line(size=high),
            "start\n" + line(),
            line() + "\nend",
            "a\n" + line() + "\nb",
            line() + "\n",
        ),
        typical=several(lambda: block(line())),
        near=(
            block(line(size=low - 1)),
            block(line(size=high + 1)),
            block(line(word="PANIC")),
            block(line(word=levels[0].lower())),
            block(line(char="Q")),
            block(" " + line()),
            block("x" + line()),
            block(line(start="{")),
            block(line(end="")),
            block(line(more=" ")),
            block(line(more="")),
            block(line(more="!")),
            block(line(more=" more")),
            block("see " + line()),
            block(line(word=levels[0] + "S")),
            line().replace(left + levels[0], levels[0] + left) + "?",
            line(char=letter.lower()),
            block(line(char=letter * 2)),
        ),
        wrong=(
            (pattern[1:-1], "is not tied to the start and end of a line"),
            (rf"\A{pattern[1:-1]}\Z", "is tied to the whole text instead of a line"),
            (pattern.replace(either(levels), "[A-Z]+"), "accepts any level"),
            (pattern[:-1], "is not tied to the end of the line"),
        ),
        parts=(
            "With re.MULTILINE, ^ and $ match at the start and end of every line.",
            f"{either(levels)} are the levels, followed by the code.",
        ),
        natural="search",
        flags="m",
        alphabet="x[ ]:9aE",
    )
