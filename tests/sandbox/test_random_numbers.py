"""No job gets the random numbers of another, nor a child those of its parent."""

from __future__ import annotations

import asyncio

import pytest

from verisynth.sandbox import open_sandbox, values
from verisynth.types import Json, Limits, Program

SOURCE = """
import os
from random import random

def draw():
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, str(random()).encode())
        os._exit(0)
    os.wait()
    return [random(), float(os.read(reader, 100))]
"""
NUMPY = """
import numpy

def draw():
    return [numpy.random.random()]
"""


def drawn(source: str, *, profile: str) -> list[float]:
    """What two jobs of one worker draw."""
    payload: Json = {
        "source": source,
        "entry_point": "draw",
        "calls": [[values.encode(()), values.encode({})]],
        "order": [0],
    }
    program = Program(runner="python_cases", payload=payload, profile=profile)

    async def go() -> list[bytes]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return [(await sandbox.run(program, Limits())).result for _ in range(2)]

    found: list[float] = []
    for result in asyncio.run(go()):
        found += read(result)
    return found


def read(result: bytes) -> list[float]:
    import json

    claims = json.loads(result)["ok"]["claims"]
    numbers = values.decode(claims[0][1]["value"])
    assert isinstance(numbers, list)
    return numbers


@pytest.mark.parametrize(
    ("source", "profile", "numbers"),
    [(SOURCE, "python", 4), (SOURCE, "tests", 4), (NUMPY, "python-sci", 2)],
)
def test_jobs_and_their_children_draw_numbers_of_their_own(
    source: str, profile: str, numbers: int
) -> None:
    found = drawn(source, profile=profile)
    assert len(set(found)) == len(found) == numbers
