r"""Splits plain or LaTeX math into tokens, with a hard limit on length and digits.

Notation that means the same becomes the same token here, so that the parser knows one spelling:
``\dfrac`` and ``\frac``, ``×`` and ``\cdot``, ``1{,}000`` and ``1,000``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CHARACTERS = 2000
MAX_DIGITS = 1000


class Unreadable(ValueError):
    """The text is not mathematics this parser reads; the message says where it stopped."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token: kind ``number word command operator text based begin close end``, and its text."""

    kind: str
    text: str
    spaced: bool = False
    """White space stood before it; ``1 3/4`` is a mixed number, ``13/4`` is not."""


_GONE = re.compile(
    r"\\(?:left|right|bigl|bigr|Bigl|Bigr|biggl|biggr|big|Big|bigg|Bigg|displaystyle|textstyle|"
    r"limits|nolimits|mathstrut|strut|boldsymbol|hline)(?![A-Za-z])|\\!"
)
_SPACE = re.compile(
    r"\\(?:quad|qquad|hfill|space|enspace|thinspace)(?![A-Za-z])|(?<!\\)\\[,;: ]|~|\u00a0|\u202f"
)
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})((?:\\[,:; ]\s?|\s|,\\!\s?|\{,\}\s?)\d{3})+(?![\d])")
_SAME = (
    (re.compile(r"\\[dtc]frac(?![A-Za-z])"), r"\\frac "),
    (re.compile(r"\\[dt]binom(?![A-Za-z])"), r"\\binom "),
    (re.compile(r"\\(?:cdot|times|ast)(?![A-Za-z])|[×·⋅∗]"), "*"),
    (re.compile(r"\\div(?![A-Za-z])|÷"), "/"),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"[−–‐]"), "-"),
    (re.compile(r"\\(?:leqslant|leq|le)(?![A-Za-z])|≤|<="), "≤"),
    (re.compile(r"\\(?:geqslant|geq|ge)(?![A-Za-z])|≥|>="), "≥"),
    (re.compile(r"\\(?:neq|ne)(?![A-Za-z])|≠|!="), "≠"),
    (re.compile(r"\\lt(?![A-Za-z])"), "<"),
    (re.compile(r"\\gt(?![A-Za-z])"), ">"),
    (re.compile(r"\\in(?![A-Za-z])|∈"), "∈"),
    (re.compile(r"\\cup(?![A-Za-z])|∪"), "∪"),
    (re.compile(r"\\pm(?![A-Za-z])|±"), "±"),
    (re.compile(r"\\mp(?![A-Za-z])|∓"), "∓"),
    (re.compile(r"\\infty(?![A-Za-z])|∞"), r"\\infty "),
    (re.compile(r"π"), r"\\pi "),
    (re.compile(r"√"), r"\\sqrt "),
    (re.compile(r"\\colon(?![A-Za-z])"), ":"),
    (re.compile(r"\^\s*(?:\\circ(?![A-Za-z])|\{\s*\\circ\s*\})|°"), "°"),
    (re.compile(r"\\degree(?![A-Za-z])"), "°"),
    (re.compile(r"\\[lr]?vert(?![A-Za-z])|\\mid(?![A-Za-z])"), "|"),
    (re.compile(r"\\(?:lbrace|\{)"), "⦃"),
    (re.compile(r"\\(?:rbrace|\})"), "⦄"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\(?:emptyset|varnothing)(?![A-Za-z])|∅"), "⦃⦄"),
)
_SUPERSCRIPTS = str.maketrans({"²": "^2", "³": "^3", "¹": "^1", "⁴": "^4"})
_FRACTIONS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_TEXT = re.compile(
    r"\\(?:text|textbf|textit|textrm|textnormal|mbox|hbox|mathrm|mathbf|mathit|operatorname)\*?\s*\{"
)
_BARE_TEXT = re.compile(r"\\(?:text|textbf|mathbf|mathrm|mbox)\s*\{([^{}A-Za-z\\]*)\}")
_BEGIN = re.compile(r"\\(begin|end)\s*\{([a-z]+)\*?\}(?:\{[lcr|\s]*\}|\[[lcr|\s]*\])?")
_BASED = re.compile(r"(\d[0-9A-F]*)_(?:\{\s*(\d{1,2})\s*\}|(\d{1,2}))(?![\d.])")
_NUMBER = re.compile(r"\d+\.?\d*|\.\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?")
_EXPONENT = re.compile(r"[eE][+-]?\d{1,3}(?![\w.])")
_WORD = re.compile(r"[^\W\d_]+")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_OPEN, _CLOSE = "([{⦃", ")]}⦄"


def same_notation(text: str) -> str:
    """``text`` with notation folded: one spelling each, layout commands gone."""
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"{len(text)} characters; at most {MAX_CHARACTERS}")
    text = _strip_wrapping(text)
    text = _BARE_TEXT.sub(r" \1 ", text)
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    text = _SPACE.sub(" ", _GONE.sub("", text)).replace("{,}", ",")
    for pattern, replacement in _SAME:
        text = pattern.sub(replacement, text)
    return text.translate(_SUPERSCRIPTS).translate(_FRACTIONS).strip()


def _strip_wrapping(text: str) -> str:
    text = text.strip().strip("`").strip()
    while len(text) > 4 and text.startswith("**") and text.endswith("**"):
        text = text[2:-2].strip()
    for opening, closing in ((r"\[", r"\]"), (r"\(", r"\)")):
        text = text.replace(opening, " ").replace(closing, " ")
    text = re.sub(r"\\\$|€|£|\\pounds", " ¤", text)
    if text.count("$") % 2:
        text = re.sub(r"\$(?=\s*[\d.])", "¤", text, count=1)
    text = text.replace("$", " ").rstrip(" \t\n\\.")
    return re.sub(r"\\\\(?=[a-z]{2})", r"\\", text) if r"\begin" not in text else text


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of ``text``, ended by one of kind ``end``.

    A comma between groups of three digits belongs to the number at the top level only: inside
    brackets ``(1,234)`` has two coordinates.

    Raises:
        Unreadable: too long, too many digits, or a character with no meaning.
    """
    text = same_notation(text)
    tokens: list[Token] = []
    position, depth = 0, 0
    while position < len(text):
        start = position
        while position < len(text) and text[position].isspace():
            position += 1
        if position == len(text):
            break
        token, position = _next(text, position, depth, spaced=position > start)
        depth += (token.text in _OPEN) - (token.text in _CLOSE) if token.kind == "operator" else 0
        tokens.append(token)
    return (*tokens, Token("end", ""))


def _next(text: str, at: int, depth: int, *, spaced: bool) -> tuple[Token, int]:
    if based := _BASED.match(text, at):
        return Token("based", f"{based[1]}_{based[2] or based[3]}", spaced), based.end()
    if text[at].isdigit() or (text[at] == "." and text[at + 1 : at + 2].isdigit()):
        return _number(text, at, depth, spaced=spaced)
    if words := _TEXT.match(text, at):
        end = text.find("}", words.end())
        if end < 0:
            raise Unreadable("a text group is not closed")
        return Token("text", text[words.end() : end].strip(), spaced), end + 1
    if environment := _BEGIN.match(text, at):
        kind = "begin" if environment[1] == "begin" else "close"
        return Token(kind, environment[2], spaced), environment.end()
    if text.startswith("\\\\", at):
        return Token("operator", "\\\\", spaced), at + 2
    for kind, pattern in (("command", _COMMAND), ("word", _WORD)):
        if found := pattern.match(text, at):
            return Token(kind, found[0].removeprefix("\\"), spaced), found.end()
    if text[at] in "+-*/^_=<>≤≥≠∈∪±∓()[]{}⦃⦄|,;:!%°¤&":
        return Token("operator", text[at], spaced), at + 1
    raise Unreadable(f"no meaning for {text[at]!r}")


def _number(text: str, at: int, depth: int, *, spaced: bool) -> tuple[Token, int]:
    found = (_THOUSANDS.match(text, at) if depth == 0 else None) or _NUMBER.match(text, at)
    if found is None:
        raise Unreadable(f"no number at {text[at : at + 10]!r}")
    digits, end = found[0].replace(",", ""), found.end()
    if len(digits) > MAX_DIGITS:
        raise Unreadable(f"a number of {len(digits)} digits; at most {MAX_DIGITS}")
    if exponent := _EXPONENT.match(text, end):
        digits, end = digits + exponent[0], exponent.end()
    return Token("number", digits, spaced), end
