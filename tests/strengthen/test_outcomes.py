"""Names of outcomes follow Python's ``==``, and no program keeps the others from being run."""

from __future__ import annotations

import pytest

from tests.strengthen.asking import outcomes

pytestmark = pytest.mark.slow


def name_of(expression: str) -> str:
    return names_of(expression)[0]


def names_of(*expressions: str) -> list[str]:
    head = "import collections, decimal, fractions, datetime\n"
    sources = [f"{head}def f():\n    return {one}\n" for one in expressions]
    return [one.names[0] for one in outcomes(sources, ())]


def test_equal_values_share_a_name() -> None:
    equal = [
        ("1", "1.0", "True", "fractions.Fraction(1)", "decimal.Decimal('1.0')", "1+0j"),
        ("0", "-0.0", "False"),
        ("{'a': 1, 'b': [2]}", "{'b': [2.0], 'a': True}", "collections.OrderedDict(a=1, b=[2])"),
        ("{1, 2}", "frozenset([2, 1])"),
        ("2**70", "float(2**70)"),
        ("0.1 + 0.2", "0.3"),
        ("range(0)", "range(5, 5)"),
    ]
    for group in equal:
        assert len(set(names_of(*group))) == 1, group


def test_different_values_have_different_names() -> None:
    different = [
        "1", "'1'", "[1]", "(1,)", "{1}", "None", "b'1'", "[1, 2]", "[2, 1]", "[[1], 2]", "'1, 2'",
        "1.001", "float('nan')", "float('inf')", "{1: 2}", "{2: 1}", "''", "[]", "()", "['a,b']",
        "['a', 'b']", "collections.deque([1])", "range(3)", "2**70", "2**70 + 1",
    ]  # fmt: skip
    names = names_of(*different)
    assert len(set(names)) == len(names)


def test_objects_have_no_name() -> None:
    assert names_of("object()", "[lambda: 1]", "type('int', (int,), {})(1)") == ["?", "?", "?"]


def test_a_program_that_loops_or_leaves_costs_the_others_nothing() -> None:
    sources = [
        "def f(n):\n    return n\n",
        "def f(n):\n    while True: pass\n",
        "import os\ndef f(n):\n    os._exit(0)\n",
        "def f(n):\n    raise ValueError\n",
        "def f(n) return\n",
        "def f(n):\n    return n + 1\n",
    ]
    found = outcomes(sources, (1,), (2,))
    assert found[0].names == ("1", "2")
    assert found[1].names == ("~", ".")
    assert found[2].broken
    assert found[3].names == ("!ValueError", "!ValueError")
    assert found[4].broken
    assert found[5].names == ("2", "3")


def test_arguments_are_fresh_for_every_call_and_source() -> None:
    source = "def f(xs):\n    xs.append(1)\n    return len(xs)\n"
    found = outcomes([source, source], ([],), ([],))
    assert [one.names for one in found] == [("1", "1"), ("1", "1")]
