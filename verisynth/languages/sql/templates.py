"""Combinations of rows that satisfy a query's conditions, or all of them but one.

A template names the rows of one combination, which of their columns must be equal, and the values
each may take. Everything that rows are chosen by is decided here, once for a query, so that
drawing a database is only picking values.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from verisynth.languages.sql.plan import (
    Block,
    Compared,
    Condition,
    Every,
    Holds,
    Lens,
    Match,
    Missing,
    Not,
    Optional,
    Place,
    Plan,
    Ref,
    Some,
    Threshold,
    Value,
)
from verisynth.languages.sql.pools import Pools

MAX_FLIPS = 24
MAX_VALUES = 24
_NEGATED = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are equal within a class, and what their value may be."""

    place: Place
    """One of the columns; decides the kind of value."""
    values: tuple[Value, ...]
    """Empty: no condition speaks about it."""
    is_null: bool = False
    may_be_null: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One combination of rows."""

    rows: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    """Table, and pairs of column and group."""
    groups: tuple[Group, ...]
    comparisons: tuple[tuple[int, Lens, str, int, Lens], ...]
    of: dict[Ref, int]
    """The group of each column that has one."""

    @property
    def likeness(self) -> tuple[object, ...]:
        """Equal for templates that ask for the same rows."""
        compared = tuple((one, operator, two) for one, _, operator, two, _ in self.comparisons)
        return self.rows, self.groups, compared


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """Rows that a query aggregates together."""

    templates: tuple[Template, ...]
    keys: tuple[Ref, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """Everything databases are drawn from."""

    whole: tuple[Template, ...]
    """All conditions hold."""
    near: tuple[Template, ...]
    """One does not."""
    units: tuple[Unit, ...]


def build(plan: Plan, pools: Pools, rng: random.Random) -> Templates:
    """The templates of a plan."""
    making = _Making(plan, pools, rng)
    whole: list[Template] = []
    near: list[Template] = []
    units: list[Unit] = []
    for block in plan.blocks:
        whole += [making.made(block, side=side) for side in range(3)]
        flips = list(_conditions(block))
        near += [making.made(block, flip) for flip in flips[:MAX_FLIPS]]
        units += _units(making, block)
    return Templates(_useful(whole), _useful(near), tuple(units))


def _useful(found: Sequence[Template]) -> tuple[Template, ...]:
    return tuple(one for one in found if one.rows)


_Known: TypeAlias = dict[tuple[tuple[Place, ...], tuple[tuple[int, bool], ...]], tuple[Value, ...]]
"""Values by the columns that share them and the conditions, by identity, that must hold or not."""


@dataclass(frozen=True, slots=True)
class _Making:
    """What all templates of a plan are made from."""

    plan: Plan
    pools: Pools
    rng: random.Random
    known: _Known = field(default_factory=dict)

    def made(
        self, block: Block, flip: Condition | None = None, *, side: int | None = None
    ) -> Template:
        """One combination; ``flip`` is the condition it misses."""
        maker = _Maker(self.plan, self.pools, self.rng, flip, side, self.known)
        maker.block(block)
        return maker.template()


def _units(making: _Making, block: Block) -> Iterator[Unit]:
    """Every aggregating block inside ``block``, each with combinations of the whole query too."""
    for inner in _blocks(block):
        if not inner.is_grouped:
            continue
        keys = tuple(inner.groups) or tuple(_correlated(inner))
        own = [making.made(inner) for _ in range(2)]
        full = [making.made(block)] if inner is not block else []
        found = _useful([*own, *(one for one in full if all(key in one.of for key in keys))])
        if found:
            yield Unit(found, keys, tuple(inner.thresholds))


def _correlated(block: Block) -> Iterator[Ref]:
    own = set(_leaves(block))
    for condition in block.where:
        if isinstance(condition, Compared) and condition.operator == "=":
            one, two = condition.left.ref, condition.right.ref
            if one.leaf in own and two.leaf not in own:
                yield one
            elif two.leaf in own and one.leaf not in own:
                yield two


def _leaves(block: Block) -> Iterator[int]:
    yield from block.leaves
    for part in block.parts:
        yield from _leaves(part)
    for optional in block.optional:
        yield from optional.leaves


def _blocks(block: Block, depth: int = 0) -> Iterator[Block]:
    if depth > 12:
        return
    yield block
    inner = [*(block.branches or ()), *block.parts, *block.besides]
    for optional in block.optional:
        inner += optional.parts
    for condition in (*block.where, *block.extras):
        inner += _matched(condition)
    for one in inner:
        yield from _blocks(one, depth + 1)


def _matched(condition: Condition) -> list[Block]:
    match condition:
        case Match():
            return [condition.block]
        case Not():
            return _matched(condition.part)
        case Every() | Some():
            return [block for part in condition.parts for block in _matched(part)]
        case _:
            return []


def _conditions(block: Block) -> Iterator[Condition]:
    """All conditions that a row combination can miss by one."""
    for inner in _blocks(block):
        for condition in inner.where:
            yield from _parts(condition)
        for optional in inner.optional:
            yield from optional.conditions


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    if isinstance(condition, Every | Some):
        for part in condition.parts:
            yield from _parts(part)
    elif isinstance(condition, Not) and isinstance(condition.part, Every | Some):
        yield from _parts(condition.part)


@dataclass(slots=True)
class _Maker:
    """Collects what one combination of rows needs, then chooses values for it."""

    plan: Plan
    pools: Pools
    rng: random.Random
    flip: Condition | None
    side: int | None
    """Of a set operation: 0 rows of the left side only, 1 of the right, 2 of both."""
    known: _Known
    leaves: dict[int, None] = field(default_factory=dict)
    parents: dict[Ref, Ref] = field(default_factory=dict)
    wishes: list[tuple[Holds, bool]] = field(default_factory=list)
    comparisons: list[tuple[Lens, str, Lens]] = field(default_factory=list)
    nulls: dict[Ref, bool] = field(default_factory=dict)

    def block(self, block: Block) -> None:
        """Add the rows of one combination that the block returns."""
        if block.branches is not None:
            self._branches(block.branches)
            return
        self.leaves.update(dict.fromkeys(block.leaves))
        for part in block.parts:
            self.block(part)
        for condition in block.where:
            self.want(condition, truth=True)
        for optional in block.optional:
            self._optional(optional)
        for condition in block.extras:
            chance = self.rng.random()
            if chance < 0.85:
                self.want(condition, truth=chance < 0.45)
        for beside in block.besides:
            if self.rng.random() < 0.5:
                self.block(beside)

    def _branches(self, branches: tuple[Block, Block]) -> None:
        left, right = branches
        side = self.rng.randrange(3) if self.side is None else self.side
        if self.flip is not None:
            # A row that just fails on one side must not be there by the other.
            side = next((at for at in (0, 1) if self.flip in set(_conditions(branches[at]))), side)
        if side != 1:
            self.block(left)
        if side != 0:
            self.block(right)
        if side == 2:
            for one, two in zip(left.outputs, right.outputs, strict=False):
                if isinstance(one, Lens) and isinstance(two, Lens):
                    self._unite(one.ref, two.ref)

    def _optional(self, optional: Optional) -> None:
        chance = self.rng.random()
        flipped = any(condition is self.flip for condition in optional.conditions)
        if chance < 0.2 and not flipped:
            return
        self.leaves.update(dict.fromkeys(optional.leaves))
        for part in optional.parts:
            self.block(part)
        for condition in optional.conditions:
            self.want(condition, truth=True)

    def want(self, condition: Condition, *, truth: bool) -> None:
        """Ask for rows on which the condition is true, or is not."""
        if condition is self.flip:
            truth = not truth
        match condition:
            case Holds():
                self.wishes.append((condition, truth))
            case Compared():
                self._compare(condition, truth=truth)
            case Missing():
                self.nulls[condition.ref] = truth
            case Not():
                self.want(condition.part, truth=not truth)
            case Every():
                self._several(condition.parts, truth=truth, rest=True)
            case Some():
                self._several(condition.parts, truth=truth, rest=False)
            case Match():
                self._match(condition, truth=truth)

    def _several(self, parts: tuple[Condition, ...], *, truth: bool, rest: bool) -> None:
        if truth is rest:
            for part in parts:
                self.want(part, truth=truth)
            return
        # One part decides an OR that holds or an AND that does not; the others stay out of it.
        deciding = self.rng.randrange(len(parts))
        for at, part in enumerate(parts):
            self.want(part, truth=truth if at == deciding else rest)

    def _compare(self, condition: Compared, *, truth: bool) -> None:
        left, right = condition.left, condition.right
        operator = condition.operator if truth else _NEGATED[condition.operator]
        if operator == "=" and left.is_plain and right.is_plain:
            self._unite(left.ref, right.ref)
        elif not truth and self.rng.random() < 0.2:
            self.nulls[self.rng.choice((left.ref, right.ref))] = True
        else:
            self.comparisons.append((left, operator, right))

    def _match(self, condition: Match, *, truth: bool) -> None:
        """A match, or one of the ways to have none: no row, another key, a row that just fails."""
        chance = self.rng.random()
        if not truth and chance < 0.35:
            return
        keeps = truth or chance > 0.65
        before = self.flip
        if not truth and keeps:
            inner = [one for block in _blocks(condition.block) for one in block.where]
            if not inner:
                return
            self.flip = self.rng.choice(inner)
        self.block(condition.block)
        self.flip = before
        for one, two in condition.pairs:
            if keeps:
                self._unite(one, two)

    def _root(self, ref: Ref) -> Ref:
        while ref in self.parents:
            ref = self.parents[ref]
        return ref

    def _unite(self, one: Ref, two: Ref) -> None:
        first, second = self._root(one), self._root(two)
        if first != second:
            self.parents[second] = first

    # --- choosing ---------------------------------------------------------------------------

    def template(self) -> Template:
        """The combination, with the values each group of equal columns may take."""
        members = self._members()
        wishes = self._wishes(members)
        groups = []
        of: dict[Ref, int] = {}
        for root, refs in members.items():
            groups.append(self._group(refs, wishes.get(root, ())))
            of.update(dict.fromkeys(refs, len(groups) - 1))
        rows = []
        for leaf in self.leaves:
            cells = [(ref.column, of[ref]) for ref in of if ref.leaf == leaf]
            rows.append((self.plan.tables[leaf], tuple(cells)))
        comparisons = [
            (of[left.ref], left, operator, of[right.ref], right)
            for left, operator, right in self.comparisons
        ]
        return Template(tuple(rows), tuple(groups), tuple(comparisons), of)

    def _members(self) -> dict[Ref, list[Ref]]:
        refs: dict[Ref, None] = {}
        refs.update(dict.fromkeys(self.parents))
        refs.update(dict.fromkeys(self.parents.values()))
        refs.update(dict.fromkeys(wish.lens.ref for wish, _ in self.wishes))
        for left, _, right in self.comparisons:
            refs.update({left.ref: None, right.ref: None})
        refs.update(dict.fromkeys(self.nulls))
        for block in self.plan.blocks:
            for inner in _blocks(block):
                wanted = [*inner.groups, *(one.ref for one in inner.thresholds if one.ref)]
                refs.update((ref, None) for ref in wanted if ref.leaf in self.leaves)
        members: dict[Ref, list[Ref]] = {}
        for ref in refs:
            members.setdefault(self._root(ref), []).append(ref)
        return members

    def _wishes(self, members: dict[Ref, list[Ref]]) -> dict[Ref, list[tuple[Holds, bool]]]:
        wishes: dict[Ref, list[tuple[Holds, bool]]] = {}
        for wish, truth in self.wishes:
            wishes.setdefault(self._root(wish.lens.ref), []).append((wish, truth))
        return wishes

    def _group(self, refs: list[Ref], wishes: Sequence[tuple[Holds, bool]]) -> Group:
        places = [Place(self.plan.tables[ref.leaf], ref.column) for ref in refs]
        place = self.pools.strictest(places)
        is_null = any(self.nulls.get(ref) is True for ref in refs)
        may = not wishes and len(refs) == 1 and self.nulls.get(refs[0]) is not False
        if not wishes:
            return Group(place, (), is_null=is_null, may_be_null=may)
        found = self._values(place, places, wishes)
        if None not in found and all(not truth for _, truth in wishes) and self.rng.random() < 0.15:
            is_null = is_null or self.pools.nullable(place)
        return Group(place, found[:MAX_VALUES], is_null=is_null, may_be_null=may)

    def _values(
        self, place: Place, places: list[Place], wishes: Sequence[tuple[Holds, bool]]
    ) -> tuple[Value, ...]:
        """What equal columns may hold; most combinations differ in the values of a few only."""
        key = (tuple(places), tuple((id(wish), truth) for wish, truth in wishes))
        found = self.known.get(key)
        if found is None:
            fits, allows = _fits(wishes), self.pools.allows
            found = self.known[key] = tuple(
                value
                for value in self._offered(place, places, wishes)
                if fits(value) and all(allows(one, value) for one in places)
            )
        return found

    def _offered(
        self, strictest: Place, places: list[Place], wishes: Sequence[tuple[Holds, bool]]
    ) -> dict[Value, None]:
        offered: dict[Value, None] = {}
        for wish, _ in wishes:
            for sample in wish.samples:
                for raw in wish.lens.backward(sample):
                    offered[self.pools.fitted(strictest, raw)] = None
        for place in dict.fromkeys(places):
            offered.update(dict.fromkeys(self.pools.constants(place)))
            offered.update(dict.fromkeys(self.pools.wide(place)))
        return offered


def _fits(wishes: Sequence[tuple[Holds, bool]]) -> Callable[[Value], bool]:
    def fits(value: Value) -> bool:
        for wish, truth in wishes:
            shown = wish.lens.forward(value)
            if shown is None and not (value is None and truth and wish.test(None)):
                return False
            if wish.test(shown) is not truth:
                return False
        return True

    return fits
