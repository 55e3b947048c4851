"""The constant of integration: ``x^2/2 + C`` and ``x^2/2 + k`` and ``(x^2 + 5)/2 + C`` alike."""

from __future__ import annotations

from fractions import Fraction

from verisynth.languages.math.exact import approximate, canonical
from verisynth.languages.math.findings import (
    EQUAL,
    UNDECIDED,
    Finding,
    Question,
    Scalars,
    all_of,
    different,
)
from verisynth.languages.math.syntax import Apply, Node, Number, Symbol, replaced, symbols

_NAMES = frozenset(("C", "c", "K", "k", "C_1", "c_1", "C_0", "c_0", "D"))


def constants_of_integration(
    gold: Node, answer: Node, scalars: Scalars, *, optional: bool
) -> Finding | None:
    """Whether both are the same antiderivative; None if the gold has no such constant."""
    constant = _constant(gold)
    if not constant:
        return None
    rest = symbols(gold) - {constant}
    candidates = sorted((symbols(answer) - rest) & _NAMES)
    plain = replaced(gold, Symbol(constant), Number(Fraction(0)))
    if not candidates:
        return scalars(Question(plain, answer, "constant")) if optional else _missing()
    if len(candidates) > 1 or symbols(answer) - rest - {candidates[0]}:
        return None
    zero, one, two = (_with(answer, candidates[0], value) for value in (0, 1, 2))
    first, second = _minus(one, zero), _minus(two, one)
    return all_of(
        (
            scalars(Question(plain, zero, "constant")),
            _rising(first, scalars),
            _rising(second, scalars),
        )
    )


def _constant(gold: Node) -> str:
    """The name of a constant that is one term of the sum and stands nowhere else in it."""
    sum_ = canonical(gold)
    if not isinstance(sum_, Apply) or sum_.name != "add":
        return ""
    terms = [part.name for part in sum_.arguments if isinstance(part, Symbol)]
    found = [name for name in terms if name in _NAMES]
    others = [part for part in sum_.arguments if part != Symbol(found[0])] if found else []
    alone = found and not any(found[0] in symbols(part) for part in others)
    return found[0] if alone and any(symbols(part) for part in others) else ""


def _missing() -> Finding:
    return different("the constant of integration is missing")


def _with(tree: Node, name: str, value: int) -> Node:
    return replaced(tree, Symbol(name), Number(Fraction(value)))


def _minus(one: Node, other: Node) -> Node:
    return Apply("add", (one, Apply("neg", (other,))))


def _rising(step: Node, scalars: Scalars) -> Finding:
    """Whether the constant has a positive number before it.

    ``- C`` runs through the same functions; but beside ``+ C`` it is nearly always a slip of the
    sign, and a form that nobody asked for.
    """
    if symbols(step):
        # Written with variables that cancel: a value at one point stands for all of them.
        zero = Number(Fraction(0))
        varies = scalars(Question(zero, step, "constant"))
        if not varies.equal:
            return varies
    for name in sorted(symbols(step)):
        step = replaced(step, Symbol(name), Number(Fraction(3, 7)))
    value = approximate(step)
    if value is None:
        return UNDECIDED
    return EQUAL if value > 0 else different("the constant of integration has another sign")
