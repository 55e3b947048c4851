"""Reads rows of people's own Python data: columns, cases and their messages when they are wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from verisynth.errors import UsageError, did_you_mean
from verisynth.sandbox import values
from verisynth.types import Case, Json, StdioCase

_CASE_KEYS = ("args", "kwargs", "expected", "tolerance")
_STDIO_KEYS = ("input", "output")


def text_of(row: Mapping[str, Json], column: str, *, known: Sequence[str]) -> str:
    """A column that must be there and hold text."""
    if column not in row:
        near = did_you_mean(column, row)
        raise UsageError(
            f"the row has no column {column!r}; it has: {', '.join(map(str, row)) or 'nothing'}."
            f"{near} Known columns: {', '.join(known)}"
        )
    return optional_text(row, column)


def optional_text(row: Mapping[str, Json], column: str) -> str:
    """A column that may be missing or null, else holds text."""
    value = row.get(column)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{column} must be text, not {_kind(value)} ({values.show(value, 60)})")
    return value


def listed(row: Mapping[str, Json], column: str) -> Sequence[Json]:
    """A column that may be missing or null, else holds a list with at least one item."""
    value = row.get(column)
    if value is None:
        return ()
    if not isinstance(value, list) or not value:
        shown = "an empty list" if isinstance(value, list) else _kind(value)
        raise UsageError(f"{column} must be a list with at least one item, not {shown}")
    return value


def one_of(row: Mapping[str, Json], column: str, allowed: Sequence[str]) -> str:
    """A column that may be missing, which means the first of what is allowed."""
    value = optional_text(row, column) or allowed[0]
    if value not in allowed:
        near = did_you_mean(value, allowed)
        raise UsageError(f'{column} is "{value}"; one of {", ".join(allowed)}.{near}')
    return value


def tolerance(value: Json, where: str) -> float:
    """How far a number may be from the expected one; null is not at all."""
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
        shown = values.show(value, 40)
        raise UsageError(f"{where} must be a number from 0 to below 1, not {shown}")
    return float(value)


def python_case(item: Json, where: str) -> Case:
    """One case.

    ``args`` is a list of JSON values, or text with a Python tuple, the only way to say tuples and
    sets: ``{"args": "((1, 2),)", "expected": "{1, 2}"}``. ``kwargs`` likewise. What a text in
    ``expected`` means follows from ``args``: beside text it is a Python literal. Beside a list it
    is itself, since a solution that returns 5 where "5" is asked for is wrong; only where it
    spells a value that JSON cannot say (a tuple, a set, a dict with other keys than texts) does
    that value count as expected too. ``tolerance`` is :attr:`Case.tolerance`.
    """
    fields = _fields(item, where, _CASE_KEYS, required=("args", "expected"))
    args, kwargs, expected = fields["args"], fields.get("kwargs"), fields["expected"]
    if not isinstance(args, str | list):
        raise UsageError(
            f"{where}.args must be a list of JSON values, or text with a Python tuple, "
            f"not {_kind(args)}"
        )
    if kwargs is not None and not isinstance(kwargs, str | dict):
        raise UsageError(
            f"{where}.kwargs must be an object, or text with a Python dict, not {_kind(kwargs)}"
        )
    beside_text = isinstance(args, str)
    case = Case(
        arguments=args if isinstance(args, str) else _shown(tuple(args)),
        expected=expected if beside_text and isinstance(expected, str) else _shown(expected),
        keywords=kwargs if isinstance(kwargs, str) else _shown(kwargs or {}),
        alternative="" if beside_text else _beyond_json(expected),
        tolerance=tolerance(fields.get("tolerance"), f"{where}.tolerance"),
    )
    return _checked(case, where)


def _beyond_json(expected: Json) -> str:
    """The text, if it is a literal of a value that JSON cannot say; else nothing."""
    if not isinstance(expected, str):
        return ""
    try:
        value = values.literal(expected)
    except UsageError:
        return ""
    return "" if _in_json(value) else expected


def _in_json(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_in_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _in_json(item) for key, item in value.items())
    return value is None or isinstance(value, bool | int | float | str)


def _checked(case: Case, where: str) -> Case:
    """The case, if its three literals can be read and the arguments are a tuple."""
    read = {}
    for name in ("arguments", "expected", "keywords"):
        column = {"arguments": "args", "keywords": "kwargs"}.get(name, name)
        try:
            read[column] = values.literal(getattr(case, name))
        except UsageError as problem:
            raise UsageError(f"{where}.{column}: {problem.message}") from problem
    if not isinstance(read["args"], tuple | list):
        raise UsageError(
            f"{where}.args must be a tuple; for one argument write "
            f'"({values.show(read["args"], 40)},)"'
        )
    if not isinstance(read["kwargs"], dict):
        raise UsageError(f"{where}.kwargs must be a dict, not {values.show(read['kwargs'], 40)}")
    return case


def _shown(value: object) -> str:
    """``repr`` of JSON values; it can be read back, also beyond Python's digit limit."""
    if isinstance(value, tuple):
        return f"({''.join(f'{_shown(item)}, ' for item in value)})"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {_shown(item)}' for key, item in value.items())}}}"
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value) if abs(value) > 1 << 4000 else str(value)
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def stdio_case(item: Json, where: str) -> StdioCase:
    """One standard input and the output it should give."""
    fields = _fields(item, where, _STDIO_KEYS, required=_STDIO_KEYS)
    found = []
    for name in _STDIO_KEYS:
        value = fields[name]
        if not isinstance(value, str):
            raise UsageError(f"{where}.{name} must be text, not {_kind(value)}")
        found.append(value)
    return StdioCase(*found)


def _fields(
    item: Json, where: str, known: Sequence[str], *, required: Sequence[str]
) -> Mapping[str, Json]:
    if not isinstance(item, dict):
        raise UsageError(f"{where} must be an object with {', '.join(known)}, not {_kind(item)}")
    for key in item:
        if key not in known:
            raise UsageError(
                f'{where} has an unknown key "{key}"; allowed: {", ".join(known)}.'
                f"{did_you_mean(key, known)}"
            )
    for key in required:
        if key not in item:
            raise UsageError(f"{where} has no {key}")
    return item


def _kind(value: Json) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value"}
    if value is None:
        return "null"
    return names.get(type(value), "a number")
