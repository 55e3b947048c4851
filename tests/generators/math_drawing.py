"""Checks a mathematical generator for two test files: in the real sandbox, template by template."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from verisynth.families.math import MathFamily
from verisynth.languages.math.echo import pieces
from verisynth.languages.math.neighbours import neighbours
from verisynth.protocols import Generator, Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Candidate, Limits, Outcome, Problem, Seed

ROUNDS = int(os.environ.get("VERISYNTH_DRAWS_PER_TEMPLATE", "1"))
"""How often every template is drawn; more than the default is for a thorough run by hand."""
LEAST_WRONG = 20
FAMILY = MathFamily()


class Named(Protocol):
    """What templates and stories have in common."""

    name: str
    topic: str


def cells(templates: Sequence[Named], rounds: int) -> list[dict[str, str]]:
    levels = ("easy", "medium", "hard")
    return [
        {"topic": one.topic, "concept": one.name, "difficulty": levels[(place + turn) % 3]}
        for turn in range(rounds)
        for place, one in enumerate(templates)
    ]


def faults(generator: Generator, templates: Sequence[Named]) -> list[str]:
    """Everything wrong with one draw of each template.

    Its reference has to pass, at least twenty wrong answers and every expression of its statement
    have to fail, its program has to come
    to the reference another way, and no step of its worked solution may be wrong.
    """

    async def check() -> list[str]:
        async with open_sandbox("userns", slots=1) as sandbox:
            found: list[str] = []
            for index, cell in enumerate(cells(templates, ROUNDS)):
                rng = Seed("test", 1, index).rng()
                found.extend(await _faults(*generator.draw(rng, cell), sandbox, cell))
            return found

    return asyncio.run(check())


async def _faults(
    problem: Problem, candidate: Candidate, sandbox: Sandbox, cell: Mapping[str, str]
) -> list[str]:
    found = []
    limits = Limits()
    solution = f"{candidate.reasoning}\n\nAnswer: {candidate.answer}"
    expected = {candidate.answer: Outcome.ACCEPTED, solution: Outcome.ACCEPTED}
    expected |= {one.answer: Outcome.REJECTED for one in problem.planted}
    expected |= {one.answer: Outcome.REJECTED for one in FAMILY.planted(problem)}
    expected |= {one.source: Outcome.REJECTED for one in neighbours(problem.reference)}
    numbers = re.compile(r"[-\d.,/$%]*")
    echoes = [one for one in pieces(problem.statement) if not numbers.fullmatch(one)]
    wrong = len(expected) - 2
    expected |= {one: Outcome.REJECTED for one in echoes if one not in problem.reference}
    if wrong < LEAST_WRONG:
        found.append(f"{cell}: only {wrong} wrong answers")
    for answer, outcome in expected.items():
        verdict = await FAMILY.verify(problem.target, answer, sandbox=sandbox, limits=limits)
        if verdict.outcome is not outcome:
            found.append(f"{cell}: {answer[-60:]!r} is {verdict.outcome}: {verdict.detail}")
    steps = FAMILY.trace(candidate)
    if steps.wrong:
        found.append(f"{cell}: {steps.first_wrong}")
    agreed = await FAMILY.check_problem(problem, sandbox=sandbox, limits=limits)
    assert agreed is not None, "every drawn problem has a program"
    if agreed.outcome is not Outcome.ACCEPTED:
        found.append(f"{cell}: {problem.statement} {agreed.reason}: {agreed.detail}")
    return found


def draws(
    generator: Generator, count: int, *, run_seed: int = 1
) -> list[tuple[Problem, Candidate]]:
    return [generator.draw(Seed("s", run_seed, index).rng(), {}) for index in range(count)]
