"""Wrong programs for any Python problem."""

from __future__ import annotations

import ast
import re

from verisynth.families import _python_code as code
from verisynth.types import Planted, Problem, PythonTarget
from verisynth.verifiers.python_calls import seen_calls, shown_examples

_FLOATS = 'nan, inf = float("nan"), float("inf")\n'
_EMPTIES = 'return (getattr(args[0], "clear", str)(), args[0])[1] if args else None'


def planted(problem: Problem) -> tuple[Planted, ...]:
    """Modules that define every name the problem's checks use, all of them wrongly."""
    target = problem.target
    if not isinstance(target, PythonTarget):
        raise TypeError(f"the family python plants for a PythonTarget, not {type(target).__name__}")
    bodies = [
        ("return None", "returns None whatever the arguments"),
        ("return []", "returns an empty list"),
        ("return args[0] if args else None", "returns its first argument unchanged"),
        ('raise RuntimeError("wrong")', "raises instead of answering"),
    ]
    constant = _first_expected(target)
    if constant is not None:
        bodies.insert(3, (f"return {constant}", "returns the first expected value every time"))
    if target.tests or target.assertions:
        # Tests may compute what they expect, from an argument that is not what it was.
        bodies.append((_EMPTIES, "empties its first argument and returns that"))
    names = _names(problem, target)
    found = [Planted(_module(names, body), why) for body, why in bodies]
    return (*found, *_memorised(problem, target))


def _memorised(problem: Problem, target: PythonTarget) -> list[Planted]:
    """A table of the examples in the statement, if the checks hold calls that are not there.

    Where they hold no others, no check can tell such a table from a solution.
    """
    if not target.entry_point:
        return []
    shown = {
        repr(arguments): result
        for arguments, result in shown_examples(problem.statement, target.entry_point)
    }
    if not shown or all(repr(call) in shown for call in seen_calls(target)):
        return []
    rows = "".join(f"    {call!r}: {result},\n" for call, result in shown.items())
    body = "return copy.deepcopy(SHOWN.get(repr(args)))"
    module = _module(_names(problem, target), body)
    return [
        Planted(
            f"import copy\n\n{_FLOATS}SHOWN = {{\n{rows}}}\n\n\n{module}",
            "knows the examples of the statement and nothing else",
        )
    ]


def _module(names: tuple[str, ...], body: str) -> str:
    functions = [f"def {name}(*args, **kwargs):\n    {body}\n" for name in names]
    return f"{_FLOATS}\n\n" + "\n\n".join(functions)


def _names(problem: Problem, target: PythonTarget) -> tuple[str, ...]:
    """What must exist, so that the wrong program fails for its answers and not for its names."""
    imported = code.names_of_tests(target.tests).imported if target.tests else ()
    names = [target.entry_point, *imported] if target.entry_point else list(imported)
    if "*" in names or target.assertions:
        names += code.definitions(problem.reference)
    return tuple(name for name in dict.fromkeys(names) if name.isidentifier())


def only_name(problem: Problem, target: PythonTarget) -> str:
    """The one name of the solution that the checks use; empty if they use several."""
    names = set(_names(problem, target)) if target.tests else {target.entry_point}
    for line in target.assertions:
        names |= set(re.findall(r"\w+", line)) & set(code.definitions(problem.reference))
    return target.entry_point if names == {target.entry_point} else ""


def _first_expected(target: PythonTarget) -> str | None:
    if target.cases:
        return target.cases[0].expected
    for source in (*target.assertions, target.tests):
        found = _compared(source)
        if found is not None:
            return found
    return None


def _compared(source: str) -> str | None:
    """The literal on the right of the first ``assert … == literal``."""
    if code.syntax_fault(source) is not None:
        return None
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Assert(test=ast.Compare(ops=[ast.Eq() | ast.Is()], comparators=[right])):
                if _is_literal(right):
                    return ast.unparse(right)
    return None


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError):
        return False
    return True
