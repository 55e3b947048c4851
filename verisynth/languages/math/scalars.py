"""Answers questions about scalars where exact arithmetic suffices; the rest is ``undecided``.

Fractions first; then trees that are the same once ordered and folded; then rational functions, at
points modulo large numbers (``sampling``).
"""

from __future__ import annotations

from fractions import Fraction

from verisynth.languages.math.exact import approximate, canonical, fold
from verisynth.languages.math.findings import EXACTLY, UNDECIDED, Finding, Question, Same
from verisynth.languages.math.sampling import (
    agree,
    difference,
    is_rational_function,
    shown,
    solution_of_one,
    value_at,
)
from verisynth.languages.math.syntax import (
    INFINITY,
    MINUS_INFINITY,
    Apply,
    Node,
    Number,
    symbols,
)
from verisynth.types import Witness

_INFINITE = (INFINITY, MINUS_INFINITY)
_INFINITELY_APART = Finding(
    Same.DIFFERENT, "exact", "one of the two is infinite, or both with another sign"
)
"""What repeats the gold never becomes a question."""
_PROVED = Finding(Same.EQUAL, "numeric", "the same at points modulo large random numbers")


def exact(question: Question) -> Finding:
    """Equal or different where exact arithmetic shows it; else undecided."""
    gold, answer = question.gold, question.answer
    if question.kind == "value":
        one, other = fold(gold), fold(answer)
        if one is not None and other is not None:
            return _numbers(one, other, question)
        if gold in _INFINITE or answer in _INFINITE:
            return _INFINITELY_APART
    if canonical(gold) == canonical(answer):
        return EXACTLY
    if not (is_rational_function(gold) and is_rational_function(answer)):
        return UNDECIDED
    match question.kind:
        case "value":
            return _functions(question)
        case "constant":
            return _up_to_a_constant(gold, answer)
    return _relations(gold, answer, question.kind)


def _numbers(gold: Fraction, answer: Fraction, question: Question) -> Finding:
    allowed = max(abs(gold) * question.relative, question.absolute)
    if gold == answer or abs(gold - answer) <= allowed:
        return EXACTLY if gold == answer else Finding(Same.EQUAL, "exact", "within the tolerance")
    witness = Witness(kind="point", input="", expected=shown(gold), got=shown(answer))
    return Finding(Same.DIFFERENT, "exact", "", witness)


def _functions(question: Question) -> Finding:
    gold, answer = question.gold, question.answer
    same = agree(gold, answer)
    if same:
        return _PROVED
    # A tolerance is about the size of a difference, which points modulo a number do not show.
    if same is None or ((question.relative or question.absolute) and not symbols(gold)):
        return UNDECIDED
    return Finding(Same.DIFFERENT, "numeric", "the values differ", _witness(gold, answer))


def _witness(gold: Node, answer: Node) -> Witness | None:
    point = difference(gold, answer)
    if point is not None:
        return Witness(kind="point", input=point.where, expected=point.one, got=point.other)
    one, other = approximate(gold), approximate(answer)
    if one is None or other is None or one == other:
        return None
    return Witness(kind="point", input="", expected=repr(one), got=repr(other))


def _up_to_a_constant(gold: Node, answer: Node) -> Finding:
    change = Apply("add", (gold, Apply("neg", (answer,))))
    constant = value_at(change, turn=0)
    if constant is None or (same := agree(change, Number(constant))) is None:
        return UNDECIDED
    return _PROVED if same else Finding(Same.DIFFERENT, "numeric", "the difference is no constant")


def _relations(gold: Node, answer: Node, kind: str) -> Finding:
    """``f = 0`` and ``g = 0`` are the same where ``f = r g`` for one number ``r``."""
    for turn in range(3):
        one, other = value_at(gold, turn=turn), value_at(answer, turn=turn)
        if not one or not other:
            continue
        if agree(gold, Apply("mul", (Number(one / other), answer))) is not True:
            break
        if kind == "inequality" and one / other < 0:
            detail = "the inequalities point in opposite directions"
            return Finding(Same.DIFFERENT, "numeric", detail)
        return _PROVED
    point = solution_of_one(gold, answer) if kind == "equation" else None
    if point is None:
        return UNDECIDED
    witness = Witness(kind="point", input=point.where, expected=point.one, got=point.other)
    return Finding(Same.DIFFERENT, "exact", "a point solves one of the equations only", witness)
