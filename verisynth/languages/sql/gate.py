"""Reads SQL text on the host, to know what to ask the engine; the engine alone decides validity.

A parser is no validity check (it happily reads queries over columns that do not exist) and its
refusal is no proof either (no parser knows every dialect), so text it cannot read goes to the
engine, whose guard admits a single reading statement anyway.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

MAX_CHARACTERS = 20_000

_CHANCE_NAMES = """
    changes clock_timestamp current_date current_time current_timestamp currentdate currenttime
    currenttimestamp currentdatetime currentversion gen_random_uuid get_current_time
    get_current_timestamp last_insert_rowid localtime localtimestamp nextval now pg_backend_pid
    pg_current_xact_id rand random random_normal randomblob setseed statement_timestamp
    timeofday today total_changes transaction_timestamp txid_current uuid uuidv4 uuidv7
"""
_CHANCE = frozenset(_CHANCE_NAMES.split())
_CLOCK_NAMES = "date datetime julianday strftime time unixepoch timetostr tsordstodate"
_CLOCK_READERS = frozenset(_CLOCK_NAMES.split())


@dataclass(frozen=True)
class Query:
    """What can be said about one query without running it."""

    has_order: bool
    """Whether its outermost level has ``ORDER BY``: not a subquery, not a string."""
    chance: str
    """The function that makes its rows depend on chance or the clock; empty if none."""
    offset: int
    limit: int | None
    set_keys: tuple[int, ...]
    """The output columns a set operation is ordered by, counted from 0; empty if it is none, or if
    not all its keys are output columns."""
    dialect: str
    tree: exp.Query = field(repr=False, compare=False)
    """As parsed; to be looked at and not changed."""

    @functools.cached_property
    def probe(self) -> str:
        """The same query with one more column, the rank of each row's sort keys, cut one row later.

        Empty where it cannot be made, and where nothing is ordered.
        """
        return _probe(self.tree, self.dialect, self.offset, self.limit)


class Refused(ValueError):
    """The text is not exactly one query. ``reason`` is a slug of ``reasons.py``."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


# A gold is read for every answer to it. Few are kept: a tree is a thousand times its text.
@functools.lru_cache(maxsize=64)
def read(text: str, dialect: str) -> Query | None:
    """What ``text`` says, or ``None`` where the parser cannot read it.

    Raises:
        Refused: it is too long, no statement, several statements, or one that is not a query.
    """
    if len(text) > MAX_CHARACTERS:
        raise Refused("query-fails", f"{len(text)} characters; at most {MAX_CHARACTERS} are run")
    tree = _parse(text, dialect)
    return None if tree is None else _described(tree, dialect)


def is_reversible(text: str) -> bool:
    """Whether turning the stored order around may not change the query's meaning.

    The number of a row *is* its stored order in SQLite, so a query that names it is left alone.
    """
    return re.search(r"\b(rowid|_rowid_|oid)\b", text, re.IGNORECASE) is None


def _parse(text: str, dialect: str) -> exp.Query | None:
    import sqlglot
    from sqlglot import errors, exp

    _quieten(logging.getLogger("sqlglot"))
    try:
        trees = [tree for tree in sqlglot.parse(text, read=dialect) if tree is not None]
    except (errors.SqlglotError, RecursionError, ValueError):
        return None
    statements = [tree for tree in trees if not isinstance(tree, exp.Semicolon)]
    if not statements:
        raise Refused("syntax-error", "no statement")
    if len(statements) > 1:
        raise Refused("query-fails", f"{len(statements)} statements; exactly one query is run")
    tree = statements[0]
    if isinstance(tree, exp.Command | exp.Pivot):
        return None
    if isinstance(tree, exp.Values):
        tree = exp.select("*").from_(tree)
    writes = (exp.DML, exp.DDL, exp.Into)
    inner = [n for n in tree.find_all(*writes) if not isinstance(n, exp.Query)]
    if not isinstance(tree, exp.Query) or inner:
        known = isinstance(tree, exp.DML | exp.DDL | exp.Drop | exp.Pragma | exp.Attach)
        name = f"{tree.key.upper()} statement" if known else "text"
        raise Refused("query-fails", f"the {name} is not a single reading query")
    return tree


def _quieten(logger: logging.Logger) -> None:
    # The parser warns on stderr about text it gives up on; what it gives up on is our business.
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.propagate = False


def _described(tree: exp.Query, dialect: str) -> Query:
    from sqlglot import exp

    limit = _number(tree.args.get("limit"))
    offset = _number(tree.args.get("offset")) or 0
    return Query(
        has_order=isinstance(tree.args.get("order"), exp.Order),
        chance=next(_chances(tree), ""),
        offset=offset,
        limit=limit,
        set_keys=_set_keys(tree),
        dialect=dialect,
        tree=tree,
    )


def _number(node: exp.Expression | None) -> int | None:
    from sqlglot import exp

    literal = node.expression if isinstance(node, exp.Limit | exp.Offset) else None
    if isinstance(literal, exp.Literal) and not literal.is_string and literal.name.isdigit():
        return int(literal.name)
    return None


def _chances(tree: exp.Query) -> Iterator[str]:
    from sqlglot import exp

    for node in tree.find_all(exp.Func):
        name = (node.name if isinstance(node, exp.Anonymous) else node.key).lower()
        if name in _CHANCE:
            yield name
        elif name in _CLOCK_READERS and not list(_arguments(node)):
            yield f"{name}()"
        elif name == "age" and len(list(_arguments(node))) == 1:
            yield "age() of one time"
    if tree.find(exp.TableSample):
        yield "a sample"
    for literal in tree.find_all(exp.Literal):
        inside = literal.find_ancestor(exp.Func, exp.Cast)
        if literal.is_string and literal.name.strip().lower() == "now" and inside is not None:
            yield "'now'"


def _arguments(node: exp.Func) -> Iterator[exp.Expression]:
    """What a function is called with; of one that the parser does not know, ``this`` is a name."""
    from sqlglot import exp

    for value in node.args.values():
        parts = value if isinstance(value, list) else [value]
        yield from (part for part in parts if isinstance(part, exp.Expression))


def _probe(tree: exp.Query, dialect: str, offset: int, limit: int | None) -> str:
    """The query with the rank of its sort keys as a last column, or an empty string.

    The engine itself ranks, so collations and the place of NULL are its own.
    """
    from sqlglot import exp

    order = tree.args.get("order")
    if not isinstance(order, exp.Order):
        return ""
    probe = _set_probe(tree) if isinstance(tree, exp.SetOperation) else _select_probe(tree)
    if probe is None:
        return ""
    if limit is not None:
        probe = probe.limit(offset + limit + 1, copy=False)
    try:
        return probe.sql(dialect=dialect)
    except (ValueError, RecursionError):
        return ""


def _rank(keys: Sequence[exp.Expr]) -> exp.Window:
    from sqlglot import exp

    return exp.Window(this=exp.DenseRank(), order=exp.Order(expressions=list(keys)))


def _select_probe(tree: exp.Query) -> exp.Select | None:
    from sqlglot import exp

    if not isinstance(tree, exp.Select):
        return None
    order = tree.args["order"]
    keys = [_key_expression(key.copy(), tree) for key in order.expressions]
    if any(key is None for key in keys):
        return None
    probe = tree.copy()
    probe.append("expressions", _rank([key for key in keys if key is not None]))
    probe.set("offset", None)
    return probe


def _set_probe(tree: exp.SetOperation) -> exp.Select | None:
    """Around a set operation, which has no level of its own to which a rank could be added."""
    from sqlglot import exp

    names, keys = tree.named_selects, _set_keys(tree)
    if not keys or "*" in names or "" in names or len({*map(str.lower, names)}) < len(names):
        return None
    inner, order = tree.copy(), tree.args["order"].copy()
    for part in ("order", "limit", "offset"):
        inner.set(part, None)
    for key, at in zip(order.expressions, keys, strict=True):
        key.set("this", exp.column(names[at], quoted=True))
    rank = _rank([key.copy() for key in order.expressions])
    probe = exp.select("*", rank).from_(inner.subquery("probed"))
    probe.set("order", order)
    return probe


def _key_expression(key: exp.Expression, tree: exp.Select) -> exp.Expression | None:
    """The sort key with ordinals and output names replaced by what they stand for."""
    from sqlglot import exp

    if not isinstance(key, exp.Ordered):
        return None
    this = key.this
    if isinstance(this, exp.Literal):
        if this.is_string or not 1 <= int(this.name) <= len(tree.expressions):
            return None
        key.set("this", tree.expressions[int(this.name) - 1].unalias().copy())
        return key
    named = {
        column.alias: column.this for column in tree.expressions if isinstance(column, exp.Alias)
    }
    replaced = key.transform(
        lambda node: (
            exp.paren(named[node.name].copy())
            if isinstance(node, exp.Column) and not node.table and node.name in named
            else node
        )
    )
    return replaced if isinstance(replaced, exp.Ordered) else None


def _set_keys(tree: exp.Query) -> tuple[int, ...]:
    from sqlglot import exp

    if not isinstance(tree, exp.SetOperation) or not tree.args.get("order"):
        return ()
    names = tree.named_selects
    found = [_output_column(key.this, names) for key in tree.args["order"].expressions]
    return tuple(found) if all(index >= 0 for index in found) else ()


def _output_column(key: exp.Expression, names: list[str]) -> int:
    from sqlglot import exp

    if isinstance(key, exp.Literal) and not key.is_string:
        return int(key.name) - 1 if 1 <= int(key.name) <= len(names) else -1
    if isinstance(key, exp.Column) and not key.table and names.count(key.name) == 1:
        return names.index(key.name)
    return -1
