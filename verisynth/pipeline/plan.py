"""Which problem comes next: one seed and one cell of the sampling axes for each index."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from verisynth.spec import Axis, TaskSpec
from verisynth.types import Seed


def seed_for(spec: TaskSpec, *, run_seed: int, index: int) -> Seed:
    """The seed of one draw: a pure function of the spec's content, the run seed and the index."""
    return redrawn(spec, Seed(spec.digest, run_seed, index), 0)


def redrawn(spec: TaskSpec, seed: Seed, redraw: int) -> Seed:
    """The same seed with its cell drawn anew; number 0 is the cell it has anyway."""
    bare = replace(seed, cell=())
    cell: dict[str, str] = {}
    for name, axis in spec.axes.items():
        cell[name] = _value(axis, cell, bare.rng("axis", name, *([redraw] if redraw else [])))
    return replace(seed, cell=tuple(cell.items()))


def _value(axis: Axis, cell: Mapping[str, str], rng: random.Random) -> str:
    values = axis.values
    if isinstance(values, Mapping):
        return rng.choice(values[cell[axis.depends_on]])
    return rng.choices(values, weights=axis.weights or None)[0]
