"""Draws databases on which a query and its wrong neighbours return other rows.

Each is a mood (how many rows, how many ties, how many NULLs) applied to the templates of the
queries. Keys are unique and references resolve, whatever the mood. The same queries and seed give
the same rows. The ideas are those of XData (Shah et al., "Generating test data for killing SQL
mutants", ICDE 2011) and of test suites of databases (Zhong et al., arXiv 2010.02840); witness rows
are planted, not waited for.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from verisynth.languages.sql import checks, reading, templates
from verisynth.languages.sql.drawing import Drawing, large_sizes
from verisynth.languages.sql.moods import ALONE, MOODS
from verisynth.languages.sql.plan import Place, Plan
from verisynth.languages.sql.pools import Pools, Spot
from verisynth.languages.sql.rows import Database
from verisynth.languages.sql.schema import Schema
from verisynth.languages.sql.templates import Template, Templates

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything databases for some queries over one schema are drawn from."""

    schema: Schema
    plan: Plan
    pools: Pools
    templates: Templates
    spots: Mapping[str, tuple[Spot, ...]]
    """Tables that get rows, parents first, and their columns."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that get rows, parents first."""
        return tuple(self.spots)

    def spot(self, place: Place) -> Spot:
        """One of their columns."""
        return self.spots[place.table][place.column]

    def draw(self, number: int, seed: str = "") -> Database:
        """The database of this number."""
        rng = random.Random(f"{number} {seed}")
        mood = MOODS[number % len(MOODS)]
        if mood.large and any(any(large_sizes(unit)) for unit in self.templates.units):
            # Nothing else may join the group, or its size is another.
            mood = replace(
                mood, combinations=1, near=0.0, groups=0, others=0, sharing=0.0, nulls=0.0
            )
        elif mood.large:
            mood = replace(mood, large=False)
        return Drawing(self, mood, rng).database()

    def alone(self, most: int) -> list[Database]:
        """Databases of one combination of rows each, in which all conditions hold or all but one.

        Two groups alone are among them, for queries that aggregate. Among many rows a LIMIT, a
        DISTINCT or a set operation hides the one that matters. What no condition speaks about has
        a value in one of them and is NULL, where it may be, in another.
        """
        made, single = self.templates, dict[object, Template]()
        for template in (*made.whole, *made.near):
            single.setdefault(template.likeness, template)
        found = [
            Drawing(self, mood, random.Random(f"alone {number}")).lone(template)
            for number, template in enumerate(single.values())
            for mood in ALONE
        ]
        found[4:4] = [
            Drawing(self, ALONE[0], random.Random("alone")).lone_groups(unit) for unit in made.units
        ]
        return [one for at, one in enumerate(found) if one not in found[:at]][:most]


def recipe(schema: Schema, trees: Sequence[exp.Query], *, strict: bool = False) -> Recipe:
    """How to draw databases that tell these queries, and their neighbours, apart.

    ``strict`` is for engines that store values of the declared kind only.
    """
    plan = reading.plan(schema, trees)
    pools = Pools(schema, plan, strict)
    found = checks.read(schema)
    pools.checks.update({place: list(tests) for place, tests in found.tests.items()})
    for place, samples in found.samples.items():
        pools.offer(place, samples)
    made = templates.build(plan, pools, random.Random("templates"))
    return Recipe(
        schema, plan, pools, made, {name: pools.spots(name) for name in _filled(schema, plan)}
    )


def _filled(schema: Schema, plan: Plan) -> tuple[str, ...]:
    """The tables of the queries, what they refer to, and what refers to them."""
    wanted = set(plan.tables)
    near = {name for name, table in schema.tables.items()
            if any(key.table in wanted for key in table.foreign)}  # fmt: skip
    wanted |= set(sorted(near)[:4])
    waiting = list(wanted)
    while waiting:
        for key in schema.tables[waiting.pop()].foreign:
            if key.table not in wanted:
                wanted.add(key.table)
                waiting.append(key.table)
    return tuple(name for name in schema.order() if name in wanted)
