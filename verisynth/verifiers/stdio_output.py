"""Compares what a program printed with what it should have: the policies of ``StdioTarget``."""

from __future__ import annotations

import decimal
import re
from collections.abc import Sequence

_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,6})?")
_MAX_DIGITS = 10_000


def same_output(got: bytes, expected: bytes, compare: str, tolerance: float) -> bool:
    """Whether the output is the expected one, by the named policy.

    Only ``numbers`` reads numbers: there ``4.0`` is ``4``, and both are near enough to
    ``4.0000001`` if the tolerance says so. A token that is no number in both outputs is compared as
    text, so that ``nan`` and ``inf`` are near nothing but themselves.
    """
    if compare == "exact":
        return got == expected
    if compare == "lines":
        return _lines(got) == _lines(expected)
    found, wanted = got.split(), expected.split()
    if compare == "tokens":
        return found == wanted
    return len(found) == len(wanted) and all(
        _near(one, other, tolerance) for one, other in zip(found, wanted, strict=True)
    )


def _lines(text: bytes) -> Sequence[bytes]:
    lines = [line.rstrip() for line in text.rstrip().split(b"\n")]
    return [] if lines == [b""] else lines


def _near(got: bytes, expected: bytes, tolerance: float) -> bool:
    if got == expected:
        return True
    one, other = _number(got), _number(expected)
    if one is None or other is None:
        return False
    if one == other or not tolerance:
        return one == other
    with decimal.localcontext(decimal.Context(prec=60)):
        try:
            return abs(one - other) <= decimal.Decimal(str(tolerance)) * max(
                decimal.Decimal(1), abs(other)
            )
        except decimal.DecimalException:  # larger than any number that is printed on purpose
            return False


def _number(token: bytes) -> decimal.Decimal | None:
    if len(token) > _MAX_DIGITS or not _NUMBER.fullmatch(token):
        return None
    return decimal.Decimal(token.decode())
