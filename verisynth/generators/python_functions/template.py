"""What a template of a Python function is, and how one draw of it becomes a problem.

A template's ``write`` returns a :class:`Draft`: behaviour in words, a reference body, slips that
turn the reference into wrong answers, and a ``truth`` that computes expected values *without* the
reference, so that running the reference in the sandbox is a real check and not a tautology.
"""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from verisynth.generators.python_functions.pytest_file import write_tests
from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.wording import Request, phrase
from verisynth.types import Candidate, Case, Planted, Problem, PythonTarget

Arguments = tuple[object, ...]

_DOCSTRING = "\0"


@dataclass(frozen=True, slots=True)
class Slip:
    """One plausible mistake: replace ``old``, the first place it occurs, by ``new``."""

    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Arguments the function must answer with an exception."""

    arguments: Arguments
    error: str = "ValueError"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One problem before it is phrased."""

    function: str
    parameters: str
    """As in the signature, with type hints."""
    returns: str
    does: str
    """Starts with ``returns``; one sentence without its final stop."""
    rules: Sequence[str]
    """Full sentences; together with ``does`` they leave nothing open."""
    body: str
    """The reference's body, not indented."""
    slips: Sequence[Slip]
    truth: Callable[..., object]
    probes: Sequence[Arguments]
    """Edge cases; each slip is exposed by at least one of them or almost surely by the samples."""
    sample: Callable[[], Arguments]
    """Draws more arguments."""
    approach: str
    """Two to four sentences a reader learns from."""
    imports: str = ""
    refusals: Sequence[Refusal] = ()
    untouched: bool = False
    """The statement forbids changing the arguments, and the pytest file checks it."""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of problem with its parameters open."""

    name: str
    levels: tuple[str, ...]
    write: Callable[[Scene], Draft]
    tested: bool = False
    """Also judged by a pytest file, as templates with refusals always are."""


def render(draft: Draft) -> str:
    """The reference's source."""
    summary = "Return" + draft.does.removeprefix("returns")
    docstring = textwrap.fill(f'"""{summary}."""', 92)
    if "\n" in docstring:
        docstring = textwrap.fill(f'"""{summary}.', 92) + '\n"""'
    head = f"def {draft.function}({draft.parameters}) -> {draft.returns}:"
    # Optional lines of a body leave blank ones behind when they are empty.
    lines = [line for line in draft.body.splitlines() if line.strip()]
    body = textwrap.dedent("\n".join(lines))
    source = f"{head}\n" + textwrap.indent(f"{docstring}\n{body}", "    ") + "\n"
    return f"{draft.imports}\n\n\n{source}" if draft.imports else source


def plant(source: str, slips: Sequence[Slip]) -> tuple[Planted, ...]:
    """The wrong answers that the slips make of the reference, without repeats.

    Raises:
        ValueError: a slip does not occur in the source; the template is broken.
    """
    planted: dict[str, Planted] = {}
    head, quote, rest = source.partition('"""')
    docstring, _, body = rest.partition(quote) if quote else ("", "", "")
    # Slips are about code; the docstring keeps saying what was asked.
    code = f"{head}{_DOCSTRING}{body}" if quote else source
    for slip in slips:
        changed = code.replace(slip.old, slip.new, 1)
        if changed == code:
            raise ValueError(f"slip {slip.old!r} changes nothing in:\n{source}")
        wrong = changed.replace(_DOCSTRING, quote + docstring + quote, 1)
        planted.setdefault(wrong, Planted(wrong, slip.why))
    return tuple(planted.values())


def cases(draft: Draft, size: int) -> tuple[Case, ...]:
    """The probes, then samples up to ``size`` cases, no call twice."""
    found: dict[str, Case] = {}
    for arguments in draft.probes:
        _add(found, draft, arguments)
    for _ in range(4 * size):
        if len(found) >= size:
            break
        _add(found, draft, draft.sample())
    return tuple(found.values())


def _add(found: dict[str, Case], draft: Draft, arguments: Arguments) -> None:
    call = repr(arguments)
    if call not in found:
        found[call] = Case(call, repr(draft.truth(*copy.deepcopy(arguments))))


def assemble(template: Template, scene: Scene) -> tuple[Problem, Candidate]:
    """One draw of the template as a problem and the answer to it."""
    draft = template.write(scene)
    source = render(draft)
    judged = cases(draft, scene.number(11, 14))
    tests = ""
    if template.tested or draft.refusals or draft.untouched:
        refused = [(repr(refusal.arguments), refusal.error) for refusal in draft.refusals]
        tests = write_tests(draft.function, judged, refused, untouched=draft.untouched)
    rules = list(draft.rules)
    if draft.untouched:
        rules.append("The arguments must not be modified.")
    request = Request(
        draft.function,
        draft.parameters,
        draft.returns,
        draft.does,
        tuple(rules),
        _examples(scene, draft.function, judged),
    )
    problem = Problem(
        statement=phrase(scene, request),
        target=PythonTarget(entry_point=draft.function, cases=judged, tests=tests),
        reference=source,
        planted=plant(source, draft.slips),
        topic=template.name,
    )
    return problem, Candidate(answer=source, reasoning=draft.approach)


def _examples(scene: Scene, function: str, judged: tuple[Case, ...]) -> tuple[tuple[str, str], ...]:
    """One or two short calls with their results, as a reader would write them."""
    short = [case for case in judged if len(case.arguments) + len(case.expected) <= 150]
    telling = [case for case in short if len(case.arguments) > 8] or short or list(judged)
    chosen = scene.distinct(telling, min(2, len(telling)))
    return tuple((function + _call(case.arguments), case.expected) for case in chosen)


def _call(arguments: str) -> str:
    return arguments[:-2] + ")" if arguments.endswith(",)") else arguments
