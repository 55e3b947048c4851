"""What every sandbox must do, as checks anyone can run on theirs: see :func:`check_sandbox`.

Honest programs must work as well as hostile ones must be contained: a box that fails an honest
program makes false rejections, which cost as much as false acceptances.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.errors import UsageError, VerisynthError, did_you_mean
from verisynth.protocols import Sandbox
from verisynth.sandbox.checks import batches, endings, honest, limits, walls
from verisynth.sandbox.checks.running import Check, Failed

SANDBOX_CHECKS: tuple[Check, ...] = (
    *honest.CHECKS, *batches.CHECKS, *limits.CHECKS, *endings.CHECKS, *walls.CHECKS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of the suite."""

    name: str
    passed: bool
    detail: str
    """What was seen instead; empty when passed."""
    seconds: float
    known_failure: str = ""
    """Why it is known to fail, as given by the sandbox's author; empty when it should pass."""

    @property
    def conforms(self) -> bool:
        """Passed, or failed as known. A known failure that passes is to be struck off the list."""
        return self.passed is not bool(self.known_failure)


async def run_check(
    check: Check, sandbox: Sandbox, *, known_failures: Mapping[str, str] | None = None
) -> CheckResult:
    """One check; whatever it raises is a failure with its text."""
    name = check_name(check)
    known_failure = (known_failures or {}).get(name, "")
    started = time.monotonic()
    try:
        await check(sandbox)
        detail = ""
    except (Failed, VerisynthError, ValueError, KeyError, TypeError) as error:
        detail = str(error) or type(error).__name__
    seconds, passed = time.monotonic() - started, not detail
    if passed and known_failure:
        detail = f"it passes, so it is no known failure: {known_failure}"
    return CheckResult(name, passed, detail, seconds, known_failure)


def check_name(check: Check) -> str:
    """The words of a check's name, e.g. ``disk is bounded``."""
    return getattr(check, "__name__", "check").replace("_", " ")


async def check_sandbox(
    sandbox: Sandbox, *, known_failures: Mapping[str, str] | None = None
) -> tuple[CheckResult, ...]:
    """Run the whole suite on an open sandbox that has the runner ``selftest``.

    A sandbox conforms when every result ``conforms``. ``known_failures`` maps the name of a check
    to the reason why this sandbox fails it: a gap that is named. One that passes after all does
    not conform either, so that the list stays true. Takes some seconds: limits are really reached.

    Raises:
        UsageError: a known failure names no check, or gives no reason.
    """
    names = [check_name(check) for check in SANDBOX_CHECKS]
    for name, reason in (known_failures or {}).items():
        if name not in names:
            raise UsageError(f'there is no check "{name}".{did_you_mean(name, names)}')
        if not reason.strip():
            raise UsageError(f'the known failure "{name}" gives no reason')
    return tuple(
        [await run_check(one, sandbox, known_failures=known_failures) for one in SANDBOX_CHECKS]
    )
