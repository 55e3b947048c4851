"""Reads a cursor into encoded rows under caps on rows, bytes and CPU time.

Neither engine counts the Python objects its rows become, so rows are taken one at a time: a
recursive query with ever wider rows otherwise hands over gigabytes inside one ``fetchmany``.
"""

import time
import uuid

from sandboxes import codec


class OverLimit(Exception):
    """A cap was reached; ``kind`` is the reason slug."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


class Missing(Exception):
    """The engine is not here, or cannot run; no fault of any query."""


class Caps:
    """What all queries of one job may use together."""

    def __init__(self, deadline, rows, bytes):
        self.deadline = deadline
        self.rows = rows
        self.bytes = bytes
        self.clock = time.process_time
        """CPU seconds so far; an engine with processes of its own adds theirs."""

    def expired(self):
        """Whether the CPU time is used up."""
        return self.clock() > self.deadline

    def spend(self, row):
        """Count one row, and raise when it is one too many."""
        self.rows -= 1
        for cell in row:
            self.bytes -= _size(cell)
        if self.rows < 0:
            raise OverLimit("output-limit", "more rows than the limit")
        if self.bytes < 0:
            raise OverLimit("output-limit", "more bytes of rows than the limit")
        # The engines watch the time they spend themselves; what rows cost here is bounded by bytes.
        if self.rows % 16 == 0 and self.expired():
            raise OverLimit("time-limit", "the rows did not end within the CPU time")


_SMALL = frozenset({int, float, bool, type(None)})


def _size(cell):
    # Bytes travel as hex; 16 covers any number that is not a giant.
    if type(cell) in _SMALL:
        return 16
    if type(cell) is str or type(cell) is bytes:
        return 16 + 2 * len(cell)
    return 16 + 2 * len(repr(cell))


def read(cursor, caps):
    """Column names and encoded rows of an executed cursor."""
    columns = [str(column[0]) for column in cursor.description or ()]
    rows = []
    while (row := cursor.fetchone()) is not None:
        caps.spend(row)
        rows.append([cell if type(cell) in _ITSELF else encoded(cell) for cell in row])
    return {"columns": columns, "rows": rows}


_ITSELF = frozenset({str, bool, type(None)})


def encoded(cell):
    """The cell as the codec writes it; small integers, the commonest, at once."""
    if type(cell) is int and -(2**53) < cell < 2**53:
        return cell
    return codec.encode(plain(cell))


def plain(cell):
    """The cell in types the codec knows; a DuckDB UUID is its text."""
    if isinstance(cell, uuid.UUID):
        return str(cell)
    if isinstance(cell, list | tuple):
        return [plain(item) for item in cell]
    if isinstance(cell, dict):
        return {plain(key): plain(item) for key, item in cell.items()}
    return cell
