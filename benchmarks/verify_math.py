"""Measures the math verifier on labelled files: accuracy, false accepts and rejects, time a pair.

Usage: python benchmarks/verify_math.py DATA_DIR [--show] [--threads N] [--math-verify PYTHON]

DATA_DIR/math holds JSON lines files with ``gold``, ``answer`` and ``expected``. What is not there
is skipped, and said to be. ``--math-verify`` names an interpreter with that package installed
(``pip install 'math-verify[antlr4-13-2]'``); it judges the same pairs in the same run, in its main
thread and in another one. Classes whose label is a matter of policy (per cent signs, units) are
counted apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, MathTarget, Outcome, Verdict
from verisynth.verifiers.symbolic import SymbolicVerifier

FILES = (
    "math_mutation_pairs",
    "math_traps",
    "math_verify_tests",
    "peer_grader_tests",
    "gsm8k_labelled_completions",
)
POLICY = frozenset(("pct_added", "percent_scale", "units_differ", "units_ok"))
PEER = Path(__file__).parent / "math_verify_peer.py"
PEER_SECONDS = 3600
HEAD = (
    f"{'file, grader':44} {'pairs':>6} {'right':>8} {'FA':>7} {'FR':>7} {'undecided':>9} "
    f"{'median ms':>9} {'mean ms':>8} {'p99 ms':>8}"
)

Row = dict[str, object]


@dataclass
class Tally:
    """What happened on the pairs of one class."""

    outcomes: Counter[tuple[bool, str]] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)

    def count(self, expected: bool, outcome: str, milliseconds: float) -> None:  # noqa: FBT001
        """One more verdict."""
        self.outcomes[expected, outcome] += 1
        self.milliseconds.append(milliseconds)

    def line(self, name: str) -> str:
        """One row of the table."""
        positive = sum(n for (expected, _), n in self.outcomes.items() if expected)
        negative = self.outcomes.total() - positive
        accepted = self.outcomes[True, "accepted"]
        false_accepts = self.outcomes[False, "accepted"]
        undecided = sum(n for (_, outcome), n in self.outcomes.items() if outcome == "error")
        missed = positive - accepted
        right = accepted + negative - false_accepts
        times = sorted(self.milliseconds) or [0.0]
        return (
            f"{name:44} {self.outcomes.total():6} {right / max(1, len(times)):8.2%} "
            f"{false_accepts / max(1, negative):7.2%} {missed / max(1, positive):7.2%} "
            f"{undecided:9} {statistics.median(times):9.3f} {statistics.mean(times):8.2f} "
            f"{times[len(times) * 99 // 100]:8.1f}"
        )


def rows(path: Path) -> list[Row]:
    """The labelled pairs of one file."""
    return [json.loads(line) for line in path.read_text().splitlines()]


async def judged(pairs: Sequence[Row], level: str) -> list[Verdict]:
    """Our verdict on every pair, one after the other."""
    verifier = SymbolicVerifier()
    async with open_sandbox(level, slots=1) as sandbox:
        # The first question starts the worker, which is not the verifier's time.
        await verifier.verify(MathTarget(gold="e"), r"\sqrt{7}", sandbox=sandbox, limits=Limits())
        return [
            await verifier.verify(
                MathTarget(gold=str(row["gold"])),
                str(row["answer"]),
                sandbox=sandbox,
                limits=Limits(),
            )
            for row in pairs
        ]


def judged_in_threads(pairs: Sequence[Row], level: str, threads: int) -> list[Verdict]:
    """The same from several threads at once, each with a sandbox of its own."""
    verdicts: list[Verdict | None] = [None] * len(pairs)

    def work(start: int) -> None:
        mine = asyncio.run(judged(pairs[start::threads], level))
        verdicts[start::threads] = mine

    workers = [threading.Thread(target=work, args=(start,)) for start in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [verdict for verdict in verdicts if verdict is not None]


def report(name: str, pairs: Sequence[Row], verdicts: Sequence[Verdict], *, show: bool) -> None:
    """Our table rows for one file, and each wrong verdict."""
    tallies = {False: Tally(), True: Tally()}
    wrong = []
    for row, verdict in zip(pairs, verdicts, strict=True):
        tally, expected = tallies[row.get("cat") in POLICY], bool(row["expected"])
        tally.count(expected, verdict.outcome.value, verdict.seconds * 1000)
        tally.methods[verdict.method or "nothing compared"] += 1
        if expected != (verdict.outcome is Outcome.ACCEPTED):
            wrong.append(f"{'FR' if expected else 'FA'} {row['id']} {_beside(row)} {verdict.reason}"
                         f" {verdict.detail[-120:]}")  # fmt: skip
    print(tallies[False].line(f"{name}, verisynth"), flush=True)
    if tallies[True].milliseconds:
        print(tallies[True].line("  policy classes, verisynth"))
    methods = tallies[False].methods + tallies[True].methods
    print("  decided by " + ", ".join(f"{name}: {n}" for name, n in methods.most_common()))
    if show:
        print(*(f"  {line}" for line in wrong), sep="\n")


def _beside(row: Row) -> str:
    return f"{str(row['gold'])[-80:]!r} <- {str(row['answer'])[-80:]!r}"


def report_peer(name: str, pairs: Sequence[Row], python: str, where: str) -> None:
    """Math-Verify's rows for one file; what it raises counts as undecided."""
    text = "".join(
        json.dumps({"gold": row["gold"], "answer": row["answer"]}) + "\n" for row in pairs
    )
    command = [python, str(PEER), where]
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=PEER_SECONDS, check=True
    )
    tallies = {False: Tally(), True: Tally()}
    for row, line in zip(pairs, done.stdout.splitlines(), strict=True):
        told = json.loads(line)
        outcomes = {True: "accepted", False: "rejected"}
        outcome = outcomes.get(told["verdict"], "error")
        tally = tallies[row.get("cat") in POLICY]
        tally.count(bool(row["expected"]), outcome, told["milliseconds"])
    print(tallies[False].line(f"{name}, Math-Verify, {where}"), flush=True)
    if tallies[True].milliseconds:
        print(tallies[True].line(f"  policy classes, Math-Verify, {where}"))


def run(options: argparse.Namespace) -> None:
    """Measure and print all files that are there."""
    print(HEAD)
    for name in FILES:
        path = options.folder / "math" / f"{name}.jsonl"
        if not path.exists():
            print(f"{name:44} skipped: {path} is not there")
            continue
        pairs = rows(path)[: options.limit or None]
        verdicts = asyncio.run(judged(pairs, options.level))
        report(name, pairs, verdicts, show=options.show)
        if options.threads:
            others = judged_in_threads(pairs, options.level, options.threads)
            same = sum(a.outcome is b.outcome for a, b in zip(verdicts, others, strict=True))
            print(f"  in {options.threads} threads at once: {same} of {len(pairs)} verdicts alike")
        for where in ("main", "thread") if options.math_verify else ():
            report_peer(name, pairs, options.math_verify, where)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--level", default="userns")
    parser.add_argument("--limit", type=int, default=0, help="rows of each file; 0: all")
    parser.add_argument("--show", action="store_true", help="print every wrong verdict")
    parser.add_argument("--threads", type=int, default=0, help="also from N threads at once")
    parser.add_argument("--math-verify", default="", help="an interpreter that has it installed")
    options = parser.parse_args()
    if options.folder is None or not options.folder.is_dir():
        print("skipped: give the folder that holds the labelled files")
        return
    run(options)


if __name__ == "__main__":
    main()
