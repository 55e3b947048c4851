"""Reads Python that a model wrote, without running it: the code of a block, its names, its faults.

Names are read with tree-sitter, which survives broken code; whether code is whole is decided by
Python's own parser.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verisynth.errors import Unparseable

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_CHARACTERS = 200_000
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$")
_PYTHON = ("", "python", "python3", "py")
_CUT_OFF = ("was never closed", "unterminated triple-quoted", "unexpected EOF", "expected an ind")


@dataclass(frozen=True, slots=True)
class _Block:
    """A fenced block of a text."""

    language: str
    code: str
    closed: bool


def code_of(text: str, section: str) -> str:
    """The code of a section, without fences that stayed in its text.

    Of several Python blocks the longest with a definition wins: models like to add an example of
    use after the solution. A fence that only closes is what remains of an opening one before.

    Raises:
        Unparseable: ``no-code-block``, ``truncated`` (cut off in the middle) or ``syntax-error``.
    """
    blocks = [block for block in _blocks(text) if block.language.lower() in _PYTHON]
    candidates = [block for block in blocks if block.code.strip()]
    if not candidates:
        raise Unparseable("no-code-block", f"the section {section!r} holds no Python code")
    best = max(candidates, key=lambda block: (bool(definitions(block.code)), len(block.code)))
    _check(best, section)
    return best.code.strip("\n") + "\n"


def _blocks(text: str) -> list[_Block]:
    lines = text.replace("\r\n", "\n").split("\n")
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)]
    if not fences:
        return [_Block("", text, closed=True)]
    if len(fences) == 1 and "".join(lines[: fences[0]]).strip() and not _language(lines[fences[0]]):
        return [_Block("", "\n".join(lines[: fences[0]]), closed=True)]
    blocks = []
    for start, end in zip(fences[::2], [*fences[1::2], None][: len(fences[::2])], strict=True):
        code = "\n".join(lines[start + 1 : end])
        blocks.append(_Block(_language(lines[start]), code, closed=end is not None))
    return blocks


def _language(line: str) -> str:
    match = _FENCE.match(line)
    return match[1] if match else ""


def _check(block: _Block, section: str) -> None:
    fault = syntax_fault(block.code)
    if fault is None:
        return
    last = len(block.code.rstrip().split("\n"))
    message = f"the section {section!r}: line {fault.line}: {fault.message}"
    cut_off = not block.closed or any(sign in fault.message for sign in _CUT_OFF[:3])
    if cut_off or (fault.line >= last and fault.message.startswith(_CUT_OFF[3])):
        raise Unparseable("truncated", message)
    raise Unparseable("syntax-error", message)


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Where code stops being Python."""

    line: int
    message: str


def syntax_fault(code: str) -> SyntaxFault | None:
    """What is wrong with the code, or None if it is valid Python."""
    if len(code) > MAX_CHARACTERS:
        return SyntaxFault(0, f"{len(code)} characters; at most {MAX_CHARACTERS} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as problem:
        return SyntaxFault(problem.lineno or 0, problem.msg)
    except (ValueError, MemoryError, RecursionError) as problem:
        return SyntaxFault(0, str(problem) or "nested too deeply")
    return None


def definitions(code: str) -> tuple[str, ...]:
    """Names of the functions and classes defined at the top level, in order."""
    return tuple(name for name, _ in _definitions(code))


def functions(code: str) -> tuple[str, ...]:
    """Names of the public functions defined at the top level, in order."""
    found = _definitions(code)
    public = [name for name, kind in found if kind == "function" and not name.startswith("_")]
    return tuple(dict.fromkeys(public))


def _definitions(code: str) -> list[tuple[str, str]]:
    found = []
    for node in _root(code).children:
        inner = node.child_by_field_name("definition") or node
        name = inner.child_by_field_name("name")
        if inner.type in ("function_definition", "class_definition") and name is not None:
            found.append((_text(name), inner.type.partition("_")[0]))
    return found


def _root(code: str) -> Node:
    import tree_sitter
    import tree_sitter_python

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))
    return parser.parse(code[:MAX_CHARACTERS].encode("utf-8", "replace")).root_node


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class TestNames:
    """What a test file takes from the solution."""

    __test__ = False

    imported: tuple[str, ...]
    """Names of ``from solution import …`` and ``solution.…``, in order; ``*`` may be among them."""
    called: tuple[str, ...]
    """Names called anywhere, in order."""
    defined: tuple[str, ...]
    foreign: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Modules outside the standard library and pytest, with the names taken from each."""


def names_of_tests(tests: str) -> TestNames:
    """The names in a test file that can be read even if parts of it are broken."""
    root = _root(tests)
    imported: list[str] = []
    called: list[str] = []
    foreign: list[tuple[str, tuple[str, ...]]] = []
    for node in _walk(root):
        if node.type == "import_from_statement":
            module, names = _from_import(node)
            if module == "solution":
                imported += names
            elif _is_foreign(module):
                foreign.append((module, names))
        elif node.type == "call":
            called.append(_text(node.child_by_field_name("function") or node))
        elif node.type == "attribute":
            owner, _, name = _text(node).partition(".")
            imported += [name] if owner == "solution" and name.isidentifier() else []
    return TestNames(_unique(imported), _unique(called), definitions(tests), tuple(foreign))


def functions_asked(tests: str, assertions: Sequence[str], solution: str) -> tuple[str, ...]:
    """The public functions of a solution that its checks name, in the solution's order."""
    named = set(re.findall(r"\w+", "\n".join(assertions)))
    if tests.strip():
        imported = names_of_tests(tests).imported
        named |= set(re.findall(r"\w+", tests)) if "*" in imported else set(imported)
    return tuple(name for name in functions(solution) if name in named)


def is_check_function(tests: str) -> bool:
    """Whether tests are HumanEval's ``def check(candidate)`` and no pytest file."""
    defined = definitions(tests)
    return "check" in defined and not any(name.lower().startswith("test") for name in defined)


def as_test_file(tests: str, entry_point: str, solution: str) -> str:
    """HumanEval's ``check`` as a pytest file; it may use whatever the solution defines."""
    used = set(re.findall(r"\w+", tests)) & set(definitions(solution)) - {"check"}
    taken = ", ".join(sorted({*used, entry_point}))
    head = f"from solution import {taken}\n\n"
    return f"{head}{tests}\n\n\ndef test_check():\n    check({entry_point})\n"


def _walk(node: Node) -> Iterable[Node]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(found.children))


def _from_import(node: Node) -> tuple[str, tuple[str, ...]]:
    module = node.child_by_field_name("module_name")
    names = []
    for child in node.children_by_field_name("name"):
        names.append(_text(child.child_by_field_name("name") or child))
    if any(child.type == "wildcard_import" for child in node.children):
        names.append("*")
    return (_text(module) if module is not None else ""), tuple(names)


def _is_foreign(module: str) -> bool:
    top = module.partition(".")[0]
    return top not in sys.stdlib_module_names and top not in ("pytest", "_pytest", "solution")


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
