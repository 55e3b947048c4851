"""Reads what the gold query returned, and whether it can judge anyone.

A gold query is run three times on every filling: as it is, with rows met in the opposite order,
and with one more column that ranks its sort keys (the *probe*). What changes with the order of
reading is chance: a cut through ties, a bare column beside ``GROUP BY``, ``row_number`` over ties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verisynth.errors import SandboxError
from verisynth.languages.sql import gate
from verisynth.languages.sql.cells import Policy, Rows, policy_of, same_cell
from verisynth.languages.sql.comparison import compare
from verisynth.languages.sql.gate import Query
from verisynth.sandbox.values import Malformed, decode
from verisynth.types import Json, SqlTarget, Witness


class Invalid(ValueError):
    """The problem cannot judge anyone. ``reason`` is a slug of ``reasons.py``."""

    def __init__(self, reason: str, text: str, witness: Witness | None = None) -> None:
        super().__init__(text)
        self.reason = reason
        self.witness = witness


class Chance(ValueError):
    """A gold may return other rows on the same tables: some of them, and others."""

    def __init__(self, text: str, rows: Rows, others: Rows) -> None:
        super().__init__(text)
        self.rows, self.others = rows, others


@dataclass(frozen=True, slots=True)
class Expected:
    """The gold rows of one filling, and how their order counts."""

    rows: Rows
    runs: tuple[int, ...] | None
    """``None``: any order; else equal numbers mark rows whose sort keys tie."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that gave no rows: the engine's words and the reason slug."""

    kind: str
    text: str


def result(run: Json) -> Rows | Failure:
    """What one run gave, from the runner's reply."""
    if not isinstance(run, Mapping):
        raise SandboxError("the SQL runner sent no object for a run")
    if "error" in run:
        return Failure(str(run.get("kind")), str(run["error"]))
    columns, rows = run.get("columns"), run.get("rows")
    if not isinstance(columns, Sequence) or not isinstance(rows, Sequence):
        raise SandboxError("the SQL runner sent a run without columns and rows")
    try:
        decoded = tuple(tuple(map(decode, row)) for row in rows)  # type: ignore[arg-type]
    except (Malformed, TypeError) as error:
        raise SandboxError(f"the SQL runner sent an unreadable row: {error}") from error
    return Rows(len(columns), decoded, tuple(map(str, columns)))


@dataclass(frozen=True, slots=True)
class Gold:
    """What is known about a gold query before it runs, and how its rows are compared."""

    query: Query
    order: str
    """``SqlTarget.order``."""
    policy: Policy


def gold_of(target: SqlTarget) -> Gold:
    """The gold of a target, read.

    Raises:
        Invalid: it is no single query, uses chance or the clock, or the problem wants rows in the
            order of keys the gold does not have.
    """
    try:
        query = gate.read(target.gold, target.dialect)
    except gate.Refused as error:
        raise Invalid("broken-problem", f"the gold query: {error}") from error
    if query is None:
        raise Invalid("broken-problem", "the gold query cannot be parsed, so whether it orders "
                      "its rows is unknown")  # fmt: skip
    if query.chance:
        raise Invalid("nondeterministic-gold", f"the gold query uses {query.chance}")
    if target.order == "keys" and not query.has_order:
        raise Invalid("broken-problem", "rows are to be compared in the order of the gold's keys, "
                      "and its outermost level has no ORDER BY")  # fmt: skip
    return Gold(query, target.order, policy_of(target))


def expected(gold: Gold, runs: Sequence[Json], *, filling: int) -> Expected:
    """The gold's rows on one filling, once they are known not to depend on chance.

    Raises:
        Invalid: the query fails here.
        Chance: its rows depend on the order in which tables are read.
    """
    plain, reverse = (_returned(result(run), filling) for run in runs[:2])
    probe = result(runs[2]) if len(runs) > 2 else None
    order = _runs(gold, plain, probe)
    difference = compare(plain, reverse, order, gold.policy)
    if difference:
        told = f"reading the tables in another order gives other rows: {difference.text}"
        raise Chance(told, plain, reverse)
    return Expected(plain, order)


def _returned(run: Rows | Failure, filling: int) -> Rows:
    if isinstance(run, Failure):
        raise Invalid("broken-problem", f"filling {filling}: the gold query fails: {run.text}")
    return run


def _runs(gold: Gold, plain: Rows, probe: Rows | Failure | None) -> tuple[int, ...] | None:
    """How order counts: not at all, by the ranks the probe read, else row by row.

    Where no rank can be had (a key the output does not show under ``DISTINCT``, for instance)
    every row has its place; a gold that cannot keep those places when the tables are read the
    other way is invalid, so the strict reading never judges by chance. A cut through ties is
    chance whatever order counts.
    """
    ranks = _ranks(gold.query, plain, probe) if isinstance(probe, Rows) else None
    if gold.order == "none" or (gold.order == "auto" and not gold.query.has_order):
        return None
    if gold.order != "exact" and ranks is not None:
        return ranks
    if gold.order != "exact" and gold.query.set_keys:
        return _neighbours(plain, gold.query.set_keys)
    return tuple(range(len(plain.rows)))


def _ranks(query: Query, plain: Rows, probe: Rows) -> tuple[int, ...] | None:
    rows = [row[:-1] for row in probe.rows]
    ranks = [row[-1] for row in probe.rows]
    if probe.columns != plain.columns + 1 or not all(isinstance(rank, int) for rank in ranks):
        return None
    end = len(rows) if query.limit is None else min(len(rows), query.offset + query.limit)
    for cut in (query.offset, end):
        if 0 < cut < len(rows) and query.limit != 0 and _cuts_ties(rows, ranks, cut):
            told = "LIMIT or OFFSET cuts between rows that tie on every sort key"
            raise Chance(told, plain, _otherwise(plain, rows, ranks, range(query.offset, end), cut))
    found = tuple(int(str(rank)) for rank in ranks[query.offset : end])
    shown = Rows(plain.columns, tuple(rows[query.offset : end]))
    return (
        found if len(shown.rows) == len(plain.rows) and not compare(shown, plain, found) else None
    )


def _cuts_ties(rows: Sequence[tuple[object, ...]], ranks: Sequence[object], cut: int) -> bool:
    if ranks[cut - 1] != ranks[cut]:
        return False
    tied = [row for row, rank in zip(rows, ranks, strict=True) if rank == ranks[cut]]
    return any(not all(map(same_cell, tied[0], row)) for row in tied[1:])


def _otherwise(
    plain: Rows,
    rows: Sequence[tuple[object, ...]],
    ranks: Sequence[object],
    window: range,
    cut: int,
) -> Rows:
    """What a LIMIT may return as well: one of its rows changed for another that ties with it."""
    tied = [at for at, rank in enumerate(ranks) if rank == ranks[cut]]
    chosen = list(rows[window.start : window.stop])
    for at in (one for one in tied if one in window):
        for other in (one for one in tied if one not in window):
            if not all(map(same_cell, rows[at], rows[other])):
                chosen[at - window.start] = rows[other]
                return Rows(plain.columns, tuple(chosen), plain.names)
    return Rows(plain.columns, tuple(chosen), plain.names)


def _neighbours(plain: Rows, keys: Sequence[int]) -> tuple[int, ...]:
    runs = [0] * len(plain.rows)
    for at in range(1, len(plain.rows)):
        before, here = plain.rows[at - 1], plain.rows[at]
        tied = all(same_cell(before[key], here[key]) for key in keys)
        runs[at] = runs[at - 1] + (not tied)
    return tuple(runs)
