"""Runs our own templates on our own rows, to see which mistakes the rows expose.

On the host and in process, because no word of it comes from a model; the verdicts that count are
made in the sandbox, from the same text.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing


def exposed(
    schema: str, scripts: Sequence[str], gold: str, wrongs: Sequence[str], *, is_ordered: bool
) -> list[bool]:
    """For each wrong query whether its rows differ from the gold's on some filling.

    All ``False`` when the gold returns nothing on the first filling: such data exposes nobody.
    """
    shown = [False] * len(wrongs)
    for number, script in enumerate(scripts):
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript(schema + script)
            wanted = _rows(connection, gold)
            if number == 0 and not wanted:
                return shown
            for at, wrong in enumerate(wrongs):
                if not shown[at]:
                    shown[at] = not _same(wanted, _rows(connection, wrong), is_ordered=is_ordered)
    return shown


def _rows(connection: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    rows = connection.execute(query).fetchall()
    # A difference in the last bits would not survive the verifier's tolerance.
    return [tuple(round(c, 6) if isinstance(c, float) else c for c in row) for row in rows]


def _same(
    one: list[tuple[object, ...]], two: list[tuple[object, ...]], *, is_ordered: bool
) -> bool:
    return one == two if is_ordered else Counter(one) == Counter(two)
