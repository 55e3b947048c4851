r"""Splits plain or LaTeX math into tokens, with a hard limit on length and digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verisynth.languages.math.notation import (
    MAX_CHARACTERS,
    Unevaluated,
    Unreadable,
    same_notation,
)

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DIGITS",
    "Token",
    "Unevaluated",
    "Unreadable",
    "same_notation",
    "tokenize",
]

MAX_DIGITS = 1000


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its text, and whether white space stood before it.

    Kinds: ``number repeating word command operator text based begin close end``.
    """

    kind: str
    text: str
    spaced: bool = False
    """``1 3/4`` is a mixed number, ``13/4`` is not."""


_TEXT = re.compile(
    r"\\(?:text|textbf|textit|textrm|textsf|texttt|textnormal|mbox|hbox|mathrm|mathbf|mathit|"
    r"mathsf|operatorname|bold|emph|underline)\*?\s*\{"
)
_MATHEMATICS = re.compile(r"\\(?:frac|sqrt|pi|cdot|binom|infty|pm|times|left)(?![A-Za-z])")
_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathbb)\s*\{\s*([A-Za-z])\s*\}")
_BEGIN = re.compile(r"\\(begin|end)\s*\{([a-z]+)\*?\}(?:\{[lcr|\s]*\}|\[[lcr|\s]*\])?")
_BASED = re.compile(
    r"(\d[0-9A-Fa-f]*)_\s?(?:\{\s*(?:\\text\s?\{)?\s?([a-z]+|\d{1,2})\s*\}{1,2}|(\d{1,2})"
    r"|\\text\s?\{\s?([a-z]+)\s?\})(?![\d.])"
)
_BASES = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "sixteen": 16,
}  # fmt: skip
_NUMBER = re.compile(r"\d+\.?\d*|\.\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?")
_REPEATING = re.compile(
    # 0.1\overline{6} and 0.(3); but 2.5(3) is a product.
    r"(\d*)\.(?:(\d*)\s?\\(?:overline|bar|dot|overbar)\s*(?:\{\s?(\d+)\s?\}|(\d))|\((\d+)\))"
)
_EXPONENT = re.compile(r"[eE][+-]?\d{1,3}(?![\w.])")
_WORD = re.compile(r"[^\W\d_]+")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_OPERATORS = frozenset("+-*/^_=<>≤≥≠∈∉≈∪∩∖±∓()[]{}⦃⦄|∣,;:!%°'¤€£¥₹¢&?")
_SETS = frozenset("ℝℤℕℚℂ")
_OPEN, _CLOSE = "([{⦃", ")]}⦄"


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of ``text``, ended by one of kind ``end``.

    A comma between groups of three digits belongs to the number at the top level only: inside
    brackets ``(1,234)`` has two coordinates.

    Raises:
        Unreadable: too long, too many digits, or a character with no meaning.
    """
    return _split(same_notation(text))


def _split(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    position, depth, end = 0, 0, len(text)
    while position < end:
        start = position
        while position < end and text[position].isspace():
            position += 1
        token, position = _next(text, position, depth, spaced=position > start)
        depth += (token.text in _OPEN) - (token.text in _CLOSE) if token.kind == "operator" else 0
        tokens.append(token)
    return (*tokens, Token("end", ""))


def _next(text: str, at: int, depth: int, *, spaced: bool) -> tuple[Token, int]:
    sign = text[at]
    if sign.isdigit() or (sign == "." and text[at + 1 : at + 2].isdigit()):
        return _number(text, at, depth, spaced=spaced)
    if sign in _OPERATORS:
        return Token("operator", sign, spaced), at + 1
    if sign == "\\":
        return _command(text, at, spaced=spaced)
    if sign in _SETS:
        return Token("set", sign, spaced), at + 1
    if sign == "…":
        return Token("symbol", "…", spaced), at + 1
    if sign == "." and at + 1 < len(text):
        # A stop between a word and what follows; a decimal point was read with its number.
        return Token("stop", ".", spaced), at + 1
    if found := _WORD.match(text, at):
        return Token("word", found[0], spaced), found.end()
    raise Unreadable(f"no meaning for {sign!r}")


def _command(text: str, at: int, *, spaced: bool) -> tuple[Token, int]:
    if bold := _BOLD.match(text, at):
        return Token("word", bold[1], spaced), bold.end()
    if words := _TEXT.match(text, at):
        end = _closing(text, words.end())
        if _MATHEMATICS.search(text, words.end(), end):
            # A font around mathematics; its braces group.
            return Token("operator", "{", spaced), words.end()
        return Token("text", text[words.end() : end].strip(), spaced), end + 1
    if environment := _BEGIN.match(text, at):
        kind = "begin" if environment[1] == "begin" else "close"
        return Token(kind, environment[2], spaced), environment.end()
    if text.startswith("\\\\", at):
        return Token("operator", "\\\\", spaced), at + 2
    if found := _COMMAND.match(text, at):
        return Token("command", found[0].removeprefix("\\"), spaced), found.end()
    raise Unreadable(f"no meaning for {text[at : at + 2]!r}")


def _closing(text: str, at: int) -> int:
    depth = 1
    for position in range(at, len(text)):
        depth += (text[position] == "{") - (text[position] == "}")
        if depth == 0:
            return position
    raise Unreadable("a text group is not closed")


def _number(text: str, at: int, depth: int, *, spaced: bool) -> tuple[Token, int]:
    if repeating := _REPEATING.match(text, at):
        return _repeating(repeating, spaced=spaced)
    if (based := _BASED.match(text, at)) and (base := _base(based[2] or based[3] or based[4])):
        return Token("based", f"{based[1].upper()}_{base}", spaced), based.end()
    found = (_THOUSANDS.match(text, at) if depth == 0 else None) or _NUMBER.match(text, at)
    if found is None:
        raise Unreadable(f"no number at {text[at : at + 10]!r}")
    digits, end = found[0].replace(",", ""), found.end()
    if len(digits) > MAX_DIGITS:
        raise Unreadable(f"a number of {len(digits)} digits; at most {MAX_DIGITS}")
    if exponent := _EXPONENT.match(text, end):
        digits, end = digits + exponent[0], exponent.end()
    elif "." in digits and text[end : end + 1] == "…":
        digits, end = digits + "…", end + 1
    return Token("number", digits, spaced), end


def _base(text: str) -> int:
    return int(text) if text.isdigit() else _BASES.get(text, 0)


def _repeating(found: re.Match[str], *, spaced: bool) -> tuple[Token, int]:
    whole, fixed, repeated = found[1] or "0", found[2] or "", found[3] or found[4] or found[5]
    if len(found[0]) > MAX_DIGITS:
        raise Unreadable(f"a number of {len(found[0])} digits; at most {MAX_DIGITS}")
    return Token("repeating", f"{whole}.{fixed}.{repeated}", spaced), found.end()
