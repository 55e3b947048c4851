"""Short names of plain values: two values have one name when Python calls them equal.

Lets the host compare thousands of outcomes without their values crossing the border. Floats are
named by their first ten digits, so values that differ by rounding alone share a name too. What is
not plain data has no name.
"""

import collections
import datetime
import decimal
import fractions
import hashlib
import math

from sandboxes.codec import MAX_DEPTH, TooLarge

MAX_NODES = 200_000
SHORT_CHARACTERS = 18


class Nameless(ValueError):
    """The value holds a part that is not plain data, so it equals nothing."""


def name(value):
    """The name of ``value``: readable when short, else its first character and a digest.

    Raises:
        Nameless: a part is of a type that does not cross the border.
        TooLarge: the value is too large, too deep or refers to itself.
    """
    text = _Namer().text(value, 0)
    if len(text) <= SHORT_CHARACTERS:
        return text
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9)
    return f"{text[0]}#{digest.hexdigest()}"


class _AsSet(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, set)


class Unordered(set, metaclass=_AsSet):
    """A set that iterates backwards: what depends on the order of a set shows beside a set."""

    def __iter__(self):
        return reversed(list(set.__iter__(self)))

    def pop(self):
        item = next(iter(self))
        self.remove(item)
        return item


def _again(operation):
    return lambda self, *others: Unordered(operation(self, *others))


for _operation in [
    "__and__",
    "__or__",
    "__sub__",
    "__xor__",
    "__rand__",
    "__ror__",
    "__rsub__",
    "__rxor__",
    "copy",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
]:
    setattr(Unordered, _operation, _again(getattr(set, _operation)))


class _Namer:
    def __init__(self):
        self.budget = MAX_NODES

    def text(self, value, depth):
        self.budget -= 1
        if depth > MAX_DEPTH or self.budget < 0:
            raise TooLarge("the value is too large, too deep or refers to itself")
        namer = _NAMERS.get(type(value))
        if namer is None:
            raise Nameless("not plain data")
        return namer(self, value, depth + 1)

    def all(self, items, depth):
        return ",".join([self.text(item, depth) for item in items])

    def sorted(self, items, depth):
        return ",".join(sorted([self.text(item, depth) for item in items]))

    def pairs(self, value, depth):
        named = [
            f"{self.text(key, depth)}={self.text(item, depth)}" for key, item in dict.items(value)
        ]
        return ",".join(sorted(named))


def _integer(value):
    return f"{value:d}" if -(10**15) < value < 10**15 else hex(value)


def _number(value):
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    near = value if value.is_integer() else float(f"{value:.9e}")
    return _integer(int(near)) if near.is_integer() else repr(near)


def _complex(value):
    real, imaginary = _number(value.real), _number(value.imag)
    return real if imaginary == "0" else f"({real}j{imaginary})"


def _exact(value):
    """A decimal or fraction by the name of the number it is."""
    if isinstance(value, decimal.Decimal) and not value.is_finite():
        return _number(float("nan") if value.is_nan() else float(value))
    if value == int(value):
        return _integer(int(value))
    return _number(float(value))


def _dict(namer, value, depth):
    return "{" + namer.pairs(value, depth) + "}"


def _set(namer, value, depth):
    return "<" + namer.sorted(set.__iter__(value), depth) + ">"


def _range(namer, value, depth):
    parts = (value.start, value.step) if len(value) > 1 else (value.start,) if value else ()
    return f"range {len(value)}{parts}"


def _moment(namer, value, depth):
    return f"{type(value).__name__} {value!s}"


_NAMERS = {
    type(None): lambda n, v, d: "None",
    bool: lambda n, v, d: "1" if v else "0",
    int: lambda n, v, d: _integer(v),
    float: lambda n, v, d: _number(v),
    complex: lambda n, v, d: _complex(v),
    str: lambda n, v, d: f"'{len(v)}:{v}",
    bytes: lambda n, v, d: f"b{v.hex()}",
    bytearray: lambda n, v, d: f"b{v.hex()}",
    list: lambda n, v, d: "[" + n.all(v, d) + "]",
    tuple: lambda n, v, d: "(" + n.all(v, d) + ")",
    set: _set,
    Unordered: _set,
    frozenset: lambda n, v, d: "<" + n.sorted(v, d) + ">",
    dict: _dict,
    collections.OrderedDict: _dict,
    collections.Counter: _dict,
    collections.defaultdict: _dict,
    collections.deque: lambda n, v, d: "deque[" + n.all(v, d) + "]",
    range: _range,
    decimal.Decimal: lambda n, v, d: _exact(v),
    fractions.Fraction: lambda n, v, d: _exact(v),
    datetime.date: _moment,
    datetime.datetime: _moment,
    datetime.time: _moment,
    datetime.timedelta: _moment,
}
