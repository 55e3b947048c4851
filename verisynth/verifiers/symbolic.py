"""The symbolic verifier: like ``number``, with algebra for what is not rational.

Trees our parser built travel as JSON into the sandbox, where ``sandboxes/runners/symbolic.py``
evaluates them at points and asks sympy. No text a model wrote is evaluated anywhere; the box is
there because algebra on hostile sizes may hang.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from verisynth.errors import SandboxError
from verisynth.languages.math.compare import Same
from verisynth.languages.math.syntax import Node, to_json
from verisynth.languages.math.tokens import Unreadable
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Limits, Program, Target, Verdict
from verisynth.verifiers.number import exact, judged

VERSION = "1"


@dataclass(frozen=True, slots=True)
class SymbolicVerifier:
    """Accepts an answer equal to the gold for every value of its variables.

    A difference is proved by a point, kept in the verdict's detail. Real, negative and complex
    points all count: ``2 ln x`` is not ``ln x^2``. When neither equality nor difference is
    established the verdict is ``error`` with the reason ``undecided``, never a rejection.
    """

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one answer or text; the sandbox is asked only if exact values do not decide."""
        notes: list[str] = []

        async def scalars(gold: Node, given: Node, question: str) -> Same:
            same = await exact(gold, given, question)
            if same is not Same.UNDECIDED:
                return same
            same, note = await _ask(gold, given, question, sandbox, limits)
            notes.append(note)
            return same

        verdict = await judged(target, answer, scalars, name=f"symbolic@{VERSION}")
        level = sandbox.level if notes else ""
        detail = "; ".join(part for part in (verdict.detail, *notes[-1:]) if part)
        return replace(verdict, level=level, detail=detail)


async def _ask(
    gold: Node, answer: Node, question: str, sandbox: Sandbox, limits: Limits
) -> tuple[Same, str]:
    payload = {"gold": to_json(gold), "answer": to_json(answer), "question": question}
    program = Program(runner="symbolic", payload=payload, profile="math")
    try:
        told = reply(await sandbox.run(program, limits), trusted=True)
    except ProgramFailed as error:
        return Same.UNDECIDED, f"algebra stopped: {error.message}"
    if not isinstance(told, dict):
        raise SandboxError("the symbolic runner's reply is not an object")
    same, detail = str(told.get("same")), str(told.get("detail"))[:300]
    if same == "too-large":
        if detail.startswith("answer"):
            raise Unreadable(f"too large to evaluate ({detail})")
        return Same.UNDECIDED, detail
    return Same(same), detail
