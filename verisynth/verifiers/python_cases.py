"""Judges a Python function by calling it on inputs and comparing what comes back on the host."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

from verisynth.errors import UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox import values
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Case, Check, Json, Limits, Program, PythonTarget, Target, Verdict
from verisynth.verifiers.closeness import close
from verisynth.verifiers.python_verdict import (
    Finding,
    conclude,
    invalid,
    rejected,
    signed,
    spoilt,
    tampered,
    texts,
)

NAME = "python_cases@1"


@dataclass(frozen=True, slots=True)
class _Call:
    """One case with its literals read."""

    case: Case
    arguments: tuple[object, ...]
    keywords: dict[object, object]
    expected: tuple[object, ...]
    """What the call may return; the first is what messages name."""

    def __str__(self) -> str:
        named = [f"{name}={value!r}" for name, value in self.keywords.items()]
        return f"({', '.join([*map(repr, self.arguments), *named])})"


@dataclass(frozen=True, slots=True)
class Asked:
    """The calls of a target's cases in one order: what a runner gets, and how its reply is read."""

    target: PythonTarget
    calls: tuple[_Call, ...]
    order: tuple[int, ...]

    @property
    def payload(self) -> dict[str, Json]:
        """What the runner needs beside a source."""
        encoded: list[Json] = [
            [values.encode(call.arguments), values.encode(call.keywords)] for call in self.calls
        ]
        entry_point = self.target.entry_point
        return {"entry_point": entry_point, "calls": encoded, "order": list(self.order)}

    def profile(self, answer: str) -> str:
        """The packages the box needs."""
        return profile_for("python", answer, *_needed(self.target.cases))

    def verdict(self, value: Json) -> Verdict:
        """The verdict on what the runner claims came back.

        Raises:
            ProgramFailed: the claims are not of the shape a runner gives them.
        """
        return _judge(value, self.target, self.calls, self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonCases:
    """Every call must return the expected value.

    Only inputs enter the box. The solution is executed there as the module ``solution`` and
    called in its own process; what it returns crosses as a claim made of plain data and is
    compared here with Python's ``==`` (see :func:`verisynth.sandbox.values.same`), or by exact
    types where the target says so. Objects that say they equal everything, early exits and forged
    results therefore gain nothing: the process of the solution can claim any value, and the only
    one that helps is the right one.

    The order of the calls is shuffled and some are repeated, each with fresh arguments: a
    function that answers from the order of its calls, or keeps its arguments between calls, is
    wrong. Printing is allowed, arguments may be changed. A module that lacks an import it needs
    (``List`` of ``typing``, say) raises NameError here as it would for its reader. One that imports
    numpy or sympy runs in a profile that has them.
    """

    repeats: int = 3
    """How many of the calls are made twice."""

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one solution. An unreadable case makes the problem ``broken-problem``."""
        if not isinstance(target, PythonTarget):
            raise TypeError(f"python_cases judges a PythonTarget, not {type(target).__name__}")
        try:
            asked = self.asked(target, hash_seed)
        except UsageError as problem:
            return signed(invalid("broken-problem", problem.message), NAME)
        program = Program(
            runner="python_cases",
            payload={**asked.payload, "source": answer, "surroundings": hash_seed},
            profile=asked.profile(answer),
            hash_seed=hash_seed,
        )
        execution = await sandbox.run(program, limits)
        try:
            verdict = asked.verdict(reply(execution, trusted=False))
        except ProgramFailed as problem:
            verdict = spoilt(problem)
        return signed(verdict, NAME, execution)

    def asked(self, target: PythonTarget, hash_seed: int = 0) -> Asked:
        """The calls to make, in the order of this seed.

        Raises:
            UsageError: a case cannot be read.
        """
        calls = tuple(_read(case) for case in target.cases)
        return Asked(target, calls, tuple(self._order(target, hash_seed)))

    def _order(self, target: PythonTarget, hash_seed: int) -> list[int]:
        key = f"{hash_seed} {target.entry_point} {target.cases}"
        rng = random.Random(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest())
        order = list(range(len(target.cases)))
        order += rng.sample(order, min(self.repeats, len(order)))
        rng.shuffle(order)
        return order


def _read(case: Case) -> _Call:
    arguments, keywords = values.literal(case.arguments), values.literal(case.keywords)
    if not isinstance(arguments, tuple | list):
        shown = values.show(case.arguments)
        raise UsageError(f"a case's arguments must be a tuple such as (1,), not {shown}")
    if not isinstance(keywords, dict) or not all(isinstance(key, str) for key in keywords):
        shown = values.show(case.keywords)
        raise UsageError(f"a case's keywords must be a dict such as {{'n': 1}}, not {shown}")
    texts = (case.expected, case.alternative) if case.alternative else (case.expected,)
    return _Call(case, tuple(arguments), keywords, tuple(map(values.literal, texts)))


def _needed(cases: tuple[Case, ...]) -> tuple[str, ...]:
    """An import of numpy, if an argument is an array: the solution itself need not import it."""
    given = [text for case in cases for text in (case.arguments, case.keywords)]
    return ("import numpy",) if any("array(" in text for text in given) else ()


def _judge(
    value: Json, target: PythonTarget, calls: Sequence[_Call], order: Sequence[int]
) -> Verdict:
    if isinstance(value, dict) and "failed" in value:
        reason, detail = texts(value["failed"], 2)
        return rejected(known(reason), detail)
    claims = value.get("claims") if isinstance(value, dict) else None
    if not isinstance(claims, list) or len(claims) != len(order):
        raise tampered()
    findings: dict[int, Finding] = {}
    for index, claim in zip(order, claims, strict=True):
        if not isinstance(claim, list) or len(claim) != 2 or claim[0] != index:
            raise tampered()
        finding = _compare(f"case {index + 1}", target, calls[index], claim[1])
        if index not in findings or findings[index].check.passed:
            findings[index] = finding
    return conclude([findings[index] for index in sorted(findings)])


def known(reason: str) -> str:
    """``reason`` if it is one a program that does not load can have; the box may say anything."""
    if reason in ("syntax-error", "exception", "missing-entry-point"):
        return reason
    raise tampered()


def _compare(name: str, target: PythonTarget, call: _Call, claim: Json) -> Finding:
    shown = _shown(target.entry_point, call)
    if not isinstance(claim, dict):
        raise tampered()
    if "raised" in claim:
        detail = f"{shown} raised {values.show(claim['raised'])}"
        return Finding(Check(name, passed=False, detail=detail), "exception")
    try:
        got = values.decode(claim.get("value"))
    except values.Malformed as problem:
        raise tampered() from problem
    if any(_same(got, expected, call, target.compare) for expected in call.expected):
        return Finding(Check(name, passed=True))
    detail = f"{shown} returned {values.show(got)}; expected {values.show(call.expected[0])}"
    return Finding(Check(name, passed=False, detail=detail), "wrong-answer")


def _same(got: object, expected: object, call: _Call, compare: str) -> bool:
    if compare == "exact":
        return values.exactly_same(got, expected)
    return close(got, expected, call.case.tolerance)


def _shown(entry_point: str, call: _Call) -> str:
    text = entry_point + str(call)
    return text if len(text) <= 200 else text[:199] + "…"
