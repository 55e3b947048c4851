"""Shows by trying that a sandbox contains what it should, before anything hostile enters it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox import probes
from verisynth.types import Limits, Program, Status

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Probe:
    """One attempt to break out and what came of it."""

    attempt: str
    managed: tuple[str, ...]
    """What it got away with; empty when contained."""

    @property
    def contained(self) -> bool:
        """Whether it got nothing."""
        return not self.managed


async def prove(sandbox: Sandbox, *, gently: bool = False) -> tuple[Probe, ...]:
    """Go for each bait in turn, inside ``sandbox``.

    ``gently`` goes for the bait only: for the control run, where nothing holds the probes.

    Raises:
        SandboxError: a probe itself did not run, so nothing is known.
    """
    async with probes.bait() as bait:
        attempts = (
            ("read a file of the host", (probes.read_file(bait),)),
            ("write outside the job's folder", (probes.write_file(bait, gently=gently),)),
            ("read the host's environment", (probes.environment(bait),)),
            ("connect to the host or open raw sockets", (probes.network(bait, gently=gently),)),
            ("leave a process behind", (probes.leave_survivor(bait), probes.find_survivor(bait))),
        )
        return tuple([Probe(name, await _try(sandbox, tries)) for name, tries in attempts])


async def prove_memory(sandbox: Sandbox, *, limit_mib: int) -> Probe:
    """Try to hold 512 MiB in one process that may have ``limit_mib``."""
    limits = Limits(memory_mib=limit_mib)
    program = Program(runner="selftest", payload=probes.memory(512))
    held = (await sandbox.run(program, limits)).status is Status.EXITED
    return Probe("hold more memory than allowed", ("held 512 MiB",) if held else ())


async def _try(sandbox: Sandbox, sources: Sequence[str]) -> tuple[str, ...]:
    """What the last of the programs managed; they run one after the other."""
    managed: tuple[str, ...] = ()
    for source in sources:
        execution = await sandbox.run(Program(runner="selftest", payload=source), _LIMITS)
        try:
            managed = tuple(map(str, json.loads(execution.result)["ok"]))
        except (ValueError, KeyError, TypeError) as error:
            seen = execution.stderr or execution.result
            raise SandboxError(
                f"a probe did not run: {execution.status.value}, exit {execution.exit_code}: "
                f"{seen.decode(errors='replace')[-500:]}"
            ) from error
    return managed
