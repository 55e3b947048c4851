"""Reads test files, without running them, for what cannot be judged across two processes."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Collection, Iterator

_FIXTURES = {
    "tmp_path": "files",
    "tmp_path_factory": "files",
    "tmpdir": "files",
    "capfd": "file descriptors",
    "caplog": "log records",
    "recwarn": "warnings",
}
_CALLS = {
    "random.seed": "the random generator's state",
    "inspect.getsource": "source code",
    "pytest.warns": "warnings",
    "warnings.catch_warnings": "warnings",
    "os.chdir": "the working directory",
    "open": "files",
    "threading.Event": "threads that go on between calls",
    "asyncio.create_task": "an event loop in which tasks take turns",
    "asyncio.wait_for": "an event loop in which tasks take turns",
    "asyncio.sleep": "an event loop in which tasks take turns",
}
_FILE_METHODS = frozenset(
    (
        *("read_text", "write_text", "read_bytes", "write_bytes", "exists", "is_file", "is_dir"),
        *("iterdir", "glob", "rglob", "mkdir", "rmdir", "touch", "unlink", "stat", "samefile"),
        *("resolve", "absolute", "expanduser", "home", "cwd"),
    )
)
"""What a path, a copy on either side, asks the file system of its own side."""
_CARRIED = ("builtins.input", "sys.stdin", "sys.stdout", "sys.stderr")
"""What may be patched although it is not the solution's: reading and printing cross."""
_PATCHES = ("setattr", "patch", "object", "setenv", "delenv", "chdir", "setitem", "dict")
_PATCHERS = ("monkeypatch", "mock", "patch", "unittest")
_IMPORTABLE = [
    "bisect",
    "cmath",
    "collections",
    "copy",
    "datetime",
    "decimal",
    "fractions",
    "functools",
    "heapq",
    "inspect",
    "io",
    "itertools",
    "json",
    "math",
    "operator",
    "os",
    "pytest",
    "random",
    "re",
    "statistics",
    "string",
    "sys",
    "time",
    "types",
    "typing",
]


def uncrossable(tests: str, failed: Collection[str] | None = None) -> str:
    """What the tests share with the solution that two processes do not share, or ``""``.

    Only asked when a test failed: the failure may then be the border's fault and not the
    solution's, so it must not become a rejection. Tests that are not among the names of the
    ``failed`` ones are not looked at: what they share explains nothing.
    """
    try:
        tree = _parsed(tests)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    elsewhere = _imported_elsewhere(tree)
    for node in _relevant(tree, failed):
        shared = _shared(node, elsewhere)
        if shared:
            return f"line {getattr(node, 'lineno', 0)}: test and solution do not share {shared}"
    return ""


def _relevant(tree: ast.Module, failed: Collection[str] | None) -> Iterator[ast.AST]:
    """Every node but those of tests that passed; helpers and fixtures may be part of any test."""
    known = None if failed is None else set(map(_function, failed))
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test")
        if known is not None and is_test and node.name not in known:  # type: ignore[attr-defined]
            continue
        yield node
        waiting.extend(ast.iter_child_nodes(node))


def _function(test: str) -> str:
    """``test_one`` of ``TestClass::test_one[parameter]``."""
    return test.partition("[")[0].rpartition("::")[2]


def _imported_elsewhere(tree: ast.Module) -> frozenset[str]:
    """Names the tests import from modules other than the solution."""
    return frozenset(
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and getattr(node, "module", None) != "solution"
        for alias in node.names
        if alias.name != "solution"
    )


def _parsed(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _shared(node: ast.AST, elsewhere: frozenset[str]) -> str:
    match node:
        case ast.arg(arg=name) if name in _FIXTURES:
            return _FIXTURES[name]
        case ast.AsyncFunctionDef(name=name) if name.startswith("test"):
            return "the event loop that an async test needs"
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="sys"), attr=name)]):
            return "" if f"sys.{name}" in _CARRIED else f"sys.{name}"
        case ast.With() | ast.Lambda() if _prints(node):
            return "what the tests print"
        case ast.Call(func=function, args=arguments):
            return _shared_by_call(ast.unparse(function), arguments, elsewhere)
    return ""


def _prints(node: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "print"
        for part in ast.walk(node)
    )


def _shared_by_call(function: str, arguments: list[ast.expr], elsewhere: frozenset[str]) -> str:
    if function == "asyncio.sleep" and [ast.unparse(value) for value in arguments] == ["0"]:
        return ""  # no time at all explains nothing
    if function in _CALLS:
        return _CALLS[function]
    if function.rpartition(".")[2] in _FILE_METHODS and "." in function:
        return "files"
    first, _, rest = function.partition(".")
    patches = (rest or first).rpartition(".")[2] in _PATCHES and first in _PATCHERS
    if not patches:
        return ""
    patched = ast.unparse(arguments[0]) if arguments else "'the environment'"
    named = patched.strip("'\"")
    root = named.partition(".")[0]
    if named in _CARRIED or _attribute(named, arguments) in _CARRIED:
        return ""
    # A variable of the tests holds something of theirs or of the solution's: both can be patched.
    shared = root != "solution" if named != patched else root in elsewhere
    return f"what is patched ({named})" if shared else ""


def _attribute(owner: str, arguments: list[ast.expr]) -> str:
    """``sys.stdin`` of ``setattr(sys, "stdin", …)``."""
    match arguments[1:2]:
        case [ast.Constant(value=str(name))]:
            return f"{owner}.{name}"
    return ""


REPEATED_ASSERTIONS = 3


def assertion_tests(entry_point: str, assertions: tuple[str, ...]) -> str:
    """A pytest file with one test for each ``assert`` line, some of them twice.

    A function that answers from the order of its calls cannot know which come again.

    The lines see the solution's own names and, where they use one the solution does not define,
    a module of the standard library by its usual name.

    Raises:
        ValueError: a line is not exactly one ``assert`` statement.
    """
    used: set[str] = set()
    functions = []
    for number, line in enumerate(assertions, start=1):
        used |= _names(line)
        # On one line with ``def``, so that the text of a string over several lines stays the same.
        functions.append(f"def test_assertion_{number}(): {line.strip()}\n")
        if number <= REPEATED_ASSERTIONS:
            functions.append(f"def test_assertion_{number}_again(): {line.strip()}\n")
    imports = [f"import {name}\n" for name in _IMPORTABLE if name in used]
    imports.append("from solution import *\n")
    if entry_point:
        imports.append(f"from solution import {entry_point}\n")
    return "".join([*imports, "\n\n", *functions])


def _names(line: str) -> set[str]:
    try:
        body = _parsed(line.strip()).body
    except (SyntaxError, RecursionError, MemoryError) as problem:
        raise ValueError(f"not a Python statement: {line.strip()[:200]!r}: {problem}") from problem
    if len(body) != 1 or not isinstance(body[0], ast.Assert):
        raise ValueError(f"not one assert statement: {line.strip()[:200]!r}")
    nodes = ast.walk(body[0])
    return {node.id for node in nodes if isinstance(node, ast.Name)} - set(dir(builtins))
