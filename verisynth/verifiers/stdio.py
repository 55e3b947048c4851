"""Judges a program by what it writes to standard output for given standard inputs."""

from __future__ import annotations

import base64
import binascii
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace

from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.sandbox.values import show
from verisynth.types import (
    Check,
    Execution,
    Json,
    Limits,
    Program,
    StdioCase,
    StdioTarget,
    Target,
    Verdict,
)
from verisynth.verifiers.python_cases import known
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
from verisynth.verifiers.stdio_output import same_output

NAME = "stdio@1"
FIRST_CASES = 3
_TIME_SIGNALS = (signal.SIGPROF, signal.SIGXCPU)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the box says about one run of the program."""

    stdout: bytes
    stderr: str
    exit_code: int | None
    signal: int
    output_limit: bool

    @property
    def ended_early(self) -> bool:
        """Whether a limit ended this run, and the job with it."""
        return self.output_limit or self.signal in _TIME_SIGNALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Stdio:
    """The program must print the expected output for every input, and end well each time.

    Each input gets a process of its own with real file descriptors, so everything a program may
    do with its input works: ``input()``, ``sys.stdin.buffer``, ``open(0)``, ``os.read(0, n)``.
    The limits hold for all cases together.

    Output is compared by the target's policy (:class:`~verisynth.types.StdioTarget`): ``lines``
    unless it says otherwise, where white space at the end of lines and blank lines at the end are
    ignored, as judges do, and ``4.0`` is not ``4``. What goes to stderr is ignored and an exit
    code other than 0 is a rejection even when the output is right, since a program that crashes at
    the end is not a correct program; the target may say otherwise of both.

    A problem with many right answers brings a checker instead. It is run by a second job, in a box
    where the program never was, and gets texts only. A ``ValueError`` or the like means that it
    could not read the answer, which is then wrong; any other failure is the checker's own and the
    problem ``broken-problem``, so that a mistake in it rejects nobody.
    """

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one program."""
        if not isinstance(target, StdioTarget):
            raise TypeError(f"stdio judges a StdioTarget, not {type(target).__name__}")
        program = Program(
            runner="stdio",
            payload={
                "source": answer,
                "inputs": [case.input for case in target.cases],
                "output_bytes": limits.output_bytes,
                "cpu_seconds": limits.cpu_seconds,
                "surroundings": hash_seed,
            },
            profile=profile_for("python", answer),
            hash_seed=hash_seed,
        )
        execution = await sandbox.run(program, limits)
        try:
            runs = _runs(reply(execution, trusted=False), target)
        except ProgramFailed as problem:
            return signed(spoilt(problem), NAME, execution)
        if isinstance(runs, Verdict):
            return signed(runs, NAME, execution)
        findings = _findings(target, runs)
        verdict = conclude(findings)
        if not target.checker or not all(finding.check.passed for finding in findings):
            return signed(verdict, NAME, execution)
        return await self._checked(target, runs, execution, sandbox=sandbox, limits=limits)

    async def _checked(
        self,
        target: StdioTarget,
        runs: Sequence[_Run],
        ran: Execution,
        *,
        sandbox: Sandbox,
        limits: Limits,
    ) -> Verdict:
        """The verdict of the problem's own checker on programs that ended well."""
        texts_of_runs: list[Json] = [
            [case.input, run.stdout.decode("utf-8", "surrogateescape"), case.output]
            for case, run in zip(target.cases, runs, strict=True)
        ]
        program = Program(
            runner="stdio_checker",
            payload={"checker": target.checker, "runs": texts_of_runs},
            profile=profile_for("python", target.checker),
        )
        execution = await sandbox.run(program, limits)
        try:
            verdict = _said(reply(execution, trusted=False), target)
        except ProgramFailed as problem:
            verdict = invalid("broken-problem", f"the checker: {problem.message}")
        verdict = signed(verdict, NAME, execution)
        return replace(verdict, seconds=ran.wall_seconds + execution.wall_seconds)


def portions(target: StdioTarget) -> tuple[StdioTarget, ...]:
    """A few cases, then the others: every case costs a process.

    The first few come from all over the list: the earliest are often the trivial ones.
    """
    if len(target.cases) <= FIRST_CASES:
        return (target,)
    step = len(target.cases) // FIRST_CASES
    first = target.cases[step - 1 :: step][:FIRST_CASES]
    rest = tuple(case for case in target.cases if case not in first)
    return tuple(replace(target, cases=cases) for cases in (first, rest) if cases)


def passes(value: Json, target: StdioTarget) -> bool:
    """Whether every run that the box tells of printed what the target wants, whoever made it."""
    try:
        runs = _runs(value, target)
    except ProgramFailed:
        return False
    return not isinstance(runs, Verdict) and all(
        finding.check.passed for finding in _findings(target, runs)
    )


def _said(value: Json, target: StdioTarget) -> Verdict:
    """The checker's answers as a verdict; what is no answer is its own fault."""
    if isinstance(value, dict) and "broken" in value:
        return invalid("broken-problem", f"the checker cannot be used: {show(value['broken'])}")
    answers = value.get("answers") if isinstance(value, dict) else None
    if not isinstance(answers, list) or len(answers) != len(target.cases):
        raise tampered()
    findings = []
    for number, (case, answer) in enumerate(zip(target.cases, answers, strict=True), start=1):
        said, why = texts(answer, 2)
        if said not in ("right", "wrong"):
            return invalid("broken-problem", f"the checker on input {show(case.input)}: {why}")
        detail = "" if said == "right" else f"input {show(case.input)}: the checker says no {why}"
        check = Check(f"case {number}", passed=said == "right", detail=detail.rstrip())
        findings.append(Finding(check, "wrong-output"))
    return conclude(findings)


def _runs(value: Json, target: StdioTarget) -> list[_Run] | Verdict:
    """What every run did, or the verdict on a program that never ran."""
    if isinstance(value, dict) and "failed" in value:
        reason, detail = texts(value["failed"], 2)
        return rejected(known(reason), detail)
    listed = value.get("runs") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        raise tampered()
    runs = [_run(run) for run in listed]
    # A run over a limit ends the job early; short of that every case must have reported.
    if len(runs) != len(target.cases) and not any(run.ended_early for run in runs):
        raise tampered()
    return runs


def _findings(target: StdioTarget, runs: Sequence[_Run]) -> list[Finding]:
    return [
        _compare(f"case {number}", case, run, target)
        for number, (case, run) in enumerate(zip(target.cases, runs, strict=False), start=1)
    ]


def _run(run: Json) -> _Run:
    if not isinstance(run, dict):
        raise tampered()
    match run:
        case {
            "stdout": str(stdout),
            "stderr": str(stderr),
            "exit_code": int() | None as exit_code,
            "signal": int(signal),
            "output_limit": bool(output_limit),
        }:
            return _Run(_bytes(stdout), stderr, exit_code, signal, output_limit)
    raise tampered()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise tampered() from problem


def _compare(name: str, case: StdioCase, run: _Run, target: StdioTarget) -> Finding:
    given = f"input {show(case.input)}"
    if run.output_limit:
        return _failed(name, f"{given}: more output than the limit allows", "output-limit")
    if run.signal in _TIME_SIGNALS:
        return _failed(name, f"{given}: more CPU time than the limit allows", "time-limit")
    if run.signal:
        return _failed(name, f"{given}: ended by signal {run.signal}", "crash")
    if run.exit_code != 0 and target.exit_code != "any":
        last = run.stderr.strip().splitlines()[-1:]
        detail = f"{given}: exit code {run.exit_code}: {''.join(last)[:300]}"
        return _failed(name, detail, "exception")
    if run.stderr.strip() and target.stderr == "empty":
        return _failed(name, f"{given}: wrote on stderr: {show(run.stderr)}", "wrong-output")
    expected = case.output.encode("utf-8", "surrogatepass")
    if target.checker or same_output(run.stdout, expected, target.compare, target.tolerance):
        return Finding(Check(name, passed=True))
    got = run.stdout.decode("utf-8", "replace")
    return _failed(name, f"{given}: got {show(got)}; expected {show(case.output)}", "wrong-output")


def _failed(name: str, detail: str, reason: str) -> Finding:
    return Finding(Check(name, passed=False, detail=detail), reason)
