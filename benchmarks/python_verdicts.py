"""Verdicts a second on one core, beside what people use instead, on the same problems in one run.

``python -m benchmarks.python_verdicts DATA [--problems N] [--rounds N] [--evalplus PYTHON]`` where
DATA holds ``mbpp/mbpp_sanitized_for_code_generation.jsonl``. Every contender judges the same
reference solutions by the same asserts and is held to one core; they take turns. Beside the wall
clock, which a busy machine stretches, the processor seconds of all their processes are shown.
Solutions that compute for long by themselves are left out and named: judging is measured here.
``--evalplus`` names an interpreter that has evalplus; without it that line is skipped.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processor_time import Clock
from benchmarks.verify_python import MBPP, mbpp
from verisynth.errors import UsageError
from verisynth.families.python import PythonFamily
from verisynth.sandbox import open_sandbox, values
from verisynth.types import Json, Limits, Outcome

Row = Mapping[str, Json]
Judge = Callable[[Sequence[Row]], "tuple[int, Clock]"]
CONTENDERS = Path(__file__).parent / "python_contenders.py"
LIMITS = Limits(cpu_seconds=10.0, wall_seconds=100.0)
MOST_COMPUTING = 10
"""Times the median verdict that one may take; what takes longer does so by itself."""
PARAMETER = "\n\n@pytest.mark.parametrize('n', [1])\ndef test_parameter(n):\n    assert n\n"


@dataclass
class Contender:
    """One way to judge: ``judge(rows)`` gives how many it accepted, and how long it took."""

    name: str
    rows: Sequence[Row]
    judge: Judge
    target: float = 0.0
    walls: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)

    def round(self) -> None:
        """Judge every row once."""
        accepted, clock = self.judge(self.rows)
        wall, processor = clock.read()
        self.walls.append(wall / len(self.rows))
        self.processors.append(processor / len(self.rows))
        if accepted != len(self.rows):
            raise UsageError(f"{self.name}: {accepted} of {len(self.rows)} accepted")

    def line(self) -> str:
        """Verdicts a second: by the wall clock, and by the processor time of all processes."""
        wall, processor = 1 / statistics.median(self.walls), 1 / statistics.median(self.processors)
        goal = f"{self.target:.0f}" if self.target else ""
        return f"{self.name:44} {wall:10.1f} {processor:14.1f} {goal:>8}"


def verisynth(rows: Sequence[Row]) -> tuple[int, Clock]:
    """Ours, on a sandbox of one slot that has judged one solution before."""

    async def judge() -> tuple[int, Clock]:
        family = PythonFamily()
        async with open_sandbox("userns", slots=1) as sandbox:
            accepted, clock = -1, Clock()
            for row in (rows[0], *rows):
                target, answer = family.row(row)
                verdict = await family.verify(target, answer, sandbox=sandbox, limits=LIMITS)
                clock = clock if accepted >= 0 else Clock()
                accepted += verdict.outcome is Outcome.ACCEPTED
            return accepted, clock.stop()

    return asyncio.run(judge())


def by_script(python: str, style: str) -> Judge:
    """A contender of ``python_contenders.py``, in an interpreter of its own."""

    def judge(rows: Sequence[Row]) -> tuple[int, Clock]:
        command = [python, str(CONTENDERS), style]
        lines, clock = "\n".join(map(json.dumps, rows)), Clock()
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
        if done.returncode:
            raise UsageError(f"{style}: {done.stderr.strip()[-300:]}")
        return int(done.stdout), clock.stop()

    return judge


def pytest_per_file(rows: Sequence[Row]) -> tuple[int, Clock]:
    """``pytest`` started for each file, the solution beside it: no sandbox, no second process."""
    accepted, clock = 0, Clock()
    for row in rows:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "solution.py").write_text(str(row["solution"]))
            Path(folder, "test_it.py").write_text(str(row["tests"]))
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
            accepted += done.returncode == 0
    return accepted, clock.stop()


def long_computing(rows: Sequence[Row]) -> set[int]:
    """Which of the rows spend nearly all their time in the solution, by one verdict each."""

    async def judge() -> list[float]:
        family, seconds = PythonFamily(), []
        async with open_sandbox("userns", slots=1) as sandbox:
            for row in (rows[0], *rows):
                target, answer = family.row(row)
                started = time.perf_counter()
                await family.verify(target, answer, sandbox=sandbox, limits=LIMITS)
                seconds.append(time.perf_counter() - started)
        return seconds[1:]

    seconds = asyncio.run(judge())
    most = MOST_COMPUTING * statistics.median(seconds)
    return {number for number, one in enumerate(seconds) if one > most}


def problems(path: Path, count: int) -> list[tuple[Row, list[str], list[Json]]]:
    """The first problems whose asserts are all of the form ``f(literals) == literal``."""
    found: list[tuple[Row, list[str], list[Json]]] = []
    for _, row in mbpp(path):
        asserts = [str(line) for line in row["assertions"]]  # type: ignore[union-attr]
        cases = [_case(line) for line in asserts]
        names = {line.partition("(")[0].removeprefix("assert ") for line in asserts}
        if all(cases) and len(names) == 1:  # the column entry_point may name a helper
            found.append(({**row, "entry_point": names.pop()}, asserts, cases))
        if len(found) == count:
            break
    return found


def _case(line: str) -> Json:
    match ast.parse(line).body[0]:
        case ast.Assert(
            test=ast.Compare(
                left=ast.Call(func=ast.Name(), args=args, keywords=[]),
                ops=[ast.Eq()],
                comparators=[expected],
            )
        ):
            given = f"({''.join(f'{ast.unparse(arg)}, ' for arg in args)})"
            case: dict[str, Json] = {"args": given, "expected": ast.unparse(expected)}
            try:
                values.literal(given)
                values.literal(ast.unparse(expected))
            except UsageError:
                return None
            return case
    return None


def contenders(path: Path, count: int, evalplus: str) -> list[Contender]:
    """All of them on the same problems; slow ones on fewer."""
    cases, plain, fixtures, programs = [], [], [], []
    for row, asserts, listed in problems(path, count):
        solution, name = row["solution"], row["entry_point"]
        body = "".join(f"    {line}\n" for line in asserts)
        tests = f"import pytest\nfrom solution import {name}\n\n\ndef test_all():\n{body}"
        cases.append({"solution": solution, "entry_point": name, "cases": listed})
        plain.append({"solution": solution, "tests": tests})
        fixtures.append({"solution": solution, "tests": tests + PARAMETER})
        programs.append({"program": f"{solution}\n" + "\n".join(asserts)})
    for number in sorted(long_computing(cases), reverse=True):
        print(f"left out, computes for long: {cases[number]['entry_point']}")
        for listed_rows in (cases, plain, fixtures, programs):
            del listed_rows[number]
    slow = slice(0, max(3, count // 10))
    found = [
        Contender("verisynth, cases", cases, verisynth, 250),
        Contender("verisynth, pytest files", plain, verisynth, 60),
        Contender("verisynth, pytest files that need pytest", fixtures, verisynth, 60),
        Contender(
            "like human-eval: Manager, fork, exec", programs, by_script(sys.executable, "exec")
        ),
        Contender("pytest for each file", plain[slow], pytest_per_file),
    ]
    if evalplus:
        calls = [{**one, "asserts": len(cases)} for one in cases]
        found.append(Contender("evalplus untrusted_check", calls, by_script(evalplus, "evalplus")))
    return found


def main() -> int:
    """Prints the table; exit code 0 also where a target is missed, which a noisy machine can do."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of labelled data")
    parser.add_argument("--problems", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--evalplus", default="", help="a Python that has evalplus")
    options = parser.parse_args()
    if not (options.data / MBPP).is_file():
        print(f"skipped: {options.data} does not hold {MBPP}")
        return 0
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    found = contenders(options.data / MBPP, options.problems, options.evalplus)
    for _ in range(options.rounds):
        for one in found:
            one.round()
    print(f"{'verdicts/s on one core':44} {'wall clock':>10} {'processor time':>14} {'target':>8}")
    for one in found:
        print(one.line())
    if not options.evalplus:
        print("skipped: evalplus (name a Python that has it with --evalplus)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
