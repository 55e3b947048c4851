"""Finds what may make a query's rows change from run to run, by its text and the schema's keys.

An engine may read tables in any order. A query is *determined* if no such order changes its rows:
a cut (``LIMIT``, ``OFFSET``) needs an order that leaves no ties among different rows, a column
beside ``GROUP BY`` must be decided by the group, a window that numbers rows or a list that is
built from them needs a total order. Ties that the keys of the schema exclude are no ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verisynth.languages.sql import relations
from verisynth.languages.sql.relations import Place, Scope, Sight, Tables

if TYPE_CHECKING:
    from sqlglot import exp

_LOOSE = "LIMIT or OFFSET without ORDER BY"
_PEERS_ALIKE = frozenset({"rank", "denserank", "percentrank", "cumedist"})
_ORDER_FREE_LISTS = frozenset({"groupconcat", "arrayagg", "jsonarrayagg", "first", "last",
                               "list", "json_group_array", "jsonobjectagg"})  # fmt: skip
_PICKS = frozenset({"anyvalue", "arbitrary", "mode", "argmax", "argmin", "max_by", "min_by",
                    "arg_max", "arg_min", "arg_max_null", "arg_min_null"})  # fmt: skip
"""Aggregates that take one of several values: any, or one of those that tie."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that may make rows change from run to run."""

    kind: str
    """``cut``, ``loose-cut``, ``bare-column``, ``window``, ``list`` or ``pick``."""
    text: str
    is_certain: bool = False
    """Nothing but luck with the data can make the rows the same."""


def findings(tree: exp.Query, tables: Tables, dialect: str) -> tuple[Finding, ...]:
    """What may make its rows change, in the order of the text; nothing where it cannot be read."""
    from sqlglot import exp

    found: list[Finding] = []
    sight = Sight(tables)
    try:
        for node in tree.find_all(exp.Query, bfs=False):
            if isinstance(node, exp.Select):
                scope = relations.scope_of(node, sight)
                found += [*_bare_columns(scope, dialect), *_windows(scope), *_lists(scope)]
                found += [*_picks(scope), *_cuts(node, scope)]
            elif isinstance(node, exp.SetOperation):
                found += _set_cuts(node)
    except RecursionError:
        return ()
    return tuple(dict.fromkeys(found))


def _bare_columns(scope: Scope, dialect: str) -> Iterator[Finding]:
    """Columns that are neither grouped nor aggregated; only SQLite takes such a query."""
    from sqlglot import exp

    select = scope.select
    grouped = bool(select.args.get("group"))
    if dialect != "sqlite" or not (grouped or relations.is_single_row(select)):
        return
    keys = relations.group_keys(select)
    decided = scope.closed(_places(scope, (key for key in keys if isinstance(key, exp.Column))))
    single = _extreme(select)
    for place, column in _loose_columns(scope, keys):
        if place not in decided:
            beside = "is neither grouped nor aggregated, and no key of the schema fixes it"
            yield Finding("bare-column", f"column {column.sql()} {beside}", is_certain=not single)


def _extreme(select: exp.Select) -> bool:
    """Whether its only aggregate is one MIN or MAX.

    SQLite then reads the other columns from the row where that is found; only ties leave it open.
    """
    from sqlglot import exp

    found = [n for one in select.expressions for n in one.find_all(exp.AggFunc)]
    return len(found) == 1 and isinstance(found[0], exp.Min | exp.Max)


def _loose_columns(
    scope: Scope, grouped: Sequence[exp.Expression]
) -> Iterator[tuple[Place, exp.Column]]:
    """Columns outside of aggregates and of the expressions that are grouped by."""
    from sqlglot import exp

    select = scope.select
    order = select.args.get("order")
    keys = [relations.resolved(key.this, select) for key in order.expressions] if order else []
    having = select.args.get("having")
    roots: list[exp.Expression] = [*(one.unalias() for one in select.expressions)]
    roots += [*([having.this] if having else []), *keys]
    sizes = _sizes(roots)
    # Only what is as large as a key is written out: a long chain has one such part, not thousands.
    texts = {_text(key) for key in grouped}
    wanted = {sum(1 for _ in key.walk()) for key in grouped}
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        if relations.is_aggregate(node) or isinstance(node, exp.Query):
            continue
        if sizes[id(node)] in wanted and _text(node) in texts:
            continue
        if isinstance(node, exp.Column) and not node.is_star:
            place = scope.place(node)
            if place:
                yield place, node
        waiting += reversed(list(node.iter_expressions()))


def _sizes(roots: Sequence[exp.Expression]) -> dict[int, int]:
    """How many nodes each node has below and in itself."""
    sizes: dict[int, int] = {}
    for root in roots:
        nodes = list(root.walk())
        sizes.update((id(node), 1) for node in nodes)
        for node in reversed(nodes[1:]):
            sizes[id(node.parent)] += sizes[id(node)]
    return sizes


def _cuts(select: exp.Select, scope: Scope) -> Iterator[Finding]:
    from sqlglot import exp

    if not _is_cut(select) or isinstance(select.parent, exp.Exists):
        return
    if relations.is_single_row(select):
        return
    order = select.args.get("order")
    keys = [relations.resolved(key.this, select) for key in order.expressions] if order else []
    if _decides_output(scope, keys):
        return
    if not keys:
        yield Finding("loose-cut", _LOOSE, is_certain=True)
    else:
        shown = ", ".join(key.sql() for key in keys)
        yield Finding("cut", f"LIMIT or OFFSET over ORDER BY {shown}, which may leave ties")


def _is_cut(query: exp.Query) -> bool:
    return bool(query.args.get("limit") or query.args.get("offset") or query.args.get("fetch"))


def _decides_output(scope: Scope, keys: Sequence[exp.Expression]) -> bool:
    """Whether rows that tie on ``keys`` show the same."""
    from sqlglot import exp

    select = scope.select
    known = scope.closed(_places(scope, (key for key in keys if isinstance(key, exp.Column))))
    texts = {_text(key) for key in keys}
    if select.args.get("group"):
        if all(_is_known(scope, key, known, texts) for key in relations.group_keys(select)):
            return True
    elif scope.relations and scope.is_row_decided(known):
        return True
    return all(_is_known(scope, one.unalias(), known, texts) for one in select.expressions)


def _is_known(
    scope: Scope, shown: exp.Expression, known: frozenset[Place], texts: set[str]
) -> bool:
    """Whether an expression has one value where the ``known`` columns have."""
    from sqlglot import exp

    if _text(shown) in texts:
        return True
    if isinstance(shown, exp.Star) or (isinstance(shown, exp.Column) and shown.is_star):
        return False
    for node in relations.own_nodes(shown):
        if isinstance(node, exp.Query | exp.Window) or relations.is_aggregate(node):
            return False
        if isinstance(node, exp.Column) and scope.place(node) not in known:
            return False
    return True


def _set_cuts(query: exp.SetOperation) -> Iterator[Finding]:
    """A set operation is ordered by its output columns only."""
    from sqlglot import exp

    order = query.args.get("order")
    if not _is_cut(query) or isinstance(query.parent, exp.Exists):
        return
    if not order:
        yield Finding("loose-cut", _LOOSE, is_certain=True)
        return
    names = [name.lower() for name in query.named_selects]
    keys = {
        names[int(key.this.name) - 1]
        if isinstance(key.this, exp.Literal) and 1 <= int(key.this.name) <= len(names)
        else key.this.name.lower()
        for key in order.expressions
    }
    if not set(names) <= keys:
        yield Finding("cut", "LIMIT or OFFSET over a set operation whose order may leave ties")


def _windows(scope: Scope) -> Iterator[Finding]:
    from sqlglot import exp

    qualify = scope.select.args.get("qualify")
    for one in (*scope.select.expressions, *([qualify.this] if qualify else ())):
        for node in relations.own_nodes(one):
            if isinstance(node, exp.Window) and not _is_total(scope, node):
                name = node.this.sql()
                yield Finding("window", f"{name} over an order of rows that may leave ties")


def _is_total(scope: Scope, window: exp.Window) -> bool:
    from sqlglot import exp

    spec, order = window.args.get("spec"), window.args.get("order")
    function = window.this
    while isinstance(function, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        function = function.this
    name = _name(function)
    counts_rows = isinstance(spec, exp.WindowSpec) and str(spec.args.get("kind")) != "RANGE"
    numbers = not isinstance(function, exp.AggFunc) or name in (
        "firstvalue", "lastvalue", "nthvalue", "lag", "lead", "first", "last",
    )  # fmt: skip
    # Without an explicit frame of rows, an aggregate and a rank treat rows that tie alike.
    if name in _PEERS_ALIKE or (not numbers and not counts_rows):
        return True
    keys = [key.this for key in order.expressions] if order else []
    return _decides_row(scope, [*keys, *(window.args.get("partition_by") or ())])


def _decides_row(scope: Scope, keys: Sequence[exp.Expression]) -> bool:
    from sqlglot import exp

    keys = [relations.resolved(key, scope.select) for key in keys]
    known = scope.closed(_places(scope, (key for key in keys if isinstance(key, exp.Column))))
    if scope.select.args.get("group"):
        texts = {_text(key) for key in keys}
        grouped = relations.group_keys(scope.select)
        return all(_is_known(scope, key, known, texts) for key in grouped)
    return scope.is_row_decided(known)


def _lists(scope: Scope) -> Iterator[Finding]:
    """Texts and lists that are put together in the order rows are met."""
    from sqlglot import exp

    for one in scope.select.expressions:
        for node in relations.own_nodes(one):
            ordered = isinstance(node.this, exp.Order) or isinstance(node.parent, exp.WithinGroup)
            if _name(node) in _ORDER_FREE_LISTS and relations.is_aggregate(node) and not ordered:
                yield Finding("list", f"{node.sql()} puts values together in no stated order")


def _picks(scope: Scope) -> Iterator[Finding]:
    """One value or row taken of several that may be others: ``any_value``, ``DISTINCT ON``."""
    for one in scope.select.expressions:
        for node in relations.own_nodes(one):
            if _name(node) in _PICKS:
                yield Finding("pick", f"{node.sql()} takes one of several values")
    distinct = scope.select.args.get("distinct")
    if distinct is not None and (on := distinct.args.get("on")) is not None:
        order = scope.select.args.get("order")
        keys = [key.this for key in order.expressions] if order else []
        keys = [relations.resolved(key, scope.select) for key in (*keys, *on.expressions)]
        if not _decides_output(scope, keys):
            yield Finding("pick", f"DISTINCT {on.sql()} takes one of several rows")


def _name(node: exp.Expression) -> str:
    from sqlglot import exp

    return (node.name if isinstance(node, exp.Anonymous) else node.key).lower()


def _places(scope: Scope, columns: Iterable[exp.Column]) -> Iterator[Place]:
    yield from (place for column in columns if (place := scope.place(column)))


def _text(node: exp.Expression) -> str:
    return node.sql().lower()
