"""Wrong patterns for a draft, each seen to fail on a string before it is planted."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.mutants import mutants
from verisynth.generators.regex_patterns.strings import Strings, Unusable
from verisynth.types import Planted

_MOST = 6
_FEWEST = 3
_TRIED = 18
"""Each costs a compilation, which is most of what a draw costs."""


class Planting(NamedTuple):
    """Wrong patterns, and the strings that show each of them to be wrong."""

    planted: tuple[Planted, ...]
    strings: Strings


def plant(
    rng: random.Random, draft: Draft, *, mode: str, pool: Strings, strings: Strings
) -> Planting:
    """Up to six wrong patterns, with the strings of the pool added that they need to fail.

    A pattern that fails on no string of the pool may be right, and is left out. Further mistakes
    are not planted, but the strings they fail on are added while there is room.

    Raises:
        Unusable: fewer than three can be shown to be wrong.
    """
    planted: dict[str, Planted] = {}
    for pattern, why in _mistakes(rng, draft, mode)[:_TRIED]:
        text = _witness(pattern, draft.flags, mode, pool, strings)
        if text is None:
            continue
        if len(planted) < _MOST:
            planted.setdefault(pattern, Planted(pattern, why))
        strings = strings.with_string(text, pool)
    if len(planted) < _FEWEST:
        raise Unusable
    return Planting(tuple(planted.values()), strings)


def applied(pattern: str, natural: str, mode: str) -> str:
    r"""The pattern for ``mode``, when it was written for ``natural``.

    A whole-string pattern is anchored with ``\A`` and ``\Z`` (``$`` would let a trailing newline
    pass); a pattern for something inside gets room on both sides.
    """
    if natural == mode:
        return pattern
    if mode == "search":
        return rf"\A{_grouped(pattern)}\Z"
    return f"(?s:.*?){_grouped(pattern)}(?s:.*)"


def memorised(examples: tuple[str, ...]) -> Planted:
    """The examples of the statement by heart."""
    alternatives = "|".join(re.escape(text) for text in examples)
    return Planted(rf"\A(?:{alternatives})\Z", "matches exactly the examples in the statement")


def _witness(pattern: str, flags: str, mode: str, pool: Strings, strings: Strings) -> str | None:
    """A string on which the pattern fails, from those already chosen if possible."""
    try:
        found = strings.fails(pattern, flags, mode)
        return pool.fails(pattern, flags, mode) if found is None else found
    except re.error:
        return None


def _mistakes(rng: random.Random, draft: Draft, mode: str) -> list[tuple[str, str]]:
    """Candidates for planting, the most plausible first: mode, concept, then any mutant."""
    by_mode = _mode_mistakes(draft, mode)
    specific = [(pattern, why) for pattern, why in draft.wrong if pattern != draft.pattern]
    general = mutants(rng, draft.pattern)
    rest = [(applied(pattern, draft.natural, mode), why) for pattern, why in (*specific, *general)]
    return [*by_mode[:1], *rest[:4], *by_mode[1:], *rest[4:]]


def _mode_mistakes(draft: Draft, mode: str) -> list[tuple[str, str]]:
    """What goes wrong when the way the pattern is applied is not thought of."""
    core, grouped = draft.pattern, _grouped(draft.pattern)
    if draft.natural == "fullmatch" and mode == "search":
        return [
            (f"^{grouped}$", "uses $, which lets a trailing newline pass"),
            (core, "forgets the anchors, so any text that contains a match passes"),
        ]
    if draft.natural == "search" and mode == "fullmatch":
        return [
            (core, "forgets that the whole text has to be covered"),
            (f".*{grouped}.*", "uses a dot that stops at a newline"),
        ]
    if mode == "search":
        return [(rf"\A{grouped}\Z", "demands that nothing else is in the text")]
    return []


def _grouped(pattern: str) -> str:
    """``pattern`` in a group, if an alternation at its top would swallow what is put around it."""
    depth, in_class, escaped = 0, False, False
    for char in pattern:
        if escaped or char == "\\":
            escaped = not escaped
        elif in_class or char == "[":
            in_class = char != "]"
        elif char == "|" and depth == 0:
            return f"(?:{pattern})"
        else:
            depth += (char == "(") - (char == ")")
    return pattern
