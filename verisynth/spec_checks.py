"""The checks of a task spec that go beyond shape: ranges, names, dependencies, templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from verisynth import registry
from verisynth.errors import SpecError, VerisynthError, did_you_mean
from verisynth.spec import Axis, TaskSpec
from verisynth.templates import undeclared
from verisynth.types import Limits

Fault: TypeAlias = tuple[tuple[str, ...], str]
"""Key path in the file, and what is wrong there."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AXIS_NAME = re.compile(r"[a-z][a-z0-9_]*")
_EXPORT_NAMES = ("statement", "answer", "reasoning")
_LIMIT_RANGES = {
    "cpu_seconds": (0.05, 3600),
    "wall_seconds": (0.1, 7200),
    "memory_mib": (32, 65536),
    "output_bytes": (1, 1 << 30),
    "result_bytes": (1, 1 << 30),
    "processes": (1, 1024),
    "disk_mib": (1, 65536),
}


def faults(spec: TaskSpec, *, stem: str) -> list[Fault]:
    """Every fault of a spec whose shape is right, in the order of the file."""
    return [
        *_name_faults(spec, stem),
        *_component_faults(spec),
        *_axis_faults(spec),
        *_template_faults(spec),
        *_verifier_faults(spec),
        *_number_faults(spec),
        *_judge_faults(spec),
        *_corroborate_faults(spec),
    ]


def _name_faults(spec: TaskSpec, stem: str) -> Iterator[Fault]:
    if not _NAME.fullmatch(spec.name):
        yield ("name",), f'is "{spec.name}"; allowed: lower-case words joined by "-"'
    elif spec.name != stem:
        yield ("name",), f'is "{spec.name}" but the file is {stem}.toml; they must agree'


def _component_faults(spec: TaskSpec) -> Iterator[Fault]:
    try:
        registry.family_of(spec)
    except registry.SettingsError as error:
        for keys, message in error.faults:
            yield ("verifier", *keys), message
    except SpecError as error:
        yield (), str(error)
    except VerisynthError as error:
        yield ("family",), f'is "{spec.family}": {error}'
    if spec.procedural is None:
        return
    try:
        generator: Any = registry.component("generators", spec.procedural.generator)
    except VerisynthError as error:
        yield ("procedural", "generator"), f'is "{spec.procedural.generator}": {error}'
        return
    if generator.family != spec.family:
        yield (
            ("procedural", "generator"),
            f'is "{generator.name}", which makes {generator.family} problems, not {spec.family}',
        )
    yield from _generator_axis_faults(spec, generator.axes)


def _generator_axis_faults(spec: TaskSpec, known: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    for name, axis in spec.axes.items():
        if name not in known:
            continue
        for value in _all_values(axis):
            if value not in known[name]:
                guess = did_you_mean(value, known[name])
                yield (
                    ("axes", name, "values"),
                    f'has "{value}", which the generator does not know.{guess} '
                    f"Known: {', '.join(known[name])}",
                )


def _all_values(axis: Axis) -> tuple[str, ...]:
    if isinstance(axis.values, Mapping):
        return tuple(value for values in axis.values.values() for value in values)
    return axis.values


def _axis_faults(spec: TaskSpec) -> Iterator[Fault]:
    earlier: list[str] = []
    for name, axis in spec.axes.items():
        here = ("axes", name)
        if not _AXIS_NAME.fullmatch(name):
            yield here, "is not a usable name; allowed: lower-case letters, digits and _"
        if name in _EXPORT_NAMES:
            yield here, f"may not be called {name}: export templates use that word"
        if isinstance(axis.values, Mapping):
            yield from _dependent_faults(here, axis, earlier, spec)
        else:
            yield from _plain_faults(here, axis)
        earlier.append(name)


def _plain_faults(here: tuple[str, ...], axis: Axis) -> Iterator[Fault]:
    if axis.depends_on:
        yield (
            (*here, "values"),
            f'is one list, but depends_on is "{axis.depends_on}": give one list for each of its '
            "values, e.g. values.strings = [...]",
        )
    yield from _list_faults((*here, "values"), _all_values(axis))
    if axis.weights and len(axis.weights) != len(axis.values):
        yield (
            (*here, "weights"),
            f"has {len(axis.weights)} numbers for {len(axis.values)} values; give one a value",
        )
    if axis.weights and (min(axis.weights) < 0 or sum(axis.weights) <= 0):
        yield (*here, "weights"), "must not be negative, and not all zero"


def _dependent_faults(
    here: tuple[str, ...], axis: Axis, earlier: list[str], spec: TaskSpec
) -> Iterator[Fault]:
    if axis.weights:
        yield (*here, "weights"), "cannot be used with depends_on; repeat a value to weigh it"
    if axis.depends_on not in earlier:
        guess = did_you_mean(axis.depends_on, earlier)
        yield (
            (*here, "depends_on"),
            f'is "{axis.depends_on}"; it must name an axis defined above.{guess}',
        )
        return
    wanted = _all_values(spec.axes[axis.depends_on])
    assert isinstance(axis.values, Mapping)  # noqa: S101 - the caller looked
    for value in wanted:
        if value not in axis.values:
            yield (*here, "values"), f'has no list for "{value}" of {axis.depends_on}'
    for key, values in axis.values.items():
        if key not in wanted:
            guess = did_you_mean(key, wanted)
            yield (*here, "values", key), f"is not a value of {axis.depends_on}.{guess}"
        yield from _list_faults((*here, "values", key), values)


def _list_faults(here: tuple[str, ...], values: tuple[str, ...]) -> Iterator[Fault]:
    if not values:
        yield here, "is empty; give at least one value"
    repeated = {value for value in values if values.count(value) > 1}
    if repeated and here[-1] == "values":
        yield here, f"repeats {sorted(repeated)}; use weights to draw a value more often"


def _template_faults(spec: TaskSpec) -> Iterator[Fault]:
    axes = tuple(spec.axes)
    for table, key, text, names in (
        ("prompt", "template", spec.prompt.template, axes),
        ("prompt", "system", spec.prompt.system, axes),
        ("export", "user", spec.export.user, (*_EXPORT_NAMES, *axes)),
        ("export", "assistant", spec.export.assistant, (*_EXPORT_NAMES, *axes)),
        ("export", "system", spec.export.system, (*_EXPORT_NAMES, *axes)),
    ):
        try:
            unknown = undeclared(text) - set(names)
        except VerisynthError as error:
            yield (table, key), f"is not a valid template: {error}"
            continue
        for name in sorted(unknown):
            guess = did_you_mean(name, names)
            yield (
                (table, key),
                f'uses "{name}", which no axis provides.{guess} Known: {", ".join(names)}',
            )


def _verifier_faults(spec: TaskSpec) -> Iterator[Fault]:
    limits = spec.verifier.get("limits", {})
    if not isinstance(limits, Mapping):
        yield ("verifier", "limits"), "must be a table, e.g. { cpu_seconds = 2.0 }"
        return
    known = tuple(Limits.__dataclass_fields__)
    for key, value in limits.items():
        here = ("verifier", "limits", key)
        if key not in known:
            yield here, f"is not a limit.{did_you_mean(key, known)} Known: {', '.join(known)}"
        elif isinstance(value, bool) or not isinstance(value, int | float):
            yield here, f"is {value!r}; give a number"
        elif not key.endswith("seconds") and not isinstance(value, int):
            yield here, f"is {value}; give a whole number"
        elif not _LIMIT_RANGES[key][0] <= value <= _LIMIT_RANGES[key][1]:
            low, high = _LIMIT_RANGES[key]
            yield here, f"is {value}; allowed: {low} to {high}"


def _number_faults(spec: TaskSpec) -> Iterator[Fault]:
    if not 0 <= spec.export.val_fraction < 1:
        yield ("export", "val_fraction"), f"is {spec.export.val_fraction}; allowed: 0 to below 1"
    if not 0 <= spec.acceptance.min_planted <= 100:
        yield ("acceptance", "min_planted"), f"is {spec.acceptance.min_planted}; allowed: 0 to 100"
    if not 0 <= spec.acceptance.min_mutation_score <= 1:
        given = spec.acceptance.min_mutation_score
        yield ("acceptance", "min_mutation_score"), f"is {given:g}; allowed: 0 to 1"
    if (spec.acceptance.max_wrong_steps or 0) < 0:
        most = spec.acceptance.max_wrong_steps
        yield ("acceptance", "max_wrong_steps"), f"is {most}; allowed: 0 or more"


def _judge_faults(spec: TaskSpec) -> Iterator[Fault]:
    judge = spec.judge
    if spec.family == "judged" and judge is None:
        yield ("judge",), "is missing: the judged family needs labels and a rubric"
    if judge is None:
        return
    if len(set(judge.labels)) < 2:
        yield ("judge", "labels"), "needs at least two different labels"
    if not judge.rubric:
        yield ("judge", "rubric"), "needs at least one dimension"
    if not 1 <= judge.threshold <= 5:
        yield ("judge", "threshold"), f"is {judge.threshold}; allowed: 1 to 5"
    if not 1 <= judge.minimum <= 5:
        yield ("judge", "minimum"), f"is {judge.minimum}; allowed: 1 to 5"


def _corroborate_faults(spec: TaskSpec) -> Iterator[Fault]:
    asked = spec.corroborate
    if asked is None:
        return
    if not 2 <= asked.solutions <= 32:
        # One answer that agrees may share the reference's mistake, and one that differs its own.
        yield ("corroborate", "solutions"), f"is {asked.solutions}; allowed: 2 to 32"
    if not 0 <= asked.tests <= 8:
        yield ("corroborate", "tests"), f"is {asked.tests}; allowed: 0 to 8"
    if not 0.5 < asked.agreement <= 1:
        yield ("corroborate", "agreement"), f"is {asked.agreement}; allowed: above 0.5 to 1"
    yield from _solver_faults(spec, tests=asked.tests)


def _solver_faults(spec: TaskSpec, *, tests: int) -> Iterator[Fault]:
    try:
        family = registry.family_of(spec)
    except VerisynthError:
        return  # told under its own key
    if not hasattr(family, "parse_answer"):
        yield (
            ("corroborate",),
            f"is set, but {spec.family} problems have no answer others could come to alone",
        )
    elif tests and not hasattr(family, "parse_tests"):
        yield (
            ("corroborate", "tests"),
            f"is {tests}, but nobody can write tests alone for {spec.family} problems; allowed: 0",
        )
