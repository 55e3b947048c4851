"""Chooses few texts out of many, by what each of them shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_


def choose(
    shows: Mapping[str, int],
    labels: Mapping[str, bool],
    *,
    goals: Sequence[int],
    known: Sequence[str] = (),
    most: int,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Texts that match and texts that do not, at most ``most`` of each, those in ``known`` first.

    ``shows`` are bits. One goal after the other is covered greedily, with what the known texts show
    taken as done; then all goals are covered together, again and again while there is room: the
    mistakes of others are like those we know, but not the same. Ties go to the shorter text at
    first, to the longer one later, which shows more of what nobody thought of.
    """
    sides: dict[bool, list[str]] = {True: [], False: []}
    for text in known:
        if text in labels and len(sides[labels[text]]) < most:
            sides[labels[text]].append(text)
    done = reduce(or_, (shows[text] for side in sides.values() for text in side), 0)
    taken = {text for side in sides.values() for text in side}
    waiting = sorted((text for text in shows if text not in taken), key=_short_first)
    full = {label for label, side in sides.items() if len(side) >= most}
    waiting = [text for text in waiting if labels[text] not in full]
    for goal in goals:
        waiting = _covered(goal & ~done, waiting, shows, labels, sides, most)
    waiting.sort(key=_long_first)
    everything = reduce(or_, goals, 0)
    before = -1
    while waiting and len(waiting) != before:
        before = len(waiting)
        waiting = _covered(everything, waiting, shows, labels, sides, most)
    return tuple(sides[True]), tuple(sides[False])


def _short_first(text: str) -> tuple[int, str]:
    return len(text), text


def _long_first(text: str) -> tuple[int, str]:
    return -len(text), text


def _covered(
    goal: int,
    waiting: list[str],
    shows: Mapping[str, int],
    labels: Mapping[str, bool],
    sides: dict[bool, list[str]],
    most: int,
) -> list[str]:
    """Moves texts to their sides until they show the whole goal; those that are left."""
    while goal and waiting:
        gain = [(shows[text] & goal).bit_count() for text in waiting]
        at = max(range(len(waiting)), key=gain.__getitem__)
        if not gain[at]:
            break
        best = waiting.pop(at)
        goal &= ~shows[best]
        side = sides[labels[best]]
        side.append(best)
        if len(side) >= most:
            waiting = [text for text in waiting if labels[text] is not labels[best]]
    return waiting
