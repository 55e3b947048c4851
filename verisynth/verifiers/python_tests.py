"""Judges a Python solution by a pytest file that never shares a process with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.sandbox.values import show
from verisynth.types import Check, Json, Limits, Program, PythonTarget, Target, Verdict
from verisynth.verifiers.python_border import uncrossable
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

NAME = "python_tests@1"
PROFILE = "tests"

_LOST = ("no-result", "bad-result", "output-limit")
_UNLOADED = ("syntax-error", "exception", "output-limit", "no-result", "bad-result")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """What the checker's pytest saw."""

    tests: list[list[str]]
    collected: int
    errors: list[str]
    solution_error: bool
    uses: int
    lost: tuple[str, str] | None
    missing: list[str]
    unsupported: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonTests:
    """Every test must pass, and the tests must have used the solution.

    Pytest runs in a checker process; ``import solution`` there gives stand-ins that call the
    solution in a process of its own, in a box of its own. Plain data is copied (arguments changed
    in place are changed for the test, too), anything else stays where it is and is used from
    afar: classes, instances, generators, coroutines, callbacks, exceptions, context managers.
    Tests are shuffled, class by class.

    Hard cases. An object of the solution is never equal to plain data, whatever its ``__eq__``
    says; an instance of a subclass of ``int``, ``tuple``, … is compared by the plain value inside
    it. Arithmetic and ``in`` with plain data are the object's own only if the tests name its
    class, and arithmetic only as far as it gives an object of the solution again: otherwise an
    object that subtracts to zero would be close to every number. Containers that both sides keep
    stay one container. A skip, exit or outcome raised by the solution is an ordinary exception.
    Leaving early, garbage on the channel and too much output reject.

    What cannot be judged across two processes is the problem's fault, ``unsupported-test``:
    deriving from the solution's classes, pickling its objects, numbers made from its objects and
    plain data; and, when a test fails, files, patched builtins, warnings and seeds that test and
    solution would have to share.

    Files without fixtures, parameters, classes and marks are run without pytest's machinery but
    with its rewritten asserts; the outcomes are the same.
    """

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one solution by ``target.tests``."""
        if not isinstance(target, PythonTarget):
            raise TypeError(f"python_tests judges a PythonTarget, not {type(target).__name__}")
        program = Program(
            runner="python_tests",
            payload={
                "tests": target.tests,
                "order_seed": _order_seed(target.tests, hash_seed),
                "surroundings": hash_seed,
            },
            partner={
                "source": answer,
                "output_bytes": limits.output_bytes,
                "surroundings": hash_seed,
            },
            profile=profile_for(PROFILE, target.tests, answer),
            hash_seed=hash_seed,
        )
        execution = await sandbox.run(program, limits)
        try:
            verdict = _judge(reply(execution, trusted=False), target.tests)
        except ProgramFailed as problem:
            verdict = _spoilt(problem, target.tests)
        return signed(verdict, NAME, execution)


def _order_seed(tests: str, hash_seed: int) -> str:
    key = f"{hash_seed} {tests}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(key).hexdigest()[:16]


def _spoilt(problem: ProgramFailed, tests: str) -> Verdict:
    """No code of the solution runs in the checker, so only limits can be the solution's doing."""
    if problem.reason == "time-limit" and "event loop" in (why := uncrossable(tests)):
        return invalid("unsupported-test", why)  # one waits for the other's event loop
    if problem.reason in ("time-limit", "memory-limit", "output-limit"):
        return spoilt(problem)
    if problem.reason == "bad-result":
        raise SandboxError(f"the checker failed: {problem.message}")
    return invalid("broken-problem", f"the tests ended their own process: {problem.message}")


def _judge(value: Json, tests: str) -> Verdict:
    if isinstance(value, dict) and "broken" in value:
        return invalid("broken-problem", show(value["broken"]))
    if isinstance(value, dict) and "failed" in value:
        reason, detail = texts(value["failed"], 2)
        return rejected(_one_of(reason, _UNLOADED), detail)
    report = _read(value)
    findings = [_finding(name, outcome, message) for name, outcome, message in report.tests]
    failed = [finding for finding in findings if not finding.check.passed]
    verdict = _outside_tests(report, failed=bool(failed)) or conclude(findings)
    if failed and verdict.reason in ("wrong-answer", "exception"):
        why = uncrossable(tests, {finding.check.name for finding in failed})
        if why:
            return invalid("unsupported-test", why, checks=verdict.checks)
    return verdict


def _outside_tests(report: _Report, *, failed: bool) -> Verdict | None:
    """The verdict when something other than a test's outcome decides."""
    if report.lost:
        return rejected(_one_of(report.lost[0], _LOST), report.lost[1])
    if report.unsupported:
        return invalid("unsupported-test", report.unsupported[0])
    if report.missing and (failed or report.errors):
        return rejected("missing-entry-point", f"the solution has no {report.missing[0]}")
    if report.errors and report.solution_error:
        return rejected("exception", f"while the tests were collected: {report.errors[0]}")
    if report.errors:
        return invalid("broken-problem", f"the tests cannot be collected: {report.errors[0]}")
    return _vacuous(report)


def _vacuous(report: _Report) -> Verdict | None:
    if report.collected == 0:
        return invalid("vacuous-tests", "no test was collected")
    if len(report.tests) != report.collected or _outcomes(report, "unfinished"):
        detail = f"the run ended after {len(report.tests)} of {report.collected} tests"
        return invalid("broken-problem", detail)
    if _outcomes(report, "skipped") == len(report.tests):
        return invalid("vacuous-tests", "every test was skipped or expected to fail")
    if report.uses == 0:
        return invalid("vacuous-tests", "no test used the solution")
    return None


def _outcomes(report: _Report, outcome: str) -> int:
    return sum(test[1] == outcome for test in report.tests)


def _finding(name: str, outcome: str, message: str) -> Finding:
    if outcome != "failed":
        return Finding(Check(name, passed=True, detail="" if outcome == "passed" else outcome))
    asserted = message.startswith(("assert", "AssertionError", "Failed"))
    reason = "wrong-answer" if asserted else "exception"
    detail = " ".join(message.split())
    return Finding(Check(name, passed=False, detail=detail[:300]), reason)


def _one_of(reason: str, allowed: tuple[str, ...]) -> str:
    if reason not in allowed:
        raise tampered()
    return reason


def _read(value: Json) -> _Report:
    if not isinstance(value, dict):
        raise tampered()
    lost = texts(value["lost"], 2) if value.get("lost") else None
    return _Report(
        tests=[texts(test, 3) for test in _listed(value, "tests")],
        collected=_count(value, "collected"),
        errors=[str(item) for item in _listed(value, "errors")],
        solution_error=value.get("solution_error") is True,
        uses=_count(value, "uses"),
        lost=(lost[0], lost[1]) if lost else None,
        missing=[str(item) for item in _listed(value, "missing")],
        unsupported=[str(item) for item in _listed(value, "unsupported")],
    )


def _listed(value: Mapping[str, Json], key: str) -> list[Json]:
    found = value.get(key)
    if not isinstance(found, list):
        raise tampered()
    return found


def _count(value: Mapping[str, Json], key: str) -> int:
    found = value.get(key)
    if not isinstance(found, int):
        raise tampered()
    return found
