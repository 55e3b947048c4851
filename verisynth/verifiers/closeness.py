"""Compares values whose floats were computed: equal, or as near as the case itself allows."""

from __future__ import annotations

import math

from verisynth.sandbox import values


def close(claim: object, expected: object, tolerance: float) -> bool:
    """Whether a claim is the expected value, its floats within ``tolerance``.

    Without a tolerance this is :func:`verisynth.sandbox.values.same`. With one, a number is near
    enough to an expected *float* if it differs by at most ``tolerance`` times the larger of 1 and
    the expected size. Expected integers, texts and truth values stay exact, and so do the
    structure around the floats, nan and the infinities. Sets and keys of dictionaries are
    compared exactly too: which member would be near to which has no single answer.
    """
    if not tolerance or values.same(claim, expected):
        return values.same(claim, expected)
    if isinstance(claim, values.Scalar):
        claim = claim.value
    if isinstance(expected, values.Array):
        return (
            isinstance(claim, values.Array)
            and claim.shape == expected.shape
            and close(claim.items, expected.items, tolerance)
        )
    if type(expected) is float:
        return _near(claim, expected, tolerance)
    if isinstance(expected, list | tuple):
        return (
            type(claim) is type(expected)
            and len(claim) == len(expected)
            and all(close(a, b, tolerance) for a, b in zip(claim, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(claim, dict)
            and claim.keys() == expected.keys()
            and all(close(claim[key], item, tolerance) for key, item in expected.items())
        )
    return False


def _near(claim: object, expected: float, tolerance: float) -> bool:
    if type(claim) not in (int, float) or not math.isfinite(expected):
        return False
    try:
        difference = abs(float(claim) - expected)  # type: ignore[arg-type]
    except OverflowError:
        return False
    return difference <= tolerance * max(1.0, abs(expected))
