"""The strings of a problem: labelling a pool of them, choosing from it, trying our own patterns.

Only patterns written in this package are compiled here, on strings drawn in this package.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.edits import neighbours
from verisynth.generators.regex_patterns.pieces import distinct

_EDITED = 9
"""How many positives get edited; each gives some twenty strings."""
_FEWEST = 14
_LONGEST = 30
_FLAGS = {"a": re.A, "i": re.I, "m": re.M, "s": re.S, "x": re.X}


class Unusable(Exception):
    """The drawn language is too small to be judged by examples, or too few mistakes show."""


@dataclass(frozen=True, slots=True)
class Strings:
    """Labelled strings, each side in order of preference."""

    matches: tuple[str, ...]
    rejects: tuple[str, ...]

    def fails(self, pattern: str, flags: str, mode: str) -> str | None:
        """The first string on which ``pattern`` is wrong.

        Raises:
            re.error: it is not a pattern.
        """
        letters = re.RegexFlag(sum(_FLAGS[letter] for letter in flags))
        compiled = re.compile(pattern, letters)
        test = compiled.fullmatch if mode == "fullmatch" else compiled.search
        missed = (text for text in self.matches if test(text) is None)
        return next(missed, next((text for text in self.rejects if test(text) is not None), None))

    def chosen(self, rng: random.Random, draft: Draft) -> Strings:
        """Some strings of each side, those first that the concept is about.

        Raises:
            Unusable: there are too few.
        """
        return Strings(
            _some_of(rng, self.matches, len(draft.edges)),
            _some_of(rng, self.rejects, len(draft.near)),
        )

    def with_string(self, text: str, pool: Strings) -> Strings:
        """These and one of the pool's, if there is room: there always is for six more."""
        side = self.matches if text in pool.matches else self.rejects
        if text in side or len(side) == _LONGEST:
            return self
        if text in pool.matches:
            return Strings((*self.matches, text), self.rejects)
        return Strings(self.matches, (*self.rejects, text))


def labelled(rng: random.Random, draft: Draft) -> Strings:
    """Every string the draft names and many one edit away from them, labelled by its predicate."""
    positives = distinct((*draft.edges, *draft.typical))
    edited = [*draft.edges[:3], *rng.sample(positives, min(_EDITED, len(positives)))]
    # A trailing newline comes before all else: it is what `$` and `\Z` differ by.
    first = (positives[0] + "\n", "")
    near = distinct((*first, *draft.near, *neighbours(rng, edited, draft.alphabet)))
    labels = {text: draft.accepts(text) for text in (*positives, *near)}
    return Strings(
        tuple(text for text in distinct((*positives, *near)) if labels[text]),
        tuple(text for text in distinct((*near, *positives)) if not labels[text]),
    )


def _some_of(rng: random.Random, pool: tuple[str, ...], preferred: int) -> tuple[str, ...]:
    if len(pool) < _FEWEST:
        raise Unusable
    size = min(len(pool), rng.randint(_FEWEST + 2, 24))
    head = pool[: min(preferred + 2, size - 4)]
    return (*head, *rng.sample(pool[len(head) :], size - len(head)))
