from __future__ import annotations

import pytest

from tests.verifiers.math_judging import corpus, in_sandbox, on_host

VALUES = corpus("values.jsonl")
EXPRESSIONS = corpus("expressions.jsonl")


@pytest.mark.parametrize("row", VALUES, ids=lambda row: f"{row['gold']} <- {row['answer']}"[:70])
def test_values_are_judged_on_the_host(row: dict[str, str]) -> None:
    verdict = on_host(row["gold"], row["answer"])
    undecided = verdict.reason == "undecided" and row["outcome"] == "rejected"
    assert verdict.outcome == row["outcome"] or undecided, (row["why"], verdict.detail)


@pytest.mark.slow
def test_the_symbolic_verifier_judges_both_corpora_rightly() -> None:
    rows = VALUES + EXPRESSIONS
    verdicts = in_sandbox([(row["gold"], row["answer"]) for row in rows])
    wrong = [
        (row["gold"], row["answer"], verdict.outcome.value, verdict.reason, verdict.detail)
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict.outcome != row["outcome"]
    ]
    assert wrong == []


def test_the_corpora_hold_answers_of_both_kinds_for_many_golds() -> None:
    for rows, least in ((VALUES, 200), (EXPRESSIONS, 60)):
        assert len(rows) >= least
        assert {row["outcome"] for row in rows} == {"accepted", "rejected"}
