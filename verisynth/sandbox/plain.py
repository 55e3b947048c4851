"""The plain values that the host's own types cannot say: nan that equals itself, arrays, members.

Each equals only what it should. The forms that cross the border are in ``values``, the way a row
writes them down is in ``literals``.
"""

from __future__ import annotations

import collections
import decimal
import math
from collections.abc import Hashable
from dataclasses import dataclass, field

MAX_EQUAL_HASHES = 64

NAN = math.nan
"""The one nan that is ever made from a claim or a literal: identity makes it equal itself inside
containers, exactly as Python compares a list with itself."""


class _DecimalNan(decimal.Decimal):
    """Equal to itself and to the other nan, as ``Decimal(1)`` is to ``1.0``; another exact type."""

    def __eq__(self, other: object) -> bool:
        return other is self or other is NAN

    def __hash__(self) -> int:
        return hash(NAN)


DECIMAL_NAN = _DecimalNan("NaN")
"""The one nan of ``decimal``."""


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """A value of a type that does not cross the border. It equals nothing, not even itself."""

    name: str
    """The type's name as claimed by the box: for messages only."""

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<object of type {self.name}>"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an Enum, known by name: what it is worth only its own process knows."""

    owner: str
    """The name of its class."""
    name: str

    def __repr__(self) -> str:
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True, slots=True)
class Array:
    """An array of numpy. It equals an array of the same shape and items, never a list."""

    shape: tuple[int, ...]
    items: tuple[object, ...]
    """Row by row."""
    kind: str = field(compare=False)
    """Numpy's letter and size, such as ``f8``; only an exact comparison looks at it."""

    def __repr__(self) -> str:
        return f"array of shape {self.shape}: {list(self.items)!r}"


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """One number of numpy whose exact type matters. Otherwise it is the number."""

    value: int | float | complex | bool
    kind: str

    def __eq__(self, other: object) -> bool:
        found = other.value if isinstance(other, Scalar) else other
        return self.value is found or self.value == found

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"{self.value!r} of numpy's {self.kind}"


def typed(value: object) -> Hashable:
    """Something that equals only the same of a value whose every part has the same exact type.

    ``1``, ``True`` and ``1.0`` differ, and so do ``0.0`` and ``-0.0``; the order of a dictionary
    still does not matter, except where its type says so. An array has the type of its items.
    """
    kind = type(value)
    if isinstance(value, set | frozenset):
        return kind, frozenset(map(typed, value))
    if isinstance(value, collections.OrderedDict):
        return kind, tuple((typed(key), typed(item)) for key, item in value.items())
    if isinstance(value, dict):
        return kind, frozenset((typed(key), typed(item)) for key, item in value.items())
    if isinstance(value, list | tuple | collections.deque):
        return kind, tuple(map(typed, value))
    if isinstance(value, slice):
        return kind, typed(value.start), typed(value.stop), typed(value.step)
    if isinstance(value, Array):
        return kind, value.kind, value.shape, tuple(map(typed, value.items))
    if isinstance(value, Scalar):
        return kind, value.kind, typed(value.value)
    if isinstance(value, complex):
        return kind, typed(value.real), typed(value.imag)
    if isinstance(value, float):
        return kind, math.copysign(1.0, value), value
    return kind, bytes(value) if isinstance(value, bytearray) else value


def spread(keys: list[Hashable]) -> list[Hashable]:
    """The keys, unless so many share one hash that a table of them would take minutes to build."""
    counts = collections.Counter(hash(key) for key in keys)
    if counts and max(counts.values()) > MAX_EQUAL_HASHES:
        raise ValueError("too many keys with one hash")
    return keys


def hashable(item: object) -> Hashable:
    """The item, if it can be a key.

    Raises:
        TypeError: it cannot.
    """
    hash(item)
    return item


def show(value: object, limit: int = 200) -> str:
    """``repr`` for a message, at most ``limit`` characters and never failing."""
    try:
        text = repr(value)
    except ValueError:  # an integer beyond Python's digit limit for text
        text = f"<{type(value).__name__} too large to print>"
    return text if len(text) <= limit else text[: limit - 1] + "…"
