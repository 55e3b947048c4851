"""What the regex family bears of backtracking: said by the row, the spec, or by default nothing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from verisynth import registry
from verisynth.errors import UsageError
from verisynth.families.regex import Regex
from verisynth.generators.regex_patterns import Generator
from verisynth.pipeline.audit import HASH_SEEDS, Auditor
from verisynth.protocols import Sandbox
from verisynth.registry import SettingsError
from verisynth.sandbox import open_sandbox
from verisynth.spec import load_spec
from verisynth.types import Json, Limits, MathTarget, Outcome, Problem, RegexTarget, Verdict
from verisynth.verifiers.regex_backtracking import POLICIES, REASON

LIMITS = Limits(cpu_seconds=1.0, wall_seconds=30.0, memory_mib=256)
TARGET = RegexTarget(matches=("a", "aa", "aaa", "aaaa"), rejects=("", "b", "ab", "ba"))
GENERATOR = Generator()


@dataclass(frozen=True)
class Box:
    """One sandbox for all tests of the file."""

    runner: asyncio.Runner
    sandbox: Sandbox

    def judged(self, family: Regex, target: RegexTarget, seed: int = 0) -> Verdict:
        return self.runner.run(
            family.verify(target, "(a+)+", sandbox=self.sandbox, limits=LIMITS, hash_seed=seed)
        )

    def audited(self, problem: Problem) -> Verdict:
        auditor = Auditor(family=Regex(), sandbox=self.sandbox, limits=LIMITS)
        return self.runner.run(auditor.audit(problem)).verdict


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with asyncio.Runner() as runner:
        context = open_sandbox("userns", slots=2)
        yield Box(runner, runner.run(context.__aenter__()))
        runner.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize("by_spec", ["reject", "allow"])
@pytest.mark.parametrize("by_row", ["", "reject", "reject-steep", "allow"])
def test_the_row_decides_and_the_spec_where_it_says_nothing(
    box: Box, by_spec: str, by_row: str
) -> None:
    family = registry.component("families", "regex", settings={"backtracking": by_spec})
    verdict = box.judged(family, replace(TARGET, backtracking=by_row))
    is_borne = (by_row or by_spec) == "allow"
    assert verdict.outcome is (Outcome.ACCEPTED if is_borne else Outcome.REJECTED)
    assert verdict.reason == ("" if is_borne else REASON)
    assert verdict.level == "userns"


def test_time_is_measured_in_one_of_the_two_runs_of_a_problem(box: Box) -> None:
    outcomes = [box.judged(Regex(), TARGET, seed).outcome for seed in HASH_SEEDS]
    assert outcomes == [Outcome.REJECTED, Outcome.ACCEPTED]


def test_a_slow_reference_makes_the_problem_invalid(box: Box) -> None:
    found = box.audited(Problem(statement="s", target=TARGET, reference="(a+)+"))
    assert (found.outcome, found.reason) == (Outcome.INVALID, "reference-fails")
    assert f"the reference is {REASON}: " in found.detail
    assert found.witness is not None
    assert "CPU" in found.witness.got
    quick = box.audited(Problem(statement="s", target=replace(TARGET, gold="a+"), reference="a+"))
    assert quick.outcome is Outcome.ACCEPTED, quick.detail


def test_the_check_of_problems_leaves_those_of_other_families_alone(box: Box) -> None:
    problem = Problem(statement="s", target=MathTarget(gold="1"), reference="1")
    check = Regex().check_problem(problem, sandbox=box.sandbox, limits=LIMITS)
    assert box.runner.run(check) is None


def test_a_wrong_candidate_is_wrong_however_slow_it_is(box: Box) -> None:
    verdict = box.judged(Regex(), replace(TARGET, rejects=("aaa!", "a" * 5)))
    assert verdict.reason == "wrong-answer"


@pytest.mark.parametrize("policy", [*POLICIES, ""])
def test_a_row_may_name_the_policy(policy: str) -> None:
    row: dict[str, Json] = {"pattern": "a", "matches": ["a"], "rejects": ["b"]}
    target, _ = Regex().row({**row, "backtracking": policy})
    assert isinstance(target, RegexTarget)
    assert target.backtracking == policy
    with pytest.raises(UsageError, match="one of reject, reject-steep, allow"):
        Regex().row({**row, "backtracking": "forbid"})


def test_a_spec_may_name_the_policy_and_no_other_word() -> None:
    assert registry.component("families", "regex").backtracking == "reject"
    with pytest.raises(SettingsError, match="reject"):
        registry.component("families", "regex", settings={"backtracking": "forbid"})


@pytest.mark.slow
def test_no_reference_of_the_generator_backtracks(box: Box) -> None:
    family = registry.family_of(load_spec("regex"))
    for number, concept in enumerate(GENERATOR.axes["concept"]):
        mode = GENERATOR.axes["mode"][number % 2]
        cell = {"concept": concept, "difficulty": "hard", "mode": mode}
        problem, _ = GENERATOR.draw(random.Random(number), cell)
        verdict = box.runner.run(
            family.verify(problem.target, problem.reference, sandbox=box.sandbox, limits=LIMITS)
        )
        assert verdict.outcome is Outcome.ACCEPTED, (problem.reference, verdict.detail)
