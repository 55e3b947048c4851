"""Which variants of a Python reference its problem's cases and tests notice, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from verisynth.errors import UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Json, Limits, Outcome, PythonTarget
from verisynth.verifiers import kills
from verisynth.verifiers.kills import Tried, Way
from verisynth.verifiers.python_cases import PythonCases

RUNNER = "python_kills"


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
        found = await kills.tried(way, reference, chosen, sandbox=sandbox, limits=limits)
        failed.update(left[one] for one in found.failed)
        passed &= {left[one] for one in found.passed}
    return Tried(frozenset(failed), frozenset(passed))


def _ways(target: PythonTarget, reference: str, tests: Sequence[str]) -> list[Way]:
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

        ways.append(Way(RUNNER, asked.payload, asked.profile(reference), fails))
    for file in tests:
        profile = profile_for("tests", file, reference)
        ways.append(Way(RUNNER, {"tests": file}, profile, lambda _: False))
    return ways
