"""Draws regex problems: a described format, its pattern, strings of both kinds, wrong patterns."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.errors import Exhausted
from verisynth.generators.regex_patterns import (
    codes,
    constraints,
    dates,
    inside,
    network,
    numbers,
    quoting,
    scripts,
)
from verisynth.generators.regex_patterns.assemble import assemble
from verisynth.generators.regex_patterns.draft import Concept
from verisynth.generators.regex_patterns.strings import Unusable
from verisynth.generators.regex_patterns.wording import PERSONAS, STYLES, Voice
from verisynth.types import Candidate, Problem

TOPICS: Mapping[str, Mapping[str, Concept]] = {
    "dates-and-times": dates.CONCEPTS,
    "network": network.CONCEPTS,
    "codes-and-names": codes.CONCEPTS,
    "numbers": numbers.CONCEPTS,
    "quoting-and-fields": quoting.CONCEPTS,
    "constraints": constraints.CONCEPTS,
    "inside-text": inside.CONCEPTS,
    "scripts": scripts.CONCEPTS,
}
"""Topic to its concepts by name; no concept is in two topics."""
_LEVELS = ("easy", "medium", "hard")
_MODES = ("fullmatch", "search")
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Generator:
    """Draws regex problems from parametrised concepts.

    Every string is labelled by a predicate written without ``re``, and the reference has been
    seen to agree with it on all of them; every planted pattern has been seen to fail on a string
    of the target.
    """

    name: str = "regex_patterns"

    @property
    def family(self) -> str:
        """The family its problems belong to."""
        return "regex"

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """The sampling axes it reads, with every value it knows."""
        return {
            "topic": tuple(TOPICS),
            "concept": tuple(name for concepts in TOPICS.values() for name in concepts),
            "difficulty": _LEVELS,
            "mode": _MODES,
            "style": STYLES,
            "persona": tuple(PERSONAS),
        }

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        """One problem and its answer.

        A concept decides over a topic. Drawn parameters that leave too few strings, or too few
        visible mistakes, are drawn again.

        Raises:
            Exhausted: a cell kept giving unusable parameters.
        """
        name, concept = _concept(rng, cell)
        level = _LEVELS.index(cell.get("difficulty") or rng.choice(_LEVELS))
        mode = cell.get("mode") or rng.choice(_MODES)
        voice = Voice(
            persona=cell.get("persona") or rng.choice(tuple(PERSONAS)),
            style=cell.get("style") or rng.choice(STYLES),
        )
        for _ in range(_TRIES):
            try:
                return assemble(rng, concept(rng, level), mode=mode, voice=voice, topic=name)
            except Unusable:
                continue
        raise Exhausted(f"no usable problem of the concept {name} in {_TRIES} tries")


def _concept(rng: random.Random, cell: Mapping[str, str]) -> tuple[str, Concept]:
    topics = [TOPICS[cell["topic"]]] if cell.get("topic") else list(TOPICS.values())
    if cell.get("concept"):
        topics = list(TOPICS.values())
    known = {name: concept for concepts in topics for name, concept in concepts.items()}
    name = cell.get("concept") or rng.choice(tuple(known))
    return name, known[name]
