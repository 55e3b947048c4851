from __future__ import annotations

import pytest

from tests.verifiers.math_judging import corpus, in_sandbox, on_host

VALUES = corpus("values.jsonl")
EXPRESSIONS = corpus("expressions.jsonl")
FORMS = corpus("forms.jsonl")


@pytest.mark.parametrize("row", VALUES, ids=lambda row: f"{row['gold']} <- {row['answer']}"[:70])
def test_values_are_judged_on_the_host(row: dict[str, str]) -> None:
    verdict = on_host(row["gold"], row["answer"])
    undecided = verdict.reason == "undecided" and row["outcome"] == "rejected"
    assert verdict.outcome == row["outcome"] or undecided, (row["why"], verdict.detail)


def test_the_host_alone_is_never_wrong_about_a_form() -> None:
    wrong = []
    for row in FORMS:
        verdict = on_host(row["gold"], row["answer"])
        if verdict.outcome != row["outcome"] and verdict.reason != "undecided":
            wrong.append((row["gold"], row["answer"], verdict.outcome.value, verdict.detail))
    assert wrong == []


@pytest.mark.slow
def test_the_symbolic_verifier_judges_all_corpora_rightly() -> None:
    rows = VALUES + EXPRESSIONS + FORMS
    verdicts = in_sandbox([(row["gold"], row["answer"]) for row in rows])
    wrong = [
        (row["gold"], row["answer"], verdict.outcome.value, verdict.reason, verdict.detail)
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict.outcome != row["outcome"]
    ]
    assert wrong == []


def test_the_corpora_hold_answers_of_both_kinds_for_many_golds() -> None:
    for rows, least in ((VALUES, 200), (EXPRESSIONS, 60), (FORMS, 500)):
        assert len(rows) >= least
        assert {row["outcome"] for row in rows} == {"accepted", "rejected"}
