"""Hostile programs as data, and how one is judged: by its report, by the host, by the next job.

A case is a function in ``cases/``. Its text is sent into the box; it is never called here. It
*reports what it managed*, so an empty report means contained.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.adversarial.world import World
from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.types import Execution, Json, Limits, Program, Status

LIMITS = Limits(cpu_seconds=1.0, wall_seconds=6.0, memory_mib=256, disk_mib=8, processes=16)
QUICK = replace(LIMITS, cpu_seconds=0.3, wall_seconds=1.2)
"""For attempts to outlive them."""
LONG = replace(LIMITS, cpu_seconds=10.0, wall_seconds=40.0)
"""For attempts that themselves take long."""
WIDE = Limits(cpu_seconds=20.0, wall_seconds=60.0, memory_mib=2048, disk_mib=256, processes=200)
"""What an attempt to exceed a limit does not exceed: the control of such attempts."""
STOPPED = ("clean", "time-limit", "memory-limit", "output-limit", "signaled")
"""However a limit ends it, or not at all: what it reports decides."""
CASES = Path(__file__).parent / "cases"
PRELUDE = (Path(__file__).parent / "inside.py").read_text(encoding="utf-8")


class Control(StrEnum):
    """How it is shown that the check of a case can fail."""

    BARE = "bare"
    """The same attempt succeeds where nothing holds it."""
    WIDE = "wide"
    """The same program succeeds in the same box when the limits allow it."""
    SAME_JOB = "same-job"
    """What the next job must not find is found from within the job that made it."""
    QUIET = "quiet"
    """A program that ends well is not taken for one that was ended."""
    TWIN = "twin"
    """A harmless twin that reaches its aim is noticed."""
    WORKER = "worker"
    """Only the worker's life is at stake; a test of its own shows that its death is noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abuse:
    """One attempt."""

    name: str
    group: str
    body: str
    """The text of its function ``attempt(managed, channel)``."""
    control: Control
    ends: tuple[str, ...] = ("clean",)
    """How it may end; anything else counts as managed."""
    limits: Limits = LIMITS
    partner: str | None = None
    """The text of ``partner(channel)``, which runs in the solution's process."""
    follow: str | None = None
    """The text of an ``attempt`` that a second job makes."""
    twin: str | None = None
    gaps: Mapping[str, str] = field(default_factory=dict)
    """Levels that do not claim to stop it, and why."""
    needs_walls: bool = False
    """Never run it where no namespace of its own keeps it from other processes of the machine."""
    needs_root: bool = False
    """Its control is refused to ordinary users anyway."""


_Attempt = Callable[..., None]


def case(
    *,
    control: Control,
    partner: Callable[..., None] | None = None,
    follow: _Attempt | None = None,
    twin: _Attempt | None = None,
    **more: Any,
) -> Callable[[_Attempt], _Attempt]:
    """Declare the decorated function as a case."""

    def declare(function: _Attempt) -> _Attempt:
        texts = {
            name: None if part is None else text_of(part, called)
            for name, part, called in (
                ("partner", partner, "partner"),
                ("follow", follow, "attempt"),
                ("twin", twin, "attempt"),
            )
        }
        module = inspect.getmodule(function)
        assert module is not None
        module.__dict__.setdefault("FOUND", []).append(
            Abuse(
                name=function.__name__.replace("_", " "),
                group=module.__name__.rpartition(".")[2].replace("_", " "),
                body=text_of(function, "attempt"),
                control=control,
                **texts,
                **more,
            )
        )
        return function

    return declare


def text_of(function: Callable[..., None], name: str) -> str:
    """A function's source under another name, without its decorators."""
    text = textwrap.dedent(inspect.getsource(function))
    first = ast.parse(text).body[0].lineno
    text = "".join(text.splitlines(keepends=True)[first - 1 :])
    return "\n" + text.replace(f"def {function.__name__}(", f"def {name}(", 1)


def catalogue() -> tuple[Abuse, ...]:
    """Every case, by group."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(CASES)]))
    modules = [importlib.import_module(f"tests.adversarial.cases.{name}") for name in names]
    return tuple(abuse for module in modules for abuse in module.__dict__["FOUND"])


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one attempt."""

    ending: str
    managed: tuple[str, ...]
    """What it got away with, as reported by itself or seen from outside; empty when contained."""

    @property
    def contained(self) -> bool:
        """Whether it got nothing."""
        return not self.managed


MAIN = """
def main(channel):
    managed = []
    with contextlib.suppress(OSError):
        attempt(managed, channel)
    return managed
"""
SURROUNDINGS = "\ndef main(channel):\n    return surroundings()\n"
FROM_WITHIN = """
def main(channel):
    with contextlib.suppress(OSError):
        attempt([], channel)
    return surroundings()
"""
NOTHING = "\ndef attempt(managed, channel):\n    pass\n"


async def surroundings(sandbox: Sandbox, body: str = "") -> Json:
    """What a job finds when it starts, or after it did ``body`` itself."""
    source = PRELUDE + body + (FROM_WITHIN if body else SURROUNDINGS)
    execution = await sandbox.run(Program(runner="selftest", payload=source), LIMITS)
    try:
        return json.loads(execution.result)["ok"]  # type: ignore[no-any-return]
    except (ValueError, KeyError):
        return f"{execution.status.value}: {execution.stderr[-300:]!r} {execution.result[:900]!r}"


async def judge(
    sandbox: Sandbox, abuse: Abuse, world: World, usual: Json, *, gentle: bool = False
) -> Finding:
    """Make one attempt and look everywhere.

    ``usual`` is what a first job finds (``None``: not asked), ``gentle`` says that nothing may
    hold the attempt.
    """
    token = world.token()
    managed: list[str] = []
    ending = ""
    for body, partner in ((abuse.body, abuse.partner), (abuse.follow, None)):
        if body is None:
            continue
        start = PRELUDE + world.constants(token, gentle=gentle)
        program = Program(
            runner="selftest", payload=start + body + MAIN, partner=partner and start + partner
        )
        try:
            execution = await sandbox.run(program, abuse.limits)
        except SandboxError as error:
            managed.append(f"it cost the worker: {error.message[:200]}")
            continue
        end, reported = read(execution)
        managed += [*reported, *excess(execution, abuse.limits)]
        ending = ending or end
        if end not in (abuse.ends if body is abuse.body else ("clean",)):
            managed.append(f"ended: {end}")
    managed += await world.traces(token)
    after = None if usual is None else await surroundings(sandbox)
    if after != usual:
        managed.append(f"the next job differs: {difference(usual, after)}")
    return Finding(ending, tuple(managed))


def read(execution: Execution) -> tuple[str, list[str]]:
    """How it ended, in a word, and what it reports."""
    if execution.status is not Status.EXITED:
        return execution.status.value, []
    try:
        reply = json.loads(execution.result)
    except (ValueError, RecursionError):
        return "unreadable", []
    if not isinstance(reply, dict) or not isinstance(reply.get("ok"), list):
        is_failure = isinstance(reply, dict) and "failed" in reply
        return f"failed {str(reply)[-300:]}" if is_failure else "unreadable", []
    return "clean", [str(item) for item in reply["ok"]]


def excess(execution: Execution, limits: Limits) -> list[str]:
    """Streams that are longer than the host asked for."""
    sizes = {
        "stdout": (len(execution.stdout), limits.output_bytes),
        "stderr": (len(execution.stderr), limits.output_bytes),
        "result": (len(execution.result), limits.result_bytes),
    }
    return [f"{name} beyond its cap" for name, (size, cap) in sizes.items() if size > cap]


def difference(usual: Json, after: Json) -> str:
    """Which of the surroundings changed."""
    if not isinstance(usual, dict) or not isinstance(after, dict):
        return str(after)[:900]
    keys = [key for key in {**usual, **after} if usual.get(key) != after.get(key)]
    return "; ".join(f"{key}: {usual.get(key)} -> {after.get(key)}"[:300] for key in keys)
