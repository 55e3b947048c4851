"""Judges a program by what it writes to standard output for given standard inputs."""

from __future__ import annotations

import base64
import binascii
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.sandbox.values import show
from verisynth.types import (
    Check,
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
    rejected,
    signed,
    spoilt,
    tampered,
    texts,
)

NAME = "stdio@1"
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

    Output is compared as ``lines`` (white space at the end of lines and blank lines at the end
    are ignored, as judges do) or ``exact``; numbers are never compared as numbers, ``4.0`` is not
    ``4``. What goes to stderr is ignored. An exit code other than 0 is a rejection even when the
    output is right: a program that crashes at the end is not a correct program.
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
            verdict = _judge(reply(execution, trusted=False), target)
        except ProgramFailed as problem:
            verdict = spoilt(problem)
        return signed(verdict, NAME, execution)


def _judge(value: Json, target: StdioTarget) -> Verdict:
    if isinstance(value, dict) and "failed" in value:
        reason, detail = texts(value["failed"], 2)
        return rejected(known(reason), detail)
    runs = _runs(value)
    findings = [
        _compare(f"case {number}", case, run, target.compare)
        for number, (case, run) in enumerate(zip(target.cases, runs, strict=False), start=1)
    ]
    verdict = conclude(findings)
    # A run over a limit ends the job early; short of that every case must have reported.
    if len(runs) != len(target.cases) and not any(run.ended_early for run in runs):
        raise tampered()
    return verdict


def _runs(value: Json) -> list[_Run]:
    runs = value.get("runs") if isinstance(value, dict) else None
    if not isinstance(runs, list):
        raise tampered()
    return [_run(run) for run in runs]


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


def _compare(name: str, case: StdioCase, run: _Run, compare: str) -> Finding:
    given = f"input {show(case.input)}"
    if run.output_limit:
        return _failed(name, f"{given}: more output than the limit allows", "output-limit")
    if run.signal in _TIME_SIGNALS:
        return _failed(name, f"{given}: more CPU time than the limit allows", "time-limit")
    if run.signal:
        return _failed(name, f"{given}: ended by signal {run.signal}", "crash")
    if run.exit_code != 0:
        last = run.stderr.strip().splitlines()[-1:]
        detail = f"{given}: exit code {run.exit_code}: {''.join(last)[:300]}"
        return _failed(name, detail, "exception")
    expected = case.output.encode("utf-8", "surrogatepass")
    if _same(run.stdout, expected, compare):
        return Finding(Check(name, passed=True))
    got = run.stdout.decode("utf-8", "replace")
    return _failed(name, f"{given}: got {show(got)}; expected {show(case.output)}", "wrong-output")


def _failed(name: str, detail: str, reason: str) -> Finding:
    return Finding(Check(name, passed=False, detail=detail), reason)


def _same(got: bytes, expected: bytes, compare: str) -> bool:
    return got == expected if compare == "exact" else _lines(got) == _lines(expected)


def _lines(text: bytes) -> Sequence[bytes]:
    lines = [line.rstrip() for line in text.rstrip().split(b"\n")]
    return [] if lines == [b""] else lines
