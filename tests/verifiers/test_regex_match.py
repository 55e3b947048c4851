"""Verdicts on patterns: every trap of the corpus, and patterns that try to hang or overwhelm."""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from verisynth.errors import SandboxError
from verisynth.families.regex import Regex
from verisynth.protocols import Sandbox
from verisynth.reasons import REASONS
from verisynth.sandbox import open_sandbox
from verisynth.types import (
    Execution,
    Limits,
    Outcome,
    Program,
    RegexTarget,
    Status,
    Verdict,
    Witness,
)
from verisynth.verifiers.regex_match import RegexMatch
from verisynth.verifiers.regex_running import MAX_PATTERN

CORPUS = Path(__file__).parent.parent / "corpora" / "regex" / "verdicts.toml"
ROWS = tomllib.loads(CORPUS.read_text())["row"]
LIMITS = Limits(cpu_seconds=1.0, wall_seconds=10.0, memory_mib=256)
BACKTRACKS = RegexTarget(matches=("a" * 20,), rejects=("b", "a" * 40 + "!"))


@dataclass(frozen=True)
class Judge:
    """Judges one pattern after the other in one sandbox."""

    runner: asyncio.Runner
    sandbox: Sandbox

    def __call__(self, target: RegexTarget, pattern: str) -> Verdict:
        return self.runner.run(
            RegexMatch().verify(target, pattern, sandbox=self.sandbox, limits=LIMITS)
        )


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with asyncio.Runner() as runner:
        context = open_sandbox("userns", slots=1)
        yield Judge(runner, runner.run(context.__aenter__()))
        runner.run(context.__aexit__(None, None, None))


@dataclass(frozen=True)
class Replies:
    """A sandbox that always ends the same way."""

    execution: Execution
    level: str = "fake"
    slots: int = 1

    async def run(self, program: Program, limits: Limits) -> Execution:
        return self.execution


def replied(result: bytes = b"", status: Status = Status.EXITED, **fields: Any) -> Verdict:
    sandbox = Replies(Execution(status=status, exit_code=0, result=result, **fields))
    return asyncio.run(RegexMatch().verify(BACKTRACKS, "a+", sandbox=sandbox, limits=LIMITS))


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_corpus_is_judged_right(judge: Judge, row: dict[str, Any]) -> None:
    expected = {"outcome", "reason", "detail"}
    target, answer = Regex().row({key: row[key] for key in row if key not in expected})
    assert isinstance(target, RegexTarget)
    verdict = judge(target, answer)
    assert (verdict.outcome, verdict.reason) == (row["outcome"], row.get("reason", ""))
    assert row.get("detail", "") in verdict.detail
    if verdict.reason:
        assert REASONS[verdict.reason].outcome is verdict.outcome


def test_a_verdict_names_each_string_and_what_judged_it(judge: Judge) -> None:
    verdict = judge(RegexTarget(matches=("a", "b"), rejects=("\n",)), "a")
    named = [(check.name, check.passed) for check in verdict.checks]
    assert named == [("1 matches 'a'", True), ("2 matches 'b'", False), ("3 rejects '\\n'", True)]
    assert (verdict.level, verdict.verifier) == ("userns", "regex_match@2")
    assert verdict.seconds > 0


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*a){20}b"])
def test_catastrophic_backtracking_is_rejected_and_the_next_job_works(
    judge: Judge, pattern: str
) -> None:
    verdict = judge(BACKTRACKS, pattern)
    assert (verdict.outcome, verdict.reason) == ("rejected", "time-limit")
    assert "catastrophic backtracking on 'aaaa" in verdict.detail
    assert verdict.seconds < LIMITS.wall_seconds
    assert judge(BACKTRACKS, "a+").outcome is Outcome.ACCEPTED


@pytest.mark.slow
def test_a_gold_pattern_that_hangs_makes_the_problem_invalid(judge: Judge) -> None:
    target = RegexTarget(matches=BACKTRACKS.matches, rejects=BACKTRACKS.rejects, gold="(a+)+$")
    verdict = judge(target, "a+")
    assert (verdict.outcome, verdict.reason) == ("invalid", "broken-problem")
    assert "catastrophic" in verdict.detail


@pytest.mark.parametrize("pattern", ["(" * 5000, "a" * (MAX_PATTERN + 1)], ids=["deep", "long"])
def test_a_pattern_beyond_the_compiler_is_refused(judge: Judge, pattern: str) -> None:
    verdict = judge(BACKTRACKS, pattern)
    assert (verdict.outcome, verdict.reason) == ("rejected", "bad-pattern")


def test_a_pattern_that_breaks_the_matcher_itself_is_refused(judge: Judge) -> None:
    pattern = "(?:(a)|b?+)++"
    try:
        assert re.fullmatch(pattern, "ab")
        expected: tuple[str, str] = ("accepted", "")
    except SystemError:  # a fault of this Python
        expected = ("rejected", "bad-pattern")
    target = RegexTarget(matches=("ab", "a"), rejects=("c",))
    verdict = judge(target, pattern)
    assert (verdict.outcome, verdict.reason) == expected


@pytest.mark.parametrize("text", ["\ud800", "\0", "\U0001f600" * 3, "é" * 50_000])
def test_odd_strings_arrive_as_they_are(judge: Judge, text: str) -> None:
    target = RegexTarget(matches=(text,), rejects=(text + "x",))
    assert judge(target, "[^x]+").outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("mode", "flags"), [("match", ""), ("fullmatch", "u")])
def test_an_unknown_policy_makes_the_problem_invalid(judge: Judge, mode: str, flags: str) -> None:
    target = RegexTarget(matches=("a",), rejects=("b",), mode=mode, flags=flags)
    verdict = judge(target, "a")
    assert (verdict.outcome, verdict.reason) == ("invalid", "broken-problem")


@pytest.mark.parametrize(
    "result",
    [b"", b"?", b'{"failed": "no"}', b'{"ok": 1}', b'{"ok": {}}', b'{"ok": {"matched": [true]}}'],
)
def test_a_reply_that_is_none_is_our_fault_and_never_a_rejection(result: bytes) -> None:
    with pytest.raises(SandboxError):
        replied(result)


def test_time_spent_compiling_is_told_apart_from_matching() -> None:
    verdict = replied(status=Status.TIME_LIMIT)
    assert verdict.reason == "time-limit"
    assert verdict.detail.startswith("compiling the pattern does not end")


def test_running_out_of_memory_is_a_rejection() -> None:
    assert replied(status=Status.MEMORY_LIMIT).reason == "memory-limit"
    verdict = replied(b'{"ok": {"matched": [true, null]}}')
    assert (verdict.outcome, verdict.reason) == ("rejected", "memory-limit")
    assert "'b'" in verdict.detail


def test_a_proof_names_its_method_and_shows_a_witness_to_run_again(judge: Judge) -> None:
    target = RegexTarget(matches=("ab",), rejects=("b",), gold="a?b", mode="search")
    sound = RegexTarget(matches=("ab",), rejects=("a",), gold="a?b", mode="search")
    assert judge(target, "ab").reason == "broken-problem"
    verdict = judge(sound, "ab")
    assert verdict.method == "proof"
    assert verdict.witness == Witness(
        kind="string", input="'b'", expected="matches", got="does not match"
    )
    equal = judge(sound, "b")
    assert (equal.outcome, equal.method, equal.witness) == ("accepted", "proof", None)
    assert equal.checks[0].name == "equal to the gold pattern on every text"


def test_strings_name_their_method_and_show_a_witness_too(judge: Judge) -> None:
    target = RegexTarget(matches=("a", "b"), rejects=("\n",))
    verdict = judge(target, "a")
    assert verdict.method == "strings"
    assert verdict.witness == Witness(
        kind="string", input="'b'", expected="matches", got="does not match"
    )
    assert judge(target, "[ab]").method == "strings"


def test_a_witness_that_re_does_not_confirm_rejects_nobody() -> None:
    """Both engines have to say that the patterns differ; this box says they never do."""
    target = RegexTarget(matches=("a",), rejects=("b",), gold="[a]")
    reply = b'{"ok": {"matched": [true, false, false]}}'
    sandbox = Replies(Execution(status=Status.EXITED, exit_code=0, result=reply))
    verdict = asyncio.run(RegexMatch().verify(target, "a+", sandbox=sandbox, limits=LIMITS))
    assert (verdict.outcome, verdict.method) == ("accepted", "strings")
    assert verdict.detail == "not compared with the gold pattern: re disagrees on 'aa'"


@pytest.mark.slow
def test_a_pattern_equal_to_the_gold_is_still_run(judge: Judge) -> None:
    target = RegexTarget(matches=BACKTRACKS.matches, rejects=BACKTRACKS.rejects, gold="a+")
    verdict = judge(target, "(a+)+")
    assert (verdict.outcome, verdict.reason) == ("rejected", "time-limit")
