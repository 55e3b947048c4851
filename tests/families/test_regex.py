"""The regex family: rows, teacher replies, planted wrong answers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from verisynth import registry
from verisynth.errors import Unparseable, UsageError
from verisynth.families import _regex_strength
from verisynth.families.regex import Regex
from verisynth.languages.regex.decide import Budget
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.types import Json, Limits, MathTarget, Mutation, Problem, RegexTarget

FAMILY = Regex()
ROW: dict[str, Json] = {"pattern": "a", "matches": ["a"], "rejects": ["b"]}
SECTIONS = {
    "description": "A text of lower-case letters, two to four of them.",
    "pattern": 'r"[a-z]{2,4}"',
    "matches": '["ab", "abc", "abcd", "zz", "qqq"]',
    "rejects": '["a", "abcde", "AB", "ab\\n", ""]',
}


def test_a_row_may_hold_lists_or_json_text() -> None:
    text = {**ROW, "matches": '["a"]', "rejects": json.dumps(["b"])}
    assert FAMILY.row(ROW) == FAMILY.row(text)
    target, answer = FAMILY.row({**ROW, "mode": "search", "flags": "im", "gold": "[a]"})
    assert target == RegexTarget(
        matches=("a",), rejects=("b",), mode="search", flags="im", gold="[a]"
    )
    assert answer == "a"


def test_the_pattern_of_a_row_is_taken_as_it_stands() -> None:
    assert FAMILY.row({**ROW, "pattern": '/r"a"/ '})[1] == '/r"a"/ '
    assert FAMILY.row({**ROW, "pattern": ""})[1] == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pattern": None}, "pattern is missing"),
        ({"pattern": 3}, "pattern is 3"),
        ({"matches": None}, "matches is null"),
        ({"matches": "a"}, "not a JSON list"),
        ({"matches": '"a"'}, "give a list of strings"),
        ({"rejects": ["a", 1]}, "give a list of strings"),
        ({"mode": "match"}, "one of fullmatch, search"),
        ({"flags": "iu"}, "any of the letters"),
        ({"flags": 2}, "flags is 2"),
    ],
)
def test_a_row_that_cannot_be_read_says_what_is_allowed(
    change: dict[str, Json], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        FAMILY.row({**ROW, **change})


@pytest.mark.parametrize("mode", ["fullmatch", "search"])
def test_a_reply_becomes_a_problem_whose_statement_says_the_policy(mode: str) -> None:
    proposal = FAMILY.parse(SECTIONS, cell={"mode": mode, "concept": "letters"})
    problem = proposal.problem
    assert problem.reference == "[a-z]{2,4}" == proposal.candidates[0].answer
    assert isinstance(problem.target, RegexTarget)
    assert (problem.target.mode, problem.topic) == (mode, "letters")
    assert f"re.{mode}(pattern, text)" in problem.statement
    assert "'ab', 'abc', 'abcd'" in problem.statement
    assert "qqq" not in problem.statement


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pattern": ""}, "missing-section"),
        ({"description": " "}, "missing-section"),
        ({"matches": '["a"]'}, "bad-section"),
        ({"rejects": "none"}, "bad-section"),
        ({"matches": json.dumps([str(n) for n in range(201)])}, "bad-section"),
    ],
)
def test_a_reply_that_holds_no_problem_is_unparseable(change: dict[str, str], reason: str) -> None:
    with pytest.raises(Unparseable) as raised:
        FAMILY.parse({**SECTIONS, **change}, cell={})
    assert raised.value.reason == reason


def test_a_missing_section_is_named() -> None:
    with pytest.raises(Unparseable, match="rejects"):
        FAMILY.parse({key: SECTIONS[key] for key in SECTIONS if key != "rejects"}, cell={})


def wrong_on(target: RegexTarget, pattern: str) -> bool:
    """Whether one of our own planted patterns fails on the target."""
    letters = {"i": re.I, "m": re.M, "x": re.X, "s": re.S, "a": re.A}
    flags = re.RegexFlag(sum(letters[letter] for letter in target.flags))
    test = getattr(re.compile(pattern, flags), target.mode)
    return not all(test(t) for t in target.matches) or any(test(t) for t in target.rejects)


@pytest.mark.parametrize("mode", ["fullmatch", "search"])
@pytest.mark.parametrize("flags", ["", "i", "m", "sx"])
@pytest.mark.parametrize(
    ("matches", "rejects"),
    [
        (("a", "b", "c"), ("d", "")),
        (("a",), ("b",)),
        (("a", "A"), ("b",)),
        (("a",), ("",)),
        (("a b#", "x\ny", "(", "a|b"), ("c",)),
        (("", "a"), ("b",)),
    ],
)
def test_every_planted_pattern_is_wrong(
    mode: str, flags: str, matches: tuple[str, ...], rejects: tuple[str, ...]
) -> None:
    target = RegexTarget(matches=matches, rejects=rejects, mode=mode, flags=flags)
    planted = FAMILY.planted(Problem(statement="", target=target, reference=""))
    assert len(planted) >= 2
    assert [one.answer for one in planted if not wrong_on(target, one.answer)] == []


def test_knowing_half_of_the_strings_is_planted_unless_it_is_all_there_is() -> None:
    def answers(*matches: str) -> list[str]:
        target = RegexTarget(matches=matches, rejects=("x",))
        problem = Problem(statement="", target=target, reference="")
        return [one.answer for one in FAMILY.planted(problem)]

    assert r"\A(?:a\.|b)\Z" in answers("a.", "b", "c", "d")
    assert len(answers("a")) == 3


def test_a_reply_plants_the_examples_shown() -> None:
    (memorised,) = FAMILY.parse(SECTIONS, cell={}).problem.planted
    assert memorised.answer == r"\A(?:ab|abc|abcd)\Z"


def test_a_target_of_another_family_is_refused() -> None:
    class Nowhere:
        level, slots = "none", 1

    with pytest.raises(UsageError, match="MathTarget"):
        asyncio.run(
            FAMILY.verify(MathTarget(gold="1"), "1", sandbox=Nowhere(), limits=Limits())  # type: ignore[arg-type]
        )
    assert FAMILY.planted(Problem(statement="", target=MathTarget(gold="1"), reference="")) == ()


def test_it_is_found_by_its_name() -> None:
    assert registry.component("families", "regex") == Regex()


def test_the_columns_are_those_a_row_is_read_from() -> None:
    full = {**ROW, "mode": "search", "flags": "i", "gold": "[a]", "note": "passes through"}
    read = {key: value for key, value in full.items() if key in FAMILY.columns}
    assert FAMILY.row(full) == FAMILY.row(read)
    assert "note" not in FAMILY.columns


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with asyncio.Runner() as runner:
        context = open_sandbox("userns", slots=1)
        yield Box(runner, runner.run(context.__aenter__()))
        runner.run(context.__aexit__(None, None, None))


@dataclass(frozen=True)
class Box:
    """A sandbox and the loop it lives in."""

    runner: asyncio.Runner
    sandbox: Sandbox

    def mutation(self, problem: Problem) -> Mutation | None:
        limits = Limits(cpu_seconds=0.4, wall_seconds=20.0)
        return self.runner.run(FAMILY.mutation(problem, sandbox=self.sandbox, limits=limits))

    def strengthened(self, problem: Problem) -> Problem:
        limits = Limits(cpu_seconds=0.4, wall_seconds=20.0)
        return self.runner.run(FAMILY.strengthened(problem, sandbox=self.sandbox, limits=limits))


def by_examples(mutation: Mutation) -> float:
    killed = mutation.killed_by_examples
    return (mutation.killed if killed is None else killed) / mutation.wrong


def problem_of(gold: str, matches: tuple[str, ...], rejects: tuple[str, ...]) -> Problem:
    target = RegexTarget(matches=matches, rejects=rejects, gold=gold)
    return Problem(statement="", target=target, reference=gold)


@pytest.mark.slow
@pytest.mark.parametrize("gold", ["[a-z]{2,3}[0-9]", r"([a-z])[a-z]\1"])
def test_strings_that_let_mistakes_pass_are_given_more(box: Box, gold: str) -> None:
    weak = problem_of(gold, ("aba", "aca")[:1] if "1" in gold else ("ab0",), ("", "x"))
    strong = box.strengthened(weak)
    before, after = box.mutation(weak), box.mutation(strong)
    assert before is not None
    assert after is not None
    assert by_examples(before) < 0.7
    assert by_examples(after) == after.score == 1.0
    assert isinstance(strong.target, RegexTarget)
    assert strong.target.matches[:1] == weak.target.matches[:1]  # type: ignore[union-attr]
    assert max(len(strong.target.matches), len(strong.target.rejects)) <= 100
    assert all(re.fullmatch(gold, text) for text in strong.target.matches)
    assert not any(re.fullmatch(gold, text) for text in strong.target.rejects)
    assert box.strengthened(weak) == strong


@pytest.mark.slow
def test_mutants_that_change_nothing_do_not_count(box: Box) -> None:
    found = box.mutation(problem_of("[a-c]*[a-z]*", ("abc", ""), ("1", "A")))
    assert found is not None
    assert found.equivalent > 0
    assert found.killed + found.equivalent + len(found.survivors) == found.mutants
    assert found.counted["mutants_killed_by_examples"] == found.killed_by_examples
    assert found.score == 1.0


@pytest.mark.slow
@pytest.mark.parametrize(
    "gold", ["a{1000}", "[ab]*a[ab]{8}", r"(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[^\w\s]).{8,}"]
)
def test_one_mistake_that_is_hard_to_compare_leaves_the_others_known(box: Box, gold: str) -> None:
    mutation = box.mutation(problem_of(gold, (), ()))
    assert mutation is not None
    assert mutation.score == 1
    assert mutation.killed >= 20
    assert mutation.survivors == ()


@pytest.mark.slow
def test_mistakes_that_nothing_decides_count_on_no_side(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = problem_of("[ab]*a[ab]{8}", (), ())
    known = box.mutation(given)
    monkeypatch.setattr(_regex_strength, "BUDGET", Budget(terms=2_000))
    monkeypatch.setattr(_regex_strength, "OWN_BUDGET", Budget(terms=10))
    fewer = box.mutation(given)
    assert known is not None
    assert fewer is not None
    assert 0 < fewer.mutants < known.mutants
    assert (fewer.score, fewer.survivors) == (1, ())


@pytest.mark.slow
def test_without_a_gold_only_the_strings_kill(box: Box) -> None:
    target = RegexTarget(matches=("ab",), rejects=("b",))
    found = box.mutation(Problem(statement="", target=target, reference="a[a-z]"))
    assert found is not None
    assert found.killed_by_examples is None
    assert 0.0 < found.score < 1.0


def test_a_reference_that_cannot_be_read_is_left_as_it_is(box: Box) -> None:
    problem = problem_of("(a", ("a",), ("b",))
    assert box.mutation(problem) is None
    assert box.strengthened(problem) == problem


@pytest.mark.slow
def test_a_reference_that_hangs_is_given_no_strings(box: Box) -> None:
    problem = problem_of(r"(a|aa)+\1b", ("aab",), ("b", "a" * 40))
    assert box.strengthened(problem) == problem
    assert box.mutation(problem) is None


def test_a_row_with_a_gold_brings_its_own_problem() -> None:
    problem = FAMILY.row_problem({"pattern": "b", "gold": "a", "prompt": "the letter a"})
    assert problem == Problem(
        statement="the letter a",
        target=RegexTarget(matches=(), rejects=(), gold="a"),
        reference="a",
    )
    assert FAMILY.row_problem(ROW) is None
