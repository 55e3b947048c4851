"""Asks the box which queries differ from the gold on which databases, in one job.

What comes back is a claim by an engine that ran text only; it chooses databases and finds
witnesses. Verdicts rest on rows that the host compares itself.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verisynth.errors import SandboxError
from verisynth.languages.sql import determinism, gate, relations, schema, trees
from verisynth.languages.sql.rows import Database, named, refers
from verisynth.languages.sql.schema import ForeignKey, Schema
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import reply
from verisynth.types import Json, Limits, Program, SqlTarget

ENGINES = ("sqlite", "duckdb")
"""The dialects whose engines take another filling as quickly as this needs."""

SECONDS = 0.8
"""Share of the job's CPU time that the runner uses by itself, to have some left for its reply."""
AMPLE = 4
"""How many times one query's limits all queries on all databases get: some eight times what the
slowest of them usually need together, so that a busy machine changes no answer. A query that runs
away has its own limit and is not run again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one database showed."""

    is_stable: bool
    """Whether the gold runs on it and its rows there depend on no chance."""
    rows: int
    """How many rows the gold returned."""
    differs: frozenset[int]
    """The queries, by number, whose rows are others."""
    fails: frozenset[int]
    """The queries that fail or break a limit."""
    refused: tuple[tuple[int, int], ...] = ()
    """Table and row, by number, of what the engine did not store; table -1: nothing was."""


@dataclass(frozen=True, slots=True)
class Found:
    """A database on which a query differs, as small as it got, and what both returned."""

    number: int
    rows: Database | None
    """``None``: it could not be rebuilt from its rows."""
    gold: tuple[Json, ...]
    other: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One target in one sandbox."""

    target: SqlTarget
    schema: Schema
    tables: tuple[str, ...]
    """In the order rows are put in."""
    sandbox: Sandbox
    limits: Limits
    hash_seed: int = 0

    async def matrix(
        self, databases: Sequence[Database], queries: Sequence[str], *, own: bool = False
    ) -> list[Seen]:
        """What every query does on every database; fewer entries if the time ran out.

        ``own`` puts the target's own fillings before the databases.

        Raises:
            ProgramFailed: the job broke a limit.
        """
        value = await self._ample()._run(databases, queries, "matrix", own=own)
        entries = value.get("databases")
        if not isinstance(entries, list):
            # A setup that does not load is for the verifier to report.
            return []
        return [_seen(entry) for entry in entries]

    async def hunt(
        self, databases: Sequence[Database], query: str, *, own: bool = False
    ) -> Found | None:
        """The first database on which the query differs, made small.

        Raises:
            ProgramFailed: the job broke a limit.
        """
        return self.found(await self._run(databases, [query], "hunt", own=own))

    def question(self, databases: Sequence[Database], query: str) -> dict[str, Any]:
        """The payload of :meth:`hunt`, for a job that does more."""
        return self._payload(databases, [query], "hunt", own=False)

    async def chance(self, databases: Sequence[Database]) -> Found | None:
        """The first database on which the gold's rows are chance, made small.

        Raises:
            ProgramFailed: the job broke a limit.
        """
        return self.found(await self._run(databases, [], "chance", own=False))

    def found(self, value: Mapping[str, Any]) -> Found | None:
        """What the runner answered to one of these."""
        if not isinstance(value.get("found"), int) or "gold" not in value:
            return None
        rows = value.get("rows")
        return Found(
            value["found"],
            self._database(rows) if isinstance(rows, list) else None,
            tuple(value["gold"]),
            tuple(value["other"]),
        )

    def _database(self, rows: list[Any]) -> Database:
        tables = zip(self.tables, rows, strict=True)
        return {name: tuple(tuple(row) for row in found) for name, found in tables if found}

    def _ample(self) -> Asking:
        limits = dataclasses.replace(
            self.limits,
            cpu_seconds=AMPLE * self.limits.cpu_seconds,
            wall_seconds=AMPLE * self.limits.wall_seconds,
        )
        return dataclasses.replace(self, limits=limits)

    async def _run(
        self, databases: Sequence[Database], queries: Sequence[str], task: str, *, own: bool
    ) -> dict[str, Any]:
        payload = self._payload(databases, queries, task, own=own)
        program = Program(
            runner="sql_matrix", payload=payload, profile="sql", hash_seed=self.hash_seed
        )
        value = reply(await self.sandbox.run(program, self.limits), trusted=True)
        if not isinstance(value, dict):
            raise SandboxError("the SQL matrix runner sent no object")
        return value

    def _payload(
        self, databases: Sequence[Database], queries: Sequence[str], task: str, *, own: bool
    ) -> dict[str, Any]:
        target, tables = self.target, [self.schema.tables[name] for name in self.tables]
        return {
            "task": task,
            "engine": target.dialect,
            "schema": target.schema,
            "tables": [table.name for table in tables],
            "columns": [[column.name for column in table.columns] for table in tables],
            "links": self._links(),
            "databases": [[one.get(name, ()) for name in self.tables] for one in databases],
            "setups": [target.setup, *target.extra_setups] if own else [],
            "gold": gold_payload(target),
            "queries": list(queries),
            "reversible": all(map(gate.is_reversible, queries)),
            "seconds": self.limits.cpu_seconds * SECONDS,
        }

    def _links(self) -> list[list[Any]]:
        at = {name: number for number, name in enumerate(self.tables)}
        return [
            [
                at[name],
                list(key.columns),
                at[key.table],
                list(key.referenced),
                self._may_drop(name, key),
            ]
            for name in self.tables
            for key in self.schema.tables[name].foreign
            if key.table in at
        ]

    def _may_drop(self, name: str, key: ForeignKey) -> bool:
        """Whether a row may do without this reference."""
        return all(self.schema.tables[name].columns[at].nullable for at in key.columns)

    def without(self, database: Database, refused: Sequence[tuple[int, int]]) -> Database:
        """The rows the engine stored, and of those only what still refers to one that is there."""
        gone = set(refused)
        kept = {
            name: [
                row for number, row in enumerate(database.get(name, ())) if (at, number) not in gone
            ]
            for at, name in enumerate(self.tables)
        }
        for _ in self.tables:
            for name in self.tables:
                for key in self.schema.tables[name].foreign:
                    there = {named(row, key.referenced) for row in kept.get(key.table, ())}
                    kept[name] = [
                        row
                        for row in kept[name]
                        if not refers(row, key.columns) or named(row, key.columns) in there
                    ]
        return {name: tuple(rows) for name, rows in kept.items() if rows}


@functools.lru_cache(maxsize=64)
def gold_payload(target: SqlTarget) -> Mapping[str, Any]:
    """What the runner needs to know of the gold and of how its rows are compared."""
    tables = schema.read(target.schema, target.dialect)
    query = trees.read(target.gold, target.dialect)
    by_rank = target.order in ("auto", "keys")
    limit = query.limit if query is not None else None
    return {
        "query": target.gold,
        "ordered": target.order == "exact" or (by_rank and query is not None and query.has_order),
        "probe": query.probe if query is not None else "",
        "offset": query.offset if query is not None else 0,
        "limit": limit,
        "by_rank": by_rank,
        "keys": list(query.set_keys) if query is not None and by_rank else [],
        "reversible": gate.is_reversible(target.gold),
        "doubtful": query is not None and tables is not None and _is_doubtful(query, tables),
        # Only the outermost LIMIT: another one may change how many rows there are.
        "counted": limit is not None and target.gold.upper().count("LIMIT") == 1,
        "duplicates": target.duplicates,
        "column_match": target.column_match,
        "extra": target.extra_columns,
        "nulls": target.nulls,
    }


def _is_doubtful(query: gate.Query, known: Schema) -> bool:
    """Whether two orders of reading may agree on a gold's rows by luck.

    A bare column, for instance, takes the first or the last row of its group, which may be alike.
    """
    told = [
        {
            "name": table.name,
            "columns": [column.name for column in table.columns],
            "required": [column.name for column in table.columns if not column.nullable],
            "keys": [[table.columns[at].name for at in key] for key in table.keys],
        }
        for table in known.tables.values()
    ]
    found = determinism.findings(query.tree, relations.tables_of(told), query.dialect)
    return any(one.is_certain and one.kind != "cut" for one in found)


def _seen(entry: Any) -> Seen:
    if not isinstance(entry, Mapping):
        raise SandboxError("the SQL matrix runner sent no object for a database")
    return Seen(
        bool(entry["stable"]),
        int(entry["rows"]),
        frozenset(entry["differs"]),
        frozenset(entry["fails"]),
        tuple((int(at), -1 if isinstance(row, str) else int(row)) for at, row in entry["refused"]),
    )
