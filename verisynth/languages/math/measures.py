"""Quantities beside each other: which product is a value with a unit, and what units share."""

from __future__ import annotations

from fractions import Fraction

from verisynth.languages.math.syntax import (
    Apply,
    Node,
    Number,
    Quantity,
    Symbol,
    is_scalar,
    symbols,
)
from verisynth.languages.math.units import canonical_unit, factor, is_unit


def measured(node: Node, other: Node) -> Quantity | None:
    """``5 m`` is read as a product; beside a length or a plain number it is five metres."""
    if isinstance(node, Quantity):
        return node
    if not isinstance(other, Quantity) and (not is_scalar(other) or symbols(other)):
        return None
    match node:
        case Apply("mul", (*values, Symbol(name))) if is_unit(name):
            unit = canonical_unit(name)
        case Apply("mul", (*values, Apply("pow", (Symbol(name), Number(power))))) if is_unit(name):
            unit = canonical_unit(f"{name}^{power}")
        case Apply("div", (Apply("mul", (*values, Symbol(name))), Symbol(below))) if is_unit(
            name
        ) and is_unit(below):
            unit = canonical_unit(f"{name} / {below}")
        case _:
            return None
    value = values[0] if len(values) == 1 else Apply("mul", tuple(values))
    if symbols(value):
        return None
    return Quantity(value, unit)


def scale(source: str, goal: str) -> Fraction | None:
    """What takes ``source`` to ``goal``; None if they are different things.

    Words that are no unit name what was counted: ``red apples`` are ``apples``.
    """
    converted = factor(source, goal)
    if converted is not None:
        return converted
    ours, theirs = set(goal.split("*")), set(source.split("*"))
    extra = ours ^ theirs
    counted = (ours <= theirs or theirs <= ours) and not any(map(_is_measure, extra))
    return Fraction(1) if counted and ours & theirs else None


def _is_measure(part: str) -> bool:
    return is_unit(part.partition("^")[0])
