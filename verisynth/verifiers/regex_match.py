"""Judges a pattern by the strings it must match and those it must not, executed in the sandbox."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import (
    Check,
    Execution,
    Json,
    Limits,
    Outcome,
    Program,
    RegexTarget,
    Status,
    Verdict,
)
from verisynth.verifiers import regex_policy

VERSION = "regex_match@1"
MAX_PATTERN = 20_000
"""Characters; nobody's honest pattern is longer, and the compiler's time grows with it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What one pattern did: a bool for every string, or why there is none."""

    matched: tuple[bool, ...] = ()
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RegexMatch:
    r"""Accepts a pattern that matches all of ``matches`` and none of ``rejects``.

    The strings enter the box, their labels do not; the host compares. Hard cases:

    * ``[0-9]+$`` under ``search`` is wrong where ``"1\n"`` must not match: ``$`` also matches
      before a final newline. ``fullmatch`` decides the same pattern without that trap. The mode
      is part of the target and never guessed, and no second mode is tried.
    * A pattern that backtracks for ever is rejected as ``time-limit`` even when it would be right
      on every string in the end: who uses it would hang too. The detail names the string.
    * With no string on one side, ``.*`` or ``(?!)`` would pass: the problem is ``vacuous-tests``.
    * A gold pattern that disagrees with the labels means that the labels or the gold are wrong. The
      problem is ``broken-problem``, whatever the candidate does.
    """

    name: str = "regex_match"

    async def verify(
        self,
        target: RegexTarget,
        answer: str,
        *,
        sandbox: Sandbox,
        limits: Limits,
        hash_seed: int = 0,
    ) -> Verdict:
        """Judge one pattern.

        Raises:
            SandboxError: nothing could be decided.
        """
        started = time.perf_counter()
        verdict = _unsound(target)
        if verdict is None and target.gold and target.gold != answer:
            run = await _run(target, target.gold, sandbox, limits, hash_seed)
            verdict = _gold_fault(target, run)
        if verdict is None:
            verdict = _judged(target, await _run(target, answer, sandbox, limits, hash_seed))
        seconds = time.perf_counter() - started
        return replace(verdict, level=sandbox.level, verifier=VERSION, seconds=seconds)


def _unsound(target: RegexTarget) -> Verdict | None:
    """The verdict on a problem that cannot judge anyone, decided without running anything."""
    fault = regex_policy.faults(target.mode, target.flags)
    if fault:
        return _verdict(Outcome.INVALID, "broken-problem", fault)
    if not target.matches or not target.rejects:
        side = "must match" if not target.matches else "must not match"
        return _verdict(Outcome.INVALID, "vacuous-tests", f"there is no string that {side}")
    rejects = frozenset(target.rejects)
    both = next((text for text in target.matches if text in rejects), None)
    if both is not None:
        detail = f"{_shown(both)} is on both sides: it must match and must not match"
        return _verdict(Outcome.INVALID, "broken-problem", detail)
    return None


def _gold_fault(target: RegexTarget, run: _Run) -> Verdict | None:
    detail = run.detail or _first_wrong(target, run.matched)
    if not detail:
        return None
    return _verdict(Outcome.INVALID, "broken-problem", f"the gold pattern: {detail}")


def _judged(target: RegexTarget, run: _Run) -> Verdict:
    if run.reason:
        return _verdict(Outcome.REJECTED, run.reason, run.detail)
    checks = _checks(target, run.matched)
    wrong = _first_wrong(target, run.matched)
    if wrong:
        return replace(_verdict(Outcome.REJECTED, "wrong-answer", wrong), checks=checks)
    return Verdict(outcome=Outcome.ACCEPTED, checks=checks)


def _labelled(target: RegexTarget) -> list[tuple[str, bool]]:
    return [*((text, True) for text in target.matches), *((text, False) for text in target.rejects)]


def _checks(target: RegexTarget, matched: Sequence[bool]) -> tuple[Check, ...]:
    # Numbered, because two long strings may look alike once they are cut.
    return tuple(
        Check(f"{at} {'matches' if wanted else 'rejects'} {_shown(text)}", got is wanted)
        for at, ((text, wanted), got) in enumerate(
            zip(_labelled(target), matched, strict=True), start=1
        )
    )


def _first_wrong(target: RegexTarget, matched: Sequence[bool]) -> str:
    pairs = list(zip(_labelled(target), matched, strict=True))
    wrong = [(text, wanted) for (text, wanted), got in pairs if got is not wanted]
    if not wrong:
        return ""
    text, wanted = wrong[0]
    fault = "must match but does not" if wanted else "must not match but does"
    return f"{_shown(text)} {fault} ({len(wrong)} of {len(pairs)} strings wrong)"


async def _run(
    target: RegexTarget, pattern: str, sandbox: Sandbox, limits: Limits, hash_seed: int
) -> _Run:
    if len(pattern) > MAX_PATTERN:
        detail = f"the pattern has {len(pattern)} characters; at most {MAX_PATTERN}"
        return _Run(reason="bad-pattern", detail=detail)
    strings = [text for text, _ in _labelled(target)]
    payload: Json = {
        "pattern": pattern,
        "mode": target.mode,
        "flags": target.flags,
        "strings": strings,
    }
    program = Program(runner="regex", payload=payload, profile="regex", hash_seed=hash_seed)
    execution = await sandbox.run(program, limits)
    try:
        value = reply(execution, trusted=True)
    except ProgramFailed as failure:
        return _Run(reason=failure.reason, detail=_limit_detail(execution, failure, strings))
    return _read(value, strings)


def _limit_detail(execution: Execution, failure: ProgramFailed, strings: Sequence[str]) -> str:
    """Which string the pattern was busy with, from the last line of progress."""
    lines = execution.stdout.split(b"\n")[:-1]
    if execution.status is not Status.TIME_LIMIT:
        return failure.message
    if not lines:
        return f"compiling the pattern does not end: {failure.message}"
    text = _shown(strings[min(int(lines[-1]), len(strings) - 1)])
    return f"catastrophic backtracking on {text}: {failure.message}"


def _read(value: Json, strings: Sequence[str]) -> _Run:
    """The runner is ours and alone in its process, so an odd reply is our fault."""
    if not isinstance(value, dict):
        raise SandboxError(f"the regex runner replied {type(value).__name__}, not an object")
    if "refused" in value:
        return _Run(reason="bad-pattern", detail=str(value["refused"]))
    matched = value.get("matched")
    if not isinstance(matched, list):
        raise SandboxError("the regex runner replied no list of results")
    if matched and matched[-1] is None:
        text = _shown(strings[len(matched) - 1])
        return _Run(reason="memory-limit", detail=f"matching {text} needs more than its memory")
    if len(matched) != len(strings):
        raise SandboxError(f"the regex runner tested {len(matched)} of {len(strings)} strings")
    return _Run(matched=tuple(bool(one) for one in matched))


def _shown(text: str) -> str:
    """``repr``, because a trailing newline or a foreign digit is what it is often about."""
    return repr(text) if len(text) <= 80 else f"{text[:60]!r}… ({len(text)} characters)"


def _verdict(outcome: Outcome, reason: str, detail: str) -> Verdict:
    return Verdict(outcome=outcome, reason=reason, detail=detail)
