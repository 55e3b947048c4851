"""Independent authors are asked, recorded, judged and counted, whatever they reply."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.pipeline.fakes import EqualFamily, NoSandbox, spec
from verisynth.errors import TeacherError
from verisynth.pipeline.corroborate import Corroborating
from verisynth.pipeline.independents import Independents
from verisynth.pipeline.judging import Executed, Ruling
from verisynth.pipeline.matrix import Examiner
from verisynth.pipeline.recorded import Line
from verisynth.pipeline.solving import COPY_FROM, Author, Solver
from verisynth.pipeline.store import Store
from verisynth.spec import Corroborate
from verisynth.teachers.chat import Reply, Request
from verisynth.teachers.openai_chat import OpenAIChat
from verisynth.types import (
    Candidate,
    Check,
    Evidence,
    Limits,
    MathTarget,
    Outcome,
    Problem,
    Proposal,
    RegexTarget,
    Target,
    Usage,
    Verdict,
)

REPLY = "## answer\n{}"


@dataclass(frozen=True)
class SolvableEqual(EqualFamily):
    """Accepts the gold text; others may answer, and write tests that are one expected text.

    Tests are written as ``a|b``: every answer that is one of them passes.
    """

    overlooked: str = ""
    """A wrong answer that the problem's own checks accept."""

    @property
    def answer_sections(self) -> tuple[tuple[str, str, str], ...]:
        return (("answer", "", "the answer"),)

    @property
    def test_sections(self) -> tuple[tuple[str, str, str], ...]:
        return (("answer", "", "what is right"),)

    def parse_answer(self, sections: Mapping[str, str], problem: Problem) -> Candidate:
        return Candidate(answer=sections["answer"].strip())

    def parse_tests(self, sections: Mapping[str, str], problem: Problem) -> Target:
        accepted = tuple(sections["answer"].strip().split("|"))
        return RegexTarget(matches=accepted, rejects=())

    async def verify(
        self,
        target: Target,
        answer: str,
        *,
        sandbox: object,
        limits: Limits,
        hash_seed: int = 0,
    ) -> Verdict:
        if isinstance(target, RegexTarget):
            passed = answer in target.matches
            outcome = Outcome.ACCEPTED if passed else Outcome.REJECTED
            return Verdict(
                outcome=outcome, reason="wrong-answer", checks=(Check("expected", passed),)
            )
        if self.overlooked and answer == self.overlooked:
            return Verdict(outcome=Outcome.ACCEPTED)
        if answer == "loop":
            return Verdict(outcome=Outcome.REJECTED, reason="time-limit")
        verdict = await super().verify(
            target, answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed
        )
        passed = verdict.outcome is Outcome.ACCEPTED
        return replace(verdict, checks=(Check("same", passed, "" if passed else answer),))


@dataclass
class Scripted:
    """A model that answers by the seed's turn: the nth new request gets the nth reply."""

    replies: list[str | TeacherError]
    asked: list[Request] = field(default_factory=list)

    async def complete(
        self, request: Request, *, on_fault: Callable[[TeacherError], None] | None = None
    ) -> Reply:
        self.asked.append(request)
        told = self.replies[len(self.asked) - 1]
        await asyncio.sleep(0)
        if isinstance(told, TeacherError):
            if on_fault:
                on_fault(told)
            raise told
        return Reply(text=told, usage=Usage(prompt_tokens=3, completion_tokens=2, dollars=0.5))


def proposal(*candidates: str, gold: str = "7") -> Proposal:
    problem = Problem(
        statement="Say seven.", target=MathTarget(gold=gold), reference=gold, topic="t"
    )
    return Proposal(problem, tuple(Candidate(answer=one) for one in candidates or (gold,)))


def rule(
    folder: Path,
    model: Scripted,
    *,
    proposed: Proposal | None = None,
    family: SolvableEqual | None = None,
    **settings: object,
) -> tuple[tuple[Ruling, ...], dict[str, object]]:
    asked = Corroborate(**settings)  # type: ignore[arg-type]
    made = replace(spec(), corroborate=asked)
    family = family or SolvableEqual()
    with closing(Store.open(folder)) as store:
        independents = Independents(store, made.name)
        line = Line("openai:fake", model, store, made.name)
        chat = OpenAIChat(model="fake", base_url="http://127.0.0.1:9/v1", format="sections")
        judging = Corroborating(
            inner=Executed(made, family, NoSandbox()),
            settings=asked,
            family=family,
            solver=Solver(made, family, (Author(line, chat),), independents, 0),
            examiner=Examiner(family=family, sandbox=NoSandbox(), limits=made.limits),
            independents=independents,
        )
        rulings = asyncio.run(judging.rule(proposed or proposal(), index=3))
        return rulings, dict(independents.counted(3))


def only(rulings: tuple[Ruling, ...]) -> Verdict:
    (one,) = rulings
    return one.verdict


def written(*answers: str) -> Scripted:
    return Scripted([REPLY.format(answer) for answer in answers])


def test_agreement_is_the_highest_evidence_and_is_counted(tmp_path: Path) -> None:
    rulings, counted = rule(tmp_path, written("7", "7", "8", "7"))
    assert only(rulings).evidence is Evidence.CORROBORATED
    assert counted == {
        "finding": "corroborated",
        "asked": 4,
        "independents": 4,
        "agreeing": 3,
        "pass_rate": 0.75,
        "solvers": ["openai:fake"],
        "own_checks": {"solve-0": "1", "solve-1": "1", "solve-2": "0", "solve-3": "1"},
    }


def test_others_who_agree_with_each_other_blame_the_reference(tmp_path: Path) -> None:
    verdict = only(rule(tmp_path, written("8", "8", "8", "9"))[0])
    assert (verdict.outcome, verdict.reason) == (Outcome.INVALID, "reference-disagrees")
    assert verdict.evidence is None
    assert "8" in verdict.detail


def test_two_readings_blame_the_prompt(tmp_path: Path) -> None:
    verdict = only(rule(tmp_path, written("8", "7", "8", "7"))[0])
    assert (verdict.outcome, verdict.reason) == (Outcome.INVALID, "ambiguous-prompt")


def test_a_hard_problem_stays_accepted_without_the_evidence(tmp_path: Path) -> None:
    rulings, counted = rule(tmp_path, written("8", "7", "9", "10"))
    assert only(rulings).evidence is Evidence.AUDITED
    assert counted["pass_rate"] == 0.25


def test_a_spec_may_require_agreement(tmp_path: Path) -> None:
    verdict = only(rule(tmp_path, written("8", "7", "9", "10"), required=True)[0])
    assert (verdict.outcome, verdict.reason) == (Outcome.INVALID, "uncorroborated")


def test_nobody_is_asked_about_a_problem_that_is_bad_anyway(tmp_path: Path) -> None:
    model = written()
    proposed = proposal("wrong", gold="7")
    rulings, counted = rule(tmp_path, model, proposed=proposed)
    assert only(rulings).reason == "wrong-answer"
    assert (model.asked, counted) == ([], {})


def test_authors_see_the_statement_and_nothing_of_the_problem_else(tmp_path: Path) -> None:
    model = written(*["42", "42"], "42")
    rule(tmp_path, model, proposed=proposal(gold="42"), solutions=2, tests=1)
    for request in model.asked:
        text = json.dumps(request.to_json()["messages"])
        assert "Say seven." in text
        assert "42" not in text
    assert len({request.seed for request in model.asked}) == 3
    assert all(request.temperature >= 0.7 for request in model.asked)


def test_garbage_is_no_opinion(tmp_path: Path) -> None:
    garbage = ["", "I'm sorry, I cannot help.", "\x00\ud800" * 9, "{" * 5000]
    rulings, counted = rule(tmp_path, Scripted(list(garbage)))
    assert only(rulings).evidence is Evidence.AUDITED
    assert counted["agreeing"] == 0
    with closing(Store.open(tmp_path)) as store:
        found = store.connection().execute("SELECT purpose, reason, text FROM independents")
        reasons = {purpose: (reason, text) for purpose, reason, text in found}
    assert reasons["solve-0"] == ("empty-reply", None)
    assert reasons["solve-1"] == ("refusal", None)


def test_the_same_long_reply_several_times_is_one_author(tmp_path: Path) -> None:
    thought = "I think, therefore I answer. " * (1 + COPY_FROM // 20)
    copied = f"<think>{thought}</think>\n## answer\n7"
    rulings, counted = rule(tmp_path, Scripted([copied] * 4))
    assert (counted["independents"], counted["finding"]) == (1, "undecided")
    assert only(rulings).evidence is Evidence.AUDITED


def test_who_declined_is_not_asked_again_and_who_answered_neither(tmp_path: Path) -> None:
    declined = TeacherError("no", kind="refusal")
    gone = TeacherError("gone", kind="timeout", retryable=True)
    first = Scripted([REPLY.format("7"), declined, gone, REPLY.format("7")])
    verdict = only(rule(tmp_path, first)[0])
    assert (verdict.outcome, verdict.reason) == (Outcome.ERROR, "teacher-failed")
    second = written("7")
    rulings, counted = rule(tmp_path, second)
    assert len(second.asked) == 1, "only the one that is missing is asked for"
    assert only(rulings).evidence is Evidence.CORROBORATED
    assert counted["independents"] == 3
    with closing(Store.open(tmp_path)) as store:
        assert store.dollars() == 1.5


def test_a_fault_of_ours_is_owed_and_costs_nothing_again(tmp_path: Path) -> None:
    model = written("7", "!7", "7", "7")
    verdict = only(rule(tmp_path, model, family=SolvableEqual(faults=[9]))[0])
    assert (verdict.outcome, verdict.reason) == (Outcome.ERROR, "sandbox-failed")
    rulings, _ = rule(tmp_path, written())
    assert only(rulings).evidence is Evidence.CORROBORATED


def test_an_answer_that_never_ends_speaks_for_nobody(tmp_path: Path) -> None:
    rulings, counted = rule(tmp_path, written("loop", "loop", "loop", "7"))
    assert only(rulings).outcome is Outcome.ACCEPTED
    assert (counted["finding"], counted["independents"]) == ("undecided", 4)


def test_independent_tests_are_judged_and_judge(tmp_path: Path) -> None:
    # Asked for tests first: one wrong for everybody, one right, one nobody can read.
    model = written("8", "7|9", "", "7", "7", "7", "7")
    rulings, counted = rule(tmp_path, model, tests=3)
    assert only(rulings).evidence is Evidence.CORROBORATED
    assert (counted["tests"], counted["tests_confirmed"], counted["tests_wrong"]) == (2, 1, 1)
    assert counted["test_cells"] == {
        "reference": "01",
        **{f"solve-{n}": "01" for n in range(4)},
    }


def test_a_candidate_that_fails_a_confirmed_test_is_rejected(tmp_path: Path) -> None:
    rulings, _ = rule(
        tmp_path,
        written("7", "7", "7", "7", "7"),
        proposed=proposal("7", "8"),
        family=SolvableEqual(overlooked="8"),
        tests=1,
    )
    first, second = (one.verdict for one in rulings)
    assert first.evidence is Evidence.CORROBORATED
    assert (second.outcome, second.reason) == (Outcome.REJECTED, "wrong-answer")
    assert "independent test" in second.detail


def test_a_test_most_others_pass_condemns_the_reference(tmp_path: Path) -> None:
    rulings, _ = rule(
        tmp_path,
        written("8", "8", "8", "8", "7"),
        family=SolvableEqual(overlooked="8"),
        tests=1,
    )
    assert only(rulings).reason == "reference-disagrees"


def test_the_sums_of_a_run_are_counted(tmp_path: Path) -> None:
    rule(tmp_path, written("7", "7", "8", "7"))
    with closing(Store.open(tmp_path)) as store:
        found = Independents(store, "fake").summary(up_to=4)
        assert Independents(store, "fake").summary(up_to=3).problems == 0
    assert (found.problems, found.corroborated, found.agreeing) == (1, 1, 3)
    assert "1 of 1 problems corroborated" in str(found)
    assert found.to_json()["pass_rate"] == 0.75
