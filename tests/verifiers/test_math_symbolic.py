from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from tests.verifiers.math_judging import NoSandbox, in_sandbox, on_host
from verisynth.errors import SandboxError
from verisynth.types import Execution, Limits, MathTarget, Outcome, Program, Status, Verdict
from verisynth.verifiers.symbolic import SymbolicVerifier


@dataclass(frozen=True)
class Ending:
    """A sandbox in which every program ends in the same way."""

    execution: Execution
    level: str = "userns"
    slots: int = 1
    programs: list[Program] = field(default_factory=list)

    async def run(self, program: Program, limits: Limits) -> Execution:
        self.programs.append(program)
        return self.execution


def judged(sandbox: Ending | NoSandbox, gold: str, answer: str) -> Verdict:
    verifier = SymbolicVerifier()
    target = MathTarget(gold=gold)
    return asyncio.run(verifier.verify(target, answer, sandbox=sandbox, limits=Limits()))


def test_rational_answers_never_reach_the_sandbox() -> None:
    assert judged(NoSandbox(), "1/2", "0.5").outcome is Outcome.ACCEPTED
    assert judged(NoSandbox(), "(1, 2)", "(1, 3)").outcome is Outcome.REJECTED
    assert judged(NoSandbox(), "3i + 2", "2 + 3i").level == ""


def test_a_time_limit_in_the_box_is_undecided_and_not_a_rejection() -> None:
    sandbox = Ending(Execution(status=Status.TIME_LIMIT))
    verdict = judged(sandbox, "e", "\\sqrt{7}")
    assert (verdict.outcome, verdict.reason) == (Outcome.ERROR, "undecided")
    assert verdict.level == "userns"
    assert "time-limit" in verdict.detail


def test_a_failing_runner_is_our_fault() -> None:
    with pytest.raises(SandboxError):
        judged(Ending(Execution(status=Status.EXITED, exit_code=1)), "e", "\\sqrt{7}")


@pytest.mark.parametrize("told", ["3", "[]", "[3]", '["equal"]', '[{"same": "equal"}, {}]'])
def test_a_reply_that_answers_something_else_is_our_fault(told: str) -> None:
    ended = Execution(status=Status.EXITED, exit_code=0, result=f'{{"ok": {told}}}'.encode())
    with pytest.raises(SandboxError):
        judged(Ending(ended), "e", "\\sqrt{7}")


def test_a_gold_that_is_too_large_is_undecided_and_an_answer_is_unreadable() -> None:
    for side, reason in (("gold", "undecided"), ("answer", "unreadable-answer")):
        told = f'{{"ok": [{{"same": "too-large", "detail": "{side}: a power"}}]}}'
        ended = Execution(status=Status.EXITED, exit_code=0, result=told.encode())
        assert judged(Ending(ended), "e", "\\sqrt{7}").reason == reason


def test_many_questions_go_into_one_job() -> None:
    told = '{"ok": [' + ", ".join(['{"same": "equal", "method": "symbolic"}'] * 9) + "]}"
    ended = Execution(status=Status.EXITED, exit_code=0, result=told.encode())
    sandbox = Ending(ended)
    verdict = judged(sandbox, r"e, \sqrt{7}, \sin 1", r"e^2/e^{1.5}, \cos 2, \ln 3")
    assert len(sandbox.programs) == 1
    assert (verdict.outcome, verdict.method) == (Outcome.ACCEPTED, "symbolic")


def test_what_enters_the_box_is_a_tree_and_no_text() -> None:
    sandbox = Ending(Execution(status=Status.TIME_LIMIT))
    judged(sandbox, "e", "2x")
    (program,) = sandbox.programs
    assert program.profile == "math"
    assert program.payload == {
        "questions": [
            {
                "gold": ["constant", "e"],
                "answer": ["apply", "mul", [["number", "0x2", "0x1"], ["symbol", "x"]]],
                "kind": "value",
                "relative": [0, 1],
                "absolute": [0, 1],
            }
        ]
    }


def test_an_unreadable_gold_is_undecided_unless_it_is_repeated() -> None:
    gold = r"1, 2, \ldots, n"
    assert on_host(gold, r"$1,2,\ldots,n$").outcome is Outcome.ACCEPTED
    assert on_host(r"\int f", r"$\int f$").method == "text"
    assert on_host(r"\int f", "1").reason == "undecided"
    assert on_host(gold, "1, 2, 3").reason == "undecided"
    assert on_host("Work.\n\nNo answer.", "1").reason == "broken-problem"


@pytest.mark.slow
def test_the_box_decides_with_a_witness_and_stops_in_time() -> None:
    pairs = [
        (r"\sqrt{x^2}", "x"),
        ("3*pi", "9.42"),
        ("1", "5^5^5^5^5"),
        ("1", r"\sin(9^{9^{9^9}})"),
        ("log(100)", "2"),
        ("(x+1)^{3000}", "(1+x)^{3000}"),
        ("x*y = 1", "y = 1/x"),
        ("x + y = 1", "x - y = 1"),
        ("2x < 4", "x < 2"),
        ("2x + y < 4", "x + y/2 < 2"),
        ("2x + y < 4", "-2x - y < -4"),
        (r"\frac{1}{x}", r"\frac{x}{x^2}"),
    ]
    started = time.perf_counter()
    verdicts = in_sandbox(pairs)
    outcomes = [(verdict.outcome.value, verdict.reason) for verdict in verdicts]
    assert outcomes == [
        ("rejected", "wrong-answer"),
        ("rejected", "wrong-answer"),
        ("rejected", "unreadable-answer"),
        ("rejected", "unreadable-answer"),
        ("error", "undecided"),
        ("accepted", ""),
        ("error", "undecided"),
        ("rejected", "wrong-answer"),
        ("accepted", ""),
        ("accepted", ""),
        ("rejected", "wrong-answer"),
        ("accepted", ""),
    ]
    assert "at x = -" in verdicts[0].detail
    assert "9.42477796076938 and 9.42" in verdicts[1].detail
    witness = verdicts[0].witness
    assert witness is not None
    assert (witness.kind, witness.input[:5]) == ("point", "x = -")
    assert float(witness.expected) == -float(witness.got)
    assert [verdicts[place].method for place in (0, 5, 11)] == ["numeric", "exact", "numeric"]
    assert time.perf_counter() - started < 60
