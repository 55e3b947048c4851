"""Both math generators: what they draw stands, is text a person can read, and does not repeat."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Sequence
from typing import Any

import pytest

from tests.generators.math_drawing import FAMILY, draws, faults
from verisynth.errors import Exhausted, UsageError
from verisynth.generators import arithmetic, word_problems
from verisynth.protocols import Generator
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, MathTarget, Outcome, Seed
from verisynth.verifiers.trace import read_trace

MATH = [
    pytest.param(arithmetic.ArithmeticGenerator(), arithmetic.TEMPLATES, id="arithmetic"),
    pytest.param(word_problems.WordProblemGenerator(), word_problems.TEMPLATES, id="word-problems"),
]
each = pytest.mark.parametrize(("generator", "templates"), MATH)


@pytest.mark.slow
@each
def test_references_pass_planted_answers_fail_and_programs_agree(
    generator: Generator, templates: Sequence[Any]
) -> None:
    assert faults(generator, templates) == []


@each
def test_there_are_enough_templates_and_every_axis_value_is_drawn(
    generator: Generator, templates: Sequence[Any]
) -> None:
    assert len({template.name for template in templates}) == len(templates) >= 40
    for axis, values in generator.axes.items():
        for value in values:
            problem, _ = generator.draw(Seed("axis", 1, 0).rng(axis, value), {axis: value})
            assert problem.statement


@each
def test_two_thousand_draws_hold_no_statement_twice(
    generator: Generator, templates: Sequence[Any]
) -> None:
    problems = [problem for problem, _ in draws(generator, 2000)]
    assert len({problem.key for problem in problems}) == 2000
    assert len({problem.topic for problem in problems}) == len(templates)


@each
def test_the_same_seed_draws_the_same_problem_and_its_neighbour_another(
    generator: Generator, templates: Sequence[Any]
) -> None:
    one, again = (generator.draw(Seed("s", 7, 3).rng(), {}) for _ in range(2))
    assert one == again
    assert one != generator.draw(Seed("s", 7, 4).rng(), {})
    assert one != generator.draw(Seed("s", 8, 3).rng(), {})


@each
def test_neighbouring_seeds_share_no_problem(
    generator: Generator, templates: Sequence[Any]
) -> None:
    one, other = (
        {problem.key for problem, _ in draws(generator, 150, run_seed=seed)} for seed in (42, 43)
    )
    assert not one & other


@each
def test_most_templates_have_steps_that_are_checked_and_none_of_them_is_wrong(
    generator: Generator, templates: Sequence[Any]
) -> None:
    read: set[str] = set()
    for problem, candidate in draws(generator, 600, run_seed=5):
        trace = read_trace(candidate.reasoning)
        assert not trace.wrong, (problem.topic, trace.first_wrong)
        read |= {problem.topic} if trace.right else set()
    assert len(read) >= len(templates) - 10


@each
def test_an_answer_that_invites_rounding_says_that_it_is_exact(
    generator: Generator, templates: Sequence[Any]
) -> None:
    said = re.compile(r"exact|fraction|lowest|simplif|solve", re.IGNORECASE)
    for problem, _ in draws(generator, 800, run_seed=6):
        if "/" in problem.reference and not said.search(problem.statement):
            _, _, bottom = problem.reference.partition("/")
            digits = re.match(r"\d+", bottom)
            finite = digits and 10**12 % int(digits[0]) == 0
            assert finite and "$" not in problem.reference, problem.statement  # noqa: PT018


@each
def test_garbage_is_never_accepted_and_never_raises(
    generator: Generator, templates: Sequence[Any]
) -> None:
    rng = random.Random(7)
    pieces = [
        "",
        " ",
        "{",
        "}",
        "\\frac",
        "$",
        "%",
        "(",
        ")",
        "^",
        "/0",
        "=",
        ",",
        "\0",
        "é",
        "9" * 50,
    ]
    problems = [problem for problem, _ in draws(generator, 40, run_seed=8)]

    async def judge() -> set[Outcome]:
        async with open_sandbox("userns", slots=1) as sandbox:
            found = set()
            for problem in problems:
                for _ in range(5):
                    text = "".join(rng.choices(pieces, k=rng.randint(0, 12)))
                    verdict = await FAMILY.verify(
                        problem.target, text, sandbox=sandbox, limits=Limits()
                    )
                    found.add(verdict.outcome)
            return found

    assert asyncio.run(judge()) == {Outcome.REJECTED}


@each
def test_a_draw_is_quick(generator: Generator, templates: Sequence[Any]) -> None:
    started = time.process_time()
    draws(generator, 300, run_seed=2)
    assert (time.process_time() - started) / 300 < 0.003


@each
def test_statements_are_clean_text_that_does_not_hold_the_target(
    generator: Generator, templates: Sequence[Any]
) -> None:
    for problem, candidate in draws(generator, 400, run_seed=3):
        assert isinstance(problem.target, MathTarget)
        text = problem.statement
        assert not re.search(r"  | [,.?]|\{|\}|None|Fraction|\+ -\d|--", text), text
        assert text[0].isupper() or text[0].isdigit(), text
        assert "Answer:" not in candidate.reasoning
        assert len(candidate.reasoning.splitlines()) >= 1
        assert len(problem.planted) >= 3
        assert all(one.why and one.answer != problem.reference for one in problem.planted)


@each
def test_an_unknown_axis_value_is_refused_with_a_suggestion(
    generator: Generator, templates: Sequence[Any]
) -> None:
    topic = generator.axes["topic"][0]
    with pytest.raises(UsageError, match=f'Did you mean "{topic}"'):
        generator.draw(random.Random(1), {"topic": topic + "s"})


def test_a_template_without_sound_numbers_ends_instead_of_looping() -> None:
    from verisynth.generators.arithmetic.draft import Dice, Template, settle

    never = Template("never", "none", lambda dice: None)
    with pytest.raises(Exhausted, match="never"):
        settle(never, Dice(random.Random(1)))


def test_large_amounts_stand_in_programs_without_a_comma() -> None:
    generator = word_problems.WordProblemGenerator()
    cell = {"concept": "shared_bill"}
    drawn = [generator.draw(Seed("bill", 1, index).rng(), cell)[0].target for index in range(1500)]
    programs = [target.program for target in drawn if isinstance(target, MathTarget)]
    assert any(re.search(r"'\d{4,}\.\d", text) for text in programs)
    assert not [text for text in programs if re.search(r"'\d+,\d", text)]
