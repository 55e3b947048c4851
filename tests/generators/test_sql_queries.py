"""The SQL generator: right by a second computation, told apart by its data, never repeating."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.generators.sql_truths import TRUTHS, Event, Item, Parent, Tables
from verisynth import registry
from verisynth.errors import UsageError
from verisynth.families.sql import SqlFamily
from verisynth.generators.sql_queries import MIN_PLANTED, SHAPES, Draft, Generator
from verisynth.generators.sql_queries.domains import DOMAINS
from verisynth.generators.sql_queries.filling import Filling
from verisynth.generators.sql_queries.shape import wrong_template
from verisynth.languages.sql.comparison import Rows, compare
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Outcome, Problem, SqlTarget

GENERATOR = Generator()
DOMAIN_NAMES = [domain.name for domain in DOMAINS]


def draw(seed: str, **cell: str) -> Problem:
    return GENERATOR.draw(random.Random(seed), cell)[0]


def test_the_generator_is_found_by_name() -> None:
    assert registry.component("generators", "sql_queries") == GENERATOR


@pytest.mark.slow
@pytest.mark.parametrize("shape", sorted(TRUTHS))
def test_the_gold_agrees_with_plain_python(shape: str) -> None:
    for seed in range(12):
        draft = GENERATOR.draft(
            random.Random(f"{shape}/{seed}"), {"concept": shape, "dialect": "sqlite"}
        )
        for filling in draft.fillings:
            check_truth(draft, filling)


def check_truth(draft: Draft, filling: Filling) -> None:
    tables = Tables(
        [Parent(*row) for row in filling.parents],  # type: ignore[arg-type]
        [Item(*row) for row in filling.items],  # type: ignore[arg-type]
        [Event(*row) for row in filling.events],  # type: ignore[arg-type]
    )
    wanted = TRUTHS[draft.shape.name](draft.constants, tables)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(draft.schema + filling.script(draft.names))
        found = connection.execute(draft.gold).fetchall()
    columns = len(found[0]) if found else 1
    runs = range(len(wanted)) if draft.shape.order else None
    assert compare(Rows(columns, tuple(wanted)), Rows(columns, tuple(found)), runs) is None


def test_most_shapes_have_a_second_truth() -> None:
    names = [shape.name for shape in SHAPES]
    assert len(names) == len(set(names)) >= 36
    assert set(TRUTHS) <= set(names)
    assert len(TRUTHS) * 3 >= len(names) * 2


@pytest.mark.slow
def test_two_thousand_draws_are_all_different_and_leave_no_mark_unfilled() -> None:
    problems = [draw(f"distinct/{seed}") for seed in range(2000)]
    assert len({problem.key for problem in problems}) == 2000
    assert {problem.topic for problem in problems} == {shape.name for shape in SHAPES}
    for problem in problems:
        texts = [problem.statement, problem.reference, *(p.answer for p in problem.planted)]
        assert not re.search(r"<[A-Za-z]\w*>", "\n".join(texts))
        assert "INSERT" not in problem.statement
        assert len(problem.planted) >= MIN_PLANTED
        assert len({planted.answer for planted in problem.planted}) == len(problem.planted)


@pytest.mark.slow
@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_every_shape_can_be_drawn_in_every_domain(domain: str) -> None:
    for shape in SHAPES:
        problem = draw(f"{domain}/{shape.name}", domain=domain, concept=shape.name)
        assert problem.topic == shape.name


def test_the_same_seed_gives_the_same_problem() -> None:
    assert draw("same") == draw("same")
    assert draw("same") != draw("other")


def test_the_axes_are_obeyed() -> None:
    problem = draw("x", domain="library", concept="top-n", dialect="duckdb", persona="intern")
    target = problem.target
    assert isinstance(target, SqlTarget)
    assert target.dialect == "duckdb"
    assert " DATE NOT NULL" in target.schema
    assert "city library" in problem.statement
    assert "intern" in problem.statement
    assert "one DuckDB query" in problem.statement
    levels = {shape.name: shape.level for shape in SHAPES}
    for level in ("easy", "medium", "hard"):
        drawn = {levels[draw(f"{level}{seed}", difficulty=level).topic] for seed in range(10)}
        assert drawn == {level}


@pytest.mark.parametrize("axis", ["domain", "concept", "difficulty", "style", "persona", "dialect"])
def test_an_unknown_value_is_named(axis: str) -> None:
    with pytest.raises(UsageError, match=f'{axis} is "nonsense"'):
        draw("x", **{axis: "nonsense"})


def test_every_edit_of_a_gold_changes_it() -> None:
    for shape in SHAPES:
        wrongs = [wrong_template(shape, wrong) for wrong in shape.wrongs]
        assert shape.gold not in wrongs
        assert len(set(wrongs)) == len(wrongs) >= MIN_PLANTED


def test_the_spec_names_only_what_the_generator_knows(checkout: Path) -> None:
    spec = tomllib.loads((checkout / "task_specs" / "sql-queries.toml").read_text())
    for axis, known in GENERATOR.axes.items():
        values = spec["axes"][axis]["values"]
        flat = [v for part in values.values() for v in part] if isinstance(values, dict) else values
        assert sorted(flat) == sorted(known), axis
    levels = {shape.name: shape.level for shape in SHAPES}
    for level, concepts in spec["axes"]["concept"]["values"].items():
        assert {levels[concept] for concept in concepts} == {level}


def judged(problems: list[Problem]) -> Counter[str]:
    """How references and planted answers fared, each seen by the real sandbox."""

    async def run() -> Counter[str]:
        family, seen = SqlFamily(), Counter[str]()
        async with open_sandbox(slots=2) as sandbox:
            gate = asyncio.Semaphore(2)

            async def one(kind: str, problem: Problem, answer: str) -> None:
                async with gate:
                    verdict = await family.verify(
                        problem.target, answer, sandbox=sandbox, limits=Limits()
                    )
                seen[f"{kind} {verdict.outcome.value} {verdict.reason}".strip()] += 1
                good = Outcome.ACCEPTED if kind == "reference" else Outcome.REJECTED
                assert verdict.outcome is good, (problem.topic, answer, verdict.detail)

            async with asyncio.TaskGroup() as group:
                for problem in problems:
                    group.create_task(one("reference", problem, problem.reference))
                    for wrong in (*problem.planted, *family.planted(problem)):
                        group.create_task(one("planted", problem, wrong.answer))
        return seen

    return asyncio.run(run())


@pytest.mark.slow
def test_references_are_accepted_and_planted_answers_rejected() -> None:
    problems = [draw(f"box/{shape.name}", concept=shape.name, dialect="sqlite") for shape in SHAPES]
    seen = judged(problems)
    assert seen["reference accepted"] == len(problems)
    assert set(seen) == {"reference accepted", "planted rejected wrong-rows"}


@pytest.mark.slow
def test_duckdb_agrees() -> None:
    names = ["month-bucket", "days-since-previous", "chain-below", "share", "left-join-condition"]
    problems = [draw(f"duck/{name}", concept=name, dialect="duckdb") for name in names]
    assert judged(problems)["reference accepted"] == len(problems)
