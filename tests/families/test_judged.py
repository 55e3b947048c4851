"""Support tickets from reply to verdict, with a judge behind a real HTTP server that is a fake."""

import asyncio
import json
from dataclasses import replace

import pytest

from tests.fakes import openai_server as fake
from verisynth import registry
from verisynth.errors import MissingError, SpecError, Unparseable, UsageError
from verisynth.families.judged import Judged
from verisynth.spec import TaskSpec, load_spec
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.types import Candidate, JudgedTarget, Limits, Outcome, Problem, SqlTarget

LABELS = ("refund-request", "delivery-delay", "sign-in")
FAMILY = Judged(labels=LABELS, rubric=(("realism", "like a person's"),))
TICKET = "My box was due on Monday and it is Friday now. Where is it?"
CELL = {"intent": "delivery-delay"}


class NoSandbox:
    """Raises if anything is to be executed."""

    level = "none"
    slots = 1

    async def run(self, program: object, limits: object) -> object:
        raise AssertionError("nothing is to be executed")


def parsed(ticket: str = TICKET, label: str = "delivery-delay") -> tuple[Problem, Candidate]:
    proposal = FAMILY.parse({"ticket": ticket, "label": label}, cell=CELL)
    (candidate,) = proposal.candidates
    return proposal.problem, candidate


def test_the_registry_finds_it() -> None:
    assert registry.component("families", "judged") == Judged()


def test_a_reply_becomes_a_ticket_to_classify() -> None:
    problem, candidate = parsed()
    assert TICKET in problem.statement
    assert all(f"- {label}" in problem.statement for label in LABELS)
    assert (problem.reference, candidate.answer) == ("delivery-delay", "delivery-delay")
    assert problem.target == JudgedTarget(labels=LABELS, rubric=FAMILY.rubric)


@pytest.mark.parametrize(
    "label",
    ["delivery-delay", "Delivery Delay", "`delivery_delay`", '"delivery-delay".',
     "Label: delivery-delay", "**delivery-delay**", "Intent: DELIVERY-DELAY\n"],
)  # fmt: skip
def test_a_label_is_known_in_any_dress(label: str) -> None:
    assert parsed(label=label)[1].answer == "delivery-delay"


@pytest.mark.parametrize("label", ["delivery", "delivery-delay or sign-in", "late parcel"])
def test_nearly_a_label_is_none(label: str) -> None:
    assert parsed(label=label)[1].answer not in LABELS


@pytest.mark.parametrize(
    "ticket",
    [
        "",
        "Hi.",
        "This is a delivery-delay ticket, please.",
        "Category: Delivery-Delay! It is late.",
        "Dear team, my parcel is late. Regards, [Your Name]",
        "My order [order number] is late again.",
    ],
)
def test_a_ticket_that_is_none_or_a_form_or_tells_its_label_is_refused(ticket: str) -> None:
    with pytest.raises(Unparseable) as caught:
        parsed(ticket=ticket)
    assert caught.value.reason == "bad-section"


def test_every_other_label_is_a_planted_wrong_answer() -> None:
    problem, _ = parsed()
    answers = [planted.answer for planted in FAMILY.planted(problem)]
    assert answers == ["refund-request", "sign-in"]


def judged(candidate: Candidate, *script: fake.Answer) -> tuple[str, str, int]:
    """Outcome, reason and the number of times the judge was asked."""

    async def go(base_url: str) -> tuple[str, str]:
        async with OpenAIChat(model="judge", base_url=base_url).open() as scorer:
            problem, _ = parsed()
            verdict = await FAMILY.judge(problem, candidate, scorer=scorer)
            return verdict.outcome.value, verdict.reason

    with fake.serve(*script) as server:
        outcome, reason = asyncio.run(go(server.base_url))
        return outcome, reason, len(server.requests)


def score(number: int) -> fake.Answer:
    return fake.ok(json.dumps({"realism": {"score": number, "reason": "So."}}))


def test_from_ticket_to_verdict() -> None:
    right = Candidate(answer="delivery-delay")
    assert judged(right, score(5)) == ("accepted", "", 1)
    assert judged(right, score(2)) == ("rejected", "low-score", 1)
    assert judged(Candidate(answer="sign-in"), score(5)) == ("rejected", "wrong-label", 0)
    assert judged(right, fake.ok("5 stars!")) == ("error", "judge-unreadable", 2)


def verify(target: object, answer: str) -> Outcome:
    verdict = FAMILY.verify(target, answer, sandbox=NoSandbox(), limits=Limits())  # type: ignore[arg-type]
    return asyncio.run(verdict).outcome


def test_without_a_judge_only_wrong_labels_are_decided() -> None:
    problem, _ = parsed()
    assert verify(problem.target, "parcel") is Outcome.REJECTED
    with pytest.raises(MissingError, match="--judge") as caught:
        verify(problem.target, "sign-in")
    assert caught.value.exit_code == 3
    with pytest.raises(UsageError):
        verify(SqlTarget(gold="select 1"), "sign-in")


def test_a_row_brings_its_labels_or_uses_the_configured() -> None:
    target, answer = Judged().row({"label": "A b", "labels": ["a-b", "c"]})
    assert (target, answer) == (JudgedTarget(labels=("a-b", "c")), "a-b")
    target, answer = FAMILY.row({"answer": "sign-in"})
    assert isinstance(target, JudgedTarget)
    assert (target.labels, answer) == (LABELS, "sign-in")


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"label": 3},
        {"label": "a"},
        {"label": "a", "labels": "a"},
        {"label": "a", "labels": [1]},
    ],
)
def test_a_row_that_is_none_is_told_what_it_lacks(row: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Judged().row(row)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def spec() -> TaskSpec:
    return load_spec("support-intents")


def test_the_shipped_spec_asks_for_labels_of_its_set_only(spec: TaskSpec) -> None:
    family = Judged().for_spec(spec)
    assert len(family.labels) >= 12
    assert len(family.rubric) >= 4
    assert spec.procedural is None
    assert set(spec.axes["intent"].values) == set(family.labels)
    assert sum(axis.depends_on == "intent" for axis in spec.axes.values()) == 1


def test_a_spec_whose_axis_asks_for_other_labels_is_refused(spec: TaskSpec) -> None:
    assert spec.judge is not None
    fewer = replace(spec, judge=replace(spec.judge, labels=spec.judge.labels[1:]))
    with pytest.raises(SpecError, match=r"not one of judge\.labels"):
        Judged().for_spec(fewer)
    with pytest.raises(SpecError, match="judge is missing"):
        Judged().for_spec(replace(spec, judge=None))
    with pytest.raises(SpecError, match=r"axes\.tone is missing"):
        Judged(label_axis="tone").for_spec(spec)


def test_no_label_stands_in_what_the_teacher_is_told_to_write_about(spec: TaskSpec) -> None:
    """An issue that spells out its label would put it into every ticket."""
    issues = spec.axes["issue"].values
    assert isinstance(issues, dict)
    for label, texts in issues.items():
        assert len(texts) >= 4
        assert all(label not in text for text in texts)
