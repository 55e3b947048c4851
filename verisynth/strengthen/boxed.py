"""Runs sources over many inputs in the box, and reads the names of what came back.

A name stands for a value: equal names are equal values (``sandboxes/digests.py``). Whatever the
box says is a claim; it decides which inputs are worth keeping, and what the reference returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox import values
from verisynth.sandbox.batch import run_batch
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.strengthen.inputs import Input, is_literal
from verisynth.types import Json, Limits, Program

SOURCES_PER_JOB = 8
MAX_JOB_SECONDS = 2.0
MAX_STEPS = 10_000
RAISED, TIMEOUT, REFUSED, NAMELESS, NOT_ASKED = "!", "~", "-", "?", "."
_NO_VALUE = (RAISED, TIMEOUT, REFUSED, NAMELESS, NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one source did on every input: the name of a value, or a mark of what went wrong."""

    names: tuple[str, ...]
    steps: tuple[int, ...] = ()
    """Lines executed by each call, when asked for: a cost that is the same on every machine."""
    broken: bool = False
    """The source did not load or took the job with it: it has no outcomes at all."""


def is_value(name: str) -> bool:
    """Whether the outcome is a value, and not an exception, timeout or refusal."""
    return not name.startswith(_NO_VALUE) or (name.startswith("-") and len(name) > 1)


def kind_of(name: str) -> str:
    """What kind of value a name stands for, numbers of all types being one."""
    return "number" if name[:1] in "0123456789-ni" else name[:1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A sandbox and one problem's entry point: what every job of a search shares."""

    sandbox: Sandbox
    limits: Limits
    entry_point: str
    contract: str = ""
    """Source that defines ``contract``; empty: there is none."""
    profile: str = "python"
    """The packages of the box: those the reference imports."""

    async def outcomes(
        self, sources: Sequence[str], inputs: Sequence[Input], *, seconds: float
    ) -> list[Outcomes]:
        """The outcomes of each source; several share a job, and a job that fails is taken apart."""
        groups = [
            sources[start : start + SOURCES_PER_JOB]
            for start in range(0, len(sources), SOURCES_PER_JOB)
        ]
        found = await self._jobs(groups, inputs, seconds)
        again = [
            [one]
            for group, done in zip(groups, found, strict=True)
            if done is None
            for one in group
        ]
        single = iter(await self._jobs(again, inputs, seconds)) if again else iter(())
        outcomes: list[Outcomes] = []
        for group, done in zip(groups, found, strict=True):
            if done is not None:
                outcomes += done
                continue
            for _ in group:
                alone = next(single)
                outcomes += alone if alone is not None else [_broken(len(inputs))]
        return outcomes

    async def reference(
        self,
        source: str,
        inputs: Sequence[Input],
        *,
        seconds: float,
        second_run: bool = False,
        most_steps: int = MAX_STEPS,
    ) -> Outcomes:
        """One source with its steps; the second run has another hash seed and order of sets."""
        payload = self._payload([source], inputs, seconds) | {
            "steps": 0 if second_run else most_steps,
            "unordered": second_run,
            "contract": self.contract,
        }
        program = Program(
            runner="python_outcomes",
            payload=payload,
            profile=self.profile,
            hash_seed=1 if second_run else 0,
        )
        limits = replace(self.limits, cpu_seconds=2 * self.limits.cpu_seconds)
        found = _read(await self.sandbox.run(program, limits), 1, len(inputs))
        return found[0] if found is not None else _broken(len(inputs))

    async def values(self, source: str, inputs: Sequence[Input], *, seconds: float) -> list[object]:
        """The whole values the source returns; :data:`MISSING` where there is none."""
        payload = self._payload([source], inputs, seconds) | {"values": True}
        program = Program(
            runner="python_outcomes", payload=payload, profile=self.profile, hash_seed=2
        )
        try:
            value = reply(await self.sandbox.run(program, self.limits), trusted=False)
        except ProgramFailed:
            return [MISSING] * len(inputs)
        items = _lists(value, 1, len(inputs), "outcomes")
        return [_value(item) for item in items[0]] if items is not None else [MISSING] * len(inputs)

    async def recorded(self, source: str, assertions: Sequence[str], tests: str) -> list[Input]:
        """The inputs that the tests call the entry point with."""
        payload: Json = {
            "source": source,
            "entry_point": self.entry_point,
            "assertions": list(assertions),
            "tests": tests,
        }
        profile = profile_for("tests" if "pytest" in tests else "python", tests, source)
        program = Program(runner="python_inputs", payload=payload, profile=profile)
        try:
            value = reply(await self.sandbox.run(program, self.limits), trusted=False)
        except ProgramFailed:
            return []
        return [one for one in map(_input, value if isinstance(value, list) else ()) if one]

    async def _jobs(
        self, groups: Sequence[Sequence[str]], inputs: Sequence[Input], seconds: float
    ) -> list[list[Outcomes] | None]:
        programs = [
            Program(
                runner="python_outcomes",
                payload=self._payload(group, inputs, seconds),
                profile=self.profile,
            )
            for group in groups
        ]
        limits = replace(self.limits, cpu_seconds=min(self.limits.cpu_seconds, MAX_JOB_SECONDS))
        executions = await run_batch(self.sandbox, programs, limits)
        found: list[list[Outcomes] | None] = []
        for group, execution in zip(groups, executions, strict=True):
            if isinstance(execution, SandboxError):
                raise execution
            found.append(_read(execution, len(group), len(inputs)))
        return found

    def _payload(
        self, sources: Sequence[str], inputs: Sequence[Input], seconds: float
    ) -> dict[str, Json]:
        return {
            "sources": list(sources),
            "entry_point": self.entry_point,
            "calls": [one.encoded for one in inputs],
            "seconds": seconds,
        }


MISSING = object()
"""Where a call gave no value."""


def _broken(size: int) -> Outcomes:
    return Outcomes((NOT_ASKED,) * size, (0,) * size, broken=True)


def _read(execution: object, sources: int, size: int) -> list[Outcomes] | None:
    try:
        value = reply(execution, trusted=False)  # type: ignore[arg-type]
    except ProgramFailed:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("sources"), list):
        return None
    found = [_outcomes(one, size) for one in value["sources"]]
    return found if len(found) == sources else None


def _outcomes(one: Json, size: int) -> Outcomes:
    if not isinstance(one, dict) or not isinstance(one.get("outcomes"), list):
        return _broken(size)
    names = tuple(name for name in one["outcomes"] if isinstance(name, str))
    steps = one.get("steps", [0] * size)
    if len(names) != size or not isinstance(steps, list) or len(steps) != size:
        return _broken(size)
    return Outcomes(names, tuple(count if isinstance(count, int) else 0 for count in steps))


def _lists(value: Json, sources: int, size: int, key: str) -> list[list[Json]] | None:
    if not isinstance(value, dict) or not isinstance(value.get("sources"), list):
        return None
    found = [one.get(key) for one in value["sources"] if isinstance(one, dict)]
    lists = [one for one in found if isinstance(one, list) and len(one) == size]
    return lists if len(lists) == sources else None


def _value(item: Json) -> object:
    if not isinstance(item, dict) or "value" not in item:
        return MISSING
    try:
        value = values.decode(item["value"])
    except values.Malformed:
        return MISSING
    return value if is_literal(value) else MISSING


def _input(pair: Json) -> Input | None:
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    try:
        arguments, keywords = map(values.decode, pair)
    except values.Malformed:
        return None
    if not isinstance(arguments, tuple) or not isinstance(keywords, dict):
        return None
    if not is_literal(arguments) or not is_literal(keywords):
        return None
    found = Input(arguments, {str(key): item for key, item in keywords.items()})
    return found if found.small else None
