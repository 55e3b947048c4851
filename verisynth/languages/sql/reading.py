"""Reads a parsed query into a :class:`~verisynth.languages.sql.plan.Plan`.

Names are resolved here, not by the parser's optimizer, which takes SQLite's double-quoted strings
for columns. A name that is no column of any table in sight is the string SQLite takes it for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from verisynth.languages.sql import conditions
from verisynth.languages.sql.lenses import constant, lens, plain
from verisynth.languages.sql.plan import (
    Aggregate,
    Block,
    Compared,
    Condition,
    Every,
    Lens,
    Optional,
    Place,
    Plan,
    Ref,
    Value,
)
from verisynth.languages.sql.schema import Schema

if TYPE_CHECKING:
    from sqlglot import exp

MAX_LEAVES = 40
MAX_DEPTH = 12
MAX_SELECTS = 200
MAX_LIMIT = 30


def plan(schema: Schema, trees: Sequence[exp.Query]) -> Plan:
    """What these queries together ask of rows."""
    reader = Reader(schema)
    blocks = tuple(reader.query(tree, Scope(), 0) for tree in trees)
    return Plan(
        tuple(reader.tables),
        tuple(block for block in blocks if block is not None),
        {place: tuple(found) for place, found in sorted(reader.samples.items())},
        tuple(dict.fromkeys(reader.links)),
        frozenset(reader.dates),
        frozenset(reader.numbers),
        tuple(dict.fromkeys(reader.averages)),
        reader.limit,
    )


@dataclass(slots=True)
class Source:
    """What a name of the FROM clause stands for: a leaf, or a derived table's outputs."""

    leaf: int | None = None
    block: Block | None = None


@dataclass(slots=True)
class Scope:
    """The names in sight of one SELECT."""

    sources: dict[str, Source] = field(default_factory=dict)
    tables: dict[str, exp.Query] = field(default_factory=dict)
    """Common table expressions by lower-case name."""
    outer: Scope | None = None
    aliases: dict[str, exp.Expr] = field(default_factory=dict)
    """Output columns, which SQLite lets every clause name."""
    block: Block = field(default_factory=Block)

    def common(self, name: str) -> tuple[exp.Query, Scope] | None:
        """The query of a common table expression, and where it was defined."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.tables:
                return scope.tables[name], scope
            scope = scope.outer
        return None


@dataclass(slots=True)
class Reader:
    """Collects leaves, constants and links while it walks a query."""

    schema: Schema
    tables: list[str] = field(default_factory=list)
    samples: dict[Place, dict[Value, None]] = field(default_factory=dict)
    links: list[tuple[Place, Place]] = field(default_factory=list)
    dates: set[Place] = field(default_factory=set)
    numbers: set[Place] = field(default_factory=set)
    averages: list[Place] = field(default_factory=list)
    limit: int = 0
    selects: int = 0

    def place(self, ref: Ref) -> Place:
        """The column of the schema behind a reference."""
        return Place(self.tables[ref.leaf], ref.column)

    def sample(self, ref: Ref, values: Sequence[Value]) -> None:
        """Note values that this column should meet."""
        self.samples.setdefault(self.place(ref), {}).update(dict.fromkeys(values))

    def link(self, left: Ref, right: Ref) -> None:
        """Note that two columns are compared."""
        one, two = sorted((self.place(left), self.place(right)))
        if one != two:
            self.links.append((one, two))

    def query(self, tree: exp.Expr | None, outer: Scope, depth: int) -> Block | None:
        """The block of a SELECT or set operation; ``None`` for what is neither."""
        from sqlglot import exp

        # Common tables that name each other twice would be read as often as 2 to the depth.
        self.selects += 1
        if depth > MAX_DEPTH or self.selects > MAX_SELECTS:
            return None
        while isinstance(tree, exp.Subquery | exp.Paren):
            tree = tree.this
        if isinstance(tree, exp.SetOperation):
            return self._operation(tree, outer, depth)
        return self._select(tree, outer, depth) if isinstance(tree, exp.Select) else None

    def _operation(self, tree: exp.SetOperation, outer: Scope, depth: int) -> Block | None:
        scope = Scope(outer=outer)
        self._commons(tree, scope)
        left, right = (self.query(side, scope, depth + 1) for side in (tree.this, tree.expression))
        if left is None or right is None:
            return left or right
        for one, two in zip(left.outputs, right.outputs, strict=False):
            if isinstance(one, Lens) and isinstance(two, Lens):
                self.link(one.ref, two.ref)
        return Block(branches=(left, right), outputs=left.outputs, names=left.names)

    def _commons(self, tree: exp.Query, scope: Scope) -> None:
        with_ = tree.args.get("with_") or tree.args.get("with")
        for common in with_.expressions if with_ is not None else ():
            scope.tables[common.alias.lower()] = common.this

    def _select(self, tree: exp.Select, outer: Scope, depth: int) -> Block:
        from sqlglot import exp

        block = Block()
        scope = Scope(outer=outer, block=block)
        self._commons(tree, scope)
        self._from(tree, scope, depth)
        scope.aliases = {
            one.alias.lower(): one.this for one in tree.expressions if isinstance(one, exp.Alias)
        }
        self._outputs(tree, scope)
        where = tree.args.get("where")
        if where is not None:
            block.where.extend(self._conjuncts(where.this, scope, depth))
        self._grouping(tree, scope, depth)
        self._beside(tree, scope, depth)
        return block

    # --- FROM -------------------------------------------------------------------------------

    def _from(self, tree: exp.Select, scope: Scope, depth: int) -> None:
        first = tree.args.get("from_") or tree.args.get("from")
        if first is not None:
            self._source(first.this, scope, depth, None)
        for join in tree.args.get("joins") or ():
            self._join(join, scope, depth)

    def _source(
        self, node: exp.Expr, scope: Scope, depth: int, into: Optional | None
    ) -> Source | None:
        """Add a table or derived table to the scope, and to the block or an outer join's part."""
        from sqlglot import exp

        block = scope.block
        source = None
        if isinstance(node, exp.Table):
            source = self._table(node, scope, depth)
        elif isinstance(node, exp.Subquery):
            inner = self.query(node.this, _without_sources(scope), depth + 1)
            source = Source(block=inner) if inner is not None else None
        if source is None:
            return None
        name = (node.alias or (node.name if isinstance(node, exp.Table) else "")).lower()
        scope.sources[name or f" {len(scope.sources)}"] = source
        if source.leaf is not None:
            (into.leaves if into is not None else block.leaves).append(source.leaf)
        elif source.block is not None:
            (into.parts if into is not None else block.parts).append(source.block)
            _rename(source.block, node)
        for join in node.args.get("joins") or ():
            self._join(join, scope, depth)
        return source

    def _table(self, node: exp.Table, scope: Scope, depth: int) -> Source | None:
        name = node.name.lower()
        common = scope.common(name) if not node.db else None
        if common is not None:
            tree, where = common
            # Without its own name in sight: a recursive reference brings no rows of its own.
            inner = Scope(tables={k: v for k, v in where.tables.items() if k != name},
                          outer=where.outer)  # fmt: skip
            block = self.query(tree, inner, depth + 1)
            return Source(block=block) if block is not None else None
        if name not in self.schema.tables or len(self.tables) >= MAX_LEAVES:
            return None
        self.tables.append(name)
        return Source(leaf=len(self.tables) - 1)

    def _join(self, join: exp.Join, scope: Scope, depth: int) -> None:
        block = scope.block
        before = dict(scope.sources)
        side = (join.side or "").upper()
        part = Optional([], [], []) if side in ("LEFT", "RIGHT", "FULL") else None
        source = self._source(join.this, scope, depth, part)
        found: list[Condition] = []
        if join.args.get("on") is not None:
            found += self._conjuncts(join.args["on"], scope, depth)
        if source is not None:
            names = [one.name.lower() for one in join.args.get("using") or ()]
            if (join.method or "").upper() == "NATURAL":
                names = self._shared(before, source)
            found += self._using(names, before, source)
        if part is None:
            block.where.extend(found)
        else:
            part.conditions.extend(found)
            block.optional.append(part)

    def _shared(self, before: dict[str, Source], source: Source) -> list[str]:
        earlier = {name for one in before.values() for name in self._names(one)}
        return [name for name in self._names(source) if name in earlier]

    def _using(
        self, names: Sequence[str], before: dict[str, Source], source: Source
    ) -> Iterator[Condition]:
        for name in names:
            right = self._column(source, name)
            lefts = (self._column(one, name) for one in before.values())
            left = next((one for one in lefts if isinstance(one, Lens)), None)
            if isinstance(left, Lens) and isinstance(right, Lens):
                self.link(left.ref, right.ref)
                yield Compared(left, "=", right)

    def _names(self, source: Source) -> list[str]:
        if source.leaf is not None:
            table = self.schema.tables[self.tables[source.leaf]]
            return [column.name.lower() for column in table.columns]
        return list(source.block.names) if source.block is not None else []

    def _column(self, source: Source, name: str) -> Lens | Aggregate | None:
        if source.leaf is not None:
            at = self.schema.tables[self.tables[source.leaf]].position(name)
            return None if at is None else plain(Ref(source.leaf, at))
        block = source.block
        if block is None or name not in block.names:
            return None
        at = block.names.index(name)
        return block.outputs[at] if at < len(block.outputs) else None

    # --- names ------------------------------------------------------------------------------

    def resolve(self, node: exp.Column, scope: Scope) -> Lens | Aggregate | None:
        """What a column name stands for, looking outwards."""
        name, table = node.name.lower(), node.table.lower()
        here: Scope | None = scope
        while here is not None:
            for key, source in here.sources.items():
                if not table or key == table:
                    found = self._column(source, name)
                    if found is not None:
                        return found
            here = here.outer
        alias = scope.aliases.get(name) if not table else None
        if alias is None or alias is node:
            return None
        return self.expression(alias, Scope(scope.sources, outer=scope.outer, block=scope.block))

    def is_text(self, node: exp.Expr, scope: Scope) -> bool:
        """Whether a double-quoted name is no column, so that SQLite reads it as a string."""
        from sqlglot import exp

        return (
            isinstance(node, exp.Column)
            and not node.table
            and isinstance(node.this, exp.Identifier)
            and bool(node.this.args.get("quoted"))
            and self.resolve(node, scope) is None
        )

    def expression(self, node: exp.Expr | None, scope: Scope) -> Lens | Aggregate | None:
        """The column, seen column or aggregate that an expression is; ``None`` for others."""
        from sqlglot import exp

        while isinstance(node, exp.Paren | exp.Alias):
            node = node.this
        if isinstance(node, exp.AggFunc):
            return self._aggregate(node, scope)
        if isinstance(node, exp.Column):
            return self.resolve(node, scope)
        if isinstance(node, exp.Subquery):
            return self._scalar(node, scope)

        def only_lens(column: exp.Column) -> Lens | None:
            found = self.resolve(column, scope)
            return found if isinstance(found, Lens) else None

        found = lens(node, only_lens)
        if found is None:
            return None
        if found[1]:
            self.dates.add(self.place(found[0].ref))
        return found[0]

    def _aggregate(self, node: exp.AggFunc, scope: Scope) -> Aggregate | None:
        from sqlglot import exp

        function, inner = node.key, node.this
        if function not in ("count", "sum", "avg", "min", "max"):
            return None
        if isinstance(inner, exp.Distinct):
            inner = inner.expressions[0] if inner.expressions else None
            function = "distinct" if function == "count" else function
        found = self.expression(inner, scope) if inner is not None else None
        ref = found.ref if isinstance(found, Lens) else None
        if function in ("sum", "avg") and ref is not None:
            self.numbers.add(self.place(ref))
        return Aggregate(function, ref, scope.block)

    def _scalar(self, node: exp.Subquery, scope: Scope) -> Aggregate | Lens | None:
        block = self.query(node.this, scope, MAX_DEPTH // 2)
        if block is None or not block.outputs:
            return None
        scope.block.besides.append(block)
        return block.outputs[0]

    # --- clauses ----------------------------------------------------------------------------

    def _outputs(self, tree: exp.Select, scope: Scope) -> None:
        from sqlglot import exp

        block = scope.block
        for node in tree.expressions:
            star = node.this if isinstance(node, exp.Column) else node
            if isinstance(star, exp.Star):
                wanted = node.table.lower() if isinstance(node, exp.Column) else ""
                self._star(wanted, scope, block)
            else:
                inner = node.this if isinstance(node, exp.Alias) else node
                block.outputs.append(self.expression(inner, scope))
                block.names.append(node.alias_or_name.lower())

    def _star(self, wanted: str, scope: Scope, block: Block) -> None:
        for key, source in scope.sources.items():
            if not wanted or key == wanted:
                for name in self._names(source):
                    block.outputs.append(self._column(source, name))
                    block.names.append(name)

    def _conjuncts(self, node: exp.Expr, scope: Scope, depth: int) -> list[Condition]:
        found = conditions.read(self, node, scope, depth)
        return list(found.parts) if isinstance(found, Every) else [found] if found else []

    def _grouping(self, tree: exp.Select, scope: Scope, depth: int) -> None:
        from sqlglot import exp

        block = scope.block
        group = tree.args.get("group")
        for key in group.expressions if group is not None else ():
            node = key
            if isinstance(key, exp.Literal) and not key.is_string:
                at = int(key.name) - 1 if key.name.isdigit() else -1
                node = tree.expressions[at] if 0 <= at < len(tree.expressions) else key
            found = self.expression(node, scope)
            block.is_grouped = True
            if isinstance(found, Lens):
                block.groups.append(found.ref)
        having = tree.args.get("having")
        if having is not None:
            block.extras.extend(self._conjuncts(having.this, scope, depth))
        self._limit(tree)

    def _limit(self, tree: exp.Query) -> None:
        for name in ("limit", "offset"):
            node = tree.args.get(name)
            known = constant(node.expression) if node is not None else None
            if known is not None and isinstance(known[0], int) and 0 < known[0] <= MAX_LIMIT:
                self.limit = max(self.limit, known[0])

    def _beside(self, tree: exp.Select, scope: Scope, depth: int) -> None:
        """Conditions inside CASE, FILTER and the like, and subqueries among the outputs."""
        from sqlglot import exp

        block = scope.block
        for node in islice(_own(tree), 200):
            if isinstance(node, exp.If):
                found = conditions.read(self, node.this, scope, depth)
                if isinstance(node.parent, exp.Case) and node.parent.this is not None:
                    found = conditions.equal(self, node.parent.this, node.this, scope)
            elif isinstance(node, exp.Filter):
                where = node.expression
                found = conditions.read(self, getattr(where, "this", where), scope, depth)
            else:
                continue
            if found is not None:
                block.extras.append(found)


def _own(tree: exp.Select) -> Iterator[exp.Expr]:
    """The nodes of the outputs and of the sort keys, without subqueries."""
    from sqlglot import exp

    order = tree.args.get("order")
    for part in (*tree.expressions, *((order,) if order is not None else ())):
        yield from part.walk(prune=lambda node: isinstance(node, exp.Query))


def _without_sources(scope: Scope) -> Scope:
    """What a derived table sees: the outer query's names, not its neighbours'."""
    return Scope(tables=scope.tables, outer=scope.outer)


def _rename(block: Block, node: exp.Expr) -> None:
    alias = node.args.get("alias")
    columns = alias.args.get("columns") if alias is not None else None
    for at, column in enumerate(columns or ()):
        if at < len(block.names):
            block.names[at] = column.name.lower()
