"""Attacks are strings: a pump that is read in more and more ways, and then nothing matches."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given, settings, strategies as st

from tests.languages.regex.backtracking.test_automaton import PATTERNS, paths
from verisynth.languages.regex.backtracking.ambiguity import MAX_STEPS, Shapes
from verisynth.languages.regex.backtracking.attacks import Attack, attacks
from verisynth.languages.regex.backtracking.automaton import automaton
from verisynth.languages.regex.backtracking.demands import demanded, shortest
from verisynth.languages.regex.backtracking.loops import loops
from verisynth.languages.regex.backtracking.positions import TooComplex
from verisynth.languages.regex.parser import parse


def proposed(pattern: str, *, whole: bool = False, most: int = 16) -> list[Attack]:
    return list(islice(attacks(parse(pattern), whole=whole), most))


def kinds(pattern: str, *, whole: bool = False) -> list[str]:
    return list(dict.fromkeys(one.kind for one in proposed(pattern, whole=whole)))


@pytest.mark.parametrize(
    ("pattern", "whole", "expected"),
    [
        ("(?:a+)+b", False, ["explosion", "restart"]),
        ("(?:a+)+b", True, ["explosion"]),
        ("(?:a|ab|b)*c", True, ["explosion"]),
        ("a+b", False, ["restart"]),
        ("a+b", True, []),
        ("^a+b", False, []),
        ("(?m)^a+b", False, []),
        (r"(?m)^\s+b", False, ["restart"]),
        ("<b[^>]*>", False, ["restart"]),
        ("xb[^x]*>", False, []),  # a search cannot begin anew inside the loop
        (r"\ba+b", False, []),
        (r"\b\w+-|-\w+", False, []),
        ("^a*a*b", False, ["handover"]),
        ("a*x?a*b", True, ["handover"]),
        ("a*xa*b", True, []),
        ("^(?:ab)*(?:ba)*c", False, []),
        ("^(?:ab)*a(?:ba)*c", False, ["handover"]),
        ("a{1,9}b", True, []),
        ("a{1,9}b", False, ["restart"]),  # proposed with all counts as loops; it does no harm
        ("(?:a{1,99}){1,99}b", True, ["explosion"]),
        (r"(?:a|\d)*b", True, []),
        ("abc", False, []),
        (r"(?=a+b)", False, ["restart"]),
        (r"^(?:(?=.*b)a)*c", False, ["handover"]),
    ],
)
def test_each_loop_is_told_by_its_shape(pattern: str, whole: bool, expected: list[str]) -> None:
    assert kinds(pattern, whole=whole) == expected


@pytest.mark.parametrize(
    ("pattern", "attack"),
    [
        ("(?:a+)+$", ("a", "a", "b")),
        ("<b[^>]*>", ("<ba", "<ba", "")),
        (r"(?<=#)(?:a|a)+$", ("#a", "aa", "b")),
        ("^x(?:ab|a|b)*y", ("xa", "baba", "")),
    ],
)
def test_prefix_pump_and_suffix_are_the_shortest(pattern: str, attack: tuple[str, ...]) -> None:
    first = proposed(pattern)[0]
    letters = {"A": "b", "!": "b", "c": "b"}  # any letter that is not read will do
    suffix = "".join(letters.get(one, one) for one in first.suffix)
    assert (first.prefix, first.pump, suffix) == attack


@pytest.mark.parametrize(
    ("pattern", "pumps"), [(".*900.*", ["9", "a"]), ("a+b", ["a"]), ("[ab]+b+c", ["b", "a"])]
)
def test_what_also_leads_on_from_the_loop_is_tried_first(pattern: str, pumps: list[str]) -> None:
    found = [one.pump for one in proposed(pattern) if one.kind == "restart"]
    assert list(dict.fromkeys(found))[: len(pumps)] == pumps


def test_a_match_on_the_way_is_avoided() -> None:
    attack = proposed("[0-9].*(?:yy|m).*")[0]
    assert attack.kind == "restart"
    assert not re.search("[0-9].*(?:yy|m).*", attack.prefix + attack.pump * 9 + attack.suffix)


def test_what_lookaheads_ask_for_is_offered_in_each_place() -> None:
    found = proposed(r"^(?=.*[A-Z])(?=.*\d)(\w+\s?)*$", most=4)
    demands = demanded(parse(r"^(?=.*[A-Z])(?=.*\d)(\w+\s?)*$").root)
    assert len(demands) == 2
    assert sum(demands in one.suffix for one in found) == 2
    assert found[3].prefix.startswith(demands)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?:abc|de|f+)x{2}", "fxx"),
        (r"a*b?c{0,3}", ""),
        (r"(?=x)\bé(?!y)(a)\1", "éa"),
        ("(a)?(?(1)bb|c)", "c"),
        ("(?>a|bc)d", "ad"),
    ],
)
def test_a_short_text_of_a_pattern(pattern: str, text: str) -> None:
    assert shortest(parse(pattern).root) == text


@settings(max_examples=150, deadline=None)
@given(PATTERNS, st.booleans())
def test_any_pattern_is_searched_within_bounds(pattern: str, whole: bool) -> None:
    found = proposed(pattern, whole=whole, most=50)
    assert len(set(found)) == len(found)
    assert all(one.pump for one in found)


@settings(max_examples=150, deadline=None)
@given(PATTERNS)
def test_a_pump_leads_back_to_where_it_began_in_more_and_more_ways(pattern: str) -> None:
    found = automaton(parse(pattern), whole=False, copies=4)
    shapes = Shapes(found)
    for shape in islice(shapes.all(), 8):
        pump = shapes.word(shape)
        if pump is None:
            continue
        start, goal = shape.start[0], shape.goal[0 if shape.kind == "explosion" else -1]
        for times in (1, 2, 4, 8):
            ways = paths(found, start, pump * times).get(goal, 0)
            assert ways >= (2**times if shape.kind == "explosion" else times)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:[a-f]*[d-k]*[i-p]*[n-t]*)*" * 40,
        "(?:a{1,15}b{1,15}c{1,15})*" * 30,
        "(?:" * 35 + "(?:a|b)*" + ")*" * 35,
        ".*a" * 200,
        "(?:a{0,4000}){0,4000}",
    ],
)
@pytest.mark.slow
def test_patterns_made_to_be_searched_for_long_end_in_bounded_steps(pattern: str) -> None:
    try:
        found = automaton(parse(pattern), whole=True, copies=16)
    except TooComplex:
        found = automaton(parse(pattern), whole=True, copies=1)
    shapes = Shapes(found)
    looked_at = sum(1 for shape in shapes.all() if shapes.word(shape, avoiding=1) or True)
    assert looked_at
    assert shapes.steps_left > -MAX_STEPS


def test_loops_are_found_in_the_order_of_the_pattern() -> None:
    found = automaton(parse("a*x(?:bc)*y(?:d(?:e)*)*"), whole=True, copies=16)
    letters = []
    for loop in loops(found):
        states = [n for n in range(len(found.reads)) if loop >> n & 1]
        letters.append("".join(found.alphabet.characters[found.reads[n].bit_length() - 1]
                               for n in states))  # fmt: skip
    assert letters == ["a", "bc", "de"]
