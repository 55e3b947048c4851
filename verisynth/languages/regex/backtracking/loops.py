"""The loops of an automaton: states that lead to each other (Tarjan, Depth-first search, 1972)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from verisynth.languages.regex.backtracking.automaton import Automaton, members


def loops(automaton: Automaton) -> list[int]:
    """The sets of states that lead to each other, as bits, in the order of the pattern.

    Those of a search that has not begun are no loop of the pattern.
    """
    found = _Search(automaton.steps).groups()
    looping = (
        group
        for group in found
        if group & (group - 1) or automaton.steps[group.bit_length() - 1] & group
    )
    return sorted(
        (group for group in looping if not group & automaton.waiting), key=lambda one: one & -one
    )


@dataclass(slots=True)
class _Search:
    """One pass in depth, without recursion: a pattern may have more states than Python a stack."""

    steps: tuple[int, ...]
    order: dict[int, int] = field(default_factory=dict)
    low: dict[int, int] = field(default_factory=dict)
    stack: list[int] = field(default_factory=list)
    stacked: int = 0
    open: list[tuple[int, Iterator[int]]] = field(default_factory=list)
    found: list[int] = field(default_factory=list)

    def groups(self) -> list[int]:
        """Every strongly connected set of the states that can be reached from the start."""
        self.enter(0)
        while self.open:
            state, rest = self.open[-1]
            after = next(rest, None)
            if after is None:
                self.leave(state)
            elif after not in self.order:
                self.enter(after)
            elif self.stacked >> after & 1:
                self.low[state] = min(self.low[state], self.order[after])
        return self.found

    def enter(self, state: int) -> None:
        """See a state for the first time."""
        self.order[state] = self.low[state] = len(self.order)
        self.stack.append(state)
        self.stacked |= 1 << state
        self.open.append((state, members(self.steps[state])))

    def leave(self, state: int) -> None:
        """Everything behind the state was seen; if it leads no further up, its group is whole."""
        self.open.pop()
        if self.open:
            above = self.open[-1][0]
            self.low[above] = min(self.low[above], self.low[state])
        if self.low[state] == self.order[state]:
            at = self.stack.index(state)
            group = sum(1 << one for one in self.stack[at:])
            del self.stack[at:]
            self.stacked &= ~group
            self.found.append(group)
