r"""Whether an answer hands an expression of the problem back instead of what was asked for.

``x^2 - 1`` has the value of ``(x-1)(x+1)`` and does not answer "factor x^2 - 1"; no comparison with
the gold alone can see that, so the statement is read, too. An answer is an echo if it is an
expression of the statement, order of terms and brackets aside, and the gold is not. A number that
the statement happens to have, ``1/2`` or ``3``, echoes nothing: it may well be the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import gcd

from verisynth.languages.math.forms import parts
from verisynth.languages.math.parser import parse
from verisynth.languages.math.prose import SPAN
from verisynth.languages.math.syntax import (
    Apply,
    Node,
    Number,
    Relation,
    children,
    is_scalar,
    order_key,
    rebuilt,
    walk,
)
from verisynth.languages.math.tokens import Unreadable

_MOST = 40
_MAX_STATEMENT = 20_000
_FUNCTION = r"sqrt|sin|cos|tan|sec|csc|cot|log|ln|exp|abs|pi|gcd|lcm|mod|\\[A-Za-z]+"
_PLAIN = re.compile(
    rf"(?:(?:{_FUNCTION})(?![A-Za-z])|(?<![A-Za-z'’])[A-Za-z](?![A-Za-z'’])"
    r"|[\d.,+\-*/^=<>≤≥≠()\[\]{}|!%°·×÷−√π²³_\s])+"
)
"""A run of text that may be mathematics: numbers, signs, single letters and functions."""
_BREAK = re.compile(r"\s[aAI]\s|[.,;:]\s")


def repeats(statement: str, gold: Node, answer: Node) -> bool:
    """Whether ``answer`` gives an expression of the statement that ``gold`` does not."""
    given = {order_key(part) for part in _expressions(answer)}
    given -= {order_key(part) for part in _expressions(gold)}
    return bool(given & _stated(statement))


def pieces(statement: str) -> tuple[str, ...]:
    """What may be an expression in the statement, set off as mathematics or not."""
    text = statement[:_MAX_STATEMENT]
    spans = [next(filter(None, found.groups())) for found in SPAN.finditer(text)]
    runs = [run[0] for run in _PLAIN.finditer(SPAN.sub(" ; ", text))]
    plain = [piece.strip(" \n\t.,") for run in runs for piece in _BREAK.split(run)]
    telling = [piece for piece in (*spans, *plain) if piece and not piece.isalnum()]
    return tuple(dict.fromkeys(telling[:_MOST]))


@lru_cache(maxsize=256)
def _stated(statement: str) -> frozenset[str]:
    return frozenset(
        order_key(part)
        for piece in pieces(statement)
        for tree in _read(piece)
        for part in (*_expressions(tree), *_sides(tree))
    )


def _read(piece: str) -> tuple[Node, ...]:
    try:
        return (parse(piece),)
    except Unreadable:
        return ()


def _sides(node: Node) -> Iterator[Node]:
    """Both sides of an equation; a value stands on one of them."""
    if isinstance(node, Relation):
        for side in node.sides:
            yield from _expressions(side)


def _expressions(node: Node) -> Iterator[Node]:
    """The computations and relations in ``node``, each in one order and without their brackets."""
    for part in (node, *parts(node)):
        if isinstance(part, Relation) or (is_scalar(part) and not _is_number(part)):
            yield _in_order(part)


def _is_number(node: Node) -> bool:
    """Whether it is a name, a number or a reduced fraction, which many a statement has."""
    match node:
        case Apply("neg", (inner,)):
            return _is_number(inner)
        case Apply("div", (Number(top), Number(bottom))) if top.denominator == 1:
            return bottom.denominator == 1 and gcd(top.numerator, bottom.numerator) == 1
    return not any(isinstance(part, Apply) for part in walk(node))


def _in_order(node: Node) -> Node:
    node = rebuilt(node, _in_order)
    if isinstance(node, Apply) and node.name in ("add", "mul"):
        return Apply(node.name, tuple(sorted(children(node), key=order_key)))
    return node
