"""Mutants of a program: each a program that differs, in a useful order, never executed here."""

from __future__ import annotations

import ast
import asyncio

import pytest

from sandboxes.mutants import mutants as make
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Mutant
from verisynth.verifiers.python_mutants import mutants

PROGRAM = '''
LIMIT = 3

def step(x):
    """Say 1."""
    return x + 1

def unused(y):
    return y * 2

def total(xs, cap=10):
    found = 0
    i = 0
    while i < len(xs):
        if xs[i] > LIMIT and xs[i] != cap:
            found += step(xs[i])
        i += 1
    for low in range(2, cap):
        found -= min(low, cap)
    try:
        first = sorted(xs)[1:][0]
    except IndexError:
        raise ValueError("too few: 2")
    return found - first

if __name__ == "__main__":
    print(total([1, 2, 3]))
'''


def details(source: str, entry_point: str = "") -> list[str]:
    return [one["detail"] for one in make(source, entry_point, limit=1000)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return 7", "7 -> 8"),
        ("return 7", "7 -> 6"),
        ("return True", "True -> False"),
        ("return x + 1", "return x + 1 -> return None"),
        ("return x + 1", "return x + 1 -> return x"),
        ("return x + y", "return x + y -> return 0"),
        ("return x < y", "x < y -> x <= y"),
        ("return x == y", "x == y -> x >= y"),
        ("if x: return 1", "x -> True"),
        ("if x: return 1", "x -> not x"),
        ("return x - y", "x - y -> x + y"),
        ("return x - y", "x - y -> y - x"),
        ("return x and y", "x and y -> x or y"),
        ("return x[1:]", "x[1:] -> x[:]"),
        ("return x[:y]", "x[:y] -> x[:y - 1]"),
        ("return x[y]", "x[y] -> x[y + 1]"),
        ("return list(range(x))", "range(x) -> range(x + 1)"),
        ("return max(x, y)", "max(x, y) -> min(x, y)"),
        ("return [max(x, y)]", "max(x, y) -> y"),
        ("return sorted(x)", "sorted(x) -> sorted(x, reverse=True)"),
        ("return [y.strip(), x]", "y.strip() -> y"),
        ("return pow(x, y)", "pow(x, y) -> pow(y, x)"),
        ("return 'aeiou'", "'aeiou' -> 'aeio'"),
        ("x += y\n    return x", "x += y -> x = y"),
        ("x += y\n    return x", "x += y -> x -= y"),
        ("x.append(y)\n    return x", "x.append(y) -> pass"),
        ("for z in x: y += z\n    return y", "for z in x: -> for z in list(x)[1:]:"),
        ("for z in x:\n        if z: break\n    return z", "break -> pass"),
        ("if x: raise ValueError(y)", "raise ValueError(y) -> pass"),
    ],
)
def test_every_kind_of_mistake_is_made(before: str, after: str) -> None:
    found = details(f"def f(x, y):\n    {before}\n", "f")
    assert after in found


def test_mutants_are_programs_and_no_two_do_the_same() -> None:
    found = [one["source"] for one in make(PROGRAM, "total", limit=1000)]
    trees = {ast.dump(ast.parse(source)) for source in found}
    assert len(found) > 60
    assert len(trees) == len(found)
    assert ast.dump(ast.parse(PROGRAM)) not in trees


def test_a_mistake_the_compiler_removes_is_none() -> None:
    assert "1 + 1 -> 1 * 1" not in details("def f():\n    return 1 * 1 + 0\n")
    assert details("def f():\n    return\n", "f") == []


def test_only_code_the_entry_point_may_reach_is_changed() -> None:
    lines = {one["line"] for one in make(PROGRAM, "total", limit=1000)}
    assert {2, 6, 14} <= lines
    assert lines.isdisjoint({5, 9, 27, 28})


def test_documentation_messages_annotations_and_decorators_are_left_alone() -> None:
    source = (
        "@cache(5)\n"
        "def f(x: 'int | 3' = 1) -> 'list[4]':\n"
        "    'Says 5.'\n"
        "    if x: raise ValueError('at most 6')\n"
        "    return x\n"
    )
    for one in make(source, "f", limit=1000):
        kept = ("@cache(5)", "'int | 3'", "'list[4]'", "Says 5.")
        assert all(text in one["source"] for text in kept)
        assert "at most 6" in one["source"] or one["operator"] == "exception"


def test_the_order_starts_with_the_telling_operators_on_different_lines() -> None:
    found = make(PROGRAM, "total", limit=1000)
    assert found[0]["operator"] == "constant"
    assert {one["operator"] for one in found[:8]} >= {"constant", "return", "comparison"}
    constants = [one["line"] for one in found if one["operator"] == "constant"]
    lines = set(constants)
    assert set(constants[: len(lines)]) == lines


def test_a_limit_cuts_the_same_order_and_a_seed_makes_another() -> None:
    whole = make(PROGRAM, "total", limit=1000)
    assert make(PROGRAM, "total", limit=10) == whole[:10]
    assert make(PROGRAM, "total", limit=10, seed=1) != whole[:10]


def test_no_mutant_only_takes_the_way_out_of_a_loop() -> None:
    found = details("def f(n):\n    i = 0\n    while i < n:\n        i += 1\n    return i\n", "f")
    assert "i < n -> True" not in found
    assert "1 -> 0" not in found
    assert "i += 1 -> pass" not in found
    assert "i < n -> i <= n" in found


def _in_the_box(*sources: str) -> list[tuple[Mutant, ...]]:
    async def ask() -> list[tuple[Mutant, ...]]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return [
                await mutants(source, entry_point="total", sandbox=sandbox, limits=Limits())
                for source in sources
            ]

    return asyncio.run(ask())


def test_the_box_makes_them_and_refuses_nothing_that_is_no_program() -> None:
    nested = "x = " + "(" * 500 + ")" * 500
    made, broken, deep = _in_the_box(PROGRAM, "def total(:", nested)
    assert str(made[0]).startswith("line ")
    assert [one.detail for one in made] == details(PROGRAM, "total")[: len(made)]
    assert (broken, deep) == ((), ())
