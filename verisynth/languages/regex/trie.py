"""Many texts at once, beside one pattern: texts that start alike are matched once so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verisynth.languages.regex.derivatives import Place
from verisynth.languages.regex.matcher import Matcher
from verisynth.languages.regex.terms import Kind, Term


class Trie:
    """Texts as classes of characters, with what the first pattern makes of each start of them."""

    __slots__ = ("_derivatives", "_ends", "_languages", "_matched", "_next", "_places")

    def __init__(self, matcher: Matcher, language: Term, texts: Sequence[Sequence[int]]) -> None:
        self._derivatives = matcher.derivatives
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
        derived, is_empty = self._derivatives.derived, self._derivatives.is_empty
        waiting = [(0, other)]
        while waiting:
            node, language = waiting.pop()
            if language is self._languages[node]:
                continue
            place = self._places[node]
            if self._ends[node] and is_empty(language, place) is not self._matched[node]:
                yield from self._ends[node]
            if language.kind == Kind.NOTHING:
                waiting += [(after, language) for _, after in self._next[node]]
            else:
                waiting += [
                    (after, derived(language, symbol, place)) for symbol, after in self._next[node]
                ]
