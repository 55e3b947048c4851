"""Strengthening where problems are made: a stronger problem, and which mutants are equivalent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.strengthen.boxed import Box
from verisynth.strengthen.contract import ENOUGH_TO_EXCUSE
from verisynth.strengthen.evidence import evidence_of
from verisynth.strengthen.search import NoExamples, Search
from verisynth.strengthen.strengthening import Policy, Wish, example_inputs, strengthen
from verisynth.types import Limits, Mutant, Problem, PythonTarget


async def strengthened(
    problem: Problem,
    *,
    sandbox: Sandbox,
    limits: Limits,
    solutions: tuple[str, ...] = (),
    wrong: tuple[str, ...] = (),
    policy: Policy | None = None,
) -> Problem:
    """The problem with the cases its tests lack; the same problem if none can be added.

    The cases say what the reference does. Where nothing else vouches for the reference, neither
    does this: give independent ``solutions``, and only what all of them agree on is added.
    """
    target = problem.target
    if not isinstance(target, PythonTarget) or not target.entry_point:
        return problem
    wish = Wish(
        target=target,
        reference=problem.reference,
        prompt=problem.statement,
        solutions=solutions,
        wrong=wrong,
    )
    found = await strengthen(wish, sandbox=sandbox, limits=limits, policy=policy)
    return replace(problem, target=replace(target, cases=(*target.cases, *found.added)))


async def equivalents(
    problem: Problem, survivors: Sequence[Mutant], *, sandbox: Sandbox, limits: Limits
) -> frozenset[Mutant]:
    """The mutants that no input of a whole search tells from the reference.

    Empty where nothing is known: no entry point to call, or no input that could be varied.
    """
    target = problem.target
    if not isinstance(target, PythonTarget) or not target.entry_point or not survivors:
        return frozenset()
    wish = Wish(target=target, reference=problem.reference, prompt=problem.statement)
    box = Box(
        sandbox=sandbox,
        limits=limits,
        entry_point=target.entry_point,
        profile=profile_for("python", problem.reference),
    )
    search = Search(
        box=box,
        reference=problem.reference,
        evidence=evidence_of(problem.reference, target.entry_point, problem.statement),
        wrong=[one.source for one in survivors],
        enough=ENOUGH_TO_EXCUSE,
    )
    try:
        found = await search.run(await example_inputs(wish, box))
    except NoExamples:
        return frozenset()
    return frozenset(
        one for number, one in enumerate(survivors) if number not in found.killed_after
    )
