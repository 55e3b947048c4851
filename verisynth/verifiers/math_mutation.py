"""How many wrong neighbours of a problem's answer its check tells apart.

Two kinds: answers one slip away from the gold, and what the problem's program gives with one
small mistake in it. A mistake that changes the answer with other numbers, but not with these, is
a survivor: whoever makes it is not found out, since 2 + 2 is 2 × 2.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from fractions import Fraction

from verisynth.errors import SandboxError, Unparseable
from verisynth.languages.math.answer import gold_answer
from verisynth.languages.math.neighbours import neighbours
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Limits, MathTarget, Mutant, Mutation, Outcome
from verisynth.verifiers.math_program import Computed, execute, parsed
from verisynth.verifiers.program_inputs import Change, inputs, numbers_in, variations
from verisynth.verifiers.python_mutants import mutants
from verisynth.verifiers.symbolic import SymbolicVerifier

MOST_PROGRAMS = 24


async def measured(
    target: MathTarget, statement: str, *, sandbox: Sandbox, limits: Limits
) -> Mutation | None:
    """The counts; None for an answer that has no neighbours, such as a word.

    Raises:
        SandboxError: an answer could not be judged; a score without it would be a guess.
    """
    try:
        near = neighbours(gold_answer(target.gold))
    except Unparseable:
        near = ()
    equal, killed = await _programs(target, statement, sandbox, limits)
    wrong = await asyncio.gather(
        *(_is_told_apart(target, one.source, sandbox, limits) for one in near)
    )
    if not near and not killed and not equal:
        return None
    survivors = [one for one, apart in zip(near, wrong, strict=True) if not apart]
    same, other = await _sorted_out(equal, target, statement, sandbox, limits)
    return Mutation(
        mutants=len(near) + killed + len(equal),
        killed=killed + sum(wrong),
        equivalent=len(same),
        survivors=(*other, *survivors),
    )


async def _is_told_apart(target: MathTarget, answer: str, sandbox: Sandbox, limits: Limits) -> bool:
    verdict = await SymbolicVerifier().verify(target, answer, sandbox=sandbox, limits=limits)
    if verdict.outcome is Outcome.ERROR and verdict.reason != "undecided":
        raise SandboxError(f"an answer could not be judged: {verdict.detail}")
    # An answer that nothing decides is not accepted either.
    return verdict.outcome is not Outcome.ACCEPTED


async def _programs(
    target: MathTarget, statement: str, sandbox: Sandbox, limits: Limits
) -> tuple[list[Mutant], int]:
    """Mutants of the program that give the answer all the same, and how many do not."""
    if not target.program:
        return [], 0
    found = await mutants(
        target.program, entry_point="answer", sandbox=sandbox, limits=limits, limit=MOST_PROGRAMS
    )
    stated = numbers_in(statement)
    made = [one for one in found if not _misreads(one, stated)]
    try:
        computed = await execute(
            target.program, sandbox=sandbox, limits=limits, mutants=[one.source for one in made]
        )
    except ProgramFailed:
        return [], 0
    if len(computed.mutants) != len(made):
        return [], 0
    equal = [
        one
        for one, value in zip(made, computed.mutants, strict=True)
        if value and not await _is_told_apart(target, value, sandbox, limits)
    ]
    return equal, len(made) - len(equal)


def _misreads(mutant: Mutant, stated: frozenset[Fraction]) -> bool:
    """Whether only a number of the statement was changed: that is another problem, no mistake."""
    before = mutant.detail.partition(" -> ")[0]
    return before.isdigit() and Fraction(before) in stated


async def _sorted_out(
    equal: Sequence[Mutant], target: MathTarget, statement: str, sandbox: Sandbox, limits: Limits
) -> tuple[list[Mutant], list[Mutant]]:
    """Those that give the same with other numbers too, and those that do not."""
    tree = parsed(target.program)
    if not equal or isinstance(tree, str):
        return list(equal), []
    changes = variations(statement, inputs(tree))
    own, *others = await asyncio.gather(
        *(
            _computed(source, changes, sandbox, limits)
            for source in (target.program, *(one.source for one in equal))
        )
    )
    same: list[Mutant] = []
    differing: list[Mutant] = []
    for one, other in zip(equal, others, strict=True):
        apart = await _differs(own, other, sandbox, limits)
        (differing if apart else same).append(one)
    return same, differing


async def _computed(
    source: str, changes: Sequence[Change], sandbox: Sandbox, limits: Limits
) -> Computed:
    try:
        return await execute(source, sandbox=sandbox, limits=limits, changes=changes)
    except ProgramFailed:
        return Computed("", None)


async def _differs(own: Computed, other: Computed, sandbox: Sandbox, limits: Limits) -> bool:
    """Whether some other number tells them apart. ``2*pi`` and ``2pi`` differ only as text."""
    for one, two in zip(own.varied, other.varied, strict=False):
        if not one or one == two:
            continue
        if not two or await _is_told_apart(MathTarget(gold=one), two, sandbox, limits):
            return True
    return False
