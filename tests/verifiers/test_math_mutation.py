"""How many wrong neighbours of an answer its check tells apart, and which numbers hide mistakes."""

from __future__ import annotations

import asyncio

import pytest

from verisynth.families.math import MathFamily
from verisynth.protocols import MeasuresMutants
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, MathTarget, Mutation, Problem


def measured(statement: str, gold: str, program: str = "") -> Mutation | None:
    problem = Problem(
        statement=statement, target=MathTarget(gold=gold, program=program), reference=gold
    )
    family = MathFamily()
    assert isinstance(family, MeasuresMutants)

    async def measure() -> Mutation | None:
        async with open_sandbox("userns", slots=1) as sandbox:
            return await family.mutation(problem, sandbox=sandbox, limits=Limits())

    return asyncio.run(measure())


def test_every_neighbour_of_a_number_is_told_apart() -> None:
    found = measured("How many?", "48")
    assert found is not None
    assert found.mutants == found.killed >= 20
    assert found.score == 1


@pytest.mark.slow
def test_numbers_that_hide_a_wrong_operation_leave_survivors() -> None:
    program = "def answer(rows=2, seats=2):\n    return rows * seats"
    hidden = measured("There are 2 rows of 2 seats. How many seats?", "4", program)
    assert hidden is not None
    assert "rows + seats" in " ".join(map(str, hidden.survivors))
    shown = measured(
        "There are 3 rows of 5 seats. How many seats?",
        "15",
        "def answer(rows=3, seats=5):\n    return rows * seats",
    )
    assert shown is not None
    assert shown.survivors == ()


@pytest.mark.slow
def test_a_mistake_that_changes_nothing_anywhere_is_no_mistake() -> None:
    program = "def answer(a=17, b=40):\n    return max(a + b, b + a) * 1"
    found = measured("What is 17 + 40?", "57", program)
    assert found is not None
    assert found.equivalent >= 1
    assert found.survivors == ()


@pytest.mark.slow
def test_a_program_that_fails_leaves_the_answers_neighbours() -> None:
    found = measured("What is 17 + 40?", "57", "def answer():\n    return [][0]")
    assert found is not None
    assert found.mutants == found.killed >= 20


def test_a_word_has_no_neighbours() -> None:
    assert measured("Who?", "Evelyn") is None
    assert measured("Who?", "") is None
