"""Runs abuse cases and hacks on one level: what the tests and the benchmark share."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from tests.adversarial import abuse as abuses, hacks
from tests.adversarial.abuse import WIDE, Abuse, Control, Finding, judge
from tests.adversarial.world import World, world
from verisynth.families.python import PythonFamily
from verisynth.protocols import Sandbox
from verisynth.sandbox.bare import Bare
from verisynth.sandbox.pool import Pool
from verisynth.types import Json, Limits, Outcome, Program

WALLED = ("docker", "userns")
"""Levels where a job shares its process numbers with nobody else."""
UNHELD = (Control.BARE, Control.TWIN)
BOXED = (Control.WIDE, Control.SAME_JOB, Control.QUIET)
"""Where a control is run: nothing holds it, or in the box."""
_HACK_LIMITS = Limits(cpu_seconds=1.0, wall_seconds=15.0)


@dataclass(slots=True)
class Arena:
    """An open sandbox, the world around it and what a first job finds in it."""

    sandbox: Sandbox
    world: World
    usual: Json

    async def attempt(self, abuse: Abuse, *, gentle: bool = False) -> Finding:
        """Judge one attempt."""
        return await judge(self.sandbox, abuse, self.world, self.usual, gentle=gentle)


@contextlib.asynccontextmanager
async def arena(sandbox: Sandbox) -> AsyncIterator[Arena]:
    """Bait around a sandbox.

    The bait is laid before the first job, so that the worker starts beside it.
    """
    async with world() as outside:
        yield Arena(sandbox, outside, await abuses.surroundings(sandbox))


@contextlib.asynccontextmanager
async def nothing_holds() -> AsyncIterator[Arena]:
    """The arena of the controls: a worker of its own at the level ``bare``."""
    async with world() as outside:
        pool = Pool(Bare(), slots=1)
        try:
            yield Arena(pool, outside, None)
        finally:
            await pool.close()


async def succeeds_unheld(abuse: Abuse) -> bool:
    """Whether the attempt, or its harmless twin, succeeds where nothing holds it."""
    if abuse.control is Control.TWIN:
        abuse = replace(abuse, body=str(abuse.twin), partner=None, follow=None)
    async with nothing_holds() as arena:
        return not (await arena.attempt(abuse, gentle=True)).contained


async def check_fails(abuse: Abuse, boxed: Arena) -> bool:
    """Whether the check of a case can fail: makes it fail in the box, harmlessly."""
    if abuse.control is Control.SAME_JOB:
        return await abuses.surroundings(boxed.sandbox, abuse.body) != boxed.usual
    easy = replace(abuse, limits=WIDE)
    if abuse.control is Control.QUIET:
        easy = replace(abuse, body=abuses.NOTHING, partner=None)
    return not (await boxed.attempt(easy)).contained


async def cheat(sandbox: Sandbox, hack: hacks.Hack) -> Finding:
    """Let the real judge decide on a wrong solution."""
    family = PythonFamily()
    cases = [{"args": [list(xs)], "expected": total} for xs, total in hacks.CASES]
    lines = [f"assert solve({xs}) == {total}" for xs, total in hacks.CASES]
    managed = []
    for columns in ({"cases": cases}, {"assertions": lines}):
        target, answer = family.row({"entry_point": "solve", "solution": hack.solution, **columns})
        verdict = await family.verify(target, answer, sandbox=sandbox, limits=_HACK_LIMITS)
        if verdict.outcome is not Outcome.REJECTED:
            managed.append(f"{verdict.outcome.value} by {'/'.join(columns)}: {verdict.detail}")
    return Finding("judged", tuple(managed))


async def careless_judges_accept(sandbox: Sandbox, solution: str) -> list[str]:
    """Which of the judges that are easily cheated accept it."""
    program = Program(runner="selftest", payload=hacks.careless(solution))
    execution = await sandbox.run(program, Limits(cpu_seconds=5.0, wall_seconds=30.0))
    return list(json.loads(execution.result)["ok"])
