"""Draws problems about Python functions from parametrised templates, one module a topic.

Everything about a problem is by construction: the statement, the reference, the wrong answers and
the expected values, which never come from the reference. Nothing is executed here.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.generators.python_functions import (
    calendars,
    codes,
    deadlines,
    formatting,
    grids,
    grouping,
    intervals,
    mappings,
    nesting,
    numbers,
    parsing,
    prices,
    sequences,
    sets,
    simulation,
    sorting,
    stores,
    stretches,
    strings,
    walks,
)
from verisynth.generators.python_functions.scene import axes, choose, stage
from verisynth.generators.python_functions.template import Template, assemble
from verisynth.types import Candidate, Problem

TOPICS: Mapping[str, tuple[Template, ...]] = {
    "strings": strings.TEMPLATES + codes.TEMPLATES,
    "sequences": sequences.TEMPLATES + stretches.TEMPLATES,
    "grouping": grouping.TEMPLATES + mappings.TEMPLATES,
    "numbers": numbers.TEMPLATES + prices.TEMPLATES,
    "calendars": calendars.TEMPLATES + deadlines.TEMPLATES,
    "grids": grids.TEMPLATES + walks.TEMPLATES,
    "intervals": intervals.TEMPLATES,
    "parsing": parsing.TEMPLATES,
    "simulation": simulation.TEMPLATES + stores.TEMPLATES,
    "nesting": nesting.TEMPLATES,
    "sorting": sorting.TEMPLATES,
    "sets": sets.TEMPLATES,
    "formatting": formatting.TEMPLATES,
}
"""Templates by topic, the values of the axis ``topic``."""


@dataclass(frozen=True, slots=True)
class Generator:
    """Problems about one Python function, judged by typed cases and sometimes a pytest file."""

    name: str = "python_functions"
    """The word in a spec's ``procedural.generator``."""
    family: str = "python"
    """The family its problems belong to."""

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """The axes of the shared scene; see :func:`.scene.axes`."""
        return axes(TOPICS)

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        """One problem and its answer."""
        scene = stage(rng, cell)
        return assemble(choose(TOPICS, scene, cell), scene)
