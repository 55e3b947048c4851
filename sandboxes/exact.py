"""Rewrites a program so that it computes exactly: 0.1 is one tenth, and 1 / 3 is one third.

People and models write ``total * 0.15`` where they mean fifteen hundredths. Only what is written
as a float or made by dividing is replaced; a root or a logarithm stays the float it is.
"""

import ast
import builtins
import copy
from decimal import Decimal
from fractions import Fraction

DIVIDE, POWER, COUNT, SHOWN = "__divide__", "__power__", "__count__", "__shown__"
_MOST_BITS = 20_000


class Exhausted(BaseException):
    """A loop went round too often. No ``except Exception`` of the program's stops it."""


class ExactFloat(Fraction):
    """Stands for ``float``: makes fractions, and real floats of what is no rational number."""

    def __new__(cls, value=0):
        """``float('0.1')`` is one tenth; ``float('inf')`` is what it is."""
        try:
            return Fraction(value)
        except (ValueError, TypeError, OverflowError):
            return builtins.float(value)


def divide(one, other):
    """``one / other``, exact for integers and fractions."""
    if isinstance(one, int) and isinstance(other, int):
        return Fraction(one, other)
    return one / other


def power(one, other):
    """``one ** other``, exact for negative exponents and for roots that are rational."""
    if isinstance(other, int) and isinstance(one, int) and other < 0:
        return Fraction(one) ** other
    if isinstance(other, Fraction) and isinstance(one, int | Fraction) and other.denominator > 1:
        found = _root(Fraction(one), other.denominator)
        return one**other if found is None else found**other.numerator
    return one**other


def _root(value, index):
    if value < 0 or index > 64 or value.numerator.bit_length() > _MOST_BITS:
        return None
    top, bottom = _whole_root(value.numerator, index), _whole_root(value.denominator, index)
    return None if top is None or bottom is None else Fraction(top, bottom)


def _whole_root(value, index):
    low, high = 0, 1 << (value.bit_length() // index + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**index <= value else (low, middle - 1)
    return low if low**index == value else None


def shown(value):
    """What a format such as ``.2f`` can print: fractions only learn it in later Pythons."""
    return builtins.float(value) if isinstance(value, Fraction) else value


def exact(tree):
    """The tree with every float and every division exact; changes ``tree``."""
    return ast.fix_missing_locations(_Exact().visit(tree))


class _Exact(ast.NodeTransformer):
    def visit_Constant(self, node):
        if type(node.value) is not float or not _is_finite(node.value):
            return node
        return _call("Fraction", ast.Constant(repr(node.value)))

    def visit_BinOp(self, node):
        self.generic_visit(node)
        name = {ast.Div: DIVIDE, ast.Pow: POWER}.get(type(node.op))
        return _call(name, node.left, node.right) if name else node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        old = copy.deepcopy(node.target)
        old.ctx = ast.Load()
        return ast.Assign([node.target], _call(DIVIDE, old, node.value))

    def visit_FormattedValue(self, node):
        self.generic_visit(node)
        if node.format_spec is not None:
            node.value = _call(SHOWN, node.value)
        return node

    def visit_MatchValue(self, node):
        return node  # a pattern is no expression


def _is_finite(value):
    return value - value == 0


def _call(name, *arguments):
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def counted(tree):
    """The tree with every loop counting its rounds; changes ``tree``."""
    return ast.fix_missing_locations(_Counted().visit(tree))


class _Counted(ast.NodeTransformer):
    def visit_While(self, node):
        return self._counting(node)

    def visit_For(self, node):
        return self._counting(node)

    def visit_FunctionDef(self, node):
        return self._counting(node)

    def _counting(self, node):
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_call(COUNT)))
        return node

    def visit_comprehension(self, node):
        self.generic_visit(node)
        # An infinite iterator inside a comprehension has no body to count in.
        node.ifs.insert(0, _call(COUNT))
        return node


class Counter:
    """Counts rounds of loops and calls, up to a limit."""

    def __init__(self, most):
        self.rounds, self.most = 0, most

    def __call__(self):
        """True, so that it can stand in a condition."""
        self.rounds += 1
        if self.rounds > self.most:
            raise Exhausted
        return True


def names(counter=None):
    """What a rewritten program finds when it starts."""
    return {
        "__name__": "program",
        "Fraction": Fraction,
        "Decimal": Decimal,
        "float": ExactFloat,
        DIVIDE: divide,
        POWER: power,
        SHOWN: shown,
        COUNT: counter or Counter(float("inf")),
    }
