"""A schema as data: which rows a table may hold, read from ``CREATE TABLE`` statements.

Only what limits rows is kept: kinds of columns, keys, ``NOT NULL``, references, simple ``CHECK``
conditions. What cannot be read is left out; the engine still enforces it when rows are stored.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

MAX_TABLES = 120
MAX_COLUMNS = 200


class Kind(StrEnum):
    """What values a column is for."""

    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    """A date with a time of day."""
    TIME = "time"
    BOOLEAN = "boolean"
    OTHER = "other"
    """Lists, structures, JSON: nothing is drawn for them but NULL or what the engine casts."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    kind: Kind
    nullable: bool = True
    length: int | None = None
    """Most characters of a text."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns, by position, that must be NULL or name a row of ``table``."""

    columns: tuple[int, ...]
    table: str
    """As a key of :attr:`Schema.tables`."""
    referenced: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    name: str
    """As written, without quotes."""
    columns: tuple[Column, ...]
    keys: tuple[tuple[int, ...], ...] = ()
    """Primary key first, if it has one, then unique constraints, as positions of columns."""
    has_primary: bool = False
    foreign: tuple[ForeignKey, ...] = ()
    checks: tuple[exp.Expr, ...] = ()
    """The conditions of ``CHECK``, parsed."""

    def position(self, name: str) -> int | None:
        """Where the column of this name stands; case does not matter."""
        wanted = name.lower()
        for at, column in enumerate(self.columns):
            if column.name.lower() == wanted:
                return at
        return None


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables, by lower-case name, in the order they were written."""

    tables: Mapping[str, Table]

    def order(self) -> tuple[str, ...]:
        """Names with referenced tables before those that refer to them; cycles as written."""
        done: dict[str, None] = {}
        waiting = list(self.tables)
        while waiting:
            ready = [name for name in waiting if self._parents(name) <= {*done, name}]
            done.update(dict.fromkeys(ready or waiting[:1]))
            waiting = [name for name in waiting if name not in done]
        return tuple(done)

    def _parents(self, name: str) -> set[str]:
        return {key.table for key in self.tables[name].foreign}


@functools.lru_cache(maxsize=256)
def read(text: str, dialect: str) -> Schema | None:
    """The schema, or ``None`` where the text is no DDL that the parser knows."""
    import sqlglot
    from sqlglot import errors, exp

    logger = logging.getLogger("sqlglot")
    if not logger.handlers:
        # The parser warns about what it gives up on; that is decided here.
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    try:
        trees = sqlglot.parse(text, read=dialect)
    except (errors.SqlglotError, RecursionError, ValueError):
        return None
    drafts: dict[str, _Draft] = {}
    for tree in trees:
        if isinstance(tree, exp.Create) and tree.kind == "TABLE":
            draft = _draft(tree)
            if draft is not None and len(drafts) < MAX_TABLES:
                drafts[draft.name.lower()] = draft
        elif isinstance(tree, exp.Create) and tree.kind == "INDEX":
            _unique_index(tree, drafts)
        elif isinstance(tree, exp.Alter):
            _altered(tree, drafts)
    tables = {name: _table(draft, drafts) for name, draft in drafts.items()}
    return Schema(MappingProxyType(tables)) if tables else None


@dataclass(slots=True)
class _Draft:
    """A table while its text is read; references still are names."""

    name: str
    columns: list[Column]
    primary: list[str]
    uniques: list[list[str]]
    foreign: list[tuple[list[str], str, list[str]]]
    checks: list[exp.Expr]


def _draft(tree: exp.Create) -> _Draft | None:
    from sqlglot import exp

    body = tree.this
    if not isinstance(body, exp.Schema):
        return None
    draft = _Draft(body.this.name, [], [], [], [], [])
    for part in body.expressions[: MAX_COLUMNS * 2]:
        if isinstance(part, exp.ColumnDef):
            _read_column(part, draft)
        elif isinstance(part, exp.Identifier | exp.Column):
            draft.columns.append(Column(part.name, Kind.TEXT))
        else:
            _read_constraint(part, draft)
    return draft if draft.columns else None


def _read_column(part: exp.ColumnDef, draft: _Draft) -> None:
    from sqlglot import exp

    nullable, generated = True, False
    for constraint in part.args.get("constraints") or ():
        kind = constraint.args.get("kind") or constraint
        if isinstance(kind, exp.NotNullColumnConstraint):
            nullable = bool(kind.args.get("allow_null"))
        elif isinstance(kind, exp.PrimaryKeyColumnConstraint):
            draft.primary.append(part.name)
        elif isinstance(kind, exp.UniqueColumnConstraint):
            draft.uniques.append([part.name])
        elif isinstance(kind, exp.CheckColumnConstraint):
            draft.checks.append(kind.this)
        elif isinstance(kind, exp.ComputedColumnConstraint):
            generated = True
        elif isinstance(kind, exp.Reference):
            _add_reference([part.name], kind, draft)
    if not generated:
        draft.columns.append(_column(part, nullable=nullable))


def _column(part: exp.ColumnDef, *, nullable: bool) -> Column:
    written = part.args.get("kind")
    text = written.sql().upper() if written is not None else ""
    size = re.search(r"CHAR\w*\s*\((\d{1,4})\)", text)
    return Column(part.name, _kind(text), nullable, int(size.group(1)) if size else None)


_KINDS = (
    (r"BOOL", Kind.BOOLEAN),
    (r"\[\]|^LIST|^STRUCT|^MAP|JSON|UUID|INTERVAL|^BLOB|BINARY|BYTEA|^BIT", Kind.OTHER),
    (r"TIMESTAMP|DATETIME", Kind.MOMENT),
    (r"^DATE", Kind.DATE),
    (r"^TIME", Kind.TIME),
    (r"INT|SERIAL|^YEAR|^LONG", Kind.INTEGER),
    (r"CHAR|CLOB|TEXT|STRING|ENUM", Kind.TEXT),
    (r"REAL|FLOA|DOUBLE", Kind.REAL),
    (r"DEC|NUM|MONEY", Kind.REAL),
)


def _kind(text: str) -> Kind:
    for pattern, kind in _KINDS:
        if re.search(pattern, text):
            # NUMERIC(10), DECIMAL(8, 0) hold whole numbers only.
            whole = re.search(r"(DEC|NUM)\w*\s*\(\s*\d+\s*(,\s*0\s*)?\)", text)
            return Kind.INTEGER if kind is Kind.REAL and whole else kind
    return Kind.TEXT


def _read_constraint(part: exp.Expr, draft: _Draft) -> None:
    from sqlglot import exp

    if isinstance(part, exp.Constraint):
        for inner in part.expressions:
            _read_constraint(inner, draft)
    elif isinstance(part, exp.PrimaryKey):
        draft.primary.extend(_names(part.expressions))
    elif isinstance(part, exp.UniqueColumnConstraint):
        named = part.this
        draft.uniques.append(list(_names(named.expressions if named is not None else ())))
    elif isinstance(part, exp.ForeignKey):
        reference = part.args.get("reference")
        if isinstance(reference, exp.Reference):
            _add_reference(list(_names(part.expressions)), reference, draft)
    elif isinstance(part, exp.CheckColumnConstraint | exp.Check):
        draft.checks.append(part.this)


def _add_reference(columns: list[str], reference: exp.Reference, draft: _Draft) -> None:
    from sqlglot import exp

    target = reference.this
    if isinstance(target, exp.Schema):
        draft.foreign.append((columns, target.this.name, list(_names(target.expressions))))
    elif target is not None:
        draft.foreign.append((columns, target.name, []))


def _names(parts: Iterable[exp.Expr]) -> Iterator[str]:
    for part in parts:
        # PRIMARY KEY (a DESC) is an Ordered, a(10) a function: both carry the name inside.
        yield part.this.name if part.key == "ordered" else part.name


def _unique_index(tree: exp.Create, drafts: Mapping[str, _Draft]) -> None:
    from sqlglot import exp

    index = tree.this
    table = index.args.get("table") if isinstance(index, exp.Index) else None
    params = index.args.get("params") if isinstance(index, exp.Index) else None
    if not tree.args.get("unique") or table is None or params is None or params.args.get("where"):
        return
    draft = drafts.get(table.name.lower())
    if draft is not None:
        draft.uniques.append(list(_names(params.args.get("columns") or ())))


def _altered(tree: exp.Alter, drafts: Mapping[str, _Draft]) -> None:
    from sqlglot import exp

    draft = drafts.get(tree.this.name.lower())
    if draft is None:
        return
    for action in tree.args.get("actions") or ():
        if isinstance(action, exp.AddConstraint):
            for part in action.expressions:
                _read_constraint(part, draft)
        elif isinstance(action, exp.ColumnDef):
            _read_column(action, draft)


def _table(draft: _Draft, drafts: Mapping[str, _Draft]) -> Table:
    bare = Table(draft.name, tuple(draft.columns))
    primary = _positions(bare, draft.primary)
    uniques = [_positions(bare, names) for names in draft.uniques]
    keys = tuple(dict.fromkeys(key for key in (primary, *uniques) if key))
    # SQLite alone lets a primary key be NULL; no one means it.
    columns = tuple(
        replace(column, nullable=False) if at in primary else column
        for at, column in enumerate(bare.columns)
    )
    foreign = (_foreign(bare, part, drafts) for part in draft.foreign)
    return Table(
        draft.name,
        columns,
        keys,
        bool(primary),
        tuple(dict.fromkeys(key for key in foreign if key is not None)),
        tuple(draft.checks),
    )


def _positions(table: Table, names: Sequence[str]) -> tuple[int, ...]:
    found = [table.position(name) for name in names]
    return tuple(at for at in found if at is not None) if None not in found else ()


def _foreign(
    table: Table, part: tuple[list[str], str, list[str]], drafts: Mapping[str, _Draft]
) -> ForeignKey | None:
    names, target, referenced = part
    draft = drafts.get(target.lower())
    if draft is None:
        return None
    columns = _positions(table, names)
    other = _positions(Table(draft.name, tuple(draft.columns)), referenced or draft.primary)
    if not columns or len(columns) != len(other):
        return None
    return ForeignKey(columns, target.lower(), other)
