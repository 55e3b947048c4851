"""The alphabets a word may be made of."""

from __future__ import annotations

from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    LOWER,
    UPPER,
)

SORTS = {
    "lower": ("[a-z]", LOWER, "lower-case letters"),
    "upper": ("[A-Z]", UPPER, "capital letters"),
    "letters": ("[A-Za-z]", LETTERS, "letters"),
    "digits": ("[0-9]", DIGITS, "digits"),
    "mixed": ("[a-z0-9]", LOWER + DIGITS, "lower-case letters and digits"),
    "hex": ("[0-9a-f]", DIGITS + "abcdef", "lower-case hex digits (0-9, a-f)"),
}
