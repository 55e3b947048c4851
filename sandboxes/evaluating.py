"""Keeps text of the solution from being executed as code in the tests' process.

A test may well ask that what ``repr`` gives evaluates to an equal object, but that text is the
solution's. So ``eval`` in the tests is one that makes values and objects, ``Point(1, y=[2])``, and
runs no other code; what the tests wrote down themselves is evaluated as ever.
"""

import ast
import builtins
import sys

from sandboxes import mirror, names

_DATA = (
    *(ast.Expression, ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.keyword, ast.Load),
    *(ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.Starred, ast.unaryop, ast.operator),
    *(ast.boolop, ast.cmpop),
)
EXECUTING = (
    *(("doctest", "DocTestFinder", "find"), ("doctest", "DocTestRunner", "run")),
    *(("pickle", "", "loads"), ("pickle", "", "load")),
)
"""Functions that execute what the solution may have written, in docstrings or in bytes."""


class Evaluation:
    """``eval``, ``exec`` and ``compile`` for the tests."""

    def __init__(self, checker, tree):
        self._checker = checker
        self._own = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }

    def names(self):
        """The three, by their names."""
        return {"eval": self._eval, "exec": self._exec, "compile": self._compile}

    def close(self, imported):
        """Refuse the functions of ``EXECUTING``, of modules that the tests have imported."""
        for module, owner, name in EXECUTING:
            if module in imported:
                home = __import__(module)
                setattr(getattr(home, owner, home), name, self._refuse)

    def _eval(self, source, globals=None, locals=None):
        frame = sys._getframe(1)
        space = frame.f_globals if globals is None else globals
        inner = (frame.f_locals if globals is None else space) if locals is None else locals
        if self._is_of_solution(source) and not _makes_values(source, {**space, **inner}):
            self._refuse()
        return builtins.eval(source, space, inner)

    def _exec(self, source, globals=None, locals=None, **more):
        if self._is_of_solution(source):
            self._refuse()
        frame = sys._getframe(1)
        space = frame.f_globals if globals is None else globals
        inner = (frame.f_locals if globals is None else space) if locals is None else locals
        builtins.exec(source, space, inner, **more)

    def _compile(self, source, *args, **kwargs):
        if self._is_of_solution(source):
            self._refuse()
        return builtins.compile(source, *args, **kwargs)

    def _is_of_solution(self, source):
        return isinstance(source, (str, bytes, bytearray)) and source not in self._own

    def _refuse(self, *args, **kwargs):
        self._checker.unsupported("the tests execute what may be code of the solution")


def _makes_values(source, space):
    """Whether an expression only makes plain data and calls what makes objects."""
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, AttributeError, RecursionError, MemoryError):
        return True  # evaluating it raises the same
    heads = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {part for head in heads for part in ast.walk(head)}
    return all(_makes_objects(_found(head, space)) for head in heads) and all(
        isinstance(node, (*_DATA, ast.Call)) or node in named or _is_value(node, space)
        for node in ast.walk(tree)
    )


def _is_value(node, space):
    """A name of the tests or of an enumeration's member: ``nan`` or ``Color.RED``."""
    return isinstance(node, ast.Name | ast.Attribute) and _found(node, space) is not None


def _found(node, space):
    """What a dotted name without underscores at its parts' beginnings stands for, else None."""
    if isinstance(node, ast.Name):
        found = space.get(node.id, getattr(builtins, node.id, None))
        return None if node.id.startswith("__") else found
    if not isinstance(node, ast.Attribute) or node.attr.startswith("_"):
        return None
    owner = _found(node.value, space)
    return None if owner is None else getattr(owner, node.attr, None)


def _makes_objects(function):
    if mirror.is_mirror(function):
        return True
    return names.named(function) is not None and names.is_harmless(function)
