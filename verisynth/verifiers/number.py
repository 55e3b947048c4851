"""The number verifier: judges an answer by exact value, on the host, in microseconds.

It decides everything whose value is rational, rational functions, and every shape of answer (lists,
tuples, intervals, matrices, units, words) whose parts are. What needs real algebra is ``undecided``
here and goes to ``verifiers.symbolic``. What counts as the same is argued in
``languages.math.compare``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from verisynth.errors import Unparseable
from verisynth.languages.math.answer import final_answer, gold_answer
from verisynth.languages.math.echo import repeats
from verisynth.languages.math.exact import divides_by_zero
from verisynth.languages.math.findings import EXACTLY, UNDECIDED, Finding, Question, Same
from verisynth.languages.math.readings import alike, compare_readings, same_text
from verisynth.languages.math.scalars import exact
from verisynth.languages.math.syntax import Node
from verisynth.languages.math.tokens import Unevaluated, Unreadable
from verisynth.protocols import Sandbox
from verisynth.types import Check, Limits, MathTarget, Outcome, Target, Verdict, Witness

VERSION = "2"
MAX_ROUNDS = 4
MAX_QUESTIONS = 400
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")

Ask: TypeAlias = Callable[[Sequence[Question]], Awaitable[Sequence[Finding]]]
"""Answers many questions about scalars at once."""


@dataclass(frozen=True, slots=True)
class NumberVerifier:
    r"""Accepts an answer whose exact value is the gold's; runs nothing.

    Example: gold ``1/2`` accepts ``0.5``, ``\frac{2}{4}``, ``50%`` and ``x = \boxed{0.50}``; it
    rejects ``0.499999``, ``50`` and ``1/2 or 1/3``.
    """

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one answer or solution text. Never asks the sandbox."""
        return await judged(target, answer, _nothing_more, name=f"number@{VERSION}")


async def _nothing_more(questions: Sequence[Question]) -> Sequence[Finding]:
    return [UNDECIDED] * len(questions)


async def judged(target: Target, answer: str, ask: Ask, *, name: str) -> Verdict:
    """The verdict on ``answer``; ``ask`` is asked what exact arithmetic leaves open.

    ``Verdict.method`` is the weakest layer the verdict rests on: ``text`` (the gold repeated),
    ``structure``, ``exact``, ``symbolic`` or ``numeric``; empty if nothing was compared.
    """
    started = time.perf_counter()
    if not isinstance(target, MathTarget):
        kind = type(target).__name__
        raise TypeError(f"a math verifier needs a MathTarget, got {kind}")
    judgement = await _decided(target, answer, ask)
    accepted = judgement.outcome is Outcome.ACCEPTED
    return Verdict(
        outcome=judgement.outcome,
        reason=judgement.reason,
        detail=judgement.detail,
        checks=(Check("same-value", accepted, judgement.detail),),
        verifier=name,
        method=judgement.finding.method if judgement.finding else "",
        witness=judgement.finding.witness if judgement.finding else None,
        seconds=time.perf_counter() - started,
    )


@dataclass(frozen=True, slots=True)
class _Judgement:
    outcome: Outcome
    reason: str = ""
    detail: str = ""
    finding: Finding | None = None


async def _decided(target: MathTarget, answer: str, ask: Ask) -> _Judgement:
    try:
        gold = gold_answer(target.gold)
    except Unparseable as error:
        return _Judgement(Outcome.INVALID, "broken-problem", f"the gold answer: {error.message}")
    try:
        given = final_answer(answer, slot=target.slot)
    except Unparseable as error:
        return _Judgement(Outcome.REJECTED, error.reason, error.message)
    if gold == given or same_text(gold, given):
        return _Judgement(Outcome.ACCEPTED, finding=Finding(Same.EQUAL, "text"))
    finding = _plain_numbers(gold, given, target)
    if finding is not None:
        return _judgement(finding, _shown(gold, given))
    return await _compared(gold, given, ask, target)


def _plain_numbers(gold: str, given: str, target: MathTarget) -> Finding | None:
    """Two plain decimals, as most answers of word problems are, need no tree."""
    if target.tolerance or target.decimals == "rounded":
        return None
    if not (_PLAIN.fullmatch(gold) and _PLAIN.fullmatch(given)):
        return None
    one, other = Fraction(gold), Fraction(given)
    if one == other:
        return EXACTLY
    witness = Witness(kind="point", input="", expected=str(one), got=str(other))
    return Finding(Same.DIFFERENT, "exact", "", witness)


def _shown(gold: str, given: str) -> str:
    return f"{given[:80]!r} beside the gold {gold[:80]!r}"


async def _compared(gold_text: str, given: str, ask: Ask, target: MathTarget) -> _Judgement:
    shown = _shown(gold_text, given)
    try:
        golds = alike(gold_text)
    except Unreadable as error:
        detail = f"the gold {gold_text[:80]!r} cannot be read: {error}"
        return _Judgement(Outcome.ERROR, "undecided", detail)
    if divides_by_zero(golds[0]):
        detail = f"the gold {gold_text[:80]!r} divides by zero"
        return _Judgement(Outcome.INVALID, "broken-problem", detail)
    try:
        answers = alike(given, beside=golds[0])
        if divides_by_zero(answers[0]):
            raise Unreadable("divides by zero")
        finding = await _found(_Knowledge(ask), golds, answers, target)
    except Unevaluated as error:
        return _Judgement(Outcome.REJECTED, "unevaluated-answer", f"{given[:80]!r}: {error}")
    except Unreadable as error:
        return _Judgement(Outcome.REJECTED, "unreadable-answer", f"{given[:80]!r}: {error}")
    if finding.equal and _echoes(target, golds[0], answers[0]):
        detail = f"{shown}: the answer repeats an expression of the problem"
        return _Judgement(Outcome.REJECTED, "unevaluated-answer", detail)
    return _judgement(finding, shown)


def _echoes(target: MathTarget, gold: Node, answer: Node) -> bool:
    refused = target.unevaluated == "refused" and bool(target.stated)
    return refused and repeats(target.stated, gold, answer)


def _judgement(finding: Finding, shown: str) -> _Judgement:
    detail = f"{shown}: {finding.detail}" if finding.detail else shown
    if finding.witness is not None and finding.detail:
        detail += _at(finding.witness)
    if finding.same is Same.EQUAL:
        return _Judgement(Outcome.ACCEPTED, detail=finding.detail, finding=finding)
    if finding.same is Same.UNDECIDED:
        detail = f"equality could not be decided: {detail}"
        return _Judgement(Outcome.ERROR, "undecided", detail)
    reason = "wrong-answer"
    if finding.detail.startswith("several"):
        reason = "no-answer"
    elif "computation" in finding.detail:
        reason = "unevaluated-answer"
    return _Judgement(Outcome.REJECTED, reason, detail, finding)


def _at(witness: Witness) -> str:
    where = f" at {witness.input}" if witness.input else ""
    return f"{where}: {witness.expected[:60]} and {witness.got[:60]}"


class _Knowledge:
    """What is known about scalars, and what has to be asked before going on."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.known: dict[Question, Finding] = {}
        self.pending: dict[Question, None] = {}

    def scalars(self, question: Question) -> Finding:
        found = exact(question)
        if found.same is Same.UNDECIDED:
            found = self.known.get(question, found)
            if found.same is Same.UNDECIDED and question not in self.known:
                self.pending[question] = None
        return found

    async def learn(self) -> bool:
        """Asks what is pending; False if nothing is."""
        questions = list(self.pending)[:MAX_QUESTIONS]
        self.pending.clear()
        if questions:
            answers = await self.ask(questions)
            self.known.update(zip(questions, answers, strict=True))
        return bool(questions)


async def _found(
    knowledge: _Knowledge, golds: Sequence[Node], answers: Sequence[Node], target: MathTarget
) -> Finding:
    """Compares, asks what was left open, and compares again with what is known then."""
    for _ in range(MAX_ROUNDS):
        finding = compare_readings(golds, answers, knowledge.scalars, target)
        if finding.same is not Same.UNDECIDED or not await knowledge.learn():
            break
    return finding
