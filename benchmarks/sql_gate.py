"""Measures the SQL gate: valid queries it refuses, invalid ones it accepts.

Usage: python benchmarks/sql_gate.py DATA_DIR [--show]

Valid ones are the golds of DATA_DIR/sql in their own dialects; each refusal is listed with the
engine's words (a gold may be wrong). Invalid ones are made of the Spider dev golds: one name of a
column or table is misspelt, or belongs to another table of the schema, so that by the schema alone
nothing of that name is in reach. What a parser alone says of them is shown beside.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp

from benchmarks.labelled import labelled
from benchmarks.sql_schemas import columns_of, spider_schemas
from verisynth.errors import MissingError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits
from verisynth.verifiers.sql_gate import refusals

LIMITS = Limits(cpu_seconds=20, wall_seconds=100)
PORTION = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries of one schema and dialect."""

    name: str
    dialect: str
    schema: str
    queries: tuple[str, ...]


def mutants(query: str, columns: Mapping[str, Sequence[str]], rng: random.Random) -> list[str]:
    """The query with one name out of reach, in up to three ways."""
    tree = sqlglot.parse_one(query, read="sqlite")
    tables = [node for node in tree.find_all(exp.Table) if node.name.lower() in columns]
    here = {table.name.lower() for table in tables}
    near = {one.lower() for table in here for one in columns[table]}
    far = sorted({one for table in columns for one in columns[table]} - near)
    far = [one for one in far if one.lower() not in near and re.fullmatch(r"\w+", one)]
    every = near | {table.lower() for table in columns} | {one.lower() for one in far}
    named = [
        node
        for node in tree.find_all(exp.Column)
        if node.name.lower() in near and not node.this.args.get("quoted")
    ]
    found = []
    if named:
        found.append(_renamed(tree, rng.choice(named), _misspelt(rng.choice(named).name, every)))
        if far:
            found.append(_renamed(tree, rng.choice(named), rng.choice(far)))
    if tables:
        found.append(_renamed(tree, rng.choice(tables), _misspelt(tables[0].name, every)))
    return [one for one in found if _parses(one)]


def _parses(query: str) -> bool:
    """A name cut short may be a word of the language."""
    try:
        return bool(sqlglot.parse_one(query, read="sqlite"))
    except sqlglot.ParseError:
        return False


def _renamed(tree: exp.Expr, node: exp.Expr, name: str) -> str:
    index = [id(one) for one in tree.walk()].index(id(node))
    copy = tree.copy()
    other = list(copy.walk())[index]
    other.set("this", exp.to_identifier(name))
    return copy.sql(dialect="sqlite")


def _misspelt(name: str, taken: set[str]) -> str:
    for candidate in (name[:-1], name + name[-1], name[0] + name, "x" + name):
        if candidate and candidate.lower() not in taken:
            return candidate
    return "no_such_" + name


def golds(data: Path) -> Iterator[Batch]:
    """Every gold of the data, once a schema."""
    schemas = spider_schemas(data)
    for name, field in (
        ("spider_dev", "query"), ("classical_test", "query"), ("testsuite_examples", "gold"),
    ):  # fmt: skip
        grouped: dict[str, dict[str, None]] = defaultdict(dict)
        for line in (data / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            if row["db_id"] in schemas:
                grouped[row["db_id"]][row[field]] = None
        for db, queries in sorted(grouped.items()):
            yield Batch(name, "sqlite", schemas[db], tuple(queries))
    for dialect in ("postgres", "sqlite"):
        for file in sorted((data / "defog").glob(f"*_{dialect}.csv")):
            yield from _defog(file, dialect)


def _defog(file: Path, dialect: str) -> Iterator[Batch]:
    grouped: dict[str, dict[str, None]] = defaultdict(dict)
    with file.open() as lines:
        for row in csv.DictReader(lines):
            # Several golds are separated by semicolons, columns that may be left out in braces.
            grouped[row["db_name"]][_spelt_out(row["query"].split(";")[0])] = None
    for db, queries in sorted(grouped.items()):
        schema = (file.parent / f"{db}.sql").read_text()
        if dialect == "sqlite":
            schema = _sqlite_schema(schema)
        yield Batch(f"defog {dialect}", dialect, schema, tuple(queries))


def _spelt_out(query: str) -> str:
    """With all columns that may be left out; empty braces stand for the same ones again."""
    first = next((one for one in re.findall(r"\{([^}]*)\}", query) if one.strip()), "")
    return re.sub(r"\{([^}]*)\}", lambda match: match[1].strip() or first, query)


def _sqlite_schema(schema: str) -> str:
    """Only the tables' columns: the dump is PostgreSQL's."""
    tables = []
    for tree in sqlglot.parse(schema, read="postgres"):
        if isinstance(tree, exp.Create) and isinstance(tree.this, exp.Schema):
            names = [one.name for one in tree.this.expressions if isinstance(one, exp.ColumnDef)]
            inside = ", ".join(f'"{name}"' for name in names)
            tables.append(f'CREATE TABLE IF NOT EXISTS "{tree.this.this.name}" ({inside});')
    return "\n".join(tables)


async def refused(batch: Batch, sandbox: Sandbox) -> list[tuple[str, str]]:
    """Each query with the reason it is refused for, or an empty one."""
    found: list[tuple[str, str]] = []
    for start in range(0, len(batch.queries), PORTION):
        part = batch.queries[start : start + PORTION]
        reasons = await refusals(part, batch.schema, batch.dialect, sandbox=sandbox, limits=LIMITS)
        found += zip(part, reasons, strict=True)
    return found


async def measure_golds(data: Path, sandbox: Sandbox, *, show: bool) -> None:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    listed = []
    for batch in golds(data):
        try:
            answers = await refused(batch, sandbox)
        except MissingError as error:
            print(f"left out, {batch.name}: {error}")
            continue
        except ValueError as error:
            print(f"left out, {batch.name}: its schema does not load: {str(error)[:150]}")
            continue
        totals[batch.name][0] += len(answers)
        for query, reason in answers:
            if reason:
                totals[batch.name][1] += 1
                listed.append(
                    f"  {batch.name}: {reason[:110]}\n    {' '.join(query.split())[:170]}"
                )
    for name, (count, wrong) in totals.items():
        print(f"{name:24} {count:6} golds, {wrong:4} refused")
    if show:
        print(*listed, sep="\n")


async def measure_mutants(data: Path, sandbox: Sandbox, *, show: bool) -> None:
    rng = random.Random(0)
    schemas, columns = spider_schemas(data), columns_of(data)
    grouped: dict[str, dict[str, None]] = defaultdict(dict)
    for line in (data / "spider_dev.jsonl").read_text().splitlines():
        row = json.loads(line)
        for mutant in mutants(row["query"], columns[row["db_id"]], rng):
            grouped[row["db_id"]][mutant] = None
    count, accepted, parsed = 0, [], 0
    started = time.perf_counter()
    for db, queries in sorted(grouped.items()):
        batch = Batch("mutants", "sqlite", schemas[db], tuple(queries))
        for query, reason in await refused(batch, sandbox):
            count += 1
            parsed += _parses(query)
            if not reason:
                accepted.append(f"  {db}: {query}")
    spent = time.perf_counter() - started
    print(f"{'invalid queries':24} {count:6} made, {len(accepted):5} accepted "
          f"({parsed} by the parser alone), {count / spent:.0f} a second")  # fmt: skip
    if show:
        print(*accepted, sep="\n")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--show", action="store_true", help="list every disagreement")
    parser.add_argument("--level", default="auto")
    options = parser.parse_args()
    data = labelled(options.data, "sql")
    async with open_sandbox(options.level, slots=1) as sandbox:
        await measure_golds(data, sandbox, show=options.show)
        await measure_mutants(data, sandbox, show=options.show)


if __name__ == "__main__":
    asyncio.run(main())
