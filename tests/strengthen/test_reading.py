"""What is read from a problem's text: inputs, contracts, words, and how tests look at results."""

from __future__ import annotations

import random

import pytest

from verisynth.sandbox import values
from verisynth.strengthen.choose import covering, unlike
from verisynth.strengthen.contract import contract_of, mended
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
    gaps = contract((["+", "-"], [1, 2, 3]), (["*"], [4, 5]), (["+", "*"], [7, 8, 9]))
    assert allows(gaps, ["-"], [1, 2])
    assert not allows(gaps, ["-"], [1, 2, 3])


def test_what_the_prose_says_of_sizes_and_order_outweighs_one_example() -> None:
    calls = ([1, 2], [3, 4]), ([5], [6]), ([7, 8], [9])
    assert allows(contract(*calls), [1, 2], [3])
    found = contract(*calls, prompt="Two lists of the same length are given.")
    assert not allows(found, [1, 2], [3])
    assert mended(found, Input(([1, 2], [3]))).arguments == ([1], [3])
    calls = ([1, 2, 3], 2), ([4, 5, 6], 5), ([2, 1, 3], 9)
    assert not allows(contract(*calls, prompt="Search a sorted array."), [3, 2, 4], 1)


def test_sizes_are_counted_again_where_a_list_changed() -> None:
    found = contract(([1, 2], 2), ([3], 1), ([4, 5, 6], 3))
    assert mended(found, Input(([1, 2, 3, 4], 2))).arguments == ([1, 2, 3, 4], 4)
    assert allows(found, [1, 2, 3, 4], 4)
    found = contract((["+"], [1, 2]), (["-", "+"], [3, 4, 5]), (["*"], [6, 7]))
    assert mended(found, Input((["+", "-"], [1, 2]))).arguments == (["+"], [1, 2])
    assert mended(found, Input((["+"], [1, 2, 3]))).arguments == (["+"], [1, 2])


def test_kinds_of_numbers_that_the_prose_names_stay() -> None:
    composite = contract((15,), (2048,), (330,), prompt="The greatest prime factor of n, no prime.")
    assert allows(composite, 17)
    composite = contract((15,), (2048,), (330,), prompt="Assume n is not a prime.")
    assert allows(composite, 21)
    assert not allows(composite, 17)
    prime = contract((5,), (13,), (29,), prompt="Given a prime p.")
    assert not allows(prime, 15)
    assert allows(prime, 7)


def test_numbers_stay_on_the_scale_that_the_code_reads() -> None:
    steps = "".join(f"    if x > {limit}: return {limit}\n" for limit in (3.5, 3.0, 2.0, 1.0, 0.0))
    source = f"def f(xs):\n  for x in xs:\n    if x == 4.0: return 4\n{steps}"
    graded = contract(([4.0, 3, 1.7],), ([0.0, 2.5],), source=source)
    assert allows(graded, [3.999, 0.5])
    assert not allows(graded, [4.5])
    assert not allows(graded, [-1.0])


def test_numbers_written_one_after_the_other_stay_digits() -> None:
    source = "def f(ds): return int(''.join(map(str, ds)))"
    assert not allows(contract(([1, 2, 3],), ([7, 4],), source=source), [1, 12])


def test_what_is_only_put_in_order_may_be_negative() -> None:
    source = "def f(xs): return sorted(set(xs))"
    assert allows(contract(([5, 3, 9],), source=source), [-5])


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


def test_numbers_in_a_text_may_have_any_size_but_nothing_else_changes() -> None:
    baskets = contract(
        ("5 apples and 6 pears",), ("10 apples and 1 pears",), ("0 apples and 7 pears",)
    )
    assert allows(baskets, "12 apples and 345 pears")
    assert not allows(baskets, "5 apples and 6 pears 5 apples and")
    proposer = Proposer(baskets, evidence_of("def f(a): pass", "f"))
    parents, rng = [Input(("5 apples and 6 pears",))], random.Random(2)
    found = {one.text for one in (proposer.propose(parents, rng) for _ in range(50))}
    assert len(found) > 20


def test_letters_that_stand_alone_stay_alone() -> None:
    letters = contract(("a b b a",), ("a b c a b",), ("r t g",))
    assert allows(letters, "x y x")
    assert not allows(letters, "aa b")


def test_separators_do_not_meet_unless_seen() -> None:
    source = "def f(s): return s.split('_')"
    words = contract(("ab_cd",), ("efg_h",), ("i_j_k",), source=source)
    assert allows(words, "a_b")
    assert not allows(words, "a__b")
    assert not allows(words, "a_")
    assert not allows(contract(("a,b",), ("c,d,e",)), "a,,b")
    assert allows(contract(("a,b",), ("c,,d",)), "e,,f")


def test_spaces_meet_where_all_characters_are_alike_or_the_prose_speaks_of_them() -> None:
    source = "def f(s): return hashlib.md5(s.encode()).hexdigest()"
    assert allows(contract(("hello",), ("some text",), source=source), "  ")
    assert not allows(contract(("hello you",), prompt="Count the words."), "a  b")
    assert allows(contract(("hello you",), prompt="Split at whitespace."), "a  b")


def test_an_empty_input_that_the_prose_speaks_of_is_fair() -> None:
    assert allows(contract(("ab",), ("c",), prompt="If the text is empty, return None."), "")
    assert not allows(contract(("ab",), ("c",), prompt="Given a non-empty text."), "")


def test_starts_stay_below_their_ends_where_enough_examples_show_it() -> None:
    spans = [(at, at + 1 + at % 3, 5) for at in range(12)]
    found = contract((spans[:4],), (spans[4:],))
    assert allows(found, [(2, 3, 5)])
    assert not allows(found, [(3, 2, 5)])
    assert not allows(found, [(3, 3, 5)])
    assert allows(contract((spans[:4],)), [(3, 2, 5)])


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
        ("assert abs(f(1) - 0.5) < 1e-6", Looks(near=1e-6)),
        ("assert abs(f(1) - 0.5) < 1e-3", Looks(near=1e-3)),
        ("assert math.isclose(f(1), 0.5, rel_tol=0.01)", Looks(near=0.01)),
        ("assert round(f(1), 2) == 0.51", Looks(near=0.005)),
        ("assertAlmostEqual(f(1), 0.51, places=3)", Looks(near=0.0005)),
        ("assert math.isclose(f(1), 0.5)", Looks(near=1e-6)),
        ("assert f(1) == pytest.approx(0.5)", Looks(near=1e-6)),
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
