"""Words in a stated alphabet."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    bounds,
    count,
    counted,
    literal,
    several,
    some,
)

_ALPHABETS = {
    "Greek": (
        "[α-ω]",
        "αβγδεζηθικλμνξοπρςστυφχψω",
        "a lower-case Greek letter without accents (α to ω, ς included)",
    ),
    "Cyrillic": (
        "[а-яё]",
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
        "a lower-case Russian letter (а to я, and ё)",
    ),
    "Hebrew": ("[א-ת]", "אבגדהוזחטיךכלםמןנסעףפץצקרשת", "a Hebrew letter (א to ת)"),
    "German": (
        "[a-zäöüß]",
        "abcdefghijklmnopqrstuvwxyzäöüß",
        "a lower-case letter a to z, or one of ä ö ü ß",
    ),
    "Polish": (
        "[a-ząćęłńóśźż]",
        "abcdefghijklmnopqrstuvwxyząćęłńóśźż",
        "a lower-case letter a to z, or one of ą ć ę ł ń ó ś ź ż",
    ),
    "Hiragana": (
        "[ぁ-ん]",
        "".join(map(chr, range(ord("ぁ"), ord("ん") + 1))),
        "a hiragana character (ぁ to ん)",
    ),
}


def national_letters(rng: random.Random, level: int) -> Draft:
    """Words in a stated alphabet."""
    name = rng.choice(sorted(_ALPHABETS))
    inside, chars, noun = _ALPHABETS[name]
    low, high = bounds(rng, level, 1, 9)
    words_low, words_high = (1, 1) if level == 0 else bounds(rng, 1, 1, 4)
    mark = rng.choice((" ", "-", "'", "·", "_"))
    tail = rng.choice(("", "!", "?", "…", ".", " 1", ":", " (sic)", ";"))
    word = inside + count(low, high)
    more = (
        f"(?:{literal(mark)}{word}){count(words_low - 1, words_high - 1)}" if words_high > 1 else ""
    )
    pattern = word + more + literal(tail)

    def accepts(text: str) -> bool:
        if not text.endswith(tail):
            return False
        words = text[: len(text) - len(tail)].split(mark)
        return words_low <= len(words) <= words_high and all(
            low <= len(w) <= high and all(char in chars for char in w) for w in words
        )

    def made(
        many: int, size: int | None = None, *, of: str = chars, end: str = tail, used: str = mark
    ) -> str:
        return (
            used.join(
                some(rng, of, rng.randint(low, high) if size is None else size) for _ in range(many)
            )
            + end
        )

    rules = [
        f"A letter is {noun}; nothing else counts as a letter, and every letter is a single code"
        " point."
    ]
    rules += [
        (
            f"There is one word of {counted(low, high, 'letter')}."
            if words_high == 1
            else (
                f"There are {words_low} to {words_high} words of {counted(low, high, 'letter')},"
                f' separated by a single "{mark}".'
            )
        )
    ]
    rules += [f'At the end stands "{tail}".'] if tail else []
    return Draft(
        subject=f"a phrase such as {made(words_low, low)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *tuple(
                made(n, s)
                for n in dict.fromkeys((words_low, words_high))
                for s in dict.fromkeys((low, high))
            ),
            made(words_low, of=chars[0]),
            made(words_low, of=chars[-1]),
            made(words_high, of=chars[-2:]),
            made(words_low, of=chars[-5:]),
        ),
        typical=several(lambda: made(rng.randint(words_low, words_high))),
        near=(
            made(words_low, low - 1),
            made(words_low, high + 1),
            made(words_low - 1),
            made(words_high + 1),
            made(words_low, of="é"),
            made(words_low, of="ж" if name != "Cyrillic" else "λ"),
            made(words_low, of="ÄΩЖ"),
            made(words_low, of="7"),
            made(words_low, of="_"),
            made(words_low, end=""),
            made(words_low, end="#"),
            made(words_low + 1, used="  "),
            made(words_low + 1, used="/"),
            made(words_low, of="x" if inside[1] != "a" else "ж"),
            made(words_low).upper(),
            made(words_low, of="ñ"),
            mark + made(words_low),
        ),
        wrong=(
            (pattern.replace(inside, r"\w"), "accepts any letter, digit or underscore"),
            (pattern.replace(inside, "[A-Za-z]"), "only knows ASCII letters"),
            (
                pattern.replace(inside, f"[{inside[1:4]}]"),
                "forgets the letters outside the main range",
            ),
            (pattern.replace(inside, r"[^\W\d_]"), "accepts letters of any alphabet"),
        ),
        parts=(
            f"{inside} lists exactly the stated letters; \\w would accept every script.",
            (
                "Further words are a bounded group."
                if words_high > 1
                else "The count fixes the length."
            ),
        ),
        alphabet=chars[:2] + chars[-1] + "aÉ7_ -",
        policy="",
    )
