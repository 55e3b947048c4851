"""Queries with one small mistake each, to measure what databases notice.

The operators follow those of SQL mutation testing (Tuya, Suárez-Cabal, de la Riva, "Mutating
database queries", 2007) and the mistakes that text-to-SQL models make. A mutant is an edit of the
parsed gold, written out in the gold's own dialect; whether it runs at all, and whether writing the
unchanged gold out changes nothing, is for the engine to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from verisynth.languages.sql import mutation_operators
from verisynth.languages.sql.mutation_operators import Edit
from verisynth.languages.sql.schema import Schema
from verisynth.types import Mutant

if TYPE_CHECKING:
    from sqlglot import exp

MAX_MUTANTS = 120
MAX_WRITTEN = 40_000
"""Nodes written out for all mutants of a query together: a giant gets few of them."""


def written(tree: exp.Expr, dialect: str) -> str:
    """The query as the parser writes it; empty where it cannot."""
    from sqlglot import errors

    try:
        return str(tree.sql(dialect=dialect))
    except (errors.SqlglotError, ValueError, RecursionError):
        return ""


def mutants(
    tree: exp.Query, schema: Schema | None, dialect: str, *, most: int = MAX_MUTANTS
) -> tuple[Mutant, ...]:
    """The gold with one mistake each, at most ``most``, every operator getting its share."""
    from sqlglot import exp

    # A holder, so that the outermost query can be replaced like any other node.
    holder = exp.Subquery(this=tree.copy())
    plain = written(holder.this, dialect)
    kept: dict[str, Mutant] = {}
    nodes = list(islice(holder.this.walk(), MAX_WRITTEN // 4))
    many = min(4 * MAX_MUTANTS, MAX_WRITTEN // len(nodes))
    try:
        edits = list(islice(_edits(nodes, schema), many))
    except RecursionError:
        return ()
    for edit in edits:
        text = _applied(edit, holder, dialect)
        if text and text != plain and text not in kept:
            kept[text] = Mutant(source=text, operator=edit.operator, detail=edit.detail)
    return tuple(islice(_shared(list(kept.values())), most))


def _edits(nodes: list[exp.Expr], schema: Schema | None) -> Iterator[Edit]:
    for node in nodes:
        for operator in mutation_operators.OPERATORS:
            yield from operator(node, schema)


def _applied(edit: Edit, holder: exp.Subquery, dialect: str) -> str:
    undo = edit.apply()
    try:
        return written(holder.this, dialect)
    finally:
        undo()


def _shared(found: list[Mutant]) -> Iterator[Mutant]:
    """One of each operator in turn, so that a cut takes from the many."""
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in found:
        by_operator.setdefault(mutant.operator, []).append(mutant)
    while by_operator:
        for operator in list(by_operator):
            yield by_operator[operator].pop(0)
            if not by_operator[operator]:
                del by_operator[operator]
