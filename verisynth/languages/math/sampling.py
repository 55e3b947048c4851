"""Tells rational functions apart at points, exactly and without algebra.

A tree of numbers, variables, sums, products, quotients and whole powers is evaluated modulo a
number of 128 bits without small factors. Values that differ at one point prove a difference.
Values that agree at several points, each modulo another number, leave a vanishing chance that the
functions differ (Schwartz 1980, Zippel 1979). Points and moduli are drawn by a hash of both trees:
with fixed ones, an answer could add a multiple of the modulus. ``pi`` may stand as one more
variable, because it is transcendental.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from verisynth.languages.math.exact import fold
from verisynth.languages.math.syntax import (
    Apply,
    Constant,
    Node,
    Number,
    Percent,
    Symbol,
    order_key,
    replaced,
    symbols,
    walk,
)

POINTS = 3
_MAX_EXPONENT = 1_000_000
_SMALL_FACTORS = math.prod(n for n in range(2, 400) if all(n % d for d in range(2, n)))
_SMALL = (
    Fraction(-3, 2), Fraction(2), Fraction(5, 3), Fraction(-7, 4), Fraction(11, 5), Fraction(-1, 3),
    Fraction(4), Fraction(13, 6),
)  # fmt: skip
_PI = Constant("pi")


class Outside(Exception):
    """The tree is not a rational function, or has no value at the point."""


def is_rational_function(node: Node) -> bool:
    """Whether the tree can be evaluated here."""
    return all(_is_rational(part) for part in walk(node))


def _is_rational(node: Node) -> bool:
    match node:
        case Number() | Symbol() | Percent() | Constant("pi"):
            return not (isinstance(node, Symbol) and node.name == "…")
        case Apply("pow", (_, exponent)):
            power = fold(exponent)
            return power is not None and power.denominator == 1 and abs(power) <= _MAX_EXPONENT
        case Apply("add" | "mul" | "neg" | "div", _):
            return True
    return fold(node) is not None


def agree(one: Node, other: Node) -> bool | None:
    """Whether two rational functions are the same; None if neither way was established."""
    names = _names(one, other)
    seed = hashlib.sha256(f"{order_key(one)} {order_key(other)}".encode()).digest()
    agreed, place = 0, 0
    while agreed < POINTS and place < 2 * POINTS:
        field = _Field(_modulus(seed, place), {name: _drawn(seed, place, name) for name in names})
        place += 1
        try:
            if field.value(one) != field.value(other):
                return False
        except Outside:
            continue
        agreed += 1
    return True if agreed == POINTS else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A point, and the two exact values there."""

    where: str
    one: str
    other: str


def difference(one: Node, other: Node) -> Difference | None:
    """A small point where the two differ, with both exact values; None if none was found."""
    names = [name for name in _names(one, other) if name != "pi"]
    for turn in range(len(_SMALL)):
        point = _small_point(names, turn)
        ours, theirs = fold(_at(one, point)), fold(_at(other, point))
        if ours is not None and theirs is not None and ours != theirs:
            where = ", ".join(f"{name} = {value}" for name, value in point.items())
            return Difference(where, shown(ours), shown(theirs))
    return None


def value_at(tree: Node, *, turn: int) -> Fraction | None:
    """The exact value at the ``turn``-th small point, if it has a rational one."""
    return fold(_at(tree, _small_point(sorted(symbols(tree)), turn)))


def solution_of_one(one: Node, other: Node) -> Difference | None:
    """An exact point that solves one of ``one = 0`` and ``other = 0`` only; None if none is found.

    Tried where an equation is linear in one variable, the others being set to small numbers.
    """
    names = sorted(symbols(one) | symbols(other))
    for turn in range(3):
        point = _small_point(names, turn)
        for place in (point, *_roots(one, point), *_roots(other, point)):
            values = fold(_at(one, place)), fold(_at(other, place))
            if None not in values and (values[0] == 0) != (values[1] == 0):
                where = ", ".join(f"{name} = {value}" for name, value in place.items())
                shown_values = [f"{shown(value)} = 0" for value in values if value is not None]
                return Difference(where, *shown_values)
    return None


def _roots(tree: Node, point: Mapping[str, Fraction]) -> Iterator[dict[str, Fraction]]:
    for name in point:
        lines = [{**point, name: Fraction(x)} for x in (0, 1)]
        low, high = (fold(_at(tree, line)) for line in lines)
        if low is not None and high is not None and low != high:
            yield {**point, name: low / (low - high)}


def _small_point(names: list[str], turn: int) -> dict[str, Fraction]:
    # Another step for each name, so that x = y at no two points in a row.
    return {
        name: _SMALL[(turn + 3 * place) % len(_SMALL)] + place // len(_SMALL)
        for place, name in enumerate(names)
    }


def shown(value: Fraction) -> str:
    """For people; beyond Python's limit on decimal digits only its size."""
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    return str(value) if bits < 3000 else f"a fraction of {bits} bits"


def _at(tree: Node, point: Mapping[str, Fraction]) -> Node:
    for name, value in point.items():
        tree = replaced(tree, Symbol(name), Number(value))
    return tree


def _names(one: Node, other: Node) -> list[str]:
    parts = [*walk(one), *walk(other)]
    names = {part.name for part in parts if isinstance(part, Symbol)}
    return sorted(names | ({"pi"} if _PI in parts else set()))


def _drawn(seed: bytes, place: int, name: str) -> int:
    digest = hashlib.sha256(seed + f"{place} {name}".encode()).digest()
    return int.from_bytes(digest[:16], "big")


def _modulus(seed: bytes, place: int) -> int:
    modulus = _drawn(seed, place, "modulus") | 1 << 127 | 1
    while math.gcd(modulus, _SMALL_FACTORS) > 1:
        modulus += 2
    return modulus


@dataclass(frozen=True, slots=True)
class _Field:
    """Residues of one modulus, and what the variables are there."""

    modulus: int
    point: Mapping[str, int]

    def value(self, node: Node) -> int:
        match node:
            case Number(value):
                return self._quotient(value.numerator, value.denominator)
            case Symbol(name) | Constant("pi" as name):
                return self.point[name] % self.modulus
            case Percent(inner):
                return self._quotient(self.value(inner), 100)
            case Apply("pow", (base, exponent)) if (power := fold(exponent)) is not None:
                return self._power(self.value(base), int(power))
            case Apply("div", (top, bottom)):
                return self._quotient(self.value(top), self.value(bottom))
            case Apply("neg", (inner,)):
                return -self.value(inner) % self.modulus
            case Apply("add" | "mul" as name, arguments):
                return self._combined(name, [self.value(item) for item in arguments])
        folded = fold(node)
        if folded is None:
            raise Outside
        return self._quotient(folded.numerator, folded.denominator)

    def _combined(self, name: str, values: list[int]) -> int:
        if name == "add":
            return sum(values) % self.modulus
        result = 1
        for value in values:
            result = result * value % self.modulus
        return result

    def _quotient(self, top: int, bottom: int) -> int:
        if math.gcd(bottom, self.modulus) > 1:
            raise Outside
        return top * pow(bottom, -1, self.modulus) % self.modulus

    def _power(self, base: int, exponent: int) -> int:
        if exponent < 0 and math.gcd(base, self.modulus) > 1:
            raise Outside
        if exponent <= 0 and base == 0:
            raise Outside
        return pow(base, exponent, self.modulus)
