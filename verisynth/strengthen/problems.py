"""Strengthening where problems are made: a stronger problem, and which mutants are equivalent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.strengthen.boxed import Box
from verisynth.strengthen.contract import ENOUGH_TO_EXCUSE
from verisynth.strengthen.evidence import evidence_of
from verisynth.strengthen.scripts import scripted_equivalents
from verisynth.strengthen.search import Budget, NoExamples, Search
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
    problem: Problem,
    survivors: Sequence[Mutant],
    *,
    tests: Sequence[str] = (),
    sandbox: Sandbox,
    limits: Limits,
) -> frozenset[Mutant]:
    """The mutants that no further input tells from the reference.

    One function with plain arguments is searched as strengthening does it. Otherwise what the
    ``tests``, the checks as pytest files, do with classes and functions is varied. Empty where
    nothing is known.
    """
    if not survivors or not isinstance(problem.target, PythonTarget):
        return frozenset()
    try:
        return await _by_search(problem, problem.target, survivors, sandbox, limits)
    except NoExamples:
        return await scripted_equivalents(problem, survivors, tests, sandbox=sandbox, limits=limits)


async def _by_search(
    problem: Problem,
    target: PythonTarget,
    survivors: Sequence[Mutant],
    sandbox: Sandbox,
    limits: Limits,
) -> frozenset[Mutant]:
    if not target.entry_point:
        raise NoExamples("there is no entry point to call")
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
        budget=Budget(growth=False),
        enough=ENOUGH_TO_EXCUSE,
    )
    found = await search.run(await example_inputs(wish, box))
    return frozenset(
        one for number, one in enumerate(survivors) if number not in found.killed_after
    )
