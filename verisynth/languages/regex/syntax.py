"""The tree that every dialect of regular expressions is read into: immutable values, no behaviour.

Flags are resolved while reading: each set of characters is complete as it stands, whatever flag
made it so, and keeps the text it was written as. Groups that only bracket leave no trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from verisynth.languages.regex.characters import Ranges


class Unreadable(Exception):
    """The text is no pattern: ``re.compile`` would refuse it too."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at position {position}")
        self.reason = reason
        self.position = position


class TooLarge(Unreadable):
    """A pattern beyond our own limits of length or nesting; it may still be a pattern."""


class Position(StrEnum):
    """What an anchor demands of the place it stands at."""

    TEXT_START = r"\A"
    LINE_START = "^m"
    TEXT_END = r"\Z"
    LAST_LINE_END = "$"
    """The end, or before a newline that ends the text."""
    LINE_END = "$m"
    BOUNDARY = r"\b"
    NO_BOUNDARY = r"\B"


class Appetite(StrEnum):
    """How a quantifier chooses among the counts that are possible."""

    GREEDY = ""
    LAZY = "?"
    POSSESSIVE = "+"
    """As many as possible, and none is given back."""


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of a set: a literal, a dot, a category or a class."""

    ranges: Ranges
    text: str = field(compare=False)
    r"""As written: ``a``, ``\.``, ``[^0-9]``, ``\w``; equal sets are equal however written."""
    flags: str = ""
    """The flags in effect, of ``aims``; the ranges have them applied already."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after another; the empty sequence matches the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, tried in order."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``low`` to ``high`` times; ``high`` is None where there is no limit."""

    body: Node
    low: int
    high: int | None
    appetite: Appetite = Appetite.GREEDY


@dataclass(frozen=True, slots=True)
class Group:
    """A group that captures."""

    body: Node
    number: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    """``(?i-s:...)``: the flags are applied below already; kept so that it can be written."""

    body: Node
    added: str
    removed: str


@dataclass(frozen=True, slots=True)
class Atomic:
    """``(?>...)``: the first way to match is the only one."""

    body: Node


@dataclass(frozen=True, slots=True)
class Look:
    """``(?=...)`` and its three relatives."""

    body: Node
    ahead: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """A demand on the place, that no character is spent on."""

    position: Position
    flags: str = ""
    r"""The flags in effect, of ``aims``: ``a`` decides what a word is for ``\b``."""


@dataclass(frozen=True, slots=True)
class Backreference:
    """The text that a group matched last, once more."""

    number: int
    name: str = ""
    flags: str = ""
    low: int = 0
    """Fewest characters."""
    high: int | None = None
    """Most characters; None where there is no limit."""


@dataclass(frozen=True, slots=True)
class Conditional:
    """``(?(1)yes|no)``: which part depends on whether a group took part in the match."""

    number: int
    yes: Node
    no: Node
    name: str = ""


@dataclass(frozen=True, slots=True)
class Both:
    """Texts that all parts match, from the same start to the same end; never from ``re``."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Complement:
    """Every text that the body does not match; never from ``re``."""

    body: Node


Node: TypeAlias = (
    Characters
    | Sequence
    | Choice
    | Repeat
    | Group
    | Flagged
    | Atomic
    | Look
    | Anchor
    | Backreference
    | Conditional
    | Both
    | Complement
)

EMPTY = Sequence(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern that was read."""

    text: str
    root: Node
    flags: str = ""
    """Letters of ``aimsx`` in effect for all of it, given or written at its start."""
    inline: str = ""
    """Those of them that are written at its start."""
    groups: int = 0
    """How many groups capture; they are numbered from 1."""
    names: Mapping[str, int] = field(default_factory=dict)
    """Group names and their numbers."""


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order they are written."""
    match node:
        case Sequence(parts) | Both(parts):
            return parts
        case Choice(branches):
            return branches
        case Conditional(_, yes, no):
            return (yes, no)
        case Characters() | Anchor() | Backreference():
            return ()
        case _:
            return (node.body,)


def below(root: Node) -> Iterator[Node]:
    """The node and every node below it, in the order they are written."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))
