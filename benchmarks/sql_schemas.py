"""The schemas of the Spider databases as DDL, for benchmarks."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TypedDict

_TYPES = {"number": "NUMERIC", "time": "TEXT", "boolean": "BOOLEAN", "others": "BLOB"}


class Told(TypedDict):
    """One entry of ``spider_tables.json``; columns are counted over all tables."""

    db_id: str
    table_names_original: list[str]
    column_names_original: list[tuple[int, str]]
    column_types: list[str]
    primary_keys: list[int | list[int]]
    foreign_keys: list[tuple[int, int]]


def spider_schemas(data: Path, *, keys: bool = True) -> dict[str, str]:
    """DDL by database; ``keys`` says whether it declares keys and references."""
    return {one["db_id"]: _ddl(one if keys else _without_keys(one)) for one in _told(data)}


def _without_keys(told: Told) -> Told:
    return {**told, "primary_keys": [], "foreign_keys": []}


def columns_of(data: Path) -> dict[str, dict[str, list[str]]]:
    """Column names by database and table, tables in lower case."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in _told(data):
        names = [name.lower() for name in one["table_names_original"]]
        tables: dict[str, list[str]] = {name: [] for name in names}
        for table, column in one["column_names_original"]:
            if table >= 0:
                tables[names[table]].append(column)
        found[one["db_id"]] = tables
    return found


def _told(data: Path) -> list[Told]:
    told: list[Told] = json.loads((data / "spider_tables.json").read_text())
    return told


def _ddl(told: Told) -> str:
    names, columns = told["table_names_original"], told["column_names_original"]
    parts: dict[int, list[str]] = defaultdict(list)
    keys: dict[int, list[str]] = defaultdict(list)
    for (table, column), kind in zip(columns, told["column_types"], strict=True):
        if table >= 0:
            parts[table].append(f"{_quoted(column)} {_TYPES.get(kind, 'TEXT')}")
    for key in told["primary_keys"]:
        for at in key if isinstance(key, list) else [key]:
            keys[columns[at][0]].append(_quoted(columns[at][1]))
    for table, names_of_key in keys.items():
        parts[table].append(f"PRIMARY KEY ({', '.join(names_of_key)})")
    for at, to in told["foreign_keys"]:
        (table, column), (other, target) = columns[at], columns[to]
        parts[table].append(
            f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(names[other])}({_quoted(target)})"
        )
    return "\n".join(
        f"CREATE TABLE {_quoted(name)} ({', '.join(parts[table])});"
        for table, name in enumerate(names)
        if not name.lower().startswith("sqlite_")
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
