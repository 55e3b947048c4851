"""The kinds of hex digits a task may ask for."""

from __future__ import annotations

from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
)

CASES = (
    ("0-9a-f", DIGITS + "abcdef", "lower-case hex digits (0-9, a-f)"),
    ("0-9A-F", DIGITS + "ABCDEF", "upper-case hex digits (0-9, A-F)"),
    ("0-9a-fA-F", DIGITS + "abcdefABCDEF", "hex digits (0-9, a-f, A-F; case does not matter)"),
)
