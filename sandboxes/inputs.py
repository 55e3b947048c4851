"""The numbers a program works with: finds them in its source, and puts others in their place.

A program that takes its inputs as parameters with defaults, ``answer(eggs=16, price=2)``, says
which numbers are inputs; in another one every constant with an input's value is taken for it.
"""

import ast
from fractions import Fraction


def parameters(tree, entry_point="answer"):
    """``[name, value]`` of the entry point's parameters whose default is a number."""
    found = []
    for function in _definitions(tree, entry_point):
        for argument, default in _defaults(function.args):
            value = _number(default)
            if value is not None:
                found.append([argument.arg, str(value)])
    return found


def substituted(tree, changes, entry_point="answer"):
    """The tree with numbers replaced, and how many were; changes ``tree``.

    ``changes`` maps values to values. If the entry point has parameters with such defaults, only
    those are inputs: a 2 elsewhere in the program is a 2.
    """
    slots = [
        default
        for function in _definitions(tree, entry_point)
        for _, default in _defaults(function.args)
        if _number(default) in changes
    ]
    replacer = _Replacer(changes, {id(slot) for slot in slots})
    return ast.fix_missing_locations(replacer.visit(tree)), replacer.count


def _definitions(tree, entry_point):
    return [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == entry_point
    ]


def _defaults(arguments):
    plain = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(reversed(plain), reversed(arguments.defaults), strict=False))
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [*reversed(pairs), *((one, value) for one, value in keywords if value is not None)]


def _number(node):
    """The value of a number, of a sign before one, and of ``Fraction('2.50')``; else None."""
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return Fraction(value)
        case ast.Constant(value=float() as value):
            return _fraction(repr(value))
        case ast.Call(func=ast.Name(id="Fraction" | "Decimal"), args=[ast.Constant(value=value)]):
            return _fraction(str(value))
        case ast.Call(
            func=ast.Name(id="Fraction"),
            args=[ast.Constant(value=int() as top), ast.Constant(value=int() as bottom)],
        ) if bottom:
            return Fraction(top, bottom)
    return None


def _fraction(text):
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


class _Replacer(ast.NodeTransformer):
    def __init__(self, changes, only):
        self._changes, self._only, self.count = changes, only, 0

    def visit(self, node):
        if not isinstance(node, ast.expr):
            return self.generic_visit(node)
        value = _number(node)
        wanted = value in self._changes and (not self._only or id(node) in self._only)
        if value is None or not wanted:
            # The 2 and the 3 of Fraction(2, 3) are numbers of their own.
            return self.generic_visit(node)
        self.count += 1
        return _written(self._changes[value], node)


def _written(value, node):
    if value.denominator == 1 and isinstance(node, ast.Constant):
        return ast.Constant(value.numerator)
    name = node.func.id if isinstance(node, ast.Call) else "Fraction"
    parts = [ast.Constant(value.numerator), ast.Constant(value.denominator)]
    if name == "Decimal":
        return ast.BinOp(_call("Decimal", parts[:1]), ast.Div(), parts[1])
    return _call("Fraction", parts)


def _call(name, arguments):
    return ast.Call(ast.Name(name, ast.Load()), arguments, [])
