"""The small mistakes a query can have, each as an edit of its tree that can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verisynth.languages.sql.schema import Kind, Schema, Table
from verisynth.languages.sql.values import around, as_number

if TYPE_CHECKING:
    from sqlglot import exp

Undo = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. ``apply`` makes it and returns what takes it back."""

    operator: str
    detail: str
    apply: Callable[[], Undo]


def _swap(operator: str, node: exp.Expr, new: exp.Expr, detail: str = "") -> Edit:
    """Another node in the place of one."""

    def apply() -> Undo:
        node.replace(new)
        return lambda: _restore(new, node)

    return Edit(operator, detail or f"{_short(node)} -> {_short(new)}", apply)


def _restore(new: exp.Expr, node: exp.Expr) -> None:
    new.replace(node)


def _put(operator: str, node: exp.Expr, key: str, value: Any, detail: str) -> Edit:
    """Another argument for a node."""

    def apply() -> Undo:
        old = node.args.get(key)
        node.set(key, value)
        return lambda: node.set(key, old)

    return Edit(operator, detail, apply)


def _short(node: exp.Expr) -> str:
    text = node.sql()
    return text if len(text) <= 40 else text[:39] + "…"


def _comparison(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    others: dict[type[exp.Expr], tuple[type[exp.Binary], ...]] = {
        exp.LT: (exp.LTE, exp.GT),
        exp.LTE: (exp.LT, exp.GTE),
        exp.GT: (exp.GTE, exp.LT),
        exp.GTE: (exp.GT, exp.LTE),
        exp.EQ: (exp.NEQ, exp.GTE, exp.LTE),
        exp.NEQ: (exp.EQ,),
    }
    for other in others.get(type(node), ()):
        if not (isinstance(node, exp.EQ) and other is not exp.NEQ and _joins(node)):
            yield _swap("comparison", node, _binary(other, node.this, node.expression))


def _binary(kind: type[exp.Binary], left: exp.Expr, right: exp.Expr) -> exp.Binary:
    return kind(this=left.copy(), expression=right.copy())


def _joins(node: exp.Expr) -> bool:
    from sqlglot import exp

    return isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Column)


def _constant(node: exp.Expr, schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if schema is not None and _is_text(node, schema):
        yield _swap("constant", node, exp.Literal.string(str(around(node.name)[-1])))
    outside = (exp.Limit, exp.Offset, exp.Ordered, exp.Select, exp.Group, exp.DataTypeParam)
    other = (exp.Interval, exp.TimeToStr, exp.Like, exp.ILike)
    if not isinstance(node, exp.Literal) or isinstance(node.parent, (*outside, *other)):
        return
    if node.is_string:
        near = around(node.name)
        if len(near) > 1:
            text = str(near[2] if len(near) > 2 else near[1])
            yield _swap("constant", node, exp.Literal.string(text))
        return
    known = as_number(node.name)
    for number in around(known)[1:3] if known is not None else ():
        # Literal.number makes a Neg of a negative number.
        yield _swap("constant", node, exp.Literal.number(str(number)))


def _is_text(node: exp.Expr, schema: Schema) -> bool:
    """Whether a double-quoted name is no column of any table: SQLite reads it as a string."""
    from sqlglot import exp

    if not isinstance(node, exp.Column) or node.table or not node.this.args.get("quoted"):
        return False
    return all(table.position(node.name) is None for table in schema.tables.values())


def _connective(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.And | exp.Or):
        return
    other = exp.Or if isinstance(node, exp.And) else exp.And
    left, right = node.this.copy(), node.expression.copy()
    joined = other(this=exp.paren(left), expression=exp.paren(right))
    yield _swap("connective", node, exp.paren(joined))
    yield _swap("dropped-condition", node, node.this.copy(), f"without {_short(node.expression)}")
    yield _swap("dropped-condition", node, node.expression.copy(), f"without {_short(node.this)}")


def _clause(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.Select):
        return
    for key in ("where", "having"):
        clause = node.args.get(key)
        if clause is not None and not isinstance(clause.this, exp.And):
            yield _put("dropped-condition", node, key, None, f"without {_short(clause)}")
    distinct = node.args.get("distinct")
    if distinct is not None:
        yield _put("distinct", node, "distinct", None, "without DISTINCT")
    elif _keeps_duplicates(node):
        yield _put("distinct", node, "distinct", exp.Distinct(), "with DISTINCT")
    group = node.args.get("group")
    if group is not None:
        for at, key in enumerate(group.expressions):
            rest = [one for other, one in enumerate(group.expressions) if other != at]
            replaced = exp.Group(expressions=[one.copy() for one in rest]) if rest else None
            yield _put("group", node, "group", replaced, f"not grouped by {_short(key)}")
        plain = [one.unalias() for one in node.expressions]
        for column in plain:
            if isinstance(column, exp.Column) and column not in group.expressions:
                more = exp.Group(
                    expressions=[*(one.copy() for one in group.expressions), column.copy()]
                )
                yield _put("group", node, "group", more, f"also grouped by {_short(column)}")


def _keeps_duplicates(node: exp.Expr) -> bool:
    """Whether DISTINCT may matter: not inside IN, EXISTS or UNION, not for a single row."""
    from sqlglot import exp

    parent = node.parent
    if not node.args.get("group") and all(one.find(exp.AggFunc) for one in node.expressions):
        return False
    if isinstance(parent, exp.Union):
        return not parent.args.get("distinct")
    if isinstance(parent, exp.Subquery) and parent.parent is not None:
        return isinstance(parent.parent, exp.From | exp.Join)
    return not isinstance(parent, exp.SetOperation | exp.Exists | exp.In)


def _negation(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if isinstance(node, exp.Not):
        yield _swap("negation", node, node.this.copy())
    elif isinstance(node, exp.Like | exp.ILike):
        value = None if node.args.get("negate") else True
        yield _put("negation", node, "negate", value, f"{_short(node)}: negated")
    elif isinstance(node, exp.In | exp.Exists | exp.Between | exp.Is) and not isinstance(
        node.parent, exp.Not
    ):
        yield _swap("negation", node, exp.Not(this=exp.paren(node.copy())))
    if isinstance(node, exp.In) and len(node.expressions) > 1:
        for at in range(len(node.expressions)):
            rest = [one.copy() for other, one in enumerate(node.expressions) if other != at]
            yield _put(
                "constant", node, "expressions", rest, f"without {_short(node.expressions[at])}"
            )


_LIKES: tuple[Callable[[str], str], ...] = (
    lambda text: text.removeprefix("%"),
    lambda text: text.removesuffix("%"),
    lambda text: text if text.startswith("%") else "%" + text,
    lambda text: text if text.endswith("%") else text + "%",
    lambda text: text.replace("_", "", 1),
)


def _like(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.Like | exp.ILike):
        return
    pattern = node.expression
    if isinstance(pattern, exp.Literal | exp.Column):
        for change in _LIKES:
            if change(pattern.name) != pattern.name:
                yield _swap("like", pattern, exp.Literal.string(change(pattern.name)))


def _aggregate(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    others: dict[type[exp.Expr], tuple[type[exp.AggFunc], ...]] = {
        exp.Sum: (exp.Avg, exp.Max, exp.Count), exp.Avg: (exp.Sum, exp.Max),
        exp.Min: (exp.Max,), exp.Max: (exp.Min, exp.Sum),
    }  # fmt: skip
    for other in others.get(type(node), ()):
        yield _swap("aggregate", node, other(this=node.this.copy()))
    if not isinstance(node, exp.Count):
        return
    inner = node.this
    if isinstance(inner, exp.Distinct) and len(inner.expressions) == 1:
        yield _swap("distinct", node, exp.Count(this=inner.expressions[0].copy()))
    elif isinstance(inner, exp.Column) and not isinstance(inner.this, exp.Star):
        yield _swap("distinct", node, exp.Count(this=exp.Distinct(expressions=[inner.copy()])))
        yield _swap("count", node, exp.Count(this=exp.Star()))


def _join(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.Join):
        return
    has_condition = node.args.get("on") is not None or node.args.get("using")
    if has_condition or node.method:
        side = (node.side or "").upper()
        for other in ("LEFT", "") if side not in ("", "LEFT") else ("" if side else "LEFT",):
            yield _put(
                "join-type",
                node,
                "side",
                other or None,
                f"{side or 'INNER'} -> {other or 'INNER'} JOIN",
            )
    condition = node.args.get("on")
    if condition is not None and not node.side and not isinstance(condition, exp.And):
        yield _put("join-condition", node, "on", None, f"without ON {_short(condition)}")


def _operation(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.SetOperation):
        return
    kept = {key: value for key, value in node.args.items() if value is not None}
    for other in (exp.Union, exp.Intersect, exp.Except):
        if not isinstance(node, other):
            changed = other(**{k: _copied(v) for k, v in kept.items()})
            changed.args["distinct"] = True
            yield _swap("set-operation", node, changed, f"{node.key} -> {other.key}")
    if isinstance(node, exp.Union):
        all_ = not node.args.get("distinct")
        yield _put("union-all", node, "distinct", all_, "UNION ALL and UNION exchanged")
    if isinstance(node, exp.Except):
        turned = {**{k: _copied(v) for k, v in kept.items()},
                  "this": node.expression.copy(), "expression": node.this.copy()}  # fmt: skip
        yield _swap("set-operation", node, exp.Except(**turned), "sides of EXCEPT exchanged")
    yield _one_sided(node)


def _copied(value: Any) -> Any:
    if isinstance(value, list):
        return [_copied(one) for one in value]
    return value.copy() if hasattr(value, "copy") and not isinstance(value, bool | str) else value


def _one_sided(node: exp.Expr) -> Edit:
    """Only the left side of a set operation: its right side made empty."""
    from sqlglot import exp

    right = node.expression

    def apply() -> Undo:
        empty = right.copy()
        if isinstance(empty, exp.Select):
            empty.set(
                "where",
                exp.Where(
                    this=exp.EQ(this=exp.Literal.number(1), expression=exp.Literal.number(0))
                ),
            )
        node.set("expression", empty)
        return lambda: node.set("expression", right)

    return Edit("set-operation", "right side without rows", apply)


def _order(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if isinstance(node, exp.Ordered) and not isinstance(
        node.find_ancestor(exp.Window, exp.Query), exp.Window
    ):
        yield _turned(node)
    if isinstance(node, exp.Order) and len(node.expressions) > 1:
        for at, key in enumerate(node.expressions):
            rest = [one.copy() for other, one in enumerate(node.expressions) if other != at]
            yield _put("order", node, "expressions", rest, f"not ordered by {_short(key)}")
    if isinstance(node, exp.Query) and node.args.get("order") is not None:
        yield _put("order", node, "order", None, "without ORDER BY")


def _turned(node: exp.Expr) -> Edit:
    turned = node.copy()
    turned.set("desc", not node.args.get("desc"))
    # Where NULL goes is said or implied by the direction; implied is what a slip implies.
    turned.set("nulls_first", not node.args.get("nulls_first"))
    return _swap("order", node, turned)


def _limit(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.Limit | exp.Offset):
        return
    number = node.expression
    if isinstance(number, exp.Literal) and number.name.isdigit():
        yield _swap("limit", number, exp.Literal.number(int(number.name) + 1))
        if int(number.name) > 1:
            yield _swap("limit", number, exp.Literal.number(int(number.name) - 1))
    if node.parent is not None and isinstance(node, exp.Limit):
        yield _put("limit", node.parent, "limit", None, "without LIMIT")


def _column(node: exp.Expr, schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star) or schema is None:
        return
    select = node.find_ancestor(exp.Select)
    tables = dict(_tables(select, schema)) if select is not None else {}
    found = [(alias, table) for alias, table in tables.items()
             if (not node.table or alias == node.table.lower())
             and table.position(node.name) is not None]  # fmt: skip
    if not found:
        return
    alias, table = found[0]
    at = table.position(node.name) or 0
    kind = table.columns[at].kind
    same = [
        one
        for one in range(len(table.columns))
        if one != at and _alike(table.columns[one].kind, kind)
    ]
    # The nearest ones: the slip of an eye, and enough of them.
    for other in sorted(same, key=lambda one: (abs(one - at), one))[:2]:
        new = node.copy()
        new.set(
            "this",
            exp.to_identifier(table.columns[other].name, quoted=_odd(table.columns[other].name)),
        )
        yield _swap("column", node, new)
    for other_alias, other_table in tables.items():
        if node.table and other_alias != alias and other_table.position(node.name) is not None:
            new = node.copy()
            new.set("table", exp.to_identifier(other_alias))
            yield _swap("column", node, new)


def _odd(name: str) -> bool:
    return not name.replace("_", "a").isalnum() or name[:1].isdigit()


def _alike(one: Kind, two: Kind) -> bool:
    numbers = (Kind.INTEGER, Kind.REAL)
    return one is two or (one in numbers and two in numbers)


def _tables(select: exp.Expr, schema: Schema) -> Iterator[tuple[str, Table]]:
    from sqlglot import exp

    first = select.args.get("from_") or select.args.get("from")
    joins = select.args.get("joins") or ()
    for source in (*((first.this,) if first is not None else ()), *(one.this for one in joins)):
        if isinstance(source, exp.Table) and source.name.lower() in schema.tables:
            yield source.alias_or_name.lower(), schema.tables[source.name.lower()]


def _case(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.Case):
        return
    arms, rest = node.args.get("ifs") or [], node.args.get("default")
    if rest is not None:
        yield _put("case", node, "default", None, "without ELSE")
        if arms:
            yield _swap("case", arms[0].args["true"], rest.copy())
    if len(arms) > 1:
        for at in range(len(arms)):
            kept = [one.copy() for other, one in enumerate(arms) if other != at]
            yield _put("case", node, "ifs", kept, f"without {_short(arms[at])}")


def _arithmetic(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    others: dict[type[exp.Expr], type[exp.Binary]] = {
        exp.Add: exp.Sub, exp.Sub: exp.Add, exp.Mul: exp.Div, exp.Div: exp.Mul,
    }  # fmt: skip
    other = others.get(type(node))
    if other is not None and not isinstance(node.expression, exp.Interval):
        yield _swap("arithmetic", node, _binary(other, node.this, node.expression))
    if isinstance(node, exp.Coalesce):
        yield _swap("arithmetic", node, node.this.copy())


def _window(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    from sqlglot import exp

    if not isinstance(node, exp.Window):
        return
    if node.args.get("partition_by"):
        yield _put("window", node, "partition_by", None, "without PARTITION BY")
    order = node.args.get("order")
    for key in order.expressions if order is not None else ():
        turned = _turned(key)
        yield Edit("window", turned.detail, turned.apply)
    ranks = (exp.RowNumber, exp.Rank, exp.DenseRank)
    for rank in ranks:
        if isinstance(node.this, ranks) and not isinstance(node.this, rank):
            yield _swap("window", node.this, rank())


def _membership(node: exp.Expr, _schema: Schema | None) -> Iterator[Edit]:
    """Strict bounds for BETWEEN, ANY for ALL."""
    from sqlglot import exp

    if isinstance(node, exp.Between):
        this, low, high = (node.args[key] for key in ("this", "low", "high"))
        for lower, upper in ((exp.GT, exp.LTE), (exp.GTE, exp.LT)):
            both = exp.and_(_binary(lower, this, low), _binary(upper, this, high))
            yield _swap("comparison", node, exp.paren(both))
    elif isinstance(node, exp.All):
        yield _swap("membership", node, exp.Any(this=node.this.copy()))


OPERATORS: tuple[Callable[[Any, Schema | None], Iterator[Edit]], ...] = (
    _comparison, _constant, _connective, _clause, _negation, _like, _aggregate, _join, _operation,
    _order, _limit, _column, _case, _arithmetic, _window, _membership,
)  # fmt: skip
