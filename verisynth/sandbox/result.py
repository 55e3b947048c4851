"""Reads what a runner reported, treating every byte as possibly forged.

A runner's reply is JSON, ``{"ok": value}`` or ``{"failed": text}``. Whatever keeps a value from
arriving becomes a :class:`ProgramFailed` with the reason slug a verdict carries.
"""

from __future__ import annotations

import json

from verisynth.errors import SandboxError, VerisynthError
from verisynth.types import Execution, Json, Status

_LIMITS = {
    Status.TIME_LIMIT: "time-limit",
    Status.MEMORY_LIMIT: "memory-limit",
    Status.OUTPUT_LIMIT: "output-limit",
}


class ProgramFailed(VerisynthError):
    """The program gave no usable result. ``reason`` is a slug of ``reasons.py``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def reply(execution: Execution, *, trusted: bool) -> Json:
    """The runner's value.

    ``trusted`` says that no model-written code shared the runner's process. Then a reply that is
    missing or unreadable is our fault (``SandboxError``); otherwise hostile code may have made it
    so, and it is the program's: leaving early or scribbling on the channel never helps.

    Raises:
        ProgramFailed: a limit was hit, the process crashed, or hostile code spoilt the reply.
        SandboxError: a trusted runner failed.
    """
    if execution.status in _LIMITS:
        reason = _LIMITS[execution.status]
        raise ProgramFailed(reason, _limit_detail(execution))
    if execution.status is Status.SIGNALED:
        raise ProgramFailed("crash", f"ended by signal {execution.signal}")
    value = _decode(execution.result)
    if isinstance(value, dict) and set(value) == {"ok"}:
        answer: Json = value["ok"]
        return answer
    if not execution.result:
        problem, reason = f"exit code {execution.exit_code} before any result", "no-result"
    elif isinstance(value, dict) and set(value) == {"failed"}:
        problem, reason = str(value["failed"])[-500:], "bad-result"
    else:
        problem, reason = "the result channel held something that is not a result", "bad-result"
    if trusted:
        raise SandboxError(f"the sandbox runner failed: {problem}")
    raise ProgramFailed(reason, problem)


def _decode(result: bytes) -> Json:
    try:
        return json.loads(result)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None


def _limit_detail(execution: Execution) -> str:
    used = f"{execution.cpu_seconds:.2f} s CPU, {execution.wall_seconds:.2f} s wall"
    return f"{execution.status.value} after {used}, {execution.peak_memory_mib:.0f} MiB"
