"""Plain Python values on the host: rebuilt from a box's claims, compared, sent as arguments.

The far side is ``sandboxes/codec.py``. Nothing here trusts the JSON: a claim is rebuilt from a
closed set of plain types, so its ``==`` is Python's own and cannot have been forged.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import math
import pathlib
import uuid
import zoneinfo
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from verisynth.sandbox import array_forms
from verisynth.sandbox.literals import literal
from verisynth.sandbox.plain import (
    DECIMAL_NAN,
    NAN,
    Array,
    Member,
    Opaque,
    Scalar,
    hashable,
    show,
    spread,
    typed,
)
from verisynth.types import Json

__all__ = [
    "NAN",
    "Array",
    "Malformed",
    "Member",
    "Opaque",
    "Scalar",
    "decode",
    "encode",
    "exactly_same",
    "literal",
    "same",
    "show",
]

MAX_DEPTH = 130
MAX_EXACT_DIGITS = 10_000


class Malformed(ValueError):
    """The JSON is not an encoded value; whoever sent it tampered with the channel."""


def same(claim: object, expected: object) -> bool:
    """Whether a rebuilt claim is the expected value: Python's ``==`` between plain values.

    So ``1 == 1.0 == True`` and ``[1] != (1,)``, as any assert would say; there is no tolerance, a
    row that needs one says so in its tests. One exception: nan equals nan, because a row that
    expects nan asks for nan, and no other answer would ever be right. It is no loophole: a claim
    of nan still equals no number. An opaque part makes the whole unequal.
    """
    return (claim is expected and claim is NAN) or bool(claim == expected)


def exactly_same(claim: object, expected: object) -> bool:
    """As :func:`same`, but every part also has the exact type.

    ``True`` is not ``1``, ``-0.0`` not ``0.0``, a ``Counter`` no ``dict`` and a number of numpy no
    ``float``.
    """
    return typed(claim) == typed(expected)


def decode(data: Json) -> object:
    """The value behind a claim, an :class:`Opaque` for what cannot cross.

    A ``defaultdict`` comes without its factory, a time zone of ``zoneinfo`` must be known here.

    Raises:
        Malformed: the data is not what the box's encoder makes.
    """
    try:
        return _decode(data, 0)
    except Malformed:
        raise
    except (
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as problem:
        raise Malformed(f"not an encoded value: {problem}") from problem


def _decode(data: Json, depth: int) -> object:
    if data is None or isinstance(data, bool | int | str):
        return data
    if depth > MAX_DEPTH:
        raise Malformed("the value is too deep")
    if isinstance(data, list):
        return [_decode(item, depth + 1) for item in data]
    if not isinstance(data, dict) or len(data) != 1:
        raise Malformed("not an encoded value")
    ((kind, body),) = data.items()
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise Malformed(f"unknown kind of value: {kind[:40]!r}")
    return decoder(body, depth + 1)


def _items(body: Json, depth: int) -> list[object]:
    if not isinstance(body, list):
        raise Malformed("a list was expected")
    return [_decode(item, depth) for item in body]


def _hashed(body: Json, depth: int) -> list[Hashable]:
    return spread([hashable(item) for item in _items(body, depth)])


def _pairs(body: Json, depth: int) -> dict[Hashable, object]:
    if not isinstance(body, list):
        raise Malformed("a list of pairs was expected")
    pairs = [_items(pair, depth) for pair in body]
    keys = spread([hashable(key) for key, _ in pairs])
    return dict(zip(keys, (item for _, item in pairs), strict=True))


def _float(text: Json) -> float:
    value = float.fromhex(_text(text))
    return NAN if math.isnan(value) else value


def _text(body: Json) -> str:
    if not isinstance(body, str):
        raise Malformed("text was expected")
    return body


def _list(body: Json, size: int) -> list[Json]:
    if not isinstance(body, list) or len(body) != size:
        raise Malformed(f"a list of {size} was expected")
    return body


def _range(body: Json, depth: int) -> object:
    start, stop, step = (_integer(part) for part in _list(body, 3))
    return range(start, stop, step)


def _integer(body: Json) -> int:
    return int(_text(body), 16)


def _decimal(body: Json, depth: int) -> object:
    number = decimal.Decimal(_short(body))
    return DECIMAL_NAN if number.is_nan() else number


def _fraction(body: Json, depth: int) -> object:
    over, under = (int(_short(part), 16) for part in _list(body, 2))
    return fractions.Fraction(over, under)


def _short(body: Json) -> str:
    """Text of a number whose arithmetic is quadratic in its length."""
    if len(_text(body)) > MAX_EXACT_DIGITS:
        raise Malformed("the exact number is too long")
    return _text(body)


def _delta(body: Json, depth: int) -> object:
    days, seconds, micros = (part for part in _list(body, 3) if isinstance(part, int))
    return datetime.timedelta(days, seconds, micros)


def _zone(body: Json, depth: int) -> object:
    return zoneinfo.ZoneInfo(_text(body))


def _fixed_zone(body: Json, depth: int) -> object:
    offset, *name = _items(body, depth)
    if not isinstance(offset, datetime.timedelta):
        raise Malformed("not a time zone")
    return datetime.timezone(offset, *(str(part) for part in name))


def _datetime(body: Json, depth: int) -> object:
    text, zone, fold = _moment(body, depth)
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def _time(body: Json, depth: int) -> object:
    text, zone, fold = _moment(body, depth)
    return datetime.time.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def _moment(body: Json, depth: int) -> tuple[str, datetime.tzinfo | None, int]:
    if isinstance(body, str):
        return body, None, 0
    text, zone, fold = _list(body, 3)
    known = _decode(zone, depth)
    if not isinstance(known, datetime.tzinfo | None) or not isinstance(fold, int):
        raise Malformed("not a moment")
    return _text(text), known, fold


def _member(body: Json, depth: int) -> object:
    owner, name = _list(body, 2)
    return Member(_text(owner), _text(name))


def _default_dict(body: Json, depth: int) -> object:
    return collections.defaultdict(None, _pairs(_list(body, 2)[1], depth))


def _queue(body: Json, depth: int) -> object:
    size, items = _list(body, 2)
    if size is not None and not isinstance(size, int):
        raise Malformed("not a size")
    return collections.deque(_items(items, depth), size)


_DECODERS: Mapping[str, Callable[[Json, int], object]] = {
    "opaque": lambda body, depth: Opaque(_text(body)),
    "int": lambda body, depth: _integer(body),
    "float": lambda body, depth: _float(body),
    "complex": lambda body, depth: complex(*(_float(part) for part in _list(body, 2))),
    "bytes": lambda body, depth: bytes.fromhex(_text(body)),
    "bytearray": lambda body, depth: bytearray.fromhex(_text(body)),
    "tuple": lambda body, depth: tuple(_items(body, depth)),
    "set": lambda body, depth: set(_hashed(body, depth)),
    "frozenset": lambda body, depth: frozenset(_hashed(body, depth)),
    "dict": lambda body, depth: _pairs(body, depth),
    "OrderedDict": lambda body, depth: collections.OrderedDict(_pairs(body, depth)),
    "Counter": lambda body, depth: collections.Counter(_pairs(body, depth)),
    "defaultdict": _default_dict,
    "deque": _queue,
    "range": _range,
    "slice": lambda body, depth: slice(*_items(_list(body, 3), depth)),
    "Decimal": _decimal,
    "Fraction": _fraction,
    "date": lambda body, depth: datetime.date.fromisoformat(_text(body)),
    "datetime": _datetime,
    "time": _time,
    "timedelta": _delta,
    "timezone": _fixed_zone,
    "ZoneInfo": _zone,
    "UUID": lambda body, depth: uuid.UUID(int=_integer(body)),
    "PosixPath": lambda body, depth: pathlib.PosixPath(_text(body)),
    "PurePosixPath": lambda body, depth: pathlib.PurePosixPath(_text(body)),
    "member": _member,
    "ndarray": lambda body, depth: array_forms.array(body, lambda item: _decode(item, depth)),
    "scalar": lambda body, depth: array_forms.scalar(body),
}


def encode(value: object) -> Json:
    """A literal's value in the box's encoding; the types are those of :func:`literal`."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -(2**53) < value < 2**53 else {"int": hex(value)}
    if isinstance(value, list):
        return [encode(item) for item in value]
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        raise TypeError(f"{type(value).__name__} is no literal's type")
    return encoder(value)


def _all(items: Iterable[object]) -> list[Json]:
    return [encode(item) for item in items]


def _mapping(value: Any) -> Json:
    return [[encode(key), encode(item)] for key, item in value.items()]


def _when(value: Any) -> Json:
    return [value.replace(tzinfo=None).isoformat(), encode(value.tzinfo), value.fold]


_ENCODERS: Mapping[type, Callable[[Any], Json]] = {
    float: lambda v: {"float": v.hex()},
    complex: lambda v: {"complex": [v.real.hex(), v.imag.hex()]},
    bytes: lambda v: {"bytes": v.hex()},
    bytearray: lambda v: {"bytearray": v.hex()},
    tuple: lambda v: {"tuple": _all(v)},
    set: lambda v: {"set": _all(sorted(v, key=repr))},
    frozenset: lambda v: {"frozenset": _all(sorted(v, key=repr))},
    dict: lambda v: {"dict": _mapping(v)},
    collections.OrderedDict: lambda v: {"OrderedDict": _mapping(v)},
    collections.Counter: lambda v: {"Counter": _mapping(v)},
    collections.deque: lambda v: {"deque": [v.maxlen, _all(v)]},
    range: lambda v: {"range": [hex(v.start), hex(v.stop), hex(v.step)]},
    slice: lambda v: {"slice": _all((v.start, v.stop, v.step))},
    decimal.Decimal: lambda v: {"Decimal": str(v)},
    type(DECIMAL_NAN): lambda v: {"Decimal": str(v)},
    fractions.Fraction: lambda v: {"Fraction": [hex(v.numerator), hex(v.denominator)]},
    datetime.date: lambda v: {"date": v.isoformat()},
    datetime.datetime: lambda v: {"datetime": _when(v)},
    datetime.time: lambda v: {"time": _when(v)},
    datetime.timedelta: lambda v: {"timedelta": [v.days, v.seconds, v.microseconds]},
    datetime.timezone: lambda v: {"timezone": _all(v.__getinitargs__())},
    zoneinfo.ZoneInfo: lambda v: {"ZoneInfo": v.key},
    uuid.UUID: lambda v: {"UUID": hex(v.int)},
    pathlib.PosixPath: lambda v: {"PosixPath": str(v)},
    pathlib.PurePosixPath: lambda v: {"PurePosixPath": str(v)},
    Member: lambda v: {"member": [v.owner, v.name]},
    Array: lambda v: array_forms.form(v, encode),
    Scalar: array_forms.scalar_form,
}
