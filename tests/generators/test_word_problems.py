from __future__ import annotations

import random
import re
import time

import pytest

from tests.generators.math_drawing import draws, faults
from verisynth.errors import Exhausted, UsageError
from verisynth.generators.word_problems import TEMPLATES, WordProblemGenerator
from verisynth.types import MathTarget, Seed

GENERATOR = WordProblemGenerator()


@pytest.mark.slow
def test_references_pass_planted_answers_fail_and_programs_agree() -> None:
    assert faults(GENERATOR, TEMPLATES) == []


def test_there_are_enough_templates_and_every_axis_value_is_drawn() -> None:
    assert len({template.name for template in TEMPLATES}) == len(TEMPLATES) >= 40
    for axis, values in GENERATOR.axes.items():
        for value in values:
            problem, _ = GENERATOR.draw(Seed("axis", 1, 0).rng(axis, value), {axis: value})
            assert problem.statement


def test_two_thousand_draws_hold_no_statement_twice() -> None:
    problems = [problem for problem, _ in draws(GENERATOR, 2000)]
    assert len({problem.key for problem in problems}) == 2000
    assert len({problem.topic for problem in problems}) == len(TEMPLATES)


def test_the_same_seed_draws_the_same_problem_and_its_neighbour_another() -> None:
    one, again = (GENERATOR.draw(Seed("s", 7, 3).rng(), {}) for _ in range(2))
    assert one == again
    assert one != GENERATOR.draw(Seed("s", 7, 4).rng(), {})
    assert one != GENERATOR.draw(Seed("s", 8, 3).rng(), {})


def test_a_draw_is_quick() -> None:
    started = time.process_time()
    draws(GENERATOR, 300, run_seed=2)
    assert (time.process_time() - started) / 300 < 0.003


def test_statements_are_clean_text_that_does_not_hold_the_target() -> None:
    for problem, candidate in draws(GENERATOR, 400, run_seed=3):
        assert isinstance(problem.target, MathTarget)
        text = problem.statement
        assert not re.search(r"  | [,.?]|\{|\}|None|Fraction|\+ -\d|--", text), text
        assert text[0].isupper() or text[0].isdigit(), text
        assert "Answer:" not in candidate.reasoning
        assert len(candidate.reasoning.splitlines()) >= 1
        assert len(problem.planted) >= 3
        assert all(one.why and one.answer != problem.reference for one in problem.planted)


def test_an_unknown_axis_value_is_refused_with_a_suggestion() -> None:
    topic = GENERATOR.axes["topic"][0]
    with pytest.raises(UsageError, match=f'Did you mean "{topic}"'):
        GENERATOR.draw(random.Random(1), {"topic": topic + "s"})


def test_a_template_without_sound_numbers_ends_instead_of_looping() -> None:
    from verisynth.generators.arithmetic.draft import Dice, Template, settle

    never = Template("never", "none", lambda dice: None)
    with pytest.raises(Exhausted, match="never"):
        settle(never, Dice(random.Random(1)))


def test_large_amounts_stand_in_programs_without_a_comma() -> None:
    cell = {"concept": "shared_bill"}
    drawn = [GENERATOR.draw(Seed("bill", 1, index).rng(), cell)[0].target for index in range(1500)]
    programs = [target.program for target in drawn if isinstance(target, MathTarget)]
    assert any(re.search(r"'\d{4,}\.\d", text) for text in programs)
    assert not [text for text in programs if re.search(r"'\d+,\d", text)]
