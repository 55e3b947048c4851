"""Looks at a column through the functions a condition wraps it in, in both directions.

Only as far as choosing rows needs: what a lens shows may differ from what the engine computes in
odd cases, which costs aim and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from verisynth.languages.sql.plan import Lens, Ref, Value
from verisynth.languages.sql.values import as_number

if TYPE_CHECKING:
    from sqlglot import exp

_MAX_DEPTH = 12


def plain(ref: Ref) -> Lens:
    """The column itself."""
    return Lens(ref, lambda value: value, lambda value: (value,), is_plain=True)


def constant(node: exp.Expr | None) -> tuple[Value] | None:
    """A literal's value, in a tuple so that NULL can be told from no literal."""
    from sqlglot import exp

    for _ in range(_MAX_DEPTH):
        if isinstance(
            node, exp.Paren | exp.Cast | exp.TsOrDsToDate | exp.Date | exp.TsOrDsToTimestamp
        ):
            node = node.this
    sign = 1
    if isinstance(node, exp.Neg):
        node, sign = node.this, -1
    if isinstance(node, exp.Literal):
        if node.is_string:
            return (node.name,) if sign == 1 else None
        number = as_number(node.name)
        if number is None:
            try:
                number = float(node.name)
            except ValueError:
                return None
        return (sign * number,) if math.isfinite(number) else None
    if isinstance(node, exp.Boolean):
        return (int(bool(node.this)),)
    return (None,) if isinstance(node, exp.Null) else None


def lens(
    node: exp.Expr | None, resolve: Callable[[exp.Column], Lens | None], depth: int = 0
) -> tuple[Lens, bool] | None:
    """The lens of an expression over one column, and whether it reads the column as a date."""
    from sqlglot import exp

    if node is None or depth > _MAX_DEPTH:
        return None
    if isinstance(node, exp.Column):
        found = resolve(node)
        return None if found is None else (found, False)
    if isinstance(node, exp.Paren | exp.TsOrDsToDate | exp.TsOrDsToTimestamp | exp.Date | exp.Cast):
        return lens(node.this, resolve, depth + 1)
    step = _step(node)
    if step is None:
        return None
    inner, forward, backward, is_date = step
    below = lens(inner, resolve, depth + 1)
    if below is None:
        return None
    return _wrapped(below[0], forward, backward), is_date or below[1]


def _wrapped(
    below: Lens, forward: Callable[[Value], Value], backward: Callable[[Value], Sequence[Value]]
) -> Lens:
    def shown(value: Value) -> Value:
        return forward(below.forward(value))

    def stored(value: Value) -> Sequence[Value]:
        return [raw for middle in backward(value) for raw in below.backward(middle)][:8]

    return Lens(below.ref, shown, stored)


_Step = tuple["exp.Expr", Callable[[Value], Value], Callable[[Value], Sequence[Value]], bool]


def _step(node: exp.Expr) -> _Step | None:
    from sqlglot import exp

    match node:
        case exp.Year() | exp.Month() | exp.Day():
            return _part_of_date(node.this, node.key)
        case exp.Extract():
            return _part_of_date(node.expression, node.this.name.lower())
        case exp.TimeToStr():
            return _formatted(node)
        case exp.Substring():
            return _substring(node)
        case exp.Coalesce():
            return _coalesced(node)
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
            return _arithmetic(node)
        case _:
            return _plain_function(node)


def _plain_function(node: exp.Expr) -> _Step | None:
    from sqlglot import exp

    match node:
        case exp.Lower():
            return node.this, _text(str.lower), lambda v: (v, str(v).upper(), str(v).title()), False
        case exp.Upper():
            return node.this, _text(str.upper), lambda v: (v, str(v).lower(), str(v).title()), False
        case exp.Trim():
            return node.this, _text(str.strip), lambda v: (v, f" {v} "), False
        case exp.Length():
            return node.this, lambda v: None if v is None else len(str(v)), _of_length, False
        case exp.Abs():
            return node.this, _number(abs), lambda v: (v, _number(lambda n: -n)(v)), False
        case exp.Round() | exp.Floor() | exp.Ceil():
            near = _number(lambda n: n + 0.4)
            return node.this, _number(lambda n: n), lambda v: (v, near(v)), False
        case _:
            return None


def _text(change: Callable[[str], str]) -> Callable[[Value], Value]:
    return lambda value: None if value is None else change(str(value))


def _number(change: Callable[[float], float]) -> Callable[[Value], Value]:
    def changed(value: Value) -> Value:
        number = as_number(value) if isinstance(value, str) else value
        return None if number is None or abs(number) > 1e15 else change(number)

    return changed


def _of_length(value: Value) -> Sequence[Value]:
    if not isinstance(value, int | float) or not 0 <= value <= 60:
        return ()
    return ("abcdefghij" * 7)[: int(value)], "z" * int(value)


_PARTS = {"year": (0, 4, "{v:04}-01-01", "{v:04}-12-31"),
          "month": (5, 7, "2020-{v:02}-15", "2019-{v:02}-01"),
          "day": (8, 10, "2020-01-{v:02}", "2019-03-{v:02}")}  # fmt: skip


def _part_of_date(inner: exp.Expr, part: str) -> _Step | None:
    if part not in _PARTS:
        return None
    start, end, *forms = _PARTS[part]

    def read(value: Value) -> Value:
        return as_number(value[start:end]) if isinstance(value, str) else None

    def write(value: Value) -> Sequence[Value]:
        if not isinstance(value, int | float) or not 1 <= value <= 9998:
            return ()
        return [str(form).format(v=int(value)) for form in forms]

    return inner, read, write, True


_FORMATS = {"%Y": (0, 4), "%m": (5, 7), "%d": (8, 10), "%Y-%m": (0, 7), "%Y-%m-%d": (0, 10),
            "%m-%d": (5, 10), "%H": (11, 13)}  # fmt: skip


def _formatted(node: exp.Expr) -> _Step | None:
    written = node.args.get("format")
    span = _FORMATS.get(written.name) if written is not None else None
    if span is None:
        return None
    start, end = span

    def read(value: Value) -> Value:
        return value[start:end] if isinstance(value, str) and len(value) >= end else None

    def write(value: Value) -> Sequence[Value]:
        text = str(value)
        if len(text) != end - start:
            return ()
        return [base[:start] + text + base[end:]
                for base in ("2020-06-15 10:00:00", "2019-01-01 00:00:00")]  # fmt: skip

    return node.this, read, write, True


def _substring(node: exp.Expr) -> _Step | None:
    start, length = (constant(node.args.get(name)) for name in ("start", "length"))
    if start is None or not isinstance(start[0], int) or not 1 <= start[0] <= 50:
        return None
    begin = start[0] - 1
    size = length[0] if length is not None else None
    end = begin + size if isinstance(size, int) and 0 < size <= 50 else 100

    def write(value: Value) -> Sequence[Value]:
        return ("q" * begin + str(value), "q" * begin + str(value) + "t")

    return node.this, lambda v: None if v is None else str(v)[begin:end], write, False


def _coalesced(node: exp.Expr) -> _Step | None:
    others = node.expressions
    other = constant(others[0]) if len(others) == 1 else None
    if other is None:
        return None
    default = other[0]

    def write(value: Value) -> Sequence[Value]:
        return (value, None) if value == default else (value,)

    return node.this, lambda v: default if v is None else v, write, False


def _arithmetic(node: exp.Expr) -> _Step | None:
    left, right = constant(node.this), constant(node.expression)
    known = right if right is not None else left
    if (
        known is None
        or not isinstance(known[0], int | float)
        or (left is not None and node.key in ("sub", "div"))
    ):
        return None
    other = known[0]
    inner = node.this if right is not None else node.expression
    match node.key:
        case "add":
            return (
                inner,
                _number(lambda n: n + other),
                lambda v: (_number(lambda n: n - other)(v),),
                False,
            )
        case "sub":
            return (
                inner,
                _number(lambda n: n - other),
                lambda v: (_number(lambda n: n + other)(v),),
                False,
            )
    if other == 0:
        return None
    if node.key == "mul":
        return (
            inner,
            _number(lambda n: n * other),
            lambda v: (_number(lambda n: n / other)(v),),
            False,
        )
    return inner, _number(lambda n: n / other), lambda v: (_number(lambda n: n * other)(v),), False
