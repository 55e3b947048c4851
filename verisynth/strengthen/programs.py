"""Which surviving mutants of a program that reads standard input are no mistakes.

Those that print what the reference prints on further inputs like the problem's own. Only inputs
on which the reference gives the same clean answer twice, in other surroundings, count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random

from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.strengthen.texts import text_inputs
from verisynth.types import Json, Limits, Mutant, Problem, Program, StdioTarget

INPUTS = 40
OUTPUT_BYTES = 1 << 20


async def program_equivalents(
    problem: Problem, survivors: Sequence[Mutant], *, sandbox: Sandbox, limits: Limits
) -> frozenset[Mutant]:
    """The survivors that print what the reference does on every further input.

    None, if the problem gives no input that could be varied: then nothing is known about them.
    """
    if not isinstance(problem.target, StdioTarget):
        return frozenset()
    texts = [case.input for case in problem.target.cases]
    inputs = text_inputs(texts, Random(problem.key), INPUTS)

    async def printed(source: str, surroundings: int = 0) -> list[str | None]:
        payload: Json = {
            "source": source,
            "inputs": inputs,
            "output_bytes": OUTPUT_BYTES,
            "cpu_seconds": limits.cpu_seconds,
            # One varied number may ask for endless work, which must not hide the other answers.
            "seconds_each": limits.cpu_seconds / (2 * INPUTS),
            "surroundings": surroundings,
        }
        program = Program(runner="stdio", payload=payload, hash_seed=surroundings)
        execution = await sandbox.run(program, limits)
        try:
            return _printed(reply(execution, trusted=False), len(inputs))
        except ProgramFailed:
            return [None] * len(inputs)

    first, second, *others = await asyncio.gather(
        printed(problem.reference),
        printed(problem.reference, 1),
        *(printed(one.source) for one in survivors),
    )
    stable = [at for at, text in enumerate(first) if text is not None and text == second[at]]
    if not stable:
        return frozenset()
    return frozenset(
        mutant
        for mutant, texts_of in zip(survivors, others, strict=True)
        if all(texts_of[at] == first[at] for at in stable)
    )


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
