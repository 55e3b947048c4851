r"""Sets of real numbers: inequalities, intervals and their combinations, as disjoint intervals.

``x > 2``, ``(2, \infty)`` and ``\{x \mid -x < -2\}`` become the same value. Only what is solved,
or linear, counts as a set: ``x^2 - 4x + 3 < 0`` restates a problem whose answer is ``1 < x < 3``.
"""

from __future__ import annotations

from fractions import Fraction

from verisynth.languages.math.exact import approximate, fold
from verisynth.languages.math.sampling import agree, is_rational_function
from verisynth.languages.math.syntax import (
    INFINITY,
    MINUS_INFINITY,
    Apply,
    Group,
    Interval,
    Node,
    Number,
    Relation,
    Symbol,
    replaced,
    symbols,
    walk,
)

FLIP = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_ORDERS = frozenset(("<", "<=", ">", ">="))
_NEAR = 1e-9


class Unordered(Exception):
    """Two bounds whose order is not known."""


def variable(node: Node) -> str:
    """The variable a condition speaks of; empty if it names none or several."""
    names = {name for part in walk(node) if isinstance(part, Relation) for name in symbols(part)}
    return names.pop() if len(names) == 1 else ""


def intervals(node: Node) -> tuple[Interval, ...] | None:
    """The set as disjoint intervals in order; None if it is not a set of reals known here."""
    try:
        parts = _set(node)
        return None if parts is None else tuple(_merged(parts))
    except Unordered:
        return None


def _set(node: Node) -> list[Interval] | None:
    match node:
        case Interval():
            return [] if _empty(node) else [node]
        case Group("tuple", (low, high)):
            return _set(Interval(low, high, low_closed=False, high_closed=False))
        case Group("union", items):
            return _united(items)
        case Group("intersection" | "and", items):
            return _intersected(items)
        case Group("without", (whole, taken)):
            return _difference(_set(whole), _set_or_points(taken))
        case Group("list", items) if all(is_condition(item) for item in items):
            # "x > 1, x < 3" holds both; "x < 1, x > 3" can only mean either.
            return _intersected(items) or _united(items)
        case Relation():
            return _solved(node)
    return None


def _set_or_points(node: Node) -> list[Interval] | None:
    match node:
        case Group("set" | "list", items):
            return [_point(item) for item in items]
        case Interval() | Group() | Relation():
            return _set(node)
    return [_point(node)]


def _point(node: Node) -> Interval:
    return Interval(node, node, low_closed=True, high_closed=True)


def _united(items: tuple[Node, ...]) -> list[Interval] | None:
    parts: list[Interval] = []
    for item in items:
        more = _set_or_points(item)
        if more is None:
            return None
        parts.extend(more)
    return parts


def _intersected(items: tuple[Node, ...]) -> list[Interval] | None:
    result: list[Interval] | None = None
    for item in items:
        more = _set(item)
        if more is None:
            return None
        result = more if result is None else _common(result, more)
    return result


def is_condition(node: Node) -> bool:
    """Whether it limits a variable to a range."""
    match node:
        case Relation(("in",), (Symbol(), Interval())):
            return True
        case Relation(operators, _):
            return not set(operators) & {"=", "~", "in"}
    return False


def _solved(relation: Relation) -> list[Interval] | None:
    match relation:
        case Relation(("in",), (Symbol(), inner)):
            return _set_or_points(inner) if isinstance(inner, Group) else _set(inner)
        case Relation(("notin",), (Symbol(), inner)):
            taken = _set_or_points(inner)
            return _difference([_REALS], taken)
        case Relation((operator,), (left, right)) if operator in FLIP:
            return _half_line(operator, left, right)
        case Relation((first, second), (low, middle, high)) if {first, second} <= _ORDERS:
            # What stands in the middle is the variable, also between letters: a < x < b.
            pair = Relation((FLIP[first],), (middle, low)), Relation((second,), (middle, high))
            return _intersected(pair)
        case Relation(operators, sides) if set(operators) <= _ORDERS:
            pairs = zip(operators, sides, sides[1:], strict=False)
            return _intersected(tuple(Relation((op,), (a, b)) for op, a, b in pairs))
    return None


def _half_line(operator: str, left: Node, right: Node) -> list[Interval] | None:
    if isinstance(right, Symbol) and not symbols(left):
        left, right, operator = right, left, FLIP[operator]
    if isinstance(left, Apply) and left.name == "abs" and operator != "=":
        return _absolute(operator, left.arguments[0], right)
    if isinstance(left, Symbol) and left.name not in symbols(right):
        return _bounded(operator, right)
    return _linear(operator, Apply("add", (left, Apply("neg", (right,)))))


def _absolute(operator: str, inner: Node, bound: Node) -> list[Interval] | None:
    value = fold(bound)
    if value is None or value <= 0:
        return None
    below, above = (inner, bound), (inner, Apply("neg", (bound,)))
    within = operator in ("<", "<=")
    pair = (Relation((operator,), below), Relation((FLIP[operator],), above))
    return _intersected(pair) if within or operator == "!=" else _united(pair)


def _bounded(operator: str, bound: Node) -> list[Interval] | None:
    below = Interval(MINUS_INFINITY, bound, low_closed=False, high_closed=operator == "<=")
    above = Interval(bound, INFINITY, low_closed=operator == ">=", high_closed=False)
    match operator:
        case "<" | "<=":
            return [] if _empty(below) else [below]
        case ">" | ">=":
            return [] if _empty(above) else [above]
        case "!=":
            return [below, above]
    return None


def _linear(operator: str, difference: Node) -> list[Interval] | None:
    """``a x + b < 0`` with rational numbers, divided by ``a``."""
    names = symbols(difference)
    if len(names) != 1 or operator == "=" or not is_rational_function(difference):
        return None
    (name,) = names
    at = [fold(replaced(difference, Symbol(name), Number(Fraction(x)))) for x in (0, 1)]
    if at[0] is None or at[1] is None or at[0] == at[1]:
        return None
    slope = at[1] - at[0]
    line = Apply("add", (Apply("mul", (Number(slope), Symbol(name))), Number(at[0])))
    if agree(difference, line) is not True:
        return None
    return _bounded(operator if slope > 0 else FLIP[operator], Number(-at[0] / slope))


_REALS = Interval(MINUS_INFINITY, INFINITY, low_closed=False, high_closed=False)


def _place(node: Node) -> Fraction | float:
    value = fold(node)
    if value is None:
        about = approximate(node)
        if about is None:
            raise Unordered
        return about
    return value


def _compare(one: Node, other: Node) -> int:
    """-1, 0 or 1; nearly equal floats of unlike trees have no known order."""
    if one == other:
        return 0
    for side, sign in ((one, 1), (other, -1)):
        if side in (INFINITY, MINUS_INFINITY):
            return sign if side == INFINITY else -sign
    left, right = _place(one), _place(other)
    exact = isinstance(left, Fraction) and isinstance(right, Fraction)
    if not exact and abs(float(left) - float(right)) < _NEAR:
        raise Unordered
    return (left > right) - (left < right)


def _empty(part: Interval) -> bool:
    try:
        order = _compare(part.low, part.high)
    except Unordered:
        return False
    return order > 0 or (order == 0 and not (part.low_closed and part.high_closed))


def _merged(parts: list[Interval]) -> list[Interval]:
    """In order, with overlapping and touching ones joined."""
    if len(parts) < 2:
        return parts
    merged: list[Interval] = []
    for part in _sorted(parts):
        last = merged[-1] if merged else None
        if last is not None and _touch(last, part):
            merged[-1] = _hull(last, part)
        else:
            merged.append(part)
    return merged


def _sorted(parts: list[Interval]) -> list[Interval]:
    """By the lower end; insertion, since the order of two bounds may be unknown."""
    ordered: list[Interval] = []
    for part in parts:
        place = len(ordered)
        while place and _before(part, ordered[place - 1]):
            place -= 1
        ordered.insert(place, part)
    return ordered


def _before(one: Interval, other: Interval) -> bool:
    order = _compare(one.low, other.low)
    return order < 0 or (order == 0 and one.low_closed and not other.low_closed)


def _touch(left: Interval, right: Interval) -> bool:
    order = _compare(right.low, left.high)
    return order < 0 or (order == 0 and (left.high_closed or right.low_closed))


def _hull(left: Interval, right: Interval) -> Interval:
    order = _compare(left.high, right.high)
    high = left if order > 0 else right
    closed = left.high_closed or right.high_closed if order == 0 else high.high_closed
    return Interval(left.low, high.high, left.low_closed, closed)


def _common(ones: list[Interval], others: list[Interval]) -> list[Interval]:
    parts = [_overlap(one, other) for one in ones for other in others]
    return [part for part in parts if not _empty(part)]


def _overlap(one: Interval, other: Interval) -> Interval:
    low, low_closed = _later(one, other)
    high, high_closed = _earlier(one, other)
    return Interval(low, high, low_closed, high_closed)


def _later(one: Interval, other: Interval) -> tuple[Node, bool]:
    order = _compare(one.low, other.low)
    if order == 0:
        return one.low, one.low_closed and other.low_closed
    later = one if order > 0 else other
    return later.low, later.low_closed


def _earlier(one: Interval, other: Interval) -> tuple[Node, bool]:
    order = _compare(one.high, other.high)
    if order == 0:
        return one.high, one.high_closed and other.high_closed
    earlier = one if order < 0 else other
    return earlier.high, earlier.high_closed


def _difference(
    whole: list[Interval] | None, taken: list[Interval] | None
) -> list[Interval] | None:
    if whole is None or taken is None:
        return None
    for part in taken:
        whole = _common(whole, _outside(part))
    return whole


def _outside(part: Interval) -> list[Interval]:
    below = Interval(MINUS_INFINITY, part.low, low_closed=False, high_closed=not part.low_closed)
    above = Interval(part.high, INFINITY, low_closed=not part.high_closed, high_closed=False)
    return [side for side in (below, above) if not _empty(side)]
