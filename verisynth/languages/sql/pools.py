"""Which values each column of a schema is offered, for the queries at hand."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from verisynth.languages.sql import values
from verisynth.languages.sql.plan import Place, Plan, Value
from verisynth.languages.sql.schema import Column, Kind, Schema

MAX_CONSTANTS = 40
_NUMBERS = (Kind.INTEGER, Kind.REAL)
_OFFSETS = (2, 3, 5, 8, 13, 21, 37, 60)


@dataclass(frozen=True, slots=True)
class Spot:
    """One column of a table that gets rows, with all that choosing its values needs."""

    place: Place
    kind: Kind
    nullable: bool
    is_key: bool
    """Whether it alone is a key."""
    parent: Place | None
    """The column it refers to, alone."""
    domain: Place
    constants: tuple[Value, ...]
    wide: tuple[Value, ...]


_PLAIN: Mapping[Kind, type] = {Kind.INTEGER: int, Kind.REAL: float, Kind.TEXT: str}
_Shape: TypeAlias = tuple[type | None, Kind, int | None, bool]


@dataclass(slots=True)
class Pools:
    """Values by column: constants of the queries, ordinary ones, and a wide range.

    Columns that are compared or refer to each other share theirs, so that rows meet.
    """

    schema: Schema
    plan: Plan
    strict: bool
    """Whether the engine refuses values of another kind."""
    checks: dict[Place, list[Callable[[Value], bool]]] = field(default_factory=dict)
    _numbers: set[Place] = field(default_factory=set)
    _shapes: dict[Place, _Shape] = field(default_factory=dict)
    _domains: dict[Place, Place] = field(default_factory=dict)
    _constants: dict[Place, tuple[Value, ...]] = field(default_factory=dict)
    _wide: dict[Place, tuple[Value, ...]] = field(default_factory=dict)
    _shared: dict[Place, dict[Value, None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one, two in self._pairs():
            if self.column(one).kind in _NUMBERS or self.column(two).kind in _NUMBERS:
                # A text that refers to a number holds numbers.
                self._numbers.update((one, two))
            first, second = self.domain(one), self.domain(two)
            if first != second:
                self._domains[second] = first
        for place, samples in self.plan.samples.items():
            self.offer(place, samples)

    def _pairs(self) -> Iterable[tuple[Place, Place]]:
        yield from self.plan.links
        for name, table in self.schema.tables.items():
            for key in table.foreign:
                for column, other in zip(key.columns, key.referenced, strict=True):
                    yield Place(name, column), Place(key.table, other)

    def domain(self, place: Place) -> Place:
        """The column that stands for all that share values with this one."""
        while place in self._domains:
            place = self._domains[place]
        return place

    def spots(self, name: str) -> tuple[Spot, ...]:
        """The columns of a table, once everything has been offered."""
        places = [Place(name, at) for at in range(len(self.schema.tables[name].columns))]
        return tuple(map(self._spot, places))

    def _spot(self, place: Place) -> Spot:
        table = self.schema.tables[place.table]
        parents = (
            Place(key.table, key.referenced[0])
            for key in table.foreign
            if key.columns == (place.column,)
        )
        return Spot(
            place,
            self.kind(place),
            self.nullable(place),
            (place.column,) in table.keys,
            next(parents, None),
            self.domain(place),
            self.constants(place),
            self.wide(place),
        )

    def offer(self, place: Place, samples: Sequence[Value]) -> None:
        """Add values to those a column is compared with."""
        self._shared.setdefault(self.domain(place), {}).update(dict.fromkeys(samples))

    def column(self, place: Place) -> Column:
        """The column itself."""
        return self.schema.tables[place.table].columns[place.column]

    def kind(self, place: Place) -> Kind:
        """Its kind, or what queries take a text for: a date, a number."""
        kind = self.column(place).kind
        if kind is Kind.TEXT and place in self.plan.dates:
            return Kind.DATE
        is_number = place in self.plan.numbers or place in self._numbers
        return Kind.INTEGER if kind is Kind.TEXT and is_number else kind

    def nullable(self, place: Place) -> bool:
        """Whether it may hold NULL."""
        return self.column(place).nullable

    def strictest(self, places: Sequence[Place]) -> Place:
        """The column of several equal ones whose kind allows the fewest values."""
        order = (Kind.BOOLEAN, Kind.INTEGER, Kind.REAL, Kind.DATE, Kind.MOMENT, Kind.TIME)
        ranked = [
            (order.index(self.kind(one)) if self.kind(one) in order else 9, at)
            for at, one in enumerate(places)
        ]
        return places[min(ranked)[1]]

    def fitted(self, place: Place, value: Value) -> Value:
        """The value as the column stores it."""
        shape = self._shapes.get(place)
        if shape is None:
            shape = self._shapes[place] = self._shape(place)
        plain, kind, length, strict = shape
        # Nearly all values are of their column's own type already.
        if value is None or (type(value) is plain and (plain is str or abs(value) < 2**40)):  # type: ignore[arg-type]
            return value
        return values.fitting(value, kind, length, strict=strict)

    def _shape(self, place: Place) -> _Shape:
        column, table = self.column(place), self.schema.tables[place.table]
        # The one column for which SQLite insists on the type: an INTEGER PRIMARY KEY.
        is_row_number = table.has_primary and table.keys[0] == (place.column,)
        plain = _PLAIN.get(column.kind) if column.length is None else None
        return plain, column.kind, column.length, self.strict or is_row_number

    def allows(self, place: Place, value: Value) -> bool:
        """Whether the column's own rules let it hold the value."""
        if value is None:
            return self.nullable(place)
        checks = self.checks.get(place)
        return checks is None or all(check(value) for check in checks)

    def constants(self, place: Place) -> tuple[Value, ...]:
        """What queries compare it with, and neighbours."""
        found = self._constants.get(place)
        if found is None:
            shared = self._shared.get(self.domain(place), {})
            found = self._kept(place, list(shared)[:MAX_CONSTANTS])
            self._constants[place] = found
        return found

    def wide(self, place: Place) -> tuple[Value, ...]:
        """Ordinary values first, then many more, few of them alike."""
        found = self._wide.get(place)
        if found is None:
            found = self._kept(place, [*values.ordinary(self.kind(place)), *self._far(place)])
            self._wide[place] = found
        return found

    def _far(self, place: Place) -> Iterable[Value]:
        kind = self.kind(place)
        for constant in self.constants(place)[:6]:
            if kind in _NUMBERS and isinstance(constant, int | float):
                yield from (constant + step for step in _OFFSETS)
                yield from (constant - step for step in _OFFSETS)
        yield from _scattered(f"{place.table}.{place.column}", kind)

    def _kept(self, place: Place, offered: Iterable[Value]) -> tuple[Value, ...]:
        fitted = (self.fitted(place, value) for value in offered)
        kept = dict.fromkeys(one for one in fitted if one is not None and self.allows(place, one))
        return tuple(kept)


@functools.lru_cache(maxsize=1024)
def _scattered(column: str, kind: Kind) -> tuple[Value, ...]:
    """Values all over a kind's range, others for every column."""
    rng = random.Random(column)
    if kind in _NUMBERS:
        return tuple(rng.randrange(1, 1000) for _ in range(24))
    if kind is Kind.TEXT:
        return tuple(
            rng.choice("abcdefgh") + rng.choice("aeiou") + rng.choice("nrstl") + str(number)
            for number in range(24)
        )
    if kind in (Kind.DATE, Kind.MOMENT):
        return tuple(values.fresh(kind, rng.randrange(300)) for _ in range(24))
    return ()
