"""Executes a problem's own program: source that defines ``answer()``; reports what it returns.

The program may be hostile, so the value crosses as text of one of a few exact types and the host
decides what it is worth.
"""

from decimal import Decimal
from fractions import Fraction


def main(payload, channel):
    """``[type name, text]`` of ``answer()``'s value; ``["missing", ""]`` without that function."""
    names = {"__name__": "program", "Fraction": Fraction, "Decimal": Decimal}
    exec(compile(payload["program"], "program.py", "exec"), names)
    function = names.get("answer")
    if not callable(function):
        return ["missing", ""]
    return encoded(function())


def encoded(value):
    """Exact types only: a subclass could forge its own text."""
    kind = type(value)
    if kind is bool:
        return ["opaque", "bool"]
    if kind is int:
        return ["int", hex(value)]
    if kind is Fraction:
        return ["fraction", f"{value.numerator:#x}/{value.denominator:#x}"]
    if kind is Decimal or kind is str:
        return [kind.__name__.lower(), str(value)]
    if kind is float:
        return ["float", value.hex()]
    return ["opaque", str(type.__getattribute__(kind, "__name__"))[:100]]
