"""How fast HumanEval's problems are audited, beside plain ways to run the same mutants.

``python -m benchmarks.python_audit DATA [--limit N] [--beside N] [--slots N] [--rounds N]`` where
DATA holds ``humaneval/HumanEval.jsonl.gz``. In one run: mutants made, mutants judged in the
sandbox, whole audits, and for a sample of the same mutants a fork with ``exec`` for each (as the
harness of HumanEval does, without any isolation) and ``pytest`` on a file for each. Every round
measures all of them, and medians and ratios are over rounds, so that a busy machine counts for all.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from benchmarks.processor_time import Clock
from verisynth.families.python import PythonFamily
from verisynth.pipeline.audit import Audit, Auditor
from verisynth.pipeline.calibration import calibrated
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.spec import Acceptance
from verisynth.strengthen.score import Scoring
from verisynth.types import Limits, Mutant, Problem, PythonTarget

HUMANEVAL = Path("humaneval", "HumanEval.jsonl.gz")
FAMILY = PythonFamily()
LIMITS = Limits()
PLAIN_SECONDS = 3.0


class Job(NamedTuple):
    """One mutant and the tests that should notice it."""

    problem: Problem
    mutant: Mutant


@dataclass(slots=True)
class Rates:
    """What the rounds measured: wall and processor seconds of one run, by way."""

    by_way: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, way: str, runs: int, clock: Clock) -> None:
        """One measurement."""
        wall, processor = clock.stop().read()
        self.by_way.setdefault(way, []).append((wall / runs, processor / runs))

    def lines(self, first: str) -> list[str]:
        """Runs a second: by the wall clock, by processor time, and how much faster is ``first``."""
        ours = self._median(first)[1]
        heading = f"{'runs/s':<44} {'wall clock':>10} {'processor':>10}"
        return [heading, *(self._line(way, ours) for way in self.by_way)]

    def _line(self, way: str, ours: float) -> str:
        wall, processor = self._median(way)
        return f"{way:<44} {1 / wall:10.1f} {1 / processor:10.1f}   x{processor / ours:.1f}"

    def _median(self, way: str) -> tuple[float, float]:
        walls, processors = zip(*self.by_way[way], strict=True)
        return statistics.median(walls), statistics.median(processors)


def problems(path: Path, limit: int | None) -> list[Problem]:
    """HumanEval's problems, judged by their own tests."""
    found = []
    with gzip.open(path, "rt") as file:
        for line in itertools.islice(file, limit):
            given = json.loads(line)
            name = given["entry_point"]
            tests = (
                f"from solution import *\nfrom solution import {name} as entry_point\n"
                f"{given['test']}\n\ndef test_check():\n    check(entry_point)\n"
            )
            reference = given["prompt"] + given["canonical_solution"]
            target = PythonTarget(entry_point=name, tests=tests)
            found.append(Problem(statement=given["prompt"], target=target, reference=reference))
    return found


def scoring(sandbox: Sandbox, problem: Problem) -> Scoring:
    """How the audit measures a problem's mutants."""
    limits = calibrated(LIMITS, reference_cpu_seconds=0.0).mutant
    found = FAMILY.scoring(problem, sandbox=sandbox, limits=limits)
    assert found is not None
    return found


async def made(sandbox: Sandbox, chosen: Sequence[Problem]) -> list[Job]:
    """All mutants of all problems."""
    return [
        Job(problem, mutant)
        for problem in chosen
        for mutant in await scoring(sandbox, problem).mutants()
    ]


async def judge_all(sandbox: Sandbox, jobs: Sequence[Job]) -> int:
    """How many mutants the tests of their problem notice, as the audit runs them."""
    by_problem: dict[int, list[Job]] = {}
    for job in jobs:
        by_problem.setdefault(id(job.problem), []).append(job)
    killed = 0
    for group in by_problem.values():
        mutants = [job.mutant for job in group]
        killed += len(mutants)
        killed -= len(await scoring(sandbox, group[0].problem).surviving(mutants))
    return killed


def forked(jobs: Sequence[Job]) -> int:
    """A process with ``exec`` for each, as HumanEval's harness has it, with its shared list.

    There is no isolation, and the expected values are beside the code.
    """
    context = multiprocessing.get_context("fork")
    killed = 0
    for job in jobs:
        with context.Manager() as manager:
            result = manager.list()
            arguments = (job.mutant.source, _tests(job), result)
            process = context.Process(target=_exec_all, args=arguments)
            process.start()
            process.join(PLAIN_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()
            killed += list(result) != ["passed"]
    return killed


def _exec_all(source: str, tests: str, result: MutableSequence[str]) -> None:
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)
    # The program and its tests are HumanEval's own; only the mistakes in them are made here.
    names: dict[str, object] = {"__name__": "solution"}
    exec(source, names)
    plain = "\n".join(line for line in tests.splitlines() if "from solution" not in line)
    entry = plain.rpartition("def test_check")[0]
    exec(entry, names)
    check, function = names["check"], names[tests.split(" as entry_point")[0].split()[-1]]
    assert callable(check)
    check(function)
    result.append("passed")


def pytested(jobs: Sequence[Job]) -> int:
    """``python -m pytest`` on a folder for each: no isolation either."""
    killed = 0
    for job in jobs:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "solution.py").write_text(job.mutant.source)
            Path(folder, "test_solution.py").write_text(_tests(job))
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", folder]
            try:
                ended = subprocess.run(
                    command, capture_output=True, cwd=folder, timeout=PLAIN_SECONDS, check=False
                )
                killed += ended.returncode != 0
            except subprocess.TimeoutExpired:
                killed += 1
    return killed


def _tests(job: Job) -> str:
    target = job.problem.target
    assert isinstance(target, PythonTarget)
    return target.tests


class Audited(NamedTuple):
    """One problem's audit, and the processor seconds of it and of strengthening it first."""

    audit: Audit
    seconds: float
    strengthening: float


async def audits(sandbox: Sandbox, chosen: Sequence[Problem]) -> list[Audited]:
    """Every problem's audit, one after the other, and then its strengthening alone."""
    auditor = Auditor(
        family=FAMILY, sandbox=sandbox, limits=LIMITS, acceptance=Acceptance(min_planted=0)
    )
    found = []
    for problem in chosen:
        clock = Clock()
        audit = await auditor.audit(problem)
        (_, auditing), clock = clock.stop().read(), Clock()
        await FAMILY.strengthened(problem, sandbox=sandbox, limits=LIMITS)
        found.append(Audited(audit, auditing, clock.stop().read()[1]))
    return found


def timed(rates: Rates, way: str, jobs: Sequence[Job], run: Callable[[Sequence[Job]], int]) -> None:
    """Measure one of the plain ways."""
    clock = Clock()
    run(jobs)
    rates.add(way, len(jobs), clock)


def summary(found: Sequence[Audited]) -> list[str]:
    """The audits in four lines."""
    scores = [one.audit.mutation.score for one in found if one.audit.mutation]
    reasons = [one.audit.verdict.reason or "sound" for one in found]
    counts = ", ".join(f"{reasons.count(one)} {one}" for one in sorted(set(reasons)))
    total = sum(one.audit.mutation.mutants for one in found if one.audit.mutation)
    both = [one.seconds + one.strengthening for one in found]
    audited = [one.seconds for one in found]
    return [
        f"{len(found)} audits: {counts}",
        f"{total} mutants; mutation score mean {statistics.mean(scores):.3f}, "
        f"median {statistics.median(scores):.3f}, "
        f"below 0.9: {sum(score < 0.9 for score in scores)}",
        f"processor seconds of an audit: median {statistics.median(audited):.2f}, "
        f"all {sum(audited):.1f}; with strengthening: median {statistics.median(both):.2f}, "
        f"most {max(both):.2f}",
    ]


async def measure(options: argparse.Namespace) -> None:
    """All ways, round by round."""
    chosen = problems(options.data / HUMANEVAL, options.limit)
    rates = Rates()
    async with open_sandbox("userns", slots=options.slots) as sandbox:
        jobs = await made(sandbox, chosen)
        await judge_all(sandbox, jobs[:1])
        sample = random.Random(0).sample(jobs, min(options.beside, len(jobs)))
        for _ in range(options.rounds):
            clock = Clock()
            await made(sandbox, chosen)
            rates.add("mutants made, in the box", len(jobs), clock)
            clock = Clock()
            await judge_all(sandbox, jobs)
            rates.add("mutants judged, in the box", len(jobs), clock)
            timed(rates, "HumanEval's way: fork and exec, unprotected", sample, forked)
            timed(rates, "python -m pytest each, unprotected", sample[: options.pytest], pytested)
        found = await audits(sandbox, chosen)
    print(f"{len(jobs)} mutants, {options.slots} slots, median of {options.rounds} rounds")
    print("\n".join(rates.lines("mutants judged, in the box")))
    print("\n".join(summary(found)))


def main() -> int:
    """Exit code 0; also when there is no data, which is said."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder of labelled data")
    parser.add_argument("--limit", type=int, default=None, help="only the first N problems")
    parser.add_argument("--beside", type=int, default=300, help="mutants for fork and exec")
    parser.add_argument("--pytest", type=int, default=15, help="mutants for pytest")
    parser.add_argument("--slots", type=int, default=1, help="programs at one time")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    options = parser.parse_args()
    if options.data is None or not (options.data / HUMANEVAL).is_file():
        print(f"skipped: {options.data or 'no folder given'} does not hold {HUMANEVAL}")
        return 0
    asyncio.run(measure(options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
