r"""A worked solution as pieces: numbers, operators, words, and where an equality stands.

Reads prose, LaTeX, markdown and calculator annotations alike. Nothing is decided here, and nothing
is refused: what is no mathematics becomes a word or a stop, and the reader of sides ends there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verisynth.languages.math.step_words import ABOUT, BY, EQUALS, FUNCTIONS, OPERATORS

MAX_LINE = 4000
"""Longer lines are cut: nobody writes an equation there, and the work a line makes is bounded."""
_MOST_PASSES = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a line.

    Kinds: ``number operator open close bar relation soft approximate currency percent word
    variable function constant stop end``.
    """

    kind: str
    text: str
    spaced: bool = False
    """White space stood before it: ``12/3`` is one fraction, ``12 / 3`` a division."""
    spelled: bool = False
    """An operator written as a word: ``20 times 2 people came`` may be prose after all."""


END = Piece("end", "")

_GROUP = r"\{([^{}]*)\}"
_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:" + _GROUP + r"|(\d))\s*(?:" + _GROUP + r"|(\d))")
_MIXED = re.compile(
    r"(?<![\d.,\\])(\d{1,9})\s*\\[dtc]?frac\s*(?:\{(\d+)\}|(\d))\s*(?:\{(\d+)\}|(\d))"
)
_ROOT = re.compile(r"\\sqrt\s*(?:" + _GROUP + r"|(\d))")
_INDEXED_ROOT = re.compile(r"\\sqrt\s*\[\s*(\d)\s*\]\s*" + _GROUP)
_WORDS = re.compile(r"\\(?:text|mathrm|mbox|textrm|textbf|mathbf|operatorname)\s*" + _GROUP)
_BOXED = re.compile(r"\\(?:boxed|fbox)\s*" + _GROUP)
_EXPONENT = re.compile(r"\^\s*" + _GROUP)
_CANCELLED = re.compile(r"\\cancel\s*" + _GROUP)
_NESTED = (
    (_MIXED, lambda m: f"({m[1]}+{m[2] or m[3]}/{m[4] or m[5]})"),
    (_FRACTION, lambda m: f"(({m[1] or m[2]})/({m[3] or m[4]}))"),
    (_INDEXED_ROOT, lambda m: f"(({m[2]})^(1/{m[1]}))"),
    (_ROOT, lambda m: f"sqrt({m[1] or m[2]})"),
    (_WORDS, lambda m: f" {m[1]} "),
    (_BOXED, lambda m: f" {m[1]} "),
    (_EXPONENT, lambda m: f"^({m[1]})"),
    (_CANCELLED, lambda m: f"({m[1]})"),
)  # fmt: skip
_COMMANDS = (
    (re.compile(r"\\\\"), " "),
    (re.compile(r"\\(?:times|cdot|ast)(?![A-Za-z])"), " × "),
    (re.compile(r"\\div(?![A-Za-z])"), " ÷ "),
    (re.compile(r"\\(?:approx|approxeq|simeq|cong|doteq)(?![A-Za-z])"), " ≈ "),
    (re.compile(r"\\(?:implies|Rightarrow|rightarrow|to|iff|Leftrightarrow)(?![A-Za-z])"), " ⇒ "),
    (re.compile(r"\\(?:ne|neq|leq?|geq?|lt|gt|equiv|sim)(?![A-Za-z])"), " ≠ "),
    (re.compile(r"\\pi(?![A-Za-z])"), "π"),
    (re.compile(r"\^\s*\(?\s*\\(?:circ|degree)\s*\)?"), " degrees "),
    (re.compile(r"\\[dl]?dots[mbco]?(?![A-Za-z])|\\cdots(?![A-Za-z])"), "…"),
    (re.compile(r"\\(?:left|right|bigl?|bigr?|Bigl?|Bigr?|displaystyle)(?![A-Za-z])"), ""),
    (re.compile(r"\\(?:q?quad|hfill|space)(?![A-Za-z])|\\[,;: ]"), " "),
    (re.compile(r"\\!"), ""),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\\&|\\(?:begin|end)\s*\{[a-z]*(?:matrix|array|cases)\}"), r" \\command "),
    (re.compile(r"\\(?:begin|end)\s*\{[a-z*]+\}|\\\\|&"), " "),
    (re.compile(r"\\[\[\]()]|\$\$"), " ⇒ "),
    (re.compile(r"\\\$"), "$"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\([{}])"), r"\1"),
    (re.compile(r"\{"), "("),
    (re.compile(r"\}"), ")"),
)
_CHARACTERS = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "‐": "-", "·": "×", "⋅": "×", "∗": "×", "✕": "×", "∙": "×",
        "²": "^2", "³": "^3", "⁴": "^4", "⁵": "^5", "⁶": "^6", "½": " 1/2", "¼": " 1/4",
        "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3", "⅕": " 1/5", "⅛": " 1/8", "’": "'", "…": "...",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "＝": "=", "`": " ", "→": "⇒", "√": "sqrt ",
        "°": " degrees ",
    }
)  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-*•>#]+\s+|\(?\d{1,2}[.)]\s+|\(?[a-z][.)]\s+)+")
_LABEL = re.compile(r"(?<=[A-Za-z] )(\d{1,2}):(?=[\d($-]*[^\d\s:])(?=\S*=)")
_MIXED_WORDS = re.compile(r"\b(\d+) and (?:a )?\(?(\d+/\d+)\b\)?")
_ABBREVIATED = re.compile(
    r"\b(ft|sq|in|lbs?|oz|hrs?|mins?|secs?|yds?|mi|gal|pts?|qts?|cm|km|kg|mm)\.(?=\s*[a-z*×/+=)-])"
)
_STARS = re.compile(
    r"(?P<power>(?<=[\d)])\*\*(?=[\d(-])|(?<=[\d)] )\*\*(?= [\d(-]))"
    r"|(?P<times>(?<=[\w)%.]) ?\*(?!\*) ?(?=[\w($.-]))|(?P<mark>\*+)"
)
_PIECE = re.compile(
    r"(?P<clock>\d{1,2}:\d{2}(?::\d\d)?\s?(?:[ap]\.?m\b)?|\d+(?::\d+)+)"
    r"|(?P<ordinal>\d+(?:st|[nr]d|th)\b)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+(?:[eE][+-]?\d{1,3}\b)?|\d+"
    r"(?:[eE][+-]?\d{1,3}\b)?|(?<![\w.])\.\d+)(?P<dots>\.\.\.)?"
    r"|(?P<variable>\\[A-Za-z]+)"
    r"|(?P<word>[^\W\d_]+(?:[_'-]*[^\W\d_]+|_+\w+)*)"
    r"|(?P<arrow>=>|->|==>|⇒|<=|>=|!=|≠|[<>≤≥])"
    r"|(?P<approximate>≈|≅|~=|=~|~(?=\s*[$\d]))"
    r"|(?P<relation>==?)"
    r"|(?P<operator>\*\*|[-+×*/÷^!])"
    r"|(?P<currency>[$€£])|(?P<cent>¢)|(?P<percent>%)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])|(?P<bar>\|)"
    r"|(?P<space>\s+)|(?P<stop>\.\.\.|.)",
    re.DOTALL,
)
_UNIT_LETTERS = frozenset("mglshLC")
_FUNCTIONS = frozenset({"sqrt"})
_MOST_FACTORS = 3
"""Letters that LaTeX puts behind a number without a space are so many variables: ``2ab``."""
_IN_LATEX = re.compile(r"\\|\$[^$\n]*[A-Za-z^=][^$\n]*\$")
_CONSTANTS = {"pi": "pi", "π": "pi"}


def plain(line: str) -> str:
    """The line without LaTeX, markdown and unusual characters."""
    if "\\" in line or "{" in line:
        line = _without_latex(line)
    line = _BULLET.sub("", line.translate(_CHARACTERS))
    line = _ABBREVIATED.sub(r"\1", line)
    line = _LABEL.sub(r"\1: ", line)
    line = _MIXED_WORDS.sub(r"\1 \2", line)
    return _STARS.sub(_star, line) if "*" in line else line


def _star(found: re.Match[str]) -> str:
    """Power, product, or the marks of bold and italic text."""
    if found["power"]:
        return "^"
    after = found.string[found.end() : found.end() + 1]
    return " × " if found["times"] or (len(found[0]) == 1 and after in "+/=") else " "


def _without_latex(line: str) -> str:
    for _ in range(_MOST_PASSES):
        before = line
        for pattern, replacement in _NESTED:
            line = pattern.sub(replacement, line)
        if line == before:
            break
    for pattern, text in _COMMANDS:
        line = pattern.sub(text, line)
    return line


def pieces(line: str) -> tuple[Piece, ...]:
    """The pieces of a line; of at most ``MAX_LINE`` characters.

    In a line of LaTeX a letter is a variable; elsewhere ``5m`` may be five metres.
    """
    line = line[:MAX_LINE]
    latex = _IN_LATEX.search(line) is not None
    found: list[Piece] = []
    spaced = True
    for match in _PIECE.finditer(plain(line)):
        kind = match.lastgroup or "stop"
        text = match[0]
        if kind == "space":
            spaced = True
            continue
        if kind == "dots" or (kind == "number" and match["dots"]):
            found.append(Piece("number", match["number"] + "...", spaced))
        else:
            before = found[-1].kind if found and not spaced else ""
            glued = before == "number" or (latex and before == "close")
            found.append(_piece(kind, text, spaced=spaced, glued=glued, latex=latex))
        spaced = False
    return _spelled_out(found)


def _piece(kind: str, text: str, *, spaced: bool, glued: bool, latex: bool) -> Piece:
    match kind:
        case "ordinal" | "arrow":
            return Piece("stop", text, spaced)
        case "cent":
            return Piece("word", "cents", spaced)
        case "operator":
            return Piece(kind, {"*": "×", "**": "^"}.get(text, text), spaced)
        case "open":
            # LaTeX sets its spaces itself: a bracket after one is a factor there.
            return Piece(kind, text, spaced and not latex)
        case "word":
            return _word(text, spaced=spaced, glued=glued, latex=latex)
    return Piece(kind, text, spaced)


def _word(text: str, *, spaced: bool, glued: bool, latex: bool) -> Piece:
    lowered = text.casefold()
    if lowered in _CONSTANTS:
        return Piece("constant", "pi", spaced)
    if lowered in _FUNCTIONS:
        return Piece("function", lowered, spaced)
    if lowered in EQUALS:
        return Piece("soft", lowered, spaced)
    if lowered in OPERATORS:
        return Piece("operator", OPERATORS[lowered], spaced, spelled=True)
    is_letter = len(text) == 1 and (latex or text not in _UNIT_LETTERS)
    is_letter = is_letter or (latex and glued and len(text) <= _MOST_FACTORS)
    is_word = lowered in "ai" and spaced and not glued
    if (is_letter and not is_word) or "_" in text or lowered in FUNCTIONS:
        return Piece("variable", text, spaced)
    return Piece("word", text, spaced)


def _spelled_out(found: list[Piece]) -> tuple[Piece, ...]:
    """Pieces that are several words: ``12 x 5``, ``divided by``, ``is equal to``, ``= about``."""
    out: list[Piece] = []
    at = 0
    while at < len(found):
        one = found[at]
        after = found[at + 1] if at + 1 < len(found) else END
        low = one.text.casefold()
        if one.kind == "variable" and low == "x" and _between_values(out, after):
            out.append(Piece("operator", "×", one.spaced))
        elif one.kind == "variable" and low == "r" and after.kind == "number":
            out.append(Piece("word", "remainder", one.spaced))
        elif low in BY and after.text.casefold() == "by":
            out.append(Piece("operator", BY[low], one.spaced, spelled=True))
            at += 1
        elif one.kind in ("relation", "soft") and after.text.casefold() in ABOUT:
            out.append(Piece("approximate", "≈", one.spaced))
            at += 1
        elif one.kind == "soft" and low in ("equal", "is", "are") and _joins(out, low, after):
            at = _joined(out, found, at)
        else:
            out.append(one)
        at += 1
    return tuple(out)


def _between_values(before: list[Piece], after: Piece) -> bool:
    left = before[-1].kind if before else "end"
    return left in ("number", "close", "word", "percent") and after.kind in (
        "number", "open", "currency",
    )  # fmt: skip


def _joins(before: list[Piece], low: str, after: Piece) -> bool:
    return (low == "equal" and after.text.casefold() == "to") or after.text.casefold() == "equal"


def _joined(out: list[Piece], found: list[Piece], at: int) -> int:
    """Append ``equal to`` or ``is equal to`` as one soft equality; the place of its last word."""
    last = at
    while last + 1 < len(found) and found[last + 1].text.casefold() in ("equal", "to"):
        last += 1
    out.append(Piece("soft", "equals", found[at].spaced))
    return last
