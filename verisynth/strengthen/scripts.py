"""Which surviving mutants of classes are no mistakes: by what is done with objects, call by call.

What a problem's tests do with its classes is recorded as scripts: how an object is made, and which
methods are called with what. Scripts are varied within what was seen: calls left out, doubled,
exchanged, taken from another object of the class; arguments of the same method, and whole numbers
that the class itself compares with. Only scripts that the reference answers twice alike count,
without an exception its methods did not raise before.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from verisynth.protocols import Sandbox
from verisynth.sandbox import values
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.strengthen.boxed import Box, is_value
from verisynth.strengthen.inputs import Input, is_literal
from verisynth.strengthen.search import CALL_SECONDS
from verisynth.types import Json, Limits, Mutant, Problem, Program

Call: TypeAlias = tuple[str, tuple[object, ...]]
SCRIPTS = 300
LONGEST = 30
NUMBERS_AROUND = (-1, 1)
LARGEST_COMPARED = 1_000_000
SHARE_COMPARED = 0.3
"""How often a number of the program takes the place of one that a method got."""

PLAYER = "_play_script_"
"""Entry point of every source with :data:`DRIVER` behind it."""
DRIVER = f"""

def {PLAYER}(kind, first, calls, known):
    import types
    own = dict(globals())
    one = own[kind](*first) if kind else types.SimpleNamespace(**own)
    done = []
    for name, arguments in calls:
        try:
            value = getattr(one, name)(*arguments)
            if hasattr(value, "__next__") and value is not one:
                value = [item for item, _ in zip(value, range(100))]
            elif value is one:
                value = "itself"
        except Exception as problem:
            value = "raised " + type(problem).__name__
            if name + " " + type(problem).__name__ not in known:
                raise
        done.append(value)
    return done
"""


@dataclass(frozen=True, slots=True)
class Script:
    """How one object is made and used."""

    kind: str
    first: tuple[object, ...]
    calls: tuple[Call, ...]


async def scripted_equivalents(
    problem: Problem,
    survivors: Sequence[Mutant],
    tests: Sequence[str],
    *,
    sandbox: Sandbox,
    limits: Limits,
) -> frozenset[Mutant]:
    """The mutants that no script tells from the reference; empty where there are no scripts."""
    seen, known = await _recorded(problem.reference, tests, sandbox=sandbox, limits=limits)
    if not seen:
        return frozenset()
    box = Box(
        sandbox=sandbox,
        limits=limits,
        entry_point=PLAYER,
        profile=profile_for("python", problem.reference),
    )
    numbers = compared_numbers(problem.reference)
    asked = [
        Input((one.kind, one.first, list(one.calls), list(known)))
        for one in varied(seen, Random(problem.key), numbers)
    ]
    reference = problem.reference + DRIVER
    first = await box.reference(reference, asked, seconds=CALL_SECONDS)
    second = await box.reference(reference, asked, seconds=CALL_SECONDS, second_run=True)
    names = {
        one: name
        for one, name, again in zip(asked, first.names, second.names, strict=True)
        if is_value(name) and name == again
    }
    if not names:
        return frozenset()
    sources = [one.source + DRIVER for one in survivors]
    found = await box.outcomes(sources, list(names), seconds=CALL_SECONDS)
    expected = tuple(names.values())
    return frozenset(
        one for one, other in zip(survivors, found, strict=True) if other.names == expected
    )


async def _recorded(
    reference: str, tests: Sequence[str], *, sandbox: Sandbox, limits: Limits
) -> tuple[list[Script], tuple[str, ...]]:
    """The scripts of the tests, and ``method exception`` for each that was raised."""
    payload: Json = {"source": reference, "tests": list(tests)}
    program = Program(
        runner="python_scripts", payload=payload, profile=profile_for("tests", reference, *tests)
    )
    try:
        value = reply(await sandbox.run(program, limits), trusted=False)
    except ProgramFailed:
        return [], ()
    match value:
        case {"scripts": list(scripts), "raised": list(raised)}:
            found = [one for one in map(_script, scripts) if one is not None]
            return found, tuple(map(str, raised))
    return [], ()


def _script(value: Json) -> Script | None:
    match value:
        case [str(kind), first, list(calls)]:
            made = _arguments(first)
            done = [_call(one) for one in calls]
            usable = [one for one in done if one is not None]
            if made is not None and len(usable) == len(done):
                return Script(kind, made, tuple(usable))
    return None


def _call(value: Json) -> Call | None:
    match value:
        case [str(name), encoded]:
            arguments = _arguments(encoded)
            return None if arguments is None else (name, arguments)
    return None


def _arguments(encoded: Json) -> tuple[object, ...] | None:
    try:
        value = values.decode(encoded)
    except values.Malformed:
        return None
    return value if isinstance(value, tuple) and is_literal(value) else None


def compared_numbers(source: str) -> tuple[int, ...]:
    """Whole numbers that a program compares something with, and those beside them."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    sides = [one for node in nodes if isinstance(node, ast.Compare) for one in _sides(node)]
    return tuple(sorted({one + step for one in sides for step in (*NUMBERS_AROUND, 0)}))


def _sides(node: ast.Compare) -> list[int]:
    sides = (node.left, *node.comparators)
    found = [one.value for one in sides if isinstance(one, ast.Constant)]
    return [one for one in found if type(one) is int and 0 < one <= LARGEST_COMPARED]


def varied(seen: Sequence[Script], rng: Random, numbers: Sequence[int] = ()) -> list[Script]:
    """The scripts seen, and others like them, ``numbers`` among their arguments; none twice."""
    found = {repr(one): one for one in seen}
    for _ in range(4 * SCRIPTS):
        if len(found) >= SCRIPTS:
            break
        one = _changed(rng.choice(seen), seen, rng, numbers)
        found.setdefault(repr(one), one)
    return list(found.values())


def _changed(one: Script, seen: Sequence[Script], rng: Random, numbers: Sequence[int]) -> Script:
    others = [other for other in seen if other.kind == one.kind]
    pool = [call for other in others for call in other.calls]
    calls = list(one.calls)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(calls) + 1)
        match rng.randrange(5):
            case 0 if len(calls) > 1 and at < len(calls):
                del calls[at]
            case 1 if at < len(calls):
                calls.insert(at, calls[at])
            case 2 if len(calls) > 1:
                to = rng.randrange(len(calls))
                calls[at % len(calls)], calls[to] = calls[to], calls[at % len(calls)]
            case 3 if at < len(calls):
                calls[at] = _with_others(calls[at], pool, rng, numbers)
            case _:
                calls.insert(at, rng.choice(pool))
    first = rng.choice(others).first if rng.random() < 0.3 else one.first
    return Script(one.kind, first, tuple(calls[:LONGEST]))


def _with_others(call: Call, pool: Sequence[Call], rng: Random, numbers: Sequence[int]) -> Call:
    """The call with an argument that its method got elsewhere, or a number beside one it got.

    Or one of ``numbers``, if it is not below all that the method got.
    """
    name, arguments = call
    peers = [given for other, given in pool if other == name and len(given) == len(arguments)]
    if not arguments:
        return call
    at = rng.randrange(len(arguments))
    value = rng.choice(peers)[at]
    if type(value) is int and value > 0:
        least = min(got for got in (one[at] for one in peers) if isinstance(got, int))
        beside = [one for one in numbers if one >= least]
        value += rng.choice((*NUMBERS_AROUND, 0))
        if beside and rng.random() < SHARE_COMPARED:
            value = rng.choice(beside)
    return name, (*arguments[:at], value, *arguments[at + 1 :])
