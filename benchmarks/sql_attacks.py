"""Runs hostile SQL on the guarded engines: what stopped each text, its CPU time, memory and effect.

Usage: python -m benchmarks.sql_attacks [--engine sqlite] [--level userns] [--speed]

The texts are those of ``tests/corpora/sql/attacks.toml``, the attacks of the literature and of this
project. Beside each stands what an engine without the guards does with it, in the same box: the
proof that it is an attack. ``--speed`` measures instead how many queries a second the guarded
engines take, and how many verdicts a second the verifier gives on tables of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Json, Limits, Program, SqlTarget, Status
from verisynth.verifiers.sql_jobs import MEMORY_MIB, PROFILES, started
from verisynth.verifiers.sql_result import SqlResultVerifier

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpora" / "sql" / "attacks.toml"
LIMITS = Limits(cpu_seconds=1.0, wall_seconds=20.0, memory_mib=MEMORY_MIB)
MOST_CPU_SECONDS, MOST_MEMORY_MIB = 1.5, 200
SCHEMA = """
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, city TEXT,
  weight DOUBLE PRECISION);
CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER, kind TEXT);
"""
SETUP = """
INSERT INTO people VALUES (1, 'Ann', 30, 'Oslo', 60.1), (2, 'Bob', 30, NULL, 70.2),
  (3, 'Ann', NULL, 'Rome', 55.3), (4, 'Cid', 41, 'Oslo', NULL);
"""
ANSWER = (
    "SELECT city, COUNT(id) FROM people WHERE age >= 22 AND {number} = {number} GROUP BY city"
    " ORDER BY 2 DESC"
)
# An engine as a program would open it, with a deadline of the box's only.
UNGUARDED = """
def answer():
    import glob, os, resource
    {connect}
    try:
        rows = {run}
        said = f"runs, {{len(rows)}} rows"
    except MemoryError:
        said = "runs out of memory"
    except Exception as error:
        said = "refuses: " + " ".join(str(error).split())[:40]
    made = [name for name in glob.glob("/tmp/verisynth-attack*")]
    spent = resource.getrusage(resource.RUSAGE_SELF)
    gone = "" if "people" in {tables} else ", the table is gone"
    return said + (", wrote a file" if made else "") + gone
"""
PLAIN = {
    "sqlite": UNGUARDED.format(
        connect="import sqlite3; c = sqlite3.connect(':memory:'); c.executescript(SETUP)",
        run="c.execute(TEXT).fetchall()",
        tables="str(c.execute('SELECT name FROM sqlite_master').fetchall())",
    ),
    "duckdb": UNGUARDED.format(
        connect="import duckdb; c = duckdb.connect(); c.execute(SETUP)",
        run="c.execute(TEXT).fetchall()",
        tables="str(c.execute('SHOW TABLES').fetchall())",
    ),
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile text, as an answer or as a script that fills tables."""

    engine: str
    kind: str
    text: str

    def program(self) -> Program:
        """The job the verifier would start."""
        is_setup = self.kind == "setups"
        payload: Json = {
            "engine": self.engine,
            "schema": SCHEMA,
            "setups": [self.text if is_setup else SETUP],
            "database": None,
            "runs": [{"query": "SELECT 1" if is_setup else self.text, "reversed": False}],
            "seconds": LIMITS.cpu_seconds * 0.9,
            "rows": 100_000,
            "bytes": LIMITS.result_bytes // 2,
        }
        return Program(runner="sql", payload=payload, profile=PROFILES.get(self.engine, "sql"))


def attacks(engines: Sequence[str]) -> list[Attack]:
    told = tomllib.loads(CORPUS.read_text())
    return [
        Attack(engine, kind, text)
        for engine in engines
        for kind in ("queries", "setups")
        for text in told[engine][kind]
    ]


def outcome(execution: Execution) -> str:
    """What the guarded engine said."""
    if execution.status is not Status.EXITED:
        return f"killed: {execution.status.value}"
    if not execution.result:
        return f"the engine ended: {execution.exit_code}"
    value = json.loads(execution.result).get("ok", {})
    if "missing" in value:
        return "not installed"
    filling = value["fillings"][0]
    found = filling if "setup_error" in filling else filling["runs"][0]
    text = found.get("setup_error", found.get("error", ""))
    return f"{found['kind']}: {' '.join(text.split())}" if text else "answered"


async def unguarded(attack: Attack, sandbox: Sandbox) -> str:
    """What the same text does on a connection without guards, in the same box."""
    if attack.engine not in PLAIN:
        return "-"
    source = f"SETUP = {SCHEMA + SETUP!r}\nTEXT = {attack.text!r}\n" + PLAIN[attack.engine]
    limits = Limits(cpu_seconds=3.0, wall_seconds=20.0, memory_mib=1024)
    program = Program(runner="program", payload={"program": source}, profile="sql")
    execution = await sandbox.run(program, limits)
    cost = f"{execution.cpu_seconds:.1f} s, {execution.peak_memory_mib:.0f} MiB"
    if execution.status is not Status.EXITED:
        return f"{execution.status.value} at {cost}"
    told = json.loads(execution.result or b"{}").get("ok", ["", "ends the process"])
    return f"{told[1]} ({cost})"


async def table(engines: Sequence[str], sandbox: Sandbox, *, plain: bool) -> None:
    worst = {engine: [0.0, 0.0] for engine in engines}
    over = answered = 0
    for attack in attacks(engines):
        execution = await sandbox.run(attack.program(), started(LIMITS, attack.engine))
        said = outcome(execution)
        if said == "not installed":
            print(f"{attack.engine}: not installed here")
            return
        cpu, memory = execution.cpu_seconds, execution.peak_memory_mib
        worst[attack.engine] = [
            max(a, b) for a, b in zip(worst[attack.engine], (cpu, memory), strict=True)
        ]
        over += cpu > MOST_CPU_SECONDS or memory > MOST_MEMORY_MIB
        answered += said == "answered"
        beside = await unguarded(attack, sandbox) if plain else ""
        print(f"{attack.engine:9}{cpu:6.2f} s {memory:5.0f} MiB  {said[:56]:56}  "
              f"{attack.text[:60]!r}\n{'':25}unguarded: {beside}" if plain else
              f"{attack.engine:9}{cpu:6.2f} s {memory:5.0f} MiB  {said[:56]:56}  "
              f"{attack.text[:60]!r}")  # fmt: skip
    for engine, (cpu, memory) in worst.items():
        print(f"{engine}: at most {cpu:.2f} s and {memory:.0f} MiB")
    left = traces()
    print(f"over {MOST_CPU_SECONDS} s or {MOST_MEMORY_MIB} MiB: {over}; answered within both, so "
          f"judged by its rows: {answered}; files on the host: {left or 'none'}")  # fmt: skip


def traces() -> list[str]:
    """What a stopped attack must not leave behind."""
    return sorted(str(path) for path in Path("/tmp").glob("verisynth-attack*"))


async def speed(engines: Sequence[str], sandbox: Sandbox) -> None:
    """Queries a second in the box, by CPU time, and verdicts a second, by the CPU time of both."""
    query = "SELECT city, COUNT(*), MAX(age) FROM people GROUP BY city"
    for engine in engines:
        count = {"sqlite": 20_000, "duckdb": 500}.get(engine, 500)
        attack = Attack(engine, "queries", query).program()
        payload = attack.payload
        if not isinstance(payload, Mapping):
            raise TypeError("a payload is an object")
        spent = []
        for number in (1, count + 1):
            runs: Json = [{"query": query, "reversed": False}] * number
            more: Json = {**payload, "runs": runs, "seconds": 50, "rows": 10**7, "bytes": 10**9}
            program = Program(runner="sql", payload=more, profile=attack.profile)
            limits = Limits(cpu_seconds=60, wall_seconds=300, result_bytes=64 << 20)
            times = [
                (await sandbox.run(program, started(limits, engine))).cpu_seconds for _ in range(5)
            ]
            spent.append(min(times))
        print(f"{engine:9} guarded queries a second and core: {count / (spent[1] - spent[0]):8.0f}")
        await verdict_speed(engine, sandbox)


class Metered:
    """A sandbox that adds up the CPU time of what it runs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.level, self.slots = sandbox, sandbox.level, sandbox.slots
        self.cpu_seconds = 0.0

    async def run(self, program: Program, limits: Limits) -> Execution:
        """As the sandbox behind it."""
        execution = await self.sandbox.run(program, limits)
        self.cpu_seconds += execution.cpu_seconds
        return execution


async def verdict_speed(engine: str, sandbox: Sandbox) -> None:
    rows = ", ".join(f"({i}, 'n{i % 7}', {20 + i % 5}, 'c{i % 3}', {i * 1.5})" for i in range(20))
    setup = f"INSERT INTO people VALUES {rows}"
    target = SqlTarget(
        gold="SELECT p.city, COUNT(*) AS n FROM people AS p WHERE p.age > 21 GROUP BY p.city"
        " ORDER BY n DESC",
        schema=SCHEMA, setup=setup, extra_setups=(SETUP,) * 3, dialect=engine,
    )  # fmt: skip
    for about, is_same in (("of one problem", True), ("each of its own problem", False)):
        verifier = SqlResultVerifier()
        costs = []
        for number in range(60):
            # No answer is judged twice, and no problem where each answer has its own.
            answer = ANSWER.format(number=number)
            asked = target if is_same else replace(target, setup=f"{setup}; -- {number}")
            meter, started = Metered(sandbox), time.process_time()
            verdict = await verifier.verify(asked, answer, sandbox=meter, limits=LIMITS)
            costs.append(meter.cpu_seconds + time.process_time() - started)
            if verdict.outcome.value != "accepted":
                raise SystemExit(f"{engine}: {verdict}")
        a_second = 1 / statistics.median(costs)
        print(f"{engine:9} verdicts a second and core, four fillings, {about}: {a_second:.0f}")


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", action="append", help="repeatable; sqlite and duckdb if none")
    parser.add_argument("--level", default="auto")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--no-plain", action="store_true", help="only the guarded engines")
    options = parser.parse_args()
    engines = options.engine or ["sqlite", "duckdb"]
    async with open_sandbox(options.level, slots=1) as sandbox:
        if options.speed:
            await speed(engines, sandbox)
        else:
            await table(engines, sandbox, plain=not options.no_plain)


if __name__ == "__main__":
    asyncio.run(main())
