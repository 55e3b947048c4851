"""Inputs that a prompt shows: calls in doctests and in prose, read as literals."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from verisynth.errors import UsageError
from verisynth.sandbox import values
from verisynth.strengthen.evidence import parsed
from verisynth.strengthen.inputs import Input, is_literal

MAX_EXAMPLES = 40


def prompt_examples(prompt: str, entry_point: str) -> list[Input]:
    """The calls of the entry point with literal arguments, in order."""
    found: dict[str, Input] = {}
    for text in _calls(prompt, entry_point):
        one = _read(text, entry_point)
        if one is not None and len(found) < MAX_EXAMPLES:
            found.setdefault(one.text, one)
    return list(found.values())


def _calls(prompt: str, name: str) -> Iterator[str]:
    """Each ``name(…)`` up to its closing bracket, texts with brackets in them respected."""
    start = prompt.find(name + "(")
    while start >= 0:
        for end in range(start, min(len(prompt), start + 2000)):
            if prompt[end] == ")" and parsed(prompt[start : end + 1].replace("\n", " ")):
                yield prompt[start : end + 1].replace("\n", " ")
                break
        start = prompt.find(name + "(", start + 1)


def _read(text: str, name: str) -> Input | None:
    tree = parsed(text)
    match tree:
        case ast.Module(body=[ast.Expr(value=ast.Call(func=ast.Name(id=found)) as call)]):
            if found != name or any(one.arg is None for one in call.keywords):
                return None
        case _:
            return None
    try:
        arguments = tuple(values.literal(ast.unparse(one)) for one in call.args)
        keywords = {str(one.arg): values.literal(ast.unparse(one.value)) for one in call.keywords}
    except UsageError:
        return None
    if not (arguments or keywords) or not is_literal(arguments):
        return None
    return Input(arguments, keywords)
