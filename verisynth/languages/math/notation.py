r"""Folds notation that means the same into one spelling, text to text, before anything is read.

``\dfrac`` and ``\frac``, ``×`` and ``\cdot``, ``1{,}000`` and ``1 000``, ``x²`` and ``x^{2}``.
Layout goes away; nothing that carries meaning does. Every pattern is linear on text of bounded
length, so hostile text costs no more than honest text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_CHARACTERS = 2000


class Unreadable(ValueError):
    """The text is not mathematics this parser reads; the message says where it stopped."""


class Unevaluated(Unreadable):
    """The text states a task (an integral, a limit) instead of giving its value."""


_OPERATORS = {
    "cdot times ast": "*",
    "div": "/",
    "leqslant leqq leq le": "≤",
    "geqslant geqq geq ge": "≥",
    "neq ne": "≠",
    "lt": "<",
    "gt": ">",
    "approx simeq approxeq thickapprox doteq": "≈",
    "equiv": "=",
    "notin": "∉",
    "in": "∈",
    "cup bigcup": "∪",
    "cap bigcap": "∩",
    "setminus smallsetminus backslash": "∖",
    "pm": "±",
    "mp": "∓",
    "infin": "\\infty ",
    "colon": ":",
    "circ degree degrees": "°",
    "prime": "'",
    "mid": "∣",
    "vert lvert rvert": "|",
    "langle": "(",
    "rangle": ")",
    "lbrack": "[",
    "rbrack": "]",
    "lbrace": "⦃",
    "rbrace": "⦄",
    "emptyset varnothing": "⦃⦄",
    "R reals Reals": "ℝ",
    "Z": "ℤ",
    "N": "ℕ",
    "Q": "ℚ",
    "ldots cdots dotsc dotsb dotsm dots hdots vdots": "…",
    "dfrac tfrac cfrac nicefrac sfrac": "\\frac ",
    "dbinom tbinom": "\\binom ",
    "hfill space enspace thinspace hskip": " ",
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm": "",
    "displaystyle textstyle scriptstyle limits nolimits mathstrut strut hline nonumber": "",
    "tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge checkmark": "",
    "therefore angle measuredangle triangle odot bf rm it": "",
}
"""LaTeX commands and what they become; the rest are read by the parser."""
_COMMANDS = {name: sign for names, sign in _OPERATORS.items() for name in names.split()}
_COMMAND = re.compile(r"\\\\|\\(?:q?quad|[A-Za-z]+)")
_CHARACTERS = str.maketrans({
    **dict.fromkeys("×·⋅∗✕", "*"), **dict.fromkeys("÷∕⁄", "/"), **dict.fromkeys("−–—‐‒", "-"),
    **dict.fromkeys("⩽", "≤"), **dict.fromkeys("⩾", "≥"), **dict.fromkeys("≃≅≐", "≈"), "≡": "=",
    "∞": "\\infty ", "π": "\\pi ", "∛": "\\sqrt[3]", "∜": "\\sqrt[4]", "√": "\\sqrt ", "∶": ":",
    **dict.fromkeys("º˚", "°"), **dict.fromkeys("′’ʹ", "'"), **dict.fromkeys("″”", "''"),
    "⌊": "\\lfloor ", "⌋": "\\rfloor ", "⌈": "\\lceil ", "⌉": "\\rceil ", "⟨": "(", "⟩": ")",
    **dict.fromkeys("∅Ø", "⦃⦄"), **dict.fromkeys("∴∠△", ""),
    **dict.fromkeys("\u00a0\u2009\u202f\u2002\u2003", " "),
    "½": " 1/2 ", "¼": " 1/4 ", "¾": " 3/4 ", "⅓": " 1/3 ", "⅔": " 2/3 ", "⅛": " 1/8 ",
    "⅜": " 3/8 ", "⅝": " 5/8 ", "⅞": " 7/8 ", "⅕": " 1/5 ", "⅖": " 2/5 ", "⅗": " 3/5 ",
    "⅘": " 4/5 ", "⅙": " 1/6 ", "⅚": " 5/6 ",
})  # fmt: skip
_WIDE = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff]")
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufe0f\ufeff"
_STOPS = str.maketrans({"。": ".", "、": ",", **dict.fromkeys(_UNSEEN, "")})
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙ", "0123456789n", strict=True))
_RUNS = (
    (re.compile(f"[{''.join(_RAISED)}]+"), "^", str.maketrans(_RAISED)),
    (re.compile(f"[{''.join(_LOWERED)}]+"), "_", str.maketrans(_LOWERED)),
)
_PAIRS = {
    "**": "^", "<=": "≤", "=<": "≤", ">=": "≥", "!=": "≠", "<>": "≠", "/=": "≠", ":=": "=",
    "==": "=", "+/-": "±",
}  # fmt: skip
_PAIR = re.compile(r"\*\*|<=|=<|>=|!=|<>|/=|:=|==|\+/-|\+-(?=\s?[\d\\(])|\.\.\.+")
_TIMES_TEN = re.compile(r"(?<=\d)\s?[xX]\s?(?=10\s?\^)")
_INVISIBLE = re.compile(
    r"\\(?:left|right)\s*\.(?!\d)|\\(?:tag|label|hspace|vspace|phantom|hphantom|color)\*?\{[^{}]*\}"
    r"|\\!"
)
_THIN = re.compile(r"(?<!\\)\\[,;:> \n]|~")
_ESCAPED = {"\\{": "⦃", "\\}": "⦄", "\\%": "%", "\\#": " ", "\\|": "|"}
_ESCAPE = re.compile(r"(?<!\\)\\[{}%#|]")
_NOT = re.compile(r"\\not\s*(=|\\in(?![A-Za-z]))")
_DEGREE = re.compile(r"\^\s*\{?\s*([°'])\s*\}?")
_SETS = re.compile(r"\\(?:mathbb|Bbb)\s*\{?\s*([RZNQC])\s*\}?")
_SET_SIGNS = dict(zip("RZNQC", "ℝℤℕℚℂ", strict=True))
_SEPARATOR = r"(?:\\[,:; ]\s?|\s|,\s?\\!\s?|\s?\{\s?,\s?\}\s?)"
_GROUPED = re.compile(rf"(?<![\d.,_])\d{{1,3}}(?:{_SEPARATOR}\d{{3}})+(?!\d|\s?/)")
_POINTS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d+(?![\d,.])")
_MARKED = re.compile(r"(?<![\w.,'])\d{1,3}(?:(?:'\d{3})+|(?:_\d{3})+|(?:\.\d{3}){2,})(?![\w'.]*\d)")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:\s\d{3})+,(?:\d{1,2}|\d{4,})(?![\d,])")
_UNION = re.compile(r"(?<=[)\]])\s*U\s*(?=[(\[])")
_LOG = re.compile(r"(?<![\\A-Za-z])log(2|10)(?=\()")
_DOTTED = re.compile(r"\.(\d*)\\dot\s?\{?(\d)\}?(\d*)\\dot\s?\{?(\d)\}?")
_BASE = re.compile(r"\((\d[0-9A-F]*)\)(?=_)")
_LEAD = re.compile(
    r"(?:[=:→⇒∴]|->|=>|\\(?:implies|Rightarrow|rightarrow|Longrightarrow|to)(?![A-Za-z]))\s*"
)
_EMPHASIS = re.compile(r"([*_])([^*_]+)\1")
_RATIO = re.compile(r"\d+(?: to \d+)+")
_SIGN_IN_BRACES = re.compile(r"\{\s*([,:])\s*\}")
_NOON = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?<=\d)\s?(?:\^\s?\{?\s?(?:\\(?:text|mathrm|textrm)\s?\{\s?)?)?(?:st|nd|rd|th)(?![A-Za-z])"
    r"(?:\s?\}){0,2}"
)
_BARE_TEXT = re.compile(
    r"\\(?:text|textbf|textrm|textit|mathbf|mathrm|mbox|bm|underline)\s*\{([^{}A-Za-z\\]*)\}"
)
_STYLED = re.compile(r"\\(?:textcolor|colorbox)\s*\{[^{}]*\}")
_LAYOUT = re.compile(
    r"\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|gathered|split|center|multline)\*?\}"
)


@lru_cache(maxsize=1024)
def same_notation(text: str) -> str:
    """``text`` with notation folded: one spelling each, layout commands gone.

    Raises:
        Unreadable: the text is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"{len(text)} characters; at most {MAX_CHARACTERS}")
    if text.isascii() and text.isdigit():
        return text
    return _folded(_unwrapped(text)).strip()


def _folded(text: str) -> str:
    if not text.isascii():
        for run, mark, letters in _RUNS:
            text = run.sub(_Raised(mark, letters), text)
        text = re.sub(r"([√∛∜])\s?(\d+(?:\.\d+)?)", r"\1{\2}", plain_characters(text))
        text = text.translate(_CHARACTERS)
    text = _in_digits(text)
    if ")" in text:
        text = _LOG.sub(r"log_{\1}", _UNION.sub("∪", _BASE.sub(r"\1", text)))
    text = _NOON.sub(r"\1m", _ORDINAL.sub("", text))
    if "\\" in text or "~" in text:
        text = _without_commands(text)
    text = _PAIR.sub(_pair, _TIMES_TEN.sub("*", text))
    text = _DEGREE.sub(r"\1", text) if "^" in text else text
    return _SIGN_IN_BRACES.sub(r"\1", text) if "{" in text else text


def _in_digits(text: str) -> str:
    """Digits in groups as digits, and a decimal comma as a point where it can be nothing else."""
    if "," in text:
        text = _SPACED.sub(lambda found: re.sub(r"\s", "", found[0]).replace(",", "."), text)
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    if "'" in text or "_" in text or text.count(".") > 1:
        text = _MARKED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    if "." in text and "," in text:
        text = _POINTS.sub(lambda found: found[0].replace(".", "").replace(",", "."), text)
    return _DOTTED.sub(r".\1\\overline{\2\3\4}", text) if "\\dot" in text else text


def plain_characters(text: str) -> str:
    """``text`` without invisible characters, and with full-width and styled ones as plain ones."""
    wide = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return wide.translate(_STOPS)


@dataclass(frozen=True, slots=True)
class _Raised:
    """A run of raised or lowered signs as ``^{…}`` or ``_{…}``."""

    mark: str
    letters: dict[int, str]

    def __call__(self, found: re.Match[str]) -> str:
        return f"{self.mark}{{{found[0].translate(self.letters)}}}"


def _without_commands(text: str) -> str:
    text = _INVISIBLE.sub("", _BARE_TEXT.sub(r" \1 ", text))
    text = _NOT.sub(lambda found: "≠" if found[1] == "=" else "∉", text)
    text = _SETS.sub(lambda found: _SET_SIGNS[found[1]], text)
    text = _ESCAPE.sub(lambda found: _ESCAPED[found[0]], _THIN.sub(" ", text))
    return _COMMAND.sub(_command, text)


def _command(found: re.Match[str]) -> str:
    name = found[0][1:]
    return " " if name in ("quad", "qquad") else _COMMANDS.get(name, found[0])


def _pair(found: re.Match[str]) -> str:
    return _PAIRS.get(found[0], "±" if found[0].startswith("+") else "…")


def _unwrapped(text: str) -> str:
    text = text.strip().strip("`").strip()
    while len(text) > 4 and text.startswith("**") and text.endswith("**"):
        text = text[2:-2].strip()
    if text[:1] in ("*", "_") and (found := _EMPHASIS.fullmatch(text)):
        text = found[2]
    text = text[lead.end() :] if (lead := _LEAD.match(text)) else text
    if " to " in text and _RATIO.fullmatch(text):
        text = text.replace(" to ", ":")
    text = text.replace(r"\[", " ").replace(r"\]", " ").replace(r"\(", " ").replace(r"\)", " ")
    text = re.sub(r"(?:US|USD)?\s?\\\$|\\pounds(?![A-Za-z])|\\euro(?![A-Za-z])", _currency, text)
    if text.count("$") % 2:
        text = re.sub(r"\$(?=\s*-?[\d.])", "¤", text, count=1)
    text = text.replace("$", " ").rstrip(" \t\n\\;,")
    if not text.endswith(("..", "…")):
        text = text.rstrip(" \t\n\\.;,")
    return _single_backslashes(text)


def _currency(found: re.Match[str]) -> str:
    return {"p": "£", "e": "€"}.get(found[0].strip()[1:2], "¤")


def _single_backslashes(text: str) -> str:
    r"""Text that was escaped once too often: ``\\frac`` is ``\frac``, but ``\\`` ends a row."""
    if "\\\\begin" in text:
        text = text.replace("\\\\", "\\")
    if r"\begin" not in text:
        return re.sub(r"\\\\(?=[a-zA-Z{}%$])", r"\\", text)
    text = re.sub(r"\\cr(?![A-Za-z])", r"\\\\", _STYLED.sub("", text))
    return _LAYOUT.sub(" ", text).replace("&=", "=") if _LAYOUT.search(text) else text
