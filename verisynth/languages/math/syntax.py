"""The syntax tree of an answer: small frozen values, and their JSON form for the sandbox.

Nothing here computes. A tree is made by ``parser`` from text of any origin; its size is
bounded there, so that walking one is always cheap and never recurses deeply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from verisynth.types import Json


@dataclass(frozen=True, slots=True)
class Number:
    """An exact rational: an integer, or a decimal read as the fraction it is."""

    value: Fraction
    digits: int = field(default=0, compare=False)
    """Significant digits of a decimal as it was written; 0 for what is exact by its form. Two
    numbers are equal by value; the digits only say how much a rounded one can have lost."""
    places: int = field(default=0, compare=False)
    """Digits after the decimal point, as written."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A variable, with its subscript: ``x``, ``x_1``."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """``pi``, ``e``, ``i`` or ``infinity``."""

    name: str


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator or a named function on its arguments: ``add``, ``pow`` or ``sin``."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Percent:
    """``60%``. Its value is 60/100; it is never 60."""

    value: Node


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with a unit of ``units``, or a counted thing such as ``apples``."""

    value: Node
    unit: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A lettered option with what stands beside it: ``(B) 12``."""

    letter: str
    value: Node


@dataclass(frozen=True, slots=True)
class Group:
    """Several values.

    ``list`` (no brackets), ``tuple``, ``set``, ``ratio``, ``union``, ``intersection``, ``without``
    (a set and what is taken out of it), ``and`` (conditions that hold at once).
    """

    kind: str
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of reals with its ends open or closed."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """``sides[0] operators[0] sides[1] …``.

    Operators are ``= < > <= >= != in notin ~``, the last for "approximately".
    """

    operators: tuple[str, ...]
    sides: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of equal or unequal length, as written."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Based:
    """Digits in a stated base: ``204_5``. Another base, or none, is another answer."""

    digits: str
    base: int


@dataclass(frozen=True, slots=True)
class Text:
    """Words: a name, a choice letter, ``odd``. Folded to lower case."""

    words: str


Node: TypeAlias = (
    Number
    | Symbol
    | Constant
    | Apply
    | Percent
    | Quantity
    | Choice
    | Group
    | Interval
    | Relation
    | Matrix
    | Based
    | Text
)
INFINITY = Constant("infinity")
MINUS_INFINITY = Apply("neg", (INFINITY,))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``."""
    match node:
        case Apply():
            return node.arguments
        case Percent() | Quantity() | Choice():
            return (node.value,)
        case Group():
            return node.items
        case Interval():
            return (node.low, node.high)
        case Relation():
            return node.sides
        case Matrix():
            return tuple(item for row in node.rows for item in row)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(children(top))


def depth(node: Node) -> int:
    """How many levels the tree has; counted without recursion."""
    level, count = [node], 0
    while level:
        level, count = [child for parent in level for child in children(parent)], count + 1
    return count


def order_key(node: Node) -> str:
    """A text equal for equal trees only; integers as hex, since decimal has a digit limit."""
    inside = ",".join(order_key(child) for child in children(node))
    return f"{type(node).__name__} {_own_text(node)}({inside})"


def _own_text(node: Node) -> str:
    """What the node says beside its children."""
    match node:
        case Number(value):
            return f"{value.numerator:#x}/{value.denominator:#x}"
        case Symbol(text) | Constant(text) | Text(text) | Apply(text, _) | Group(text, _):
            return text
        case Based() | Interval():
            own = (node.digits, node.base) if isinstance(node, Based) else _ends(node)
            return repr(own)
        case Quantity(_, unit) | Choice(unit, _):
            return unit
        case Relation(operators, _):
            return " ".join(operators)
        case Matrix(rows):
            return " ".join(str(len(row)) for row in rows)
        case Percent():
            return ""


def _ends(interval: Interval) -> tuple[bool, bool]:
    return interval.low_closed, interval.high_closed


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """``node`` with ``change`` applied to each of its children."""
    match node:
        case Apply(name, arguments):
            return Apply(name, tuple(change(item) for item in arguments))
        case Percent(value):
            return Percent(change(value))
        case Quantity(value, unit):
            return Quantity(change(value), unit)
        case Choice(letter, value):
            return Choice(letter, change(value))
        case Group(kind, items):
            return Group(kind, tuple(change(item) for item in items))
        case Interval(low, high, low_closed, high_closed):
            return Interval(change(low), change(high), low_closed, high_closed)
        case Relation(operators, sides):
            return Relation(operators, tuple(change(item) for item in sides))
        case Matrix(rows):
            return Matrix(tuple(tuple(change(item) for item in row) for row in rows))
        case _:
            return node


def replaced(node: Node, old: Node, new: Node) -> Node:
    """``node`` with every ``old`` in it made ``new``."""
    return new if node == old else rebuilt(node, lambda child: replaced(child, old, new))


def symbols(node: Node) -> frozenset[str]:
    """The names of all variables in the tree."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Symbol))


def is_scalar(node: Node) -> bool:
    """Whether the tree holds only what the symbolic runner can build."""
    return all(
        isinstance(part, Number | Symbol | Constant | Apply | Percent) for part in walk(node)
    )


def to_json(node: Node) -> Json:
    """The wire form of a scalar tree; integers as hex, which is exact and has no digit limit.

    Raises:
        ValueError: the tree is not a scalar.
    """
    match node:
        case Number(value):
            return ["number", hex(value.numerator), hex(value.denominator)]
        case Symbol(name):
            return ["symbol", name]
        case Constant(name):
            return ["constant", name]
        case Percent(value):
            hundred: Json = ["number", hex(100), hex(1)]
            return ["apply", "div", [to_json(value), hundred]]
        case Apply(name, arguments):
            return ["apply", name, [to_json(item) for item in arguments]]
        case _:
            raise ValueError(f"not a scalar: {type(node).__name__}")
