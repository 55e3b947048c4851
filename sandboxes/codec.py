"""Plain values as JSON and back, for a closed set of exact types.

Runs beside hostile code: an object is plain only if ``type(x) is`` one of the known types, so a
subclass that forges ``==`` or ``hash`` crosses as ``opaque`` and equals nothing. Integers beyond
53 bits and all floats travel as hex, which is exact and has no digit limit.

Encoding: None, bool, str, small int and lists are themselves; everything else is an object with
one key naming the type. With a ``Memo`` on both sides, mutable containers keep their identity:
the second time one is met it crosses as its number.
"""

import collections
import datetime
import decimal
import enum
import fractions
import sys

from sandboxes import arrays

MAX_DEPTH = 60
MAX_NODES = 2_000_000


class TooLarge(ValueError):
    """The value has more parts than the limit, or is too deep or refers to itself."""


class Memo:
    """The mutable containers met so far, numbered in the order both sides meet them."""

    def __init__(self, items=()):
        self.items = list(items)
        self._numbers = {id(container): number for number, container in enumerate(self.items)}

    def number(self, container):
        """The number of a container met before, or None."""
        return self._numbers.get(id(container))

    def add(self, container):
        """Give a container the next number."""
        self._numbers[id(container)] = len(self.items)
        self.items.append(container)  # also keeps it alive, so that its id stays taken
        return container


def encode(value, foreign=None, memo=None):
    """JSON-ready form of ``value``.

    A part of unknown type becomes what ``foreign(part)`` returns, without it
    ``{"opaque": type name}``.
    """
    return _Encoder(foreign or opaque, memo).encode(value, 0)


def opaque(value):
    """The form of a value that equals nothing: only its type's name crosses."""
    name = type.__getattribute__(type(value), "__name__")
    return {"opaque": name[:100] if type(name) is str else "?"}


def by_name(value):
    """A member of an Enum by its class's and its own name; anything else is opaque."""
    if type(type(value)) is enum.EnumMeta:
        name = object.__getattribute__(value, "_name_")
        if type(name) is str:  # a combination of flags has none
            return {"member": [opaque(value)["opaque"], name]}
    return opaque(value)


class _Encoder:
    def __init__(self, foreign, memo):
        self.foreign = foreign
        self.memo = memo
        self.budget = MAX_NODES

    def encode(self, value, depth):
        self.budget -= 1
        if depth > MAX_DEPTH or self.budget < 0:
            raise TooLarge("the value is too large, too deep or refers to itself")
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -(2**53) < value < 2**53 else {"int": hex(value)}
        if kind is float:
            return {"float": value.hex()}
        if kind is list and self.memo is None:
            return self.all(value, depth)
        encoder = _ENCODERS.get(kind)
        if encoder is None:
            return self.late(value, depth)
        if self.memo is not None and kind in _MUTABLE:
            number = self.memo.number(value)
            if number is not None:
                return {"same": number}
            self.memo.add(value)
        return encoder(self, value, depth + 1)

    def late(self, value, depth):
        """Types of modules that are only there once the program imported them."""
        if self.memo is not None and arrays.is_array(value):
            number = self.memo.number(value)
            if number is not None:
                return {"same": number}
            self.memo.add(value)
        found = arrays.form(value, lambda item: self.encode(item, depth + 1))
        if found is not None:
            return found
        key = zone_key(value)
        if key:
            return {"ZoneInfo": key}
        encoder = _LATE.get(_late_name(value))
        return encoder(value) if encoder else self.foreign(value)

    def moment(self, value, depth):
        """A date with time, or a time: text, zone and which of two equal times it is."""
        zone = value.tzinfo
        if zone is None and not value.fold:
            return {type(value).__name__: value.isoformat()}
        if zone is not None and type(zone) is not datetime.timezone and not zone_key(zone):
            return self.foreign(value)
        text = value.replace(tzinfo=None).isoformat()
        return {type(value).__name__: [text, self.encode(zone, depth + 1), value.fold]}

    def all(self, items, depth):
        return [self.encode(item, depth + 1) for item in items]

    def pairs(self, value, depth):
        return [
            [self.encode(key, depth + 1), self.encode(item, depth + 1)]
            for key, item in dict.items(value)
        ]


def zone_key(value):
    """The name of a time zone of ``zoneinfo``, else ``""``."""
    module = sys.modules.get("zoneinfo")
    if module is None or type(value) is not module.ZoneInfo:
        return ""
    return value.key or ""


_LATE = {
    "uuid.UUID": lambda value: {"UUID": hex(value.int)},
    "pathlib.PosixPath": lambda value: {"PosixPath": str(value)},
    "pathlib.PurePosixPath": lambda value: {"PurePosixPath": str(value)},
}


def _late_name(value):
    """``uuid.UUID`` of a value of exactly that class, for every class of ``_LATE``; else None."""
    for full in _LATE:
        module, _, name = full.partition(".")
        if type(value) is getattr(sys.modules.get(module), name, None):
            return full
    return None


_MUTABLE = frozenset(
    (
        list,
        dict,
        set,
        bytearray,
        collections.deque,
        collections.OrderedDict,
        collections.Counter,
        collections.defaultdict,
    )
)

_SCALARS = (type(None), bool, int, float, str)


def is_plain(value):
    """Whether the value itself, if not every part of it, crosses as a copy."""
    if type(value) in _SCALARS or type(value) in _ENCODERS or arrays.is_one(value):
        return True
    return _late_name(value) is not None


_ENCODERS = {
    list: lambda e, v, d: e.all(v, d),
    tuple: lambda e, v, d: {"tuple": e.all(v, d)},
    set: lambda e, v, d: {"set": e.all(v, d)},
    frozenset: lambda e, v, d: {"frozenset": e.all(v, d)},
    dict: lambda e, v, d: {"dict": e.pairs(v, d)},
    bytes: lambda e, v, d: {"bytes": v.hex()},
    bytearray: lambda e, v, d: {"bytearray": v.hex()},
    complex: lambda e, v, d: {"complex": [v.real.hex(), v.imag.hex()]},
    range: lambda e, v, d: {"range": [hex(v.start), hex(v.stop), hex(v.step)]},
    collections.OrderedDict: lambda e, v, d: {"OrderedDict": e.pairs(v, d)},
    collections.Counter: lambda e, v, d: {"Counter": e.pairs(v, d)},
    collections.defaultdict: lambda e, v, d: {
        "defaultdict": [e.encode(v.default_factory, d), e.pairs(v, d)]
    },
    collections.deque: lambda e, v, d: {"deque": [v.maxlen, e.all(v, d)]},
    decimal.Decimal: lambda e, v, d: {"Decimal": str(v)},
    fractions.Fraction: lambda e, v, d: {"Fraction": [hex(v.numerator), hex(v.denominator)]},
    datetime.date: lambda e, v, d: {"date": v.isoformat()},
    datetime.timedelta: lambda e, v, d: {"timedelta": [v.days, v.seconds, v.microseconds]},
    datetime.datetime: lambda e, v, d: e.moment(v, d),
    datetime.time: lambda e, v, d: e.moment(v, d),
    datetime.timezone: lambda e, v, d: {"timezone": e.all(v.__getinitargs__(), d)},
    slice: lambda e, v, d: {"slice": e.all((v.start, v.stop, v.step), d)},
}


class Malformed(ValueError):
    """The JSON is not something :func:`encode` makes."""


def decode(data, foreign=None, memo=None):
    """The value behind a JSON form, rebuilt from nothing but plain types.

    ``foreign(kind, body)`` makes the value of a one-key object this module does not know.

    Raises:
        Malformed: the data was not made by :func:`encode`.
    """
    try:
        return _Decoder(foreign or _unknown, memo).decode(data, 0)
    except Malformed:
        raise
    except (
        TypeError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
        ArithmeticError,
        ImportError,  # of numpy, where it is not installed
        OSError,  # of the files of time zones
    ) as problem:
        raise Malformed(f"not an encoded value: {problem}") from problem


def _unknown(kind, body):
    raise Malformed(f"unknown kind of value: {kind[:40]!r}")


class _Decoder:
    def __init__(self, foreign, memo):
        self.foreign = foreign
        self.memo = memo

    def decode(self, data, depth):
        if depth > 2 * MAX_DEPTH:
            raise Malformed("the value is too deep")
        if data is None or type(data) in (bool, int, str):
            return data
        if type(data) is list:
            return self.fill(self.keep([]), data, depth)
        if type(data) is not dict or len(data) != 1:
            raise Malformed("not an encoded value")
        ((kind, body),) = data.items()
        decoder = _DECODERS.get(kind)
        if decoder is None:
            return self.foreign(kind, body)
        return decoder(self, body, depth + 1)

    def keep(self, container):
        return container if self.memo is None else self.memo.add(container)

    def all(self, body, depth):
        if type(body) is not list:
            raise Malformed("a list was expected")
        return [self.decode(item, depth + 1) for item in body]

    def fill(self, container, body, depth):
        container.extend(self.all(body, depth))
        return container

    def pairs(self, container, body, depth):
        for key, item in body:
            container[self.decode(key, depth + 1)] = self.decode(item, depth + 1)
        return container

    def same(self, number):
        if self.memo is None or type(number) is not int or number < 0:
            raise Malformed("a number of no container")
        return self.memo.items[number]

    def members(self, body, depth):
        container = self.keep(set())
        container.update(self.all(body, depth))
        return container

    def moment(self, kind, body, depth):
        text, zone, fold = (body, None, 0) if type(body) is str else body
        moment = kind.fromisoformat(text)
        return moment.replace(tzinfo=self.decode(zone, depth + 1), fold=fold)

    def factory(self, body, depth):
        container = self.keep(collections.defaultdict())
        made = self.decode(body[0], depth + 1)
        container.default_factory = made
        return self.pairs(container, body[1], depth)


def _zone(key):
    import zoneinfo

    return zoneinfo.ZoneInfo(key)


def _uuid(body):
    import uuid

    return uuid.UUID(int=int(body, 16))


def _path(name, body):
    import pathlib

    if type(body) is not str:
        raise Malformed("text was expected")
    return getattr(pathlib, name)(body)


_DECODERS = {
    "same": lambda d, b, n: d.same(b),
    "int": lambda d, b, n: int(b, 16),
    "float": lambda d, b, n: float.fromhex(b),
    "complex": lambda d, b, n: complex(float.fromhex(b[0]), float.fromhex(b[1])),
    "bytes": lambda d, b, n: bytes.fromhex(b),
    "bytearray": lambda d, b, n: d.keep(bytearray.fromhex(b)),
    "tuple": lambda d, b, n: tuple(d.all(b, n)),
    "set": lambda d, b, n: d.members(b, n),
    "frozenset": lambda d, b, n: frozenset(d.all(b, n)),
    "dict": lambda d, b, n: d.pairs(d.keep({}), b, n),
    "range": lambda d, b, n: range(*(int(part, 16) for part in b)),
    "OrderedDict": lambda d, b, n: d.pairs(d.keep(collections.OrderedDict()), b, n),
    "Counter": lambda d, b, n: d.pairs(d.keep(collections.Counter()), b, n),
    "defaultdict": lambda d, b, n: d.factory(b, n),
    "deque": lambda d, b, n: d.fill(d.keep(collections.deque(maxlen=b[0])), b[1], n),
    "Decimal": lambda d, b, n: decimal.Decimal(b),
    "Fraction": lambda d, b, n: fractions.Fraction(int(b[0], 16), int(b[1], 16)),
    "date": lambda d, b, n: datetime.date.fromisoformat(b),
    "datetime": lambda d, b, n: d.moment(datetime.datetime, b, n),
    "time": lambda d, b, n: d.moment(datetime.time, b, n),
    "timezone": lambda d, b, n: datetime.timezone(*d.all(b, n)),
    "ZoneInfo": lambda d, b, n: _zone(b),
    "UUID": lambda d, b, n: _uuid(b),
    "PosixPath": lambda d, b, n: _path("PosixPath", b),
    "PurePosixPath": lambda d, b, n: _path("PurePosixPath", b),
    "slice": lambda d, b, n: slice(*d.all(b, n)),
    "ndarray": lambda d, b, n: arrays.array(b, lambda item: d.decode(item, n + 1), d.keep),
    "scalar": lambda d, b, n: arrays.scalar(b),
    "timedelta": lambda d, b, n: datetime.timedelta(*b),
}
