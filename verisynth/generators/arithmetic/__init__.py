"""The arithmetic generator: exact exercises from order of operations to quadratics and geometry.

Each draw has a worked solution, a program that reaches the answer another way, and wrong answers
made by real mistakes. Answers are integers, fractions, decimals, percentages, lists, pairs or
expressions.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.generators.arithmetic import (
    algebra,
    counting,
    fractions_decimals,
    geometry,
    integers,
    number_theory,
    percents,
    powers,
)
from verisynth.generators.arithmetic.draft import (
    LEVELS,
    Dice,
    Template,
    chosen_axes,
    finished,
    settle,
)
from verisynth.types import Candidate, Problem

TEMPLATES: tuple[Template, ...] = (
    *integers.TEMPLATES,
    *fractions_decimals.TEMPLATES,
    *percents.TEMPLATES,
    *number_theory.TEMPLATES,
    *powers.TEMPLATES,
    *algebra.TEMPLATES,
    *counting.TEMPLATES,
    *geometry.TEMPLATES,
)
_STYLES: Mapping[str, tuple[str, ...]] = {
    "plain": ("{}",),
    "exam": ("Question: {}", "Exercise. {}", "{} Show your working.", "{} Justify each step."),
    "friendly": (
        "Here is one for you. {}",
        "Let's try this one. {}",
        "{} Take your time.",
        "A quick puzzle: {}",
    ),
    "terse": ("{} Answer only with the result.", "Result wanted. {}", "{} Be brief."),
}


@dataclass(frozen=True, slots=True)
class ArithmeticGenerator:
    """Draws exercises by topic and difficulty; ``style`` words the request."""

    name: str = "arithmetic"
    family: str = "math"

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """``topic`` and its ``concept`` (one template), ``difficulty`` and ``style``."""
        return {
            "topic": tuple(dict.fromkeys(template.topic for template in TEMPLATES)),
            "concept": tuple(template.name for template in TEMPLATES),
            "difficulty": LEVELS,
            "style": tuple(_STYLES),
        }

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        """One exercise with its reference solution.

        Raises:
            UsageError: the cell has a value this generator does not know.
        """
        chosen = chosen_axes(self.axes, rng, cell)
        fitting = [one for one in TEMPLATES if one.name == chosen["concept"]]
        if "concept" not in cell:
            fitting = [one for one in TEMPLATES if one.topic == chosen["topic"]]
        template = rng.choice(fitting)
        draft = settle(template, Dice(rng, LEVELS.index(chosen["difficulty"])))
        dressed = rng.choice(_STYLES[chosen["style"]]).format(draft.statement)
        return finished(draft, template, dressed)
