"""How many characters a pattern can match: the least and the most."""

from __future__ import annotations

from typing import NamedTuple

from verisynth.languages.regex.syntax import (
    Anchor,
    Backreference,
    Both,
    Characters,
    Choice,
    Complement,
    Conditional,
    Look,
    Node,
    Repeat,
    Sequence,
)


class Width(NamedTuple):
    """Counts of characters; ``high`` is None where there is no limit."""

    low: int
    high: int | None

    @property
    def fixed(self) -> bool:
        """Whether every match has the same length."""
        return self.low == self.high


def width(node: Node) -> Width:
    """The width of what a node matches, read off the tree: no text is narrower or wider."""
    match node:
        case Characters():
            return Width(1, 1)
        case Sequence(parts):
            return _sum([width(part) for part in parts])
        case Choice(branches):
            return _either([width(branch) for branch in branches])
        case Repeat(body, low, high):
            inner = width(body)
            most = 0 if inner.high == 0 or high == 0 else _times(inner.high, high)
            return Width(inner.low * low, most)
        case Look() | Anchor():
            return Width(0, 0)
        case Backreference():
            return Width(node.low, node.high)
        case Conditional(_, yes, no):
            return _either([width(yes), width(no)])
        case Both(parts):
            return width(parts[0])
        case Complement():
            return Width(0, None)
        case _:
            return width(node.body)


def _times(one: int | None, count: int | None) -> int | None:
    return None if one is None or count is None else one * count


def _sum(widths: list[Width]) -> Width:
    highs = [one.high for one in widths if one.high is not None]
    return Width(sum(one.low for one in widths), sum(highs) if len(highs) == len(widths) else None)


def _either(widths: list[Width]) -> Width:
    highs = [one.high for one in widths if one.high is not None]
    most = max(highs) if len(highs) == len(widths) else None
    return Width(min(one.low for one in widths), most)
