"""Executes a problem's own program: source that defines ``answer()``; reports what it returns.

The program may be hostile, so the value crosses as text of one of a few exact types and the host
decides what it is worth. It computes exactly (``sandboxes/exact.py``), and may be run again with
other numbers, or beside programs with one small mistake each.
"""

import ast
from decimal import Decimal
from fractions import Fraction

from sandboxes import exact, inputs

_LEAST_ROUNDS = 5_000
_FACTOR = 10
_MOST_ROUNDS = 400_000


def main(payload, channel):
    """``{"value", "parameters", "varied", "mutants"}``; values as ``[type, text]``.

    ``payload``: ``program``; ``variations``, a list of lists of ``[from, to]``; ``mutants``, a
    list of sources. Without the function the value is ``["missing", ""]``. A program that fails
    with other numbers, or a mutant that fails, has ``["failed", name of the exception]``.
    """
    del channel
    source = payload["program"]
    counter = exact.Counter(float("inf"))
    value = _value_of(source, counter)
    budget = _Budget(counter.rounds)
    return {
        "value": value,
        "parameters": inputs.parameters(ast.parse(source)),
        "varied": [_varied(source, one, budget) for one in payload.get("variations", ())],
        "mutants": [budget.tried(ast.parse(one)) for one in payload.get("mutants", ())],
    }


class _Budget:
    """Rounds that loops may go in all, and for one program: ten times what the first one took."""

    def __init__(self, rounds):
        self._each = max(_LEAST_ROUNDS, _FACTOR * rounds)
        self._left = max(_MOST_ROUNDS, 2 * self._each)

    def tried(self, tree):
        """The value of a program that may fail, or may never end."""
        counter = exact.Counter(min(self._each, self._left))
        try:
            return _run(tree, counter)
        except (Exception, exact.Exhausted) as error:
            return ["failed", type(error).__name__[:60]]
        finally:
            self._left = max(0, self._left - counter.rounds)


def _value_of(source, counter):
    """The exact value; as the program stands if only the rewritten one fails."""
    try:
        return _run(ast.parse(source), counter)
    except Exception as failed:
        try:
            return _plain(source)
        except Exception:
            raise failed from None


def _run(tree, counter):
    names = exact.names(counter)
    rewritten = exact.counted(exact.exact(tree))
    exec(compile(rewritten, "program.py", "exec", dont_inherit=True), names)
    return _answered(names)


def _plain(source):
    names = {"__name__": "program", "Fraction": Fraction, "Decimal": Decimal}
    exec(compile(source, "program.py", "exec", dont_inherit=True), names)
    return _answered(names)


def _answered(names):
    function = names.get("answer")
    return encoded(function()) if callable(function) else ["missing", ""]


def _varied(source, changes, budget):
    """The value with other numbers; ``["same", ""]`` if none of them is in the program."""
    mapping = {Fraction(one): Fraction(other) for one, other in changes}
    tree, count = inputs.substituted(ast.parse(source), mapping)
    if not count:
        return ["same", ""]
    return budget.tried(tree)


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
