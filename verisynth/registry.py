"""Finds components by name, through three doors and one resolver.

Built in: a module in the kind's folder, so that adding the file is enough. Installed: an entry
point in the group ``verisynth.<kind>``. Local: ``./file.py:Class``. Built-in levels of sandboxes
are not made here: they need an engine or a kernel, and ``verisynth.sandbox`` chooses among them.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import json
import pkgutil
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verisynth.errors import UsageError, did_you_mean
from verisynth.types import Json

if TYPE_CHECKING:
    from verisynth.spec import TaskSpec

KINDS = {"families": "family", "generators": "generator", "sandboxes": "sandbox"}
"""The kinds of components, each with its word for one."""


class SettingsError(UsageError):
    """A component's settings are wrong; ``faults`` holds (key path, message) pairs."""

    def __init__(self, faults: list[tuple[tuple[str, ...], str]]) -> None:
        super().__init__("; ".join(f"{'.'.join(keys)} {message}" for keys, message in faults))
        self.faults = faults


def names(kind: str) -> tuple[str, ...]:
    """The names of all components of a kind, built in and installed, sorted."""
    return tuple(sorted({*_built_in(kind), *_installed(kind)}))


def component(kind: str, name: str, *, settings: Mapping[str, Json] | None = None) -> Any:
    """An instance of the named component with ``settings`` as its fields.

    Raises:
        UsageError: there is none of that name, or it cannot be loaded; says what was tried.
        SettingsError: a setting is unknown or of the wrong type.
    """
    return _configured(_resolve(kind, name), settings or {})


def family_of(spec: TaskSpec) -> Any:
    """The spec's family with the spec's settings.

    A family that reads more of a spec than its own settings has a method ``for_spec``.

    Raises:
        UsageError: there is no such family, or it cannot serve this spec.
    """
    family = component("families", spec.family, settings=spec.settings)
    for_spec = getattr(family, "for_spec", None)
    return family if for_spec is None else for_spec(spec)


@cache
def _resolve(kind: str, name: str) -> type:
    if ".py:" in name:
        return _local(name)
    built_in = _built_in(kind)
    if name in built_in:
        return _class_in(importlib.import_module(built_in[name]), name)
    if name in (installed := _installed(kind)):
        return _loaded(installed[name])
    known = names(kind)
    raise UsageError(
        f'there is no {KINDS[kind]} "{name}".{did_you_mean(name, known)} Known: {", ".join(known)}'
    )


def _built_in(kind: str) -> dict[str, str]:
    """Component name to module name, for every module of the kind's folder that holds one."""
    found: dict[str, str] = {}
    if kind == "sandboxes":
        return found
    package = importlib.import_module(f"verisynth.{kind}")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            found[module.name] = f"verisynth.{kind}.{module.name}"
    return found


def _class_in(module: Any, name: str) -> type:
    """The component class of a built-in module: the one whose field ``name`` says so."""
    for _, found in inspect.getmembers(module, inspect.isclass):
        fields = getattr(found, "__dataclass_fields__", {})
        ours = found.__module__.startswith(module.__name__) and "name" in fields
        if ours and fields["name"].default == name:
            return found
    raise UsageError(f'{module.__name__} defines no component with name = "{name}"')


def _installed(kind: str) -> dict[str, importlib.metadata.EntryPoint]:
    points = importlib.metadata.entry_points(group=f"verisynth.{kind}")
    return {point.name: point for point in points}


def _loaded(point: importlib.metadata.EntryPoint) -> type:
    try:
        found = point.load()
    except Exception as error:
        raise UsageError(
            f'the plug-in "{point.name}" ({point.value}) does not load: {error!r}'
        ) from error
    if not inspect.isclass(found):
        raise UsageError(f'the plug-in "{point.name}" ({point.value}) is not a class')
    return found


def _local(reference: str) -> type:
    file, _, attribute = reference.rpartition(":")
    path = Path(file)
    if not path.is_file():
        raise UsageError(f"{reference}: there is no file {file}")
    name = f"verisynth_local_{path.stem}"
    module_spec = importlib.util.spec_from_file_location(name, path)
    if module_spec is None or module_spec.loader is None:
        raise UsageError(f"{reference}: {file} is not a Python file")
    module = importlib.util.module_from_spec(module_spec)
    # Dataclasses look their module up while they are made, so it must be there first.
    sys.modules[name] = module
    try:
        module_spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise UsageError(f"{reference}: the file does not load: {error!r}") from error
    found = getattr(module, attribute, None)
    if not inspect.isclass(found):
        classes = [key for key, value in vars(module).items() if inspect.isclass(value)]
        raise UsageError(
            f'{reference}: no class "{attribute}".{did_you_mean(attribute, classes)} '
            f"Classes there: {', '.join(classes)}"
        )
    return found


def _configured(found: type, settings: Mapping[str, Json]) -> Any:
    known = getattr(found, "__dataclass_fields__", {})
    fields = [key for key, one in known.items() if key != "name" and one.init]
    unknown = [key for key in settings if key not in fields]
    if unknown:
        raise SettingsError(
            [
                ((key,), f"is not a setting.{did_you_mean(key, fields)} Known: {', '.join(fields)}")
                for key in unknown
            ]
        )
    if not settings:
        return found()
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(found).validate_json(json.dumps(settings), strict=True)
    except ValidationError as error:
        raise SettingsError(
            [
                (tuple(str(part) for part in one["loc"]), f"is {one['input']!r}: {one['msg']}")
                for one in error.errors()
            ]
        ) from error
