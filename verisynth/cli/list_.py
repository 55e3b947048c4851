"""``verisynth list [KIND]``: the components and specs that are there."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from verisynth import registry
from verisynth.cli.terminal import result, result_json
from verisynth.errors import UsageError, did_you_mean
from verisynth.spec import load_spec, shipped_names


def list_(
    kind: Annotated[
        str, typer.Argument(help="specs, families, generators or sandboxes; none: all.")
    ] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List shipped specs and components."""
    kinds = ("specs", *registry.KINDS)
    if kind and kind not in kinds:
        raise UsageError(
            f'there is no kind "{kind}".{did_you_mean(kind, kinds)}', hint=", ".join(kinds)
        )
    found = {one: _described(one) for one in kinds if kind in {"", one}}
    if as_json:
        result_json(found)
        return
    for one, described in found.items():
        result(f"{one}:")
        for name, text in described.items():
            result(f"  {name:<20} {text}".rstrip())


def _described(kind: str) -> dict[str, str]:
    if kind == "specs":
        return {name: load_spec(name).description for name in shipped_names()}
    installed = {
        name: (type(registry.component(kind, name)).__doc__ or "").strip().split("\n")[0]
        for name in registry.names(kind)
    }
    return _levels() | installed if kind == "sandboxes" else installed


def _levels() -> dict[str, str]:
    """The built-in levels, each described by the module of its name."""
    from verisynth.sandbox.opening import LEVELS

    texts = {name: import_module(f"verisynth.sandbox.{name}").__doc__ or "" for name in LEVELS}
    return {name: text.partition(": ")[2].split("\n")[0] for name, text in texts.items()}
