"""Decides whether two trees say the same answer, part by part; scalars are left to a callback.

The policy of the number and symbolic verifiers lives here:

* **Exact.** 0.5 is 1/2; 0.333 is not 1/3. There is no tolerance to tune.
* **Percent.** ``60%`` is 60/100, so it equals ``0.6`` and never ``60``: an answer 100 times too big
  is the commonest percent mistake, and accepting both spellings would hide it.
* **Units.** A unit may be left out on one side, because the question fixes it: ``5`` for ``5 cm``.
  Two units must convert: ``1 h`` is ``60 min``; ``5 cm`` is not ``5 m``; ``$5`` is not ``5 cents``.
  Degrees are not such a unit: a bare angle is in radians, so ``90`` is not ``90°``.
* **Names.** ``x = 5`` answers ``5``; ``y = 5`` does not answer ``x = 5``; ``5 = 5`` answers
  nothing.
* **Several values.** Lists and sets have no order and need exactly the gold's values; tuples have
  an order; open and closed ends differ. Digits in a base equal only the same digits in that base.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from verisynth.languages.math.exact import fold
from verisynth.languages.math.syntax import (
    Apply,
    Based,
    Constant,
    Group,
    Interval,
    Matrix,
    Node,
    Number,
    Quantity,
    Relation,
    Symbol,
    Text,
    is_scalar,
    order_key,
    walk,
)
from verisynth.languages.math.units import canonical_unit, factor


class Same(StrEnum):
    """Whether two answers are the same; ``undecided`` is an honest third answer."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


Scalars: TypeAlias = Callable[[Node, Node, str], Awaitable[Same]]
"""Compares two scalar trees; the third argument is ``value``, ``equation`` or ``inequality``."""

_FLIP = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_INFINITY = Constant("infinity")


async def compare(gold: Node, answer: Node, scalars: Scalars) -> Same:
    """Whether ``answer`` says what ``gold`` says, by the policy of this module."""
    if gold == answer:
        return Same.EQUAL
    gold, answer = _values(gold, answer)
    if isinstance(gold, Text) or isinstance(answer, Text):
        return _same(_words(gold) is not None and _words(gold) == _words(answer))
    if isinstance(gold, Quantity) or isinstance(answer, Quantity):
        return await _quantities(gold, answer, scalars)
    if isinstance(gold, Relation) or isinstance(answer, Relation):
        return await _relations(gold, answer, scalars)
    if _is_range(gold) or _is_range(answer):
        return await _ranges(gold, answer, scalars)
    if isinstance(gold, Group) or isinstance(answer, Group):
        return await _groups(gold, answer, scalars)
    if isinstance(gold, Matrix) or isinstance(answer, Matrix):
        return await _matrices(gold, answer, scalars)
    if isinstance(gold, Based) or isinstance(answer, Based):
        return _same(gold == answer)
    if is_scalar(gold) and is_scalar(answer):
        return await scalars(gold, answer, "value")
    return Same.UNDECIDED


def _same(equal: object) -> Same:
    return Same.EQUAL if equal else Same.DIFFERENT


def _words(node: Node) -> str | None:
    match node:
        case Text(words):
            return words
        case Symbol(name) | Constant(name):
            return name.casefold()
        case Apply("mul", (Symbol(), Symbol())):
            return "".join(part.name for part in walk(node) if isinstance(part, Symbol))[::-1]
    return None


def _values(gold: Node, answer: Node) -> tuple[Node, Node]:
    """Both without the name before ``=`` unless the two names differ."""
    if isinstance(gold, Group) and isinstance(answer, Group) and gold.kind == answer.kind == "list":
        return _unnamed_list(gold), _unnamed_list(answer)
    named_gold, named_answer = _named(gold), _named(answer)
    if named_gold and named_answer:
        both = named_gold[0] == named_answer[0]
        return (named_gold[1], named_answer[1]) if both else (gold, answer)
    if named_gold and not isinstance(answer, Relation):
        gold = named_gold[1]
    if named_answer and not isinstance(gold, Relation):
        answer = named_answer[1]
    return _without_lead(gold), _without_lead(answer)


def _named(node: Node) -> tuple[Node, Node] | None:
    """Name and value of ``x = 5``, ``5 = x``, ``f(x) = …``, ``(x, y) = …`` or ``x in …``."""
    match node:
        case Relation(("=" | "in",), (left, right)):
            if _is_name(left):
                return left, right
            if _is_name(right) and node.operators == ("=",):
                return right, left
        case Group("list", (Relation(("=",), (left, first)), *rest)) if _is_name(left):
            if not any(isinstance(item, Relation) for item in rest):
                return left, Group("list", (first, *rest))
    return None


def _is_name(node: Node) -> bool:
    match node:
        case Symbol():
            return True
        case Apply("mul", arguments):
            return all(isinstance(item, Symbol) for item in walk(node) if item != node) or all(
                _is_name(item) for item in arguments
            )
        case Group("tuple" | "ratio" | "list", items):
            return all(_is_name(item) for item in items)
        case Text():
            return True
    return False


def _without_lead(node: Node) -> Node:
    """``x = 1, x = 2`` as ``1, 2`` when every item names the same variable or each its own."""
    return _unnamed_list(node) if isinstance(node, Group) and node.kind == "list" else node


def _unnamed_list(group: Group) -> Group:
    named = [_named(item) for item in group.items]
    lead = _named(group)
    if lead is not None and isinstance(lead[1], Group):
        return lead[1]
    names = [pair[0] for pair in named if pair]
    if len(names) != len(group.items) or len(set(names)) not in (1, len(names)):
        return group
    pairs = sorted((pair for pair in named if pair), key=lambda pair: order_key(pair[0]))
    return Group("list", tuple(value for _, value in pairs))


async def _quantities(gold: Node, answer: Node, scalars: Scalars) -> Same:
    gold, answer = _as_quantity(gold, answer), _as_quantity(answer, gold)
    scale: Fraction | None = Fraction(1)
    match gold, answer:
        case Quantity(value, unit), Quantity(other, other_unit):
            scale = factor(other_unit, unit)
            gold, answer = value, other
        case Quantity(value, _), _:
            gold = value
        case _, Quantity(other, _):
            answer = other
    if scale is None:
        return Same.DIFFERENT
    if scale != 1:
        answer = Apply("mul", (Number(scale), answer))
    return await compare(gold, answer, scalars)


def _as_quantity(node: Node, other: Node) -> Node:
    """``5 m`` is read as a product; beside a metre it is a quantity."""
    match node, other:
        case Apply("mul", (value, Symbol(name))), Quantity(_, unit):
            own = canonical_unit(name)
            return node if factor(own, unit) is None else Quantity(value, own)
    return node


async def _relations(gold: Node, answer: Node, scalars: Scalars) -> Same:
    ranged = _as_range(gold), _as_range(answer)
    if ranged[0] is not None and ranged[1] is not None and _variable(gold, answer):
        return await _ranges(ranged[0], ranged[1], scalars)
    if not (isinstance(gold, Relation) and isinstance(answer, Relation)):
        return Same.DIFFERENT
    if len(gold.operators) != 1 or len(answer.operators) != 1:
        return await _chains(gold, answer, scalars)
    return await _single_relations(gold, answer, scalars)


def _variable(gold: Node, answer: Node) -> bool:
    """Whether two ranges may speak of the same variable: named alike, or one not named."""
    names = [
        {part.name for part in walk(node) if isinstance(part, Symbol)}
        for node in (gold, answer)
        if isinstance(node, Relation)
    ]
    return len(names) < 2 or names[0] == names[1]


async def _chains(gold: Relation, answer: Relation, scalars: Scalars) -> Same:
    if gold.operators != answer.operators:
        flipped = tuple(_FLIP.get(operator, "") for operator in reversed(answer.operators))
        answer = Relation(flipped, tuple(reversed(answer.sides)))
    if gold.operators != answer.operators:
        return Same.DIFFERENT
    return await _pairwise(gold.sides, answer.sides, scalars)


async def _single_relations(gold: Relation, answer: Relation, scalars: Scalars) -> Same:
    if "in" in (gold.operators[0], answer.operators[0]):
        return await _chains(gold, answer, scalars)
    one, other = _difference(gold), _difference(answer)
    if not is_scalar(one) or not is_scalar(other):
        return await _chains(gold, answer, scalars)
    if gold.operators == answer.operators:
        equation = gold.operators[0] in ("=", "!=")
        return await scalars(one, other, "equation" if equation else "inequality")
    if _FLIP[gold.operators[0]] == answer.operators[0]:
        return await scalars(one, Apply("neg", (other,)), "inequality")
    return Same.DIFFERENT


def _difference(relation: Relation) -> Node:
    left, right = relation.sides
    return Apply("add", (left, Apply("neg", (right,))))


def _is_range(node: Node) -> bool:
    return isinstance(node, Interval) or (isinstance(node, Group) and node.kind == "union")


def _as_range(node: Node) -> Node | None:
    match node:
        case Interval() | Group("union", _):
            return node
        case Group("tuple", (low, high)):
            return Interval(low, high, low_closed=False, high_closed=False)
        case Relation(("in",), (Symbol(), inner)):
            return _as_range(inner)
        case Relation((operator,), (Symbol(), bound)) if operator != "in":
            return _half_line(operator, bound)
        case Relation((operator,), (bound, Symbol())) if operator != "in":
            return _half_line(_FLIP[operator], bound)
        case Relation((first, second), (low, Symbol(), high)):
            if first in ("<", "<=") and second in ("<", "<="):
                return Interval(low, high, first == "<=", second == "<=")
            if first in (">", ">=") and second in (">", ">="):
                return Interval(high, low, second == ">=", first == ">=")
    return None


def _half_line(operator: str, bound: Node) -> Node | None:
    lowest = Apply("neg", (_INFINITY,))
    below = Interval(lowest, bound, low_closed=False, high_closed=operator == "<=")
    above = Interval(bound, _INFINITY, operator == ">=", high_closed=False)
    match operator:
        case "<" | "<=":
            return below
        case ">" | ">=":
            return above
        case "!=":
            return Group("union", (below, above))
    return None


async def _ranges(gold: Node, answer: Node, scalars: Scalars) -> Same:
    one, other = _as_range(gold), _as_range(answer)
    if one is None or other is None:
        return Same.DIFFERENT
    parts, others = _merged(one), _merged(other)
    if len(parts) != len(others):
        return Same.DIFFERENT
    for part, counterpart in zip(parts, others, strict=True):
        if not isinstance(part, Interval) or not isinstance(counterpart, Interval):
            result = await compare(part, counterpart, scalars)
        elif _ends(part) != _ends(counterpart):
            return Same.DIFFERENT
        else:
            bounds = (part.low, part.high), (counterpart.low, counterpart.high)
            result = await _pairwise(*bounds, scalars)
        if result is not Same.EQUAL:
            return result
    return Same.EQUAL


def _ends(part: Interval) -> tuple[bool, bool]:
    return part.low_closed, part.high_closed


def _merged(node: Node) -> list[Node]:
    """The parts of a union in order, touching rational ones joined."""
    parts = list(node.items) if isinstance(node, Group) else [node]
    parts = [_as_range(part) or part for part in parts]
    if not all(isinstance(part, Interval) and _key(part.low) is not None for part in parts):
        return parts
    intervals = sorted(
        (part for part in parts if isinstance(part, Interval)),
        key=lambda part: _key(part.low) or 0.0,
    )
    merged: list[Node] = []
    for part in intervals:
        last = merged[-1] if merged else None
        if isinstance(last, Interval) and _touch(last, part):
            higher = max((last, part), key=lambda one: _key(one.high) or 0.0)
            merged[-1] = Interval(last.low, higher.high, last.low_closed, higher.high_closed)
        else:
            merged.append(part)
    return merged


def _touch(left: Interval, right: Interval) -> bool:
    high, low = _key(left.high), _key(right.low)
    if high is None or low is None:
        return False
    return low < high or (low == high and (left.high_closed or right.low_closed))


def _key(node: Node) -> Fraction | float | None:
    if node == _INFINITY:
        return float("inf")
    if node == Apply("neg", (_INFINITY,)):
        return float("-inf")
    return fold(node)


async def _groups(gold: Node, answer: Node, scalars: Scalars) -> Same:
    if not (isinstance(gold, Group) and isinstance(answer, Group)):
        return Same.DIFFERENT
    kinds = {gold.kind, answer.kind}
    if "ratio" in kinds and len(kinds) > 1:
        return Same.DIFFERENT
    if kinds <= {"list", "set"}:
        once = "set" in kinds
        return await _unordered(gold.items, answer.items, scalars, once=once)
    if kinds == {"tuple", "set"}:
        return Same.DIFFERENT
    return await _pairwise(gold.items, answer.items, scalars)


async def _matrices(gold: Node, answer: Node, scalars: Scalars) -> Same:
    if not (isinstance(gold, Matrix) and isinstance(answer, Matrix)):
        return Same.DIFFERENT
    if [len(row) for row in gold.rows] != [len(row) for row in answer.rows]:
        return Same.DIFFERENT
    cells = [item for row in gold.rows for item in row]
    others = [item for row in answer.rows for item in row]
    return await _pairwise(cells, others, scalars)


async def _pairwise(gold: Sequence[Node], answer: Sequence[Node], scalars: Scalars) -> Same:
    if len(gold) != len(answer):
        return Same.DIFFERENT
    worst = Same.EQUAL
    for one, other in zip(gold, answer, strict=True):
        result = await compare(one, other, scalars)
        if result is Same.DIFFERENT:
            return result
        worst = result if result is Same.UNDECIDED else worst
    return worst


async def _unordered(
    gold: Sequence[Node], answer: Sequence[Node], scalars: Scalars, *, once: bool
) -> Same:
    """Whether the values pair up; with ``once``, repeated values count once."""
    if not once and len(gold) != len(answer):
        return Same.DIFFERENT
    left, undecided = list(answer), False
    for one in gold:
        matches = []
        for other in left if not once else answer:
            result = await compare(one, other, scalars)
            undecided = undecided or result is Same.UNDECIDED
            if result is Same.EQUAL:
                matches.append(other)
                if not once:
                    break
        if not matches:
            return Same.UNDECIDED if undecided else Same.DIFFERENT
        if not once:
            left.remove(matches[0])
    if once:
        return await _unordered_back(gold, answer, scalars)
    return Same.EQUAL


async def _unordered_back(gold: Sequence[Node], answer: Sequence[Node], scalars: Scalars) -> Same:
    for other in answer:
        results = [await compare(one, other, scalars) for one in gold]
        if Same.EQUAL not in results:
            return Same.UNDECIDED if Same.UNDECIDED in results else Same.DIFFERENT
    return Same.EQUAL
