"""Names in one of the usual cases."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LOWER,
    UPPER,
    bounds,
    count,
    counted,
    in_class,
    literal,
    only,
    several,
    some,
)


def identifier(rng: random.Random, level: int) -> Draft:
    """Names in one of the usual cases."""
    style = rng.choice(("snake", "kebab", "camel", "Pascal", "CONSTANT", "dotted"))
    low, high = (1, 5) if level == 0 else bounds(rng, 1, 2, 6)
    digits = rng.random() < 0.5
    size_low, size_high = rng.randint(1, 2), rng.randint(6, 10)
    lead = rng.choice(("", "_", "$", "@", "--")) if level == 2 else ""
    mark = {"snake": "_", "kebab": "-", "CONSTANT": "_", "dotted": "."}.get(style, "")
    upper = style == "CONSTANT"
    letters = UPPER if upper else LOWER
    inside = ("[A-Z0-9]" if upper else "[a-z0-9]") if digits else ("[A-Z]" if upper else "[a-z]")
    tail = letters + DIGITS * digits
    first = "[A-Z]" if upper or style == "Pascal" else "[a-z]"
    word = f"{first}{inside}{count(size_low - 1, size_high - 1)}" if size_high > 1 else first
    hump = f"[A-Z]{inside}{count(size_low - 1, size_high - 1)}"
    more = f"(?:{literal(mark) + word if mark else hump}){{{low - 1},{high - 1}}}"
    pattern = literal(lead) + word + more

    def accepts(text: str) -> bool:
        if not text.startswith(lead):
            return False
        words = split_words(text[len(lead) :])
        return low <= len(words) <= high and all(is_word(w, at) for at, w in enumerate(words))

    def split_words(text: str) -> list[str]:
        if mark:
            return text.split(mark)
        words = [""]
        for at, char in enumerate(text):
            if char in UPPER and at > 0:
                words.append("")
            words[-1] += char
        return words

    def is_word(text: str, at: int) -> bool:
        head = UPPER if upper or style == "Pascal" or (style == "camel" and at > 0) else LOWER
        return size_low <= len(text) <= size_high and text[0] in head and only(text[1:], tail, 0)

    def made(many: int, size: int | None = None, *, used: str = mark, start: str = "") -> str:
        words = []
        for at in range(many):
            length = rng.randint(size_low, size_high) if size is None else size
            head = UPPER if upper or style == "Pascal" or (style == "camel" and at > 0) else LOWER
            words.append(
                (start or some(rng, head, 1) if length else "")
                + some(rng, tail, max(length - 1, 0))
            )
        return lead + used.join(words)

    sort = {
        "camel": (
            "The first word starts with a lower-case letter, every other word with a capital; the"
            " words stand side by side."
        ),
        "Pascal": "Every word starts with a capital letter; the words stand side by side.",
    }.get(
        style,
        f'The words are separated by a single "{mark}"; each starts with a'
        f" {'capital' if upper else 'lower-case'} letter.",
    )
    others = ("capital" if upper else "lower-case") + (
        " letters or digits" if digits else " letters"
    )
    rules = [
        f"It consists of {low} to {high} words.",
        sort,
        (
            f"A word has {counted(size_low, size_high, 'character')}; those after its first are"
            f" {others}."
        ),
    ]
    rules += [f'In front of the first word stands "{lead}".'] if lead else []
    return Draft(
        subject=f"a name in {style} case such as {made(min(low + 1, high))}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *(
                made(many, size)
                for many in dict.fromkeys((low, high))
                for size in (size_low, size_high)
            ),
            made(low),
            made(high),
            made(low, size_low + 1),
        ),
        typical=several(lambda: made(rng.randint(low, high))),
        near=(
            made(low - 1),
            made(high + 1),
            made(high + 1, size_low),
            made(low, size_low - 1),
            made(low, size_high + 1),
            made(low, used="_" if mark != "_" else "-"),
            made(low, used=mark * 2 or "_"),
            made(low).swapcase(),
            made(low, start="1"),
            made(low, start="é"),
            made(low) + (mark or "_"),
            (mark or "_") + made(low),
            made(low + 1, used=" "),
            made(high, size_high) + "a",
            made(low) + "9",
            made(low).removeprefix(lead),
            "#" + made(low),
        ),
        wrong=(
            (
                pattern.replace(more, more.partition("{" + str(low - 1))[0] + "*"),
                "ignores the number of words",
            ),
            (literal(lead) + rf"[\w{in_class(mark)}]+", "accepts any word characters"),
            (
                pattern.replace(first, inside if digits else "[A-Za-z]"),
                "is too lenient about the first character of a word",
            ),
        ),
        parts=(
            f"{word} is one word.",
            f"The group {more} adds the further words within the limits.",
        ),
        alphabet="_-.$ a1Z",
    )
