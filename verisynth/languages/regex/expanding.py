r"""Writes out references to a group that has only a few texts: ``(["'])x\1`` is ``"x"|'x'``.

That keeps the language: the group stands before what refers to it in one sequence, so it has
matched exactly once by then. Under a flag that ignores case, beside atomic groups, and where a
conditional asks about the group, nothing is written out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from verisynth.languages.regex.syntax import (
    Anchor,
    Appetite,
    Atomic,
    Backreference,
    Both,
    Characters,
    Choice,
    Complement,
    Conditional,
    Flagged,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
    below,
    children,
)
from verisynth.languages.regex.words import words

_MOST = 16
"""Texts of a group; the pattern is written out once for each."""
_MOST_NODES = 4_000
_MOST_VISITED = 100_000
"""Nodes that are looked through for what refers to a group."""


def expanded(pattern: Pattern) -> Node:
    """The tree of a pattern with the references written out that can be."""
    if not pattern.groups:
        return pattern.root
    nodes = list(below(pattern.root))
    if not any(isinstance(node, Backreference) for node in nodes) or any(map(_is_atomic, nodes)):
        return pattern.root
    asked = {node.number for node in nodes if isinstance(node, Conditional)}
    references = Counter(node.number for node in nodes if isinstance(node, Backreference))
    return _Expanding(references, asked).tree(pattern.root)


def _is_atomic(node: Node) -> bool:
    return isinstance(node, Atomic) or (
        isinstance(node, Repeat) and node.appetite is Appetite.POSSESSIVE
    )


class _Expanding:
    def __init__(self, references: Counter[int], asked: set[int]) -> None:
        self.references = references
        self.asked = asked
        self.left = _MOST_NODES
        self.visits = _MOST_VISITED

    def tree(self, node: Node) -> Node:
        """The node with everything below it written out."""
        if isinstance(node, Sequence):
            for at, part in enumerate(node.parts):
                texts = self.texts(part, node.parts[at + 1 :])
                if isinstance(part, Group) and texts is not None:
                    return Choice(
                        tuple(self.tree(_written_out(node.parts, at, part, one)) for one in texts)
                    )
        return _rebuilt(node, tuple(map(self.tree, children(node))))

    def texts(self, part: Node, after: tuple[Node, ...]) -> list[str] | None:
        """The texts of a group whose references all stand in ``after``; None for any other part."""
        if not isinstance(part, Group) or part.number in self.asked:
            return None
        number = part.number
        if not self.references[number] or self.visits < 0:
            return None
        nodes = [node for one in after for node in below(one)]
        self.visits -= len(nodes)
        here = [node for node in nodes if isinstance(node, Backreference) and node.number == number]
        if len(here) != self.references[number] or any("i" in node.flags for node in here):
            return None
        if any(isinstance(node, Look | Anchor | Group) for node in below(part.body)):
            return None
        found = words(part.body)
        self.left -= len(found or ()) * len(nodes)
        return sorted(found) if found and len(found) <= _MOST and self.left > 0 else None


def _written_out(parts: tuple[Node, ...], at: int, group: Group, text: str) -> Node:
    literal = tuple(Characters(((ord(one), ord(one)),), one) for one in text)
    after = tuple(_replaced(one, group.number, Sequence(literal)) for one in parts[at + 1 :])
    return Sequence((*parts[:at], *literal, *after))


def _replaced(node: Node, number: int, literal: Node) -> Node:
    if isinstance(node, Backreference):
        return literal if node.number == number else node
    return _rebuilt(node, tuple(_replaced(child, number, literal) for child in children(node)))


def _rebuilt(node: Node, below: tuple[Node, ...]) -> Node:
    """The node with other children."""
    match node:
        case Sequence():
            return Sequence(below)
        case Choice():
            return Choice(below)
        case Both():
            return Both(below)
        case Conditional():
            return replace(node, yes=below[0], no=below[1])
        case Repeat() | Group() | Flagged() | Atomic() | Look() | Complement():
            return replace(node, body=below[0])
        case _:
            return node
