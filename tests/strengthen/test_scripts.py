"""Mutants of classes are told from no mistakes by what is done with their objects."""

from __future__ import annotations

import asyncio
from random import Random

from verisynth.sandbox import open_sandbox
from verisynth.strengthen.problems import equivalents
from verisynth.strengthen.scripts import Script, varied
from verisynth.types import Limits, Mutant, Problem, PythonTarget

STACK = """
class Stack:
    def __init__(self, limit=3):
        self.limit = limit
        self.items = []

    def push(self, item):
        if len(self.items) >= self.limit:
            raise OverflowError("full")
        self.items.append(item)

    def pop(self):
        if len(self.items) == 0:
            raise IndexError("empty")
        return self.items.pop()

    def __len__(self):
        return len(self.items)

    def largest(self):
        best = None
        for item in self.items:
            if best is None or item > best:
                best = item
        return best
"""
TESTS = """
import pytest
from solution import Stack


@pytest.fixture
def stack():
    return Stack(2)


@pytest.mark.parametrize("item", [4, 7])
def test_push(stack, item):
    stack.push(item)
    assert len(stack) == 1
    assert stack.largest() == item


def test_ends(stack):
    with pytest.raises(IndexError):
        stack.pop()
    stack.push(1)
    stack.push(2)
    with pytest.raises(OverflowError):
        stack.push(3)
    assert stack.pop() == 2
"""
FUNCTIONS = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
FUNCTION_TESTS = (
    "from solution import double, triple\n\n\ndef test_all():\n    for n in range(1, 4):\n"
    "        assert double(n) + triple(n) == 5 * n\n"
)


def equal(
    reference: str, tests: str, *changes: tuple[str, str], entry_point: str = ""
) -> list[bool]:
    """For each change of the reference whether it counts as no mistake."""
    for old, _ in changes:
        assert old in reference
    mutants = [
        Mutant(source=reference.replace(old, new), operator="x", line=1, detail=new)
        for old, new in changes
    ]
    problem = Problem(
        statement="s",
        target=PythonTarget(entry_point=entry_point, tests=tests),
        reference=reference,
    )

    async def ask() -> list[bool]:
        async with open_sandbox("userns", slots=1) as sandbox:
            found = await equivalents(
                problem, mutants, tests=[tests], sandbox=sandbox, limits=Limits()
            )
            return [one in found for one in mutants]

    return asyncio.run(ask())


def test_objects_are_made_and_used_in_further_ways() -> None:
    changes = [
        ("item > best", "item >= best"),  # the same value
        ("len(self.items) == 0", "len(self.items) <= 0"),  # the same condition
        ("item > best", "item < best"),
        (".pop()\n", ".pop(0)\n"),
        ("return len(self.items)", "return min(len(self.items), 1)"),
        ("IndexError", "KeyError"),
    ]
    found = equal(STACK, TESTS, *changes, entry_point="Stack")
    assert found == [True, True, False, False, False, False]


def test_several_functions_are_called_with_what_was_seen() -> None:
    changes = [("2 * x", "x + x"), ("3 * x", "x + 2"), ("3 * x", "x ** 2 + 2 * x - x * (x - 1)")]
    assert equal(FUNCTIONS, FUNCTION_TESTS, *changes) == [True, False, True]


def test_nothing_is_known_without_plain_calls() -> None:
    tests = "from solution import double\n\n\ndef test_it():\n    assert double(object)\n"
    assert equal("def double(x):\n    return True\n", tests, ("True", "1")) == [False]


def test_scripts_vary_within_what_was_seen_and_alike_each_time() -> None:
    seen = [
        Script("Stack", (2,), (("push", (4,)), ("pop", ()))),
        Script("Stack", (9,), (("push", (7,)),)),
        Script("Queue", (), (("put", ("a",)),)),
    ]
    found = varied(seen, Random(1))
    assert found == varied(seen, Random(1))
    assert found[:3] == seen
    assert len(set(map(repr, found))) == len(found) > 50
    for one in found:
        names = {"push", "pop"} if one.kind == "Stack" else {"put"}
        assert {name for name, _ in one.calls} <= names
        assert one.first in {other.first for other in seen if other.kind == one.kind}
