"""What a benchmark side by side is made of: contenders that take turns, and what they showed."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from verisynth.errors import SandboxError
from verisynth.types import Json

FLOORS = Path(__file__).parent / "sandbox_floors.py"
FLOOR = "floor: primed Python, fork + _exit + wait"
FLAGS = ("-s", "-S", "-P", "-B", "-X", "utf8")
PYTHON = os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)

Times = list[float]
"""Milliseconds a job."""


@dataclass
class Contender:
    """One thing that is measured: ``measure(n)`` gives the times of ``n`` jobs in a row."""

    name: str
    measure: Callable[[int], Awaitable[Times]]
    a_round: int
    """Jobs in one round: fewer of the slow ones."""
    target: str = ""
    times: Times = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle time."""
        return statistics.median(self.times)

    @property
    def p10(self) -> float:
        """A time of the quiet moments."""
        return sorted(self.times)[len(self.times) // 10]

    def over(self, other: Contender) -> tuple[float, float]:
        """How many times the other's time, of medians and of quiet moments."""
        return self.median / other.median, self.p10 / other.p10


@dataclass
class Findings:
    """What one run of the benchmark saw."""

    machine: str
    rows: list[dict[str, Json]] = field(default_factory=list)
    targets: list[dict[str, Json]] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    def skip(self, what: str, why: str) -> None:
        """Name what could not be measured."""
        self.skipped.setdefault(what, " ".join(why.split())[:160])

    def target(
        self, what: str, value: float, wanted: str, *, met: bool, quiet: float | None = None
    ) -> None:
        """Hold a figure against its target; ``quiet`` is the same one of the tenth percentiles."""
        self.targets.append(
            {"what": what, "value": round(value, 2), "target": wanted, "met": met, "quiet": quiet}
        )
        aside = "" if quiet is None else f", {quiet:.2f} in quiet moments"
        mark = "ok    " if met else "MISSED"
        print(f"  {mark} {what}: {value:.2f} (target {wanted}{aside})", flush=True)


async def command_times(command: Sequence[str], count: int) -> Times:
    times = []
    for _ in range(count):
        started = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        code = await process.wait()
        times.append((time.perf_counter() - started) * 1000)
        if code:
            raise SandboxError(f"{' '.join(command[:4])} … ended with {code}")
    return times


@asynccontextmanager
async def yardstick(kind: str) -> AsyncIterator[Callable[[int], Awaitable[Times]]]:
    """A small process that times something itself."""
    process = await asyncio.create_subprocess_exec(
        PYTHON, *FLAGS, str(FLOORS), kind, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        limit=1 << 24,
    )  # fmt: skip
    reader, writer = process.stdout, process.stdin
    if reader is None or writer is None:
        raise SandboxError("no pipes")

    async def measure(count: int) -> Times:
        writer.write(f"{count}\n".encode())
        await writer.drain()
        line = await reader.readline()
        return [nanoseconds / 1e6 for nanoseconds in json.loads(line)]

    try:
        yield measure
    finally:
        writer.close()
        await process.wait()


async def rounds(contenders: Sequence[Contender], count: int) -> None:
    """All of them in turn, each a little, again and again; the first round only warms up."""
    for number in range(count + 1):
        order = contenders if number % 2 else [*reversed(contenders)]
        for one in order:
            times = await one.measure(one.a_round if number else min(3, one.a_round))
            if number:
                one.times += times


def show(findings: Findings, contenders: Sequence[Contender]) -> None:
    floor = next((one for one in contenders if one.name == FLOOR), contenders[0])
    print(f"{'ms a job':50} {'n':>5} {'p10':>8} {'median':>8} {'x floor':>8} {'p10s':>6}  target")
    for one in contenders:
        ratio, quiet = one.over(floor)
        print(
            f"{one.name:50} {len(one.times):5} {one.p10:8.2f} {one.median:8.2f} {ratio:8.1f} "
            f"{quiet:6.1f}  {one.target}",
            flush=True,
        )
        findings.rows.append(
            {"name": one.name, "n": len(one.times), "p10_ms": one.p10, "median_ms": one.median,
             "x_floor": ratio, "x_floor_of_p10s": quiet}
        )  # fmt: skip


def machine() -> str:
    model = next(
        (line.partition(": ")[2] for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine(),
    )  # fmt: skip
    engine = ""
    if shutil.which("docker"):
        ask = ("docker", "version", "--format", "Docker {{.Server.Version}}")
        engine = subprocess.run(ask, capture_output=True, text=True).stdout.strip()
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} x {model}, Linux {platform.release()}, Python "
        f"{platform.python_version()}, {engine or 'no Docker engine'}, load {load}"
    )
