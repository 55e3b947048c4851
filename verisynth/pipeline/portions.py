"""A problem's checks in parts, cheap ones first: most wrong answers fall at those.

An answer is accepted only by all of them; which part rejects it first changes nothing but time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from verisynth.types import Outcome, Problem, PythonTarget, StdioTarget, Target, Verdict
from verisynth.verifiers import stdio
from verisynth.verifiers.python_calls import asserted_cases

Judge: TypeAlias = Callable[[Target, str], Awaitable[Verdict]]
"""The verdict on an answer by the checks of a target."""


async def judged(judge: Judge, portions: Sequence[Target], answer: str) -> Verdict:
    """The verdict of the first part that does not accept, else of the last."""
    for portion in portions[:-1]:
        verdict = await judge(portion, answer)
        if verdict.outcome is not Outcome.ACCEPTED:
            return verdict
    return await judge(portions[-1], answer)


async def portions_of(problem: Problem, *, judge: Judge) -> tuple[Target, ...]:
    """The checks of one problem in parts.

    Asserts that are nothing but a call and its result are run as cases first, which takes one
    process and not two; only if the reference passes them so, and the whole of the tests decides
    about what is left.
    """
    target = problem.target
    if isinstance(target, StdioTarget):
        return stdio.portions(target)
    if not isinstance(target, PythonTarget) or target.cases or not target.entry_point:
        return (target,)
    cheap = PythonTarget(entry_point=target.entry_point, cases=asserted_cases(target))
    if not cheap.cases:
        return (target,)
    verdict = await judge(cheap, problem.reference)
    return (cheap, target) if verdict.outcome is Outcome.ACCEPTED else (target,)
