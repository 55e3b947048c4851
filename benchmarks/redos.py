"""Measures how well catastrophic backtracking is found on labelled patterns, and what it costs.

Usage: python benchmarks/redos.py DATA [--level userns] [--mode search] [--limit N]
                                           [--length CHARACTERS ...]

``--length`` says how long texts may be, instead of the default; several give the curve.

DATA/regex/redos_labelled.json is a list of objects with ``pattern`` and
``vulnerable_python_search``: whether a text is known on which ``re.search`` took more than 0.2 s of
CPU. A pattern labelled as safe has none *known*, so each attack on such a pattern is run again at
its full length, with nothing foretold: what then takes more than 0.2 s shows the label wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from benchmarks.labelled import labelled
from verisynth.languages.regex.backtracking.attacks import attacks
from verisynth.languages.regex.backtracking.positions import TooComplex
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import Unreadable
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Program
from verisynth.verifiers.regex_backtracking import Bounds, Finding, backtracking

LIMITS = Limits(cpu_seconds=1.0, wall_seconds=30.0, memory_mib=256)


@dataclass
class Metered:
    """A sandbox that remembers how much CPU time its jobs took."""

    sandbox: Sandbox
    seconds: float = 0.0

    @property
    def level(self) -> str:
        """That of the sandbox."""
        return self.sandbox.level

    @property
    def slots(self) -> int:
        """Those of the sandbox."""
        return self.sandbox.slots

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Run and count."""
        execution = await self.sandbox.run(program, limits)
        self.seconds += execution.cpu_seconds
        return execution


@dataclass
class Tally:
    """What became of the patterns."""

    bounds: Bounds
    found: list[bool] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    wrong_labels: int = 0
    proposing: list[float] = field(default_factory=list)
    host: list[float] = field(default_factory=list)
    box: list[float] = field(default_factory=list)

    def count(self, *, label: bool, found: bool) -> int:
        """How many had this label and this finding."""
        return sum(pair == (label, found) for pair in zip(self.labels, self.found, strict=True))

    def show(self) -> None:
        """Print everything."""
        hits, misses = self.count(label=True, found=True), self.count(label=True, found=False)
        false = self.count(label=False, found=True)
        print(*self.disagreements, sep="\n")
        print(f"{len(self.labels)} patterns, {hits + misses} labelled vulnerable")
        print(f"texts of at most {self.bounds.length:,} characters")
        print(f"recall                 {hits / max(1, hits + misses):.3f}  ({misses} missed)")
        print(f"precision, by label    {hits / max(1, hits + false):.3f}  ({false} more found)")
        right = hits + self.wrong_labels
        share = right / max(1, hits + false)
        slow = f"{self.wrong_labels} of the {false} more take over {self.bounds.seconds:g} s"
        print(f"precision, as measured {share:.3f}  ({slow})")
        for name, times in (
            ("finding all strings worth trying", self.proposing),
            ("host: all of a check, CPU", self.host),
            ("box: all of a check, CPU", self.box),
        ):
            print(f"{name:34} {_quantiles(times)}")


def _quantiles(seconds: Sequence[float]) -> str:
    times = sorted(1000 * one for one in seconds)
    middle, high = statistics.median(times), times[len(times) * 99 // 100]
    return f"median {middle:7.2f} ms, 99 of 100 below {high:8.2f} ms, most {times[-1]:8.2f} ms"


def proposing_seconds(pattern: str, mode: str) -> float:
    """CPU time of the search for strings where none of them works, the longest it can get."""
    started = time.process_time()
    try:
        for _ in islice(attacks(parse(pattern), whole=mode == "fullmatch"), 16):
            pass
    except (Unreadable, TooComplex):
        pass
    return time.process_time() - started


async def judge(pattern: str, mode: str, sandbox: Sandbox, bounds: Bounds) -> Finding | None:
    """What is found about one pattern."""
    return await backtracking(
        pattern, mode=mode, flags="", sandbox=sandbox, limits=LIMITS, bounds=bounds
    )


async def measure(
    rows: Sequence[dict[str, object]], mode: str, level: str, bounds: Bounds
) -> Tally:
    """Every pattern once, and once more at full length where the label says otherwise."""
    tally = Tally(bounds)
    full = replace(bounds, telling_seconds=bounds.seconds)
    async with open_sandbox(level, slots=1) as opened:
        await judge("a", mode, opened, full)  # the worker has to start once
        for row in rows:
            pattern, label = str(row["pattern"]), bool(row["vulnerable_python_search"])
            tally.proposing.append(proposing_seconds(pattern, mode))
            sandbox = Metered(opened)
            started = time.process_time()
            found = await judge(pattern, mode, sandbox, bounds)
            tally.host.append(time.process_time() - started)
            tally.box.append(sandbox.seconds)
            tally.labels.append(label)
            tally.found.append(found is not None)
            if found is None and label:
                tally.disagreements.append(f"missed:  {pattern[:110]!r}")
            if found is not None and not label:
                again = await judge(pattern, mode, opened, full)
                tally.wrong_labels += again is not None
                shown = again or found
                tally.disagreements.append(
                    f"more:    {pattern[:110]!r}\n         {shown.growth}: {shown.witness.input}"
                )
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--level", default="auto")
    parser.add_argument("--mode", default="search", choices=("search", "fullmatch"))
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--length", type=int, nargs="+", default=[Bounds().length])
    given = parser.parse_args()
    path = labelled(given.data, "regex/redos_labelled.json")
    rows = json.loads(path.read_text())[: given.limit]
    for length in given.length:
        bounds = Bounds(length=length)
        asyncio.run(measure(rows, given.mode, given.level, bounds)).show()


if __name__ == "__main__":
    main()
