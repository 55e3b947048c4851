"""Decides whether a pattern backtracks catastrophically, by running strings that should make it.

``languages/regex/backtracking`` reads the pattern and proposes strings; the sandbox measures how
``re``'s time grows on them. Only what was measured counts: a pattern is condemned when its time
outgrows the text and passes a limit on a text people may send, or so plainly will that running it
to the end says nothing more.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from verisynth.errors import SandboxError
from verisynth.languages.regex.backtracking.attacks import Attack, attacks
from verisynth.languages.regex.backtracking.positions import TooComplex
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import Unreadable
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Check, Json, Limits, Outcome, Program, Verdict, Witness

VERSION = "regex_backtracking@1"
REASON = "catastrophic-backtracking"
_BATCHES = (4, 12)
"""The first few attacks mostly decide; the others are only looked for when they do not."""
_STEEP = 4.0
"""The least power of the length at which an explosion is seen to be one, and no bounded loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a pattern must withstand, and what finding out may cost."""

    seconds: float = 0.2
    """CPU time that no match may take."""
    length: int = 20_000
    """Characters of the longest text that is tried: some ten pages that somebody pastes into a
    form. Which lengths find how many labelled patterns is told in ``docs/regex.md``."""
    telling_seconds: float = 0.004
    """The least time from which growth is read instead of waiting for the limit: below it, the
    clock and the start of a match count. As much as ``seconds``, and nothing is foretold."""
    budget_seconds: float = 1.0
    """CPU time for all attacks of one batch."""


_DEFAULT = Bounds()
POLICIES: Mapping[str, Bounds | None] = {
    "reject": _DEFAULT,
    "reject-steep": Bounds(length=1000),
    "allow": None,
}
"""What may be said of backtracking. ``reject-steep`` bears what only long texts slow down, such as
``[a-z]+[0-9]`` in a search, which grows with the square of the text."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The last match that was measured, and how time grew on the way there."""

    length: int
    seconds: float
    power: float
    """Time grew with about this power of the length at the end."""
    is_exponential: bool
    limit_seconds: float
    limit_length: int
    """About where time passes ``limit_seconds``."""

    def __str__(self) -> str:
        law = "exponential" if self.is_exponential else f"growing as n^{self.power:.1f}"
        text = f"CPU for {self.length:,} characters, {law}"
        if self.seconds >= self.limit_seconds:
            return f"over {self.limit_seconds:g} s of {text}"
        foretold = f"{self.limit_seconds:g} s at about {self.limit_length:,}"
        return f"{self.seconds:.3f} s of {text}: {foretold}"


@dataclass(frozen=True, slots=True)
class Finding:
    """An attack that works."""

    attack: Attack
    growth: Growth
    witness: Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How a pattern is used, and what is borne."""

    mode: str
    flags: str
    policy: str
    """One of ``POLICIES``."""


async def judged(
    verdict: Verdict, answer: str, use: Use, *, sandbox: Sandbox, limits: Limits
) -> Verdict:
    """The verdict on an answer that is right, unless it backtracks as the policy forbids.

    Only who is accepted is looked at: what is wrong is so whether it is slow or not.

    Raises:
        SandboxError: nothing could be measured.
    """
    bounds = POLICIES[use.policy]
    if bounds is None or verdict.outcome is not Outcome.ACCEPTED:
        return verdict
    started = time.perf_counter()
    found = await backtracking(
        answer, mode=use.mode, flags=use.flags, bounds=bounds, sandbox=sandbox, limits=limits
    )
    verdict = replace(verdict, seconds=verdict.seconds + time.perf_counter() - started)
    if found is None:
        check = Check(name="no text makes it backtrack for long", passed=True)
        return replace(verdict, checks=(*verdict.checks, check))
    return replace(
        verdict,
        outcome=Outcome.REJECTED,
        reason=REASON,
        detail=f"{found.growth} ({found.witness.input})",
        method="measured",
        witness=found.witness,
        evidence=None,
    )


async def slow_reference(
    reference: str, use: Use, *, sandbox: Sandbox, limits: Limits
) -> Verdict | None:
    """The verdict on a problem whose reference backtracks as the policy forbids, or None.

    Raises:
        SandboxError: nothing could be measured.
    """
    right = Verdict(outcome=Outcome.ACCEPTED, level=sandbox.level, verifier=VERSION)
    found = await judged(right, reference, use, sandbox=sandbox, limits=limits)
    if found.outcome is Outcome.ACCEPTED:
        return None
    detail = f"the reference is {found.reason}: {found.detail}"
    return replace(found, outcome=Outcome.INVALID, reason="reference-fails", detail=detail)


async def backtracking(
    pattern: str,
    *,
    mode: str,
    flags: str,
    sandbox: Sandbox,
    limits: Limits,
    bounds: Bounds = _DEFAULT,
) -> Finding | None:
    """An attack on the pattern that was seen to work, or None where none was found.

    None is no proof: a pattern that we cannot read, or that is larger than we look at, has none
    found either, as has one for which no string came to mind. The search for strings is bounded
    in steps, not in time, so that it ends alike on any machine.

    Raises:
        SandboxError: nothing could be measured.
    """
    # The matcher keeps its way back in memory, some hundred bytes for each repetition.
    limits = replace(
        limits,
        cpu_seconds=max(limits.cpu_seconds, 4 * bounds.budget_seconds),
        memory_mib=max(limits.memory_mib, 64),
    )
    try:
        proposed = attacks(parse(pattern, flags=flags), whole=mode == "fullmatch")
        for size in _BATCHES:
            batch = tuple(islice(proposed, size))
            if not batch:
                return None
            payload = _payload(pattern, mode, flags, batch, bounds)
            program = Program(runner="regex_attacks", payload=payload, profile="regex")
            value = reply(await sandbox.run(program, limits), trusted=True)
            found = _read(value, batch, bounds)
            if found is not None:
                return found
    except (Unreadable, TooComplex, ProgramFailed):
        return None
    return None


def _payload(pattern: str, mode: str, flags: str, batch: Sequence[Attack], bounds: Bounds) -> Json:
    return {
        "pattern": pattern,
        "mode": mode,
        "flags": flags,
        "attacks": [
            {"prefix": one.prefix, "pump": one.pump, "suffix": one.suffix} for one in batch
        ],
        "seconds": bounds.seconds,
        "length": bounds.length,
        "telling_seconds": bounds.telling_seconds,
        "budget_seconds": bounds.budget_seconds,
    }


@dataclass(frozen=True, slots=True)
class _Point:
    pumps: int
    length: int
    seconds: float


def _read(value: Json, batch: Sequence[Attack], bounds: Bounds) -> Finding | None:
    """The runner is ours and alone in its process, so an odd reply is our fault."""
    match value:
        case {"refused": _} | {"found": None}:
            return None
        case {"found": {"attack": int(number), "points": [_, *_] as points}}:
            if 0 <= number < len(batch):
                return _finding(batch[number], [_point(one) for one in points], bounds)
    raise SandboxError(f"the runner regex_attacks replied {str(value)[:200]}")


def _point(value: Json) -> _Point:
    match value:
        case [int(pumps), int(length), float(seconds)] if pumps and length and seconds > 0:
            return _Point(pumps, length, seconds)
    raise SandboxError(f"the runner regex_attacks replied the point {str(value)[:200]}")


def _finding(attack: Attack, points: Sequence[_Point], bounds: Bounds) -> Finding:
    growth = _growth(points, bounds, may_explode=attack.kind == "explosion")
    parts = [repr(attack.prefix), f"{attack.pump!r} * {points[-1].pumps}", repr(attack.suffix)]
    text = " + ".join(part for part in parts if part != "''")
    witness = Witness(kind="string", input=text, expected="ends in linear time", got=str(growth))
    return Finding(attack, growth, witness)


def _growth(points: Sequence[_Point], bounds: Bounds, *, may_explode: bool) -> Growth:
    last, before = points[-1], points[-2] if len(points) > 1 else points[-1]
    if last.seconds >= bounds.seconds and len(points) > 2:
        # Nobody knows what the last would have taken; how time grew is told by those before it.
        power, slower = _steepness(points[-3], before)
    else:
        power, slower = _steepness(before, last)
    is_exponential = may_explode and power >= _STEEP
    wanted = math.log(max(bounds.seconds / last.seconds, 1.0))
    if is_exponential:
        length = last.length + wanted / math.log(slower) * (last.length - before.length)
    else:
        length = last.length * math.exp(wanted / max(power, 1.0))
    return Growth(
        last.length, last.seconds, power, is_exponential, bounds.seconds, math.ceil(length)
    )


def _steepness(before: _Point, after: _Point) -> tuple[float, float]:
    """The power of the length by which time grew, and how many times longer it took."""
    slower = max(after.seconds, 1e-9) / max(before.seconds, 1e-9)
    if after.length == before.length:
        return 1.0, slower
    return math.log(slower) / math.log(after.length / before.length), slower
