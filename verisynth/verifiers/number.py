"""The number verifier: judges an answer by exact value, on the host, in microseconds.

It decides everything whose value is rational, and every shape of answer (lists, tuples, intervals,
matrices, units, words) whose parts are. What needs real algebra is ``undecided`` here and goes to
``verifiers.symbolic``. What counts as the same is argued in ``languages.math.compare``.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from verisynth.errors import Unparseable
from verisynth.languages.math.answer import final_answer
from verisynth.languages.math.compare import Same, Scalars, compare
from verisynth.languages.math.exact import canonical, divides_by_zero, fold
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import Apply, Constant, Group, Node
from verisynth.languages.math.tokens import Unreadable, same_notation
from verisynth.protocols import Sandbox
from verisynth.types import Check, Limits, MathTarget, Outcome, Target, Verdict

VERSION = "1"
_INFINITE = (Constant("infinity"), Apply("neg", (Constant("infinity"),)))


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
        return await judged(target, answer, exact, name=f"number@{VERSION}")


async def exact(gold: Node, answer: Node, question: str) -> Same:
    """Equal or different where both values are rational or the trees agree; else undecided."""
    if question == "value":
        one, other = fold(gold), fold(answer)
        if one is not None and other is not None:
            return Same.EQUAL if one == other else Same.DIFFERENT
        if gold in _INFINITE or answer in _INFINITE:
            return Same.EQUAL if gold == answer else Same.DIFFERENT
    return Same.EQUAL if canonical(gold) == canonical(answer) else Same.UNDECIDED


async def judged(target: Target, answer: str, scalars: Scalars, *, name: str) -> Verdict:
    """The verdict on ``answer``, with ``scalars`` deciding about single values."""
    started = time.perf_counter()
    outcome, reason, detail = await _decided(target, answer, scalars)
    return Verdict(
        outcome=outcome,
        reason=reason,
        detail=detail,
        checks=(Check("same-value", outcome is Outcome.ACCEPTED, detail),),
        verifier=name,
        seconds=time.perf_counter() - started,
    )


async def _decided(target: Target, answer: str, scalars: Scalars) -> tuple[Outcome, str, str]:
    if not isinstance(target, MathTarget):
        kind = type(target).__name__
        raise TypeError(f"a math verifier needs a MathTarget, got {kind}")
    try:
        gold_text = final_answer(target.gold)
    except Unparseable as error:
        return Outcome.INVALID, "broken-problem", f"the gold answer: {error.message}"
    try:
        given = final_answer(answer)
    except Unparseable as error:
        return Outcome.REJECTED, error.reason, error.message
    if _plain(gold_text) == _plain(given) and _plain(given):
        return Outcome.ACCEPTED, "", ""
    return await _compared(gold_text, given, scalars)


def _plain(text: str) -> str:
    """The text without layout, for an answer that repeats the gold literally.

    A space between digits stays: ``1 3/4`` is not ``13/4``.
    """
    try:
        return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", same_notation(text))
    except Unreadable:
        return ""


async def _compared(gold_text: str, given: str, scalars: Scalars) -> tuple[Outcome, str, str]:
    try:
        gold = parse(gold_text)
    except Unreadable as error:
        detail = f"the gold {gold_text[:80]!r} cannot be read: {error}"
        return Outcome.ERROR, "undecided", detail
    try:
        answer = parse(given)
    except Unreadable as error:
        return Outcome.REJECTED, "unreadable-answer", f"{given[:80]!r}: {error}"
    if divides_by_zero(answer):
        return Outcome.REJECTED, "unreadable-answer", f"{given[:80]!r} divides by zero"
    try:
        same = await compare(gold, answer, scalars)
    except Unreadable as error:
        return Outcome.REJECTED, "unreadable-answer", f"{given[:80]!r}: {error}"
    return _outcome(same, gold, answer, (gold_text, given))


def _outcome(
    same: Same, gold: Node, answer: Node, texts: tuple[str, str]
) -> tuple[Outcome, str, str]:
    shown = f"{texts[1][:80]!r} beside the gold {texts[0][:80]!r}"
    if same is Same.EQUAL:
        return Outcome.ACCEPTED, "", ""
    if same is Same.UNDECIDED:
        return Outcome.ERROR, "undecided", f"equality could not be decided: {shown}"
    if isinstance(answer, Group) and answer.kind == "list" and not isinstance(gold, Group):
        return Outcome.REJECTED, "no-answer", f"several different answers are offered: {shown}"
    return Outcome.REJECTED, "wrong-answer", shown
