"""Judges a Python function by calling it on inputs and comparing what comes back on the host."""

from __future__ import annotations

import hashlib
import random
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
            calls = [_read(case) for case in target.cases]
        except UsageError as problem:
            return signed(invalid("broken-problem", problem.message), NAME)
        order = self._order(target, hash_seed)
        program = Program(
            runner="python_cases",
            payload={
                **_payload(answer, target.entry_point, calls, order),
                "surroundings": hash_seed,
            },
            profile=profile_for("python", answer, *_needed(target.cases)),
            hash_seed=hash_seed,
        )
        execution = await sandbox.run(program, limits)
        try:
            verdict = _judge(reply(execution, trusted=False), target, calls, order)
        except ProgramFailed as problem:
            verdict = spoilt(problem)
        return signed(verdict, NAME, execution)

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


def _payload(
    answer: str, entry_point: str, calls: list[_Call], order: list[int]
) -> dict[str, Json]:
    encoded: list[Json] = [
        [values.encode(call.arguments), values.encode(call.keywords)] for call in calls
    ]
    return {"source": answer, "entry_point": entry_point, "calls": encoded, "order": order}


def _needed(cases: tuple[Case, ...]) -> tuple[str, ...]:
    """An import of numpy, if an argument is an array: the solution itself need not import it."""
    given = [text for case in cases for text in (case.arguments, case.keywords)]
    return ("import numpy",) if any("array(" in text for text in given) else ()


def _judge(value: Json, target: PythonTarget, calls: list[_Call], order: list[int]) -> Verdict:
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
