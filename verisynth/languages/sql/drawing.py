"""Draws one database: plants combinations of rows, builds groups, makes references resolve."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from verisynth.languages.sql import values
from verisynth.languages.sql.conditions import holds
from verisynth.languages.sql.moods import Mood
from verisynth.languages.sql.plan import Place, Ref, Threshold, Value
from verisynth.languages.sql.pools import Spot
from verisynth.languages.sql.rows import Database, named, refers
from verisynth.languages.sql.schema import Kind, Table
from verisynth.languages.sql.templates import Template, Unit

if TYPE_CHECKING:
    from verisynth.languages.sql.databases import Recipe

MAX_ROWS = 64
MAX_GROUP = 34
LARGE_GROUP = 320
"""Thresholds up to this are met, in few databases."""


def large_sizes(unit: Unit) -> Iterator[int]:
    """Group sizes around thresholds too large for every database."""
    for one in unit.thresholds:
        if one.function in ("count", "distinct") and MAX_GROUP < one.value <= LARGE_GROUP:
            yield from (int(one.value) + step for step in (-1, 0, 1))


def _is_number(value: Value) -> bool:
    return (values.as_number(value) if isinstance(value, str) else value) is not None


@dataclass(slots=True)
class Drawing:
    """One database while it is drawn."""

    recipe: Recipe
    mood: Mood
    rng: random.Random
    rows: dict[str, list[list[Value]]] = field(default_factory=dict)
    taken: dict[tuple[str, tuple[int, ...]], dict[tuple[Value, ...], int]] = field(
        default_factory=dict
    )
    marks: dict[tuple[str, tuple[int, ...]], set[tuple[str, ...]]] = field(default_factory=dict)
    """The same keys as text: a column may hold 3 and "3", which an engine takes for one."""
    choices: dict[Place, Sequence[Value]] = field(default_factory=dict)
    counters: dict[Place, int] = field(default_factory=dict)

    def database(self) -> Database:
        """Plant what the mood asks for, then make every reference resolve."""
        if self.mood.combinations or self.mood.near or self.mood.others:
            self._fill()
        self._resolve_references()
        if self.mood.balanced:
            for place in self.recipe.plan.averages:
                self._balance(place)
        return {name: tuple(map(tuple, rows)) for name, rows in self.rows.items() if rows}

    def _fill(self) -> None:
        mood, found = self.mood, self.recipe.templates
        for at in range(self._combinations()):
            if found.whole:
                self.plant(found.whole[at % len(found.whole)], {})
        for template in found.near:
            if self.rng.random() < mood.near:
                self.plant(template, {})
        for unit in found.units:
            self._unit(unit)
        for name in self.recipe.tables:
            many = mood.others if name in self.recipe.plan.tables else min(2, mood.others)
            for _ in range(many):
                self.add(name, {})

    def _combinations(self) -> int:
        many, limit = self.mood.combinations, self.recipe.plan.limit
        return max(many, limit + 2) if many > 3 and limit > 2 else many

    def lone(self, template: Template) -> Database:
        """One combination of rows and nothing else."""
        self.plant(template, {})
        return self.database()

    # --- combinations -----------------------------------------------------------------------

    def plant(self, template: Template, fixed: Mapping[Ref, Value]) -> None:
        """Add the rows of one combination, with some columns already decided."""
        drawn = self.draw(template, fixed)
        for table, cells in template.rows:
            self.add(table, {column: drawn[group] for column, group in cells})

    def draw(self, template: Template, fixed: Mapping[Ref, Value]) -> list[Value]:
        """A value for each group of equal columns."""
        known = {template.of[ref]: value for ref, value in fixed.items() if ref in template.of}
        drawn = [
            known[at] if at in known else self._value(template, at)
            for at in range(len(template.groups))
        ]
        for one, left, operator, two, right in template.comparisons:
            for attempt in range(16):
                if holds(left.forward(drawn[one]), operator, right.forward(drawn[two])):
                    break
                other = two if attempt % 2 else one
                if other not in known:
                    drawn[other] = self._value(template, other, wide=True)
        return drawn

    def _value(self, template: Template, at: int, *, wide: bool = False) -> Value:
        group = template.groups[at]
        if group.is_null:
            return None
        if group.values:
            many = len(group.values)
            if not self.mood.spread and not wide:
                many = min(many, self.mood.breadth + 1)
            return group.values[int(self.rng.random() * many)]
        spot = self.recipe.spot(group.place)
        return self.free(spot, may_be_null=group.may_be_null, wide=wide)

    def free(self, spot: Spot, *, may_be_null: bool = True, wide: bool = False) -> Value:
        """A value for a column that no condition of this combination speaks about."""
        if spot.is_key:
            return self._key(spot)
        nulls = self.mood.nulls if may_be_null and spot.nullable else 0
        if nulls and self.rng.random() < nulls:
            return None
        if spot.parent is not None:
            return self._reference(spot, spot.parent)
        return self._pick(spot, wide=wide)

    def _pick(self, spot: Spot, *, wide: bool) -> Value:
        if wide or self.mood.spread:
            if spot.constants and self.rng.random() < 0.25:
                return spot.constants[int(self.rng.random() * len(spot.constants))]
            offered: Sequence[Value] = spot.wide
        else:
            offered = self._choices(spot)
        return offered[int(self.rng.random() * len(offered))] if offered else None

    def _choices(self, spot: Spot) -> Sequence[Value]:
        found = self.choices.get(spot.domain)
        if found is None:
            few = self.mood.breadth
            start = self.rng.randrange(3)
            found = [*self.rng.sample(spot.constants, min(few + 1, len(spot.constants))),
                     *spot.wide[start : start + few]]  # fmt: skip
            self.choices[spot.domain] = found = found or list(spot.wide[:1])
        return found

    def _key(self, spot: Spot) -> Value:
        """A key: usually one that no row has yet."""
        place = spot.place
        taken = self.taken.get((place.table, (place.column,)))
        if taken and self.rng.random() < self.mood.sharing * 0.4:
            return list(taken)[int(self.rng.random() * len(taken))][0]
        while True:
            number = self.counters.get(place, 0) + 1
            self.counters[place] = number
            value = self._fresh(spot, number)
            if not taken or (value,) not in taken or number > 400:
                return value

    def _reference(self, spot: Spot, parent: Place) -> Value:
        taken = self.taken.get((parent.table, (parent.column,)))
        if taken and self.rng.random() < 0.4 + self.mood.sharing:
            # The first parents get most of the children.
            at = int(self.rng.random() * self.rng.random() * len(taken))
            value = list(taken)[at][0]
        else:
            value = self._key(self.recipe.spot(parent))
        # Columns that share values need not be of one type.
        return self.recipe.pools.fitted(spot.place, value)

    # --- aggregation ------------------------------------------------------------------------

    def _unit(self, unit: Unit) -> None:
        if self.mood.large and (large := list(large_sizes(unit))):
            self._group(unit, unit.templates[0], self.rng.choice(large))
        sizes = list(self._sizes(unit))
        for at in range(self.mood.groups):
            template = unit.templates[at % len(unit.templates)]
            size = sizes[at % len(sizes)] if unit.thresholds else sizes[at]
            self._group(unit, template, size)

    def lone_groups(self, unit: Unit) -> Database:
        """Two groups and nothing else; the larger is that of NULL, which a join loses, if any is.

        Beside other groups their sizes are chance.
        """
        self._group(unit, unit.templates[0], 3, without_key=True)
        self._group(unit, unit.templates[-1], 1)
        return self.database()

    def _group(
        self, unit: Unit, template: Template, size: int, *, without_key: bool = False
    ) -> None:
        """Rows that are aggregated together, ``size`` combinations of them."""
        fixed = self._fixed(unit, template)
        if without_key:
            fixed.update((ref, None) for ref in unit.keys if self._may_be_null(template, ref))
        aimed = self.rng.choice(unit.thresholds) if unit.thresholds else None
        for number in range(size):
            given = dict(fixed)
            if aimed is not None and aimed.ref is not None and aimed.ref not in given:
                value = self._aimed(aimed, aimed.ref, number, size)
                if value is not None:
                    given[aimed.ref] = value
            self.plant(template, given)

    def _may_be_null(self, template: Template, ref: Ref) -> bool:
        group = template.groups[template.of[ref]] if ref in template.of else None
        return group is not None and group.may_be_null and self.recipe.spot(group.place).nullable

    def _sizes(self, unit: Unit) -> Iterator[int]:
        counts = [
            int(one.value)
            for one in unit.thresholds
            if one.function in ("count", "distinct") and 0 < one.value <= MAX_GROUP
        ]
        if counts:
            edges = sorted({max(1, k + step) for k in counts for step in (-1, 0, 1)})
            self.rng.shuffle(edges)
            # A count above the edge by more, so that sums and counts of it differ as well.
            yield from edges
            yield max(counts) + 2
        elif unit.thresholds:
            yield from self.rng.sample((1, 2, 3, 4), 4)
        else:
            # All different, so that the largest group is one.
            yield from self.rng.sample((1, 2, 3, 4, 5, 7), 6)

    def _fixed(self, unit: Unit, template: Template) -> dict[Ref, Value]:
        """The values that make rows one group, and sometimes one parent row for all of them."""
        fixed: dict[Ref, Value] = {}
        drawn = self.draw(template, {})
        for ref in unit.keys:
            if ref in template.of:
                fixed[ref] = drawn[template.of[ref]]
        if self.rng.random() < 0.6:
            plan, schema = self.recipe.plan, self.recipe.schema
            for leaf in {ref.leaf for ref in unit.keys}:
                for key in schema.tables[plan.tables[leaf]].keys[:1]:
                    for column in key if len(key) == 1 else ():
                        ref = Ref(leaf, column)
                        if ref in template.of:
                            fixed.setdefault(ref, drawn[template.of[ref]])
        return fixed

    def _aimed(self, threshold: Threshold, ref: Ref, number: int, size: int) -> Value:
        """The value of one row, so that the aggregate is on, just below or just above the edge."""
        plan = self.recipe.plan
        place = Place(plan.tables[ref.leaf], ref.column)
        spot = self.recipe.spot(place)
        edge = threshold.value
        match threshold.function:
            case "sum" | "avg" if spot.kind in (Kind.INTEGER, Kind.REAL):
                total = edge if threshold.function == "sum" else edge * size
                aim = total + self.rng.choice((-1, 0, 1, 1))
                share = int(aim // size)
                exact = aim - share * (size - 1) if number == size - 1 else share
                return self.recipe.pools.fitted(place, exact)
            case "distinct":
                offered = spot.wide
                # Some rows repeat a value, so that counting all of them is another number.
                at = number - 1 if number and self.rng.random() < 0.15 else number
                return offered[at % len(offered)] if offered else None
            case "min" | "max":
                return self.rng.choice(spot.constants) if spot.constants else None
            case _:
                return None

    def _balance(self, place: Place) -> None:
        """Change one number so that another is the average of all."""
        rows = [row for row in self.rows.get(place.table, ()) if _is_number(row[place.column])]
        table = self.recipe.schema.tables[place.table]
        bound = {at for key in table.keys for at in key}
        bound.update(at for key in table.foreign for at in key.columns)
        if len(rows) < 3 or place.column in bound:
            return
        numbers = [float(row[place.column] or 0) for row in rows]
        value = numbers[0] * len(rows) - sum(numbers[:-1])
        fitted = self.recipe.pools.fitted(place, value)
        if fitted is not None and self.recipe.pools.allows(place, fitted):
            rows[-1][place.column] = fitted

    # --- rows -------------------------------------------------------------------------------

    def add(self, name: str, cells: Mapping[int, Value]) -> None:
        """Add a row, unless its key is taken: then that row stands for it."""
        rows = self.rows.setdefault(name, [])
        table = self.recipe.schema.tables[name]
        if len(rows) >= (2 * LARGE_GROUP if self.mood.large else MAX_ROWS):
            return
        row: list[Value] = []
        for at, spot in enumerate(self.recipe.spots[name]):
            value = (
                self.recipe.pools.fitted(spot.place, cells[at]) if at in cells else self.free(spot)
            )
            if value is None and not spot.nullable:
                value = self._something(spot)
            row.append(value)
        self._whole_references(name, row, cells)
        if self._is_new(name, table, row, cells):
            rows.append(row)

    def _something(self, spot: Spot) -> Value:
        for _ in range(3):
            value = self.free(spot, may_be_null=False)
            if value is not None:
                return value
        return self._fresh(spot, self.rng.randrange(1, 9))

    def _fresh(self, spot: Spot, number: int) -> Value:
        return self.recipe.pools.fitted(spot.place, values.fresh(spot.kind, number))

    def _other(self, spot: Spot, attempt: int) -> Value:
        """Another value for a column whose key is taken: at last one that no row can have."""
        if attempt < 2:
            return self._something(spot)
        number = self.counters[spot.place] = max(100, self.counters.get(spot.place, 0)) + 1
        return self._fresh(spot, number)

    def _whole_references(self, name: str, row: list[Value], cells: Mapping[int, Value]) -> None:
        """Let references of several columns name a row that is there, where nothing forbids it."""
        for key in self.recipe.schema.tables[name].foreign:
            if len(key.columns) < 2 or any(at in cells for at in key.columns):
                continue
            parents = self.rows.get(key.table)
            if parents and self.rng.random() < 0.8:
                parent = self.rng.choice(parents)
                for at, other in zip(key.columns, key.referenced, strict=True):
                    row[at] = self.recipe.pools.fitted(Place(name, at), parent[other])

    def _is_new(
        self, name: str, table: Table, row: list[Value], cells: Mapping[int, Value]
    ) -> bool:
        """Give the row keys no other row has; False where its own cells are taken already."""
        for key in table.keys:
            marks = self.marks.setdefault((name, key), set())
            for attempt in range(6):
                if not refers(row, key) or named(row, key) not in marks:
                    break
                open_columns = [at for at in key if at not in cells]
                if not open_columns:
                    return False
                for at in open_columns:
                    row[at] = self._other(self.recipe.spots[name][at], attempt)
            else:
                return False
        for key in table.keys:
            if refers(row, key):
                self.taken.setdefault((name, key), {})[self._found(key, row)] = len(self.rows[name])
                self.marks[name, key].add(named(row, key))
        return True

    def _found(self, key: tuple[int, ...], row: Sequence[Value]) -> tuple[Value, ...]:
        return tuple(map(row.__getitem__, key))

    def _resolve_references(self) -> None:
        """Add the parents that are missing, and their parents."""
        for _ in range(8):
            missing = list(dict.fromkeys(self._missing()))
            if not missing:
                return
            for name, columns, wanted in missing:
                # A parent that is only there to be referred to starts no chain of its own kind.
                own = (key for key in self.recipe.schema.tables[name].foreign if key.table == name)
                cells: dict[int, Value] = {at: None for key in own for at in key.columns}
                self.add(name, {**cells, **dict(zip(columns, wanted, strict=True))})
        self._drop_dangling()

    def _missing(self) -> Iterator[tuple[str, tuple[int, ...], tuple[Value, ...]]]:
        for name in self.recipe.tables:
            for key in self.recipe.schema.tables[name].foreign:
                parents = self.rows.get(key.table, ())
                child, parent = itemgetter(*key.columns), itemgetter(*key.referenced)
                there = set(map(parent, parents))
                lost = [row for row in self.rows.get(name, ()) if child(row) not in there]
                # Nearly none: only for them it matters that columns may differ in type.
                names = {named(row, key.referenced) for row in parents} if lost else set()
                for row in lost:
                    if refers(row, key.columns) and named(row, key.columns) not in names:
                        yield key.table, key.referenced, self._found(key.columns, row)

    def _drop_dangling(self) -> None:
        """Where parents cannot be had (full tables, circles), the children go."""
        while bad := set(self._missing()):
            for name in self.recipe.tables:
                for key in self.recipe.schema.tables[name].foreign:
                    self.rows[name] = [
                        row
                        for row in self.rows.get(name, [])
                        if (key.table, key.referenced, self._found(key.columns, row)) not in bad
                    ]
