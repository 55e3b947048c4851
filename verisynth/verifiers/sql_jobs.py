"""Starts SQL jobs: tables and queries go to a box, what the queries returned comes back."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from verisynth.errors import MissingError, SandboxError, UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Json, Limits, Program, SqlTarget, Status

DIALECTS = ("sqlite", "duckdb", "postgres")
PROFILES = {"postgres": "sql-postgres"}
"""Where an engine needs another profile than ``sql``."""

SERVER_CPU_SECONDS = 4.0
"""A tenth of a second with a cluster to copy; most of one without, on a busy machine more."""
SERVER_DISK_MIB = 64

POSTGRES = {
    "docker": "build the image on one with PostgreSQL: docs/sql.md, Engines",
    "other": "apt-get install postgresql, and --sandbox userns",
}
"""By level, how to have the engine that is not installed with verisynth."""

MEMORY_MIB = 192
"""Address space beside what an engine maps itself. Half of it is what a thread of DuckDB reserves
and never uses; its own limit does not count all it takes."""
MAX_DATABASE_BYTES = 64 << 20
MAX_ROWS = 100_000
_HEADER = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Run:
    """One query to run on every filling."""

    query: str
    is_reversed: bool = False
    """On the same rows stored in the opposite order."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """Starts jobs for one target."""

    target: SqlTarget
    sandbox: Sandbox
    limits: Limits
    hash_seed: int = 0

    def on(self, target: SqlTarget) -> Jobs:
        """The same for another target."""
        return dataclasses.replace(self, target=target)

    async def run(
        self,
        runs: Sequence[Run],
        *,
        explain: Sequence[str] = (),
        tables: bool = False,
        share: float = 1.0,
    ) -> list[Json]:
        """The runner's entry for every filling.

        ``explain`` are queries to plan only; ``tables`` asks for what the engine knows of columns
        and keys; ``share`` is how much of the limits this job gets.

        Raises:
            ProgramFailed: the job broke a limit or crashed the engine.
            MissingError: the engine is not installed where the job ran.
        """
        limits, database = await self._needs(share)
        payload = {
            **self._payload(runs, limits, database),
            "explain": [*explain],
            "tables": tables,
        }
        return self._fillings(await self._reply("sql", payload, limits))

    async def run_and_hunt(
        self, runs: Sequence[Run], hunt: Json, *, explain: Sequence[str] = ()
    ) -> tuple[list[Json], Json]:
        """As :meth:`run`, and what the task ``hunt`` of ``runners/sql_matrix`` answered after it.

        That is None where a run failed. Each of the two has the whole limits; where one breaks
        them all the same, nobody can say which.

        Raises:
            ProgramFailed: the job broke a limit or crashed the engine.
            MissingError: the engine is not installed where the job ran.
        """
        limits, database = await self._needs(1.0)
        fillings = {**self._payload(runs, limits, database), "explain": [*explain]}
        both = dataclasses.replace(
            limits, cpu_seconds=2 * limits.cpu_seconds, wall_seconds=2 * limits.wall_seconds
        )
        value = await self._reply("sql_answer", {"fillings": fillings, "hunt": hunt}, both)
        if not isinstance(value, Mapping):
            raise SandboxError("the SQL runner sent no object")
        return self._fillings(value.get("fillings")), value.get("hunt")

    async def _needs(self, share: float) -> tuple[Limits, str | None]:
        """What the job may use, and the database file it takes along."""
        path = self.target.database
        database = await asyncio.to_thread(_database, path) if path else None
        limits = dataclasses.replace(
            self.limits,
            cpu_seconds=self.limits.cpu_seconds * share,
            # As text, as bytes and as tables.
            memory_mib=self.limits.memory_mib + 4 * (len(database or "") >> 20),
        )
        return limits, database

    async def _reply(self, runner: str, payload: Json, limits: Limits) -> Json:
        program = Program(
            runner=runner,
            payload=payload,
            profile=PROFILES.get(self.target.dialect, "sql"),
            hash_seed=self.hash_seed,
        )
        execution = await self.sandbox.run(program, started(limits, self.target.dialect))
        if execution.status is Status.EXITED and execution.exit_code and not execution.result:
            # The runner reports whatever is raised in it, so it was the engine that ended all.
            text = f"the engine ended with exit code {execution.exit_code}"
            raise ProgramFailed("crash", f"{text}, as when it runs out of memory")
        return reply(execution, trusted=True)

    def _fillings(self, value: Json) -> list[Json]:
        if isinstance(value, Mapping) and "missing" in value:
            hint = POSTGRES.get(self.sandbox.level, POSTGRES["other"])
            raise MissingError(f"dialect {self.target.dialect}: {value['missing']}", hint=hint)
        fillings = value.get("fillings") if isinstance(value, Mapping) else None
        if not isinstance(fillings, list):
            raise SandboxError("the SQL runner sent no fillings")
        return fillings

    def _payload(
        self, runs: Sequence[Run], limits: Limits, database: str | None
    ) -> dict[str, Json]:
        target = self.target
        return {
            "engine": target.dialect,
            "schema": target.schema,
            "setups": [target.setup, *target.extra_setups],
            "database": database,
            "runs": [{"query": one.query, "reversed": one.is_reversed} for one in runs],
            # The runner stops by itself first, so that it can say which filling it was at.
            "seconds": limits.cpu_seconds * 0.9,
            "rows": MAX_ROWS,
            "bytes": limits.result_bytes // 2,
        }


def started(limits: Limits, dialect: str) -> Limits:
    """``limits`` of queries, with what starting the engine's server takes before the first one."""
    if dialect != "postgres":
        return limits
    return dataclasses.replace(
        limits,
        cpu_seconds=limits.cpu_seconds + SERVER_CPU_SECONDS,
        wall_seconds=limits.wall_seconds + 5 * SERVER_CPU_SECONDS,
        disk_mib=limits.disk_mib + SERVER_DISK_MIB,
    )


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


def _database(path: str) -> str:
    """The bytes of a database file as base64."""
    check_database(path)
    return base64.b64encode(Path(path).read_bytes()).decode()
