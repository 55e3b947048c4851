"""Measures the math verifier on labelled files: accuracy, false accepts and rejects, time a pair.

Usage: python benchmarks/verify_math.py DATA_DIR [--level userns] [--limit N] [--show]

DATA_DIR/math holds JSON lines files with ``gold``, ``answer`` and ``expected``. What is not there
is skipped, and said to be.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from verisynth.protocols import Sandbox
from verisynth.types import Limits, MathTarget, Outcome
from verisynth.verifiers.symbolic import SymbolicVerifier

FILES = (
    "math_mutation_pairs",
    "math_traps",
    "math_verify_tests",
    "peer_grader_tests",
    "gsm8k_labelled_completions",
)


@dataclass
class Tally:
    """What happened on one file."""

    outcomes: Counter[tuple[bool, str]] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """One row of the table."""
        positive = sum(n for (expected, _), n in self.outcomes.items() if expected)
        negative = self.outcomes.total() - positive
        accepted = self.outcomes[True, "accepted"]
        false_accepts = self.outcomes[False, "accepted"]
        undecided = sum(n for (_, outcome), n in self.outcomes.items() if outcome == "error")
        right = accepted + negative - false_accepts
        times = sorted(self.milliseconds)
        return (
            f"{name:28} {len(times):6} {right / max(1, len(times)):8.2%} "
            f"{false_accepts / max(1, negative):7.2%} {1 - accepted / max(1, positive):7.2%} "
            f"{undecided:9} {statistics.median(times):9.3f} {times[len(times) * 99 // 100]:9.1f}"
        )


def rows(path: Path) -> list[dict[str, str]]:
    """The labelled pairs of one file."""
    return [json.loads(line) for line in path.read_text().splitlines()]


async def measure(path: Path, sandbox: Sandbox, limit: int) -> Tally:
    """Every row of one file through the verifier."""
    tally, verifier = Tally(), SymbolicVerifier()
    for row in rows(path)[: limit or None]:
        target, expected = MathTarget(gold=row["gold"]), bool(row["expected"])
        verdict = await verifier.verify(target, row["answer"], sandbox=sandbox, limits=Limits())
        tally.outcomes[expected, verdict.outcome.value] += 1
        tally.milliseconds.append(verdict.seconds * 1000)
        if expected != (verdict.outcome is Outcome.ACCEPTED):
            kind = "FR" if expected else "FA"
            tally.wrong.append(
                f"{kind} {row['id']} {verdict.reason}: {row['gold'][-90:]!r} <- "
                f"{row['answer'][-90:]!r} | {verdict.detail[-160:]}"
            )
    return tally


async def run(folder: Path, level: str, limit: int, *, show: bool) -> None:
    """Measure and print all files that are there."""
    from verisynth.sandbox import open_sandbox

    print(f"{'file':28} {'pairs':>6} {'right':>8} {'FA':>7} {'FR':>7} {'undecided':>9} "
          f"{'median ms':>9} {'p99 ms':>9}")  # fmt: skip
    async with open_sandbox(level, slots=1) as sandbox:
        for name in FILES:
            path = folder / "math" / f"{name}.jsonl"
            if not path.exists():
                print(f"{name:28} skipped: {path} is not there")
                continue
            tally = await measure(path, sandbox, limit)
            print(tally.line(name), flush=True)
            if show:
                print(*tally.wrong, sep="\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--level", default="userns")
    parser.add_argument("--limit", type=int, default=0, help="rows of each file; 0: all")
    parser.add_argument("--show", action="store_true", help="print every wrong verdict")
    options = parser.parse_args()
    if options.folder is None or not options.folder.is_dir():
        print("skipped: give the folder that holds the labelled files")
        return
    asyncio.run(run(options.folder, options.level, options.limit, show=options.show))


if __name__ == "__main__":
    main()
