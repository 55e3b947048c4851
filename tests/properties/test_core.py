"""Laws that hold for all inputs: seeds, splits, storage and reading of lines."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings, strategies as st

from verisynth.pipeline import rows
from verisynth.pipeline.plan import redrawn, seed_for
from verisynth.pipeline.split import signature, validation_clusters
from verisynth.pipeline.verify_rows import read_lines
from verisynth.spec import Axis, Prompt, TaskSpec
from verisynth.spec_lines import line_of
from verisynth.types import (
    Case,
    JudgedTarget,
    MathTarget,
    Planted,
    Problem,
    PythonTarget,
    RegexTarget,
    Seed,
    SqlTarget,
    StdioCase,
    StdioTarget,
)

# Any character a JSON file can hold, lone surrogates included.
TEXT = st.text(st.characters())
NAMES = st.lists(st.text("abc", min_size=1), min_size=1, max_size=4, unique=True)
TARGETS = st.one_of(
    st.builds(
        PythonTarget,
        entry_point=TEXT,
        cases=st.lists(st.builds(Case, TEXT, TEXT, TEXT, TEXT), max_size=3).map(tuple),
        assertions=st.lists(TEXT, max_size=3).map(tuple),
        tests=TEXT,
    ),
    st.builds(
        StdioTarget,
        cases=st.lists(st.builds(StdioCase, TEXT, TEXT), min_size=1, max_size=3).map(tuple),
        compare=TEXT,
    ),
    st.builds(SqlTarget, gold=TEXT, schema=TEXT, extra_setups=st.lists(TEXT).map(tuple)),
    st.builds(RegexTarget, matches=st.lists(TEXT).map(tuple), rejects=st.lists(TEXT).map(tuple)),
    st.builds(MathTarget, gold=TEXT, program=TEXT),
    st.builds(
        JudgedTarget,
        labels=st.lists(TEXT).map(tuple),
        rubric=st.lists(st.tuples(TEXT, TEXT)).map(tuple),
    ),
)


PLANTED = st.lists(st.builds(Planted, TEXT, TEXT), max_size=2).map(tuple)


@given(
    st.builds(Problem, statement=TEXT, target=TARGETS, reference=TEXT, topic=TEXT, planted=PLANTED)
)
def test_every_problem_survives_storage(problem: Problem) -> None:
    text = rows.dump_problem(problem)
    assert "\n" not in text
    text.encode("utf-8")
    assert rows.load_problem(text) == problem


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_neighbouring_seeds_draw_nothing_alike(spec: int, seed: int, index: int) -> None:
    drawn = {
        Seed(str(spec), seed, index).rng().random(),
        Seed(str(spec), seed, index + 1).rng().random(),
        Seed(str(spec), seed + 1, index).rng().random(),
        Seed(str(spec + 1), seed, index).rng().random(),
        Seed(str(spec), seed, index).rng("salt").random(),
    }
    assert len(drawn) == 5


@given(NAMES, NAMES, st.integers(0, 10**6))
def test_a_dependent_axis_takes_a_value_of_its_parents_list(
    parents: list[str], children: list[str], index: int
) -> None:
    lists = {parent: tuple(f"{parent}-{child}" for child in children) for parent in parents}
    spec = TaskSpec(
        name="s", description="", family="math", prompt=Prompt(template=""),
        axes={
            "parent": Axis(values=tuple(parents)),
            "child": Axis(values=lists, depends_on="parent"),
        },
    )  # fmt: skip
    seed = seed_for(spec, run_seed=0, index=index)
    assert seed == seed_for(spec, run_seed=0, index=index)
    for redraw in range(3):
        cell = dict(redrawn(spec, seed, redraw).cell)
        assert cell["child"] in lists[cell["parent"]]


@given(st.lists(st.integers(1, 50), max_size=30), st.floats(0, 0.99))
def test_validation_never_takes_too_much(sizes: list[int], fraction: float) -> None:
    clusters = [(f"c{n}", size) for n, size in enumerate(sizes)]
    picked = validation_clusters(clusters, fraction)
    assert len(set(picked)) == len(picked)
    taken = sum(dict(clusters)[name] for name in picked)
    if len(picked) > 1 or not picked:
        assert taken <= round(sum(sizes) * fraction)
    else:
        assert taken <= max(round(sum(sizes) * fraction), sum(sizes) // 2)


@given(TEXT, st.integers(0, 9), st.integers(0, 9))
def test_numbers_do_not_tell_cousins_apart(text: str, one: int, other: int) -> None:
    assert signature(f"{text} {one} apples") == signature(f"{text} {other} apples")


@settings(max_examples=200)
@given(st.lists(st.binary(), max_size=8))
def test_any_bytes_are_lines(raw: list[bytes]) -> None:
    lines = [part.replace(b"\n", b" ") + b"\n" for part in raw]
    found = list(read_lines(lines))
    assert [one.number for one in found] == [n for n, part in enumerate(lines, 1) if part.strip()]
    assert all(one.fault for one in found if one.row is None)


@given(st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT))
def test_any_object_is_a_row(row: dict[str, Any]) -> None:
    (line,) = read_lines([json.dumps(row).encode() + b"\n"])
    assert line.row == row


@given(TEXT, st.lists(st.text("abc."), max_size=3))
def test_finding_a_line_never_fails(text: str, keys: list[str]) -> None:
    assert 0 <= line_of(text, tuple(keys)) <= text.count("\n") + len(text.splitlines()) + 1
