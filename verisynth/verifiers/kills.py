"""Which variants of a reference fail its problem's checks, found many at a time.

Mutants are programs of the problem's own author with one mistake, not attempts to pass, so the
expensive half of a verdict, the border between checks and solution, is left out: many variants
share a job, each in a forked child with the checks. Where the reference itself does not pass in
this way, and for variants that wait or end their process, nothing is known: the verifier decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox.batch import run_batch
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Execution, Json, Limits, Program
from verisynth.verifiers.python_verdict import tampered

VARIANTS_PER_JOB = 40
LEAST_SECONDS = 0.05
"""CPU time that any variant may use; its process has nothing left to import, so this is ample."""
FACTOR = 10.0
"""How many times the reference's CPU time a variant may use."""
WAITING_SECONDS = 5.0
"""What a variant may wait without using the processor, before it is left to the verifier."""

_FAILED = ("failed", "slow")
_LEFT = "lost"
"""Waited, or ended its process: the verifier decides."""


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of check."""

    runner: str
    payload: dict[str, Json]
    """For the runner, beside what :func:`tried` adds."""
    profile: str
    fails: Callable[[Json], bool]
    """Whether what the runner told of a variant, an object, shows that a check noticed it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Numbers of variants by what is known; the verifier decides on all others."""

    failed: frozenset[int] = frozenset()
    """Some check notices them."""
    passed: frozenset[int] = frozenset()
    """No check does."""


async def tried(
    way: Way, reference: str, variants: Sequence[str], *, sandbox: Sandbox, limits: Limits
) -> Tried:
    """Which variants the checks notice.

    Raises:
        SandboxError: the sandbox failed.
    """
    groups = [
        variants[start : start + VARIANTS_PER_JOB]
        for start in range(0, len(variants), VARIANTS_PER_JOB)
    ]
    programs = [
        Program(
            runner=way.runner,
            payload=_payload(way, reference, group, limits),
            profile=way.profile,
        )
        for group in groups
    ]
    executions = await run_batch(sandbox, programs, _enough(limits))
    failed: set[int] = set()
    passed: set[int] = set()
    for number, (group, execution) in enumerate(zip(groups, executions, strict=True)):
        if isinstance(execution, SandboxError):
            raise execution
        for one, outcome in enumerate(_variants(way, execution, len(group))):
            if outcome != _LEFT:
                known = failed if _fails(way, outcome) else passed
                known.add(number * VARIANTS_PER_JOB + one)
    return Tried(frozenset(failed), frozenset(passed))


def _fails(way: Way, outcome: Json) -> bool:
    return way.fails(outcome) if isinstance(outcome, dict) else outcome in _FAILED


def _variants(way: Way, execution: Execution, size: int) -> list[Json]:
    """The outcomes of one job's variants, if the reference passed before and after them."""
    try:
        first, *variants, last = _outcomes(reply(execution, trusted=False), size)
    except ProgramFailed:
        return []
    return [] if any(_fails(way, one) or one == _LEFT for one in (first, last)) else variants


def _payload(way: Way, reference: str, group: Sequence[str], limits: Limits) -> dict[str, Json]:
    return {
        **way.payload,
        "reference": reference,
        "sources": list(group),
        "least_seconds": LEAST_SECONDS,
        "factor": FACTOR,
        "most_seconds": limits.cpu_seconds,
        "wall_seconds": WAITING_SECONDS,
    }


def _enough(limits: Limits) -> Limits:
    """What a whole job may use: every variant until it is ended."""
    cpu_seconds = 2.0 * VARIANTS_PER_JOB * limits.cpu_seconds
    return replace(limits, cpu_seconds=cpu_seconds, wall_seconds=limits.wall_seconds + cpu_seconds)


def _outcomes(value: Json, size: int) -> list[Json]:
    """The outcomes of the reference, the variants and the reference again."""
    match value:
        case {"outcomes": list(found)} if len(found) == size + 2:
            return found
    raise tampered()
