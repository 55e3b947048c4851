"""What keys say about the rows of a query: which columns decide which others.

A *scope* is one ``SELECT`` with the relations in its ``FROM``. Column sets are closed under what
the engine told of keys and under equalities that every row satisfies (Armstrong's rules, as far as
queries need them). What cannot be read decides nothing, so an answer from here errs on the side
of "not decided".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from verisynth.types import Json

if TYPE_CHECKING:
    from sqlglot import exp

Columns: TypeAlias = frozenset[str]
Place: TypeAlias = tuple[str, str]
"""A relation's name in its scope, and a column of it; both in lower case."""

MAX_COLUMNS = 1_000
"""Of a relation; one of hostile text may double with every level."""
MAX_EQUALITIES = 200
MAX_KEY_COLUMNS = 40
"""More of either in one query only a hostile one has; what is left out decides nothing."""
_AGGREGATES = frozenset({"total", "list", "mode", "json_group_array", "json_group_object"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or a query in ``FROM``."""

    columns: tuple[str, ...] = ()
    keys: tuple[Columns, ...] = ()
    """Sets no two rows share; the empty one where there is at most one row."""


Tables: TypeAlias = Mapping[str, Relation]


@dataclass(slots=True)
class Sight:
    """The tables of the schema, and the relations of queries that were looked at."""

    tables: Tables
    seen: dict[int, Relation] = field(default_factory=dict)
    """By the identity of the query, so that a common one is read once however often it is named."""


def tables_of(told: Json) -> dict[str, Relation]:
    """The tables as the runner tells of them."""
    found: dict[str, Relation] = {}
    for one in told if isinstance(told, list) else ():
        columns = tuple(str(name).lower() for name in one["columns"])
        required = {str(name).lower() for name in one["required"]}
        keys = [frozenset(str(name).lower() for name in key) for key in one["keys"]]
        # Two rows may share a unique NULL.
        usable = sorted({key for key in keys if key <= required}, key=sorted)
        found[str(one["name"]).lower()] = Relation(columns, tuple(usable))
    return found


@dataclass(slots=True)
class Scope:
    """One ``SELECT``: its relations, and which columns decide which."""

    select: exp.Select
    relations: dict[str, Relation] = field(default_factory=dict)
    decides: list[tuple[frozenset[Place], Place]] = field(default_factory=list)

    def place(self, column: exp.Column) -> Place | None:
        """Where a column comes from; None if that cannot be told or is outside."""
        name = column.name.lower()
        if column.table:
            owner = column.table.lower()
            relation = self.relations.get(owner)
            return (owner, name) if relation and name in relation.columns else None
        owners = [key for key, one in self.relations.items() if name in one.columns]
        return (owners[0], name) if owners else None

    def closed(self, known: Iterable[Place]) -> frozenset[Place]:
        """``known`` and all that it decides."""
        found = set(known)
        size = -1
        while size != len(found):
            size = len(found)
            found.update(place for some, place in self.decides if some <= found)
            for owner, relation in self.relations.items():
                own = {name for one, name in found if one == owner}
                if any(key <= own for key in relation.keys):
                    found.update((owner, name) for name in relation.columns)
        return frozenset(found)

    def is_row_decided(self, known: frozenset[Place]) -> bool:
        """Whether a closed set decides one row of the joined relations."""
        return all(
            any(key <= {name for one, name in known if one == owner} for key in relation.keys)
            for owner, relation in self.relations.items()
        )


def scope_of(select: exp.Select, sight: Sight) -> Scope:
    """The scope of one ``SELECT``, with the common table expressions in its sight."""
    from sqlglot import exp

    scope = Scope(select)
    source = select.args.get("from_") or select.args.get("from")
    if source is not None:
        _add(scope, source.this, sight)
    for join in select.args.get("joins") or ():
        before = tuple(scope.relations)
        _add(scope, join.this, sight)
        _add_join(scope, join, before)
    where = select.args.get("where")
    if isinstance(where, exp.Where):
        for conjunct in conjuncts(where.this):
            _add_equality(scope, conjunct)
    return scope


def _add(scope: Scope, source: exp.Expression, sight: Sight) -> None:
    from sqlglot import exp

    name = source.alias_or_name.lower()
    if isinstance(source, exp.Table):
        query = _common_table(source)
        known = sight.tables.get(source.name.lower(), Relation())
        scope.relations[name] = known if query is None else relation_of(query, sight)
    elif isinstance(source, exp.Subquery):
        found = relation_of(source.this, sight)
        scope.relations[name or f"subquery {len(scope.relations)}"] = found
    else:
        scope.relations[name or f"source {len(scope.relations)}"] = Relation()
    for join in source.args.get("joins") or ():
        _add(scope, join.this, sight)


def _common_table(table: exp.Table) -> exp.Expression | None:
    """The query behind a name of ``WITH``; None for a table of the schema."""
    from sqlglot import exp

    above = table.parent
    while above is not None:
        clause = above.args.get("with_") or above.args.get("with")
        for one in clause.expressions if isinstance(clause, exp.With) else ():
            if one.alias.lower() == table.name.lower() and not table.db:
                inside: exp.Expression = one.this
                return inside
        above = above.parent
    return None


def _add_join(scope: Scope, join: exp.Join, before: tuple[str, ...]) -> None:
    from sqlglot import exp

    right = join.this.alias_or_name.lower()
    side = str(join.args.get("side") or "")
    if side in ("RIGHT", "FULL"):
        # A row without a partner on either side decides nothing by an equality.
        return
    pairs = [identifier.name.lower() for identifier in join.args.get("using") or ()]
    if join.args.get("method") == "NATURAL" and right in scope.relations:
        pairs = list(scope.relations[right].columns)
    for name in pairs:
        for owner in before:
            if name in scope.relations[owner].columns:
                _equal(scope, (owner, name), (right, name), outer=bool(side))
    on = join.args.get("on")
    if not isinstance(on, exp.Expression):
        return
    parts = list(conjuncts(on))
    if side and not all(map(_is_equality_of_columns, parts)):
        return
    for part in parts:
        _add_equality(scope, part, outer_of=right if side else "")


def conjuncts(condition: exp.Expression) -> Iterator[exp.Expression]:
    """The parts that all must hold."""
    from sqlglot import exp

    waiting = [condition]
    while waiting:
        one = waiting.pop()
        if isinstance(one, exp.And):
            waiting += [one.expression, one.this]
        elif isinstance(one, exp.Paren):
            waiting.append(one.this)
        else:
            yield one


def _is_equality_of_columns(part: exp.Expression) -> bool:
    from sqlglot import exp

    return (
        isinstance(part, exp.EQ)
        and isinstance(part.this, exp.Column)
        and isinstance(part.expression, exp.Column)
    )


def _add_equality(scope: Scope, part: exp.Expression, outer_of: str = "") -> None:
    from sqlglot import exp

    if not isinstance(part, exp.EQ):
        return
    sides = [
        scope.place(one) if isinstance(one, exp.Column) else None
        for one in (part.this, part.expression)
    ]
    first, second = sides
    if first and second:
        if first[0] == outer_of:
            first, second = second, first
        _equal(scope, first, second, outer=bool(outer_of))
    elif (first or second) and isinstance(part.expression if first else part.this, exp.Literal):
        place = first or second
        if place:
            scope.decides.append((frozenset(), place))


def _equal(scope: Scope, one: Place, two: Place, *, outer: bool) -> None:
    """``one = two`` in every row; with ``outer``, ``two`` may be NULL beside any ``one``."""
    if len(scope.decides) >= MAX_EQUALITIES:
        return
    scope.decides.append((frozenset({one}), two))
    if not outer:
        scope.decides.append((frozenset({two}), one))


def relation_of(query: exp.Expression, sight: Sight) -> Relation:
    """The columns of a query's result, and its keys."""
    found = sight.seen.get(id(query))
    if found is None:
        sight.seen[id(query)] = Relation()  # what a query says of itself is nothing
        found = _relation(query, sight)
        if len(found.columns) > MAX_COLUMNS:
            found = Relation()
        sight.seen[id(query)] = found
    return found


def _relation(query: exp.Expression, sight: Sight) -> Relation:
    from sqlglot import exp

    if isinstance(query, exp.Subquery):
        return relation_of(query.this, sight)
    if isinstance(query, exp.SetOperation):
        names = tuple(name.lower() for name in query.named_selects)
        is_distinct = bool(query.args.get("distinct"))
        return Relation(names, (frozenset(names),) if is_distinct else ())
    if not isinstance(query, exp.Select):
        return Relation()
    scope = scope_of(query, sight)
    outputs = _outputs(scope)
    names = tuple(name for name, _ in outputs)
    if is_single_row(query) or _limit(query) == 1:
        return Relation(names, (frozenset(),))
    shown = {place: name for name, place in outputs if place}
    keys = [frozenset(names)] if query.args.get("distinct") else []
    grouped = group_places(scope)
    if query.args.get("group"):
        keys += [_names(grouped, shown)] if grouped and _covers(scope, grouped, shown) else []
    else:
        keys += _row_keys(scope, shown)
    return Relation(names, tuple(keys))


def _row_keys(scope: Scope, shown: Mapping[Place, str]) -> list[Columns]:
    """Small sets of output columns that decide a row: what is left when none can be left out.

    Leaving out from the front and from the back finds two of them, where there are two.
    """
    if not scope.is_row_decided(scope.closed(shown)):
        return []
    if len(shown) > MAX_KEY_COLUMNS:
        return [frozenset(shown.values())]
    found = []
    for order in (list(shown), list(shown)[::-1]):
        kept = dict.fromkeys(order)
        for place in order:
            rest = [one for one in kept if one != place]
            if scope.is_row_decided(scope.closed(rest)):
                del kept[place]
        found.append(frozenset(shown[place] for place in kept))
    return found


def _covers(scope: Scope, wanted: Iterable[Place], shown: Mapping[Place, str]) -> bool:
    closed = scope.closed(shown)
    return all(place in closed for place in wanted)


def _names(wanted: Iterable[Place], shown: Mapping[Place, str]) -> Columns:
    direct = [shown[place] for place in wanted if place in shown]
    return frozenset(direct if len(direct) == len(list(wanted)) else shown.values())


def _outputs(scope: Scope) -> list[tuple[str, Place | None]]:
    """Output names, each with the column it shows if it is a bare one."""
    from sqlglot import exp

    found: list[tuple[str, Place | None]] = []
    for one in scope.select.expressions:
        inner = one.unalias()
        if isinstance(inner, exp.Star) or (isinstance(inner, exp.Column) and inner.is_star):
            owners = [inner.table.lower()] if isinstance(inner, exp.Column) else scope.relations
            found += [
                (name, (owner, name))
                for owner in owners
                for name in scope.relations.get(owner, Relation()).columns
            ]
        else:
            place = scope.place(inner) if isinstance(inner, exp.Column) else None
            found.append((one.alias_or_name.lower(), place))
    return found


def group_places(scope: Scope) -> tuple[Place, ...] | None:
    """The columns it is grouped by; None if one of the keys is no bare column."""
    from sqlglot import exp

    places = [
        scope.place(key) if isinstance(key, exp.Column) else None
        for key in group_keys(scope.select)
    ]
    return tuple(one for one in places if one) if all(places) else None


def group_keys(select: exp.Select) -> list[exp.Expression]:
    """The expressions it is grouped by, with ordinals and output names replaced."""
    group = select.args.get("group")
    return [resolved(key, select) for key in group.expressions] if group else []


def resolved(key: exp.Expression, select: exp.Select) -> exp.Expression:
    """What an ordinal or an output name in ``GROUP BY`` or ``ORDER BY`` stands for."""
    from sqlglot import exp

    outputs = select.expressions
    if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
        at = int(key.name)
        return outputs[at - 1].unalias() if 1 <= at <= len(outputs) else key
    if isinstance(key, exp.Column) and not key.table:
        for one in outputs:
            if isinstance(one, exp.Alias) and one.alias.lower() == key.name.lower():
                meant: exp.Expression = one.this
                return meant
    return key


def is_aggregate(node: exp.Expression) -> bool:
    """Whether it makes one value of a group of rows, and is no window function."""
    from sqlglot import exp

    named = isinstance(node, exp.Anonymous) and node.name.lower() in _AGGREGATES
    above = node.parent
    while isinstance(above, exp.Filter | exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup):
        above = above.parent
    return (isinstance(node, exp.AggFunc) or named) and not isinstance(above, exp.Window)


def is_single_row(select: exp.Expression) -> bool:
    """Whether it aggregates everything into one row."""
    from sqlglot import exp

    return (
        isinstance(select, exp.Select)
        and not select.args.get("group")
        and any(is_aggregate(node) for one in select.expressions for node in own_nodes(one))
    )


def own_nodes(node: exp.Expression) -> Iterator[exp.Expression]:
    """The node and all below it, without what belongs to a query inside."""
    from sqlglot import exp

    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if not isinstance(one, exp.Query):
            waiting += one.iter_expressions()


def _limit(query: exp.Query) -> int | None:
    from sqlglot import exp

    limit = query.args.get("limit")
    number = limit.expression if isinstance(limit, exp.Limit) else None
    is_number = isinstance(number, exp.Literal) and number.name.isdigit()
    return int(number.name) if is_number and number is not None else None
