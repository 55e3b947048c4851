"""The one place where an exception becomes an ``error`` verdict, and where errors are retried."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable

from verisynth.errors import (
    KillsWorker,
    MissingError,
    SandboxError,
    TeacherError,
    VerisynthError,
)
from verisynth.types import Outcome, Verdict


def as_error(error: Exception, *, reason: str = "") -> Verdict:
    """The ``error`` verdict of an exception; a fault of ours is never a wrong answer."""
    if isinstance(error, KillsWorker):
        return Verdict(outcome=Outcome.ERROR, reason="kills-worker", detail=str(error))
    if isinstance(error, SandboxError):
        return Verdict(outcome=Outcome.ERROR, reason=reason or "sandbox-failed", detail=str(error))
    if isinstance(error, MissingError):
        return Verdict(outcome=Outcome.ERROR, reason=reason or "not-installed", detail=str(error))
    if isinstance(error, TeacherError):
        detail = f"{error.kind}: {error.message}"
        return Verdict(outcome=Outcome.ERROR, reason=reason or "teacher-failed", detail=detail)
    if isinstance(error, VerisynthError):
        return Verdict(outcome=Outcome.ERROR, reason=reason or "internal-error", detail=str(error))
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" at {frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in last)
    return Verdict(outcome=Outcome.ERROR, reason="internal-error", detail=f"{error!r}{place}"[:500])


async def checked(attempt: Callable[[], Awaitable[Verdict]], *, tries: int = 2) -> Verdict:
    """The verdict of ``attempt``; an error of ours is tried again before it is recorded.

    Raises:
        TeacherError: a fatal one; every further request must fail too, so the run has to stop.
    """
    verdict = Verdict(outcome=Outcome.ERROR, reason="internal-error")
    for _ in range(tries):
        try:
            verdict = await attempt()
        except Exception as error:
            if isinstance(error, TeacherError) and error.fatal:
                raise
            verdict = as_error(error)
        if verdict.outcome is not Outcome.ERROR or verdict.reason == "kills-worker":
            break  # what has ended three workers is not given three more
    return verdict
