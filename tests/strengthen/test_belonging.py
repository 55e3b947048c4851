"""Parts of an input that belong together: fields of records, starts and ends, nodes, sizes."""

from __future__ import annotations

import random

from verisynth.strengthen.contract import Contract, contract_of, mended
from verisynth.strengthen.evidence import evidence_of
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.records import records_of
from verisynth.strengthen.vary import Proposer

TASKS = [
    {"name": "a", "hours": 2, "done": True, "price": 2.5},
    {"name": "b", "hours": 3, "done": False, "price": 0.75},
]


def contract(*calls: tuple[object, ...], parameters: str = "a, b=0", prompt: str = "") -> Contract:
    source = f"def f({parameters}): pass"
    return contract_of([Input(call) for call in calls], evidence_of(source, "f", prompt))


def allows(found: Contract, *arguments: object) -> bool:
    return found.allows(Input(arguments))


def proposed(found: Contract, *calls: tuple[object, ...]) -> list[Input]:
    """Two hundred proposals that the contract allows, or fewer."""
    rng = random.Random(4)
    proposer = Proposer(found, evidence_of("def f(a, b=0): pass", "f"))
    made = [proposer.propose([Input(call) for call in calls], rng) for _ in range(200)]
    return [one for one in (mended(found, each) for each in made) if found.allows(one)]


def test_records_keep_their_keys_and_each_field_its_kind() -> None:
    found = contract((TASKS,), ([],))
    first = TASKS[0]
    assert allows(found, [{**first, "hours": 5, "done": False, "price": 1.25}])
    assert not allows(found, [{**first, "done": 3}])
    assert not allows(found, [{**first, "hours": True}])
    assert not allows(found, [{**first, "hours": -1}])
    assert not allows(found, [{**first, "price": 2.501}])
    assert not allows(found, [{**first, "colour": "red"}])
    assert not allows(found, [{"name": "a", "hours": 2}])
    assert not allows(found, [{}])
    made = [task for one in proposed(found, (TASKS,)) for task in one.arguments[0]]  # type: ignore[attr-defined]
    assert len({repr(task) for task in made}) > 30
    assert all(set(task) == set(first) and type(task["done"]) is bool for task in made)


def test_fields_below_zero_need_an_example_and_positive_ones_none_of_zero() -> None:
    rows = [{"name": "a", "change": -4}, {"name": "b", "change": 7}]
    assert allows(contract((rows,)), [{"name": "a", "change": -2}])
    rows = [{"name": "a", "size": 4}, {"name": "b", "size": 7}]
    assert allows(contract((rows,)), [{"name": "a", "size": 0}])
    assert not allows(
        contract((rows,), prompt="All sizes are positive."), [{"name": "a", "size": 0}]
    )


def test_mappings_are_no_records() -> None:
    counts = contract(({"apple": 3, "pear": 1},), ({"plum": 2},), ({"apple": 1},))
    assert allows(counts, {"pear": 2, "kiwi": 3})
    assert allows(contract(({"apple": 3, "pear": 1},)), {"apple": 3})
    tree = contract(({"a": 1, "b": {"c": 2}},))
    assert allows(tree, {"a": 1})
    assert allows(contract(({1: "a", 2: "b"},), ({1: "c", 2: "d"},), ({1: "e", 2: "a"},)), {1: "a"})


def test_three_dicts_of_the_same_keys_are_records_and_so_are_those_within() -> None:
    points = [{"x": 1, "y": 2}, {"x": 3, "y": 1}, {"x": 0, "y": 5}]
    assert not allows(contract((points,)), [{"x": 1}])
    assert allows(contract((points[:2],)), [{"x": 1}])
    deep = [Input(({"at": {"x": one, "tag": "a"}, "n": one},)) for one in range(3)]
    assert set(records_of(deep)) == {"0", "0{'at'}"}


def test_a_node_of_a_tree_has_the_keys_of_all_nodes() -> None:
    leaf = {"val": 2, "left": None, "right": None}
    calls = (None,), (leaf,), ({"val": 1, "left": leaf, "right": None},)
    found = contract(*calls, ({"val": 1, "left": leaf, "right": leaf},))
    assert allows(found, {"val": 7, "left": leaf, "right": None})
    assert not allows(found, {"val": 1, "left": {"left": None, "right": None}, "right": None})


def test_arguments_of_one_kind_show_their_form_together() -> None:
    calls = ("1/2", "1/3"), ("1/4", "1/4"), ("2/3", "1/3")
    found = contract(*calls)
    assert allows(found, "2/4", "1/3")
    assert not allows(found, "3/4", "333")
    signs = contract(("1/2", "+"), ("1/4", "-"))
    assert allows(signs, "1/2", "+")
    spans = ([1, 3], [2, 4]), ([1, 2], [3, 4]), ([1, 2], [2, 3])
    said = contract(*spans, prompt="Whether two intervals overlap.")
    assert allows(said, [1, 5], [2, 6])
    assert not allows(said, [5, 1], [2, 6])
    assert not allows(said, [1, 5], [6, 2])
    assert allows(contract(*spans[:1], prompt="Whether two intervals overlap."), [3, 1], [2, 4])
    assert allows(contract(([1, 2], [2, 3, 4]), prompt="Two intervals."), [2, 1], [2, 3, 4])


def test_texts_of_a_length_that_the_prose_names_keep_it() -> None:
    calls = ("crane", "crate"), ("house", "mouse"), ("plant", "plane")
    said = contract(*calls, prompt="Two five-letter words.")
    assert allows(said, "abcde", "edcba")
    assert not allows(said, "abcd", "edcb")
    assert allows(contract(*calls, prompt="Two words."), "abcd", "edcb")
    assert len(proposed(said, *calls)) > 20


def test_a_field_that_the_code_compares_with_a_text_takes_the_texts_seen() -> None:
    source = "def f(ops): return sum(o['amount'] for o in ops if o['kind'] == 'deposit')"
    moves = [{"kind": "deposit", "amount": 5}, {"kind": "withdraw", "amount": 3}]
    found = contract_of([Input((moves,))], evidence_of(source, "f"))
    assert allows(found, [{"kind": "withdraw", "amount": 4}])
    assert not allows(found, [{"kind": "deposi", "amount": 4}])
    assert proposed(found, (moves,))
    assert allows(contract((moves,)), [{"kind": "deposi", "amount": 4}])


def test_graphs_stay_without_cycles_where_the_prose_says_so() -> None:
    calls = ({"a": ["b"], "b": []},), ({"a": ["b", "c"], "b": ["c"], "c": []},)
    said = contract(*calls, prompt="Order an acyclic graph.")
    assert allows(said, {"a": ["b"], "b": ["c"], "c": []})
    assert not allows(said, {"a": ["b"], "b": ["a"]})
    assert not allows(said, {"a": ["a"]})
    assert allows(contract(*calls), {"a": ["b"], "b": ["a"]})
    assert not allows(said, {"a": [["b"]], "b": []})


def test_pairs_in_lists_keep_their_order() -> None:
    pairs = [[1, 3], [2, 6], [8, 10], [15, 18]]
    found = contract((pairs,), ([[1, 4], [4, 5]],))
    assert allows(found, [[5, 6]])
    assert not allows(found, [[6, 5]])
    assert not allows(found, [[6, 6]])
    assert proposed(found, (pairs,))
    assert allows(contract((pairs,)), [[6, 5], [1, 2]])
    said = contract((pairs,), prompt="Merge intervals with start <= end.")
    assert allows(said, [[6, 6]])
    assert not allows(said, [[6, 5]])
    equal = contract(([*pairs, [2, 2]],))
    assert allows(equal, [[7, 7]])
    assert not allows(equal, [[7, 6]])
    assert allows(contract(([*pairs, [9, 2]],)), [[7, 6]])
    assert allows(contract(([*pairs, [2, 5, 9]],)), [[7, 6]])


def test_arguments_named_as_start_and_end_stay_in_order() -> None:
    calls = (1, 5), (3, 3)
    assert not allows(contract(*calls, parameters="lo, hi"), 5, 3)
    assert not allows(contract(*calls, parameters="min_age, max_age"), 5, 3)
    assert allows(contract(*calls, parameters="a, b"), 5, 3)
    assert allows(contract(*calls, parameters="lo_a, hi_b"), 5, 3)
    days = ("2020-01-05", "2021-01-01"), ("2020-02-01", "2020-02-07")
    assert not allows(contract(*days, parameters="start, end"), "2021-05-01", "2020-05-01")
    assert allows(contract(*days, parameters="one, other"), "2021-05-01", "2020-05-01")
    mixed = contract(("ab", "cde"), ("f", "g"), parameters="start, end")
    assert allows(mixed, "g", "f")


def test_every_listed_node_stays_a_key() -> None:
    calls = ({"a": ["b"], "b": []}, "a"), ({"a": ["b"], "b": ["c"], "c": []}, "b")
    found = contract(*calls)
    assert allows(found, {"a": ["b"], "b": ["a"]}, "a")
    assert not allows(found, {"a": ["c"], "b": []}, "a")
    made = proposed(found, *calls)
    assert len({one.text for one in made}) > 20
    loose = contract(({"a": ["b"]}, "a"), ({"a": ["b"], "b": ["c"]}, "b"))
    assert allows(loose, {"a": ["c"], "b": ["a"]}, "a")
    weighted = contract(({"a": {"b": 2}, "b": {}},), ({"b": [("b", 3)], "c": [("b", 1)]},))
    assert not allows(weighted, {"a": {"c": 2}, "b": {}})
    assert mended(found, Input(({"a": ["b", "z"], "b": []}, "a"))).arguments[0] == {
        "a": ["b"],
        "b": [],
    }


def test_lists_of_a_size_that_the_prose_names_keep_it_and_their_range() -> None:
    throws = ([1, 1, 1, 1, 1],), ([1, 2, 3, 4, 5],), ([6, 6, 6, 6, 5],)
    dice = contract(*throws, prompt="Score of five dice.")
    assert allows(dice, [6, 5, 4, 3, 2])
    assert not allows(dice, [1, 2, 3, 4])
    assert not allows(dice, [1, 2, 3, 4, 7])
    free = contract(*throws, prompt="Score of the dice.")
    assert allows(free, [1, 2, 3, 4])
    assert allows(free, [1, 2, 3, 4, 7])
    gaps = contract(*throws, ([1, 2, 9, 4, 4],))
    assert not allows(gaps, [1, 2, 3])
    assert allows(gaps, [1, 2, 3, 4, 12])
    assert not allows(contract(*throws, prompt="The 5 dice."), [1, 2, 3, 4])
