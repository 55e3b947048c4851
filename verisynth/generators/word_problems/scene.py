"""Who a story is about and where: the part of a word problem that is not mathematics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from verisynth.generators.arithmetic.draft import Dice, Draft

NAMES = (
    "Amara", "Bilal", "Chiara", "Dmitri", "Elif", "Farah", "Goran", "Hana", "Ines", "Jonas",
    "Keiko", "Lars", "Mei", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Samir", "Tomas",
    "Uma", "Viktor", "Wanda", "Ximena", "Yusuf", "Zoe", "Aisha", "Bruno", "Carmen", "Diego",
    "Esther", "Felix", "Greta", "Hugo", "Imani", "Jamal", "Karin", "Leo", "Marta", "Noah",
    "Olga", "Pablo", "Ravi", "Selma", "Tariq", "Ulla", "Vera", "Wei", "Yara", "Zane", "Anton",
    "Beatriz", "Cem", "Daria", "Emeka", "Freya", "Gita", "Henrik", "Isla", "Jun",
)  # fmt: skip
PERSONAS: Mapping[str, str] = {
    "student": "a student",
    "beekeeper": "a beekeeper",
    "nurse": "a nurse",
    "carpenter": "a carpenter",
    "librarian": "a librarian",
    "bus driver": "a bus driver",
    "gardener": "a gardener",
    "programmer": "a programmer",
    "retired teacher": "a retired teacher",
    "musician": "a musician",
    "shopkeeper": "a shopkeeper",
    "football coach": "a football coach",
}
PLACES: Mapping[str, tuple[str, ...]] = {
    "village": ("in a mountain village", "in a small village", "in a village by a lake"),
    "city": ("in a big city", "in the old town", "near the central station"),
    "coast": ("by the sea", "in a fishing harbour", "on a small island"),
    "campus": ("at the university", "on campus", "near the science park"),
    "suburb": ("in a quiet suburb", "at the edge of town", "in a new estate"),
}
STYLES: Mapping[str, tuple[str, ...]] = {
    "concise": ("{}",),
    "narrative": (
        "It is a busy Saturday. {}",
        "The week has only just begun. {}",
        "Rain has kept everyone indoors. {}",
        "Everybody is preparing for the summer fair. {}",
        "It has been planned for months. {}",
    ),
    "classroom": (
        "Read the problem carefully. {}",
        "{} Explain how you found it.",
        "Word problem: {}",
        "{} Write down every step.",
    ),
    "distractor": (
        "{first} The radio plays {count} songs meanwhile. {rest}",
        "{first} There are {count} clouds in the sky. {rest}",
        "{first} A dog barks {count} times. {rest}",
        "{first} The house next door has the number {count}. {rest}",
    ),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """The people and the place of one story."""

    name: str
    other: str
    role: str
    place: str

    @property
    def who(self) -> str:
        """``Marta, a beekeeper in a small village,`` as the subject of a sentence."""
        return f"{self.name}, {self.role} {self.place},"


@dataclass(frozen=True, slots=True)
class Story:
    """A named way to draw word problems of one topic."""

    name: str
    topic: str
    make: Callable[[Dice, Scene], Draft | None]


def drawn_scene(dice: Dice, persona: str, setting: str) -> Scene:
    """A scene for a persona and a kind of place."""
    name, other = dice.some(NAMES, 2)
    return Scene(name, other, PERSONAS[persona], dice.pick(PLACES[setting]))


def styled(statement: str, style: str, dice: Dice) -> str:
    """The statement in its style; the distractor adds a number that has nothing to do with it."""
    pattern = dice.pick(STYLES[style])
    first, dot, rest = statement.partition(". ")
    if "{first}" in pattern and dot:
        return pattern.format(first=f"{first}.", rest=rest, count=dice.whole(3, 97))
    return statement if "{first}" in pattern else pattern.format(statement)
