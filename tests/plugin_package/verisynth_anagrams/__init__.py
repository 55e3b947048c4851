"""Anagrams: the answer must use exactly the letters of the gold, and not be the gold itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.errors import Unparseable, UsageError
from verisynth.protocols import Sandbox
from verisynth.types import (
    Candidate,
    Json,
    Limits,
    MathTarget,
    Outcome,
    Planted,
    Problem,
    Proposal,
    Target,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Anagrams:
    """A word to be written with the same letters in another order."""

    name: str = "anagrams"
    columns: tuple[str, ...] = ("id", "word", "answer")
    sections: tuple[tuple[str, str, str], ...] = (("word", "", "a word"), ("anagram", "", "one"))

    @property
    def limits(self) -> Limits:
        """Nothing is executed."""
        return Limits()

    @property
    def example(self) -> Mapping[str, str]:
        """A word and its anagram."""
        return {"word": "stone", "anagram": "notes"}

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """A word and its anagram."""
        word, anagram = sections["word"].strip(), sections["anagram"].strip()
        if not word.isalpha():
            raise Unparseable("bad-section", f"{word!r} is not a word")
        statement = f"Write an anagram of {word}."
        problem = Problem(statement=statement, target=MathTarget(gold=word), reference=anagram)
        return Proposal(problem, (Candidate(answer=anagram),))

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Columns ``word`` and ``answer``."""
        if not isinstance(row.get("word"), str) or not isinstance(row.get("answer"), str):
            raise UsageError("a row needs the texts word and answer")
        return MathTarget(gold=str(row["word"])), str(row["answer"])

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """The word itself, and the anagram with a letter too many."""
        assert isinstance(problem.target, MathTarget)
        return (
            Planted(problem.target.gold, "the word itself"),
            Planted(problem.reference + "e", "a letter too many"),
        )

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Same letters, another order."""
        assert isinstance(target, MathTarget)
        right = sorted(answer) == sorted(target.gold) and answer != target.gold
        if right:
            return Verdict(outcome=Outcome.ACCEPTED, verifier="anagrams@1")
        return Verdict(outcome=Outcome.REJECTED, reason="wrong-answer", verifier="anagrams@1")
