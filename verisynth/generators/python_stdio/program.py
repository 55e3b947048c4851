"""What a template of a whole program is, and how one draw of it becomes a problem.

A template's ``write`` returns a :class:`Draft`. Inputs are drawn as values; ``feed`` writes them as
standard input and ``truth`` computes the standard output from the values, never by running the
reference, so that the reference's own reading of the input is checked too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip, plant
from verisynth.generators.python_stdio.wording import Request, phrase
from verisynth.types import Candidate, Problem, StdioCase, StdioTarget

Values = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One problem before it is phrased."""

    title: str
    """A few words, for styles that have a heading."""
    task: str
    """What the program prints, as a sentence that starts with ``prints``, without a stop."""
    reads: Sequence[str]
    """Full sentences about the input."""
    rules: Sequence[str]
    """Full sentences about behaviour and output; nothing is left open."""
    body: str
    """Body of the reference's ``main``, not indented; ``lines`` holds the lines of the input."""
    slips: Sequence[Slip]
    feed: Callable[..., Sequence[str]]
    """The lines of the input for one tuple of values."""
    truth: Callable[..., Sequence[str]]
    """The lines of the output for the same values."""
    probes: Sequence[Values]
    sample: Callable[[], Values]
    approach: str
    imports: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of program with its parameters open."""

    name: str
    levels: tuple[str, ...]
    write: Callable[[Scene], Draft]


def render(draft: Draft) -> str:
    """The reference program."""
    docstring = textwrap.fill(f'"""P{draft.task[1:]}."""', 92)
    if "\n" in docstring:
        docstring = docstring[:-3] + '\n"""'
    rows = [line for line in draft.body.splitlines() if line.strip()]
    body = "lines = sys.stdin.read().splitlines()\n" + textwrap.dedent("\n".join(rows))
    imports = "\n".join(sorted({"import sys", *draft.imports.splitlines()}))
    main = textwrap.indent(f"{docstring}\n{body}", "    ")
    return (
        f'{imports}\n\n\ndef main() -> None:\n{main}\n\n\nif __name__ == "__main__":\n    main()\n'
    )


def cases(draft: Draft, size: int) -> tuple[StdioCase, ...]:
    """The probes, then samples up to ``size`` cases, no input twice."""
    found: dict[str, StdioCase] = {}
    for values in draft.probes:
        _add(found, draft, values)
    for _ in range(4 * size):
        if len(found) >= size:
            break
        _add(found, draft, draft.sample())
    return tuple(found.values())


def _add(found: dict[str, StdioCase], draft: Draft, values: Values) -> None:
    text = "".join(f"{line}\n" for line in draft.feed(*values))
    if text not in found:
        found[text] = StdioCase(text, "".join(f"{line}\n" for line in draft.truth(*values)))


def assemble(template: Template, scene: Scene) -> tuple[Problem, Candidate]:
    """One draw of the template as a problem and the answer to it."""
    draft = template.write(scene)
    source = render(draft)
    judged = cases(draft, scene.number(8, 10))
    request = Request(
        draft.title, draft.task, tuple(draft.reads), tuple(draft.rules), _example(scene, judged)
    )
    problem = Problem(
        statement=phrase(scene, request),
        target=StdioTarget(cases=judged),
        reference=source,
        planted=plant(source, draft.slips),
        topic=template.name,
    )
    return problem, Candidate(answer=source, reasoning=draft.approach)


def _example(scene: Scene, judged: Sequence[StdioCase]) -> StdioCase:
    """A case that is short enough to read and long enough to tell something."""
    telling = [case for case in judged if 6 <= len(case.input) <= 220 and len(case.output) > 1]
    return scene.rng.choice(telling or list(judged))
