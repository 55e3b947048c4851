"""Remembers what gold queries returned, for the next answers to the same problem.

A problem is judged by many answers, in a training loop by thousands, and its gold returns the same
rows for each of them: one job of three is saved. What is remembered is remembered of one sandbox,
one seed and the same limits; a gold that could not be run, or judges nobody, is tried again.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from verisynth.protocols import Sandbox
from verisynth.types import Limits, SqlTarget
from verisynth.verifiers.sql_gold import Expected

MOST_PROBLEMS = 256
MOST_CELLS = 20_000
"""Of one problem: what a few fillings hold, not what a warehouse does."""

Key: TypeAlias = tuple[SqlTarget, Limits, int]
Found: TypeAlias = tuple[SqlTarget, tuple[Expected, ...]]
"""The target with its fillings, and the gold's rows on each."""


@dataclass(slots=True)
class KnownGolds:
    """By sandbox, the problems met last."""

    _of: weakref.WeakKeyDictionary[Sandbox, OrderedDict[Key, Found]] = field(
        default_factory=weakref.WeakKeyDictionary
    )

    def get(self, sandbox: Sandbox, key: Key) -> Found | None:
        """What is known of that problem in that sandbox."""
        try:
            known = self._of.get(sandbox)
        except TypeError:  # a sandbox that cannot be told from others
            return None
        if known is None or key not in known:
            return None
        known.move_to_end(key)
        return known[key]

    def put(self, sandbox: Sandbox, key: Key, whole: SqlTarget, golds: Sequence[Expected]) -> None:
        """Remember it, unless it is large or its rows are in a file that may change."""
        cells = sum(gold.rows.columns * len(gold.rows.rows) for gold in golds)
        if whole.database or cells > MOST_CELLS:
            return
        try:
            known = self._of.setdefault(sandbox, OrderedDict())
        except TypeError:
            return
        known[key] = whole, tuple(golds)
        while len(known) > MOST_PROBLEMS:
            known.popitem(last=False)
