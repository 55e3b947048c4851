"""What is known of a candidate without running it, and how many patterns run in one job."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from verisynth.errors import SandboxError
from verisynth.languages.regex.decide import Relation
from verisynth.types import Execution, Limits, Program, RegexTarget, Status
from verisynth.verifiers.regex_proof import is_list_of, proved
from verisynth.verifiers.regex_running import Box, Run


@dataclass(frozen=True)
class Replies:
    """A sandbox that always ends the same way."""

    result: bytes
    status: Status = Status.EXITED
    level: str = "fake"
    slots: int = 1

    async def run(self, program: Program, limits: Limits) -> Execution:
        return Execution(status=self.status, exit_code=0, result=self.result)


def ran(sandbox: Replies) -> list[Run] | None:
    box = Box(sandbox=sandbox, limits=Limits(), mode="fullmatch", flags="")
    return asyncio.run(box.run_all(["a", "("], ["a", "b"]))


def test_every_pattern_of_a_job_has_its_own_reply() -> None:
    reply = b'{"ok": [{"matched": [true, false]}, {"refused": "error: it"}]}'
    assert ran(Replies(reply)) == [
        Run(matched=(True, False)),
        Run(reason="bad-pattern", detail="error: it"),
    ]


def test_patterns_that_use_up_the_limits_together_have_no_replies() -> None:
    assert ran(Replies(b"", Status.TIME_LIMIT)) is None


@pytest.mark.parametrize("result", [b'{"ok": {}}', b'{"ok": [{"matched": [true, false]}]}'])
def test_too_few_replies_are_our_fault(result: bytes) -> None:
    with pytest.raises(SandboxError):
        ran(Replies(result))


@pytest.mark.parametrize(
    ("gold", "answer", "relation", "reason"),
    [
        ("a+", "aa*", Relation.EQUIVALENT, ""),
        (r"([a-z])\1", r"([a-z])\1", Relation.EQUIVALENT, ""),
        ("a+", "a*", Relation.DIFFERENT, ""),
        ("(a", "a", Relation.UNDECIDED, "the gold pattern cannot be read"),
        ("a", "a" * 30_000, Relation.UNDECIDED, "the pattern cannot be read"),
        (r"([a-z])\1", "aa", Relation.UNDECIDED, "backreference"),
    ],
)
def test_a_comparison_is_exact_or_says_why_not(
    gold: str, answer: str, relation: Relation, reason: str
) -> None:
    found = proved(RegexTarget(matches=(), rejects=(), gold=gold), answer)
    assert (found.relation, found.reason) == (relation, reason)


def test_flags_of_the_problem_hold_for_gold_and_candidate() -> None:
    target = RegexTarget(matches=(), rejects=(), gold="[0-9]", flags="a")
    assert proved(target, r"\d").relation is Relation.EQUIVALENT


def test_a_pattern_that_cannot_be_read_is_no_list() -> None:
    assert not is_list_of(("a1", "b2", "c3", "d4"), "a1|b2|c3|d4|(", "")
    assert is_list_of(("a1", "b2", "c3", "d4"), "a1|b2|c3|d4", "")
