"""The mutation score of a program that reads standard input, and which survivors are no mistakes.

Those are none that print what the reference prints on further inputs like the problem's own. Only
inputs on which the reference gives the same clean answer twice, in other surroundings, count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeAlias

from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.strengthen.score import ample, counted, survivors
from verisynth.strengthen.texts import text_inputs
from verisynth.types import (
    Json,
    Limits,
    Mutant,
    Mutation,
    Outcome,
    Problem,
    Program,
    StdioTarget,
    Verdict,
)
from verisynth.verifiers import stdio, stdio_kills
from verisynth.verifiers.kills import Tried
from verisynth.verifiers.python_mutants import mutants

INPUTS = 40
OUTPUT_BYTES = 1 << 20


JudgePart: TypeAlias = Callable[[StdioTarget, str], Awaitable[Verdict]]
"""The verdict on a program by some of the cases."""


async def program_mutation(
    problem: Problem, target: StdioTarget, *, judge: JudgePart, sandbox: Sandbox, limits: Limits
) -> Mutation:
    """What becomes of the reference's mutants; ``limits`` are those of one of them."""
    made = await mutants(problem.reference, sandbox=sandbox, limits=ample(limits))
    found = Tried()
    if not target.checker:  # which runs in a job of its own
        found = await stdio_kills.tried(
            [case.input for case in target.cases],
            lambda value: not stdio.passes(value, target),
            problem.reference,
            [one.source for one in made],
            sandbox=sandbox,
            limits=limits,
        )

    async def judged(source: str) -> Verdict:
        for part in stdio.portions(target):
            verdict = await judge(part, source)
            if verdict.outcome is not Outcome.ACCEPTED:
                break
        return verdict

    left = await survivors(made, found, judge=judged)
    equal = await _equivalents(problem, target, left, sandbox=sandbox, limits=ample(limits))
    return counted(made, left, equal)


async def _equivalents(
    problem: Problem,
    target: StdioTarget,
    left: Sequence[Mutant],
    *,
    sandbox: Sandbox,
    limits: Limits,
) -> frozenset[Mutant]:
    """The survivors that print what the reference does on every further input.

    None, if the problem gives no input that could be varied: then nothing is known about them.
    """
    if not left:
        return frozenset()
    texts = [case.input for case in target.cases]
    asking = _Asking(text_inputs(texts, Random(problem.key), INPUTS), sandbox, limits)
    first, second = await asyncio.gather(
        asking.printed(problem.reference), asking.printed(problem.reference, 1)
    )
    pairs = zip(asking.inputs, first, second, strict=True)
    wanted = {text: out for text, out, again in pairs if out is not None and out == again}
    if not wanted:
        return frozenset()
    asking = replace(asking, inputs=tuple(wanted))
    outputs = list(wanted.values())
    found = await stdio_kills.tried(
        asking.inputs,
        lambda value: _printed(value, len(outputs)) != outputs,
        problem.reference,
        [one.source for one in left],
        sandbox=sandbox,
        limits=limits,
    )
    # A difference may be one left behind by another run, so it must show without any.
    doubtful = [one for at, one in enumerate(left) if at not in found.passed]
    others = await asyncio.gather(*(asking.printed(one.source) for one in doubtful))
    different = {one for one, printed in zip(doubtful, others, strict=True) if printed != outputs}
    return frozenset(left) - different


@dataclass(frozen=True, slots=True)
class _Asking:
    """What programs print, each run in a process of its own."""

    inputs: Sequence[str]
    sandbox: Sandbox
    limits: Limits

    async def printed(self, source: str, surroundings: int = 0) -> list[str | None]:
        """For every input; None where a run did not end well."""
        payload: Json = {
            "source": source,
            "inputs": list(self.inputs),
            "output_bytes": OUTPUT_BYTES,
            "cpu_seconds": self.limits.cpu_seconds,
            # One varied number may ask for endless work, which must not hide the other answers.
            "seconds_each": self.limits.cpu_seconds / (2 * INPUTS),
            "surroundings": surroundings,
        }
        program = Program(runner="stdio", payload=payload, hash_seed=surroundings)
        execution = await self.sandbox.run(program, self.limits)
        try:
            return _printed(reply(execution, trusted=False), len(self.inputs))
        except ProgramFailed:
            return [None] * len(self.inputs)


def _printed(value: Json, count: int) -> list[str | None]:
    """What each run printed; None for one that did not end well."""
    runs = value.get("runs") if isinstance(value, dict) else None
    if not isinstance(runs, list) or len(runs) != count:
        return [None] * count
    return [_output(run) for run in runs]


def _output(run: Json) -> str | None:
    match run:
        case {"exit_code": 0, "stdout": str(stdout)}:
            return stdout
    return None
