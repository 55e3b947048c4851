"""Decides whether a pattern backtracks catastrophically, by running strings that should make it.

``languages/regex/backtracking`` reads the pattern and proposes strings; the sandbox measures how
``re``'s time grows on them. Only what was measured counts: a pattern is condemned when a match took
longer than it may, or grew so plainly faster than its text that a longer one would.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from verisynth.errors import SandboxError
from verisynth.languages.regex.backtracking.attacks import Attack, attacks
from verisynth.languages.regex.backtracking.positions import TooComplex
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import Unreadable
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Json, Limits, Program, Witness

REASON = "catastrophic-backtracking"
POLICIES = ("reject", "allow")
SECONDS = 0.2
"""CPU time of one match from which on a pattern is catastrophic."""
LENGTH = 40_000
"""Characters of the longest text it must cope with in that time."""
_TELLING_SECONDS = 0.004
"""The least time from which growth is read: below it the clock and the start of a match count."""
_BUDGET_SECONDS = 2.0
"""CPU time for all attacks of one batch."""
_BATCHES = (4, 12)
"""The first few attacks mostly decide; the others are only looked for when they do not."""
_STEEP = 4.0
"""The least power of the length at which an explosion is seen to be one, and no bounded loop."""


@dataclass(frozen=True, slots=True)
class Growth:
    """One measured match, and how time grew on the way there."""

    length: int
    seconds: float
    power: float
    """Time grew with about this power of the length at the end."""
    is_exponential: bool
    limit_length: int
    """About where time passes ``SECONDS``."""

    def __str__(self) -> str:
        law = "exponential" if self.is_exponential else f"growing as n^{self.power:.1f}"
        said = f"{self.seconds:.3f} s of CPU for {self.length:,} characters, {law}"
        if self.seconds >= SECONDS:
            return said
        return f"{said}: {SECONDS} s at about {self.limit_length:,}"


@dataclass(frozen=True, slots=True)
class Finding:
    """An attack that works."""

    attack: Attack
    growth: Growth
    witness: Witness

    @property
    def detail(self) -> str:
        """One line a person can act on."""
        return f"{self.growth} ({self.witness.input})"


async def backtracking(
    pattern: str,
    *,
    mode: str,
    flags: str,
    sandbox: Sandbox,
    limits: Limits,
    hash_seed: int = 0,
) -> Finding | None:
    """An attack on the pattern that was seen to work, or None where none was found.

    None is no proof: a pattern that we cannot read, or that is larger than we look at, has none
    found either, as has one for which no string came to mind. The search is bounded in steps, not
    in time, so that it ends alike on any machine.

    Raises:
        SandboxError: nothing could be measured.
    """
    try:
        proposed = attacks(parse(pattern, flags=flags), whole=mode == "fullmatch")
        for size in _BATCHES:
            batch = tuple(islice(proposed, size))
            if not batch:
                return None
            payload = _payload(pattern, mode, flags, batch)
            program = Program(
                runner="regex_attacks", payload=payload, profile="regex", hash_seed=hash_seed
            )
            found = _read(reply(await sandbox.run(program, limits), trusted=True), batch)
            if found is not None:
                return found
    except (Unreadable, TooComplex, ProgramFailed):
        return None
    return None


def _payload(pattern: str, mode: str, flags: str, batch: Sequence[Attack]) -> Json:
    return {
        "pattern": pattern,
        "mode": mode,
        "flags": flags,
        "attacks": [
            {"prefix": one.prefix, "pump": one.pump, "suffix": one.suffix} for one in batch
        ],
        "seconds": SECONDS,
        "telling_seconds": _TELLING_SECONDS,
        "budget_seconds": _BUDGET_SECONDS,
        "length": LENGTH,
    }


@dataclass(frozen=True, slots=True)
class _Point:
    pumps: int
    length: int
    seconds: float


def _read(value: Json, batch: Sequence[Attack]) -> Finding | None:
    """The runner is ours and alone in its process, so an odd reply is our fault."""
    if isinstance(value, dict) and "refused" in value:
        return None
    try:
        found = value["found"]  # type: ignore[index, call-overload]
        if found is None:
            return None
        attack = batch[found["attack"]]
        points = [_Point(int(n), int(length), float(s)) for n, length, s in found["points"]]
        return _finding(attack, points)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SandboxError(f"the runner regex_attacks replied {value!r:.200}") from error


def _finding(attack: Attack, points: Sequence[_Point]) -> Finding:
    growth = _growth(points, may_explode=attack.kind == "explosion")
    text = f"{attack.prefix!r} + {attack.pump!r} * {points[-1].pumps} + {attack.suffix!r}"
    witness = Witness(kind="string", input=text, expected="ends in linear time", got=str(growth))
    return Finding(attack, growth, witness)


def _growth(points: Sequence[_Point], *, may_explode: bool) -> Growth:
    last, before = points[-1], points[-2] if len(points) > 1 else points[-1]
    longer, slower = last.length / before.length, last.seconds / max(before.seconds, 1e-9)
    power = math.log(slower) / math.log(longer) if longer > 1 else 1.0
    is_exponential = may_explode and power >= _STEEP
    wanted = math.log(max(SECONDS / last.seconds, 1.0))
    if is_exponential:
        length = last.length + wanted / math.log(slower) * (last.length - before.length)
    else:
        length = last.length * math.exp(wanted / max(power, 1.0))
    return Growth(last.length, last.seconds, power, is_exponential, math.ceil(length))
