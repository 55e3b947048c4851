"""Many texts at once: texts that start alike are matched once as far as they are alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verisynth.languages.regex.matcher import Matcher


class Trie:
    """Texts as classes of characters, sharing their starts."""

    __slots__ = ("_ends", "_next")

    def __init__(self, texts: Sequence[Sequence[int]]) -> None:
        self._next: list[dict[int, int]] = [{}]
        self._ends: list[list[int]] = [[]]
        for number, symbols in enumerate(texts):
            self._ends[self._node(symbols)].append(number)

    def _node(self, symbols: Sequence[int]) -> int:
        at = 0
        for symbol in symbols:
            after = self._next[at].get(symbol)
            if after is None:
                after = self._next[at][symbol] = len(self._next)
                self._next.append({})
                self._ends.append([])
            at = after
        return at

    def differing(self, matcher: Matcher, at: int, *, beside: int = 0) -> Iterator[int]:
        """The texts on which two patterns differ; none where one of them cannot be decided.

        Where both have the same language left, no longer text can differ, so most patterns with
        one mistake are done after a few steps. Raises ``OverBudget``.
        """
        first, second = matcher.languages[beside], matcher.languages[at]
        if first is None or second is None:
            return
        derivatives = matcher.derivatives
        waiting = [(0, derivatives.start(), first, second)]
        while waiting:
            node, place, one, other = waiting.pop()
            if one is other:
                continue
            if self._ends[node] and (
                derivatives.is_empty(one, place) is not derivatives.is_empty(other, place)
            ):
                yield from self._ends[node]
            for symbol, after in self._next[node].items():
                waiting.append(
                    (
                        after,
                        derivatives.moved(place, symbol),
                        derivatives.derived(one, symbol, place),
                        derivatives.derived(other, symbol, place),
                    )
                )
