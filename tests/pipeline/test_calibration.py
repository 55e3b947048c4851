"""Limits follow the reference, programs go in batches, and both look like a sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from verisynth.errors import SandboxError
from verisynth.pipeline.calibration import Metered, calibrated
from verisynth.pipeline.gathering import gathering
from verisynth.sandbox.batch import BatchResult
from verisynth.types import Execution, Limits, Program, Status

LIMITS = Limits(cpu_seconds=4.0, wall_seconds=20.0)


class Batches:
    """Remembers what came in one batch; a program named ``fault`` is one of its own faults."""

    level = "fake"
    slots = 3

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    async def run(self, program: Program, limits: Limits) -> Execution:
        raise AssertionError("programs come in batches")

    async def run_batch(self, programs: Sequence[Program], limits: Limits) -> BatchResult:
        self.batches.append([one.runner for one in programs])
        await asyncio.sleep(0)
        return tuple(
            SandboxError("no box")
            if one.runner == "fault"
            else Execution(status=Status.EXITED, result=one.runner.encode(), cpu_seconds=0.5)
            for one in programs
        )


def program(name: str) -> Program:
    return Program(runner=name, payload=None)


@pytest.mark.parametrize(
    ("reference", "candidate"), [(0.0, 4.0), (0.8, 4.0), (0.81, 8.0), (1.7, 16.0), (3.9, 32.0)]
)
def test_a_candidate_gets_five_times_the_reference_in_whole_steps(
    reference: float, candidate: float
) -> None:
    found = calibrated(LIMITS, reference_cpu_seconds=reference)
    assert found.candidate.cpu_seconds == candidate
    assert found.candidate.wall_seconds >= 5 * candidate
    assert found.candidate.memory_mib == LIMITS.memory_mib


def test_a_mutant_gets_less_but_never_less_than_its_floor_or_ten_times_the_reference() -> None:
    assert calibrated(LIMITS, reference_cpu_seconds=0.004).mutant.cpu_seconds == 0.25
    assert calibrated(LIMITS, reference_cpu_seconds=0.1).mutant.cpu_seconds == 1.0
    assert calibrated(LIMITS, reference_cpu_seconds=3.0).mutant.cpu_seconds <= 16.0
    assert calibrated(LIMITS, reference_cpu_seconds=0.004).mutant.wall_seconds >= 20.0


def test_what_is_asked_for_together_goes_in_one_batch() -> None:
    box = Batches()

    async def ask() -> list[bytes]:
        async with gathering(box) as boxes:
            assert (boxes.level, boxes.slots) == ("fake", 3)
            first = await asyncio.gather(*(boxes.run(program(n), LIMITS) for n in "abc"))
            second = await boxes.run(program("d"), LIMITS)
            return [one.result for one in (*first, second)]

    assert asyncio.run(ask()) == [b"a", b"b", b"c", b"d"]
    assert box.batches == [["a", "b", "c"], ["d"]]


def test_a_fault_with_one_program_is_that_programs_only() -> None:
    async def ask() -> list[object]:
        async with gathering(Batches()) as boxes:
            runs = (boxes.run(program(name), LIMITS) for name in ("a", "fault", "b"))
            return await asyncio.gather(*runs, return_exceptions=True)

    first, fault, last = asyncio.run(ask())
    assert isinstance(first, Execution)
    assert isinstance(last, Execution)
    assert isinstance(fault, SandboxError)


def test_the_meter_keeps_the_most_expensive_run() -> None:
    async def ask() -> float:
        async with gathering(Batches()) as boxes:
            meter = Metered(boxes)
            assert meter.cpu_seconds == 0.0
            await meter.run(program("a"), LIMITS)
            return meter.cpu_seconds

    assert asyncio.run(ask()) == 0.5
