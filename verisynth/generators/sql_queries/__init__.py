"""Questions about tables, with data that tells the right query from plausible wrong ones.

Every draw is tried here before it is handed out: our own templates run in an in-memory SQLite on
rows drawn around the question's constants, and rows are drawn again until the gold returns
something and each planted mistake returns something else. The sandbox repeats all of it later.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from verisynth.errors import Exhausted, UsageError, did_you_mean
from verisynth.generators.sql_queries import naming, trial, wording
from verisynth.generators.sql_queries.domains import DOMAINS, Domain
from verisynth.generators.sql_queries.easy_shapes import EASY
from verisynth.generators.sql_queries.filling import (
    Filling,
    draw_constants,
    draw_filling,
)
from verisynth.generators.sql_queries.hard_shapes import HARD
from verisynth.generators.sql_queries.medium_shapes import MEDIUM
from verisynth.generators.sql_queries.shape import Shape, fill, wrong_template
from verisynth.types import Candidate, Planted, Problem, SqlTarget

SHAPES = (*EASY, *MEDIUM, *HARD)

MIN_PLANTED = 3
_CONSTANT_DRAWS = 12
_FILLING_DRAWS = 4
_AXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "domain": tuple(domain.name for domain in DOMAINS),
        "difficulty": ("easy", "medium", "hard"),
        "concept": tuple(shape.name for shape in SHAPES),
        "style": wording.STYLES,
        "persona": wording.PERSONAS,
        "dialect": ("sqlite", "duckdb"),
    }
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with everything it was made from; tests recompute its answer from this."""

    shape: Shape
    domain: Domain
    constants: Mapping[str, str | int]
    fillings: tuple[Filling, ...]
    names: naming.Names
    planted: tuple[Planted, ...]
    dialect: str

    @property
    def gold(self) -> str:
        """The gold query."""
        return fill(self.shape.gold, self.names.sql)

    @property
    def schema(self) -> str:
        """The CREATE TABLE statements."""
        return naming.schema(self.names, self.dialect)


@dataclass(frozen=True, slots=True)
class Generator:
    """Draws SQL questions over eleven domains and some forty kinds of query."""

    name: str = "sql_queries"
    family: str = "sql"

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """Domain, difficulty, concept (which implies a difficulty), style, persona, dialect."""
        return _AXES

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        """One question, its gold query and at least three mistakes that its data exposes.

        Where ``cell`` names both a concept and a difficulty the concept decides.

        Raises:
            UsageError: the cell holds an unknown value.
            Exhausted: no data was found that exposes three mistakes.
        """
        draft = self.draft(rng, cell)
        style = _value(cell, "style", rng)
        persona = _value(cell, "persona", rng)
        problem = Problem(
            statement=wording.statement(
                draft.shape, draft.domain, draft.names.english, draft.schema, rng,
                style=style, persona=persona, dialect=draft.dialect,
            ),
            target=_target(draft),
            reference=draft.gold,
            planted=draft.planted,
            topic=draft.shape.name,
        )  # fmt: skip
        because = fill(draft.shape.because, draft.names.english)
        return problem, Candidate(answer=draft.gold, reasoning=because)

    def draft(self, rng: random.Random, cell: Mapping[str, str]) -> Draft:
        """The question before it is put into words."""
        shape = _shape(cell, rng)
        wanted = _value(cell, "domain", rng)
        domain = next(domain for domain in DOMAINS if domain.name == wanted)
        dialect = cell.get("dialect") or ("duckdb" if rng.random() < 0.05 else "sqlite")
        if dialect not in _AXES["dialect"]:
            raise UsageError(_unknown("dialect", dialect))
        for _ in range(_CONSTANT_DRAWS):
            draft = _try(shape, domain, dialect, rng)
            if draft is not None:
                return draft
        raise Exhausted(f"no data exposes {MIN_PLANTED} mistakes for {shape.name} in {domain.name}")


def _try(shape: Shape, domain: Domain, dialect: str, rng: random.Random) -> Draft | None:
    """A draft with one set of constants, if some rows expose enough mistakes."""
    constants = draw_constants(domain, rng)
    roles = naming.choose(domain, rng)
    names = naming.name(domain, roles, constants, dialect)
    # The trial speaks SQLite whatever the question speaks; the two renderings mean the same.
    sqlite = naming.name(domain, roles, constants, "sqlite").sql
    wrongs = [wrong for wrong in shape.wrongs if wrong.only in ("", dialect)]
    queries = [fill(wrong_template(shape, wrong), sqlite) for wrong in wrongs]
    for _ in range(_FILLING_DRAWS):
        fillings = _fillings(domain, constants, rng, dialect)
        exposed = trial.exposed(
            naming.schema(names, "sqlite"),
            [filling.script(names) for filling in fillings],
            fill(shape.gold, sqlite),
            queries,
            is_ordered=bool(shape.order),
        )
        if sum(exposed) >= min(MIN_PLANTED, len(wrongs)):
            planted = tuple(
                Planted(
                    fill(wrong_template(shape, wrong), names.sql), fill(wrong.why, names.english)
                )
                for wrong, shown in zip(wrongs, exposed, strict=True)
                if shown
            )
            return Draft(shape, domain, constants, fillings, names, planted, dialect)
    return None


def _fillings(
    domain: Domain, constants: Mapping[str, str | int], rng: random.Random, dialect: str
) -> tuple[Filling, ...]:
    # A DuckDB database takes fifty times as long to set up, so it gets two fillings.
    sizes: Sequence[int] = (rng.randint(5, 7), rng.randint(4, 6))
    if dialect == "sqlite":
        sizes = (*sizes, rng.randint(7, 9), 2)
    return tuple(draw_filling(domain, constants, rng, size=size) for size in sizes)


def _target(draft: Draft) -> SqlTarget:
    first, *others = (filling.script(draft.names) for filling in draft.fillings)
    return SqlTarget(
        gold=draft.gold,
        schema=draft.schema,
        setup=first,
        extra_setups=tuple(others),
        dialect=draft.dialect,
    )


def _shape(cell: Mapping[str, str], rng: random.Random) -> Shape:
    if "concept" in cell:
        name = _value(cell, "concept", rng)
        return next(shape for shape in SHAPES if shape.name == name)
    if "difficulty" not in cell:
        return rng.choice(SHAPES)
    level = _value(cell, "difficulty", rng)
    return rng.choice([shape for shape in SHAPES if shape.level == level])


def _value(cell: Mapping[str, str], axis: str, rng: random.Random) -> str:
    value = cell.get(axis)
    if value is None:
        return rng.choice(_AXES[axis])
    if value not in _AXES[axis]:
        raise UsageError(_unknown(axis, value))
    return value


def _unknown(axis: str, value: str) -> str:
    known = _AXES[axis]
    return f'{axis} is "{value}"; one of {", ".join(known)}.{did_you_mean(value, known)}'
