r"""Reads the other dialect that data on regular expressions is written in, that of dk.brics.

NL-RX and KB13 (*Neural generation of regular expressions*, Locascio et al. 2016) and what was made
from them use it: ``&`` is intersection, ``~`` complement, and ``re`` would read both as literals
and silently judge another language.

Policy: a pattern matches whole texts. The dot is any character but a newline, as the published
labels have it, and ``~(x)`` is every text at all that ``x`` is not. There are no anchors, no
lookaround and no flags; ``\b`` and the categories, which the data has and dk.brics reads as plain
letters, mean what they mean in ``re``, with ASCII classes. ``&`` binds closer than ``|`` and wider
than a sequence; ``~`` takes what a quantifier would.
"""

from __future__ import annotations

import string

from verisynth.languages.regex import characters
from verisynth.languages.regex.classes import bracketed
from verisynth.languages.regex.escapes import escape
from verisynth.languages.regex.parser import MAX_DEPTH, check_length
from verisynth.languages.regex.syntax import (
    Anchor,
    Both,
    Characters,
    Choice,
    Complement,
    Node,
    Pattern,
    Position,
    Repeat,
    Sequence,
    TooLarge,
)
from verisynth.languages.regex.tokens import END, Tokens

_FLAGS = "a"
_DIGITS = frozenset(string.digits)
_MOST_QUANTIFIERS = 4
_COUNTS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse(text: str) -> Pattern:
    """The tree of a pattern.

    Raises:
        TooLarge: it is longer or nested deeper than we read.
        Unreadable: it is no pattern of this dialect.
    """
    check_length(text)
    tokens = Tokens(text)
    root = _choice(tokens, 0)
    if tokens.next != END:
        raise tokens.fault("unbalanced parenthesis")
    return Pattern(text=text, root=root, flags=_FLAGS)


def _choice(tokens: Tokens, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise TooLarge(f"groups nested deeper than {MAX_DEPTH}", tokens.mark())
    branches = [_both(tokens, depth)]
    while tokens.skip("|"):
        branches.append(_both(tokens, depth))
    return branches[0] if len(branches) == 1 else Choice(tuple(branches))


def _both(tokens: Tokens, depth: int) -> Node:
    parts = [_sequence(tokens, depth)]
    while tokens.skip("&"):
        parts.append(_sequence(tokens, depth))
    return parts[0] if len(parts) == 1 else Both(tuple(parts))


def _sequence(tokens: Tokens, depth: int) -> Node:
    parts: list[Node] = []
    while tokens.next not in ("|", "&", ")", END):
        parts.append(_repeated(tokens, depth))
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _repeated(tokens: Tokens, depth: int) -> Node:
    complements = 0
    while tokens.skip("~"):
        complements += 1
    mark = tokens.mark()
    node = _one(tokens, depth)
    quantifiers = 0
    while tokens.next in _COUNTS or tokens.next == "{":
        if tokens.next == "{":
            low, high = _bounds(tokens)
        else:
            low, high = _COUNTS[tokens.take()]
        node = Repeat(node, low, high)
        quantifiers += 1
        if quantifiers > _MOST_QUANTIFIERS:
            raise TooLarge(f"more than {_MOST_QUANTIFIERS} quantifiers in a row", mark)
    for _ in range(complements % 2):
        node = Complement(node)
    return node


def _bounds(tokens: Tokens) -> tuple[int, int | None]:
    mark = tokens.mark()
    tokens.take()
    low = tokens.run(9, _DIGITS)
    high = tokens.run(9, _DIGITS) if tokens.skip(",") else low
    if not low or not tokens.skip("}"):
        raise tokens.fault("a count is {2}, {2,} or {2,3}", mark)
    if high and int(high) < int(low):
        raise tokens.fault("min repeat greater than max repeat", mark)
    return int(low), int(high) if high else None


def _one(tokens: Tokens, depth: int) -> Node:
    mark = tokens.mark()
    token = tokens.take()
    match token:
        case "(":
            node = _choice(tokens, depth + 1)
            if not tokens.skip(")"):
                raise tokens.fault("missing )", mark)
            return node
        case "[":
            return bracketed(tokens, _FLAGS)
        case ".":
            return Characters(characters.NOT_NEWLINE, token, _FLAGS)
        case "*" | "+" | "?" | "{":
            raise tokens.fault("nothing to repeat", mark)
        case r"\b":
            return Anchor(Position.BOUNDARY, _FLAGS)
    if token == END:
        raise tokens.fault("~ of nothing", mark)
    if token[0] == "\\":
        return Characters(
            escape(tokens, token, _FLAGS, in_class=False).ranges, tokens.since(mark), _FLAGS
        )
    return Characters(((ord(token), ord(token)),), token, _FLAGS)
