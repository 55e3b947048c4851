"""Strings on which a pattern may take far longer than their length warrants.

An attack leads to a loop, goes round it many times, and then must not match, or the matcher would
stop at the first way it finds. So the prefix and the pump are words on whose way the pattern has
not matched, as far as that can be had, and the suffix is a shortest text after which it still has
not. Where that cannot be had, plain suffixes are tried: a pattern may first go all ways of one
alternative, and match by the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from verisynth.languages.regex.backtracking.ambiguity import Shape, Shapes, Word
from verisynth.languages.regex.backtracking.automaton import Automaton, automaton
from verisynth.languages.regex.backtracking.demands import demanded
from verisynth.languages.regex.backtracking.positions import TooComplex
from verisynth.languages.regex.syntax import Pattern

COPIES = (16, 1)
"""How far counted repetition is written out: first so that little is a loop, then all of it."""
_ROUNDS = 12
"""Repetitions of a pump that are followed to see that none of them matches."""
_MAX_SUFFIXES = 400


@dataclass(frozen=True, slots=True)
class Attack:
    """A prefix, a pump that is repeated, and a suffix."""

    prefix: str
    pump: str
    suffix: str
    kind: str
    """The shape it rests on, of ``ambiguity.py``."""


def attacks(pattern: Pattern, *, whole: bool) -> Iterator[Attack]:
    """What is worth trying, each once, the most promising first; found one by one, when asked for.

    ``whole`` says that the pattern must match the whole text instead of being searched for.

    Raises:
        TooComplex: the pattern is larger than what we look at.
    """
    seen: set[Attack] = set()
    demands = demanded(pattern.root)
    for copies in COPIES:
        try:
            found = automaton(pattern, whole=whole, copies=copies)
        except TooComplex:
            if copies == COPIES[-1]:
                raise
            continue
        for attack in _Maker(Shapes(found), found, has_demands=bool(demands)).all():
            for one in _satisfying(attack, demands):
                if one not in seen:
                    seen.add(one)
                    yield one


def _satisfying(attack: Attack, demands: str) -> Iterator[Attack]:
    """The attack, and with what the lookaheads ask for in every place where it may do."""
    yield attack
    if demands:
        yield replace(attack, suffix=demands + attack.suffix)
        if attack.kind == "restart":
            yield replace(attack, prefix="", pump=demands + attack.pump)
        yield replace(attack, suffix=attack.suffix + demands)
        yield replace(attack, prefix=demands + attack.prefix)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A pump, and all states that its repetitions can end in; 0 where they may match."""

    pump: Word
    ending: int


@dataclass(frozen=True, slots=True)
class _Maker:
    shapes: Shapes
    automaton: Automaton
    has_demands: bool

    def all(self) -> Iterator[Attack]:
        """The attacks of every shape, first those that are known not to match.

        One of these is enough of a kind at a loop.
        """
        silent: set[tuple[str, tuple[int, ...], bool]] = set()
        others: list[Attack] = []
        for shape in self.shapes.all():
            form = (shape.kind, shape.loops, shape.is_busy)
            if form in silent:
                continue
            pump = self.shapes.word(shape)
            if pump is None:
                continue
            for prefix in self.prefixes(shape.state):
                found = self.unmatched(shape, prefix, pump)
                if found is None:
                    others += self.of(shape, prefix, Repeated(pump, 0))
                else:
                    silent.add(form)
                    yield from self.of(shape, prefix, found)
        yield from others

    def prefixes(self, state: int) -> Iterator[Word]:
        """Ways to a state: one that has not matched, if there is such a one."""
        way = self.shapes.way(state)
        if way is None:
            return
        quiet = self.shapes.way(state, avoiding=1) if self.read(1, way) is None else None
        yield quiet or way
        if self.has_demands:
            # A lookahead may well ask for what is read more often.
            other = self.shapes.way(state, by_readers=True)
            if other is not None and other != way:
                yield other

    def of(self, shape: Shape, prefix: Word, repeated: Repeated) -> Iterator[Attack]:
        """The attacks of one shape, from one way to it."""
        found = self.suffixes(repeated.ending) if repeated.ending else self.foreign(shape.state)
        for suffix in found:
            yield self.attack(shape, prefix, repeated.pump, suffix)

    def unmatched(self, shape: Shape, prefix: Word, pump: Word) -> Repeated | None:
        """A pump no repetition of which matches, if need be from the start of the text alone.

        What a search would match from further on, it sees only once it has gone all ways from the
        start: enough where the ways from one start are many.
        """
        alone = self.automaton.step(1, prefix[0]) & ~self.automaton.waiting
        starts = [self.read(1, prefix)]
        if shape.kind != "restart":
            starts.append(self.read(alone, prefix[1:]))
        found = (self.silent(shape, pump, states) for states in starts if states)
        return next((one for one in found if one is not None), None)

    def silent(self, shape: Shape, pump: Word, states: int) -> Repeated | None:
        """A pump no repetition of which matches when it is read from these states."""
        for _ in range(3):
            ending, seen = self.repeated(states, pump)
            if ending is not None:
                return Repeated(pump, ending)
            other = self.shapes.word(shape, avoiding=states | seen)
            if other is None:
                other = self.shapes.word(shape, avoiding=states)
            if other is None or other == pump:
                return None
            pump = other
        return None

    def repeated(self, states: int, pump: Word) -> tuple[int | None, int]:
        """All states that repetitions can end in, or None if one of them matches; and all seen."""
        seen: list[int] = []
        together = states
        for _ in range(_ROUNDS):
            after = self.read(states, pump)
            if after is None:
                return None, together
            together |= after
            if after in seen:
                union = 0
                for one in seen[seen.index(after) :]:
                    union |= one
                return union, together
            seen.append(after)
            states = after
        return states, together

    def read(self, states: int, word: Word) -> int | None:
        """Where a word leads; None if the pattern has matched on the way."""
        for one in word:
            if self.automaton.matched(states, one):
                return None
            states = self.automaton.step(states, one)
            if states & self.automaton.certain:
                return None
        return states

    def suffixes(self, states: int) -> Iterator[Word]:
        """Shortest texts after which nothing has matched; then one that nothing can go on with."""
        waiting: list[tuple[Word, int]] = [((), states)]
        known = {states}
        for text, at in waiting:
            if not self.automaton.matched(at, None):
                yield text
                break
            for read in self.shapes.order:
                if self.automaton.matched(at, read):
                    continue
                after = self.automaton.step(at, read)
                if after not in known and len(known) < _MAX_SUFFIXES:
                    known.add(after)
                    waiting.append(((*text, read), after))
        last = self.shapes.order[:1]
        if not self.automaton.matched(states, last[0]):
            yield last

    def foreign(self, state: int) -> Iterator[Word]:
        """Nothing, and the first few characters that cannot be read next."""
        steps, readers = self.automaton.steps[state], self.automaton.readers
        unread = [read for read in self.shapes.order if not steps & readers[read]]
        yield ()
        yield from ((read,) for read in unread[:2])

    def attack(self, shape: Shape, prefix: Word, pump: Word, suffix: Word) -> Attack:
        """The strings of words of classes."""
        return Attack(self.text(prefix), self.text(pump), self.text(suffix), shape.kind)

    def text(self, word: Word) -> str:
        """The string of one word."""
        return "".join(self.automaton.alphabet.characters[one] for one in word)
