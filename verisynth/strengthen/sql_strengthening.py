"""Gives a SQL problem the fillings it lacks, and measures those it has."""

from __future__ import annotations

import dataclasses

from verisynth.languages.sql import suite
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Limits, Mutation, Outcome, Problem, SqlTarget
from verisynth.verifiers.sql_result import SqlResultVerifier


async def strengthened(problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Problem:
    """The problem with at most ten more fillings, those it has staying as they are.

    The same problem where its schema or gold cannot be read, where nothing kills anything, and
    where the gold cannot judge anyone anyway: then the audit says why.
    """
    target = _sql(problem)
    try:
        found = await suite.distilled(target, sandbox=sandbox, limits=limits)
    except ProgramFailed:
        return problem
    if found is None:
        return problem
    stronger = _with(target, found.setups)
    check = await SqlResultVerifier().check_problem(stronger, sandbox=sandbox, limits=limits)
    if check.outcome is not Outcome.ACCEPTED:
        stronger = await _sound(target, found.setups, sandbox=sandbox, limits=limits)
    return dataclasses.replace(problem, target=stronger)


def _with(target: SqlTarget, setups: tuple[str, ...]) -> SqlTarget:
    new = tuple(one for one in setups if one not in (target.setup, *target.extra_setups))
    return dataclasses.replace(target, extra_setups=(*target.extra_setups, *new))


async def _sound(
    target: SqlTarget, setups: tuple[str, ...], *, sandbox: Sandbox, limits: Limits
) -> SqlTarget:
    """The target with those of the fillings that the verifier itself can judge by."""
    kept = []
    for setup in setups:
        alone = dataclasses.replace(target, setup=setup, extra_setups=())
        check = await SqlResultVerifier().check_problem(alone, sandbox=sandbox, limits=limits)
        if check.outcome is Outcome.ACCEPTED or check.reason == "empty-gold":
            kept.append(setup)
    return _with(target, tuple(kept))


async def mutation(problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Mutation | None:
    """What became of the mutants of the gold; ``None`` where none can be made or run."""
    target = _sql(problem)
    try:
        found = await suite.measured(target, sandbox=sandbox, limits=limits)
    except ProgramFailed:
        return None
    return found if found is not None and found.mutants else None


def _sql(problem: Problem) -> SqlTarget:
    target = problem.target
    if not isinstance(target, SqlTarget):
        raise TypeError(f"the sql family judges by a SqlTarget, got {type(target).__name__}")
    return target
