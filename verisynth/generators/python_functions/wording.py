"""Phrases a request for a function in one of the statement styles.

Every style says the same things: signature, behaviour, every rule, and the examples.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from verisynth.generators.python_functions.scene import Scene


@dataclass(frozen=True, slots=True)
class Request:
    """What a statement must say, whatever its style."""

    function: str
    parameters: str
    returns: str
    does: str
    rules: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]
    """(call, result) pairs."""

    @property
    def signature(self) -> str:
        """The ``def`` line without its colon."""
        return f"def {self.function}({self.parameters}) -> {self.returns}"


def article(noun: str) -> str:
    """The noun with ``a`` or ``an``."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def bullets(lines: tuple[str, ...]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def phrase(scene: Scene, request: Request) -> str:
    """The statement."""
    match scene.style:
        case "docstring":
            return _docstring(scene, request)
        case "story":
            return _story(scene, request)
        case "ticket":
            return _ticket(scene, request)
        case "interview":
            return _interview(scene, request)
        case _:
            return _plain(scene, request)


def _calls(request: Request, arrow: str) -> str:
    lines = "\n".join(f"{call}{arrow}{result}" for call, result in request.examples)
    return f"```python\n{lines}\n```"


def _plain(scene: Scene, request: Request) -> str:
    verb = scene.pick("Write", "Implement", "Define")
    ask = scene.pick("a Python function", "the function", "a function")
    title = scene.pick("Examples:", "For example:", "Sample calls:")
    return (
        f"{verb} {ask} `{request.signature}` that {request.does}.\n\n"
        f"{bullets(request.rules)}\n\n{title}\n\n{_calls(request, '  # -> ')}"
    )


def _docstring(scene: Scene, request: Request) -> str:
    lead = scene.pick(
        "Complete the following function so that it does what its docstring says.",
        "Fill in the body of this Python function.",
        "Implement this function; the docstring is the specification.",
    )
    summary = f'"""Return{request.does.removeprefix("returns")}.'
    parts = [textwrap.fill(summary, 92), ""]
    parts += [textwrap.fill(f"* {rule}", 92, subsequent_indent="  ") for rule in request.rules]
    parts += [""] + [f">>> {call}\n{result}" for call, result in request.examples] + ['"""']
    body = textwrap.indent("\n".join(parts), "    ")
    return f"{lead}\n\n```python\n{request.signature}:\n{body}\n```"


def _story(scene: Scene, request: Request) -> str:
    opening = scene.pick(
        f"I work as {article(scene.persona)}. {scene.setting.situation}",
        f"{scene.setting.situation} (I am {article(scene.persona)}, not a programmer.)",
        f"Hello, {scene.persona} here. {scene.setting.situation}",
    )
    need = scene.pick("What I need is", "Could you write", "Please give me")
    detail = " ".join(request.rules)
    example = scene.pick("To be sure we mean the same:", "Two checks I did by hand:", "I expect:")
    if len(request.examples) == 1:
        example = "I expect:"
    return (
        f"{opening}\n\n{need} a Python function that {request.does}. It should look like "
        f"`{request.signature}`.\n\n{detail}\n\n{example}\n\n{_calls(request, '  # gives ')}"
    )


def _ticket(scene: Scene, request: Request) -> str:
    kind = scene.pick("Feature", "Task", "Change request")
    head = scene.pick("Acceptance criteria", "Expected behaviour", "Requirements")
    return (
        f"**{kind}: `{request.function}` for our {scene.setting.many}**\n\n"
        f"Requested by: {scene.persona}\n\n"
        f"Add `{request.signature}`. It {request.does}.\n\n"
        f"{head}:\n\n{bullets(request.rules)}\n\nChecked examples:\n\n{_calls(request, ' == ')}"
    )


def _interview(scene: Scene, request: Request) -> str:
    opening = scene.pick(
        "Coding interview, one function, standard library only.",
        f"Interview question from {article(scene.persona)}'s team.",
        "Warm-up exercise: correctness first, then clarity.",
    )
    close = scene.pick(
        "Write clear code and take care of the edge cases named above.",
        "Give a complete, readable solution.",
        "Aim for code a colleague would approve at first reading.",
    )
    rules = "\n".join(f"{number}. {rule}" for number, rule in enumerate(request.rules, 1))
    return (
        f"{opening}\n\nImplement `{request.signature}`, which {request.does}.\n\n{rules}\n\n"
        f"{_calls(request, '  # -> ')}\n\n{close}"
    )
