"""The offline teacher: draws problems from a generator, with no model, key or network.

Deterministic: the same seeds in the same order give the same problems, on any machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from verisynth.errors import Exhausted
from verisynth.protocols import Generator
from verisynth.types import Candidate, Problem, Seed


class Seen(Protocol):
    """The keys of the problems that are there already: a set, or a view of a database."""

    def __contains__(self, key: object, /) -> bool: ...

    def __len__(self) -> int: ...


class Draw(NamedTuple):
    """A problem with the answer its generator gives."""

    problem: Problem
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Procedural:
    """Draws from one generator for one spec."""

    generator: Generator
    spec: str
    """The spec's name, for messages."""
    attempts: int = 200
    """Draws of one seed before its cell counts as used up."""
    name: str = "procedural"

    def draw(self, seed: Seed, seen: Seen) -> Draw:
        """A problem of the seed's cell whose key is not in ``seen``.

        A repeated statement is drawn again from a generator keyed by seed and attempt, so that
        what one seed gives depends on others only through ``seen``: drawn in order, it never
        changes. ``seen`` is not changed; the caller knows which problems are kept.

        Raises:
            Exhausted: all attempts repeated problems that are there already.
        """
        cell = dict(seed.cell)
        for attempt in range(self.attempts):
            problem, candidate = self.generator.draw(seed.rng("procedural", attempt), cell)
            if problem.key not in seen:
                return Draw(problem, candidate)
        raise Exhausted(
            f"{self.spec}: the generator {self.generator.name} found no new problem in "
            f"{self.attempts} draws for {_shown(cell)}; {len(seen)} distinct problems so far",
            hint="a smaller --count, more values on the spec's axes, or a model teacher",
        )


def _shown(cell: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in cell.items()) or "its only cell"
