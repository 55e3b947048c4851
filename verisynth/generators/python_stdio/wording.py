"""Phrases a request for a whole program in one of the statement styles.

Every style says the same things: what is read, what is printed, every rule and one example.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.wording import article, bullets
from verisynth.types import StdioCase


@dataclass(frozen=True, slots=True)
class Request:
    """What a statement must say, whatever its style."""

    title: str
    task: str
    reads: tuple[str, ...]
    rules: tuple[str, ...]
    example: StdioCase


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


def _blocks(case: StdioCase, given: str, wanted: str) -> str:
    return f"{given}\n\n```text\n{case.input}```\n\n{wanted}\n\n```text\n{case.output}```"


def _plain(scene: Scene, request: Request) -> str:
    verb = scene.pick("Write", "Create", "Code")
    return (
        f"{verb} a Python program that reads standard input and {request.task}.\n\n"
        f"Input:\n\n{bullets(request.reads)}\n\nOutput:\n\n{bullets(request.rules)}\n\n"
        f"{_blocks(request.example, 'For this input', 'the program prints')}"
    )


def _docstring(scene: Scene, request: Request) -> str:
    lead = scene.pick(
        "Complete this Python program; its docstring is the specification.",
        "Fill in `main` so that the program does what its docstring says.",
    )
    head = textwrap.fill(f"Read standard input; the program {request.task}.", 92)
    points = [
        textwrap.fill(f"* {line}", 92, subsequent_indent="  ")
        for line in (*request.reads, *request.rules)
    ]
    text = "\n".join([head, "", *points])
    return (
        f'{lead}\n\n```python\n"""{text}\n"""\n\nimport sys\n\n\ndef main() -> None:\n    ...\n```'
        f"\n\n{_blocks(request.example, 'Example input:', 'Its output:')}"
    )


def _story(scene: Scene, request: Request) -> str:
    opening = scene.pick(
        f"I work as {article(scene.persona)}. {scene.setting.situation}",
        f"{scene.setting.situation} I am {article(scene.persona)} and no programmer.",
        f"Hello, {scene.persona} here. {scene.setting.situation}",
    )
    need = scene.pick("I need", "Could you write", "Please give me")
    mark = "?" if need.startswith("Could") else "."
    return (
        f"{opening}\n\n{need} a small Python program that reads standard input and {request.task}"
        f"{mark}\n\n{' '.join(request.reads)}\n\n{' '.join(request.rules)}\n\n"
        f"{_blocks(request.example, 'With this input', 'I expect')}"
    )


def _ticket(scene: Scene, request: Request) -> str:
    return (
        f"**{scene.pick('Task', 'Feature', 'Script wanted')}: {request.title}**\n\n"
        f"Requested by: {scene.persona}\n\nA Python script (stdin to stdout) that {request.task}."
        f"\n\nInput format:\n\n{bullets(request.reads)}\n\nAcceptance criteria:\n\n"
        f"{bullets(request.rules)}\n\n{_blocks(request.example, 'Input', 'Expected output')}"
    )


def _interview(scene: Scene, request: Request) -> str:
    opening = scene.pick(
        "Timed exercise: standard input, standard output, standard library.",
        f"Exercise set by {article(scene.persona)}.",
        "Programming contest style, but readability counts as well.",
    )
    lines = [*request.reads, *request.rules]
    points = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    return (
        f"{opening}\n\nWrite a complete Python program that {request.task}.\n\n{points}\n\n"
        f"{_blocks(request.example, 'Sample input', 'Sample output')}"
    )
