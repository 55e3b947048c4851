"""Limits measured on the reference: what a problem costs decides what an answer may cost.

Only CPU time counts, so a busy machine changes nothing; the wall clock is a backstop for programs
that wait for something that never comes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from verisynth.protocols import Sandbox
from verisynth.types import Execution, Limits, Program

CANDIDATE_FACTOR = 5.0
"""A candidate may need so many times the CPU time of the reference."""
MUTANT_FACTOR = 10.0
MUTANT_FLOOR_SECONDS = 0.25
"""Many mutants never end; waiting longer for them would tell nothing and cost most of an audit."""
WALL_FLOOR_SECONDS = 20.0


class Metered:
    """A sandbox in front of a sandbox that remembers the most CPU time a program took."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.cpu_seconds = 0.0

    @property
    def level(self) -> str:
        """How strongly the sandbox behind it isolates."""
        return self._sandbox.level

    @property
    def slots(self) -> int:
        """How many programs the sandbox behind it runs at the same time."""
        return self._sandbox.slots

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Execute one program to its end, and note what it took."""
        execution = await self._sandbox.run(program, limits)
        self.cpu_seconds = max(self.cpu_seconds, execution.cpu_seconds)
        return execution


@dataclass(frozen=True, slots=True)
class Calibration:
    """The limits of one problem."""

    candidate: Limits
    mutant: Limits


def calibrated(limits: Limits, *, reference_cpu_seconds: float) -> Calibration:
    """The spec's limits, raised where the reference itself comes near them.

    The CPU limit of candidates is the spec's, doubled until it is at least five times what the
    reference took: in whole steps, so that two runs on different machines nearly always agree.
    """
    candidate = _with_cpu(limits, _doubled(limits.cpu_seconds, reference_cpu_seconds))
    mutant = max(MUTANT_FLOOR_SECONDS, MUTANT_FACTOR * reference_cpu_seconds)
    return Calibration(candidate, _with_cpu(limits, min(mutant, candidate.cpu_seconds)))


def _doubled(floor: float, reference_cpu_seconds: float) -> float:
    needed = CANDIDATE_FACTOR * reference_cpu_seconds / floor
    return float(floor * 2 ** max(0, math.ceil(math.log2(max(needed, 1.0)))))


def _with_cpu(limits: Limits, cpu_seconds: float) -> Limits:
    wall = max(limits.wall_seconds, WALL_FLOOR_SECONDS, 5 * cpu_seconds)
    return replace(limits, cpu_seconds=cpu_seconds, wall_seconds=wall)
