"""Texts that tell a pattern from its near misses, made from the pattern alone.

A pool is proposed (``cover``, ``samples``, ``neighbours``), every text in it is labelled by the
pattern's derivatives, and the few are kept that unmask the most mutants. A mutant that no text
unmasks is compared with the pattern: the proof gives either the text that does, or that the two are
the same. So whatever mutant is left is equivalent, or too large to decide.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from verisynth.languages.regex.cover import cover
from verisynth.languages.regex.decide import Budget, Relation
from verisynth.languages.regex.matcher import Matcher, matcher
from verisynth.languages.regex.neighbours import FIXED, neighbours
from verisynth.languages.regex.samples import samples
from verisynth.languages.regex.syntax import Pattern
from verisynth.languages.regex.terms import OverBudget
from verisynth.languages.regex.trie import Trie

_POOL = 3_000
_EDITED = 10
_LONGEST = 300
BUDGET = Budget(terms=300_000, cpu_seconds=4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Labelled texts, the most telling first, and what they were measured on."""

    matches: tuple[str, ...]
    rejects: tuple[str, ...]
    wrong: int
    """Mutants that at least one text of the pool unmasks, or a proof does."""
    unmasked: int
    """Those that the chosen texts unmask."""


def pool(
    pattern: Pattern, *, rng: random.Random, classes: Iterable[str], covering: Iterable[str]
) -> tuple[str, ...]:
    """Texts worth trying on a pattern, without labels, each once."""
    made = list(dict.fromkeys(samples(pattern.root, rng=rng)))
    covered = list(islice(covering, _POOL))
    edited = [*made[:3], *rng.sample(made, min(len(made), _EDITED - 3))]
    edits = [
        text
        for one in dict.fromkeys(edited)
        for text in neighbours(one[:60], rng=rng, characters=classes)
    ]
    found = dict.fromkeys((*FIXED, *made, *covered))
    found.update(dict.fromkeys(rng.sample(edits, min(len(edits), _POOL))))
    return tuple(text for text in islice(found, 2 * _POOL) if len(text) <= _LONGEST)


def telling(
    pattern: Pattern, mutants: Sequence[Pattern], *, mode: str = "fullmatch", most: int = 100
) -> Telling | None:
    """At most ``most`` texts on each side; None where the pattern cannot be decided."""
    asked = matcher([pattern, *mutants], mode=mode, budget=BUDGET)
    if asked.languages[0] is None:
        return None
    return _Choosing(asked, pattern, len(mutants)).chosen(most)


class _Choosing:
    """The pool of one pattern, and as bits what each text of it shows: first the mutants it
    unmasks, then the steps of the automaton it takes."""

    def __init__(self, asked: Matcher, pattern: Pattern, mutants: int) -> None:
        self.asked = asked
        self.mutants = mutants
        self.rng = rng = random.Random(_digest(pattern))
        texts = pool(pattern, rng=rng, classes=asked.classes.examples, covering=_tried(cover(asked)))
        self.shows: dict[str, int] = dict.fromkeys(texts, 0)
        self.unmask(texts)
        everything = reduce(or_, self.shows.values(), 0)
        missing = [at for at in range(mutants) if not everything >> at & 1]
        self.unmask(tuple(self.proved(missing)))
        self.labels = self.labelled()

    def unmask(self, texts: Sequence[str]) -> None:
        """Finds the mutants that each text unmasks."""
        trie = Trie([self.asked.classes.classes(text) for text in texts])
        for at in range(self.mutants):
            try:
                for number in trie.differing(self.asked, at + 1):
                    text = texts[number]
                    self.shows[text] = self.shows.get(text, 0) | 1 << at
            except OverBudget:
                return

    def proved(self, mutants: Iterable[int]) -> Iterator[str]:
        """A shortest text for each mutant that no other text unmasks and that is not equal."""
        for at in mutants:
            if self.asked.languages[at + 1] is None:
                continue
            try:
                decision = self.asked.difference(0, at + 1)
            except (OverBudget, RecursionError):
                return
            if decision.relation is Relation.DIFFERENT:
                yield decision.witness

    def labelled(self) -> dict[str, bool]:
        """The label of each text, with the steps it takes added to what it shows."""
        numbers: dict[tuple[int, int, int], int] = {}
        labels = {}
        for text in self.shows:
            steps, labels[text] = self.asked.walked(0, self.asked.classes.classes(text))
            for step in steps:
                self.shows[text] |= 1 << self.mutants + numbers.setdefault(step, len(numbers))
        return labels

    def chosen(self, most: int) -> Telling:
        """At first as few texts as unmask every mutant, then as few as take every step, then
        both again: the mistakes of others are like these, but not the same."""
        masked = (1 << self.mutants) - 1
        everything = reduce(or_, self.shows.values(), 0)
        sides: dict[bool, list[str]] = {True: [], False: []}
        waiting = sorted(self.shows, key=lambda text: (len(text), text))
        goals = [everything & masked, everything & ~masked]
        while waiting and min(map(len, sides.values())) < most:
            before = len(waiting)
            for goal in goals:
                waiting = self.covered(goal, waiting, sides, most)
            if len(waiting) == before:
                break
            # Longer texts show more of what nobody thought of.
            waiting.sort(key=lambda text: (-len(text), text))
            goals = [everything]
        shown = reduce(or_, (self.shows[text] for side in sides.values() for text in side), 0)
        return Telling(
            matches=self.varied(sides[True]),
            rejects=self.varied(sides[False]),
            wrong=(everything & masked).bit_count(),
            unmasked=(shown & masked).bit_count(),
        )

    def covered(
        self, goal: int, waiting: list[str], sides: dict[bool, list[str]], most: int
    ) -> list[str]:
        """Moves texts to their sides until they show the whole goal; those that are left."""
        while goal and waiting:
            best = max(waiting, key=lambda text: (self.shows[text] & goal).bit_count())
            if not self.shows[best] & goal:
                break
            goal &= ~self.shows[best]
            label = self.labels[best]
            sides[label].append(best)
            waiting = [
                text
                for text in waiting
                if text is not best and (len(sides[label]) < most or self.labels[text] is not label)
            ]
        return waiting

    def varied(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The texts with other characters of the same classes: no label changes, and a mistake
        that is about one letter or digit meets more of them."""
        members = self.asked.classes.readable()
        found: dict[str, None] = {}
        for text in texts:
            symbols = zip(text, self.asked.classes.classes(text), strict=True)
            other = "".join(
                self.rng.choice(members[symbol]) if one in members[symbol] else one
                for one, symbol in symbols
            )
            found[other if other not in found else text] = None
        return tuple(found)


def _digest(pattern: Pattern) -> bytes:
    return hashlib.sha256(pattern.text.encode("utf-8", "surrogatepass")).digest()


def _tried(texts: Iterator[str]) -> Iterator[str]:
    try:
        yield from texts
    except (OverBudget, RecursionError):
        return
