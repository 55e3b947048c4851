"""Which surviving mutants are no mistakes: those no further input can tell from the reference.

The further inputs vary the problem's own (``input_variations.py``); only those on which the
reference gives the same clean answer twice, in other surroundings, count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from verisynth.protocols import Sandbox
from verisynth.sandbox import values
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Json, Limits, Mutant, Problem, Program, PythonTarget, StdioTarget
from verisynth.verifiers.input_variations import Variations, text_inputs
from verisynth.verifiers.python_calls import seen_calls, whole_numbers

CALLS = 300
STDIO_INPUTS = 40


@dataclass(frozen=True, slots=True)
class Observed:
    """What one program did on every further input; None where it gave no clean answer."""

    answers: tuple[object | None, ...]

    def differs(self, reference: Observed, stable: Sequence[bool]) -> bool:
        """Whether an answer is another one, where the reference's is stable."""
        pairs = zip(reference.answers, self.answers, stable, strict=True)
        return any(counts and not _same(expected, got) for expected, got, counts in pairs)


@dataclass(frozen=True, slots=True)
class _Probe:
    """How to run any program on the further inputs and read what it did."""

    program: Callable[[str, int], Program]
    read: Callable[[Json], Observed]


async def equivalents(
    problem: Problem, survivors: Sequence[Mutant], *, sandbox: Sandbox, limits: Limits
) -> frozenset[Mutant]:
    """The survivors that did what the reference does on every further input.

    None, if the problem gives no input that could be varied: then nothing is known about them.
    """
    probe = _probe(problem, limits)
    if probe is None:
        return frozenset()

    async def observed(source: str, surroundings: int = 0) -> Observed | None:
        execution = await sandbox.run(probe.program(source, surroundings), limits)
        try:
            return probe.read(reply(execution, trusted=False))
        except (ProgramFailed, values.Malformed, KeyError, TypeError, ValueError):
            return None

    first, second, *others = await asyncio.gather(
        observed(problem.reference),
        observed(problem.reference, 1),
        *(observed(one.source) for one in survivors),
    )
    if first is None or second is None:
        return frozenset()
    stable = [
        one is not None and _same(one, again)
        for one, again in zip(first.answers, second.answers, strict=True)
    ]
    if not any(stable):
        return frozenset()
    return frozenset(
        mutant
        for mutant, other in zip(survivors, others, strict=True)
        if other is not None and not other.differs(first, stable)
    )


def _same(expected: object | None, got: object | None) -> bool:
    return expected is not None and got is not None and values.same(got, expected)


def _probe(problem: Problem, limits: Limits) -> _Probe | None:
    rng = Random(problem.key)
    target = problem.target
    if isinstance(target, StdioTarget):
        inputs = text_inputs([case.input for case in target.cases], rng, STDIO_INPUTS)
        return _stdio_probe(inputs, limits.cpu_seconds) if inputs else None
    if isinstance(target, PythonTarget) and target.entry_point:
        numbers = whole_numbers(problem.reference)
        calls = further_calls(seen_calls(target), rng, numbers=numbers)
        return _cases_probe(target.entry_point, calls) if calls else None
    return None


def further_calls(
    seen: Sequence[tuple[object, ...]], rng: Random, *, numbers: Sequence[int] = ()
) -> tuple[tuple[object, ...], ...]:
    """Argument tuples like those seen, none of them twice."""
    found: dict[str, tuple[object, ...]] = {}
    variations = Variations.of(seen, rng, numbers=numbers)
    for _ in range(CALLS if seen else 0):
        varied = variations.vary(rng.choice(seen))
        if isinstance(varied, tuple):
            found.setdefault(repr(varied), varied)
    return tuple(found.values())


def _cases_probe(entry_point: str, calls: Sequence[tuple[object, ...]]) -> _Probe:
    encoded: list[Json] = [[values.encode(call), values.encode({})] for call in calls]

    def program(source: str, surroundings: int) -> Program:
        payload: Json = {
            "source": source,
            "entry_point": entry_point,
            "calls": encoded,
            "order": list(range(len(calls))),
            "surroundings": surroundings,
        }
        return Program(runner="python_cases", payload=payload, hash_seed=surroundings)

    def read(value: Json) -> Observed:
        claims = value["claims"] if isinstance(value, dict) else None
        if not isinstance(claims, list) or len(claims) != len(calls):
            raise ValueError("not one claim a call")
        return Observed(tuple(_claimed(claim) for claim in claims))

    return _Probe(program, read)


def _claimed(claim: Json) -> object | None:
    """What was returned, wrapped so that None is an answer too."""
    match claim:
        case [_, {"value": value}]:
            return (values.decode(value),)
    return None


def _stdio_probe(inputs: Sequence[str], cpu_seconds: float) -> _Probe:
    def program(source: str, surroundings: int) -> Program:
        payload: Json = {
            "source": source,
            "inputs": inputs,
            "output_bytes": 1 << 20,
            "cpu_seconds": cpu_seconds,
            "surroundings": surroundings,
        }
        return Program(runner="stdio", payload=payload, hash_seed=surroundings)

    def read(value: Json) -> Observed:
        runs = value["runs"] if isinstance(value, dict) else None
        if not isinstance(runs, list) or len(runs) != len(inputs):
            raise ValueError("not one run an input")
        return Observed(tuple(_printed(run) for run in runs))

    return _Probe(program, read)


def _printed(run: Json) -> object | None:
    match run:
        case {"exit_code": 0, "stdout": str(stdout)}:
            return (stdout,)
    return None
