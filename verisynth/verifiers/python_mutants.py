"""Mutants of a Python program: what a test set must notice to be worth anything.

The program is parsed in the box, never here; the mutants come back as text and are run like any
candidate.
"""

from __future__ import annotations

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Json, Limits, Mutant, Program

MOST_MUTANTS = 80
"""Enough for every operator and line of a function of thirty lines."""


async def mutants(
    source: str,
    *,
    entry_point: str = "",
    sandbox: Sandbox,
    limits: Limits,
    limit: int = MOST_MUTANTS,
    seed: int = 0,
) -> tuple[Mutant, ...]:
    """At most ``limit`` mutants of ``source``, no two of one bytecode, the most telling first.

    Only code that ``entry_point`` may reach is changed; all code if it is empty. A source that is
    no program, or too deeply nested to be handled within the limits, has none.

    Raises:
        SandboxError: the box failed.
    """
    payload: Json = {"source": source, "entry_point": entry_point, "limit": limit, "seed": seed}
    execution = await sandbox.run(Program(runner="mutants", payload=payload), limits)
    try:
        value = reply(execution, trusted=True)
    except ProgramFailed:
        return ()
    if not isinstance(value, list):
        raise _unreadable()
    return tuple(_mutant(one) for one in value)


def _mutant(value: Json) -> Mutant:
    match value:
        case {
            "source": str(source),
            "operator": str(operator),
            "line": int(line),
            "detail": str(detail),
        }:
            return Mutant(source=source, operator=operator, line=line, detail=detail)
    raise _unreadable()


def _unreadable() -> SandboxError:
    return SandboxError("the sandbox runner failed: it sent something that is no mutant")
