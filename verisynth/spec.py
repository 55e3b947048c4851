"""Task specs: read from TOML, checked whole, and frozen with a digest.

Everything that can be wrong with a spec is found on load, before anything is generated or paid
for: types, ranges, unknown keys, axis dependencies, template variables no axis provides.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verisynth import shipped
from verisynth.errors import SpecError, did_you_mean
from verisynth.spec_lines import line_of
from verisynth.types import Limits

_STRICT = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One sampling axis: a draw takes one of ``values``.

    With ``depends_on``, one of the list for the value already drawn on that earlier axis.
    """

    values: tuple[str, ...] | Mapping[str, tuple[str, ...]]
    """The values, or one list for each value of the axis it depends on."""
    weights: tuple[float, ...] = ()
    """One a value; relative. Empty: all alike."""
    depends_on: str = ""
    """Name of an earlier axis."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a model teacher is asked. Axis names are the only variables."""

    template: str
    system: str = ""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedural:
    """The offline generator that can serve this spec."""

    generator: str

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What a problem must withstand before its candidates count."""

    min_planted: int = 2
    """At least so many planted wrong answers must exist, and all be rejected."""
    min_mutation_score: float = 0.9
    """Least share of small mistakes in the reference that the checks must notice, 0 to 1; 0
    only measures it. Of a math problem: slips in the answer, and in the program behind it.
    Families that make no mutants ignore it."""
    max_wrong_steps: int | None = None
    """Most wrong steps a worked solution may have beside its right answer, for families that check
    steps; unset, they are only counted."""
    strengthen: bool = False
    """Whether problems are given the checks they lack before they are audited, in families that can
    add some. The checks say what the reference does: worth what vouches for the reference."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """How an accepted candidate becomes messages.

    Variables: ``statement``, ``answer``, ``reasoning`` and the axis names.
    """

    user: str = "{{ statement }}"
    assistant: str = "{{ answer }}"
    system: str = ""
    val_fraction: float = 0.1
    """Share of examples in ``val.jsonl``, 0 to below 1."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSettings:
    """The subjective part of a judged spec."""

    labels: tuple[str, ...]
    """The closed label set; checked by program."""
    rubric: Mapping[str, str]
    """Dimension and what a judge should look for; each is scored 1 to 5."""
    threshold: float = 4.0
    """Mean score from which a candidate is accepted, 1 to 5."""
    minimum: int = 3
    """Lowest score allowed on any dimension, 1 to 5."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroborate:
    """Whether others, who see nothing but the prompt, come to the same answer."""

    solutions: int = 4
    """Independent answers asked for each problem, 2 to 32."""
    tests: int = 0
    """Independent sets of tests asked for each problem, 0 to 8."""
    teacher: str = ""
    """Who is asked, as for ``--teacher``; several take turns. Empty: the models of the run."""
    agreement: float = 0.6
    """Share of the independent answers that must agree, above 0.5 to 1."""
    required: bool = False
    """Whether a problem counts only if it is corroborated."""
    models_only: bool = False
    """Whether only problems that a model wrote are asked about; the offline generators' have a
    second derivation of their own, and need no model then."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSpec:
    """A family of problems: what is drawn, asked, checked and exported."""

    name: str
    description: str
    family: str
    prompt: Prompt
    axes: Mapping[str, Axis] = field(default_factory=dict)
    procedural: Procedural | None = None
    verifier: Mapping[str, Any] = field(default_factory=dict)
    """``limits`` and the family's own settings."""
    acceptance: Acceptance = field(default_factory=Acceptance)
    judge: JudgeSettings | None = None
    corroborate: Corroborate | None = None
    """None: nobody else is asked."""
    export: Export = field(default_factory=Export)

    __pydantic_config__ = _STRICT

    @property
    def limits(self) -> Limits:
        """The limits of one execution; the wall-clock backstop is five times the CPU limit."""
        given: dict[str, Any] = dict(self.verifier.get("limits", {}))
        cpu_seconds = given.get("cpu_seconds", Limits().cpu_seconds)
        return Limits(**{"wall_seconds": 5 * cpu_seconds, **given})

    @property
    def settings(self) -> Mapping[str, Any]:
        """The fields the spec sets on its family component."""
        return {key: value for key, value in self.verifier.items() if key != "limits"}

    @property
    def digest(self) -> str:
        """Hash of everything the spec says; two specs with one digest draw the same problems."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()[:16]


def to_json(spec: TaskSpec) -> str:
    """The spec as JSON text that :func:`from_json` reads back."""
    from pydantic import TypeAdapter

    plain = TypeAdapter(TaskSpec).dump_python(spec, mode="json")
    return json.dumps(plain, sort_keys=False, ensure_ascii=False)


def from_json(text: str) -> TaskSpec:
    """A spec stored by :func:`to_json`."""
    from pydantic import TypeAdapter

    return TypeAdapter(TaskSpec).validate_json(text)


def load_spec(name_or_path: str | Path) -> TaskSpec:
    """Read and check one spec: the name of a shipped one, or a path to a TOML file.

    >>> load_spec("arithmetic").family
    'math'

    Raises:
        SpecError: the file is missing, is not TOML, or anything in it is wrong.
    """
    path = _find(str(name_or_path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: cannot be read: {error}") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{path}: not valid TOML: {error}") from error
    return check_spec(data, path=path, text=text)


def shipped_names() -> tuple[str, ...]:
    """The names of the specs that come with verisynth, sorted."""
    return tuple(sorted(path.stem for path in shipped.task_specs().glob("*.toml")))


def _find(name: str) -> Path:
    path = Path(name)
    if path.suffix == ".toml" or "/" in name:
        if path.is_file():
            return path
        raise SpecError(f"{name}: no such file", hint="verisynth list specs shows shipped specs")
    found = shipped.task_specs() / f"{name}.toml"
    if found.is_file():
        return found
    known = shipped_names()
    raise SpecError(
        f'there is no shipped spec "{name}".{did_you_mean(name, known)}',
        hint=f"one of {', '.join(known)}; or a path that ends in .toml",
    )


def check_spec(data: Mapping[str, Any], *, path: Path, text: str = "") -> TaskSpec:
    """Check parsed TOML and freeze it. ``text`` is only used to find line numbers.

    Raises:
        SpecError: naming file, line, key, value and what is allowed, for every fault found.
    """
    from verisynth.spec_checks import faults

    spec, found = _structure(data)
    if spec is not None and not found:
        found = faults(spec, stem=path.stem if path.suffix == ".toml" else spec.name)
    if found:
        raise SpecError("\n".join(_located(fault, path, text) for fault in found))
    assert spec is not None  # noqa: S101 - no faults means it was built
    return spec


def _located(fault: tuple[tuple[str, ...], str], path: Path, text: str) -> str:
    keys, message = fault
    line = line_of(text, keys)
    place = f"{path}, line {line}" if line else f"{path}"
    return f"{place}: {'.'.join(keys)}{' ' if keys else ''}{message}"


def _structure(
    data: Mapping[str, Any],
) -> tuple[TaskSpec | None, list[tuple[tuple[str, ...], str]]]:
    """The spec if its shape is right, and otherwise every fault of shape."""
    from pydantic import TypeAdapter, ValidationError

    try:
        # JSON mode: TOML arrays may become tuples, yet "3" is never taken for 3.
        return TypeAdapter(TaskSpec).validate_json(json.dumps(data, default=str)), []
    except ValidationError as error:
        return None, [_fault(dict(one), data) for one in error.errors()]


def _fault(error: dict[str, Any], data: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    keys = _key_path(error["loc"], data)
    if error["type"] == "unexpected_keyword_argument" or error["type"] == "extra_forbidden":
        known = _known_fields(keys[:-1])
        return keys, f"is not a known key.{did_you_mean(keys[-1], known)} Known: {', '.join(known)}"
    if error["type"] in {"missing", "missing_argument"}:
        return keys, "is missing"
    shown = json.dumps(error["input"], default=str, ensure_ascii=False)
    return keys, f"is {shown[:80]}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _key_path(location: tuple[int | str, ...], data: Mapping[str, Any]) -> tuple[str, ...]:
    """The part of pydantic's location that is a path in the file, without its type labels."""
    keys: list[str] = []
    here: Any = data
    for part in location:
        if isinstance(part, int):
            keys.append(str(part))
            here = here[part] if isinstance(here, list) and part < len(here) else None
        elif isinstance(here, Mapping) and (part in here or part == location[-1]):
            keys.append(part)
            here = here.get(part)
    return tuple(keys)


_TABLES: dict[str, type] = {
    "prompt": Prompt,
    "procedural": Procedural,
    "acceptance": Acceptance,
    "judge": JudgeSettings,
    "corroborate": Corroborate,
    "export": Export,
}


def _known_fields(table: tuple[str, ...]) -> tuple[str, ...]:
    owner: type = TaskSpec
    if table[:1] == ("axes",):
        owner = Axis
    elif table:
        owner = _TABLES.get(table[0], TaskSpec)
    return tuple(getattr(owner, "__dataclass_fields__", {}))
