"""Answers in words: names, options, ``odd``, ``no solution``; case and articles do not matter."""

from __future__ import annotations

from verisynth.languages.math.findings import EQUAL, Finding, different
from verisynth.languages.math.shapes import REALS
from verisynth.languages.math.syntax import (
    MINUS_INFINITY,
    Apply,
    Constant,
    Group,
    Interval,
    Node,
    Number,
    Symbol,
    Text,
)
from verisynth.languages.math.words import NUMBER_WORDS

_NOTHING = "no solution"
_SYNONYMS = {
    **dict.fromkeys(
        (
            "no solutions", "none", "no real solution", "no real solutions", "no real roots",
            "no roots", "empty set", "the empty set", "no such number", "no answer",
            "there is no solution", "there are no solutions", "null set",
        ),
        _NOTHING,
    ),
    **dict.fromkeys(("does not exist", "undefined", "limit does not exist"), "dne"),
    **dict.fromkeys(
        (
            "all real numbers", "all reals", "real numbers", "all real values", "the reals",
            "all real x", "the real numbers", "set of all real numbers", "any real number",
        ),
        "reals",
    ),
    **dict.fromkeys(
        ("infinitely many solutions", "infinite", "infinitely many", "infinite solutions"),
        "infinite",
    ),
}  # fmt: skip
_CASELESS = ("yes", "no", "true", "false", "even", "odd")


def speaks(node: Node) -> bool:
    """Whether the node can only be compared as words."""
    return isinstance(node, Text)


def letter(node: Node) -> str:
    """The option a bare letter names; empty if it is not one."""
    match node:
        case Symbol(name) if len(name) == 1 and name.isalpha():
            return name.upper()
        case Text(words) if len(words) == 1 and words.isalpha():
            return words.upper()
    return ""


def same(gold: Node, answer: Node) -> Finding:
    """Whether the two say the same in words."""
    ours, theirs = _said(gold), _said(answer)
    if ours and theirs and ours & theirs:
        return EQUAL
    return different("other words")


def _said(node: Node) -> set[str]:
    """Every spelling under which the node can be met."""
    match node:
        case Text(words):
            return {_folded(words)}
        case Symbol(name) | Constant(name):
            return {name.casefold()}
        case Number(value):
            return {word for word, number in NUMBER_WORDS.items() if number == value}
        case Group("set", ()):
            return {_NOTHING}
        case Interval() if node == REALS:
            return {"reals"}
        case Group("list", items):
            spelled = [_spelled(item) for item in items]
            return {_folded(" ".join(spelled))} if all(spelled) else set()
        case Apply("mul", arguments) if _letters(arguments):
            return {_letters(arguments)}
    return {"-infinity"} if node == MINUS_INFINITY else set()


def _spelled(node: Node) -> str:
    """One item of a date or an address, ``May 5, 2020``."""
    match node:
        case Text(words) | Symbol(words):
            return words
        case Number(value):
            return str(value)
    return ""


def _letters(arguments: tuple[Node, ...]) -> str:
    """A word that was read as a product of its letters, in the order written."""
    names = [part.name for part in arguments if isinstance(part, Symbol | Constant)]
    return "".join(names).casefold() if len(names) == len(arguments) else ""


def _folded(words: str) -> str:
    words = " ".join(words.casefold().replace("'", "").replace(",", " ").replace("-", " ").split())
    words = words.removeprefix("the ").removeprefix("a ").removeprefix("an ").strip(" .,;:!?")
    return _SYNONYMS.get(words, words)
