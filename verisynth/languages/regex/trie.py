"""Many texts at once, beside one pattern: texts that start alike are matched once so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verisynth.languages.regex.derivatives import Place
from verisynth.languages.regex.matcher import Matcher
from verisynth.languages.regex.terms import Kind, Term


class Trie:
    """Texts as classes of characters, with what the first pattern makes of each start of them."""

    __slots__ = (
        *("_derivatives", "_ends", "_languages", "_matched", "_next", "_places", "_rows"),
        "_symbols",
    )

    def __init__(self, matcher: Matcher, language: Term, texts: Sequence[Sequence[int]]) -> None:
        self._derivatives = matcher.derivatives
        self._rows: dict[tuple[int, int], list[Term | None]] = {}
        self._symbols = len(matcher.classes.examples)
        self._next: list[list[tuple[int, int]]] = [[]]
        self._ends: list[list[int]] = [[]]
        self._places: list[Place] = [matcher.derivatives.start()]
        self._languages: list[Term] = [language]
        known: dict[tuple[int, int], int] = {}
        for number, symbols in enumerate(texts):
            self._ends[self._node(known, symbols)].append(number)
        self._matched = [
            self._derivatives.is_empty(one, place)
            for one, place in zip(self._languages, self._places, strict=True)
        ]

    def _node(self, known: dict[tuple[int, int], int], symbols: Sequence[int]) -> int:
        at = 0
        for symbol in symbols:
            after = known.get((at, symbol))
            if after is None:
                after = known[at, symbol] = len(self._next)
                self._next[at].append((symbol, after))
                self._next.append([])
                self._ends.append([])
                place, language = self._places[at], self._languages[at]
                self._places.append(self._derivatives.moved(place, symbol))
                self._languages.append(self._derivatives.derived(language, symbol, place))
            at = after
        return at

    def differing(self, other: Term) -> Iterator[int]:
        """The texts on which another pattern differs.

        Where both have the same language left, no longer text can differ, so most patterns with
        one mistake are done after a few steps. Raises ``OverBudget``.
        """
        derivatives = self._derivatives
        waiting = [(0, other)]
        while waiting:
            node, language = waiting.pop()
            if language is self._languages[node]:
                continue
            place = self._places[node]
            if self._ends[node] and (
                derivatives.is_empty(language, place) is not self._matched[node]
            ):
                yield from self._ends[node]
            if language.kind == Kind.NOTHING:
                waiting += [(after, language) for _, after in self._next[node]]
                continue
            row = self._row(language, place)
            for symbol, after in self._next[node]:
                rest = row[symbol]
                if rest is None:
                    rest = row[symbol] = derivatives.derived(language, symbol, place)
                waiting.append((after, rest))

    def _row(self, language: Term, place: Place) -> list[Term | None]:
        """The derivatives of a language by each class, as far as they are known."""
        key = (language.number, place.number if language.contextual else -1)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = [None] * self._symbols
        return row
