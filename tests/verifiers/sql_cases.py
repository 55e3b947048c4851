"""The tables of the SQL corpus and a way to judge many answers in one sandbox."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.sql_attacks import SCHEMA, SETUP as PEOPLE
from verisynth.errors import VerisynthError
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, SqlTarget, Verdict
from verisynth.verifiers.sql_result import SqlResultVerifier

__all__ = ["SCHEMA", "SECOND", "SETUP", "corpus", "judge", "level_for", "target"]

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "sql"

SETUP = f"""{PEOPLE}
INSERT INTO pets VALUES (1, 1, 'cat'), (2, 1, 'cat'), (3, 2, 'dog'), (4, NULL, 'dog');
"""
SECOND = """
INSERT INTO people VALUES (1, 'Eve', 29, 'Bonn', 50.5), (2, 'Dan', 29, 'Bonn', 61.0);
INSERT INTO pets VALUES (1, 2, 'cat');
"""


def target(
    gold: str,
    *,
    dialect: str = "sqlite",
    setup: str = SETUP,
    stated: Mapping[str, str] | None = None,
) -> SqlTarget:
    plain = SqlTarget(
        gold=gold, schema=SCHEMA, setup=setup, extra_setups=(SECOND,), dialect=dialect
    )
    return replace(plain, **dict(stated or {}))  # type: ignore[arg-type]


def corpus(name: str) -> dict[str, Any]:
    with (CORPUS / name).open("rb") as file:
        return tomllib.load(file)


def level_for(dialect: str) -> str:
    """The server of PostgreSQL is this machine's, which ``userns`` shows to a box."""
    return "userns" if dialect == "postgres" else "auto"


def judge(
    jobs: Sequence[tuple[SqlTarget, str]], limits: Limits, *, level: str
) -> list[Verdict | VerisynthError]:
    """The verdict on each answer, or the error raised instead."""

    async def run() -> list[Verdict | VerisynthError]:
        verifier = SqlResultVerifier()
        async with open_sandbox(level, slots=2) as sandbox:
            gate = asyncio.Semaphore(2)

            async def one(target: SqlTarget, answer: str) -> Verdict | VerisynthError:
                async with gate:
                    try:
                        return await verifier.verify(target, answer, sandbox=sandbox, limits=limits)
                    except VerisynthError as error:
                        return error

            return list(await asyncio.gather(*(one(*job) for job in jobs)))

    return asyncio.run(run())
