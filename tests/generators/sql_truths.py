"""What some shapes ask for, computed in plain Python from the rows: a second, independent truth.

Each function gets the constants and the three tables as lists of records, and returns the rows
the question describes. Written from the question, not from the query.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Parent(NamedTuple):
    id: int
    name: str
    group: str
    score: int | None
    boss: int | None


class Item(NamedTuple):
    id: int
    name: str
    kind: str
    price: int


class Event(NamedTuple):
    id: int
    parent: int
    item: int | None
    date: str
    amount: int
    status: str
    extra: int | None


class Tables(NamedTuple):
    parents: list[Parent]
    items: list[Item]
    events: list[Event]

    def of(self, parent: Parent) -> list[Event]:
        return [event for event in self.events if event.parent == parent.id]

    def group_of(self, event: Event) -> str:
        return next(parent.group for parent in self.parents if parent.id == event.parent)

    def in_time(self) -> list[Event]:
        return sorted(self.events, key=lambda event: (event.date, event.id))


Constants = Mapping[str, Any]
Truth = Callable[[Constants, Tables], list[tuple[Any, ...]]]


def filter_compare(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    return [(e.id, e.amount) for e in t.events if e.status == c["S"] and not e.amount < c["A"]]


def date_range(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    kept = [e for e in t.in_time() if not (e.date < c["D"] or e.date > c["D2"])]
    return [(e.id, e.date, e.amount) for e in kept]


def not_equal_with_null(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    return [(p.id, p.name) for p in t.parents if p.score != c["R"]]


def count_columns(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    kept = [e for e in t.events if e.status == c["S"]]
    with_extra = [e for e in kept if e.extra is not None]
    return [(len(kept), len(with_extra), len({e.parent for e in kept}))]


def top_n(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    ordered = sorted(t.events, key=lambda e: (-e.amount, e.id))
    return [(e.id, e.amount) for e in ordered[: c["N"]]]


def boss_names(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    names = {p.id: p.name for p in t.parents}
    ordered = sorted(t.parents, key=lambda p: p.id)
    return [(p.id, p.name, None if p.boss is None else names[p.boss]) for p in ordered]


def left_join_count(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    return [(p.id, p.name, len(t.of(p))) for p in t.parents]


def left_join_condition(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    counts = [(p.id, sum(e.status == c["S"] for e in t.of(p))) for p in t.parents]
    return sorted(counts, key=lambda row: (-row[1], row[0]))


def anti_join(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    used = {e.item for e in t.events}
    return [(i.id, i.name) for i in t.items if i.id not in used]


def none_since(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    return [(p.id, p.name) for p in t.parents if all(e.date < c["D"] for e in t.of(p))]


def group_having(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    return [(p.id, len(t.of(p))) for p in t.parents if len(t.of(p)) >= c["N"]]


def where_and_having(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    totals = [
        (p.name, sum(e.amount for e in t.of(p) if e.status == c["S"]))
        for p in sorted(t.parents, key=lambda p: p.id)
    ]
    return [row for row in totals if row[1] > c["B"]]


def average_with_missing(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    owners = [(p.id, [e.extra or 0 for e in t.of(p)]) for p in t.parents]
    return [(key, sum(extras) / len(extras)) for key, extras in owners if extras]


def case_pivot(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for e in t.events:
        place = {c["S"]: 0, c["S2"]: 1}.get(e.status, 2)
        totals[t.group_of(e)][place] += e.amount
    return [(group, *three) for group, three in totals.items()]


def both_kinds(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    return [(p.id,) for p in t.parents if {c["S"], c["S2"]} <= {e.status for e in t.of(p)}]


def one_not_other(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    statuses = [(p.id, {e.status for e in t.of(p)}) for p in t.parents]
    return [(key,) for key, seen in statuses if c["S"] in seen and c["S2"] not in seen]


def pairs(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    return [(a.id, b.id) for a in t.parents for b in t.parents
            if a.id < b.id and a.group == b.group]  # fmt: skip


def share(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for e in t.events:
        groups[t.group_of(e)].append(e.status == c["S"])
    # Halves round away from zero, as SQL does; Python's round goes to even.
    return [
        (group, int(1000 * sum(hits) / len(hits) + 0.5) / 10)
        for group, hits in sorted(groups.items())
    ]


def largest_each(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    tops = {e.parent: max(x.amount for x in t.events if x.parent == e.parent) for e in t.events}
    return [(e.parent, e.id, e.amount) for e in t.events if e.amount == tops[e.parent]]


def top_per_group(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    rows = []
    for p in sorted(t.parents, key=lambda p: p.id):
        ordered = sorted(t.of(p), key=lambda e: (-e.amount, e.id))
        rows += [(p.id, e.id, e.amount) for e in ordered[: c["N"]]]
    return rows


def dense_rank(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    totals = {p.id: sum(e.amount for e in t.of(p)) for p in t.parents if t.of(p)}
    places = sorted(set(totals.values()), reverse=True)
    rows = [(key, total, places.index(total) + 1) for key, total in totals.items()]
    return sorted(rows, key=lambda row: (row[2], row[0]))


def running_total(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    rows = []
    for p in sorted(t.parents, key=lambda p: p.id):
        total = 0
        for e in (e for e in t.in_time() if e.parent == p.id):
            total += e.amount
            rows.append((p.id, e.id, total))
    return rows


def days_since_previous(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for p in sorted(t.parents, key=lambda p: p.id):
        before = None
        for e in (e for e in t.in_time() if e.parent == p.id):
            day = datetime.date.fromisoformat(e.date)
            rows.append((p.id, e.id, None if before is None else (day - before).days))
            before = day
    return rows


def above_average_total(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    totals = [(p.id, sum(e.amount for e in t.of(p))) for p in t.parents if t.of(p)]
    middle = sum(total for _, total in totals) / len(totals)
    return [row for row in totals if row[1] > middle]


def chain_below(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    rows, level, depth = [], [c["X"]], 1
    while level:
        level = sorted(p.id for p in t.parents if p.boss in level)
        rows += [(key, depth) for key in level]
        depth += 1
    return rows


def all_of_a_kind(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    wanted = {i.id for i in t.items if i.kind == c["K"]}
    return [(p.id, p.name) for p in t.parents if wanted <= {e.item for e in t.of(p)}]


def latest_each(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    last = {e.parent: e for e in t.in_time()}
    return [(e.parent, e.id, e.status) for e in last.values()]


def second_largest(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    values: dict[str, set[int]] = defaultdict(set)
    for e in t.events:
        values[e.status].add(e.amount)
    return [(status, sorted(found)[-2]) for status, found in values.items() if len(found) > 1]


def moving_sum(c: Constants, t: Tables) -> list[tuple[Any, ...]]:
    ordered = t.in_time()
    return [
        (e.id, sum(x.amount for x in ordered[max(0, at - 2) : at + 1]))
        for at, e in enumerate(ordered)
    ]


TRUTHS: dict[str, Truth] = {
    truth.__name__.replace("_", "-"): truth
    for truth in (
        filter_compare, date_range, not_equal_with_null, count_columns, top_n, boss_names,
        left_join_count, left_join_condition, anti_join, none_since, group_having,
        where_and_having, average_with_missing, case_pivot, both_kinds, one_not_other, pairs,
        share, largest_each, top_per_group, dense_rank, running_total, days_since_previous,
        above_average_total, chain_below, all_of_a_kind, latest_each, second_largest, moving_sum,
    )
}  # fmt: skip
