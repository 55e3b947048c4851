"""The function generator: references pass, wrong answers fail, statements do not repeat."""

import ast
import asyncio
import random

import pytest

from verisynth.families.python import PythonFamily
from verisynth.generators.python_functions import TOPICS, Generator
from verisynth.generators.python_functions.scene import LEVELS, PERSONAS, SETTINGS, STYLES
from verisynth.generators.python_functions.template import Slip, plant
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Outcome

TEMPLATES = [template for templates in TOPICS.values() for template in templates]
DRAWS = [Generator().draw(random.Random(f"check {at}"), {}) for at in range(40)]


def cells(count: int) -> list[dict[str, str]]:
    rng = random.Random("cells")
    drawn = []
    for _ in range(count):
        persona = rng.choice(list(PERSONAS))
        drawn.append(
            {
                "topic": rng.choice(list(TOPICS)),
                "difficulty": rng.choice(LEVELS),
                "style": rng.choice(STYLES),
                "persona": persona,
                "setting": rng.choice(PERSONAS[persona]),
            }
        )
    return drawn


def test_every_topic_has_a_template_at_every_difficulty() -> None:
    for topic, templates in TOPICS.items():
        for level in LEVELS:
            assert [t for t in templates if level in t.levels], (topic, level)


def test_there_are_enough_templates_and_their_names_differ() -> None:
    assert len({template.name for template in TEMPLATES}) == len(TEMPLATES) >= 36


def test_every_setting_belongs_to_a_persona() -> None:
    assert {name for known in PERSONAS.values() for name in known} == set(SETTINGS)


def test_the_same_rng_and_cell_draw_the_same_problem() -> None:
    for cell in cells(20):
        first = Generator().draw(random.Random(7), cell)
        assert first == Generator().draw(random.Random(7), cell)


@pytest.mark.slow
def test_statements_do_not_repeat() -> None:
    generator = Generator()
    keys = {
        generator.draw(random.Random(f"draw {at}"), cell)[0].key
        for at, cell in enumerate(cells(2600))
    }
    assert len(keys) >= 2550


@pytest.mark.parametrize("at", range(len(DRAWS)))
def test_a_problem_is_complete(at: int) -> None:
    problem, candidate = DRAWS[at]
    assert problem.target.entry_point in problem.statement
    assert 8 <= len(problem.target.cases) <= 20
    assert len(problem.planted) >= 3
    assert candidate.answer == problem.reference
    assert candidate.reasoning.count(".") >= 2
    ast.parse(problem.reference)
    for case in problem.target.cases:
        assert isinstance(ast.literal_eval(case.arguments), tuple)
        ast.literal_eval(case.expected)


def test_a_slip_that_changes_nothing_is_an_error() -> None:
    with pytest.raises(ValueError):
        plant("x = 1\n", [Slip("y", "z", "absent")])


def test_a_slip_leaves_the_docstring_alone() -> None:
    source = 'def f() -> int:\n    """Return 1."""\n    return 1\n'
    (planted,) = plant(source, [Slip("1", "2", "wrong")])
    assert '"""Return 1."""' in planted.answer
    assert "return 2" in planted.answer


@pytest.mark.slow
def test_references_are_accepted_and_planted_answers_rejected() -> None:
    async def judge() -> None:
        async with open_sandbox("bare", slots=1, allow_unsafe=True) as sandbox:
            for problem, _ in DRAWS[:10]:
                answers = [(problem.reference, Outcome.ACCEPTED)]
                answers += [(planted.answer, Outcome.REJECTED) for planted in problem.planted]
                for answer, wanted in answers:
                    verdict = await PythonFamily().verify(
                        problem.target, answer, sandbox=sandbox, limits=Limits()
                    )
                    assert verdict.outcome is wanted, (problem.topic, verdict.detail, answer)

    asyncio.run(judge())
