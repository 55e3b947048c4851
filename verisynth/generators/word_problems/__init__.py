"""The word problem generator: short stories whose answer follows in two to five steps.

The same story is told about different people, places and trades. Each draw has a worked solution
in which every step is computed, a program that finds the answer another way (mostly by
simulation), and the wrong answers people really give.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.generators.arithmetic.draft import (
    LEVELS,
    Dice,
    Draft,
    Template,
    chosen_axes,
    finished,
    settle,
)
from verisynth.generators.word_problems import (
    building,
    cooking,
    growth,
    school,
    shopping,
    travel,
    work,
)
from verisynth.generators.word_problems.scene import (
    PERSONAS,
    PLACES,
    STYLES,
    Scene,
    Story,
    drawn_scene,
    styled,
)
from verisynth.types import Candidate, Problem

TEMPLATES: tuple[Story, ...] = (
    *shopping.STORIES,
    *travel.STORIES,
    *building.STORIES,
    *cooking.STORIES,
    *work.STORIES,
    *school.STORIES,
    *growth.STORIES,
)


@dataclass(frozen=True, slots=True)
class WordProblemGenerator:
    """Draws stories by topic and difficulty, told by persona, setting and style."""

    name: str = "word_problems"
    family: str = "math"

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """``topic`` and its ``concept`` (one story), ``difficulty``, ``style`` and the scene."""
        return {
            "topic": tuple(dict.fromkeys(story.topic for story in TEMPLATES)),
            "concept": tuple(story.name for story in TEMPLATES),
            "difficulty": LEVELS,
            "style": tuple(STYLES),
            "persona": tuple(PERSONAS),
            "setting": tuple(PLACES),
        }

    def draw(self, rng: random.Random, cell: Mapping[str, str]) -> tuple[Problem, Candidate]:
        """One story with its worked solution.

        Raises:
            UsageError: the cell has a value this generator does not know.
        """
        chosen = chosen_axes(self.axes, rng, cell)
        fitting = [one for one in TEMPLATES if one.name == chosen["concept"]]
        if "concept" not in cell:
            fitting = [one for one in TEMPLATES if one.topic == chosen["topic"]]
        return drawn(rng.choice(fitting), rng, LEVELS.index(chosen["difficulty"]), chosen)


def drawn(
    story: Story, rng: random.Random, level: int, chosen: Mapping[str, str]
) -> tuple[Problem, Candidate]:
    """One problem of this story; axes missing from ``chosen`` are drawn."""
    dice = Dice(rng, level)
    persona = chosen.get("persona") or dice.pick(tuple(PERSONAS))
    setting = chosen.get("setting") or dice.pick(tuple(PLACES))
    scene = drawn_scene(dice, persona, setting)
    template = Template(story.name, story.topic, _Telling(story, scene))
    draft = settle(template, dice)
    style = chosen.get("style") or dice.pick(tuple(STYLES))
    return finished(draft, template, styled(draft.statement, style, dice))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A story with its scene fixed: what :func:`settle` draws from."""

    story: Story
    scene: Scene

    def __call__(self, dice: Dice) -> Draft | None:
        return self.story.make(dice, self.scene)
