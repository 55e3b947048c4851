"""How a problem's own tests look at results, read from their text.

Cases compare whole values. Tests that look at a result through ``set(…)`` or at a part of it say
that the rest does not matter; a case would then reject right programs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from verisynth.strengthen.evidence import parsed
from verisynth.strengthen.rounding import TOLERANCE

_PASSING = (
    ast.Assert, ast.BoolOp, ast.UnaryOp, ast.Expr, ast.withitem, ast.keyword, ast.Starred,
    ast.List, ast.Tuple, ast.Return, ast.IfExp, ast.If,
)  # fmt: skip
_NEAR = {"abs", "fabs", "isclose", "approx", "round", "assertAlmostEqual", "allclose"}
_TOLERANCES = {"rel_tol", "abs_tol", "rel", "abs", "delta", "rtol", "atol"}
MAX_TOLERANCE = 0.1
_NEUTRAL = {"str", "repr", "print", "bool", "isinstance", "type", "deepcopy", "assertEqual", "all"}


@dataclass(frozen=True, slots=True)
class Looks:
    """What the tests say about comparing."""

    through: str = ""
    """What they look through, e.g. ``set``; empty: they compare whole values."""
    near: float = 0.0
    """How much they allow floats to differ: the most they name, at least :data:`TOLERANCE`."""


def looks_of(entry_point: str, assertions: tuple[str, ...], tests: str) -> Looks:
    """How the tests compare what the entry point returns."""
    through, near = "", 0.0
    for source in (*assertions, tests):
        tree = parsed(source.strip() if source is not tests else source)
        if tree is None:
            continue
        parents = _parents(tree)
        names = {entry_point, "candidate", "entry_point"}
        for node in _results(tree, parents, names):
            if _in_message(node, parents):
                continue
            found = _outward(node, parents, names)
            if found == "near":
                near = max(near, TOLERANCE, _named_tolerance(node, parents))
            through = through or (found if found != "near" else "")
    return Looks(through, near)


def _named_tolerance(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> float:
    """The largest difference that the assert around a result names, by keyword or after ``<``."""
    while node in parents and not isinstance(node, ast.stmt):
        node = parents[node]
    found = []
    for part in ast.walk(node):
        match part:
            case ast.keyword(arg=name, value=ast.Constant(value=int() | float() as value)):
                found.append(value if name in _TOLERANCES else 0)
                found.append(0.5 / 10**value if name in ("ndigits", "places") else 0)
            case ast.Compare(ops=[ast.Lt() | ast.LtE()], comparators=[ast.Constant() as limit]):
                found.append(limit.value if isinstance(limit.value, int | float) else 0)
            case ast.Call(func=ast.Name(id="round"), args=[_, ast.Constant(value=int() as digits)]):
                found.append(0.5 / 10**digits)
    return float(max((one for one in found if 0 < one <= MAX_TOLERANCE), default=0.0))


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    found = {}
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            found[child] = node
    return found


def _results(tree: ast.AST, parents: dict[ast.AST, ast.AST], names: set[str]) -> Iterator[ast.AST]:
    """Every call of the function, and every later use of a name one was given to."""
    held: set[str] = set()
    for node in ast.walk(tree):
        if _calls(node, names):
            yield node
            owner = parents.get(node)
            if isinstance(owner, ast.Assign) and isinstance(owner.targets[0], ast.Name):
                held.add(owner.targets[0].id)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in held and isinstance(node.ctx, ast.Load):
            yield node


def _calls(node: ast.AST, names: set[str]) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in names
    return False


def _in_message(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the result only serves to tell what went wrong."""
    while node in parents:
        child, node = node, parents[node]
        if isinstance(node, ast.Assert) and child is node.msg:
            return True
    return False


def _outward(node: ast.AST, parents: dict[ast.AST, ast.AST], names: set[str]) -> str:
    """What stands between the result and its comparison: nothing, ``near``, or what it is."""
    while True:
        node = parents.get(node, ast.Module([], []))
        if isinstance(node, ast.Compare):
            return "near" if "approx" in ast.unparse(node) else ""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            continue
        if isinstance(node, ast.Call) and not _calls(node, names):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in _NEAR:
                return "near"
            if name not in _NEUTRAL:
                return f"{name}(…)"
            continue
        if isinstance(
            node, ast.Subscript | ast.Attribute | ast.BinOp | ast.comprehension | ast.For
        ):
            return "a part of it"
        if not isinstance(node, _PASSING) and not _calls(node, names):
            return ""
