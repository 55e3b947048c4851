"""How a matcher may go from one character of a pattern to the next, and in how many ways.

The construction is Glushkov's (The abstract theory of automata, 1961): each set of characters that
is written is a position, and a pattern is described by the positions it can begin and end with and
those that can follow each other. Two things are added. Each of these says whether there is one way
or more: ``(a*)*`` has one position that follows itself in two ways, and this is what makes it
explode. And each carries the anchors that stand in between.

Beyond regular languages it errs on the side of more ways, which at worst proposes an attack that
does nothing: what an atomic group gives up is kept, a lookahead is a way that ends without going
on, a lookbehind holds always, and a backreference is its group once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from verisynth.languages.regex.backtracking.demands import led_in
from verisynth.languages.regex.characters import ANY, NEWLINE, Ranges
from verisynth.languages.regex.syntax import (
    Anchor,
    Backreference,
    Characters,
    Choice,
    Conditional,
    Group,
    Look,
    Node,
    Pattern,
    Position,
    Repeat,
    Sequence,
    below,
    children,
)

MAX_POSITIONS = 3000
MAX_STEPS = 30_000
BITS = {position: 1 << at for at, position in enumerate(Position)}
"""The anchors as bits, so that a set of them is a number."""
_LAST_LINE = BITS[Position.LAST_LINE_END]

Ways: TypeAlias = dict[tuple[int, int], int]
"""Position and anchors on the way; whether there is one way (1) or more (2)."""


class TooComplex(Exception):
    """The pattern has more positions or ways than are looked at."""


@dataclass(frozen=True, slots=True)
class _Part:
    first: Ways
    last: Ways
    empty: dict[int, int]
    """The ways to match nothing, by the anchors on them."""


@dataclass(frozen=True, slots=True)
class Positions:
    """A pattern as its positions."""

    sets: list[Ranges] = field(default_factory=list)
    follow: list[Ways] = field(default_factory=list)
    first: Ways = field(default_factory=dict)
    last: Ways = field(default_factory=dict)
    empty: dict[int, int] = field(default_factory=dict)


def positions(pattern: Pattern, *, whole: bool, copies: int) -> Positions:
    """The positions of a pattern that must match the whole text, or is searched for in it.

    Counted repetition is written out up to ``copies`` times; what goes beyond is a loop.

    Raises:
        TooComplex: there are more than we look at.
    """
    builder = _Builder(copies, {})
    builder.find_groups(pattern.root)
    found = builder.part(pattern.root if whole else led_in(pattern.root))
    if not whole:
        found = builder.ended(found)
    return Positions(builder.sets, builder.follow, found.first, found.last, found.empty)


@dataclass(slots=True)
class _Builder:
    copies: int
    groups: dict[int, Node]
    sets: list[Ranges] = field(default_factory=list)
    follow: list[Ways] = field(default_factory=list)
    steps: int = 0

    def find_groups(self, root: Node) -> None:
        """Note what each group holds, for backreferences."""
        for node in below(root):
            if isinstance(node, Group):
                self.groups[node.number] = node.body

    def part(self, node: Node) -> _Part:
        """The positions of one node."""
        self.count(1)
        match node:
            case Characters(ranges):
                return self.single(ranges)
            case Sequence(parts):
                return self.chain(self.part(one) for one in parts)
            case Choice(branches):
                return self.either(branches)
            case Conditional(_, yes, no):
                return self.either((yes, no))
            case Repeat(body, low, high):
                return self.repeat(body, low, high)
            case Anchor(position):
                return _Part({}, {}, {BITS[position]: 1})
            case Backreference(number):
                return self.again(number)
            case Look(body, ahead):
                return _Part(self.part(body).first if ahead else {}, {}, {0: 1})
            case _:
                return self.chain(self.part(one) for one in children(node))

    def single(self, ranges: Ranges) -> _Part:
        """One position."""
        if len(self.sets) >= MAX_POSITIONS:
            raise TooComplex(f"more than {MAX_POSITIONS} positions")
        ways = {(len(self.sets), 0): 1}
        self.sets.append(ranges)
        self.follow.append({})
        return _Part(ways, ways, {})

    def chain(self, parts: Iterable[_Part]) -> _Part:
        """One after the other."""
        whole = _Part({}, {}, {0: 1})
        for part in parts:
            self.connect(whole.last, part.first)
            first = self.added(whole.first, part.first, whole.empty)
            last = self.added(part.last, whole.last, part.empty)
            whole = _Part(first, last, _products(whole.empty, part.empty))
        return whole

    def either(self, branches: Iterable[Node]) -> _Part:
        """One of them."""
        first: Ways = {}
        last: Ways = {}
        empty: dict[int, int] = {}
        for part in map(self.part, branches):
            first = self.added(first, part.first)
            last = self.added(last, part.last)
            empty = _sums(empty, part.empty)
        return _Part(first, last, empty)

    def repeat(self, body: Node, low: int, high: int | None) -> _Part:
        """``low`` copies, then up to ``high - low`` optional ones inside each other, or a loop."""
        if high == 0:
            return _Part({}, {}, {0: 1})
        needed = min(low, self.copies)
        if high is None or high > self.copies:
            copies = [self.part(body) for _ in range(max(1, needed))]
            # Nothing is matched twice in the same place: a loop ends where its body took nothing.
            self.connect(copies[-1].last, copies[-1].first)
            return self.chain(copies) if needed else _optional(copies[0])
        copies = [self.part(body) for _ in range(high)]
        rest = _Part({}, {}, {0: 1})
        for one in reversed(copies[low:]):
            rest = _optional(self.chain([one, rest]))
        return self.chain([*copies[:low], rest])

    def ended(self, part: _Part) -> _Part:
        """``$`` at the end: the end of the text, or a newline and then the end."""
        lasts = [key for key in part.last if key[1] & _LAST_LINE]
        empties = [anchors for anchors in part.empty if anchors & _LAST_LINE]
        if not lasts and not empties:
            return part
        newline = self.single(NEWLINE)
        (position, _), *_ = newline.first
        for before, anchors in lasts:
            self.follow[before][position, anchors & ~_LAST_LINE] = 1
        first = {**part.first, **{(position, anchors & ~_LAST_LINE): 1 for anchors in empties}}
        last = {(at, _at_end(anchors)): ways for (at, anchors), ways in part.last.items()}
        empty = {_at_end(anchors): ways for anchors, ways in part.empty.items()}
        return _Part(first, {**last, (position, BITS[Position.TEXT_END]): 1}, empty)

    def again(self, number: int) -> _Part:
        """A group once more, as if it need not be the same text."""
        body = self.groups.pop(number, None)
        if body is None:  # within itself, or too many backreferences inside each other
            part = self.single(ANY)
            self.connect(part.last, part.first)
            return _optional(part)
        part = self.part(body)
        self.groups[number] = body
        return part

    def connect(self, last: Ways, first: Ways) -> None:
        """Each of ``first`` may follow each of ``last``."""
        self.count(len(last) * len(first))
        for (before, anchors), ways in last.items():
            known = self.follow[before]
            for (after, more), others in first.items():
                key = after, anchors | more
                known[key] = min(2, known.get(key, 0) + ways * others)

    def added(self, one: Ways, other: Ways, through: Mapping[int, int] | None = None) -> Ways:
        """Both, the other one's by way of ``through``."""
        if through is not None and not through:
            return one
        if not other or (not one and through in (None, {0: 1})):
            return other or one
        self.count(len(one) + len(other))
        found = dict(one)
        for anchors, ways in ({0: 1} if through is None else through).items():
            for (position, more), others in other.items():
                key = position, anchors | more
                found[key] = min(2, found.get(key, 0) + ways * others)
        return found

    def count(self, steps: int) -> None:
        """Keep within what a pattern may cost."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise TooComplex(f"more than {MAX_STEPS} ways from one position to another")


def _at_end(anchors: int) -> int:
    is_last = anchors & _LAST_LINE
    return anchors & ~_LAST_LINE | BITS[Position.TEXT_END] if is_last else anchors


def _optional(part: _Part) -> _Part:
    return _Part(part.first, part.last, _sums({0: 1}, part.empty))


def _sums(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    found = dict(one)
    for anchors, ways in other.items():
        found[anchors] = min(2, found.get(anchors, 0) + ways)
    return found


def _products(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for anchors, ways in one.items():
        for more, others in other.items():
            found[anchors | more] = min(2, found.get(anchors | more, 0) + ways * others)
    return found
