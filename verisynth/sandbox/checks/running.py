"""What the checks share: running a probe in the sandbox under check, and failing."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from verisynth.protocols import Sandbox
from verisynth.types import Execution, Json, Limits, Program, Status

LIMITS = Limits(cpu_seconds=3.0, wall_seconds=8.0, memory_mib=256, processes=16, disk_mib=8)

Check: TypeAlias = Callable[[Sandbox], Awaitable[None]]
"""Raises :class:`Failed` with what it saw instead; its name and docstring say what it wants."""


class Failed(Exception):
    """The sandbox did something else than the check wants."""


def want(condition: object, seen: object) -> None:
    """Fail unless ``condition`` holds, telling what was ``seen``."""
    if not condition:
        raise Failed(str(seen)[:500])


async def run(
    sandbox: Sandbox, source: str, *, partner: str | None = None, limits: Limits = LIMITS,
    hash_seed: int = 0,
) -> Execution:  # fmt: skip
    """One probe's execution; ``source`` defines ``main(channel)``."""
    program = Program(runner="selftest", payload=source, partner=partner, hash_seed=hash_seed)
    return await sandbox.run(program, limits)


async def value_of(
    sandbox: Sandbox, source: str, *, partner: str | None = None, hash_seed: int = 0
) -> Json:
    """The probe's value; anything but a plain ending fails the check."""
    execution = await run(sandbox, source, partner=partner, hash_seed=hash_seed)
    want(execution.status is Status.EXITED and execution.exit_code == 0, execution)
    value: Json = json.loads(execution.result)["ok"]
    return value


def main_of(*lines: str) -> str:
    """The source of a probe whose ``main`` has these lines."""
    return "def main(channel):\n" + "".join(f"    {line}\n" for line in lines)
