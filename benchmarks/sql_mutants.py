"""How many small mistakes in real gold queries the chosen databases notice.

``python benchmarks/sql_mutants.py DATA [--sample N] [--list FILE]`` where DATA holds
``sql/spider_dev.jsonl`` and ``sql/spider_tables.json``. Each distinct gold gets the at most ten
databases that ``strengthened`` would give it, chosen by the package's own mutants. They are then
measured by those and, what counts, by mutants made in the text of the query by other code, never
used for choosing. A survivor is hunted with databases drawn for it: one that no database tells from
the gold is presumed to be the same query; the others are misses, and listed.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.labelled import labelled
from benchmarks.sql_pairs import LIMITS, Metered
from benchmarks.sql_schemas import spider_schemas
from benchmarks.sql_text_mutants import text_mutants
from verisynth.languages.sql import schema, suite
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Mutation, SqlTarget
from verisynth.verifiers.sql_hunt import Hunt

APART = ("distinct", "join-type")
HUNTED = 64


@dataclass(slots=True)
class Counts:
    """Of one kind of mutants, by operator."""

    mutants: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    equal: Counter[str] = field(default_factory=Counter)

    def line(self, operators: list[str]) -> str:
        """Raw kill rate, and that among those any database told apart."""
        made, killed = (
            sum(count[one] for one in operators) for count in (self.mutants, self.killed)
        )
        equal = sum(self.equal[one] for one in operators)
        return (f"{killed:5} of {made:5} killed ({killed / max(1, made):6.1%}), {equal:4} presumed "
                f"equal, {killed / max(1, made - equal):6.1%} of the others")  # fmt: skip


async def _independent(
    target: SqlTarget, sandbox: Sandbox, counts: Counts, missed: list[str]
) -> None:
    found = await suite.neighbours(target, sandbox=sandbox, limits=LIMITS)
    tables = schema.read(target.schema, "sqlite")
    if found is None or tables is None:
        return
    made = text_mutants(target.gold, tables)
    seen = await found.asking.matrix([], [one.text for one in made], own=True)
    for number, mutant in enumerate(made):
        if any(number in one.fails for one in seen):
            continue
        counts.mutants[mutant.operator] += 1
        if any(number in one.differs for one in seen):
            counts.killed[mutant.operator] += 1
            continue
        hunt = Hunt(target=target, sandbox=sandbox, limits=LIMITS, databases=HUNTED)
        if (await hunt.second_round(mutant.text)).found is None:
            counts.equal[mutant.operator] += 1
        else:
            missed.append(f"{mutant.operator}: {target.gold}\n    {mutant.text}")


def _own(mutation: Mutation, total: Counter[str]) -> None:
    total["mutants"] += mutation.mutants
    total["killed"] += mutation.killed
    total["equal"] += mutation.equivalent


async def main(arguments: argparse.Namespace) -> list[str]:
    """Measure; returns the misses."""
    data = labelled(Path(arguments.data), "sql")
    schemas = spider_schemas(data)
    rows = [json.loads(line) for line in (data / "spider_dev.jsonl").read_text().splitlines()]
    golds = list({row["query"]: row for row in rows}.values())
    if arguments.sample:
        golds = random.Random(5).sample(golds, arguments.sample)
    counts, own, missed = Counts(), Counter[str](), list[str]()
    databases: Counter[int] = Counter()
    without = []
    cpu = 0.0
    async with open_sandbox(slots=1) as sandbox:
        for row in golds:
            target = SqlTarget(gold=row["query"], schema=schemas[row["db_id"]])
            metered = Metered(sandbox)
            started = time.process_time()
            found = await suite.distilled(target, sandbox=metered, limits=LIMITS)
            cpu += time.process_time() - started + metered.cpu_seconds
            if found is None:
                without.append(row["query"])
                continue
            databases[len(found.setups)] += 1
            _own(found.mutation, own)
            first, *others = found.setups
            judged = dataclasses.replace(target, setup=first, extra_setups=tuple(others))
            await _independent(judged, sandbox, counts, missed)
    _print(counts, own, databases, without, cpu / len(golds), len(golds))
    print(f"\n{len(missed)} misses")
    return missed


def _print(
    counts: Counts, own: Counter[str], databases: Counter[int], without: list[str], cpu: float,
    golds: int,
) -> None:  # fmt: skip
    print(f"{golds} golds, {len(without)} without a stable database that shows rows")
    for query in without:
        print(f"    {query}")
    print(
        f"databases a gold: {dict(sorted(databases.items()))}; {1000 * cpu:.0f} ms of CPU to choose"
    )
    print(f"mutants used for choosing: {own['killed']} of {own['mutants']} killed, {own['equal']} "
          f"presumed equal")  # fmt: skip
    print("independent mutants:")
    for operator in sorted(counts.mutants):
        print(f"  {operator:18} {counts.line([operator])}")
    rest = [one for one in counts.mutants if one not in APART]
    print(f"  {'all but ' + ', '.join(APART):18}\n  {'':18} {counts.line(rest)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--list", default="", help="a file for the misses")
    given = parser.parse_args()
    listed = asyncio.run(main(given))
    if given.list:
        Path(given.list).write_text("\n".join(listed), encoding="utf-8")
