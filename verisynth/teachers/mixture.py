"""Which of several teachers proposes a problem: by weight, and by the seed alone."""

from __future__ import annotations

from dataclasses import dataclass

from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.types import Json, Seed

PROCEDURAL = "procedural"


@dataclass(frozen=True, slots=True)
class Choice:
    """One teacher of a run, under the name its records carry."""

    name: str
    """As given to ``--teacher`` or in the configuration."""
    chat: OpenAIChat | None
    """None: the offline procedural teacher."""
    weight: float = 1.0

    def settings(self) -> dict[str, Json]:
        """What the run's record says about it. Holds no secret."""
        about: dict[str, Json] = {"name": self.name, "weight": self.weight}
        if self.chat is None:
            return {**about, "kind": PROCEDURAL}
        return {**about, "kind": "openai_chat", **self.chat.settings()}


@dataclass(frozen=True, slots=True)
class Mixture:
    """One or more teachers. Never empty, and the weights never all zero."""

    choices: tuple[Choice, ...]

    def pick(self, seed: Seed) -> Choice:
        """The seed's teacher: the same for the same seed, however far the run has got."""
        weights = [choice.weight for choice in self.choices]
        return seed.rng("teacher").choices(self.choices, weights=weights)[0]

    def settings(self) -> list[Json]:
        """What the run's record says about all of them."""
        return [choice.settings() for choice in self.choices]
