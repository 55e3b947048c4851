"""What a run of letters means: a function, a constant, a product of variables, or just words.

The dangerous mistake is to read a word as a product of its letters: then ``converges`` equals any
other spelling of those letters. Here only short runs of letters that people use as variables are
products; everything else stays a word and equals only itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from verisynth.languages.math.tokens import Token
from verisynth.languages.math.units import is_unit

FUNCTIONS = {
    "sin": "sin", "cos": "cos", "tan": "tan", "tg": "tan", "sec": "sec", "csc": "csc",
    "cosec": "csc", "cot": "cot", "ctg": "cot", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "asin": "asin", "acos": "acos", "atan": "atan", "arccot": "acot",
    "arcsec": "asec", "arccsc": "acsc", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "coth": "coth", "sech": "sech", "csch": "csch", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "exp": "exp",
    "ln": "ln", "log": "log", "lg": "log10", "sqrt": "sqrt", "cbrt": "cbrt", "abs": "abs",
    "floor": "floor", "ceil": "ceil", "factorial": "factorial", "gcd": "gcd", "lcm": "lcm",
    "max": "max", "min": "min", "binom": "binomial", "binomial": "binomial", "comb": "binomial",
    "cis": "cis", "Re": "re", "Im": "im", "re": "re", "arg": "arg", "sgn": "sign", "sign": "sign",
    "det": "det", "erf": "erf",
}  # fmt: skip
CONSTANTS = {
    "pi": "pi", "e": "e", "i": "i", "infty": "infinity", "inf": "infinity", "oo": "infinity",
    "infinity": "infinity", "imath": "i",
}  # fmt: skip
GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
        "Upsilon",
        "ell",
        "hbar",
        "nabla",
        "aleph",
    ]
)
_GREEK_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau
upsilon phi phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell
"""
LETTERS = dict(zip("αβγδεζηθικλμνξρστυφϕχψωΓΔΘΛΞΠΣΦΨΩℓ", _GREEK_NAMES.split(), strict=True))
_SAME_LETTER = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho",
                "varsigma": "sigma"}  # fmt: skip
_COUNTING = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty
"""
NUMBER_WORDS = {word: value for value, word in enumerate(_COUNTING.split())}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
          "dozen": 12}  # fmt: skip
"""Words that multiply the number before them."""
_VARIABLES = ("abcdxyz", "klmnpq", "pqrst", "ijk", "uvwxyz")
_SHORT_WORDS = frozenset(
    [
        "no",
        "or",
        "is",
        "if",
        "to",
        "at",
        "in",
        "of",
        "by",
        "be",
        "do",
        "go",
        "he",
        "we",
        "so",
        "up",
        "us",
        "it",
        "an",
        "as",
        "on",
        "am",
        "pm",
        "cm",
        "mm",
        "km",
        "kg",
        "mg",
        "ml",
        "ft",
        "mi",
        "hr",
        "lb",
        "oz",
        "yd",
        "ha",
        "ok",
    ]
)
_GLUED_FUNCTION = re.compile(
    r"(arcsin|arccos|arctan|sin|cos|tan|sec|csc|cot|ln|log|sqrt)(?=[xyzt]|sin|cos|tan|ln|log)"
    r"|[xyzt]"
)
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,4}")
_ENGLISH = frozenset(["cost", "costs", "tant", "logs"])


def classify(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with every word and command replaced by what it means.

    New kinds: ``function constant symbol separator words``; ``command`` stays for the rest.
    """
    if len(tokens) == 2 and tokens[0].kind == "number":
        return tokens
    result: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind not in ("word", "command", "text"):
            result.append(token)
        elif token.text in ("minus", "negative") and tokens[place + 1].kind == "number":
            result.append(Token("operator", "-", token.spaced))
        elif token.text == "in" and _is_member(tokens[max(0, place - 1)], tokens[place + 1]):
            result.append(Token("operator", "∈", token.spaced))
        elif _is_unit(token, result[-2:], tokens[place + 1 : place + 3]):
            result.append(Token("words", token.text, token.spaced))
        elif token.kind == "text" and (constant := _upright(token, tokens, place)):
            result.append(Token("constant", constant, token.spaced))
        else:
            result.extend(_meaning(token))
    return tuple(result)


def _is_member(before: Token, after: Token) -> bool:
    """``x in [0, 1]``; five inches are ``5 in``."""
    named = before.kind == "word" and len(before.text) == 1
    return named and (after.kind == "set" or after.text in ("(", "[", "{", "⦃"))


def _is_unit(token: Token, before: Sequence[Token], after: Sequence[Token]) -> bool:
    """``60 min`` and ``5 sec`` are times; ``min(2, 3)`` and ``2 sec x`` are functions.

    A letter is a variable, except among measures of several parts: ``1 h 30 min``, ``1 min 5 s``.
    """
    if token.kind == "text" or not before or before[-1].kind != "number":
        return False
    first, goes_on = before[0].kind != "words", [item.kind for item in after] == ["number", "word"]
    if token.kind == "word" and (goes_on or not first) and is_unit(token.text):
        return True
    ends = after[0].kind == "end" or (after[0].kind == "operator" and after[0].text in ",;)]")
    return token.text in ("min", "sec") and ends


def _upright(token: Token, tokens: tuple[Token, ...], place: int) -> str:
    r"""``\mathrm{e}^{x}`` and ``2\mathrm{i}`` are constants; ``\text{E}`` alone is a letter."""
    if token.text not in ("e", "i") or len(tokens) == 2:
        return ""
    before, after = tokens[max(0, place - 1)], tokens[place + 1]
    joined = after.text in ("^", "+", "-", "*", "/") or after.kind in ("number", "symbol")
    return CONSTANTS[token.text] if joined or before.kind in ("number", "operator") else ""


def _meaning(token: Token) -> tuple[Token, ...]:
    text = token.text
    if token.kind == "text":
        return (_separator_or_words(token),)
    if text == "frac":
        return (Token("command", "frac", token.spaced),)
    if text in FUNCTIONS:
        return (Token("function", FUNCTIONS[text], token.spaced),)
    if text in CONSTANTS:
        return (Token("constant", CONSTANTS[text], token.spaced),)
    if text in GREEK:
        return (Token("symbol", _SAME_LETTER.get(text, text), token.spaced),)
    if text in ("mod", "bmod", "pmod"):
        return (Token("operator", "pmod" if text == "pmod" else "mod", token.spaced),)
    return (token,) if token.kind == "command" else _letters(token)


def _separator_or_words(token: Token) -> Token:
    if token.text.strip(" ,;") in ("and", "or", "") and token.text.strip():
        return Token("separator", token.text.strip(" ,;") or ",", token.spaced)
    if token.text in FUNCTIONS and token.text not in ("min", "sec", "re", "det"):
        return Token("function", FUNCTIONS[token.text], token.spaced)
    return Token("words", token.text, token.spaced)


def _letters(token: Token) -> tuple[Token, ...]:
    text = token.text
    if text in ("and", "or"):
        return (Token("separator", text, token.spaced),)
    if text in LETTERS:
        return (Token("symbol", LETTERS[text], token.spaced),)
    if text.lower() in ("infinity", "pi") or not text.isascii():
        return _special(token)
    if glued := re.fullmatch(r"(or|and)([A-Z]\w*)", text):
        return (Token("separator", glued[1], token.spaced), *_letters(Token("word", glued[2])))
    if _is_product(text):
        return tuple(
            _symbol(letter, spaced=token.spaced and index == 0) for index, letter in enumerate(text)
        )
    return _glued(token) or (Token("words", text, token.spaced),)


def _glued(token: Token) -> tuple[Token, ...]:
    """``sinx``, ``xlnx``, ``2pir`` written without spaces; ordinary words are left alone."""
    text = token.text
    if re.fullmatch(r"pi[rxRn]", text):
        return (Token("constant", "pi", token.spaced), Token("symbol", text[2]))
    pieces = list(_GLUED_FUNCTION.finditer(text))
    if text in _ENGLISH or "".join(piece[0] for piece in pieces) != text:
        return ()
    if not any(piece[1] for piece in pieces):
        return ()
    return tuple(
        Token("function", FUNCTIONS[piece[1]], token.spaced and place == 0) if piece[1]
        else Token("symbol", piece[0], token.spaced and place == 0)
        for place, piece in enumerate(pieces)
    )  # fmt: skip


def _symbol(letter: str, *, spaced: bool) -> Token:
    kind = "constant" if letter in CONSTANTS else "symbol"
    return Token(kind, letter, spaced)


def _special(token: Token) -> tuple[Token, ...]:
    if token.text.lower() in CONSTANTS:
        return (Token("constant", CONSTANTS[token.text.lower()], token.spaced),)
    if any(letter in LETTERS for letter in token.text):
        pieces = re.findall(r"[a-zA-Z]+|[^a-zA-Z]", token.text)
        return tuple(part for piece in pieces for part in _letters(Token("word", piece)))
    kind = "symbol" if len(token.text) == 1 else "words"
    return (Token(kind, token.text, token.spaced),)


def _is_product(text: str) -> bool:
    if not 1 <= len(text) <= 4:
        return False
    if len(text) <= 2:
        return text.lower() not in _SHORT_WORDS
    if any(set(text) <= set(group) for group in _VARIABLES):
        return True
    return bool(_NO_VOWEL.fullmatch(text)) and not is_unit(text)
