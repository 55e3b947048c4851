"""Builds the shapes of the tree: brackets to tuples, sets and intervals, ``±`` to two values."""

from __future__ import annotations

import re
from fractions import Fraction

from verisynth.languages.math.exact import fold
from verisynth.languages.math.notation import Unreadable
from verisynth.languages.math.syntax import (
    INFINITY,
    MINUS_INFINITY,
    Apply,
    Constant,
    Group,
    Interval,
    Matrix,
    Node,
    Number,
    Percent,
    Quantity,
    Relation,
    Symbol,
    Text,
    depth,
    rebuilt,
    walk,
)

MAX_TREE_DEPTH = 100
REALS = Interval(MINUS_INFINITY, INFINITY, low_closed=False, high_closed=False)
_SETS = {"ℤ": "integers", "ℕ": "naturals", "ℚ": "rationals", "ℂ": "complexes"}
_MANY = (1, 600)
_ARITY = {
    "log": (1, 2),
    "binomial": (2, 2),
    "max": _MANY,
    "min": _MANY,
    "gcd": _MANY,
    "lcm": _MANY,
}
"""How many arguments a function takes; one where it is not said."""
_INVERSE = ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh")


def flat(name: str, left: Node, right: Node) -> Node:
    """Long sums and products stay one level deep."""
    if name in ("add", "mul") and isinstance(left, Apply) and left.name == name:
        return Apply(name, (*left.arguments, right))
    return Apply(name, (left, right))


def written(name: str, *items: Node) -> Node:
    """A number written in parts: ``1 3/4``, ``3 million``, ``1 h 30 min``, ``45°30'``.

    It is one value, unlike the sum or product it is made of, which would be left to compute.
    """
    whole = Apply(name, items)
    value = fold(whole)
    return whole if value is None else Number(value)


def number(text: str) -> Node:
    """A number as written; ``0.333…`` repeats its last digit, ``3.14…`` is only about 3.14."""
    if text.endswith("…"):
        digits = text[:-1]
        if found := re.fullmatch(r"(\d*)\.(\d*?)(\d+?)\3{2,}", digits):
            return repeating(f"{found[1] or 0}.{found[2]}.{found[3]}")
        return Apply("about", (number(digits),))
    if text.isdigit():
        return Number(Fraction(int(text)))
    mantissa = text.lower().partition("e")[0]
    places = len(mantissa.partition(".")[2])
    significant = len(mantissa.replace(".", "").lstrip("0"))
    return Number(Fraction(text), significant if "." in text else 0, places)


def repeating(text: str) -> Node:
    r"""``whole.fixed.repeated``: ``0.1\overline{6}`` is exactly 1/6."""
    whole, fixed, repeated = text.split(".")
    nines = 10 ** len(repeated) - 1
    fraction = Fraction(int(fixed + repeated) - int(fixed or "0"), nines * 10 ** len(fixed))
    return Number(int(whole) + fraction)


def named_set(sign: str) -> Node:
    """``ℝ`` is an interval; the other sets are known by name."""
    return REALS if sign == "ℝ" else Constant(_SETS[sign])


def bracketed(opening: str, items: tuple[Node, ...], closing: str) -> Node:
    """What a pair of brackets and its contents are."""
    if opening == "⦃":
        return Group("set", items)
    if len(items) == 1:
        return _single(opening, items[0], closing)
    if opening == "{":
        return Group("list", items)
    half_open = (opening == "[") != (closing == "]")
    if len(items) == 2 and (half_open or opening == "[" or _unbounded(items)):
        return Interval(items[0], items[1], opening == "[", closing == "]")
    if opening == "]":
        raise Unreadable("brackets do not match")
    return Group("tuple", items)


def as_set(node: Node) -> Node:
    """Braces around several values in plain text; in LaTeX they only group."""
    return Group("set", node.items) if isinstance(node, Group) and node.kind == "list" else node


def _single(opening: str, inner: Node, closing: str) -> Node:
    if (opening == "[") != (closing == "]") and not isinstance(inner, Matrix):
        raise Unreadable("brackets do not match")
    return inner


def _unbounded(items: tuple[Node, ...]) -> bool:
    return any(item in (INFINITY, MINUS_INFINITY) for item in items)


def joined(kind: str, left: Node, right: Node) -> Node:
    """Sets put together: unions and intersections of several stay one level deep."""
    parts = left.items if isinstance(left, Group) and left.kind == kind else (left,)
    more = right.items if isinstance(right, Group) and right.kind == kind else (right,)
    return Group(kind, (*parts, *more)) if kind != "without" else Group(kind, (left, right))


def is_collection(node: Node) -> bool:
    """Whether ``-`` after it takes something out of a set."""
    sets = ("set", "union", "intersection", "without")
    if isinstance(node, Group):
        return node.kind in sets
    return isinstance(node, Interval) or node in [Constant(name) for name in _SETS.values()]


def is_whole(node: Node) -> bool:
    """Whether a fraction after it makes a mixed number."""
    return isinstance(node, Number) and node.value.denominator == 1 and not node.places


def has_unit(node: Node) -> bool:
    """Whether a currency sign before it would be one unit too many."""
    return isinstance(node, Quantity | Percent)


def postfix(text: str, value: Node) -> Node:
    """``%``, ``!`` and ``°`` after a value."""
    if text == "%":
        return Percent(value)
    return Apply("factorial" if text == "!" else "degrees", (value,))


def applied(name: str, arguments: tuple[Node, ...], power: Node | None) -> Node:
    r"""A function on its arguments; ``\sin^{-1}`` is the inverse, ``\sin^2`` the square."""
    low, high = _ARITY.get(name, (1, 1))
    if not low <= len(arguments) <= high:
        raise Unreadable(f"{name} of {len(arguments)} values")
    if power == Apply("neg", (Number(Fraction(1)),)) and name in _INVERSE:
        return Apply("a" + name, arguments)
    value = Apply(name, arguments)
    return value if power is None else Apply("pow", (value, power))


def such_that(head: Node, conditions: tuple[Node, ...]) -> Node | None:
    """``{x | condition}`` as its condition; None if ``head`` cannot stand before a bar."""
    match head:
        case Relation(("in",), (Symbol(), _)):
            return Group("and", (head, *conditions))
        case Symbol():
            return conditions[0] if len(conditions) == 1 else Group("and", conditions)
    return None


def is_condition(node: Node) -> bool:
    """Whether it limits a variable, rather than giving it a value."""
    if isinstance(node, Group) and node.kind == "and":
        return True
    return isinstance(node, Relation) and not set(node.operators) & {"=", "~"}


def both_signs(node: Node) -> tuple[Node, ...]:
    """``a ± b`` as its two values; anything else as it is. First of all, a limit on the depth."""
    if depth(node) > MAX_TREE_DEPTH:
        raise Unreadable(f"a tree of more than {MAX_TREE_DEPTH} levels")
    if not any(isinstance(part, Apply) and part.name in _SIGNS for part in walk(node)):
        return (node,)
    plus, minus = _signed(node, plus=True), _signed(node, plus=False)
    return (node,) if plus == minus else (plus, minus)


_SIGNS = ("plus-minus", "minus-plus")


def _signed(node: Node, *, plus: bool) -> Node:
    match node:
        case Apply("plus-minus" | "minus-plus" as name, (left, right)):
            left, right = _signed(left, plus=plus), _signed(right, plus=plus)
            right = right if plus == (name == "plus-minus") else Apply("neg", (right,))
            # A sign before a value has a zero on its left, which nobody wrote.
            return right if left == Number(Fraction(0)) else Apply("add", (left, right))
        case Text():
            return node
    return rebuilt(node, lambda child: _signed(child, plus=plus))
