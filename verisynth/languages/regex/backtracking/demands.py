r"""What a pattern's looks around ask for, as texts: an attack that lacks them is over at once.

``^(?=.*[A-Z])(\w+\s?)*$`` explodes only on texts with a capital, wherever it stands.
"""

from __future__ import annotations

from dataclasses import replace

from verisynth.languages.regex.backtracking.alphabet import readable
from verisynth.languages.regex.syntax import (
    Atomic,
    Backreference,
    Characters,
    Choice,
    Conditional,
    Flagged,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    below,
    children,
)

_MAX_TEXT = 200


def demanded(root: Node) -> str:
    """A text of which each part satisfies one of the lookaheads, as far as that can be said."""
    found = []
    for node in below(root):
        if isinstance(node, Look) and node.ahead and not node.negative:
            found.append(shortest(node.body))
    return "".join(dict.fromkeys(found))[:_MAX_TEXT]


def shortest(node: Node) -> str:
    """A short text that the node matches, looks around, anchors and backreferences aside."""
    match node:
        case Characters(ranges):
            return readable(ranges)
        case Choice(branches):
            return min(map(shortest, branches), key=len)
        case Conditional(_, yes, no):
            return min(shortest(yes), shortest(no), key=len)
        case Repeat(body, low):
            return (shortest(body) if low else "") * min(low, _MAX_TEXT)
        case Look() | Backreference():
            return ""
        case _:
            return "".join(map(shortest, children(node)))[:_MAX_TEXT]


def led_in(node: Node) -> Node:
    """The pattern with what a lookbehind at its start asks for as its first part.

    For a search it comes to the same: the text must hold the one before the other.
    """
    match node:
        case Sequence(parts) if parts:
            return Sequence((led_in(parts[0]), *parts[1:]))
        case Choice(branches):
            return Choice(tuple(map(led_in, branches)))
        case Group() | Flagged() | Atomic():
            return replace(node, body=led_in(node.body))
        case Look(body, False, False):
            return body
        case _:
            return node
