"""Says which texts patterns match, without an engine that could hang on them.

One step a character, whatever the pattern: the derivatives make the automaton as far as the texts
need it. Several patterns share one cutting of the characters into classes, so that a text is
turned into classes once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from verisynth.languages.regex.decide import Budget, Decision, difference
from verisynth.languages.regex.derivatives import Derivatives, Place
from verisynth.languages.regex.expanding import expanded
from verisynth.languages.regex.lowering import Lowering, Unsupported, all_sets
from verisynth.languages.regex.partition import Partition, partition
from verisynth.languages.regex.syntax import Pattern
from verisynth.languages.regex.terms import Kind, Term, Terms


@dataclass(frozen=True, slots=True)
class Matcher:
    """Some patterns in one mode, ready to be asked about texts and about each other."""

    derivatives: Derivatives
    classes: Partition
    languages: tuple[Term | None, ...]
    """Of each pattern, in order; None where it is beyond what terms can say."""
    table: dict[tuple[int, int, int], tuple[Place, Term]] = field(default_factory=dict)

    def language(self, at: int) -> Term:
        """That of pattern number ``at``. Raises ``ValueError`` where terms cannot say it."""
        language = self.languages[at]
        if language is None:
            raise ValueError(f"pattern {at} cannot be decided")
        return language

    def matches(self, at: int, symbols: Sequence[int]) -> bool:
        """Whether pattern number ``at`` matches the text of these classes.

        Raises:
            OverBudget: the text needs more terms than there may be.
            ValueError: the pattern is beyond what terms can say.
        """
        return self.walked(at, symbols)[1]

    def walked(self, at: int, symbols: Sequence[int]) -> tuple[list[tuple[int, int, int]], bool]:
        """The steps that the text takes through the automaton, and whether it is matched.

        The list ends with the step after which no text can be matched any more.
        """
        language = self.language(at)
        place = self.derivatives.start()
        steps = []
        for symbol in symbols:
            if language.kind == Kind.NOTHING:
                break
            key = (place.number, language.number, symbol)
            steps.append(key)
            found = self.table.get(key)
            if found is None:
                rest = self.derivatives.derived(language, symbol, place)
                found = self.table[key] = (self.derivatives.moved(place, symbol), rest)
            place, language = found
        return steps, self.derivatives.is_empty(language, place)

    def matches_text(self, at: int, text: str) -> bool:
        """As :meth:`matches`, for one text."""
        return self.matches(at, self.classes.classes(text))

    def difference(self, at: int, other: int) -> Decision:
        """How two of the patterns compare. Raises as :meth:`matches` does."""
        first, second = self.language(at), self.language(other)
        return difference(self.derivatives, self.classes, first, second)


def matcher(
    patterns: Sequence[Pattern], *, mode: str = "fullmatch", budget: Budget | None = None
) -> Matcher:
    """Prepares patterns for one mode. Raises ``OverBudget``."""
    budget = budget or Budget()
    roots = [expanded(pattern) for pattern in patterns]
    classes = partition(all_sets(roots))
    lowering = Lowering(Terms(budget.terms, budget.cpu_seconds), classes)
    languages: list[Term | None] = []
    for root in roots:
        try:
            languages.append(lowering.language(root, mode=mode))
        except Unsupported:
            languages.append(None)
    return Matcher(lowering.derivatives(), classes, tuple(languages))
