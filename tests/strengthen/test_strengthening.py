"""Strengthening finds what the tests lack, and asks nothing the problem did not promise."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.strengthen.asking import arguments, strengthened, wish
from verisynth.strengthen.search import Budget
from verisynth.strengthen.strengthening import Policy
from verisynth.types import PythonTarget
from verisynth.verifiers.closeness import close

pytestmark = pytest.mark.slow

LARGEST = """\
def f(xs):
    best = xs[0]
    for x in xs:
        if x > best:
            best = x
    return best
"""


def test_a_weak_test_set_gets_the_cases_that_kill_its_survivors() -> None:
    (found,) = strengthened(wish(LARGEST, "([1, 2, 3],)", "([5, 6],)", prompt="numbers, integers"))
    assert found.killed_before < found.killed_after
    assert found.score_before < 1
    assert all(
        case.expected == str(max(xs))
        for case, (xs,) in zip(found.added, arguments(found), strict=True)
    )  # type: ignore[call-overload]


def test_the_same_problem_gets_the_same_cases() -> None:
    problem = wish(LARGEST, "([1, 2, 3],)", "([5, 6],)")
    first, second = strengthened(problem, problem)
    assert first.added == second.added


def test_inputs_the_reference_refuses_are_not_asked() -> None:
    source = "def f(n):\n    assert n % 2 == 0\n    return n // 2\n"
    (found,) = strengthened(wish(source, "(2,)", "(10,)", "(64,)"))
    assert found.added
    assert all(n % 2 == 0 for (n,) in arguments(found))  # type: ignore[operator]


def test_an_explicit_contract_is_kept() -> None:
    contract = "    assert n < 50, 'small only'\n"
    problem = wish("def f(n):\n    return n * n\n", "(2,)", "(10,)", "(40,)", contract=contract)
    (found,) = strengthened(problem)
    assert found.added
    assert all(n < 50 for (n,) in arguments(found))  # type: ignore[operator]


def test_a_reference_that_depends_on_set_order_is_not_copied_into_cases() -> None:
    source = "def f(xs):\n    return list({x for x in xs})\n"
    (found,) = strengthened(wish(source, "([1, 2, 3],)", "([4, 4],)"))
    assert all(len(set(xs)) <= 1 for (xs,) in arguments(found))  # type: ignore[arg-type]


def test_a_reference_that_plays_dice_gives_no_cases() -> None:
    source = "import random\ndef f(n):\n    return n + random.random()\n"
    (found,) = strengthened(wish(source, "(2,)", "(10,)"))
    assert not found.added


def test_only_what_independent_solutions_agree_on_is_added() -> None:
    other = "def f(n):\n    return n * n if n < 20 else -1\n"
    problem = wish("def f(n):\n    return n * n\n", "(2,)", "(10,)", "(40,)", solutions=(other,))
    (found,) = strengthened(problem)
    assert found.disputed
    assert all(n < 20 for (n,) in arguments(found))  # type: ignore[operator]


PRIME = """\
def f(n):
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return n > 1
"""


def test_large_numbers_are_asked_where_the_reference_bears_them_and_not_elsewhere() -> None:
    asked = "(7,)", "(255379,)", "(13441,)", "(10,)"
    by_root, by_all, linear = strengthened(
        wish(PRIME, *asked),
        wish(PRIME, *asked),
        wish(PRIME.replace("i * i <= n", "i < n"), *asked),
        policy=Policy(cases=8),
    )
    assert by_root.added == by_all.added
    assert sum(n > 9_000_000 for (n,) in arguments(by_root)) == 2  # type: ignore[operator]
    assert not any(n > 9_000_000 for (n,) in arguments(linear))  # type: ignore[operator]


def test_no_large_numbers_are_asked_where_speed_shall_not_matter() -> None:
    policy = Policy(budget=Budget(growth=False))
    (found,) = strengthened(wish(PRIME, "(7,)", "(255379,)", "(10,)"), policy=policy)
    assert found.added
    assert not any(n > 9_000_000 for (n,) in arguments(found))  # type: ignore[operator]


def test_a_known_wrong_program_is_killed() -> None:
    wrong = "def f(s):\n    return s == s[::-1] and len(s) != 3\n"
    source = "def f(s):\n    return s == s[::-1]\n"
    problem = wish(source, "('ab',)", "('abba',)", "('hello',)", wrong=(wrong,))
    (found,) = strengthened(problem)
    assert found.wrong_killed == 1
    assert any(len(s) == 3 and s == s[::-1] for (s,) in arguments(found))  # type: ignore[arg-type, index]


IN_MONTH = """\
def f(d):
    y, m, day = map(int, d.split("-"))
    leap = y % 4 == 0 and (y % 100 or y % 400 == 0)
    return [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1] - day
"""
BY_CALENDAR = """\
import calendar, datetime
def f(d):
    day = datetime.date.fromisoformat(d)
    return calendar.monthrange(day.year, day.month)[1] - day.day
"""
REACHED = """\
def f(g, a, b):
    seen, stack = set(), [a]
    while stack:
        x = stack.pop()
        if x not in seen:
            seen.add(x)
            stack += g.get(x, [])
    return b in seen
"""
MERGED = """\
def f(xs):
    out = []
    for a, b in sorted(xs):
        if out and a <= out[-1][1]:
            out[-1][1] = max(out[-1][1], b)
        else:
            out.append([a, b])
    return out
"""


def test_right_programs_that_trust_what_the_examples_promise_agree_on_every_added_input() -> None:
    date, graph, spans, tasks = strengthened(
        wish(
            IN_MONTH,
            *("('2020-02-01',)", "('2021-12-31',)", "('2021-04-10',)"),
            solutions=(BY_CALENDAR,),
        ),
        wish(
            REACHED,
            *("({'a': ['b'], 'b': []}, 'a', 'b')", "({'a': [], 'b': ['a']}, 'a', 'b')"),
            "({'a': ['b'], 'b': ['c'], 'c': []}, 'a', 'c')",
            solutions=(REACHED.replace("g.get(x, [])", "g[x]"),),
        ),
        wish(
            MERGED,
            *("([[1, 3], [2, 6], [8, 10]],)", "([[1, 4], [4, 5]],)"),
            prompt="Merge overlapping intervals.",
            solutions=(MERGED.replace("sorted(xs)", "sorted(xs, key=lambda pair: pair[0])"),),
        ),
        wish(
            "def f(ts):\n    return sum(t['hours'] for t in ts if t['done'])\n",
            "([{'hours': 2, 'done': True}, {'hours': 3, 'done': False}],)",
            solutions=(
                "def f(ts):\n    return sum(t['hours'] for t in ts if t['done'] is True)\n",
            ),
        ),
    )
    assert [one.disputed for one in (date, graph, spans, tasks)] == [0, 0, 0, 0]
    assert all(len(one.added) > 10 for one in (date, graph, spans, tasks))
    assert all(one.killed_after > one.killed_before for one in (date, graph, spans))


def test_sorted_and_balanced_inputs_stay_so() -> None:
    search = "def f(xs, x):\n    return x in xs\n"
    depth = "def f(s):\n    return s.count('(')\n"
    in_order, brackets = strengthened(
        wish(search, "([1, 4, 6], 4)", "([2, 3, 9, 11], 5)", "([1, 2, 3], 3)"),
        wish(depth, "('(())',)", "('()()',)", "('((()))',)"),
    )
    assert all(a <= b for xs, _ in arguments(in_order) for a, b in pairwise(xs))  # type: ignore[call-overload]
    assert all(s.count("(") == s.count(")") for (s,) in arguments(brackets))  # type: ignore[attr-defined]


def test_computed_floats_get_a_tolerance_and_copied_ones_none() -> None:
    mean = "def f(xs):\n    return sum(xs) / len(xs)\n"
    most = "def f(xs):\n    return max(xs)\n"
    calls = ("([1.0, 2.5],)", "([4.5, 0.5, 1.5],)")
    computed, copied = strengthened(wish(mean, *calls), wish(most, *calls))
    assert any(case.tolerance for case in computed.added)
    assert not any(case.tolerance for case in copied.added)


def test_tests_that_look_through_a_set_are_left_alone() -> None:
    target = PythonTarget(entry_point="f", assertions=("assert set(f([1, 2])) == {1, 2}",))
    (found,) = strengthened(
        wish("def f(xs):\n    return xs\n").__class__(
            target=target, reference="def f(xs):\n    return xs\n"
        )
    )
    assert "set(…)" in found.why_not
    assert not found.added


@pytest.mark.parametrize(
    ("contract", "told"),
    [
        ("assert (", "the contract is not Python: line 1: '(' was never closed"),
        ("x = n\nassert n >", "the contract is not Python: line 2: invalid syntax"),
        ("# nothing", "the contract is not Python: line 1: expected an indented block"),
        ("assert n > 50", "the contract refuses every input"),
        ("assert m > 1", "the contract refuses every input"),
    ],
)
def test_a_contract_that_is_no_help_is_told(contract: str, told: str) -> None:
    (found,) = strengthened(wish("def f(n):\n    return n\n", "(2,)", "(9,)", contract=contract))
    assert found.why_not.startswith(told)
    assert not found.added


def test_a_reference_that_works_in_place_gets_no_cases_and_one_that_may_find_none_does() -> None:
    in_place, finding = strengthened(
        wish("def f(xs):\n    xs.sort()\n", "([2, 1],)", "([3, 5, 4],)"),
        wish("def f(xs):\n    return xs[0] if xs else None\n", "([2, 1],)", "([],)"),
    )
    assert "returns None for every input" in in_place.why_not
    assert not in_place.added
    assert finding.added


def test_a_promise_of_one_answer_needs_somebody_to_keep_it() -> None:
    first = """\
def f(xs, t):
    for i, x in enumerate(xs):
        for j in range(i + 1, len(xs)):
            if x + xs[j] == t:
                return [i, j]
"""
    last = first.replace("range(i + 1, len(xs))", "reversed(range(i + 1, len(xs)))")
    calls = "([2, 7, 11, 15], 9)", "([3, 2, 4], 6)", "([3, 3], 6)"
    prompt = "Indices of the two numbers with the sum t. Exactly one solution exists."
    alone, with_another = strengthened(
        wish(first, *calls, prompt=prompt), wish(first, *calls, prompt=prompt, solutions=(last,))
    )
    assert "one answer only" in alone.why_not
    assert with_another.added
    assert with_another.disputed


def test_a_problem_without_inputs_says_so() -> None:
    (found,) = strengthened(wish("def f(n):\n    return n\n"))
    assert found.why_not


@pytest.mark.parametrize(
    ("claim", "expected", "tolerance", "is_close"),
    [
        (0.30000000000000004, 0.3, 0.0, False),
        (0.30000000000000004, 0.3, 1e-6, True),
        (0.31, 0.3, 1e-6, False),
        (1e9 + 1, 1e9, 1e-6, True),
        ([1, 0.1000000001], [1, 0.1], 1e-6, True),
        ([1.0000000001], [1], 1e-6, False),
        ((0.1,), [0.1], 1e-6, False),
        ({"a": 0.1000000001}, {"a": 0.1}, 1e-6, True),
        (float("inf"), 1e300, 1e-6, False),
        (float("nan"), 0.5, 1e-6, False),
        (True, 1.0000001, 1e-6, False),
        ("0.3", 0.3, 1e-6, False),
        (10**400, 0.3, 1e-6, False),
    ],
)
def test_a_tolerance_is_for_floats_only(
    claim: object, expected: object, tolerance: float, is_close: bool
) -> None:
    assert close(claim, expected, tolerance) is is_close
