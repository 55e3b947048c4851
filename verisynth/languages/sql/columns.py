"""Which column of an answer stands beside which column of the gold.

By position, by name, or in any order that fits. For the last one, columns are matched by the
values in them, so that ten columns do not mean ten factorial attempts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from verisynth.languages.sql.cells import Policy, Rows, hashable, rank, same_cell

MAX_ARRANGEMENTS = 2_000
"""Tried at most. Different columns with the same values are rare, so only hostile answers get
there."""

Arrangement: TypeAlias = tuple[int, ...] | None
"""For each gold column the answer's column; None: they are as they are."""


class Mismatch(ValueError):
    """The columns do not fit, whatever is in the rows."""


def arrangements(gold: Rows, other: Rows, policy: Policy) -> Iterator[Arrangement]:
    """The ways to read the answer's columns as the gold's, at least one.

    Raises:
        Mismatch: there are too few, too many, or none of the name.
    """
    if other.columns < gold.columns or (
        other.columns > gold.columns and policy.extra_columns == "refused"
    ):
        raise Mismatch(f"{other.columns} columns, expected {gold.columns}")
    if policy.column_match == "name":
        return iter([_by_name(gold.names, other.names)])
    if policy.column_match == "any":
        return _by_values(gold, other, policy)
    same = other.columns == gold.columns
    return iter([None if same else tuple(range(gold.columns))])


def arranged(rows: Rows, arrangement: Arrangement) -> Rows:
    """The rows with their columns in that order."""
    if arrangement is None:
        return rows
    return Rows(len(arrangement), tuple(tuple(row[at] for at in arrangement) for row in rows.rows))


def _by_name(gold: Sequence[str], other: Sequence[str]) -> Arrangement:
    wanted, found = ([name.casefold() for name in names] for names in (gold, other))
    for name in wanted:
        for side, names in (("the gold", wanted), ("the answer", found)):
            if names.count(name) > 1:
                raise Mismatch(f'{side} has {names.count(name)} columns named "{name}"')
        if name not in found:
            shown = ", ".join(other)
            raise Mismatch(f'no column is named "{name}"; there are: {shown}')
    return tuple(found.index(name) for name in wanted)


def _by_values(gold: Rows, other: Rows, policy: Policy) -> Iterator[Arrangement]:
    wanted = [[row[index] for row in gold.rows] for index in range(gold.columns)]
    offered = [[row[at] for row in other.rows] for at in range(other.columns)]
    contents = [tuple(hashable(cell, policy) for cell in cells) for cells in offered]
    wanted = [_in_order(cells, policy) for cells in wanted]
    offered = [_in_order(cells, policy) for cells in offered]
    fits = [
        [at for at, cells in enumerate(offered) if _are_alike(column, cells, policy)]
        for column in wanted
    ]
    return islice(_chosen(fits, contents, ()), MAX_ARRANGEMENTS)


def _chosen(
    fits: Sequence[Sequence[int]], contents: Sequence[object], chosen: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    """Every choice of one column each; of columns with the same content only the first."""
    if len(chosen) == len(fits):
        yield chosen
        return
    tried = []
    for at in fits[len(chosen)]:
        if at not in chosen and contents[at] not in tried:
            tried.append(contents[at])
            yield from _chosen(fits, contents, (*chosen, at))


def _are_alike(one: Sequence[object], two: Sequence[object], policy: Policy) -> bool:
    return len(one) == len(two) and all(
        same_cell(first, second, policy) for first, second in zip(one, two, strict=True)
    )


def _in_order(cells: Sequence[object], policy: Policy) -> list[object]:
    ordered = sorted(cells, key=lambda cell: rank(cell, policy))
    if policy.duplicates == "bag":
        return ordered
    return [
        cell
        for index, cell in enumerate(ordered)
        if not index or not same_cell(ordered[index - 1], cell, policy)
    ]
