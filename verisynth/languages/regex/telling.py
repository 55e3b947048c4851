"""Texts that tell a pattern from its near misses, made from the pattern alone.

A pool is proposed (``cover``, ``samples``, ``neighbours``), every text in it is labelled by the
pattern's derivatives, and the few are kept that unmask the most mutants and take the most steps of
the automaton. A mutant that no text unmasks is compared with the pattern: the proof gives either
the text that does, or that the two are the same. So whatever mutant is left is equivalent, or too
large to decide.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from verisynth.languages.regex.choosing import choose
from verisynth.languages.regex.cover import cover, lasts
from verisynth.languages.regex.decide import Budget, Relation
from verisynth.languages.regex.matcher import Matcher, matcher
from verisynth.languages.regex.neighbours import FIXED, neighbours
from verisynth.languages.regex.samples import samples
from verisynth.languages.regex.syntax import Pattern
from verisynth.languages.regex.terms import OverBudget
from verisynth.languages.regex.trie import Trie

_POOL = 700
_EDITED = 8
_LONGEST = 300
BUDGET = Budget(terms=20_000, cpu_seconds=10.0)
"""For a pattern and all its mutants together: a second or two at most."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried."""

    mutants: int
    characters: int
    """The text that every mutant is tried on."""


_MUCH = Effort(mutants=300, characters=24_000)
_LITTLE = Effort(mutants=120, characters=6_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Labelled texts, those known before first."""

    matches: tuple[str, ...]
    rejects: tuple[str, ...]
    wrong: int
    """Mutants that a text unmasks, whether it was chosen or not."""
    unmasked: int
    """Those that the chosen texts unmask."""


def pool(pattern: Pattern, *, characters: Iterable[str] = ()) -> tuple[str, ...]:
    """Texts worth trying on a pattern, without labels, each once, and always the same."""
    rng = random.Random(_digest(pattern))
    made = list(dict.fromkeys(samples(pattern.root, rng=rng)))
    edited = [*made[:3], *rng.sample(made, min(len(made), _EDITED - 3))]
    characters = tuple(characters)
    edits = [
        text
        for one in dict.fromkeys(edited)
        for text in neighbours(one[:60], rng=rng, characters=characters)
    ]
    few = rng.sample(edits, min(len(edits), _POOL))
    found = dict.fromkeys((*FIXED, *made[:_POOL], *few))
    return tuple(text for text in found if len(text) <= _LONGEST)


def effort(pattern: Pattern, *, mode: str) -> Effort:
    """Less for a search, and for a whole match that is one in effect, such as ``.*a.*``.

    There each character costs more: nothing that was read makes a match impossible for good, so
    each mutant goes on to the end of each text.
    """
    if mode == "search":
        return _LITTLE
    try:
        asked = matcher([pattern], mode=mode, budget=BUDGET)
        return _LITTLE if asked.languages[0] is None or lasts(asked) else _MUCH
    except (OverBudget, RecursionError):
        return _LITTLE


def telling(
    pattern: Pattern,
    mutants: Sequence[Pattern],
    *,
    mode: str = "fullmatch",
    known: Sequence[str] = (),
    most: int = 100,
) -> Telling | None:
    """At most ``most`` texts on each side, those in ``known`` among them.

    None where the pattern cannot be decided.
    """
    try:
        asked = matcher([pattern, *mutants], mode=mode, budget=BUDGET)
        if asked.languages[0] is None:
            return None
        characters = effort(pattern, mode=mode).characters
        return _Workshop(asked, pattern, known, characters).telling(known, most)
    except (OverBudget, RecursionError):
        return None


class _Workshop:
    """The pool of one pattern, and as bits what each text of it shows.

    First the mutants it unmasks, then the steps of the automaton it takes.
    """

    def __init__(
        self, asked: Matcher, pattern: Pattern, known: Sequence[str], characters: int
    ) -> None:
        self.asked = asked
        self.mutants = len(asked.languages) - 1
        self.rng = random.Random(_digest(pattern))
        proposed = pool(pattern, characters=asked.classes.examples)
        covering = islice(_tried(cover(asked)), _POOL)
        short = [text for text in covering if len(text) <= _LONGEST]
        texts = tuple(dict.fromkeys((*proposed, *short)))
        share = characters / max(1, sum(map(len, texts)))
        if share < 1:
            kept = set(self.rng.sample(range(len(texts)), int(len(texts) * share)))
            texts = tuple(text for at, text in enumerate(texts) if at in kept)
        self.shows: dict[str, int] = dict.fromkeys((*known, *texts), 0)
        self.unmask(tuple(self.shows))
        unmasked = reduce(or_, self.shows.values(), 0)
        missing = [at for at in range(self.mutants) if not unmasked >> at & 1]
        self.unmask(tuple(self.proved(missing)))
        self.labels = self.labelled()

    def unmask(self, texts: Sequence[str]) -> None:
        """Finds the mutants that each text unmasks."""
        trie = Trie(self.asked, texts)
        for at, language in enumerate(self.asked.languages[1:]):
            try:
                differing = 0 if language is None else trie.differing(at + 1)
            except OverBudget:
                return
            for number in bits(differing):
                text = texts[number]
                self.shows[text] = self.shows.get(text, 0) | 1 << at

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

    def telling(self, known: Sequence[str], most: int) -> Telling:
        """The texts chosen."""
        everything = reduce(or_, self.shows.values(), 0)
        masks = (1 << self.mutants) - 1
        goals = (everything & masks, everything & ~masks)
        matches, rejects = choose(self.shows, self.labels, goals=goals, known=known, most=most)
        shown = reduce(or_, (self.shows[text] for text in (*matches, *rejects)), 0)
        kept = frozenset(known)
        return Telling(
            matches=self.varied(matches, kept),
            rejects=self.varied(rejects, kept),
            wrong=(everything & masks).bit_count(),
            unmasked=(shown & masks).bit_count(),
        )

    def varied(self, texts: Sequence[str], kept: frozenset[str]) -> tuple[str, ...]:
        """The texts with other characters of the same classes.

        No label changes, and a mistake that is about one letter or digit meets more of them.
        """
        members = self.asked.classes.readable()
        found: dict[str, None] = {}
        for text in texts:
            symbols = zip(text, self.asked.classes.classes(text), strict=True)
            other = "".join(
                self.rng.choice(members[symbol]) if one in members[symbol] else one
                for one, symbol in symbols
            )
            found[text if text in kept or other in found else other] = None
        return tuple(found)


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _digest(pattern: Pattern) -> bytes:
    return hashlib.sha256(pattern.text.encode("utf-8", "surrogatepass")).digest()


def _tried(texts: Iterator[str]) -> Iterator[str]:
    try:
        yield from texts
    except OverBudget:
        return
