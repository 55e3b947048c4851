"""Chooses few of many inputs: first what kills, then what is unlike all chosen before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

Kills = Sequence[Set[int]]
"""For each input the numbers of the wrong programs it tells from the reference."""


def covering(kills: Kills, *, times: int = 1) -> list[int]:
    """Inputs that together kill every program that any of them kills, greedily few.

    With ``times`` above 1 every program is killed by that many inputs, where there are as many:
    one mistake is many different ones in other people's programs.
    """
    wanted = {program: 0 for found in kills for program in found}
    for program in wanted:
        wanted[program] = min(times, sum(program in found for found in kills))
    chosen: list[int] = []
    left = set(range(len(kills)))
    while any(wanted.values()) and left:
        best = max(left, key=lambda one: (sum(wanted[p] > 0 for p in kills[one]), -one))
        gained = [program for program in kills[best] if wanted[program] > 0]
        if not gained:
            break
        for program in gained:
            wanted[program] -= 1
        chosen.append(best)
        left.discard(best)
    return chosen


def unlike(features: Sequence[frozenset[str]], chosen: Sequence[int], *, count: int) -> list[int]:
    """``count`` further inputs, each with the rarest features among those chosen so far."""
    met: Counter[str] = Counter()
    for one in chosen:
        met.update(features[one])
    left = sorted(set(range(len(features))) - set(chosen))
    found: list[int] = []
    while left and len(found) < count:
        best = max(left, key=lambda one: (sum(0.25 ** met[f] for f in features[one]), -one))
        met.update(features[best])
        left.remove(best)
        found.append(best)
    return found
