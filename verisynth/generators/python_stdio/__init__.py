"""Draws problems about programs that read standard input, one module of templates a topic.

As in :mod:`verisynth.generators.python_functions`, everything is by construction: expected outputs
come from the drawn values and never from running the reference. Nothing is executed here.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.generators.python_functions.scene import axes, choose, stage
from verisynth.generators.python_stdio import (
    figures,
    machines,
    maps,
    queries,
    records,
    scheduling,
    texts,
    totals,
)
from verisynth.generators.python_stdio.program import Template, assemble
from verisynth.types import Candidate, Problem

TOPICS: Mapping[str, tuple[Template, ...]] = {
    "totals": totals.TEMPLATES,
    "queries": queries.TEMPLATES,
    "maps": maps.TEMPLATES,
    "records": records.TEMPLATES,
    "machines": machines.TEMPLATES,
    "scheduling": scheduling.TEMPLATES,
    "texts": texts.TEMPLATES,
    "figures": figures.TEMPLATES,
}
"""Templates by topic, the values of the axis ``topic``."""


@dataclass(frozen=True, slots=True)
class Generator:
    """Problems about one program, judged by its standard output for given standard inputs."""

    name: str = "python_stdio"
    """The word in a spec's ``procedural.generator``."""
    family: str = "stdio"
    """The family its problems belong to."""

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """The axes of the shared scene; see :func:`.scene.axes`."""
        return axes(TOPICS)

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        """One problem and its answer."""
        scene = stage(rng, cell)
        return assemble(choose(TOPICS, scene, cell), scene)
