"""Runs patterns on strings in a box, with Python's own ``re``, and reads what came out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Execution, Json, Limits, Program, Status

MAX_PATTERN = 20_000
"""Characters; nobody's honest pattern is longer, and the compiler's time grows with it."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one pattern did: a bool for every string, or why there is none."""

    matched: tuple[bool, ...] = ()
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where patterns run, and how they are applied."""

    sandbox: Sandbox
    limits: Limits
    mode: str
    flags: str
    hash_seed: int = 0

    async def run(self, pattern: str, strings: Sequence[str]) -> Run:
        """One pattern on its own. Raises ``SandboxError`` for a fault of ours."""
        if len(pattern) > MAX_PATTERN:
            detail = f"the pattern has {len(pattern)} characters; at most {MAX_PATTERN}"
            return Run(reason="bad-pattern", detail=detail)
        execution = await self._execution({"pattern": pattern}, strings)
        try:
            value = reply(execution, trusted=True)
        except ProgramFailed as failure:
            return Run(reason=failure.reason, detail=_limit_detail(execution, failure, strings))
        return _read(value, strings)

    async def run_all(self, patterns: Sequence[str], strings: Sequence[str]) -> list[Run] | None:
        """Many patterns in one job; None where they use up its limits together.

        Raises:
            SandboxError: a fault of ours.
        """
        execution = await self._execution({"patterns": list(patterns)}, strings)
        try:
            value = reply(execution, trusted=True)
        except ProgramFailed:
            return None
        if not isinstance(value, list) or len(value) != len(patterns):
            raise SandboxError("the regex runner replied no list of replies")
        return [_read(one, strings) for one in value]

    async def _execution(self, what: dict[str, Json], strings: Sequence[str]) -> Execution:
        payload: Json = {
            **what,
            "mode": self.mode,
            "flags": self.flags,
            "strings": list(strings),
        }
        program = Program(
            runner="regex", payload=payload, profile="regex", hash_seed=self.hash_seed
        )
        return await self.sandbox.run(program, self.limits)


def shown(text: str) -> str:
    """``repr``, because a trailing newline or a foreign digit is what it is often about."""
    return repr(text) if len(text) <= 80 else f"{text[:60]!r}… ({len(text)} characters)"


def _limit_detail(execution: Execution, failure: ProgramFailed, strings: Sequence[str]) -> str:
    """Which string the pattern was busy with, from the last line of progress."""
    lines = execution.stdout.split(b"\n")[:-1]
    if execution.status is not Status.TIME_LIMIT:
        return failure.message
    if not lines:
        return f"compiling the pattern does not end: {failure.message}"
    text = shown(strings[min(int(lines[-1]), len(strings) - 1)])
    return f"catastrophic backtracking on {text}: {failure.message}"


def _read(value: Json, strings: Sequence[str]) -> Run:
    """The runner is ours and alone in its process, so an odd reply is our fault."""
    if not isinstance(value, dict):
        raise SandboxError(f"the regex runner replied {type(value).__name__}, not an object")
    if "refused" in value:
        return Run(reason="bad-pattern", detail=str(value["refused"]))
    matched = value.get("matched")
    if not isinstance(matched, list):
        raise SandboxError("the regex runner replied no list of results")
    if matched and matched[-1] is None:
        text = shown(strings[len(matched) - 1])
        return Run(reason="memory-limit", detail=f"matching {text} needs more than its memory")
    if len(matched) != len(strings):
        raise SandboxError(f"the regex runner tested {len(matched)} of {len(strings)} strings")
    return Run(matched=tuple(bool(one) for one in matched))
