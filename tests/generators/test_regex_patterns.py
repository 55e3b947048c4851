"""Regex problems drawn without a model: right, distinct, and hard to pass by a careless pattern."""

from __future__ import annotations

import asyncio
import os
import random
import re
import string
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from verisynth.families.regex import Regex
from verisynth.generators import regex_patterns
from verisynth.generators.regex_patterns import TOPICS, Generator
from verisynth.generators.regex_patterns.mutants import mutants
from verisynth.generators.regex_patterns.pieces import number_range
from verisynth.generators.regex_patterns.planting import applied
from verisynth.languages.regex.decide import Relation, compare
from verisynth.languages.regex.parser import parse
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.spec import load_spec
from verisynth.types import Outcome, Problem, RegexTarget

GENERATOR = Generator()
CONCEPTS = GENERATOR.axes["concept"]
SPEC = load_spec("regex")
BACKREFERENCES = frozenset(
    ("paired-marks", "tag-pair", "no-repeat", "mirrored-word", "doubled-word", "mac-address")
)
# Every concept once by default; VERISYNTH_DRAWS=440 for a long look.
EXECUTED = int(os.environ.get("VERISYNTH_DRAWS", "44"))


def drawn(index: int, **cell: str) -> Problem:
    return GENERATOR.draw(random.Random(index), cell)[0]


def target_of(problem: Problem) -> RegexTarget:
    assert isinstance(problem.target, RegexTarget)
    return problem.target


def failures(target: RegexTarget, pattern: str) -> list[str]:
    letters = {"i": re.I, "m": re.M, "a": re.A}
    compiled = re.compile(pattern, re.RegexFlag(sum(letters[one] for one in target.flags)))
    test = getattr(compiled, target.mode)
    missed = [text for text in target.matches if not test(text)]
    return missed + [text for text in target.rejects if test(text)]


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("difficulty", GENERATOR.axes["difficulty"])
def test_references_are_right_and_planted_patterns_wrong(concept: str, difficulty: str) -> None:
    for index in range(4):
        for mode in GENERATOR.axes["mode"]:
            problem = drawn(index, concept=concept, difficulty=difficulty, mode=mode)
            target = target_of(problem)
            assert target.mode == mode
            assert failures(target, problem.reference) == []
            for planted in problem.planted:
                assert failures(target, planted.answer), planted
            assert len(problem.planted) >= 4
            assert len({one.answer for one in problem.planted}) == len(problem.planted)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_there_are_enough_strings_and_none_on_both_sides(concept: str) -> None:
    for index in range(6):
        target = target_of(drawn(index, concept=concept))
        assert 14 <= len(set(target.matches)) == len(target.matches) <= 30
        assert 14 <= len(set(target.rejects)) == len(target.rejects) <= 30
        assert not set(target.matches) & set(target.rejects)
        assert "" in target.rejects


def test_whole_texts_are_tested_with_a_trailing_newline() -> None:
    for concept in CONCEPTS:
        target = target_of(drawn(5, concept=concept, mode="search"))
        if target.gold.endswith(r"\Z") and target.gold.startswith(r"\A"):
            assert any(
                text.endswith("\n") and text[:-1] in target.matches for text in target.rejects
            )


@pytest.mark.slow
def test_the_statement_says_how_the_pattern_is_applied_and_hides_the_rest() -> None:
    for index in range(200):
        problem = drawn(index)
        target = target_of(problem)
        assert f"`re.{target.mode}(pattern, text" in problem.statement
        assert ("re.MULTILINE" in problem.statement) is ("m" in target.flags)
        assert ("re.IGNORECASE" in problem.statement) is ("i" in target.flags)
        assert problem.reference not in problem.statement
        good, bad = problem.statement.split("Should match: ")[1].split("\nShould not match: ")
        assert sum(repr(text) in good for text in target.matches) < len(target.matches) / 2
        assert sum(repr(text) in bad for text in target.rejects) < len(target.rejects) / 2 + 3


@pytest.mark.slow
def test_two_thousand_draws_are_two_thousand_problems() -> None:
    rng = random.Random(7)
    problems = []
    for _ in range(2000):
        cell = {name: rng.choice(GENERATOR.axes[name]) for name in ("difficulty", "style", "mode")}
        problems.append(GENERATOR.draw(rng, cell)[0])
    assert len({problem.key for problem in problems}) == 2000
    # Statements could differ by wording and examples alone; the languages differ too.
    assert len({problem.reference for problem in problems}) > 1800
    topics = Counter(problem.topic for problem in problems)
    assert set(topics) == set(CONCEPTS)


def test_the_same_seed_gives_the_same_problem() -> None:
    for index, concept in enumerate(CONCEPTS):
        assert drawn(index, concept=concept) == drawn(index, concept=concept)


def test_every_axis_is_obeyed() -> None:
    for topic, concepts in TOPICS.items():
        assert drawn(1, topic=topic).topic in concepts
    bulleted = drawn(2, concept="date", style="bulleted").statement
    assert "\n- " in bulleted
    assert "\n- " not in drawn(2, concept="date", style="plain").statement
    openings = {
        drawn(3, concept="date", persona=one).statement.split(".")[0]
        for one in GENERATOR.axes["persona"]
    }
    assert len(openings) == len(GENERATOR.axes["persona"])


def test_an_answer_comes_with_its_reasons() -> None:
    for index in range(100):
        problem, candidate = GENERATOR.draw(random.Random(index), {})
        assert candidate.answer == problem.reference
        assert len(candidate.reasoning) > 60


def test_the_spec_names_only_what_the_generator_knows() -> None:
    by_topic = SPEC.axes["concept"].values
    assert {key: tuple(values) for key, values in by_topic.items()} == {  # type: ignore[union-attr]
        topic: tuple(concepts) for topic, concepts in TOPICS.items()
    }
    assert SPEC.limits.cpu_seconds == 1.0
    assert len(CONCEPTS) == len(set(CONCEPTS)) >= 26


@pytest.mark.parametrize("seed", range(40))
def test_ranges_of_numbers_are_exact(seed: int) -> None:
    rng = random.Random(seed)
    low = rng.randint(0, 10 ** rng.randint(1, 3))
    high = low + rng.randint(0, 10 ** rng.randint(1, 3))
    width = rng.choice((0, len(str(high)), len(str(high)) + 1))
    pattern = re.compile(number_range(low, high, width=width))
    found = [n for n in range(high + 200) if pattern.fullmatch(str(n).zfill(width))]
    assert found == list(range(low, high + 1))
    assert not pattern.fullmatch("0" + str(high).zfill(width))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a", r"\Aa\Z"),
        ("a|b", r"\A(?:a|b)\Z"),
        ("(?:a|b)", r"\A(?:a|b)\Z"),
        ("[|]", r"\A[|]\Z"),
        (r"\|", r"\A\|\Z"),
        (r"[\]|]", r"\A[\]|]\Z"),
        (r"\(|x", r"\A(?:\(|x)\Z"),
    ],
)
def test_anchors_hold_for_a_whole_alternation(pattern: str, expected: str) -> None:
    assert applied(pattern, "fullmatch", "search") == expected
    assert applied(pattern, "fullmatch", "fullmatch") == pattern


def test_mutants_move_bounds_by_one_only() -> None:
    found = dict(mutants(random.Random(0), "a{2,4}b{3}"))
    assert set(found) == {
        "a{2,5}b{3}", "a{2,3}b{3}", "a{1,4}b{3}", "a{2,4}b{3,4}", "a{2,4}b{2,3}",
    }  # fmt: skip


def test_no_concept_labels_by_the_pattern_it_is_to_check() -> None:
    package = Path(regex_patterns.__file__).parent
    users = [
        path.name
        for path in package.rglob("*.py")
        if re.search(r"^\s*(import re|from re import)\b", path.read_text(), re.MULTILINE)
    ]
    assert sorted(users) == ["mutants.py", "planting.py", "strings.py"]


async def executed(problem: Problem, sandbox: Sandbox) -> list[tuple[str, str]]:
    """Every verdict in the real sandbox that is not as it has to be."""
    family = Regex()
    blind = replace(target_of(problem), gold="")
    wrong = []
    verdict = await family.verify(
        problem.target, problem.reference, sandbox=sandbox, limits=SPEC.limits
    )
    if verdict.outcome is not Outcome.ACCEPTED:
        wrong.append((problem.reference, verdict.detail))
    for planted in (*problem.planted, *family.planted(problem)):
        verdict = await family.verify(blind, planted.answer, sandbox=sandbox, limits=SPEC.limits)
        if verdict.outcome is not Outcome.REJECTED:
            wrong.append((planted.answer, planted.why))
    return wrong


@pytest.mark.slow
def test_the_sandbox_accepts_references_and_rejects_planted_patterns() -> None:
    async def all_wrong() -> list[tuple[str, str]]:
        wrong = []
        async with open_sandbox("userns", slots=1) as sandbox:
            for index in range(EXECUTED):
                problem = drawn(1000 + index, concept=CONCEPTS[index % len(CONCEPTS)])
                wrong += await executed(problem, sandbox)
        return wrong

    assert asyncio.run(all_wrong()) == []


def test_random_strings_are_labelled_alike_by_pattern_and_predicate() -> None:
    rng = random.Random(3)
    disagreements = []
    for concepts in TOPICS.values():
        for name, concept in concepts.items():
            draft = concept(rng, rng.randrange(3))
            letters = {"i": re.I, "m": re.M, "a": re.A}
            flags = re.RegexFlag(sum(letters[one] for one in draft.flags))
            test = getattr(re.compile(draft.pattern, flags), draft.natural)
            for _ in range(150):
                base = list(rng.choice((*draft.edges, *draft.typical)))
                for _ in range(rng.randint(1, 3)):
                    at = rng.randint(0, len(base))
                    base[at : at + rng.randint(0, 1)] = rng.choice(
                        string.ascii_letters + string.digits + draft.alphabet
                    )
                text = "".join(base)
                if (test(text) is not None) is not draft.accepts(text):
                    disagreements.append((name, draft.pattern, text))
    assert disagreements == []


@pytest.mark.slow
@pytest.mark.parametrize("mode", GENERATOR.axes["mode"])
def test_planted_patterns_are_proved_wrong_wherever_patterns_can_be_compared(mode: str) -> None:
    undecided = set()
    for concept in CONCEPTS:
        problem = drawn(0, concept=concept, mode=mode)
        target = target_of(problem)
        gold = parse(problem.reference, flags=target.flags)
        assert compare(gold, gold, mode=mode).relation is not Relation.DIFFERENT
        for planted in problem.planted:
            wrong = parse(planted.answer, flags=target.flags)
            found = compare(gold, wrong, mode=mode)
            assert found.relation is not Relation.EQUIVALENT
            if found.relation is Relation.UNDECIDED:
                assert found.reason == "backreference"
                undecided.add(concept)
    assert undecided <= BACKREFERENCES
