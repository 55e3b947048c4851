"""Times of day on a 24 or 12 hour clock, with optional seconds and a fraction."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    count,
    either,
    is_padded,
    is_whole,
    literal,
    number_range,
    only,
    several,
    spoken,
)


def clock_time(rng: random.Random, level: int) -> Draft:  # noqa: C901 - its branches are the variants
    """Times of day on a 24 or 12 hour clock, with optional seconds and a fraction."""
    twelve, mark = rng.random() < 0.5, rng.choice(":.h") if level else rng.choice(":.")
    padded = twelve is False or rng.random() < 0.5
    chances = (("none",), ("none", "required", "optional"), ("required", "optional"))
    seconds = rng.choice(chances[level])
    fraction = rng.randint(1, 6) if level == 2 and seconds != "none" else 0
    low, high = (1, 12) if twelve else (0, 23)
    suffixes = rng.choice((("am", "pm"), ("AM", "PM"), ("a.m.", "p.m."))) if twelve else ()
    gap = rng.choice(("", " ")) if twelve else ""

    hour = number_range(low, high, width=2 if padded else 0)
    tail = ":[0-5][0-9]" + (rf"\.[0-9]{count(fraction, fraction)}" if fraction else "")
    second = {"none": "", "required": tail, "optional": f"(?:{tail})?"}[seconds]
    ending = gap + either([literal(word) for word in suffixes]) if twelve else ""
    pattern = f"{hour}{literal(mark)}[0-5][0-9]{second}{ending}"

    def accepts(text: str) -> bool:
        for suffix in [gap + word for word in suffixes] or [""]:
            if text.endswith(suffix) and is_clock(text[: len(text) - len(suffix)]):
                return True
        return False

    def is_clock(text: str) -> bool:
        head, found, rest = text.partition(mark)
        good = is_padded(head, low, high) if padded else is_whole(head, low, high)
        if not (good and found and is_padded(rest[:2], 0, 59)):
            return False
        return seconds != "required" if len(rest) == 2 else seconds != "none" and is_tail(rest[2:])

    def is_tail(text: str) -> bool:
        if text[:1] != ":" or not is_padded(text[1:3], 0, 59):
            return False
        return (
            only(text[4:], DIGITS, fraction, fraction) and text[3] == "."
            if fraction
            else len(text) == 3
        )

    def made(hours: int, minutes: int, second_value: int, *, short: bool = False) -> str:
        text = f"{hours:02}{mark}{minutes:02}" if padded else f"{hours}{mark}{minutes:02}"
        if seconds == "required" or (seconds == "optional" and not short):
            text += f":{second_value:02}"
            text += "." + "".join(rng.choices(DIGITS, k=fraction)) if fraction else ""
        return text + (gap + rng.choice(suffixes) if twelve else "")

    def typical() -> str:
        return made(
            rng.randint(low, high), rng.randint(0, 59), rng.randint(0, 59), short=rng.random() < 0.4
        )

    digits = "two digits" if padded else "without a leading zero"
    optional = "must follow" if seconds == "required" else "may follow"
    rules = [
        (
            f"Hours run from {low:02} to {high}, {digits}."
            if padded
            else f"Hours run from {low} to {high}, {digits}."
        ),
        f'After the hours come "{mark}" and the minutes, 00 to 59, two digits.',
    ]
    if seconds != "none":
        part = (
            f' and then "." with exactly {fraction} digit{"s" * (fraction > 1)}' if fraction else ""
        )
        rules.append(f'Seconds {optional}: ":" and 00 to 59, two digits{part}.')
    if twelve:
        space = "one space and then " if gap else "directly "
        rules.append(
            f"At the end comes {space}{spoken([repr(word) for word in suffixes])}, in exactly this"
            " spelling."
        )
    return Draft(
        subject=f"a time of day such as {made(9, 41, 30)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            made(low, 0, 0),
            made(high, 59, 59),
            made(9, 9, 59),
            made(10, 10, 0),
            made(high, 30, 30),
            made(low, 59, 0, short=True),
            made(12, 0, 0),
            made(11, 20, 50, short=True),
        ),
        typical=several(typical),
        near=(
            made(high + 1, 10, 10),
            made(low - 1 if low else 24, 15, 15),
            made(10, 60, 10),
            made(10, 10, 60),
            made(8, 5, 5).replace("05", "5", 1),
            made(8, 30, 0).upper(),
            made(8, 30, 0).replace(mark, "-", 1),
            made(7, 15, 0).lstrip("0"),
            "0" + made(7, 15, 0),
            made(11, 11, 11) + "0",
        ),
        wrong=(
            (pattern.replace(hour, "[0-2]?[0-9]", 1), "accepts hours that do not exist"),
            (pattern.replace("[0-5][0-9]", "[0-9]{2}"), "accepts 60 to 99 minutes"),
            (pattern.replace("[0-5]", "[0-6]"), "accepts 60 to 69 minutes"),
        ),
        parts=(
            f"The hours are the alternatives of {hour}, and [0-5][0-9] is 00 to 59.",
            (
                "The optional part is one group with ?."
                if seconds == "optional"
                else "All parts are required."
            ),
        ),
        alphabet=":.h 0269apm",
    )
