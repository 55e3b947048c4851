"""What the Python verifiers share: turning observations into one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Check, Execution, Json, Outcome, Verdict

MAX_CHECKS = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and, when it failed, the reason slug a verdict would carry for it."""

    check: Check
    reason: str = ""


def conclude(findings: Sequence[Finding]) -> Verdict:
    """Accepted only if there is a finding and every one passed; else the first failure decides."""
    checks = stored([finding.check for finding in findings])
    for finding in findings:
        if not finding.check.passed:
            detail = f"{finding.check.name}: {finding.check.detail}"
            return rejected(finding.reason, detail, checks=checks)
    if not findings:
        return invalid("vacuous-tests", "there is nothing to check")
    return Verdict(outcome=Outcome.ACCEPTED, checks=checks)


def stored(checks: Sequence[Check]) -> tuple[Check, ...]:
    """At most fifty checks, the last of them counting the rest, so that records stay small."""
    if len(checks) <= MAX_CHECKS:
        return tuple(checks)
    rest = checks[MAX_CHECKS - 1 :]
    passed = sum(check.passed for check in rest)
    summary = Check(f"{len(rest)} more", passed == len(rest), f"{passed} of {len(rest)} passed")
    return (*checks[: MAX_CHECKS - 1], summary)


def rejected(reason: str, detail: str, *, checks: tuple[Check, ...] = ()) -> Verdict:
    """The candidate's fault."""
    return Verdict(outcome=Outcome.REJECTED, reason=reason, detail=detail, checks=checks)


def invalid(reason: str, detail: str, *, checks: tuple[Check, ...] = ()) -> Verdict:
    """The problem's fault."""
    return Verdict(outcome=Outcome.INVALID, reason=reason, detail=detail, checks=checks)


def spoilt(problem: ProgramFailed) -> Verdict:
    """The verdict on a program that kept its result from arriving."""
    return rejected(problem.reason, problem.message)


def signed(verdict: Verdict, verifier: str, execution: Execution | None = None) -> Verdict:
    """The verdict with who gave it, at which level, and how long the program ran."""
    if execution is None:
        return replace(verdict, verifier=verifier)
    return replace(
        verdict, verifier=verifier, level=execution.level, seconds=execution.wall_seconds
    )


def texts(value: Json, size: int) -> list[str]:
    """``value`` as a list of ``size`` texts, else :class:`ProgramFailed`: it was tampered with."""
    if isinstance(value, list) and len(value) == size:
        found = [item for item in value if isinstance(item, str)]
        if len(found) == size:
            return found
    raise tampered()


def tampered() -> ProgramFailed:
    """What a reply of the wrong shape means: the runner is ours, so the program changed it."""
    return ProgramFailed("bad-result", "the result channel held something that is not a result")
