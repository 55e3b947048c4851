"""Many texts at once, beside one pattern: texts that start alike are matched once so far."""

from __future__ import annotations

from collections.abc import Sequence

from verisynth.languages.regex.derivatives import Place
from verisynth.languages.regex.matcher import Matcher
from verisynth.languages.regex.terms import Kind, Term


class Trie:
    """Texts, with what the first pattern of a matcher makes of each start of them."""

    __slots__ = (
        *("_below", "_derivatives", "_ends", "_languages", "_matched", "_matcher", "_next"),
        *("_places", "_rows", "_symbols"),
    )

    def __init__(self, matcher: Matcher, texts: Sequence[str]) -> None:
        self._matcher = matcher
        self._derivatives = matcher.derivatives
        self._rows: dict[tuple[int, int], list[Term | None]] = {}
        self._symbols = len(matcher.classes.examples)
        self._next: list[list[tuple[int, int]]] = [[]]
        self._ends = [0]
        self._places: list[Place] = [matcher.derivatives.start()]
        self._languages: list[Term] = [matcher.language(0)]
        known: dict[tuple[int, int], int] = {}
        for number, text in enumerate(texts):
            self._ends[self._node(known, matcher.classes.classes(text))] |= 1 << number
        self._matched = [
            self._derivatives.is_empty(one, place)
            for one, place in zip(self._languages, self._places, strict=True)
        ]
        self._below = self._matched_or_not_below()

    def _node(self, known: dict[tuple[int, int], int], symbols: Sequence[int]) -> int:
        at = 0
        for symbol in symbols:
            after = known.get((at, symbol))
            if after is None:
                after = known[at, symbol] = len(self._next)
                self._next[at].append((symbol, after))
                self._next.append([])
                self._ends.append(0)
                place, language = self._places[at], self._languages[at]
                self._places.append(self._derivatives.moved(place, symbol))
                self._languages.append(self._derivatives.derived(language, symbol, place))
            at = after
        return at

    def _matched_or_not_below(self) -> tuple[list[int], list[int]]:
        """From each node on, the texts that do not match, and those that do, as bits."""
        below = ([0] * len(self._next), [0] * len(self._next))
        for node in reversed(range(len(self._next))):  # children have the greater numbers
            below[self._matched[node]][node] |= self._ends[node]
            for _, after in self._next[node]:
                for side in below:
                    side[node] |= side[after]
        return below

    def differing(self, at: int, *, any_will_do: bool = False) -> int:
        """The texts on which pattern number ``at`` differs, as bits; or any, where that will do.

        Where both have the same language left, no longer text can differ, and where the other has
        nothing or everything left, all is known of the longer texts: most patterns with one mistake
        are done after a few steps. Raises ``OverBudget``.
        """
        derivatives, languages, ends = self._derivatives, self._languages, self._ends
        found, other = 0, self._matcher.language(at)
        waiting = [] if other is languages[0] else [(0, other)]
        while waiting and not (found and any_will_do):
            node, language = waiting.pop()
            if language.kind <= Kind.EVERYTHING:
                found |= self._below[language.kind == Kind.NOTHING][node]
                continue
            place = self._places[node]
            if ends[node] and derivatives.is_empty(language, place) is not self._matched[node]:
                found |= ends[node]
            row = self._row(language, place)
            for symbol, after in self._next[node]:
                rest = row[symbol]
                if rest is None:
                    rest = row[symbol] = derivatives.derived(language, symbol, place)
                if rest is not languages[after]:
                    waiting.append((after, rest))
        return found

    def _row(self, language: Term, place: Place) -> list[Term | None]:
        """The derivatives of a language by each class, as far as they are known."""
        key = (language.number, place.number if language.contextual else -1)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = [None] * self._symbols
        return row
