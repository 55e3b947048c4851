"""Checks a worked solution step by step: a right final answer says nothing about the way to it.

Nothing is executed. Every equation the text computes something with is evaluated exactly; the
record says how many were right, wrong or not readable, and a spec can ask for none wrong.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from verisynth.languages.math.step_values import Standing
from verisynth.languages.math.steps import Step, steps
from verisynth.types import Check, Outcome, Trace, Verdict, Witness


def read_trace(text: str) -> Trace:
    """The counts over all steps of ``text``; all zero where nothing is computed."""
    found = steps(text)
    standings = Counter(step.standing for step in found)
    wrong = next((step for step in found if step.standing is Standing.WRONG), None)
    return Trace(
        right=standings[Standing.RIGHT],
        wrong=standings[Standing.WRONG],
        unreadable=standings[Standing.UNREADABLE],
        rounded=sum(step.rounded for step in found),
        first_wrong=_described(wrong) if wrong else "",
        witness=_witness(wrong) if wrong else None,
    )


def with_trace(verdict: Verdict, trace: Trace, *, max_wrong_steps: int | None) -> Verdict:
    """The verdict on an answer after its steps were checked.

    Only what was accepted can become rejected: a wrong answer stays wrong for its own reason, and
    right steps make nothing right.
    """
    if verdict.outcome is not Outcome.ACCEPTED or max_wrong_steps is None:
        return verdict
    passed = trace.wrong <= max_wrong_steps
    check = Check("steps", passed, trace.first_wrong)
    if passed:
        return replace(verdict, checks=(*verdict.checks, check))
    total = trace.right + trace.wrong
    return replace(
        verdict,
        outcome=Outcome.REJECTED,
        reason="wrong-step",
        detail=f"{trace.wrong} of {total} steps are wrong: {trace.first_wrong}",
        checks=(*verdict.checks, check),
        witness=trace.witness,
        evidence=None,
    )


def _described(step: Step) -> str:
    where = f"line {step.line}: {step.text}"
    return f"{where}: its left side is {step.computed}" if step.computed else where


def _witness(step: Step) -> Witness:
    return Witness(kind="step", input=step.given, expected=step.computed, got=step.stated)
