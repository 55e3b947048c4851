"""Keeps questions of rounding out of the cases: what a right program may round is no mistake.

Arithmetic on binary fractions of few digits is exact, so all right programs agree on them. For
other floats an input is only fair if the answer stays when the floats change in the twelfth digit.
"""

from __future__ import annotations

import math

from verisynth.strengthen.inputs import Input

DISTURBANCE = 2e-12
TOLERANCE = 1e-6
"""Of a case whose expected floats were computed, relative above 1 and absolute below."""


def disturbed(one: Input) -> Input | None:
    """The input with its inexact floats a little larger; None if it has none."""
    arguments = _disturbed(one.arguments)
    keywords = {name: _disturbed(value) for name, value in one.keywords.items()}
    other = Input(arguments, keywords)  # type: ignore[arg-type]
    return None if other.text == one.text else other


def _disturbed(value: object) -> object:
    match value:
        case float() if math.isfinite(value) and not (value * 1024).is_integer():
            return value * (1 + DISTURBANCE)
        case list():
            return [_disturbed(item) for item in value]
        case tuple():
            return tuple(_disturbed(item) for item in value)
        case dict():
            return {key: _disturbed(item) for key, item in value.items()}
    return value


def tolerance_for(one: Input, expected: object) -> float:
    """The tolerance of a case: some where the answer holds floats that the input does not."""
    given: set[object] = {part.value for part in one.parts if type(part.value) is float}
    return TOLERANCE if _computed(expected, given) else 0.0


def _computed(value: object, given: set[object]) -> bool:
    match value:
        case float():
            return math.isfinite(value) and value not in given
        case list() | tuple() | set() | frozenset():
            return any(_computed(item, given) for item in value)
        case dict():
            return any(_computed(part, given) for pair in value.items() for part in pair)
    return False
