"""Reads, without running anything, which calls a problem's checks and its statement show."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from verisynth.errors import UsageError
from verisynth.sandbox import values
from verisynth.types import Case, PythonTarget

ALIASES = ("candidate",)
"""What test files of well-known benchmarks call the function under test."""
LONGEST_CALL = 2000
_GIVES = re.compile(
    r"\s*(?:#\s*)?(?:=+>|-+>|==|➞|→|=|\breturns?\b|\bgives?\b|\bis\b|#)\s*(?P<value>.+)"
)
_NEXT_LINE = re.compile(r"[ \t]*\n[ \t]*(?P<value>[^\n]+)")


def seen_calls(target: PythonTarget) -> tuple[tuple[object, ...], ...]:
    """Arguments of every case, and of every call with literal arguments in assertions and tests."""
    found = [literal(case.arguments) for case in target.cases if case.keywords in ("", "{}")]
    for source in (*target.assertions, target.tests):
        found += _literal_calls(source, (target.entry_point, *ALIASES))
    tables = _tables(target.tests) if target.tests else []
    return tuple(tuple(one) for one in (*found, *tables) if isinstance(one, tuple | list))


def literal(text: str) -> object:
    """The value of a Python literal; None for anything else (and for ``None``)."""
    try:
        return values.literal(text)
    except UsageError:
        return None


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _literal_calls(source: str, names: Sequence[str]) -> list[object]:
    tree = _parsed(source)
    found: list[object] = []
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=[]):
                if name in names:
                    found.append(literal(_tuple_text(node.args)))
    return found


def _tuple_text(nodes: Sequence[ast.expr]) -> str:
    return "(" + "".join(f"{ast.unparse(node)}, " for node in nodes) + ")"


def _tables(source: str) -> list[object]:
    """Arguments in a list of ``(arguments, expected)`` pairs, the usual table of parameters."""
    tree = _parsed(source)
    found: list[object] = []
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Assign(value=ast.List(elts=rows)):
                pairs = [row for row in rows if isinstance(row, ast.Tuple) and len(row.elts) == 2]
                found += [literal(ast.unparse(pair.elts[0])) for pair in pairs]
    return [one for one in found if isinstance(one, tuple)]


def asserted_cases(target: PythonTarget) -> tuple[Case, ...]:
    """The checks among assertions and tests that are nothing but ``assert f(1) == 2``.

    Read are asserts that run whenever their function does, in functions that pytest collects or
    the file calls. A solution that fails one of these cases fails the assert it was read from.
    """
    found: list[Case] = []
    for line in target.assertions:
        tree = _parsed(line)
        found += _asserted(tree.body if tree else [], (target.entry_point,))
    tree = _parsed(target.tests)
    for function in _run_functions(tree) if tree else ():
        names = [target.entry_point, *(one.arg for one in function.args.args if one.arg in ALIASES)]
        found += _asserted(function.body, names)
    return tuple(dict.fromkeys(found))


def _run_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=[]):
                if name.startswith("test") or name in called:
                    yield node


def _asserted(body: Sequence[ast.stmt], names: Sequence[str]) -> Iterator[Case]:
    for node in body:
        match node:
            case ast.Assert(
                test=ast.Compare(
                    left=ast.Call(func=ast.Name(id=name), args=args, keywords=[]),
                    ops=[ast.Eq()],
                    comparators=[right],
                )
            ):
                arguments, expected = _tuple_text(args), ast.unparse(right)
                if name in names and _is_literal(arguments) and _is_literal(expected):
                    yield Case(arguments=arguments, expected=expected)


def shown_examples(statement: str, entry_point: str) -> Iterator[tuple[tuple[object, ...], str]]:
    """Arguments and the text of the result of every example call in a statement.

    Read are ``f(1) == 2``, ``f(1) -> 2``, ``f(1)  # gives 2`` and a prompt ``>>> f(1)`` with the
    result on the next line.
    """
    for start in re.finditer(rf"\b{re.escape(entry_point)}\(", statement):
        arguments, rest = _arguments(statement[start.end() : start.end() + LONGEST_CALL])
        given = _GIVES.match(rest.partition("\n")[0]) or _NEXT_LINE.match(rest)
        if arguments is not None and given is not None:
            result = given["value"].strip().rstrip("`").rstrip(".")
            if _is_literal(result):
                yield arguments, result


def _arguments(text: str) -> tuple[tuple[object, ...] | None, str]:
    """The literal arguments up to the bracket that closes the call, and what follows it."""
    for close in re.finditer(r"\)", text):
        inside = text[: close.start()]
        found = literal(f"({inside},)" if inside.strip() else "()")
        if isinstance(found, tuple):
            return found, text[close.end() :]
    return None, ""


def _is_literal(text: str) -> bool:
    try:
        values.literal(text)
    except UsageError:
        return False
    return True
