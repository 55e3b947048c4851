"""Exact values on the host: folds a tree to a fraction where that is cheap, and orders its parts.

Every operation is bounded before it is carried out: a power or factorial whose result would have
more than ``MAX_BITS`` bits is not folded, so ``9^{9^9}`` costs nothing here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from verisynth.languages.math.syntax import (
    Apply,
    Constant,
    Node,
    Number,
    Percent,
    Symbol,
    order_key,
    replaced,
    walk,
)

MAX_BITS = 60_000
_MAX_ARGUMENT = 4000
_MAX_STEPS = 5000
TASKS = frozenset(("sum", "product", "mod", "gcd", "lcm", "det", "max", "min"))
"""What asks for a computation rather than being its result."""


def fold(node: Node) -> Fraction | None:
    """The exact rational value, or None if the tree has no value that is rational and cheap.

    None never means "not a number": ``sqrt(2)`` and ``2^{10^9}`` both give None.
    """
    match node:
        case Number(value):
            return value
        case Percent(value):
            inner = fold(value)
            return None if inner is None else inner / 100
        case Apply("sum" | "product" as name, (body, Symbol() as index, low, high)):
            return _big(name, body, index, (fold(low), fold(high)))
        case Apply(name, arguments) if name in _OPERATIONS:
            return _apply(name, arguments)
    return None


def _big(
    name: str, body: Node, index: Symbol, bounds: tuple[Fraction | None, Fraction | None]
) -> Fraction | None:
    """A sum or product with whole bounds, term by term while that is cheap."""
    low, high = bounds
    if low is None or high is None or low.denominator != 1 or high.denominator != 1:
        return None
    parts = list(walk(body))
    # A sum within a sum would multiply the steps.
    nested = any(isinstance(part, Apply) and part.name in ("sum", "product") for part in parts)
    if nested or (high - low) * len(parts) > _MAX_STEPS:
        return None
    terms = [Number(Fraction(value)) for value in range(low.numerator, high.numerator + 1)]
    values = tuple(replaced(body, index, term) for term in terms)
    if not values:
        return Fraction(0 if name == "sum" else 1)
    return _apply("add" if name == "sum" else "mul", values)


def _apply(name: str, arguments: tuple[Node, ...]) -> Fraction | None:
    values = []
    for argument in arguments:
        value = fold(argument)
        if value is None:
            return None
        values.append(value)
    arity, operation = _OPERATIONS[name]
    if not values or (arity and len(values) != arity):
        return None
    result = operation(values)
    return result if result is not None and _bits(result) <= MAX_BITS else None


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _power(values: Sequence[Fraction]) -> Fraction | None:
    base, exponent = values
    if base == 0:
        return Fraction(0) if exponent > 0 else None
    if exponent.denominator != 1:
        rooted = root(base, exponent.denominator)
        return None if rooted is None else _power((rooted, Fraction(exponent.numerator)))
    if abs(exponent.numerator) * _bits(base) > MAX_BITS:
        return Fraction(1) if base == 1 else None
    return base**exponent.numerator


def root(value: Fraction, index: int) -> Fraction | None:
    """The exact principal root of a non-negative fraction, if it is rational."""
    if value < 0 or not 1 <= index <= 64:
        return None
    top, bottom = _integer_root(value.numerator, index), _integer_root(value.denominator, index)
    return None if top is None or bottom is None else Fraction(top, bottom)


def _integer_root(value: int, index: int) -> int | None:
    """By Newton's method from above, which is quick for numbers of any size."""
    found = value if value < 2 else 1 << -(-value.bit_length() // index)
    while found > 1:
        power = found ** (index - 1)
        better = ((index - 1) * found + value // power) // index
        if better >= found:
            break
        found = better
    return found if found**index == value else None


def _indexed_root(values: Sequence[Fraction]) -> Fraction | None:
    value, index = values
    if index.denominator != 1:
        return None
    if value < 0 and index.numerator % 2:
        positive = root(-value, index.numerator)
        return None if positive is None else -positive
    return root(value, index.numerator)


def _quotient(values: Sequence[Fraction]) -> Fraction | None:
    return values[0] / values[1] if values[1] else None


def _whole(operation: Callable[..., int], *, small: bool) -> Callable[..., Fraction | None]:
    """A function of integers; with ``small``, only of 0 up to a limit."""

    def exact(values: Sequence[Fraction]) -> Fraction | None:
        if any(value.denominator != 1 for value in values):
            return None
        if small and not all(0 <= value <= _MAX_ARGUMENT for value in values):
            return None
        return Fraction(operation(*(value.numerator for value in values)))

    return exact


def _modulo(values: Sequence[Fraction]) -> Fraction | None:
    return values[0] % values[1] if values[1] else None


def _logarithm(values: Sequence[Fraction]) -> Fraction | None:
    """``log_2 8``; only where the base is whole and the result is."""
    if len(values) != 2 or values[0] <= 0 or values[1].denominator != 1 or values[1] < 2:
        return None
    value, base, count = values[0], values[1], 0
    sign = 1 if value >= 1 else -1
    value = value if sign == 1 else 1 / value
    while value.denominator == 1 and value > 1 and value.numerator % base.numerator == 0:
        value, count = value / base, count + 1
    return Fraction(sign * count) if value == 1 else None


_OPERATIONS: dict[str, tuple[int, Callable[[Sequence[Fraction]], Fraction | None]]] = {
    "add": (0, lambda values: sum(values, Fraction(0))),
    "mul": (0, lambda values: math.prod(values, start=Fraction(1))),
    "neg": (1, lambda values: -values[0]),
    "div": (2, _quotient),
    "pow": (2, _power),
    "sqrt": (1, lambda values: root(values[0], 2)),
    "cbrt": (1, lambda values: _indexed_root((values[0], Fraction(3)))),
    "root": (2, _indexed_root),
    "abs": (1, lambda values: abs(values[0])),
    "floor": (1, lambda values: Fraction(math.floor(values[0]))),
    "ceil": (1, lambda values: Fraction(math.ceil(values[0]))),
    "factorial": (1, _whole(math.factorial, small=True)),
    "binomial": (2, _whole(math.comb, small=True)),
    "gcd": (0, _whole(math.gcd, small=False)),
    "lcm": (0, _whole(math.lcm, small=False)),
    "mod": (2, _modulo),
    "residue": (2, _modulo),
    "about": (1, lambda values: values[0]),
    "log": (2, _logarithm),
    "log10": (1, lambda values: _logarithm((values[0], Fraction(10)))),
    "sign": (1, lambda values: Fraction((values[0] > 0) - (values[0] < 0))),
    "max": (0, max),
    "min": (0, min),
}


def divides_by_zero(node: Node) -> bool:
    """Whether some denominator in the tree is exactly 0, so that the tree has no value."""
    return any(
        isinstance(part, Apply) and part.name == "div" and fold(part.arguments[1]) == 0
        for part in walk(node)
    )


_IMAGINARY = Constant("i")
_UNIT_POWERS: tuple[Node, ...] = (
    Number(Fraction(1)),
    _IMAGINARY,
    Number(Fraction(-1)),
    Apply("neg", (_IMAGINARY,)),
)


def states_a_task(node: Node) -> bool:
    """Whether some part of the tree is a computation left to the reader: ``5 mod 3``."""
    return any(isinstance(part, Apply) and part.name in TASKS for part in walk(node))


def approximate(node: Node) -> float | None:
    """The real value to about fifteen digits, for putting bounds in order; None if it has none."""
    value = fold(node)
    if value is not None:
        return float(value) if abs(value) < 10**300 else None
    try:
        return _float(node)
    except (ValueError, OverflowError, ZeroDivisionError, KeyError, TypeError):
        return None


def _float(node: Node) -> float:
    match node:
        case Number(value):
            return float(value)
        case Constant(name):
            return _CONSTANTS[name]
        case Percent(value):
            return _float(value) / 100
        case Apply(name, arguments):
            return _FLOATS[name](*(_float(item) for item in arguments))
    raise ValueError("not a constant")


def _real_power(base: float, exponent: float) -> float:
    if base < 0 and exponent != int(exponent):
        raise ValueError("not real")
    return math.pow(base, exponent)


_CONSTANTS = {"pi": math.pi, "e": math.e, "infinity": math.inf}
_FLOATS: dict[str, Callable[..., float]] = {
    "add": lambda *values: math.fsum(values),
    "mul": lambda *values: math.prod(values),
    "neg": lambda value: -value,
    "div": lambda top, bottom: top / bottom,
    "pow": _real_power,
    "sqrt": math.sqrt,
    "root": lambda value, index: _real_power(value, 1 / index),
    "cbrt": math.cbrt,
    "abs": abs,
    "exp": math.exp,
    "ln": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sec": lambda value: 1 / math.cos(value),
    "csc": lambda value: 1 / math.sin(value),
    "cot": lambda value: 1 / math.tan(value),
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "degrees": math.radians,
    "about": lambda value: value,
}


def canonical(node: Node) -> Node:
    """The tree with rational parts folded and sums and products flattened and ordered.

    Two equal canonical trees have the same value wherever they have one; different ones may still.
    """
    value = fold(node)
    if value is not None:
        return Number(value)
    match node:
        case Percent(inner):
            return canonical(Apply("div", (inner, Number(Fraction(100)))))
        case Apply("sum" | "product" as name, (body, Symbol() as index, low, high)):
            return Apply(name, _bound(body, index, low, high))
        case Apply("add" | "mul" as name, arguments):
            return _ordered(name, tuple(canonical(item) for item in arguments))
        case Apply():
            return _one_spelling(node)
    return node


def _one_spelling(node: Apply) -> Node:
    """Quotients as powers, differences as sums, roots as powers."""
    match node:
        case Apply("pow", (Constant("i"), Number(power))) if power.denominator == 1:
            return canonical(_UNIT_POWERS[power.numerator % 4])
        case Apply("div", (top, bottom)):
            inverse = Apply("pow", (canonical(bottom), Number(Fraction(-1))))
            return _ordered("mul", (canonical(top), inverse))
        case Apply("neg", (inner,)):
            return _ordered("mul", (Number(Fraction(-1)), canonical(inner)))
        case Apply("sqrt", (inner,)):
            return Apply("pow", (canonical(inner), Number(Fraction(1, 2))))
        case Apply("about", (inner,)):
            return canonical(inner)
    return Apply(node.name, tuple(canonical(item) for item in node.arguments))


def _bound(body: Node, index: Symbol, low: Node, high: Node) -> tuple[Node, ...]:
    """A sum does not depend on what its index is called."""
    renamed = Symbol("#")
    body = replaced(body, index, renamed)
    return canonical(body), renamed, canonical(low), canonical(high)


def _ordered(name: str, arguments: tuple[Node, ...]) -> Node:
    flat: list[Node] = []
    for item in arguments:
        nested = isinstance(item, Apply) and item.name == name
        flat.extend(item.arguments if nested and isinstance(item, Apply) else (item,))
    constant, rest = Fraction(0 if name == "add" else 1), []
    for item in flat:
        value = item.value if isinstance(item, Number) else None
        if value is None or _bits(value) + _bits(constant) > MAX_BITS:
            rest.append(item)
        else:
            constant = constant + value if name == "add" else constant * value
    parts = tuple(sorted(rest, key=order_key))
    if constant != (name == "mul"):
        parts = (Number(constant), *parts)
    return parts[0] if len(parts) == 1 else Apply(name, parts)
