"""A worked solution's steps beside its answer: counted, shown, and filtered if a spec says so."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from verisynth import api
from verisynth.families.math import MathFamily
from verisynth.protocols import ReadsTraces
from verisynth.types import Candidate, Evidence, Json, Outcome, Trace, Verdict, Witness
from verisynth.verifiers.trace import read_trace, with_trace

SLIP = "The first takes 3 × 4 = 13 hours.\nTogether 13 - 1 + 10 = 22 hours.\nAnswer: 22"
ACCEPTED = Verdict(outcome=Outcome.ACCEPTED, evidence=Evidence.AUDITED)


def test_steps_are_counted_with_the_first_wrong_one() -> None:
    trace = read_trace("1 + 1 = 2\n2 + 2 = 5\n10/3 = 3.33\n2x + 1 = 5\n3 + 3 = 7")
    assert trace == Trace(
        right=2, wrong=2, unreadable=1, rounded=1,
        first_wrong="line 2: 2 + 2 = 5: its left side is 4",
        witness=Witness(kind="step", input="2 + 2", expected="4", got="5"),
    )  # fmt: skip
    assert trace.counted == {
        "steps_checked": 4,
        "steps_right": 2,
        "steps_wrong": 2,
        "steps_unreadable": 1,
        "first_wrong_step": "line 2: 2 + 2 = 5: its left side is 4",
    }
    assert "first_wrong_step" not in read_trace("1 + 1 = 2").counted


def test_a_right_answer_after_a_wrong_step_is_rejected_if_none_is_allowed() -> None:
    verdict = with_trace(ACCEPTED, read_trace(SLIP), max_wrong_steps=0)
    assert (verdict.outcome, verdict.reason) == (Outcome.REJECTED, "wrong-step")
    assert verdict.detail == (
        "1 of 2 steps are wrong: line 1: 3 × 4 = 13 hours: its left side is 12"
    )
    assert verdict.evidence is None
    witness = verdict.witness
    assert witness is not None
    assert (witness.kind, witness.input, witness.expected, witness.got) == (
        "step", "3 × 4", "12", "13 hours",
    )  # fmt: skip


def test_the_witness_of_a_rounding_and_of_words_is_the_step_itself() -> None:
    for text, left, value, right in (
        ("10/3 ≈ 3.5", "10/3", "10/3", "3.5"),
        ("25% of 80 is 25: its left side is 3", "25% of 80", "20", "25"),
    ):
        witness = read_trace(text).witness
        assert witness is not None
        assert (witness.input, witness.expected, witness.got) == (left, value, right)


def test_as_many_wrong_steps_as_allowed_pass_and_unset_means_counted_only() -> None:
    trace = read_trace(SLIP)
    allowed = with_trace(ACCEPTED, trace, max_wrong_steps=1)
    assert allowed.outcome is Outcome.ACCEPTED
    assert [check.name for check in allowed.checks] == ["steps"]
    assert with_trace(ACCEPTED, trace, max_wrong_steps=None) is ACCEPTED


def test_a_wrong_answer_keeps_its_own_reason() -> None:
    rejected = Verdict(outcome=Outcome.REJECTED, reason="wrong-answer")
    assert with_trace(rejected, read_trace(SLIP), max_wrong_steps=0) is rejected


def test_the_family_reads_the_text_a_row_brings() -> None:
    family = MathFamily()
    assert isinstance(family, ReadsTraces)
    assert family.trace(Candidate(answer="2", reasoning="1 + 1 = 2")).right == 1
    for row in (
        {"reasoning": "2 + 2 = 5"},
        {"trace": "2 + 2 = 5"},
        {"answer": "2 + 2 = 5\n#### 5"},
    ):
        found = family.row_trace(row)
        assert found is not None
        assert found.wrong == 1
    assert family.row_trace({"answer": "5"}) is None
    assert family.row_trace({"answer": 5, "reasoning": None}) is None


@pytest.mark.slow
def test_verify_counts_steps_and_filters_when_asked() -> None:
    row: dict[str, Json] = {"gold": "22", "answer": "22", "reasoning": SLIP}
    counted = asyncio.run(api.verify([row], family="math", sandbox="userns"))[0]
    filtered = asyncio.run(api.verify([row], family="math", sandbox="userns", max_wrong_steps=0))[0]
    assert counted.verdict.outcome is Outcome.ACCEPTED
    assert counted.counted["steps_wrong"] == 1
    assert filtered.verdict.reason == "wrong-step"


@pytest.mark.skipif("VERISYNTH_DATA" not in os.environ, reason="VERISYNTH_DATA names no folder")
def test_no_annotation_of_gsm8k_is_called_wrong() -> None:
    path = Path(os.environ["VERISYNTH_DATA"]) / "math" / "gsm8k_train.jsonl"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    from verisynth.languages.math.step_values import Standing
    from verisynth.languages.math.steps import steps

    for line in path.read_text().splitlines()[::10]:
        for step in steps(json.loads(line)["answer"]):
            assert not (step.annotated and step.standing is Standing.WRONG), step
