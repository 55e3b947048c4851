"""One input of a function: plain values, their literal text, and where each part stands."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from verisynth.sandbox import values
from verisynth.types import Json

MAX_PARTS = 400
MAX_CHARACTERS = 4000


@dataclass(frozen=True)
class Input:
    """The arguments of one call. Equal inputs have equal text, so ``1`` and ``True`` differ."""

    arguments: tuple[object, ...] = field(compare=False)
    keywords: Mapping[str, object] = field(default_factory=dict, compare=False)
    text: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"{shown(self.arguments)}{shown(dict(self.keywords))}")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every value in it with its path, arguments first, parents before children."""
        return self.parts_within(())

    def parts_within(self, records: Collection[str]) -> tuple[Part, ...]:
        """As :attr:`parts`, where dicts at the paths of records have a path for each field."""
        found: list[Part] = []
        for name, value in self.named():
            found.extend(parts_of(value, name, records))
        return tuple(found)

    def named(self) -> Iterator[tuple[str, object]]:
        """Each argument under its position, each keyword under its name."""
        yield from ((str(index), value) for index, value in enumerate(self.arguments))
        yield from self.keywords.items()

    @property
    def encoded(self) -> Json:
        """The pair that a runner calls with."""
        return [values.encode(self.arguments), values.encode(dict(self.keywords))]

    @property
    def small(self) -> bool:
        """Whether it is of a size that a person could read and a row can carry."""
        return len(self.text) <= MAX_CHARACTERS and len(self.parts) <= MAX_PARTS


class Part(NamedTuple):
    """One value within an input. Items of a list share one path; so do a dict's values."""

    path: str
    value: object


def parts_of(value: object, path: str, records: Collection[str] = ()) -> Iterator[Part]:
    """The value and everything in it."""
    yield Part(path, value)
    for step, item in children(value, record=path in records):
        yield from parts_of(item, path + step, records)


def field_of(key: object) -> str:
    """The step of a path to a field of a record."""
    return f"{{{key!r}}}"


def children(value: object, *, record: bool = False) -> Iterator[tuple[str, object]]:
    """What a container holds, with the step of the path to it.

    A tuple is a record: each field has a step of its own. A list or set is a run of one kind. A
    dict is either: whoever has seen others like it says whether it is a ``record``.
    """
    match value:
        case list():
            yield from (("[]", item) for item in value)
        case set() | frozenset():
            yield from (("[]", item) for item in sorted(value, key=repr))
        case tuple():
            yield from ((f"({index})", item) for index, item in enumerate(value))
        case dict() if record:
            yield from ((field_of(key), item) for key, item in value.items())
        case dict():
            for key, item in value.items():
                yield "{k}", key
                yield "{v}", item


def shown(value: object) -> str:
    """The value as a Python literal that reads back as the same value."""
    match value:
        case tuple():
            return f"({', '.join(map(shown, value))}{',' * (len(value) == 1)})"
        case list():
            return f"[{', '.join(map(shown, value))}]"
        case dict():
            return f"{{{', '.join(f'{shown(k)}: {shown(v)}' for k, v in value.items())}}}"
        case frozenset():
            return f"frozenset({shown(sorted(value, key=repr))})" if value else "frozenset()"
        case set():
            return (
                f"{{{', '.join(shown(i) for i in sorted(value, key=repr))}}}" if value else "set()"
            )
        case bool():
            return repr(value)
        case int():
            return hex(value) if abs(value) > 1 << 4000 else str(value)
        case float() if math.isinf(value):
            return "inf" if value > 0 else "-inf"
    return repr(value)


def is_literal(value: object) -> bool:
    """Whether :func:`shown` of the value is a literal: it is made of the types literals have."""
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(is_literal, value))
    if isinstance(value, dict):
        return all(is_literal(key) and is_literal(item) for key, item in value.items())
    return value is None or type(value) in (bool, int, float, complex, str, bytes)
