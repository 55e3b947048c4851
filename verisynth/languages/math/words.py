"""What a run of letters means: a function, a constant, a product of variables, or just words.

The dangerous mistake is to read a word as a product of its letters: then ``converges`` equals any
other spelling of those letters. Here only short runs of letters that people use as variables are
products; everything else stays a word and equals only itself.
"""

from __future__ import annotations

from verisynth.languages.math.tokens import Token

FUNCTIONS = {
    "sin": "sin", "cos": "cos", "tan": "tan", "sec": "sec", "csc": "csc", "cot": "cot",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "asin": "asin", "acos": "acos",
    "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "exp": "exp", "ln": "ln",
    "log": "log", "lg": "log10", "sqrt": "sqrt", "cbrt": "cbrt", "abs": "abs", "floor": "floor",
    "ceil": "ceil", "factorial": "factorial", "gcd": "gcd", "lcm": "lcm", "max": "max",
    "min": "min", "binom": "binomial", "binomial": "binomial", "comb": "binomial",
}  # fmt: skip
CONSTANTS = {
    "pi": "pi", "e": "e", "i": "i", "infty": "infinity", "inf": "infinity", "oo": "infinity",
    "infinity": "infinity",
}  # fmt: skip
GREEK = frozenset(
    (
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
        "sigma",
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
        "ell",
        "hbar",
    )
)
_VARIABLES = ("abcdxyz", "klmnpq", "pqrst", "ijk", "uvwxyz")
_SHORT_WORDS = frozenset(
    (
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
    )
)


def classify(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with every word and command replaced by what it means.

    New kinds: ``function constant symbol separator words``; ``command`` stays for the rest.
    """
    result: list[Token] = []
    for place, token in enumerate(tokens):
        if token.kind not in ("word", "command", "text"):
            result.append(token)
        elif _is_unit(token, tokens[max(0, place - 1)], tokens[place + 1]):
            result.append(Token("words", token.text, token.spaced))
        else:
            result.extend(_meaning(token))
    return tuple(result)


def _is_unit(token: Token, before: Token, after: Token) -> bool:
    """``60 min`` and ``5 sec`` are times; ``min(2, 3)`` and ``2 sec x`` are functions."""
    ends = after.kind == "end" or (after.kind == "operator" and after.text in ",;)]")
    return token.text in ("min", "sec") and before.kind == "number" and ends


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
        return (Token("symbol", text, token.spaced),)
    if text in ("mod", "bmod"):
        return (Token("operator", "mod", token.spaced),)
    return (token,) if token.kind == "command" else _letters(token)


def _separator_or_words(token: Token) -> Token:
    if token.text.strip(" ,") in ("and", "or", "") and token.text.strip():
        return Token("separator", token.text.strip(" ,") or ",", token.spaced)
    return Token("words", token.text, token.spaced)


def _letters(token: Token) -> tuple[Token, ...]:
    text = token.text
    if text in ("and", "or"):
        return (Token("separator", text, token.spaced),)
    if text.lower() in ("infinity", "pi") or not text.isascii():
        return (_special(token),)
    if _is_product(text):
        return tuple(
            _symbol(letter, spaced=token.spaced and index == 0) for index, letter in enumerate(text)
        )
    for name in ("sin", "cos", "tan", "ln", "log", "sqrt"):
        if text.startswith(name) and _is_product(text[len(name) :]):
            rest = Token("word", text[len(name) :])
            return (Token("function", name, token.spaced), *_letters(rest))
    return (Token("words", text, token.spaced),)


def _symbol(letter: str, *, spaced: bool) -> Token:
    kind = "constant" if letter in CONSTANTS else "symbol"
    return Token(kind, letter, spaced)


def _special(token: Token) -> Token:
    if token.text.lower() in CONSTANTS:
        return Token("constant", CONSTANTS[token.text.lower()], token.spaced)
    kind = "symbol" if len(token.text) == 1 else "words"
    return Token(kind, token.text, token.spaced)


def _is_product(text: str) -> bool:
    if not 1 <= len(text) <= 4:
        return False
    if len(text) <= 2:
        return text.lower() not in _SHORT_WORDS
    return any(set(text) <= set(group) for group in _VARIABLES)
