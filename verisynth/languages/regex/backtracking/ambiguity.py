"""Words that an automaton can read in more ways the more often they are repeated.

A matcher that backtracks walks every path there is before it says no, so its time is the number of
paths, which the ambiguity of the automaton bounds (Weideman, van der Merwe, Berglund and Watson,
Analyzing matching time behavior of backtracking regular expression matchers by using ambiguity of
NFA, 2016). Three shapes are looked for, after Weber and Seidl (On the degree of ambiguity of finite
automata, 1991); ``w`` is the word that is repeated:

* *explosion*: a state leads back to itself on ``w`` in two ways. Each repetition doubles the paths.
* *restart*: a state leads back to itself on ``w``, and a search that starts anew in each repetition
  gets there on ``w`` too. As many paths as there are places to start, each as long as the rest of
  the text: a square. Most slow patterns that are not written on purpose are of this kind.
* *handover*: two states lead each to itself on ``w``, and the first to the second. The place of the
  change is free: again a square, without any search.

Higher powers contain a square, so nothing more is looked for; what a string costs is measured.
Each word is found by a search in breadth in a product of the automaton with itself. What all
searches of a pattern may cost together is counted in steps, so that they end, and alike on any
machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from verisynth.languages.regex.backtracking.automaton import Automaton, members
from verisynth.languages.regex.backtracking.loops import loops

MAX_NODES = 3000
"""Nodes of one product that are looked at."""
MAX_STATES = 5
"""States of a loop at which its words may begin: another rotation of a word may avoid a match."""
MAX_STEPS = 60_000
"""Steps of all searches together: some tenths of a second at most."""

Word: TypeAlias = tuple[int, ...]
"""Classes of characters."""
_Node: TypeAlias = tuple[int, ...]
_Moves: TypeAlias = Callable[[_Node], Iterable[tuple[int, _Node]]]
_Came: TypeAlias = dict[tuple[_Node, int], tuple[tuple[_Node, int], int]]
"""From where, and by which class, each node was reached; with the states of ``avoiding``."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which paths may become many: a product, and the state its word returns to."""

    kind: str
    """``explosion``, ``restart`` or ``handover``."""
    loops: tuple[int, ...]
    """The loops it is about; most are offered at several of their states, one of which will do."""
    state: int
    """Where the text must have led before the first repetition."""
    start: _Node
    goal: _Node
    moves: _Moves
    is_busy: bool = False
    """Whether its words are of what also leads on from the loop, so that each way out is tried."""


@dataclass(slots=True)
class Shapes:
    """The shapes of one automaton."""

    automaton: Automaton
    order: tuple[int, ...] = field(init=False)
    """The classes, those first that the fewest states read: they lead the least ahead."""
    before: list[int] = field(init=False)
    """For each state, those it can follow; as bits."""
    near: dict[int, int] = field(default_factory=dict)
    steps_left: int = MAX_STEPS

    def __post_init__(self) -> None:
        readers = self.automaton.readers
        self.order = tuple(sorted(range(len(readers)), key=lambda one: readers[one].bit_count()))
        self.before = _reversed(self.automaton.steps)

    def all(self) -> Iterator[Shape]:
        """The shapes of every loop, those that grow fastest first, while steps are left."""
        for shape in self.candidates(loops(self.automaton)):
            if self.steps_left <= 0:
                return
            yield shape

    def candidates(self, found: list[int]) -> Iterator[Shape]:
        """The shapes of these loops."""
        for loop in found:
            if self.is_ambiguous(loop):
                yield from (self.explosion(loop, state) for state in _some(loop))
        for loop in found:
            for state in _some(loop):
                yield from self.restart(loop, state)
        for first in found:
            for second in found:
                self.steps_left -= 1
                yield from self.handover(first, second)

    def is_ambiguous(self, loop: int) -> bool:
        """Whether any state of the loop has two ways on, within it, by one character."""
        automaton = self.automaton
        for state in members(loop):
            if automaton.doubled[state] & loop:
                return True
            after = automaton.steps[state] & loop
            if after & (after - 1):
                seen = 0
                for one in members(after):
                    if seen & automaton.reads[one]:
                        return True
                    seen |= automaton.reads[one]
        return False

    def explosion(self, loop: int, state: int) -> Shape:
        """Two ways from a state of the loop back to it."""
        steps, doubled, readers = (
            self.automaton.steps,
            self.automaton.doubled,
            self.automaton.readers,
        )

        def moves(node: _Node) -> Iterator[tuple[int, _Node]]:
            left, right, apart = node
            for read in self.order:
                lefts = steps[left] & loop & readers[read]
                rights = steps[right] & loop & readers[read]
                for one in members(lefts):
                    for other in members(rights):
                        twice = left == right and one == other and doubled[left] >> one & 1
                        split = apart or one != other or twice
                        yield read, (min(one, other), max(one, other), int(bool(split)))

        return Shape("explosion", (loop,), state, (state, state, 0), (state, state, 1), moves)

    def restart(self, loop: int, state: int) -> Iterator[Shape]:
        """From the search that has not begun into the loop, while the loop goes round."""
        automaton = self.automaton
        waiting = [
            one
            for one in members(automaton.waiting)
            if automaton.reads[one] & automaton.reads[state]
        ]
        if not waiting:
            return
        near = self.leading_to(loop)
        if not near & automaton.waiting:
            return
        start, goal, within = (waiting[0], state), (state, state), (near | automaton.waiting, loop)
        out = automaton.steps[state] & ~loop
        busy = [one for one in self.order if automaton.readers[one] & out]
        if self.read_in(loop) & sum(1 << one for one in busy):
            # A run of what only the loop reads costs the matcher least: it has a loop of its own.
            order = (*busy, *(one for one in self.order if one not in busy))
            moves = self.together(within, order)
            yield Shape("restart", (loop,), state, start, goal, moves, is_busy=True)
        yield Shape("restart", (loop,), state, start, goal, self.together(within))

    def handover(self, first: int, second: int) -> Iterator[Shape]:
        """From one loop into another, while both go round."""
        automaton = self.automaton
        state = next(members(first))
        near = self.leading_to(second)
        if first == second or not near >> state & 1 or self.steps_left <= 0:
            return
        if not self.read_in(first) & self.read_in(second):
            return
        moves = self.together((first, near & ~automaton.waiting, second))
        for one in _some(first):
            for two in _some(second):
                if automaton.reads[one] & automaton.reads[two]:
                    yield Shape(
                        "handover", (first, second), one, (one, one, two), (one, two, two), moves
                    )

    def together(self, within: tuple[int, ...], order: Word | None = None) -> _Moves:
        """The product of steps by the same character, each part within its own states."""
        steps, readers = self.automaton.steps, self.automaton.readers
        reads = self.order if order is None else order

        def moves(node: _Node) -> Iterator[tuple[int, _Node]]:
            for read in reads:
                nodes: list[_Node] = [()]
                for state, allowed in zip(node, within, strict=True):
                    after = steps[state] & allowed & readers[read]
                    nodes = [(*rest, one) for rest in nodes for one in members(after)]
                    if not nodes:
                        break
                for found in nodes:
                    yield read, found

        return moves

    def leading_to(self, states: int) -> int:
        """Every state from which one of these can be reached, and themselves."""
        if states not in self.near:
            self.near[states] = _closure(states, self.before)
            self.steps_left -= self.near[states].bit_count() // 4
        return self.near[states]

    def read_in(self, loop: int) -> int:
        """All classes that are read in a loop."""
        found = 0
        for state in members(loop):
            found |= self.automaton.reads[state]
        return found

    def way(
        self, state: int, avoiding: int | None = None, *, by_readers: bool = False
    ) -> Word | None:
        """A shortest text that leads from the start to a state.

        Of characters that the fewest states read, or ``by_readers`` the most.
        """
        order = self.order[::-1] if by_readers else self.order
        moves = self.together((self.leading_to(1 << state),), order)
        return self.search((0,), (state,), moves, avoiding)

    def word(self, shape: Shape, avoiding: int | None = None) -> Word | None:
        """A shortest word of a shape; ``avoiding`` as in :meth:`search`."""
        return self.search(shape.start, shape.goal, shape.moves, avoiding)

    def search(self, start: _Node, goal: _Node, moves: _Moves, avoiding: int | None) -> Word | None:
        """The shortest word from ``start`` to ``goal``, of at least one character.

        With ``avoiding``, the set of states the whole automaton is in, one on whose way the
        pattern has not matched.
        """
        first = start, avoiding or 0
        came: _Came = {}
        waiting = [first]
        for at in waiting:
            node, states = at
            self.steps_left -= len(self.order)
            for read, after in moves(node):
                self.steps_left -= 1 + states.bit_count()
                if avoiding is not None and self.automaton.matched(states, read):
                    continue
                reached = after, self.automaton.step(states, read)
                if reached in came or reached[1] & self.automaton.certain:
                    continue
                came[reached] = at, read
                if after == goal:
                    return _back(came, first, reached)
                waiting.append(reached)
            if len(came) > MAX_NODES or self.steps_left <= 0:
                return None
        return None


def _some(loop: int) -> Iterator[int]:
    return islice(members(loop), MAX_STATES)


def _back(came: _Came, first: tuple[_Node, int], last: tuple[_Node, int]) -> Word:
    found: list[int] = []
    at = last
    while not found or at != first:
        at, read = came[at]
        found.append(read)
    return tuple(reversed(found))


def _reversed(steps: tuple[int, ...]) -> list[int]:
    before = [0] * len(steps)
    for state, after in enumerate(steps):
        for one in members(after):
            before[one] |= 1 << state
    return before


def _closure(states: int, steps: list[int]) -> int:
    found, fresh = states, states
    while fresh:
        reached = 0
        for state in members(fresh):
            reached |= steps[state]
        fresh = reached & ~found
        found |= fresh
    return found
