"""What is read from a problem's text: inputs, contracts, words, and how tests look at results."""

from __future__ import annotations

import random

import pytest

from verisynth.sandbox import values
from verisynth.strengthen.choose import covering, unlike
from verisynth.strengthen.contract import contract_of
from verisynth.strengthen.evidence import evidence_of
from verisynth.strengthen.inputs import Input, shown
from verisynth.strengthen.looks import Looks, looks_of
from verisynth.strengthen.prompts import prompt_examples
from verisynth.strengthen.vary import Proposer


def contract(*calls: tuple[object, ...], source: str = "def f(a, b=0): pass", prompt: str = ""):
    return contract_of([Input(call) for call in calls], evidence_of(source, "f", prompt))


def allows(found, *arguments: object) -> bool:
    return found.allows(Input(arguments))


def test_literals_read_back_as_the_same_value() -> None:
    for value in [
        (), (1,), (1, [2.5, -0.0], {"a": {1, 2}}), set(), frozenset({1}), float("inf"), "é\n\ud800",
        {(1, 2): None}, True, 10**5000, b"\x00", 1 + 2j, (float("-inf"),),
    ]:  # fmt: skip
        assert values.literal(shown(value)) == value


def test_negative_numbers_need_a_reason() -> None:
    assert not allows(contract(([1, 2, 3],), ([4, 5],)), [-1])
    assert allows(contract(([1, -2, 3],), ([4, 5],)), [-1])
    assert allows(contract(([1, 2, 3],), prompt="Given a list of integers, sum them."), [-1])
    assert not allows(contract(([1, 2],), prompt="Given a list of positive integers."), [-1])
    assert not allows(contract((5,), (7,), prompt="Given a number n."), -1)
    guarded = "def f(n):\n    if n < 2:\n        return False\n    return True\n"
    assert allows(contract((5,), (7,), source=guarded), 1)


def test_how_recursion_ends_is_no_invitation() -> None:
    source = "def f(n):\n    if n == 0:\n        return 0\n    return f(n - 1)\n"
    assert not allows(contract((10,), (1,), (8,), (11,), (12,), source=source), 0)
    source = "def f(n):\n    if n <= 2:\n        return 1\n    return f(n - 1) + f(n - 2)\n"
    assert not allows(contract((10,), (1,), (8,), (11,), (12,), source=source), -1)


def test_empty_inputs_need_a_reason() -> None:
    assert not allows(contract(([1, 2],), ([3],)), [])
    assert allows(contract(([1, 2],), ([],)), [])
    asked = "def f(xs):\n    if not xs:\n        return None\n    return xs[0]\n"
    assert allows(contract(([1, 2],), ([3],), source=asked), [])
    assert not allows(contract(("ab",), ("c",)), "")


def test_an_oddity_among_many_values_is_not_varied() -> None:
    found = contract(({"a": 1, "b": 2, "c": 3},), ({"a": 1, 5: 2, "d": 3},))
    assert allows(found, {"a": 1, "x": 2})
    assert not allows(found, {"a": 1, 6: 2})


def test_stated_bounds_hold() -> None:
    found = contract((3, 2), (9, 5), prompt="Bases are less than 10.")
    assert allows(found, 3, 9)
    assert not allows(found, 3, 10)


def test_arguments_that_belong_together_stay_together() -> None:
    same = contract(("10", "01"), ("111", "000"), ("1", "0"))
    assert allows(same, "1010", "1111")
    assert not allows(same, "1010", "111")
    first = contract(([1, 2, 3], 2), ([4, 5], 1), ([7, 8, 9, 9], 4))
    assert not allows(first, [1, 2], 3)


def test_texts_stay_in_their_alphabet_and_form() -> None:
    assert not allows(contract(("0101",), ("111",), ("00",)), "012")
    dates = contract(("03-11-2000",), ("15-01-2012",), ("04-12-2003",))
    assert allows(dates, "31-12-1999")
    assert not allows(dates, "31-12-199")
    words = contract(("hello",), ("world",), source="def f(s): return s.upper()")
    assert allows(words, "HeLLo")
    assert not allows(
        contract(("hello",), ("world",), source="def f(s): return ord(s[0])"), "Hello"
    )


def test_tables_keep_their_rows_even() -> None:
    found = contract(([[1, 2], [3, 1]],), ([[1, 2, 3], [4, 5, 6], [7, 8, 8]],))
    assert allows(found, [[1, 2], [5, 6]])
    assert not allows(found, [[1, 2], [5]])


def test_proposals_keep_the_form_of_the_call() -> None:
    found = contract(([1, 2], "ab"), ([3], "c"))
    proposer = Proposer(found, evidence_of("def f(a, b): pass", "f"))
    rng = random.Random(1)
    for _ in range(300):
        one = proposer.propose([Input(([1, 2], "ab")), Input(([3], "c"))], rng)
        assert len(one.arguments) == 2
        assert isinstance(one.arguments[0], list)
        assert isinstance(one.arguments[1], str)


@pytest.mark.parametrize(
    ("assertion", "expected"),
    [
        ("assert f([1]) == [1]", Looks()),
        ("assert f(1)", Looks()),
        ("assert not f(1), 'bad: ' + str(f(1)[0])", Looks()),
        ("assert set(f([1])) == {1}", Looks(through="set(…)")),
        ("assert sorted(f([1])) == [1]", Looks(through="sorted(…)")),
        ("assert f([1])[0] == 1", Looks(through="a part of it")),
        ("assert abs(f(1) - 0.5) < 1e-6", Looks(near=True)),
        ("assert math.isclose(f(1), 0.5)", Looks(near=True)),
        ("assert f(1) == pytest.approx(0.5)", Looks(near=True)),
        ("assert f(f(1)) == 1", Looks()),
    ],
)
def test_how_tests_look_at_results_is_read(assertion: str, expected: Looks) -> None:
    assert looks_of("f", (assertion,), "") == expected


def test_a_result_given_a_name_is_followed() -> None:
    tests = "def test_it():\n    got = f([1])\n    assert len(got) == 1\n"
    assert looks_of("f", (), tests).through == "len(…)"


def test_examples_of_a_prompt_are_read() -> None:
    prompt = ">>> f([1, 2], k=3)\n[1]\nFor example f('a)b') is 2, and f(x) is unknown. f(\n4) too"
    found = prompt_examples(prompt, "f")
    assert [one.text for one in found] == ["([1, 2],){'k': 3}", "('a)b',){}", "(4,){}"]


def test_few_inputs_cover_all_programs() -> None:
    kills = [{1}, {1, 2, 3}, {3, 4}, set(), {2}]
    assert covering(kills) == [1, 2]
    assert set(covering(kills, times=2)) == {0, 1, 2, 4}


def test_unlike_inputs_come_first() -> None:
    features = [frozenset("ab"), frozenset("ab"), frozenset("cd")]
    assert unlike(features, [0], count=1) == [2]
