"""The SQL verifier: a query is right when its rows are the gold query's rows on every filling.

Gold and candidate run in two separate jobs, each on tables of its own, so neither can see or
spoil the other; the rows come back as claims and are compared here. How they are compared is
argued in ``sql_compare``, when a gold query can judge anyone in ``sql_gold``.
"""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from verisynth.errors import SandboxError, UsageError
from verisynth.languages.sql import gate
from verisynth.languages.sql.cells import Policy, Rows, policy_of
from verisynth.languages.sql.comparison import compare
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import (
    Check,
    Json,
    Limits,
    Outcome,
    Program,
    SqlTarget,
    Target,
    Verdict,
)
from verisynth.verifiers import sql_gold
from verisynth.verifiers.sql_gold import Expected, Failure, Invalid

VERSION = "1"

MAX_DATABASE_BYTES = 64 << 20
MAX_ROWS = 100_000
_LIMITS = ("time-limit", "memory-limit", "output-limit")
_HEADER = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class SqlResultVerifier:
    """Accepts a query whose rows are the gold's on every filling of the tables.

    Every query also runs on the same rows stored in the opposite order, and must be right there
    too.

    Example: beside the gold ``SELECT name FROM t ORDER BY age`` it accepts another order among
    people of one age, and rejects a missing duplicate, ``ORDER BY name`` and a second column.
    """

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one query.

        ``invalid`` when the gold itself does not run, returns nothing on every filling, or
        returns rows that depend on chance, whatever the candidate did: such a problem can neither
        accept nor reject anyone.
        """
        started = time.perf_counter()
        jobs = _Jobs(_sql(target), sandbox, limits, hash_seed)
        try:
            golds = await _expected(jobs)
            verdict = await _judged(jobs, golds, answer)
        except Invalid as error:
            verdict = Verdict(outcome=Outcome.INVALID, reason=error.reason, detail=str(error))
        return _signed(verdict, sandbox, started)

    async def check_problem(
        self, target: Target, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Whether the gold can judge anyone: ``accepted``, or ``invalid`` with the reason."""
        started = time.perf_counter()
        try:
            await _expected(_Jobs(_sql(target), sandbox, limits, hash_seed))
            verdict = Verdict(outcome=Outcome.ACCEPTED)
        except Invalid as error:
            verdict = Verdict(outcome=Outcome.INVALID, reason=error.reason, detail=str(error))
        return _signed(verdict, sandbox, started)


@dataclass(frozen=True, slots=True)
class _Jobs:
    """Starts jobs for one target."""

    target: SqlTarget
    sandbox: Sandbox
    limits: Limits
    hash_seed: int

    async def run(self, runs: Sequence[tuple[str, bool]], *, share: float = 1.0) -> list[Json]:
        """The runner's entry for every filling.

        Raises:
            ProgramFailed: the job broke a limit or crashed the engine.
        """
        limits = dataclasses.replace(self.limits, cpu_seconds=self.limits.cpu_seconds * share)
        program = Program(
            runner="sql",
            payload=await self._payload(runs, limits),
            profile="sql",
            hash_seed=self.hash_seed,
        )
        value = reply(await self.sandbox.run(program, limits), trusted=True)
        fillings = value.get("fillings") if isinstance(value, Mapping) else None
        if not isinstance(fillings, list):
            raise SandboxError("the SQL runner sent no fillings")
        return fillings

    async def _payload(self, runs: Sequence[tuple[str, bool]], limits: Limits) -> Json:
        target = self.target
        return {
            "engine": target.dialect,
            "schema": target.schema,
            "setups": [target.setup, *target.extra_setups],
            "database": await asyncio.to_thread(_database, target.database),
            "runs": [{"query": query, "reversed": reverse} for query, reverse in runs],
            # The runner stops by itself first, so that it can say which filling it was at.
            "seconds": limits.cpu_seconds * 0.9,
            "rows": MAX_ROWS,
            "bytes": limits.result_bytes // 2,
        }


def check_database(path: str) -> None:
    """Refuse, without reading all of it, what is no SQLite database that can be sent to a box.

    Raises:
        UsageError: it is missing, too large, no SQLite database, or has changes beside the file.
    """
    try:
        with Path(path).open("rb") as file:
            header = file.read(len(_HEADER))
        size = Path(path).stat().st_size
        wal = Path(f"{path}-wal")
        pending = wal.exists() and wal.stat().st_size > 0
    except OSError as error:
        raise UsageError(f"database {path!r} cannot be read: {error.strerror}") from error
    if header != _HEADER:
        raise UsageError(f"database {path!r} is not a SQLite database: its header is {header!r}")
    if size > MAX_DATABASE_BYTES:
        raise UsageError(f"database {path!r} is larger than {MAX_DATABASE_BYTES >> 20} MiB")
    if pending:
        raise UsageError(
            f"database {path!r} has changes in {wal.name} that are not in the file yet",
            hint=f"sqlite3 {path} 'PRAGMA wal_checkpoint(TRUNCATE)'",
        )


def _database(path: str) -> str | None:
    """The bytes of a database file as base64."""
    if not path:
        return None
    check_database(path)
    return base64.b64encode(Path(path).read_bytes()).decode()


def _sql(target: Target) -> SqlTarget:
    if not isinstance(target, SqlTarget):
        raise TypeError(f"sql_result judges a SqlTarget, got {type(target).__name__}")
    if target.dialect not in ("sqlite", "duckdb"):
        raise UsageError(f'dialect is "{target.dialect}"; one of sqlite, duckdb')
    if target.database and target.dialect != "sqlite":
        raise UsageError("database is a SQLite file; it needs dialect sqlite")
    return target


async def _expected(jobs: _Jobs) -> list[Expected]:
    """The gold's rows on every filling.

    Raises:
        Invalid: the gold cannot judge anyone.
    """
    target = jobs.target
    query = _readable_gold(target)
    keys = gate.set_operation_keys(target.gold, target.dialect) if query.has_order else ()
    gold = sql_gold.gold_of(target, query, keys)
    runs = [(target.gold, False), (target.gold, gate.is_reversible(target.gold))]
    if query.has_order and query.probe:
        runs.append((query.probe, False))
    try:
        # More runs than the candidate has, and none of them may fail for want of time.
        fillings = await jobs.run(runs, share=2.0)
    except ProgramFailed as error:
        raise Invalid("broken-problem", f"the gold query: {error.reason}: {error}") from error
    golds = [
        sql_gold.expected(gold, _runs_of(filling, number), filling=number)
        for number, filling in enumerate(fillings, 1)
    ]
    if not any(gold.rows.rows for gold in golds):
        raise Invalid("empty-gold", f"no rows on any of {len(golds)} fillings")
    return golds


def _readable_gold(target: SqlTarget) -> gate.Query:
    try:
        query = gate.read(target.gold, target.dialect)
    except gate.Refused as error:
        raise Invalid("broken-problem", f"the gold query: {error}") from error
    if query is None:
        raise Invalid("broken-problem", "the gold query cannot be parsed, so whether it orders "
                      "its rows is unknown")  # fmt: skip
    if query.chance:
        raise Invalid("nondeterministic-gold", f"the gold query uses {query.chance}")
    if query.loose_limit:
        raise Invalid("nondeterministic-gold", "the gold query has LIMIT without ORDER BY")
    return query


def _runs_of(filling: Json, number: int) -> Sequence[Json]:
    if isinstance(filling, Mapping) and "setup_error" in filling:
        raise Invalid("broken-problem", f"filling {number}: the tables do not load: "
                      f"{filling['setup_error']}")  # fmt: skip
    runs = filling.get("runs") if isinstance(filling, Mapping) else None
    if not isinstance(runs, list):
        raise SandboxError("the SQL runner sent no runs for a filling")
    return runs


async def _judged(jobs: _Jobs, golds: Sequence[Expected], answer: str) -> Verdict:
    try:
        query = gate.read(answer, jobs.target.dialect)
    except gate.Refused as error:
        return _rejected(error.reason, str(error))
    if query is not None and query.chance:
        return _rejected(
            "query-fails", f"the query uses {query.chance}, so its rows change from run to run"
        )
    try:
        # Twice: rows that come out right only because of how they happen to be stored (no ORDER
        # BY, LIMIT through a tie, a bare column beside GROUP BY) are not an answer.
        fillings = await jobs.run([(answer, False), (answer, gate.is_reversible(answer))])
    except ProgramFailed as error:
        return _rejected(error.reason, str(error))
    return _compared(golds, fillings, policy_of(jobs.target))


def _compared(golds: Sequence[Expected], fillings: Sequence[Json], policy: Policy) -> Verdict:
    if len(fillings) != len(golds):
        raise SandboxError("the SQL runner sent another number of fillings for the candidate")
    checks: list[Check] = []
    for number, (gold, filling) in enumerate(zip(golds, fillings, strict=True), 1):
        reason, detail = _difference(gold, filling, number, policy)
        checks.append(Check(f"filling {number}", not reason, detail))
        if reason:
            return _rejected(reason, f"filling {number}: {detail}", tuple(checks))
    return Verdict(outcome=Outcome.ACCEPTED, checks=tuple(checks))


def _difference(gold: Expected, filling: Json, number: int, policy: Policy) -> tuple[str, str]:
    """Reason and detail; two empty strings where the candidate's rows are the gold's."""
    if isinstance(filling, Mapping) and filling.get("kind") in _LIMITS:
        # The query spent on earlier fillings what this one's tables needed.
        return str(filling["kind"]), str(filling.get("setup_error"))
    try:
        plain, reverse = map(sql_gold.result, _runs_of(filling, number))
    except Invalid as error:
        # The same script loaded for the gold, so this is no property of the problem.
        raise SandboxError(f"the tables loaded for the gold query only: {error}") from error
    reason, detail = _run_difference(gold, plain, policy)
    if reason:
        return reason, detail
    reason, detail = _run_difference(gold, reverse, policy)
    return reason, f"with the same rows stored in the opposite order: {detail}" if reason else ""


def _run_difference(gold: Expected, run: Rows | Failure, policy: Policy) -> tuple[str, str]:
    if isinstance(run, Failure):
        return run.kind, run.text
    difference = compare(gold.rows, run, gold.runs, policy)
    return ("wrong-rows", difference.text) if difference else ("", "")


def _rejected(reason: str, detail: str, checks: tuple[Check, ...] = ()) -> Verdict:
    return Verdict(outcome=Outcome.REJECTED, reason=reason, detail=detail, checks=checks)


def _signed(verdict: Verdict, sandbox: Sandbox, started: float) -> Verdict:
    return dataclasses.replace(
        verdict,
        level=sandbox.level,
        verifier=f"sql_result@{VERSION}",
        seconds=time.perf_counter() - started,
    )
