"""Chooses the profile of a job from the imports in its code.

A kind of problem has a small profile of its own; code that imports what only a larger one has gets
that one. The code is read here and never run, so the choice is about the packages a box offers,
not about what the code does with them.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from verisynth.sandbox import profiles
from verisynth.sandbox.profiles import Profile

_IMPORT_LINE = re.compile(r"^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)", re.M)
_IMPORTERS = ("__import__", "import_module")
_LACK = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")


class Imports(NamedTuple):
    """Top-level modules that code imports."""

    needed: frozenset[str]
    tried: frozenset[str]
    """Only inside a ``try`` that goes on when they are missing."""


def profile_for(default: str, *sources: str) -> str:
    """The name of the smallest profile that has what ``sources`` import.

    That is ``default`` unless a profile that stands in for it has a module they import. Modules
    that no profile has change nothing: the code fails in the box as it would for its reader.
    Code that goes on without a package gets it where it is installed.

    Raises:
        MissingError: the code needs a package that could be here and is not installed. Whether
            the code is right cannot be known then, so it is no rejection.
    """
    found = [imports(source) for source in sources]
    needed = frozenset().union(*(one.needed for one in found))
    tried = frozenset().union(*(one.tried for one in found))
    others = [one for one in map(profiles.load, profiles.names()) if one.stands_in_for == default]
    larger = _smallest(others, needed)
    if larger is not None:
        profiles.insist(larger)
    usable = [one for one in others if profiles.installed(one)] if tried else []
    wanted = _smallest(usable, needed | tried) or larger
    return default if wanted is None else wanted.name


def _smallest(candidates: list[Profile], modules: frozenset[str]) -> Profile | None:
    """The profile with the fewest packages of those that have most of ``modules``."""

    def fit(one: Profile) -> tuple[int, int]:
        return len(modules.intersection(one.imports)), -len(one.packages)

    best = max(candidates, key=fit, default=None)
    return best if best is not None and modules.intersection(best.imports) else None


@lru_cache(maxsize=1024)
def imports(source: str) -> Imports:
    """The modules imported anywhere in ``source``, by statement or by a literal name.

    A source this Python cannot parse may be one the box's Python can, so it is read line by line
    then; a module too many only makes the box larger.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Imports(frozenset(_IMPORT_LINE.findall(source)), frozenset())
    guarded = {inner for node in ast.walk(tree) for inner in _guarded(node)}
    tried: set[str] = set()
    needed: set[str] = set()
    for node in ast.walk(tree):
        (tried if node in guarded else needed).update(_imported(node))
    return Imports(frozenset(needed), frozenset(tried - needed))


def _guarded(node: ast.AST) -> Iterator[ast.AST]:
    """What lies in the body of a ``try`` that catches a failing import."""
    if not isinstance(node, ast.Try) or not any(map(_catches_lack, node.handlers)):
        return
    for statement in node.body:
        yield from ast.walk(statement)


def _catches_lack(handler: ast.ExceptHandler) -> bool:
    if any(isinstance(node, ast.Raise) for node in ast.walk(handler)):
        return False
    caught = handler.type
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or getattr(kind, "id", "") in _LACK for kind in kinds)


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=aliases):
            yield from (alias.name.partition(".")[0] for alias in aliases)
        case ast.ImportFrom(module=str(module), level=0):
            yield module.partition(".")[0]
        case ast.Call(func=function, args=[ast.Constant(value=str(module)), *_]):
            if getattr(function, "id", getattr(function, "attr", "")) in _IMPORTERS:
                yield module.partition(".")[0]
