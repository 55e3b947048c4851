"""Texts read off a pattern's tree: every quantifier at and just beyond its bounds, at each nesting.

They are proposals. Assertions are passed over and an intersection is represented by its first part,
so whether a text matches is for a matcher to say.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from verisynth.languages.regex.characters import Ranges
from verisynth.languages.regex.syntax import (
    Anchor,
    Atomic,
    Backreference,
    Both,
    Characters,
    Choice,
    Complement,
    Conditional,
    Flagged,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
    below,
)

_LONGEST = 400
"""Characters; what grows longer is dropped."""
_MOST_ROUNDS = 60
_MOST_STEPS = 10_000
"""Nodes that are written for one text: loops in loops can go round for ever and write nothing."""
_MOST_STEPS_IN_ALL = 500_000
"""For all texts of a pattern; one of thousands of quantifiers has more texts than anyone reads."""
_LIKED: Ranges = ((97, 122), (48, 57), (65, 90))
_Counts: TypeAlias = Callable[[Repeat], int]


class _TooLong(Exception):
    pass


@dataclass(slots=True)
class _Writer:
    """Writes one text; which characters and alternatives it takes is drawn."""

    rng: random.Random
    counts: _Counts
    forced: Node | None = None
    """A branch of a choice that is taken wherever it can be."""
    groups: dict[int, str] = field(default_factory=dict)
    left: int = _LONGEST
    steps: int = _MOST_STEPS

    def text(self, node: Node) -> str:  # noqa: C901 - one case a kind of node
        self.steps -= 1
        if self.steps < 0:
            raise _TooLong
        match node:
            case Characters(ranges):
                return self.character(ranges)
            case Sequence(parts):
                return "".join(map(self.text, parts))
            case Choice(branches):
                taken = next((one for one in branches if one is self.forced), None)
                return self.text(taken or self.rng.choice(branches))
            case Repeat(body):
                return "".join(self.text(body) for _ in range(min(self.counts(node), _MOST_ROUNDS)))
            case Group(body, number):
                found = self.groups[number] = self.text(body)
                return found
            case Flagged(body) | Atomic(body):
                return self.text(body)
            case Backreference(number):
                return self.groups.get(number, "")
            case Conditional(number, yes, no):
                return self.text(yes if number in self.groups else no)
            case Both(parts):
                return self.text(parts[0])
            case Look() | Anchor():
                return ""
            case Complement():
                return self.rng.choice(("", "a", "0", "aA0"))

    def character(self, ranges: Ranges) -> str:
        """A character a person can read, if the set has one."""
        self.left -= 1
        if self.left < 0 or not ranges:
            raise _TooLong
        liked = [
            (max(low, first), min(high, last))
            for low, high in ranges
            if low < 128
            for first, last in _LIKED
            if max(low, first) <= min(high, last)
        ]
        return chr(self.rng.randint(*self.rng.choice(liked or ranges[:8])))


def samples(root: Node, *, rng: random.Random) -> Iterator[str]:
    """Texts with each quantifier in turn at its bounds and one beyond, and each branch taken."""
    left = _MOST_STEPS_IN_ALL
    for counts, forced in _drafts(root):
        writer = _Writer(rng, counts, forced)
        with suppress(_TooLong):
            yield writer.text(root)
        left -= _MOST_STEPS - writer.steps
        if left < 0:
            return


def _drafts(root: Node) -> Iterator[tuple[_Counts, Node | None]]:
    repeats, branches = _inner(root)
    for counts in (_fewest, _most, _middle):
        for _ in range(3):
            yield counts, None
    for branch in branches:
        yield _middle, branch
    for repeat in repeats:
        for rounds in _bounds(repeat):
            for others in (_middle, _most, _fewest):
                yield _with(repeat, rounds, others), None


def _inner(root: Node) -> tuple[list[Repeat], list[Node]]:
    repeats: list[Repeat] = []
    branches: list[Node] = []
    for node in below(root):
        if isinstance(node, Repeat):
            repeats.append(node)
        if isinstance(node, Choice):
            branches += node.branches
    return repeats, branches


def _bounds(repeat: Repeat) -> list[int]:
    low, high = repeat.low, repeat.high
    found = [low - 1, low, low + 1]
    found += [low + 2, low + 5] if high is None else [high - 1, high, high + 1]
    return [rounds for rounds in dict.fromkeys(found) if 0 <= rounds <= _MOST_ROUNDS]


def _with(repeat: Repeat, rounds: int, others: _Counts) -> _Counts:
    return lambda node: rounds if node is repeat else others(node)


def _fewest(repeat: Repeat) -> int:
    return repeat.low


def _most(repeat: Repeat) -> int:
    return repeat.low + 2 if repeat.high is None else repeat.high


def _middle(repeat: Repeat) -> int:
    most = _most(repeat)
    return max(repeat.low, min(most, 2 if repeat.high is None else 1))
