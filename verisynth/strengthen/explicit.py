"""An explicit contract: asserts over the parameters, made a function for the box."""

from __future__ import annotations

import ast
import textwrap
import warnings

from verisynth.strengthen.evidence import parsed


def contract_source(contract: str, reference: str, entry_point: str) -> str:
    """Source that defines ``contract`` with the reference's parameters; empty if there is none.

    The contract is what could stand at the start of the function, at any depth of indentation.
    """
    if not contract.strip():
        return ""
    head = f"{_imports(reference)}\n\ndef contract({_parameters(reference, entry_point)})"
    return f"{head}:\n{_body(contract)}\n"


def contract_fault(contract: str) -> str:
    """Why the contract is no Python, with the line; empty if it is."""
    if not contract.strip():
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse("def contract():\n" + _body(contract))
    except SyntaxError as problem:
        return (
            f"the contract is not Python: line {max(1, (problem.lineno or 1) - 1)}: {problem.msg}"
        )
    except (ValueError, RecursionError, MemoryError) as problem:
        return f"the contract is not Python: {problem}"
    return ""


def _body(contract: str) -> str:
    return textwrap.indent(textwrap.dedent(contract.strip("\n")), "    ")


def _imports(reference: str) -> str:
    tree = parsed(reference)
    found = [
        node
        for node in (tree.body if tree else ())
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return "\n".join(map(ast.unparse, found))


def _parameters(reference: str, entry_point: str) -> str:
    """The parameters without annotations, whose names may be defined in the reference only."""
    tree = parsed(reference)
    for node in reversed(tree.body if tree else ()):
        if isinstance(node, ast.FunctionDef) and node.name == entry_point:
            arguments = node.args
            for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                one.annotation = None
            return ast.unparse(arguments)
    return "*arguments, **keywords"
