"""Whatever an independent author writes is an answer, tests, or unparseable; nothing else."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings, strategies as st

from verisynth import registry
from verisynth.errors import Unparseable
from verisynth.types import Candidate

pytestmark = pytest.mark.slow

SOLVABLE = ("python", "stdio", "sql", "regex", "math")
PIECES = st.sampled_from(
    ["```python\n", "```", "def f(x):", "\n", "    return x", "SELECT 1", ";", "Answer: ", "1/2",
     "\\boxed{", "}", "(", "[a-z]+", '[{"input": "', '", "output": "', '"}]', "import solution\n",
     "assert ", "\x00", "\ud800", "  ", "<think>", "/", "'", '"', "#"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))


@pytest.mark.parametrize("name", SOLVABLE)
@given(text=TEXTS)
@example(text="(" * 30_000)
@example(text="[" * 30_000)
@example(text="1" * 20_000)
@settings(max_examples=60, deadline=None)
def test_an_answer_is_read_or_unparseable(name: str, text: str) -> None:
    family = registry.component("families", name)
    problem = family.parse(family.example, cell={}).problem
    (section,) = [section for section, _, _ in family.answer_sections]
    with contextlib.suppress(Unparseable):
        assert isinstance(family.parse_answer({section: text}, problem), Candidate)


@pytest.mark.parametrize("name", ["python", "stdio"])
@given(text=TEXTS)
@example(text="(" * 30_000)
@example(text="[" * 30_000)
@settings(max_examples=60, deadline=None)
def test_tests_are_read_or_unparseable(name: str, text: str) -> None:
    family = registry.component("families", name)
    problem = family.parse(family.example, cell={}).problem
    (section,) = [section for section, _, _ in family.test_sections]
    with contextlib.suppress(Unparseable):
        assert isinstance(family.parse_tests({section: text}, problem), type(problem.target))
