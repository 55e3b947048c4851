"""What a concept hands over: a set of strings, in words, as a pattern and as a predicate.

The predicate is written without ``re``, so that pattern and labels can only agree by being right.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

ASCII_POLICY = 'Here, "digit" means 0-9 and "letter" means A-Z or a-z: ASCII only.'


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One drawn language, before its strings are chosen and its statement is worded."""

    subject: str
    """A noun phrase with article: ``a date such as 2024-05-17``."""
    rules: tuple[str, ...]
    """Whole sentences; together with ``subject`` they decide every string."""
    pattern: str
    """The reference, for ``natural`` mode; global flags only through ``flags``."""
    accepts: Callable[[str], bool]
    """The label of any string, decided without a regular expression."""
    edges: tuple[str, ...]
    """Strings at the boundary of every quantifier and range: first choice for ``matches``."""
    typical: tuple[str, ...]
    """Drawn from the structure; fills up ``matches`` and is edited into near misses."""
    near: tuple[str, ...] = ()
    """Near misses only this concept knows: first choice for ``rejects``."""
    wrong: tuple[tuple[str, str], ...] = ()
    """Wrong patterns only this concept knows, each with what is wrong."""
    parts: tuple[str, ...]
    """Sentences that explain the pattern, in its order."""
    natural: str = "fullmatch"
    """``search`` when ``subject`` is something found inside a longer text."""
    flags: str = ""
    alphabet: str = "aZ5-_ ."
    """Characters that edits insert and substitute."""
    policy: str = ASCII_POLICY
    """What digit and letter mean; empty when ``rules`` say it."""


Concept: TypeAlias = Callable[[random.Random, int], Draft]
"""Draws one language; the number is the difficulty, 0 to 2."""
