"""The words of verisynth: every noun that crosses a module border is defined here and nowhere else.

Values only, no behaviour beyond what a value knows about itself. A *candidate* is never called a
sample or completion elsewhere; a *problem* is never a task or an item.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from verisynth.targets import (
    Case as Case,
    JudgedTarget as JudgedTarget,
    MathTarget as MathTarget,
    PythonTarget as PythonTarget,
    RegexTarget as RegexTarget,
    SqlTarget as SqlTarget,
    StdioCase as StdioCase,
    StdioTarget as StdioTarget,
    Target as Target,
)

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
"""What JSON can say; the only untyped shape allowed across a border, and only on wires."""


class Outcome(StrEnum):
    """The four ways a check can end. There is no fifth, and no two of them are ever merged."""

    ACCEPTED = "accepted"
    """The candidate did everything the problem asks, as seen by executing it."""
    REJECTED = "rejected"
    """The candidate is wrong (or broke a limit); the problem is sound."""
    INVALID = "invalid"
    """The *problem* is bad: its reference fails, its tests are toothless, flaky or vacuous."""
    ERROR = "error"
    """*We* could not check. Retried, then listed as owed; never exported, never a rejection."""


class Status(StrEnum):
    """How one execution in a sandbox ended, as seen from outside the process."""

    EXITED = "exited"
    SIGNALED = "signaled"
    TIME_LIMIT = "time-limit"
    MEMORY_LIMIT = "memory-limit"
    OUTPUT_LIMIT = "output-limit"


class Evidence(StrEnum):
    """How strong the evidence behind an accepted candidate is, weakest first."""

    EXECUTED = "executed"
    """Its own tests passed, twice, in fresh processes with different hash seeds."""
    AUDITED = "audited"
    """Also: the tests rejected every planted wrong answer."""
    CORROBORATED = "corroborated"
    """Also: independent solutions, written from the prompt alone, agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one execution may use. CPU time decides; the wall clock is only the backstop."""

    cpu_seconds: float = 4.0
    """CPU time of the process and its children."""
    wall_seconds: float = 20.0
    """Kept outside the box, five times the CPU limit by default."""
    memory_mib: int = 512
    """Address space of one process."""
    output_bytes: int = 1 << 20
    """Cap on stdout and on stderr, each; more ends the job as ``output-limit``."""
    result_bytes: int = 8 << 20
    """Cap on the framed result."""
    processes: int = 32
    """Processes and threads of the job at one time."""
    disk_mib: int = 32
    """Size of the writable working directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One job for a sandbox: which runner of ``sandboxes/`` to start, and on what.

    ``payload`` goes to the runner's process. With ``partner`` set, the job has a second process,
    the *solution process*, in a box of its own, that gets ``partner`` and nothing else; the two
    talk over one private channel.
    """

    runner: str
    """Module name in ``sandboxes/runners``."""
    payload: Json
    partner: Json = None
    profile: str = "python"
    """Name of a file in ``sandboxes/profiles``: packages, warm imports."""
    hash_seed: int = 0
    """Which of the worker's string-hash seeds to use; two runs with different ones must agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """What came out of one :class:`Program`. Every byte of it may be forged by hostile code."""

    status: Status
    exit_code: int | None = None
    signal: int | None = None
    result: bytes = b""
    """What the runner wrote on the result channel, at most ``result_bytes``."""
    stdout: bytes = b""
    stderr: bytes = b""
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_memory_mib: float = 0.0
    level: str = ""
    """The sandbox level it ran at, e.g. ``docker`` or ``userns``."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Names one draw of one spec: the same seed gives the same problem, on any machine."""

    spec: str
    """Digest of the spec, so that an edited spec draws anew."""
    run_seed: int
    index: int
    cell: tuple[tuple[str, str], ...] = ()
    """The values drawn on the sampling axes, in the spec's order."""

    def axis(self, name: str, default: str = "") -> str:
        """The value on one axis, or ``default`` when the spec has no such axis."""
        return dict(self.cell).get(name, default)

    def rng(self, *salt: str | int) -> random.Random:
        """A generator keyed by a hash of every field and ``salt``.

        ``seed + index`` would make neighbouring seeds share nearly all their draws; a hash of all
        fields does not.
        """
        text = json.dumps([self.spec, self.run_seed, self.index, self.cell, salt])
        return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))


@dataclass(frozen=True, slots=True)
class Planted:
    """A wrong answer planted on purpose; a sound problem rejects it."""

    answer: str
    why: str
    """What is wrong about it, e.g. ``off by one at the end of the range``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A prompt and how its answers are judged."""

    statement: str
    """What the student reads. Never holds the target."""
    target: Target
    reference: str
    """The answer that must pass; the audit runs it before anyone is judged."""
    planted: tuple[Planted, ...] = ()
    """Plausible wrong answers specific to this problem."""
    topic: str = ""
    """Template or concept, for balance tables and reports."""

    @property
    def key(self) -> str:
        """Digest of the statement with white space folded: equal keys are one problem."""
        return hashlib.sha256(" ".join(self.statement.split()).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One proposed answer."""

    answer: str
    """Code, query, pattern, number or label: exactly what is executed or compared."""
    reasoning: str = ""
    """The worked text around it, exported if the spec's template asks for it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one teacher reply amounts to: a problem and at least one candidate for it."""

    problem: Problem
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A reference with one small mistake."""

    source: str
    operator: str
    """The kind of mistake, e.g. ``comparison``."""
    detail: str
    """What became what, e.g. ``i < n -> i <= n``."""
    line: int = 0
    """Where, in the reference; 0 where lines say nothing."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.detail}" if self.line else self.detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """What became of the mutants of one reference: how many wrong neighbours its checks kill."""

    mutants: int
    killed: int
    """By any outcome but ``accepted``: a wrong value, an exception, or a limit."""
    equivalent: int = 0
    """Survivors that are no mistakes: proved equal, or no further input could tell them from the
    reference. They count on no side."""
    survivors: tuple[Mutant, ...] = ()
    """The others that passed every check."""
    killed_by_examples: int | None = None
    """Those that the stored examples alone unmask; None where a verdict rests on nothing else."""

    @property
    def wrong(self) -> int:
        """Those that are mistakes."""
        return self.mutants - self.equivalent

    @property
    def score(self) -> float:
        """Killed out of those that are mistakes, 0 to 1; 1 when there is no mistake to make."""
        return self.killed / self.wrong if self.wrong else 1.0

    @property
    def counted(self) -> dict[str, Json]:
        """As stored with a record, with the first survivors."""
        by_examples: dict[str, Json] = {}
        if self.killed_by_examples is not None:
            by_examples = {"mutants_killed_by_examples": self.killed_by_examples}
        return {
            **by_examples,
            "mutants": self.mutants,
            "mutants_killed": self.killed,
            "mutants_equivalent": self.equivalent,
            "mutation_score": round(self.score, 4),
            "survivors": [str(one) for one in self.survivors[:10]],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What became of the steps of one worked solution, checked one by one."""

    right: int
    wrong: int
    unreadable: int
    """Steps that nobody judged, e.g. with a variable: they count on no side."""
    rounded: int = 0
    """Those among the right ones that are right as roundings only."""
    first_wrong: str = ""
    """The first wrong step as written, and what it comes to; empty if there is none."""
    witness: Witness | None = None
    """The same in parts: its left side, the value of that, and what was stated instead."""

    @property
    def counted(self) -> dict[str, Json]:
        """As stored with a record."""
        counted: dict[str, Json] = {
            "steps_checked": self.right + self.wrong,
            "steps_right": self.right,
            "steps_wrong": self.wrong,
            "steps_unreadable": self.unreadable,
        }
        return {**counted, "first_wrong_step": self.first_wrong} if self.first_wrong else counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What a person can re-run to see for themselves that an answer is wrong."""

    kind: str
    """``database``, ``string``, ``point``, ``step``: what ``input`` is."""
    input: str
    """Complete and exact: SQL that builds the tables, a string literal, ``x = -3/2, y = 2``, the
    equation of a worked solution."""
    expected: str
    """What the reference gives on it."""
    got: str
    """What the answer gives on it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One named observation behind a verdict."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of judging one candidate, with what it rests on."""

    outcome: Outcome
    reason: str = ""
    """A slug of ``reasons.py``; empty when accepted."""
    detail: str = ""
    """One line a person can act on."""
    checks: tuple[Check, ...] = ()
    level: str = ""
    """The sandbox level everything ran at; empty when nothing needed running."""
    verifier: str = ""
    """``name@version``."""
    method: str = ""
    """How it was decided, e.g. ``proof`` or ``databases``; each verifier documents its own."""
    witness: Witness | None = None
    """Set on rejections that can be shown on one input."""
    seconds: float = 0.0
    """Wall-clock time of the check."""
    evidence: Evidence | None = None
    """Set on accepted candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one teacher or judge call cost."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    dollars: float = 0.0
    """Zero when the teacher has no price configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One exportable example: messages, verdict and where it came from."""

    id: str
    spec: str
    index: int
    messages: tuple[tuple[str, str], ...]
    """(role, content) pairs."""
    verdict: Verdict
    problem: Problem
    candidate: Candidate
    counted: Mapping[str, Json] = field(default_factory=dict)
    """What the audit of its problem counted, e.g. planted wrong answers rejected."""
    provenance: Mapping[str, Json] = field(default_factory=dict)
    """Spec digest, run seed, index, cell, teacher, topic and package version."""
