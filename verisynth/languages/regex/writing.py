"""Writes trees as patterns again, so that a changed tree can be compiled and shown."""

from __future__ import annotations

from collections.abc import Iterable

from verisynth.languages.regex import characters
from verisynth.languages.regex.characters import Ranges
from verisynth.languages.regex.syntax import (
    Anchor,
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
)

_IN_CLASS = frozenset("\\]^-[&~|#")
_SHORT = {(0, None): "*", (1, None): "+", (0, 1): "?"}


def written(pattern: Pattern, root: Node | None = None) -> str:
    """A pattern with the same flags for ``root``, or for the pattern's own tree."""
    flags = f"(?{pattern.inline})" if pattern.inline else ""
    return flags + text(pattern.root if root is None else root)


def text(node: Node) -> str:  # noqa: C901 - one case a kind of node
    """A node as it would stand in a pattern."""
    match node:
        case Characters():
            # A brace that stood for itself may not do so beside what a change put there.
            return "\\{" if node.text == "{" else node.text
        case Sequence(parts):
            return _joined(parts)
        case Choice(branches):
            return "|".join(map(_branch, branches))
        case Repeat(body, low, high, appetite):
            return _repeatable(body) + count(low, high) + appetite.value
        case Group(body, _, name):
            return f"(?P<{name}>{text(body)})" if name else f"({text(body)})"
        case Flagged(body, added, removed):
            off = f"-{removed}" if removed else ""
            return f"(?{added}{off}:{text(body)})"
        case Atomic(body):
            return f"(?>{text(body)})"
        case Look(body, ahead, negative):
            return f"(?{'' if ahead else '<'}{'!' if negative else '='}{text(body)})"
        case Anchor(position):
            return position.value.removesuffix("m")
        case Backreference(number, name):
            return f"(?P={name})" if name else f"\\{number}"
        case Conditional(number, yes, no, name):
            other = f"|{_branch(no)}" if no != Sequence(()) else ""
            return f"(?({name or number}){_branch(yes)}{other})"
        case Both(parts):
            return "(" + "&".join(map(_branch, parts)) + ")"
        case Complement(body):
            return f"~({text(body)})"


def count(low: int, high: int | None) -> str:
    """A quantifier."""
    if (low, high) in _SHORT:
        return _SHORT[low, high]
    if low == high:
        return f"{{{low}}}"
    return f"{{{low},{'' if high is None else high}}}"


def class_text(ranges: Ranges) -> str:
    """A class that holds exactly these characters, with every flag but the one for case."""
    outside = characters.complement(ranges)
    if len(outside) < len(ranges) and outside:
        return "[^" + "".join(_range(*pair) for pair in outside) + "]"
    return "[" + "".join(_range(*pair) for pair in ranges) + "]"


def _range(low: int, high: int) -> str:
    if low == high:
        return in_class(low)
    return in_class(low) + ("-" if high > low + 1 else "") + in_class(high)


def in_class(code: int) -> str:
    """One character as it can stand in a class."""
    letter = chr(code)
    if letter in _IN_CLASS:
        return "\\" + letter
    if letter.isprintable():
        return letter
    return f"\\x{code:02x}" if code < 256 else f"\\U{code:08x}"


def _joined(parts: Iterable[Node]) -> str:
    found = before = ""
    for part in parts:
        # A digit after \1 or \01 would become part of the number.
        number = before[:1] == "\\" and before[1:].isdigit()
        before = _closed(part) if isinstance(part, Choice) else text(part)
        found += f"(?:{before})" if number and before[:1].isdigit() else before
    return found


def _closed(node: Node) -> str:
    return f"(?:{text(node)})"


def _branch(node: Node) -> str:
    return _closed(node) if isinstance(node, Choice) else text(node)


def _repeatable(body: Node) -> str:
    if isinstance(body, Sequence | Choice | Repeat | Anchor | Complement):
        return _closed(body)
    return text(body)
