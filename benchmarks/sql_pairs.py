"""How many pairs of queries are told apart, by databases drawn for each pair, with witnesses.

``python benchmarks/sql_pairs.py DATA [--only NAME] [--sample N] [--databases N] [--list FILE]``
where DATA holds ``sql/``. ``spider``: gold and a model's prediction, unlabelled, once with the
keys the schema declares and once without. ``sqlsolver``: rewrites that are claimed to be equal.
``verieql``: pairs decided by bounded model checking, equal or not. Every difference is listed:
a difference between "equal" queries is to be looked at, by its witness.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import sql_pair_schemas
from benchmarks.labelled import labelled
from benchmarks.sql_schemas import spider_schemas
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Program, SqlTarget
from verisynth.verifiers.sql_hunt import DATABASES, Hunt, Hunted

LIMITS = Limits(cpu_seconds=10.0, wall_seconds=60.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two queries over one schema, and what is claimed of them."""

    name: str
    label: str
    schema: str
    gold: str
    other: str


@dataclass(slots=True)
class Metered:
    """A sandbox that counts the CPU time of its jobs."""

    inner: Sandbox
    cpu_seconds: float = 0.0

    @property
    def level(self) -> str:
        """The inner sandbox's."""
        return self.inner.level

    @property
    def slots(self) -> int:
        """The inner sandbox's."""
        return self.inner.slots

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Run it inside and count."""
        execution = await self.inner.run(program, limits)
        self.cpu_seconds += execution.cpu_seconds
        return execution


def _lines(data: Path, name: str) -> Iterator[dict[str, Any]]:
    with (data / "sql" / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def spider(data: Path, *, keys: bool) -> Iterator[Pair]:
    schemas = spider_schemas(data / "sql", keys=keys)
    label = "prediction" if keys else "prediction, no keys declared"
    for row in _lines(data, "sqlsolver_spider_pairs.jsonl"):
        gold, other = row["pair"]
        yield Pair(str(row["id"]), label, schemas[str(row["db_id"])], str(gold), str(other))


def sqlsolver(data: Path) -> Iterator[Pair]:
    schemas: dict[str, str] = {}
    for row in _lines(data, "sqlsolver_pairs.jsonl"):
        name = str(row["schema"])
        if name not in schemas:
            schemas[name] = sql_pair_schemas.sqlsolver(data, name)
        gold, other = row["pair"]
        yield Pair(str(row["id"]), "claimed equal", schemas[name], str(gold), str(other))


def verieql(data: Path) -> Iterator[Pair]:
    for row in _lines(data, "verieql_pairs.jsonl"):
        gold, other = row["pair"]
        yield Pair(
            str(row["id"]),
            str(row["verdict"]),
            sql_pair_schemas.verieql(row),
            str(gold),
            str(other),
        )


async def _runs(pair: Pair, sandbox: Sandbox) -> str:
    """What SQLite says against the pair; empty where both queries run on empty tables."""
    runs = [{"query": query, "reversed": False} for query in (pair.gold, pair.other)]
    caps = {"seconds": 5.0, "rows": 1000, "bytes": 100_000}
    payload: dict[str, Any] = {"engine": "sqlite", "schema": pair.schema, "setups": [""], **caps}
    payload["runs"] = runs
    execution = await sandbox.run(Program(runner="sql", payload=payload, profile="sql"), LIMITS)
    filling = json.loads(execution.result)["ok"]["fillings"][0]
    if "setup_error" in filling:
        return str(filling["setup_error"])
    return next((str(run["error"]) for run in filling["runs"] if "error" in run), "")


def _rows(hunted: Hunted) -> int:
    """The most rows a table of the witness has."""
    inserts = hunted.witness.input.split("INSERT INTO")[1:]
    return max((one.count("\n  (") for one in inserts), default=0)


async def _measure(name: str, pairs: Sequence[Pair], databases: int, out: list[str]) -> None:
    found: list[tuple[Pair, Hunted]] = []
    counted: Counter[str] = Counter()
    async with open_sandbox(slots=1) as sandbox:
        runnable = []
        for pair in pairs:
            error = await _runs(pair, sandbox)
            counted[f"{pair.label}: {'do not run' if error else 'run'} on SQLite"] += 1
            if not error:
                runnable.append(pair)
        metered = Metered(sandbox)
        host = time.process_time()
        for pair in runnable:
            target = SqlTarget(gold=pair.gold, schema=pair.schema)
            hunt = Hunt(target=target, sandbox=metered, limits=LIMITS, databases=databases or None)
            hunted = (await hunt.second_round(pair.other)).found
            if hunted is not None:
                counted[f"{pair.label}: told apart"] += 1
                found.append((pair, hunted))
        cpu = time.process_time() - host + metered.cpu_seconds
    print(f"\n{name}: {len(pairs)} pairs")
    for line, count in sorted(counted.items()):
        print(f"  {count:5} {line}")
    per_thousand = 1000 * len(found) / max(1, len(runnable))
    print(
        f"  {per_thousand:.1f} of 1,000 told apart; {len(runnable) / cpu:.1f} searches of "
        f"{databases or DATABASES['sqlite']} large "
        "databases a CPU second, host and box together, shrinking included"
    )
    sizes = [_rows(hunted) for _, hunted in found]
    if sizes:
        print(f"  rows of a witness's largest table: median {statistics.median(sizes)}, "
              f"at most 5 in {sum(size <= 5 for size in sizes)} of {len(sizes)}")  # fmt: skip
    out += [_listed(pair, hunted) for pair, hunted in found]
    for pair, _ in found if not name.startswith("spider") else ():
        print(f"  {pair.label:14} {pair.name}")


def _listed(pair: Pair, hunted: Hunted) -> str:
    witness = hunted.witness
    inserted = witness.input.partition("INSERT INTO")
    return (
        f"## {pair.name} ({pair.label})\n{pair.gold}\n{pair.other}\n{hunted.detail}\n"
        f"{inserted[1]}{inserted[2]}\nexpected {witness.expected}\ngot {witness.got}\n"
    )


async def main(arguments: argparse.Namespace) -> list[str]:
    """Measure what was asked for; returns all pairs told apart."""
    data, out = labelled(Path(arguments.data), "sql").parent, list[str]()
    sets = {"spider": spider(data, keys=True), "spider-no-keys": spider(data, keys=False),
            "sqlsolver": sqlsolver(data), "verieql": verieql(data)}  # fmt: skip
    for name, pairs in sets.items():
        if arguments.only in ("", name):
            drawn = list(pairs)
            if arguments.sample and arguments.sample < len(drawn):
                drawn = random.Random(7).sample(drawn, arguments.sample)
            await _measure(name, drawn, arguments.databases, out)
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data")
    parser.add_argument("--only", default="")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--databases", type=int, default=0, help="0: the verifier's own number")
    parser.add_argument("--list", default="", help="a file for all pairs told apart")
    given = parser.parse_args()
    listed = asyncio.run(main(given))
    if given.list:
        Path(given.list).write_text("\n".join(listed), encoding="utf-8")
