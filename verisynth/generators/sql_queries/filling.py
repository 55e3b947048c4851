"""Draws rows that tell queries apart: every constant with its neighbours, ties, gaps and NULL."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from verisynth.generators.sql_queries.domains import Domain
from verisynth.generators.sql_queries.naming import Names

Cell: TypeAlias = int | str | None
Constants: TypeAlias = Mapping[str, str | int]

_LEVELS = frozenset({"grade", "risk_class", "rank_level", "loyalty_level"})


@dataclass(frozen=True, slots=True)
class Filling:
    """Rows of the three tables, cells in the order of the roles in ``naming``."""

    parents: tuple[tuple[Cell, ...], ...]
    """key, name, group, score, boss"""
    items: tuple[tuple[Cell, ...], ...]
    """key, name, kind, price"""
    events: tuple[tuple[Cell, ...], ...]
    """key, parent, item, date, amount, status, extra"""

    def script(self, names: Names) -> str:
        """The INSERT statements."""
        tables = zip(("<P>", "<I>", "<E>"), names.columns, self._tables(), strict=True)
        return "\n".join(_insert(names.sql[mark], columns, rows) for mark, columns, rows in tables)

    def _tables(self) -> tuple[tuple[tuple[Cell, ...], ...], ...]:
        return (self.parents, self.items, self.events)


def draw_constants(domain: Domain, rng: random.Random) -> dict[str, str | int]:
    """A value for every constant a template may use."""
    status, status2 = rng.sample(domain.statuses.split(), 2)
    group, group2 = rng.sample(domain.groups.split(), 2)
    start = datetime.date(rng.randint(2017, 2025), 1, 1) + datetime.timedelta(rng.randrange(365))
    amount = rng.randint(domain.top // 4, domain.top * 3 // 4)
    low, high = (2, 8) if domain.score in _LEVELS else (18, 60)
    return {
        "S": status, "S2": status2, "G": group, "G2": group2,
        "K": rng.choice(domain.kinds.split()),
        "D": start.isoformat(),
        "D2": (start + datetime.timedelta(rng.randint(10, 90))).isoformat(),
        "A": amount, "B": amount * 2 + rng.randint(0, amount),
        "N": rng.randint(2, 4), "R": rng.randint(low, high), "X": rng.randint(1, 3),
    }  # fmt: skip


def draw_filling(domain: Domain, constants: Constants, rng: random.Random, *, size: int) -> Filling:
    """Rows of about ``size`` parents, drawn around the constants."""
    items = _items(domain, constants, rng)
    parents = _parents(domain, constants, rng, size)
    events = _Events(domain, constants, rng, items).draw(len(parents))
    return Filling(parents, items, events)


def _items(
    domain: Domain, constants: Constants, rng: random.Random
) -> tuple[tuple[Cell, ...], ...]:
    kinds = domain.kinds.split()
    labels = rng.sample(domain.item_names.split(), rng.randint(4, 6))
    drawn = [str(constants["K"]), *(rng.choice(kinds) for _ in labels[1:])]
    return tuple(
        (key, label, kind, rng.randint(2, 60))
        for key, (label, kind) in enumerate(zip(labels, drawn, strict=True), 1)
    )


def _parents(
    domain: Domain, constants: Constants, rng: random.Random, size: int
) -> tuple[tuple[Cell, ...], ...]:
    groups = domain.groups.split()
    wanted = int(constants["R"])
    labels = rng.sample(domain.parent_names.split(), size)
    if size > 3:
        # Two people of one name: grouping by name alone must show.
        labels[-1] = labels[0]
    rows: list[tuple[Cell, ...]] = []
    for key, label in enumerate(labels, 1):
        group = rng.choice((constants["G"], constants["G2"], rng.choice(groups)))
        score = rng.choice((wanted, wanted, wanted - 1, wanted + 1, wanted + 5, None))
        boss = (
            None
            if key == 1 or rng.random() < 0.15
            else rng.choice((key - 1, rng.randrange(1, key)))
        )
        rows.append((key, label, group, score, boss))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Events:
    domain: Domain
    constants: Constants
    rng: random.Random
    items: Sequence[tuple[Cell, ...]]

    def draw(self, parents: int) -> tuple[tuple[Cell, ...], ...]:
        owners = self._owners(parents)
        keys = list(range(1, len(owners) + 1))
        # Keys do not follow dates, so "latest" and "largest key" differ.
        self.rng.shuffle(keys)
        dates, amounts = self._dates(), self._amounts(owners)
        targets = self._targets(owners)
        statuses = [self._status() for _ in owners]
        self._sharpen(owners, statuses, amounts)
        rows = [
            (key, owner, target, self.rng.choice(dates), amount, status, self._extra())
            for key, owner, target, amount, status in zip(
                keys, owners, targets, amounts, statuses, strict=True
            )
        ]
        return tuple(sorted(rows, key=lambda row: row[0]))

    def _sharpen(self, owners: Sequence[int], statuses: Sequence[Cell], amounts: list[int]) -> None:
        """Put something exactly on a boundary that chance hardly ever meets."""
        everyone = range(len(owners))
        owner = self.rng.choice(owners)
        own = [at for at in everyone if owners[at] == owner]
        match self.rng.randrange(3):
            case 0:
                # One owner's total over status S, of several rows, is the bound B itself.
                places = [at for at in own if statuses[at] == self.constants["S"]]
                rest = int(self.constants["B"]) - sum(amounts[at] for at in places[1:])
                if len(places) > 1 and rest > 0:
                    amounts[places[0]] = rest
            case 1:
                _put_on_average(amounts, own)
            case _:
                _put_on_average(amounts, everyone)

    def _owners(self, parents: int) -> list[int]:
        size = int(self.constants["N"])
        counts = [self.rng.choice((1, size - 1, size, size, size + 1, size + 3))
                  for _ in range(parents)]  # fmt: skip
        if parents > 2:
            counts[self.rng.randrange(1, parents)] = 0
        return [owner for owner, count in enumerate(counts, 1) for _ in range(count)]

    def _targets(self, owners: Sequence[int]) -> list[Cell]:
        """The item of each event; the last item stays unused, one owner has all of kind K."""
        used = [row[0] for row in self.items[:-1]]
        wanted = [row[0] for row in self.items[:-1] if row[2] == self.constants["K"]]
        drawn = [self.rng.choice((*used, *wanted, None)) for _ in owners]
        collector = self.rng.choice(owners)
        places = [at for at, owner in enumerate(owners) if owner == collector]
        for at, key in zip(places, wanted, strict=False):
            drawn[at] = key
        return drawn

    def _amounts(self, owners: Sequence[int]) -> list[int]:
        """Amounts around the threshold; some owners repeat the amounts of the one before."""
        middle, top = int(self.constants["A"]), self.domain.top
        pool = [middle - 1, middle, middle, middle + 1, self.rng.randint(1, top),
                self.rng.randint(1, top), self.rng.randint(1, middle)]  # fmt: skip
        drawn: dict[int, list[int]] = {}
        for owner in sorted(set(owners)):
            count = owners.count(owner)
            before = drawn.get(owner - 1, [])
            if before and self.rng.random() < 0.35:
                drawn[owner] = _same_total(before, count)
            else:
                drawn[owner] = [self.rng.choice(pool) for _ in range(count)]
        return [amount for owner in sorted(drawn) for amount in drawn[owner]]

    def _dates(self) -> list[str]:
        pool = []
        for name in ("D", "D2"):
            day = datetime.date.fromisoformat(str(self.constants[name]))
            pool += [day + datetime.timedelta(shift) for shift in (-1, 0, 0, 1)]
            pool.append(day + datetime.timedelta(self.rng.randint(-200, -20)))
            pool.append(day + datetime.timedelta(self.rng.randint(20, 400)))
        return [day.isoformat() for day in pool]

    def _status(self) -> Cell:
        others = self.domain.statuses.split()
        return self.rng.choice((self.constants["S"], self.constants["S2"], self.rng.choice(others)))

    def _extra(self) -> Cell:
        return self.rng.choice((None, None, 0, 5, 5, self.rng.randint(1, 40)))


def _same_total(amounts: Sequence[int], count: int) -> list[int]:
    """``count`` amounts that repeat ``amounts``, the last one making the totals equal."""
    repeated = [amounts[at % len(amounts)] for at in range(count)]
    rest = sum(amounts) - sum(repeated[:-1])
    return [*repeated[:-1], rest] if rest > 0 else repeated


def _put_on_average(amounts: list[int], places: Sequence[int]) -> None:
    """Make one of the amounts the average of all of them."""
    first, *others = places
    if len(others) < 2:
        return
    largest = max(others, key=lambda at: amounts[at])
    spare = sum(amounts[at] for at in others) % len(others)
    if amounts[largest] > spare:
        amounts[largest] -= spare
        amounts[first] = sum(amounts[at] for at in others) // len(others)


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> str:
    if not rows:
        return ""
    values = ",\n".join("  (" + ", ".join(map(_cell, row)) + ")" for row in rows)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES\n{values};"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "NULL"
    return str(cell) if isinstance(cell, int) else "'" + cell.replace("'", "''") + "'"
