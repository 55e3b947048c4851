"""A pattern as states and steps, each set of states a number whose bits are its members.

A state has read a character: one position of the pattern and, where anchors ask what stands before
them, the kind of the character it was. Beside them stand the states of the search that has not
begun to match: a search tries every place, so it may stay where it is on any character, and this
is what makes most slow patterns slow (``[a-z]+[0-9]`` on a long run of letters).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from verisynth.languages.regex.backtracking.alphabet import Alphabet, alphabet
from verisynth.languages.regex.backtracking.positions import BITS, Positions, Ways, positions
from verisynth.languages.regex.characters import NEWLINE, Ranges, category
from verisynth.languages.regex.syntax import Pattern, Position

OTHER, WORD, LINE, EDGE = range(4)
"""Kinds of what stands beside a place; ``EDGE`` is the start or end of the text."""
_WORDS = BITS[Position.BOUNDARY] | BITS[Position.NO_BOUNDARY]
_LINES = BITS[Position.LINE_START] | BITS[Position.LINE_END] | BITS[Position.LAST_LINE_END]


@dataclass(frozen=True, slots=True)
class Automaton:
    """States and steps. State 0 is the start of the text."""

    alphabet: Alphabet
    reads: tuple[int, ...]
    """For each state, the classes of characters it can have read; as bits."""
    readers: tuple[int, ...]
    """For each class, the states that can have read it; as bits."""
    steps: tuple[int, ...]
    """For each state, those that can follow; as bits."""
    doubled: tuple[int, ...]
    """Those of them that can follow in more than one way; as bits."""
    waiting: int
    """The states of a search that has not begun; as bits. None of them unless it is a search."""
    kinds: tuple[int, ...]
    """For each class, what kind its characters are."""
    accepts: tuple[int, ...]
    """For each kind of what comes next, the states in which the pattern has matched; as bits."""

    @property
    def certain(self) -> int:
        """The states in which the pattern has matched whatever comes next; as bits."""
        other, word, line, edge = self.accepts
        return other & word & line & edge

    def step(self, states: int, read: int) -> int:
        """Where ``states`` can lead by reading a character of the class ``read``."""
        found = 0
        for state in members(states):
            found |= self.steps[state]
        return found & self.readers[read]

    def matched(self, states: int, read: int | None) -> int:
        """Those of ``states`` that have matched, with a class or, for None, the end ahead."""
        return states & self.accepts[EDGE if read is None else self.kinds[read]]


def members(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def automaton(pattern: Pattern, *, whole: bool, copies: int) -> Automaton:
    """The automaton of a pattern that must match the whole text, or is searched for in it.

    Raises:
        TooComplex: it would be larger than what we look at.
    """
    found = positions(pattern, whole=whole, copies=copies)
    return _Assembly(found, pattern, whole).automaton()


@dataclass(slots=True)
class _Assembly:
    positions: Positions
    pattern: Pattern
    whole: bool
    states: list[tuple[int, int]] = field(default_factory=list)
    """Position and kind; position -1 for the start and the states of a search."""
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)

    def automaton(self) -> Automaton:
        """All of it."""
        used = self.anchors()
        kind_sets = self.kind_sets(used)
        letters = alphabet([*self.positions.sets, *kind_sets.values()])
        kinds = {kind: letters.mask(ranges) for kind, ranges in kind_sets.items()}
        full = (1 << len(letters.characters)) - 1
        kinds[OTHER] = full & ~sum(kinds.values())
        masks = [letters.mask(ranges) for ranges in self.positions.sets]
        reads = [0]
        self.states.append((-1, EDGE))
        for at, mask in [*([] if self.whole else [(-1, full)]), *enumerate(masks)]:
            for kind, of_kind in sorted(kinds.items()):
                if mask & of_kind:
                    self.numbers[at, kind] = len(self.states)
                    self.states.append((at, kind))
                    reads.append(mask & of_kind)
        waiting = sum(1 << number for (at, _), number in self.numbers.items() if at < 0)
        steps, doubled = self.steps(waiting)
        return Automaton(
            alphabet=letters,
            reads=tuple(reads),
            readers=tuple(_having(reads, read) for read in range(len(letters.characters))),
            steps=tuple(steps),
            doubled=tuple(doubled),
            waiting=waiting,
            kinds=tuple(
                next(kind for kind, mask in kinds.items() if mask >> read & 1)
                for read in range(len(letters.characters))
            ),
            accepts=tuple(self.accepting(kind) for kind in (OTHER, WORD, LINE, EDGE)),
        )

    def anchors(self) -> int:
        """All anchors anywhere, as bits."""
        found = 0
        for ways in (self.positions.first, self.positions.last, *self.positions.follow):
            for _, anchors in ways:
                found |= anchors
        for anchors in self.positions.empty:
            found |= anchors
        return found

    def kind_sets(self, used: int) -> dict[int, Ranges]:
        """The kinds that the anchors tell apart."""
        found = {}
        if used & _WORDS:
            found[WORD] = category("w", ascii_only="a" in self.pattern.flags)
        if used & _LINES:
            found[LINE] = NEWLINE
        return found

    def steps(self, waiting: int) -> tuple[list[int], list[int]]:
        """For each state what can follow, and what can follow in more than one way."""
        steps, doubled = [], []
        for at, kind in self.states:
            ways = self.positions.first if at < 0 else self.positions.follow[at]
            single, double = self.followers(ways, kind)
            steps.append(single | waiting if at < 0 else single)
            doubled.append(double)
        return steps, doubled

    def followers(self, ways: Ways, before: int) -> tuple[int, int]:
        """The states that ways lead to from behind a character of this kind."""
        single = double = 0
        for (position, anchors), count in ways.items():
            for after in (OTHER, WORD, LINE):
                number = self.numbers.get((position, after))
                if number is None or (anchors and not _holds(anchors, before, after)):
                    continue
                if count > 1 or single >> number & 1:
                    double |= 1 << number
                single |= 1 << number
        return single, double

    def accepting(self, after: int) -> int:
        """The states in which the pattern has matched when this kind comes next."""
        end = BITS[Position.TEXT_END] if self.whole else 0
        lasts: dict[int, list[int]] = {}
        for position, anchors in self.positions.last:
            lasts.setdefault(position, []).append(anchors | end)
        lasts[-1] = [anchors | end for anchors in self.positions.empty]
        found = 0
        for number, (position, before) in enumerate(self.states):
            if any(_holds(anchors, before, after) for anchors in lasts.get(position, ())):
                found |= 1 << number
        return found


def _having(reads: list[int], read: int) -> int:
    return sum(1 << state for state, mask in enumerate(reads) if mask >> read & 1)


def _holds(anchors: int, before: int, after: int) -> bool:
    """Whether all of the anchors hold between two kinds.

    That a newline is the last character, as ``$`` wants where something follows it, is taken to
    be so.
    """
    ends = after in (EDGE, LINE)
    is_boundary = (before == WORD) != (after == WORD)
    holding = {
        Position.TEXT_START: before == EDGE,
        Position.LINE_START: before in (EDGE, LINE),
        Position.TEXT_END: after == EDGE,
        Position.LAST_LINE_END: ends,
        Position.LINE_END: ends,
        Position.BOUNDARY: is_boundary,
        Position.NO_BOUNDARY: not is_boundary,
    }
    return all(holding[position] for position, bit in BITS.items() if anchors & bit)
