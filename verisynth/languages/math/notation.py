r"""Folds notation that means the same into one spelling, text to text, before anything is read.

``\dfrac`` and ``\frac``, ``×`` and ``\cdot``, ``1{,}000`` and ``1 000``, ``x²`` and ``x^{2}``.
Layout goes away; nothing that carries meaning does. Every pattern is linear on text of bounded
length, so hostile text costs no more than honest text.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 2000


class Unreadable(ValueError):
    """The text is not mathematics this parser reads; the message says where it stopped."""


class Unevaluated(Unreadable):
    """The text states a task (an integral, a limit) instead of giving its value."""


def _words(*names: str) -> str:
    return rf"\\(?:{'|'.join(names)})(?![A-Za-z])"


_GONE = re.compile(
    r"\\(?:left|right)\s*\.(?!\d)|\\(?:tag|label|hspace|vspace|phantom|hphantom|color)\*?\{[^{}]*\}|"
    + _words(
        "left", "right", "middle", "[bB]igg?[lrm]?", "displaystyle", "textstyle", "scriptstyle",
        "limits", "nolimits", "mathstrut", "strut", "boldsymbol", "hline", "nonumber", "therefore",
        "angle", "measuredangle", "triangle", "odot", "bf", "rm", "it", "bm",
    )
    + r"|\\!|[∴∠△\u200b\u2061\u2062\ufeff]"
)  # fmt: skip
_SPACE = re.compile(
    r"\\q?quad|" + _words("hfill", "space", "enspace", "thinspace", "hskip")
    + r"|(?<!\\)\\[,;:> \n]|~|[\u00a0\u2009\u202f\u2002\u2003]"
)  # fmt: skip
_SEPARATOR = r"(?:\\[,:; ]\s?|[\s\u00a0\u2009\u202f]|,\s?\\!\s?|\s?\{\s?,\s?\}\s?)"
_GROUPED = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_SEPARATOR}\d{{3}})+(?!\d|\s?/)")
_POINTS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d+(?![\d,.])")
_NOON = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?<=\d)\s?(?:\^\s?\{?\s?(?:\\(?:text|mathrm|textrm)\s?\{\s?)?)?(?:st|nd|rd|th)(?![A-Za-z])"
    r"(?:\s?\}){0,2}"
)
_SAME = (
    (re.compile(r"\\(?:[dtc]frac|nicefrac|sfrac)(?![A-Za-z])"), r"\\frac "),
    (re.compile(r"\\[dt]binom(?![A-Za-z])"), r"\\binom "),
    (re.compile(r"(?<=\d)\s?[xX]\s?(?=10\s?\^)"), "*"),
    (re.compile(_words("cdot", "times", "ast") + r"|[×·⋅∗✕]"), "*"),
    (re.compile(_words("div") + r"|[÷∕⁄]"), "/"),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"[−–—‐‒]"), "-"),
    (re.compile(_words("leqslant", "leqq", "leq", "le") + r"|≤|⩽|<=|=<"), "≤"),
    (re.compile(_words("geqslant", "geqq", "geq", "ge") + r"|≥|⩾|>="), "≥"),
    (re.compile(_words("neq", "ne") + r"|\\not\s?=|≠|!=|<>|/="), "≠"),
    (re.compile(_words("lt")), "<"),
    (re.compile(_words("gt")), ">"),
    (re.compile(_words("approx", "simeq", "approxeq", "thickapprox", "doteq") + r"|[≈≃≅≐]"), "≈"),
    (re.compile(_words("equiv") + r"|≡|:=|=="), "="),
    (re.compile(_words("notin") + r"|\\not\s?\\in(?![A-Za-z])|∉"), "∉"),
    (re.compile(_words("in") + r"|∈"), "∈"),
    (re.compile(_words("cup", "bigcup") + r"|∪"), "∪"),
    (re.compile(_words("cap", "bigcap") + r"|∩"), "∩"),
    (re.compile(_words("setminus", "smallsetminus", "backslash") + r"|∖"), "∖"),
    (re.compile(_words("pm") + r"|±|\+/-|\+-(?=\s?[\d\\(])"), "±"),
    (re.compile(_words("mp") + r"|∓"), "∓"),
    (re.compile(_words("infty", "infin") + r"|∞"), r"\\infty "),
    (re.compile(r"π"), r"\\pi "),
    (re.compile(r"∛"), r"\\sqrt[3]"),
    (re.compile(r"∜"), r"\\sqrt[4]"),
    (re.compile(r"√"), r"\\sqrt "),
    (re.compile(_words("colon") + "|∶"), ":"),
    (re.compile(r"\^\s*(?:\\circ(?![A-Za-z])|\{\s*\\circ\s*\})|°|º|˚"), "°"),
    (re.compile(_words("degree", "degrees")), "°"),
    (re.compile(r"\^\s*(?:\\prime(?![A-Za-z])|\{\s*\\prime\s*\})|[′’ʹ]"), "'"),
    (re.compile(r"[″”]"), "''"),
    (re.compile(_words("mid") + "|∣"), "∣"),
    (re.compile(_words("[lr]?vert")), "|"),
    (re.compile(r"⌊"), r"\\lfloor "),
    (re.compile(r"⌋"), r"\\rfloor "),
    (re.compile(r"⌈"), r"\\lceil "),
    (re.compile(r"⌉"), r"\\rceil "),
    (re.compile(_words("langle") + "|⟨"), "("),
    (re.compile(_words("rangle") + "|⟩"), ")"),
    (re.compile(_words("lbrack")), "["),
    (re.compile(_words("rbrack")), "]"),
    (re.compile(_words("lbrace") + r"|\\\{"), "⦃"),
    (re.compile(_words("rbrace") + r"|\\\}"), "⦄"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\#|\\_(?=\s)"), " "),
    (re.compile(_words("emptyset", "varnothing") + "|∅|Ø"), "⦃⦄"),
    (re.compile(r"\\mathbb\s*\{?\s*R\s*\}?|\\(?:R|reals|Reals)(?![A-Za-z])"), "ℝ"),
    (re.compile(r"\\mathbb\s*\{?\s*Z\s*\}?|\\Z(?![A-Za-z])"), "ℤ"),
    (re.compile(r"\\mathbb\s*\{?\s*N\s*\}?|\\N(?![A-Za-z])"), "ℕ"),
    (re.compile(r"\\mathbb\s*\{?\s*Q\s*\}?|\\Q(?![A-Za-z])"), "ℚ"),
    (re.compile(r"\\mathbb\s*\{?\s*C\s*\}?"), "ℂ"),
    (re.compile(r"\\(?:ldots|cdots|dotsc|dotsb|dotsm|dots|hdots|vdots)(?![A-Za-z])|\.\.\.+"), "…"),
)  # fmt: skip
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙ", "0123456789n", strict=True))
_FRACTIONS = str.maketrans({
    "½": " 1/2 ", "¼": " 1/4 ", "¾": " 3/4 ", "⅓": " 1/3 ", "⅔": " 2/3 ", "⅛": " 1/8 ",
    "⅜": " 3/8 ", "⅝": " 5/8 ", "⅞": " 7/8 ", "⅕": " 1/5 ", "⅖": " 2/5 ", "⅗": " 3/5 ",
    "⅘": " 4/5 ", "⅙": " 1/6 ", "⅚": " 5/6 ",
})  # fmt: skip
_BARE_TEXT = re.compile(
    r"\\(?:text|textbf|textrm|textit|mathbf|mathrm|mbox|bm|underline)\s*\{([^{}A-Za-z\\]*)\}"
)
_STYLED = re.compile(r"\\(?:textcolor|colorbox)\s*\{[^{}]*\}")
_LAYOUT = re.compile(
    r"\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|gathered|split|center|multline)\*?\}"
)


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
    text = _raised_and_lowered(text).translate(_FRACTIONS)
    text = _BARE_TEXT.sub(r" \1 ", text) if "\\" in text else text
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    text = _POINTS.sub(lambda found: found[0].replace(".", "").replace(",", "."), text)
    text = _NOON.sub(r"\1m", _ORDINAL.sub("", text))
    text = _GONE.sub("", text)
    text = re.sub(r"\{\s*,\s*\}", ",", _SPACE.sub(" ", text))
    for pattern, replacement in _SAME:
        text = pattern.sub(replacement, text)
    return text


def _unwrapped(text: str) -> str:
    text = text.strip().strip("`").strip()
    while len(text) > 4 and text.startswith("**") and text.endswith("**"):
        text = text[2:-2].strip()
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
    text = _STYLED.sub("", text)
    return _LAYOUT.sub(" ", text).replace("&=", "=") if _LAYOUT.search(text) else text


def _raised_and_lowered(text: str) -> str:
    if text.isascii():
        return text
    for signs, mark in ((_RAISED, "^"), (_LOWERED, "_")):
        run = re.compile(f"[{''.join(signs)}]+")
        text = run.sub(lambda found: f"{mark}{{{''.join(signs[c] for c in found[0])}}}", text)  # noqa: B023 - used at once
    return text
