"""Texts that take every step of a pattern's automaton, to an accepted end where there is one.

Every state is reached by a shortest text and left by each class of characters; where the pattern
can still match after that, the text goes on to a shortest match (a transition cover, Chow 1978).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from verisynth.languages.regex.derivatives import Place
from verisynth.languages.regex.matcher import Matcher
from verisynth.languages.regex.terms import Kind, Term

_MOST_STATES = 400


@dataclass(slots=True)
class _State:
    place: Place
    language: Term
    reached_by: str
    next: list[int] = field(default_factory=list)
    """The state after each class; -1 where it was not looked at."""
    ends_with: str | None = None
    """A shortest text that is accepted from here."""


def cover(matcher: Matcher, *, at: int = 0) -> Iterator[str]:
    """The texts for pattern number ``at``. Raises ``OverBudget``."""
    states = list(_explored(matcher, at))
    _find_ends(matcher, states)
    for state in states:
        if state.ends_with is not None:
            yield state.reached_by + state.ends_with
        for symbol, after in enumerate(state.next):
            text = state.reached_by + matcher.classes.examples[symbol]
            end = states[after].ends_with if after >= 0 else None
            # A text that cannot be right any more goes on as if the step had been none.
            yield text + (end if end is not None else state.ends_with or "")


def lasts(matcher: Matcher, *, at: int = 0) -> bool:
    """Whether every text can still be continued to a match. Raises ``OverBudget``."""
    return all(state.language.kind != Kind.NOTHING for state in _explored(matcher, at))


def _explored(matcher: Matcher, at: int) -> Iterator[_State]:
    """The states, breadth first; where each goes on to is known once all are."""
    start = matcher.derivatives.start()
    language = matcher.language(at)
    states = [_State(start, language, "")]
    known = {(start.number, language.number): 0}
    waiting = deque([0])
    while waiting:
        state = states[waiting.popleft()]
        yield state
        for symbol, example in enumerate(matcher.classes.examples):
            rest = matcher.derivatives.derived(state.language, symbol, state.place)
            place = matcher.derivatives.moved(state.place, symbol)
            key = (place.number, rest.number)
            if key not in known and len(states) < _MOST_STATES:
                known[key] = len(states)
                states.append(_State(place, rest, state.reached_by + example))
                waiting.append(known[key])
            state.next.append(known.get(key, -1))


def _find_ends(matcher: Matcher, states: list[_State]) -> None:
    """Breadth first, backwards from the accepting states."""
    before: list[list[tuple[int, int]]] = [[] for _ in states]
    for number, state in enumerate(states):
        for symbol, after in enumerate(state.next):
            if after >= 0:
                before[after].append((number, symbol))
    waiting: deque[int] = deque()
    for number, state in enumerate(states):
        if matcher.derivatives.is_empty(state.language, state.place):
            state.ends_with = ""
            waiting.append(number)
    while waiting:
        number = waiting.popleft()
        for earlier, symbol in before[number]:
            if states[earlier].ends_with is None:
                end = matcher.classes.examples[symbol] + (states[number].ends_with or "")
                states[earlier].ends_with = end
                waiting.append(earlier)
