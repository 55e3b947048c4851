"""How many wrong programs pass a problem's tests before and after ``strengthen``.

``python -m benchmarks.known_wrong DATA [--sample N] [--cases N] [--slots N] [--asserts]`` where
DATA holds ``known_wrong/humaneval_codegen16b_labelled.jsonl`` and ``humaneval/HumanEval.jsonl.gz``.
Each problem is strengthened from its prompt, its own tests and its reference alone; then programs
with the labels ``wrong_subtle`` (pass the tests, are wrong) and ``passes_all`` are judged by the
added cases. ``--asserts`` judges model-written asserts on the references instead.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import re
import statistics
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verisynth.errors import MissingError
from verisynth.families.python import PythonFamily
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.strengthen.boxed import TIMEOUT, Box, is_value
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.search import Budget
from verisynth.strengthen.strengthening import Policy, Strengthened, Wish, strengthen
from verisynth.types import Execution, Limits, Outcome, Program, PythonTarget, Verdict
from verisynth.verifiers.python_border import assertion_tests

PROBLEMS = Path("humaneval", "HumanEval.jsonl.gz")
REFERENCES = Path("humaneval", "humaneval_plus_dev.jsonl")
PROGRAMS = Path("known_wrong", "humaneval_codegen16b_labelled.jsonl")
ASSERTS = Path("known_wrong", "humaneval_codegen16b_generated_tests.jsonl")
LABELS = ("wrong_subtle", "passes_all")
STEPS = 100_000
"""Of one call when it is asked whether a program labelled wrong returns a wrong value."""
SIZES = (0, 1, 2, 4, 8, 16, 32, 64, 96, 128)
LIMITS = Limits()
JUDGING = Limits(cpu_seconds=2.0, wall_seconds=30.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One program with the number of cases it takes to reject it."""

    task: str
    label: str
    survives: int | None
    """Cases passed before the first failure; None: all; -1: the problem's own tests reject it."""
    detail: str
    program: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem strengthened."""

    task: str
    found: Strengthened
    seconds: float
    """On one core: what host and box computed, which other load on the machine leaves alone."""
    wall_seconds: float


def problems(data: Path, *, own_references: bool = False) -> dict[str, Wish]:
    """Each problem as a person would hand it in.

    The reference is the one the labels were made with: for programs that of HumanEval+, because
    several of HumanEval's own are wrong, for asserts HumanEval's own.
    """
    found = {}
    references = {row["task_id"]: row["reference"] for row in rows(data / REFERENCES)}
    with gzip.open(data / PROBLEMS, "rt") as file:
        for row in map(json.loads, file):
            found[row["task_id"]] = Wish(
                target=PythonTarget(entry_point=row["entry_point"], tests=row["test"]),
                reference=row["prompt"]
                + (row["canonical_solution"] if own_references else references[row["task_id"]]),
                prompt=row["prompt"],
            )
    return found


def rows(path: Path) -> list[Mapping[str, Any]]:
    """Every line of a labelled file."""
    return [json.loads(line) for line in path.read_text().splitlines()]


class Metered:
    """A sandbox that adds up the CPU time of its programs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.level, self.slots = sandbox.level, sandbox.slots
        self.cpu_seconds = 0.0

    async def run(self, program: Program, limits: Limits) -> Execution:
        """As the sandbox does."""
        execution = await self._sandbox.run(program, limits)
        self.cpu_seconds += execution.cpu_seconds
        return execution


async def strengthened(
    wishes: Mapping[str, Wish], policy: Policy, sandbox: Sandbox
) -> list[Problem]:
    """One problem after the other, so that the times are those of one problem alone."""
    found = []
    for task, wish in wishes.items():
        meter, started, host = Metered(sandbox), time.perf_counter(), time.process_time()
        one = await strengthen(wish, sandbox=meter, limits=LIMITS, policy=policy)
        computed = time.process_time() - host + meter.cpu_seconds
        found.append(Problem(task, one, computed, time.perf_counter() - started))
    return found


async def judged(
    row: Mapping[str, Any], own: PythonTarget, target: PythonTarget, sandbox: Sandbox
) -> Judged:
    """One program judged by the problem's own tests, then by the added cases in their order."""
    program = row["prompt"] + row["completion"]
    verdict = await _verdict(_as_file(own), program, sandbox)
    if verdict.outcome is not Outcome.ACCEPTED:
        detail = f"by its own tests: {verdict.reason}: {verdict.detail}"
        return Judged(row["task_id"], row["label"], -1, detail, program)
    survives, detail = None, ""
    if target.cases:
        verdict = await _verdict(target, program, sandbox)
    if verdict.outcome is Outcome.ERROR:
        raise SystemExit(f"{row['task_id']}: {verdict.detail}")
    if verdict.outcome is not Outcome.ACCEPTED:
        detail = f"{verdict.reason}: {verdict.detail}"
        survives = _place(verdict)
    return Judged(row["task_id"], row["label"], survives, detail, program)


async def never_wrong(
    programs: Sequence[Judged], wishes: Mapping[str, Wish], data: Path, sandbox: Sandbox
) -> list[Judged]:
    """Those labelled wrong that return a wrong value or raise on no input of HumanEval+.

    They carry the label because they ran out of time there. Here every call has a fixed number of
    steps, and where it runs out of them nothing is said about it.
    """
    inputs = {row["task_id"]: row["plus_input"] for row in rows(data / REFERENCES)}
    found = []
    for one in programs:
        if one.label == "wrong_subtle":
            calls = [Input(tuple(arguments)) for arguments in inputs[one.task]]
            wish = wishes[one.task]
            box = Box(sandbox=sandbox, limits=LIMITS, entry_point=wish.target.entry_point)
            right, other = [
                (await box.reference(source, calls, seconds=1.0, most_steps=STEPS)).names
                for source in (wish.reference, one.program)
            ]
            pairs = zip(right, other, strict=True)
            if all(name in (expected, TIMEOUT) for expected, name in pairs if is_value(expected)):
                found.append(one)
    return found


def _as_file(own: PythonTarget) -> PythonTarget:
    """HumanEval's ``check`` as a pytest file."""
    head = f"from solution import *\nfrom solution import {own.entry_point} as entry_point\n"
    tests = f"{head}{own.tests}\n\ndef test_check():\n    check(entry_point)\n"
    return PythonTarget(tests=tests)


def _place(verdict: Verdict) -> int:
    """How many cases pass before the first that fails; 0 where a limit ended them all at once."""
    named = re.match(r"case (\d+):", verdict.detail)
    return int(named[1]) - 1 if named else 0


async def _verdict(target: PythonTarget, program: str, sandbox: Sandbox) -> Verdict:
    return await PythonFamily().verify(target, program, sandbox=sandbox, limits=JUDGING)


def report(
    found: Sequence[Problem], programs: Sequence[Judged], slow: Sequence[Judged]
) -> Iterator[str]:
    """The figures; ``slow`` are the programs labelled wrong that return no wrong value."""
    tried = [one for one in found if not one.found.why_not]
    times = [one.seconds for one in found]
    added = [len(one.found.added) for one in tried]
    yield (
        f"{len(found)} problems, {len(tried)} strengthened, {statistics.median(added):.0f} cases "
        f"added (median), {statistics.median(times):.2f} s of one core a problem (median), "
        f"{sorted(times)[int(0.9 * len(times))]:.2f} s (90 %), {max(times):.2f} s (most); "
        f"{statistics.median(one.wall_seconds for one in found):.2f} s by the clock (median)"
    )
    mutants = sum(one.found.mutants for one in tried)
    before, after = (
        sum(getattr(one.found, name) for one in tried) for name in ("killed_before", "killed_after")
    )
    yield f"mutants {mutants}: killed {before} before, {after} after"
    by_label = {label: [one for one in programs if one.label == label] for label in LABELS}
    yield "cases  wrong accepted        right rejected"
    for size in SIZES:
        wrong = [one for one in by_label["wrong_subtle"] if _accepted(one, size)]
        right = [one for one in by_label["passes_all"] if not _accepted(one, size)]
        yield (
            f"{size:5}  {_share(wrong, by_label['wrong_subtle'])}   "
            f"{_share(right, by_label['passes_all'])}"
        )
    values = [one for one in by_label["wrong_subtle"] if one not in slow]
    for name, some in (("returning a wrong value", values), ("wrong for time alone", slow)):
        accepted = [one for one in some if one.survives is None]
        yield f"{name}: {_share(accepted, some)} accepted"


def _accepted(one: Judged, size: int) -> bool:
    return one.survives is None or one.survives >= size


def _share(some: Sequence[Judged], all_of_them: Sequence[Judged]) -> str:
    part = 100 * len(some) / len(all_of_them) if all_of_them else 0.0
    return f"{len(some):4} of {len(all_of_them):4} {part:6.2f} %"


def listed(found: Sequence[Problem], programs: Sequence[Judged]) -> Iterator[str]:
    """Everything a person should look at."""
    slowest = sorted(found, key=lambda one: -one.seconds)[:3]
    yield "slowest: " + ", ".join(f"{one.task} {one.seconds:.1f} s" for one in slowest)
    for problem in found:
        if problem.found.why_not:
            yield f"not strengthened {problem.task}: {problem.found.why_not}"
    for one in programs:
        if one.label == "passes_all" and one.survives is not None:
            yield f"right rejected {one.task}: {one.detail}"
        elif one.label == "wrong_subtle" and one.survives is None:
            yield f"wrong accepted {one.task}"


async def measure(
    data: Path, *, sample: int | None, policy: Policy, slots: int, show: bool, only: Sequence[str]
) -> int:
    """Strengthen and judge."""
    labelled = [row for row in rows(data / PROGRAMS) if row["label"] in LABELS]
    tasks = sorted({row["task_id"] for row in labelled}, key=lambda task: int(task.split("/")[1]))
    if only:
        tasks = [task for task in tasks if task in only]
    if sample is not None:
        tasks = tasks[:: max(1, len(tasks) // sample)][:sample]
    wishes = {task: wish for task, wish in problems(data).items() if task in tasks}
    async with open_sandbox("userns", slots=slots) as sandbox:
        found = await strengthened(wishes, policy, sandbox)
        targets = {
            one.task: PythonTarget(
                entry_point=wishes[one.task].target.entry_point, cases=one.found.added
            )
            for one in found
        }
        programs = await asyncio.gather(
            *(
                judged(row, wishes[row["task_id"]].target, targets[row["task_id"]], sandbox)
                for row in labelled
                if row["task_id"] in targets
            )
        )
        slow = await never_wrong(programs, wishes, data, sandbox)
    print("\n".join(report(found, programs, slow)))
    print("\n".join(listed(found, programs)))
    if show:
        for one in programs:
            if (one.label == "passes_all") != (one.survives is None):
                print(f"--- {one.task} {one.label} {one.detail}\n{one.program}")
    return 0


def as_target(entry_point: str, test: str) -> PythonTarget:
    """One assert as an assertion; several statements are what a test file is for."""
    try:
        assertion_tests(entry_point, (test,))
    except ValueError:
        body = textwrap.indent(test, "    ")
        tests = f"from solution import *\n\n\ndef test_it():\n{body}\n"
        return PythonTarget(entry_point=entry_point, tests=tests)
    return PythonTarget(entry_point=entry_point, assertions=(test,))


async def _assert_verdict(target: PythonTarget, program: str, sandbox: Sandbox) -> Verdict:
    """The verdict; ``error`` where the assert needs a package that is not installed here."""
    try:
        return await _verdict(target, program, sandbox)
    except MissingError as problem:
        return Verdict(outcome=Outcome.ERROR, reason="sandbox-failed", detail=str(problem))


async def asserts(data: Path, *, sample: int | None, slots: int) -> int:
    """Judge model-written asserts on the references, with the verifier that judges assertions."""
    wishes = problems(data, own_references=True)
    labelled = rows(data / ASSERTS)
    labelled = labelled if sample is None else labelled[:: max(1, len(labelled) // sample)]
    async with open_sandbox("userns", slots=slots) as sandbox:
        started = time.perf_counter()
        verdicts = await asyncio.gather(
            *(
                _assert_verdict(
                    as_target(row["entry_point"], row["test"]),
                    wishes[row["task_id"]].reference,
                    sandbox,
                )
                for row in labelled
            )
        )
        seconds = time.perf_counter() - started
    agreed = 0
    for row, verdict in zip(labelled, verdicts, strict=True):
        right = row["verdict_on_canonical"] == "pass"
        if right == (verdict.outcome is Outcome.ACCEPTED):
            agreed += 1
        else:
            print(
                f"{row['task_id']} labelled {row['verdict_on_canonical']}, {verdict.outcome.value} "
                f"{verdict.reason}: {row['test'][:150]!r}: {verdict.detail[:150]}"
            )
    share = 100 * agreed / len(labelled)
    print(
        f"{agreed} of {len(labelled)} asserts judged as labelled ({share:.2f} %) in {seconds:.0f} s"
    )
    return 0


def main() -> int:
    """Exit code 0; figures on standard output."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder of labelled data")
    parser.add_argument("--sample", type=int, help="only so many problems, or asserts")
    parser.add_argument("--cases", type=int, default=Policy().cases, help="cases kept a problem")
    parser.add_argument("--slots", type=int, default=1, help="programs at one time")
    parser.add_argument("--asserts", action="store_true", help="judge model-written asserts")
    parser.add_argument("--no-growth", action="store_true", help="ask no large numbers")
    parser.add_argument("--only", nargs="*", default=(), help="only these problems")
    parser.add_argument("--show", action="store_true", help="print the programs misjudged")
    options = parser.parse_args()
    if options.data is None or not (options.data / PROGRAMS).is_file():
        print(f"skipped: {options.data or 'no folder given'} does not hold {PROGRAMS}")
        return 0
    if options.asserts:
        return asyncio.run(asserts(options.data, sample=options.sample, slots=options.slots))
    policy = Policy(cases=options.cases, budget=Budget(growth=not options.no_growth))
    return asyncio.run(
        measure(
            options.data,
            sample=options.sample,
            policy=policy,
            slots=options.slots,
            show=options.show,
            only=options.only,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
