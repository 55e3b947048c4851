"""The schemas of the SQLSolver and VeriEQL pairs as DDL for SQLite, for benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from verisynth.languages.sql import schema
from verisynth.languages.sql.schema import Kind, Schema, Table

_KINDS = {Kind.INTEGER: "INTEGER", Kind.REAL: "REAL", Kind.TEXT: "TEXT", Kind.DATE: "DATE",
          Kind.MOMENT: "DATETIME", Kind.TIME: "TEXT", Kind.BOOLEAN: "INTEGER"}  # fmt: skip


def sqlsolver(data: Path, name: str) -> str:
    """A schema of the SQLSolver data, read from its MySQL dump; empty where it cannot be."""
    path = data / "sql" / "sqlsolver_schemas" / f"{name}.base.schema.sql"
    found = schema.read(path.read_text(encoding="utf-8"), "mysql")
    return _written(found) if found is not None else ""


def _written(found: Schema) -> str:
    return "\n".join(_table(found, found.tables[name]) for name in found.order())


def _table(found: Schema, table: Table) -> str:
    def names(of: Table, columns: Sequence[int]) -> str:
        return ", ".join(f'"{of.columns[at].name}"' for at in columns)

    lines = [f'"{one.name}" {_KINDS.get(one.kind, "TEXT")}{"" if one.nullable else " NOT NULL"}'
             for one in table.columns]  # fmt: skip
    for number, key in enumerate(table.keys):
        word = "PRIMARY KEY" if table.has_primary and number == 0 else "UNIQUE"
        lines.append(f"{word} ({names(table, key)})")
    for foreign in table.foreign:
        other = found.tables[foreign.table]
        lines.append(f'FOREIGN KEY ({names(table, foreign.columns)}) REFERENCES "{other.name}" '
                     f"({names(other, foreign.referenced)})")  # fmt: skip
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n);"


def verieql(row: Mapping[str, Any]) -> str:
    """The schema of a VeriEQL pair with the constraints it was decided under."""
    rules: dict[str, list[str]] = {table: [] for table in row["schema"]}
    required = set()
    for rule in row["constraint"] or ():
        for kind, parts in rule.items():
            names = [
                one["value"].split("__") for one in (parts if isinstance(parts, list) else [parts])
            ]
            table = names[0][0]
            if kind == "not_null":
                required.add((table, names[0][1]))
            elif kind == "primary":
                rules[table].append(
                    "PRIMARY KEY (" + ", ".join(f'"{one[1]}"' for one in names) + ")"
                )
            elif kind == "foreign":
                (_, column), (other, referenced) = names
                rules[table].append(
                    f'FOREIGN KEY ("{column}") REFERENCES "{other}" ("{referenced}")'
                )
    statements = []
    for table, columns in row["schema"].items():
        lines = [f'"{name}" {kind.upper()}{" NOT NULL" if (table, name) in required else ""}'
                 for name, kind in columns.items()]  # fmt: skip
        body = ",\n  ".join([*lines, *rules[table]])
        statements.append(f'CREATE TABLE "{table}" (\n  {body}\n);')
    return "\n".join(statements)
