"""Which variants of a reference fail its problem's checks, found many at a time.

Mutants are programs of the problem's own author with one mistake, not attempts to pass, so the
expensive half of a verdict, the border between checks and solution, is left out: many variants
share a job, each in a forked child with the checks. Where the reference itself does not pass in
this way, and for variants that wait or end their process, nothing is known: the verifier decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from verisynth.errors import SandboxError, UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox.batch import run_batch
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Execution, Json, Limits, Outcome, Program, PythonTarget
from verisynth.verifiers.python_cases import PythonCases
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
class _Way:
    """One kind of check: what the runner gets, and whether an outcome shows a failure."""

    payload: dict[str, Json]
    profile: str
    fails: Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Tried:
    """Numbers of variants by what is known; the verifier decides on all others."""

    failed: frozenset[int]
    """Some check notices them."""
    passed: frozenset[int]
    """No check does."""


async def tried(
    target: PythonTarget,
    reference: str,
    variants: Sequence[str],
    *,
    tests: Sequence[str],
    sandbox: Sandbox,
    limits: Limits,
) -> Tried:
    """Which variants the cases of ``target`` or a file of ``tests`` notice.

    Raises:
        SandboxError: the sandbox failed.
    """
    failed: set[int] = set()
    ways = _ways(target, reference, tests)
    passed = set(range(len(variants))) if ways else set()
    for way in ways:
        left = [one for one in range(len(variants)) if one not in failed]
        chosen = [variants[one] for one in left]
        found = await _tried(way, reference, chosen, sandbox=sandbox, limits=limits)
        failed.update(left[one] for one in found.failed)
        passed &= {left[one] for one in found.passed}
    return Tried(frozenset(failed), frozenset(passed))


def _ways(target: PythonTarget, reference: str, tests: Sequence[str]) -> list[_Way]:
    ways = []
    if target.cases:
        try:
            asked = PythonCases().asked(target)
        except UsageError:
            return []

        def fails(outcome: Json) -> bool:
            try:
                return asked.verdict(outcome).outcome is not Outcome.ACCEPTED
            except ProgramFailed:
                return True

        ways.append(_Way(asked.payload, asked.profile(reference), lambda one: _fails(one, fails)))
    for file in tests:
        profile = profile_for("tests", file, reference)
        ways.append(_Way({"tests": file}, profile, lambda one: _fails(one, lambda _: False)))
    return ways


def _fails(outcome: Json, claims_fail: Callable[[Json], bool]) -> bool:
    if isinstance(outcome, dict):
        return claims_fail(outcome)
    return outcome in _FAILED


async def _tried(
    way: _Way, reference: str, variants: Sequence[str], *, sandbox: Sandbox, limits: Limits
) -> Tried:
    groups = [
        variants[start : start + VARIANTS_PER_JOB]
        for start in range(0, len(variants), VARIANTS_PER_JOB)
    ]
    programs = [
        Program(
            runner="python_kills",
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
                known = failed if way.fails(outcome) else passed
                known.add(number * VARIANTS_PER_JOB + one)
    return Tried(frozenset(failed), frozenset(passed))


def _variants(way: _Way, execution: Execution, size: int) -> list[Json]:
    """The outcomes of one job's variants, if the reference passed before and after them."""
    try:
        first, *variants, last = _outcomes(reply(execution, trusted=False), size)
    except ProgramFailed:
        return []
    return [] if any(way.fails(one) or one == _LEFT for one in (first, last)) else variants


def _payload(way: _Way, reference: str, group: Sequence[str], limits: Limits) -> dict[str, Json]:
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
