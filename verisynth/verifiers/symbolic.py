"""The symbolic verifier: like ``number``, with algebra for what is not rational.

Trees our parser built travel as JSON into the sandbox, where ``sandboxes/runners/symbolic.py``
evaluates them at points and asks sympy. No text a model wrote is evaluated anywhere; the box is
there because algebra on hostile sizes may hang, and there it is killed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verisynth.errors import SandboxError
from verisynth.languages.math.findings import Finding, Question, Same
from verisynth.languages.math.syntax import to_json
from verisynth.languages.math.tokens import Unreadable
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Json, Limits, Program, Target, Verdict, Witness
from verisynth.verifiers.number import judged

VERSION = "2"


@dataclass(frozen=True, slots=True)
class SymbolicVerifier:
    """Accepts an answer equal to the gold for every value of its variables.

    A difference is proved by a point, the verdict's witness. Real, negative and complex points all
    count: ``2 ln x`` is not ``ln x^2``. When neither equality nor difference is established the
    verdict is ``error`` with the reason ``undecided``, never a rejection.
    """

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one answer or text; the sandbox is asked only if exact values do not decide."""
        asked = 0

        async def ask(questions: Sequence[Question]) -> Sequence[Finding]:
            nonlocal asked
            asked += len(questions)
            return await _ask(questions, sandbox, limits)

        verdict = await judged(target, answer, ask, name=f"symbolic@{VERSION}")
        return replace(verdict, level=sandbox.level if asked else "")


async def _ask(
    questions: Sequence[Question], sandbox: Sandbox, limits: Limits
) -> Sequence[Finding]:
    payload: Json = {"questions": [_wire(question) for question in questions]}
    program = Program(runner="symbolic", payload=payload, profile="math")
    try:
        told = reply(await sandbox.run(program, limits), trusted=True)
    except ProgramFailed as error:
        stopped = Finding(Same.UNDECIDED, detail=f"algebra stopped: {error.message}")
        return [stopped] * len(questions)
    if not isinstance(told, list) or len(told) != len(questions):
        raise SandboxError("the symbolic runner's reply does not answer the questions")
    return [_finding(one) for one in told]


def _wire(question: Question) -> Json:
    return {
        "gold": to_json(question.gold),
        "answer": to_json(question.answer),
        "kind": question.kind,
        "relative": _pair(question.relative),
        "absolute": _pair(question.absolute),
    }


def _pair(value: Fraction | float) -> Json:
    fraction = Fraction(value)
    return [fraction.numerator, fraction.denominator]


def _finding(told: Json) -> Finding:
    if not isinstance(told, Mapping):
        raise SandboxError("the symbolic runner's reply is not an object")
    same, detail = str(told.get("same")), str(told.get("detail"))[:300]
    if same == "too-large":
        if detail.startswith("answer"):
            raise Unreadable(f"too large to evaluate ({detail})")
        return Finding(Same.UNDECIDED, detail=detail)
    return Finding(Same(same), str(told.get("method", "numeric")), detail, _witness(told))


def _witness(told: Mapping[str, Json]) -> Witness | None:
    if "expected" not in told:
        return None
    point, expected, got = (str(told.get(key, "")) for key in ("point", "expected", "got"))
    return Witness(kind="point", input=point, expected=expected, got=got)
