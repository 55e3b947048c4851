"""The rules of one math row, from its own columns: where the answer stands, what is equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from verisynth.errors import UsageError
from verisynth.languages.math.answer import SLOTS
from verisynth.types import Json, MathTarget

_CHOICES = {
    "percent": ("gold", "value"),
    "units": ("optional", "required"),
    "order": ("any", "same"),
    "decimals": ("full", "exact", "rounded"),
    "constant": ("required", "optional"),
    "unevaluated": ("refused", "allowed"),
}
RULES = ("slot", *_CHOICES, "tolerance")
"""Columns of ``verify``; those of ``MathTarget`` of the same names."""


def with_rules(target: MathTarget, row: Mapping[str, Json]) -> MathTarget:
    """``target`` with the rules the row states; its own where the row says nothing.

    Raises:
        UsageError: a rule has a value that means nothing.
    """
    given = {name: row[name] for name in RULES if row.get(name) not in (None, "")}
    if not given:
        return target

    def word(name: str, default: str) -> str:
        return _word(name, given[name]) if name in given else default

    return replace(
        target,
        slot=word("slot", target.slot),
        percent=word("percent", target.percent),
        units=word("units", target.units),
        order=word("order", target.order),
        decimals=word("decimals", target.decimals),
        constant=word("constant", target.constant),
        unevaluated=word("unevaluated", target.unevaluated),
        tolerance=_tolerance(given.get("tolerance", target.tolerance)),
    )


def _word(name: str, value: Json) -> str:
    allowed = _CHOICES.get(name, SLOTS)
    field = name == "slot" and isinstance(value, str) and value.startswith("json:")
    if not isinstance(value, str) or not (value in allowed or field):
        more = ", json:FIELD" if name == "slot" else ""
        raise UsageError(f"{name} is {value!r}; one of {', '.join(allowed)}{more}")
    return value


def _tolerance(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        raise UsageError(f"tolerance is {value!r}; a number from 0 to below 1, such as 0.01")
    return float(value)
