"""What backtracks catastrophically is shown by a run; what does not is left alone."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.languages.regex.backtracking.test_automaton import PATTERNS
from verisynth.errors import SandboxError
from verisynth.languages.regex.backtracking.attacks import Attack
from verisynth.protocols import Sandbox
from verisynth.reasons import REASONS
from verisynth.sandbox import open_sandbox
from verisynth.types import Execution, Limits, Outcome, Program, Status, Verdict
from verisynth.verifiers.regex_backtracking import (
    POLICIES,
    REASON,
    Bounds,
    Finding,
    Use,
    backtracking,
    judged,
)

LIMITS = Limits(cpu_seconds=1.0, wall_seconds=30.0, memory_mib=256)
ACCEPTED = Verdict(outcome=Outcome.ACCEPTED)
DATA = os.environ.get("VERISYNTH_DATA", "")

EXPLODES = [
    "(a+)+$",
    "(a|aa)+$",
    "^(a?){25}a{25}$",
    "(x+x+)+y",
    r"^(\w+\s?)*$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(?:a*b*)*c",
    "^(?:a{1,99}){1,99}$",
    r"(ab?|\w)*!",
    "((((a*)*)*)*)b",
    "(?i)(?:foo|f|o)+$",
    "^(a|a)*?$",
    "(?>(a+)+)b|(a+)+c",
    "^(?:[٠-٩]+)+$",
    "^(?!(a+)+$)a+b",
    "(?=(a+)+b)",
    "(?<=#)(b+)+c",
    # Only where a lookahead is content, or another branch matches after all.
    r"^(?=.*[A-Z])(?=.*\d)(\w+\s?)*$",
    r"^(?=.{8})(\w+\s?)*$",
    r"^(a+)+$|^[\s\S]*$",
    # A hundred characters are far from what the counts allow.
    "(?:(?:a{0,10}){0,10})!",
]
SEARCHED = [
    "a+b",
    r"\s+$",
    "[a-z]+[A-Z]",
    ".*[0-9].*[0-9]",
    r"\d+\.\d+",
    "[0-9].*(yyyy|m).*",
    r"(?m)^\s*;",
    "<!--(.*?)-->",
    r"(\w+)\s*=",
    r"(?s)/\*.*?\*/",
    "(?>[a-z]+)[0-9]",
]
HANDED_OVER = [
    "^a*a*b",
    r"^\s*(.*)\s*$\n",
    r"^[^@]+@[^@]+\.[^@]+$",
    "^[A-Za-z]+([- ]?[A-Za-z]+)?$",
    "^.*a.*b.*c$",
    r"^(?:(?=\w*x).)*$",
    "^a*(b|c)?a*$",
    r"^(\d+)?\d*x",
]
SAFE = [
    "^a+b",
    "a{3,5}b",
    r"^\d{1,3}(\.\d{1,3}){3}$",
    "^(a|b)*c$",
    "^(?:ab)*(?:ba)*c",
    r"\A\w+\s\w+\Z",
    "^(?>(a+)+)b",
    "^(?:a++)+b",
    "^(?:(?!ab).)*c",
    r"^(?=.*\d)(?=.*[a-z]).{8,20}$",
    ".*",
    "(a*)*",
    # Behind a literal that the loop cannot read, a search does not begin anew.
    "x[^x]*!",
    r'"[^"\n]*x',
    r"\ba+!",
    "(?<=#)[^#]*!",
    "abc",
    "(?i)^(a|A)*$",
    r"^(.)*\1x$",
    "^.*$",
    r"^(?:[^\\\"]|\\.)*\Z",
    "(a?){6}b",
]
LONG = 80_000
"""Characters on which every square takes its time, on a fast machine as well."""
WHOLE = [
    (".*.*x", True),
    (r"(\w+)*@", True),
    (r"\s*\w*\s*\w*x", True),
    ("a+b", False),
    (r"[a-z]+\d+", False),
    ("(?:[a-z]+,)*[a-z]+", False),
    (r"(?:\s|\t)+x", False),
]


@dataclass(frozen=True)
class Checker:
    """Looks at one pattern after the other in one sandbox."""

    runner: asyncio.Runner
    sandbox: Sandbox

    def __call__(self, pattern: str, mode: str = "search", **bounds: float) -> Finding | None:
        return self.runner.run(
            backtracking(
                pattern, mode=mode, flags="", sandbox=self.sandbox, limits=LIMITS,
                bounds=replace(Bounds(), **bounds),
            )
        )  # fmt: skip

    def judged(self, pattern: str, policy: str, verdict: Verdict = ACCEPTED) -> Verdict:
        use = Use(mode="search", flags="", policy=policy)
        return self.runner.run(judged(verdict, pattern, use, sandbox=self.sandbox, limits=LIMITS))


@pytest.fixture(scope="module")
def check() -> Iterator[Checker]:
    with asyncio.Runner() as runner:
        context = open_sandbox("userns", slots=1)
        yield Checker(runner, runner.run(context.__aenter__()))
        runner.run(context.__aexit__(None, None, None))


@dataclass(frozen=True)
class Replies:
    """A sandbox that always ends the same way."""

    execution: Execution
    level: str = "fake"
    slots: int = 1

    async def run(self, program: Program, limits: Limits) -> Execution:
        return self.execution


def replied(value: object, pattern: str = "a+b", **fields: Status) -> Finding | None:
    result = json.dumps({"ok": value}).encode()
    ended = {"status": Status.EXITED, **fields}
    sandbox = Replies(Execution(result=result, exit_code=0, **ended))
    return asyncio.run(
        backtracking(pattern, mode="search", flags="", sandbox=sandbox, limits=LIMITS)
    )


@pytest.mark.parametrize("pattern", EXPLODES)
def test_an_explosion_is_seen_on_a_short_text(check: Checker, pattern: str) -> None:
    found = check(pattern)
    assert found is not None
    assert found.growth.length < 1000


@pytest.mark.parametrize("pattern", [*SEARCHED, *HANDED_OVER])
def test_a_square_is_seen_on_a_long_text(check: Checker, pattern: str) -> None:
    found = check(pattern, length=LONG)
    assert found is not None
    assert found.growth.power >= 1.5
    assert not found.growth.is_exponential


@pytest.mark.parametrize("pattern", SAFE)
def test_a_pattern_that_copes_is_left_alone(check: Checker, pattern: str) -> None:
    assert check(pattern) is None


@pytest.mark.parametrize(("pattern", "is_found"), WHOLE)
def test_matching_the_whole_text_is_another_question(
    check: Checker,
    pattern: str,
    is_found: bool,
) -> None:
    assert (check(pattern, mode="fullmatch", length=LONG) is not None) is is_found


def test_the_witness_can_be_typed_in_and_says_what_it_takes(check: Checker) -> None:
    found = check("^(a+)+$")
    assert found is not None
    assert found.growth.is_exponential
    assert found.witness.kind == "string"
    assert found.witness.input.startswith("'a' + 'a' * ")
    assert found.witness.expected == "ends in linear time"
    assert "s of CPU for" in found.witness.got
    assert "exponential" in found.witness.got


@pytest.mark.slow
def test_what_was_foretold_comes_true(check: Checker) -> None:
    for pattern in ("^a*a*b", "(a|aa)+$", "[a-z]+[A-Z]"):
        quick = check(pattern, length=LONG)
        # Waiting for the whole 0.2 s, times on a busy machine may be too uneven to tell once.
        waited = (check(pattern, length=LONG, telling_seconds=0.2) for _ in range(3))
        whole = next(filter(None, waited), None)
        assert quick is not None
        assert whole is not None
        assert whole.growth.seconds >= 0.2
        assert str(whole.growth).startswith("over 0.2 s")
        assert 0.4 < quick.growth.limit_length / whole.growth.length < 2


def test_the_policy_decides_what_is_borne(check: Checker) -> None:
    outcomes = {
        (pattern, policy): check.judged(pattern, policy).outcome
        for pattern in ("(a+)+$", r"\s+\w+\s+\w+x", "^a+b")
        for policy in POLICIES
    }
    rejected = {
        ("(a+)+$", "reject"),
        ("(a+)+$", "reject-steep"),
        (r"\s+\w+\s+\w+x", "reject"),
    }
    assert {key for key, outcome in outcomes.items() if outcome is Outcome.REJECTED} == rejected


def test_a_rejection_carries_its_witness_and_an_acceptance_its_check(check: Checker) -> None:
    verdict = check.judged("(a+)+$", "reject")
    assert verdict.reason == REASON
    assert REASONS[verdict.reason].outcome is Outcome.REJECTED
    assert verdict.method == "measured"
    assert verdict.witness is not None
    assert verdict.witness.input in verdict.detail
    accepted = check.judged("^a+b", "reject")
    assert [one.passed for one in accepted.checks] == [True]


def test_who_is_wrong_anyway_is_not_looked_at(check: Checker) -> None:
    wrong = Verdict(outcome=Outcome.REJECTED, reason="wrong-answer")
    assert check.judged("(a+)+$", "reject", wrong) is wrong


def test_text_that_is_no_pattern_or_too_large_has_nothing_found(check: Checker) -> None:
    assert check("(a") is None
    assert check("a?" * 9000) is None


def test_a_pattern_without_loops_is_not_even_run() -> None:
    assert replied("no reply that could be read", pattern="abc") is None


def test_a_refusal_or_a_limit_finds_nothing() -> None:
    assert replied({"refused": "error: nothing to repeat"}) is None
    assert replied(None, status=Status.TIME_LIMIT) is None


@pytest.mark.parametrize(
    "value",
    [
        *(None, [], {}, {"found": 3}, {"found": {"attack": 99, "points": []}}),
        {"found": {"attack": 0, "points": []}},
        {"found": {"attack": 0, "points": [[1, 2]]}},
        {"found": {"attack": 0, "points": "abc"}},
    ],
)
def test_an_odd_reply_is_our_fault(value: object) -> None:
    with pytest.raises(SandboxError, match="regex_attacks replied"):
        replied(value)


def test_growth_is_told_from_what_ended() -> None:
    found = replied({"found": {"attack": 0, "points": [[1, 2, 0.1], [2, 4, 0.4]]}})
    assert found is not None
    assert found.witness.got == "over 0.2 s of CPU for 4 characters, growing as n^2.0"
    cut = replied({"found": {"attack": 0, "points": [[1, 2, 0.01], [2, 4, 0.08], [4, 8, 0.2]]}})
    assert cut is not None
    assert cut.growth.power == pytest.approx(3)
    single = replied({"found": {"attack": 0, "points": [[1, 2, 0.3]]}})
    assert single is not None
    assert single.growth.power == 1
    told = replied({"found": {"attack": 0, "points": [[2, 2, 0.001], [4, 4, 0.008]]}})
    assert told is not None
    assert (
        told.witness.got == "0.008 s of CPU for 4 characters, growing as n^3.0: 0.2 s at about 12"
    )
    assert told.attack == Attack(prefix="a", pump="a", suffix="", kind="restart")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PATTERNS, st.sampled_from(["search", "fullmatch"]))
@pytest.mark.slow
def test_no_pattern_makes_us_hang(check: Checker, pattern: str, mode: str) -> None:
    check(pattern, mode=mode, telling_seconds=0.002)


@pytest.mark.slow
@pytest.mark.skipif(not DATA, reason="VERISYNTH_DATA names no folder of labelled data")
def test_labelled_patterns_are_told_apart(check: Checker) -> None:
    rows = json.loads((Path(DATA) / "regex" / "redos_labelled.json").read_text())[::4]
    found = [check(row["pattern"]) is not None for row in rows]
    labels = [row["vulnerable_python_search"] for row in rows]
    hits = sum(one and label for one, label in zip(found, labels, strict=True))
    assert hits >= 0.95 * sum(labels)
    # A label "safe" says that no attack is known: some of what is found beyond them is right.
    assert hits >= 0.9 * sum(found)
