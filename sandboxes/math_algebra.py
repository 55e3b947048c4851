"""What sympy says about two expression trees, on trees built node by node, within a time limit."""

import gc
import signal

from sandboxes.math_values import Undefined

CONFIRM_SECONDS = 0.1


class Slow(Exception):
    """Symbolic confirmation took too long; the numeric agreement stands."""


def opinion(gold, answer):
    """True or False if sympy is sure that the two are, or are not, the same; else None."""
    try:
        return within(CONFIRM_SECONDS, lambda: algebra(gold, answer))
    except (
        Slow,
        Undefined,
        ArithmeticError,
        ValueError,
        TypeError,
        KeyError,
        RecursionError,
        AttributeError,
        NotImplementedError,
    ):
        return None


def within(seconds, work):
    def late(number, frame):
        raise Slow

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def algebra(gold, answer):
    import sympy

    difference = build(gold, sympy) - build(answer, sympy)
    if difference == 0 or sympy.expand(difference) == 0:
        return True
    return difference.equals(0)


def build(tree, sympy):
    kind = tree[0]
    if kind == "number":
        return sympy.Rational(int(tree[1], 16), int(tree[2], 16))
    if kind == "symbol":
        return sympy.Symbol(tree[1])
    if kind == "constant":
        return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I}[tree[1]]
    arguments = [build(item, sympy) for item in tree[2]]
    if tree[1] == "pow" and arguments[1].is_Integer and abs(arguments[1]) > 200:
        raise Undefined("too large for algebra")
    return builders(sympy)[tree[1]](*arguments)


def builders(sympy):
    table = {name: getattr(sympy, name) for name in ("sin", "cos", "tan", "sec", "csc", "cot")}
    return {
        **table,
        "add": sympy.Add,
        "mul": sympy.Mul,
        "neg": lambda value: -value,
        "div": lambda top, bottom: top / bottom,
        "pow": sympy.Pow,
        "sqrt": sympy.sqrt,
        "abs": sympy.Abs,
        "exp": sympy.exp,
        "ln": sympy.log,
        "degrees": lambda value: value * sympy.pi / 180,
    }


def warm():
    """What sympy loads and caches on first use, done once before the worker forks for each job."""
    import sympy

    x = sympy.Symbol("x")
    for difference in (
        (x + 1) ** 2 - x**2 - 2 * x - 1,
        sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1,
        sympy.sqrt(2) / 2 - 1 / sympy.sqrt(2),
        sympy.sqrt(3 + 2 * sympy.sqrt(2)) - 1 - sympy.sqrt(2),
    ):
        sympy.expand(difference)
        difference.equals(0)
    # A collection in a child would touch, and so copy, every page shared with the worker.
    gc.collect()
    gc.freeze()
