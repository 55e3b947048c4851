"""Honest programs that a sandbox must never fail: what each returns is what it must return.

Like the hostile cases, each is a function whose text is sent into the box. Those marked
``may_be_refused`` ask for something a level may refuse: then politely, as an ``OSError``.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.adversarial.abuse import text_of
from verisynth.errors import MissingError, UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox import profiles
from verisynth.types import Json, Limits, Program, Status

LIMITS = Limits(cpu_seconds=2.0, wall_seconds=60.0, memory_mib=512, disk_mib=32, processes=32)
PROGRAMS = Path(__file__).parent / "honest_programs"
REFUSED = "refused"
"""What a program gives back that was politely refused."""


@dataclass(frozen=True, slots=True)
class Honest:
    """One program and what it must give."""

    name: str
    body: str
    expected: Json
    may_be_refused: bool = False
    """It starts a process or changes modes: a level that allows neither says so, politely."""
    limits: Limits = LIMITS
    profile: str = "python"
    stdout_bytes: int | None = None
    """What it must have printed, in bytes."""


def honest(expected: Json, **more: Any) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Declare the decorated function, which is never called here."""

    def declare(function: Callable[[], Any]) -> Callable[[], Any]:
        name = function.__name__.replace("_", " ")
        found = function.__globals__.setdefault("FOUND", [])
        found.append(Honest(name, text_of(function, "program"), expected, **more))
        return function

    return declare


def programs() -> tuple[Honest, ...]:
    """Every honest program."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(PROGRAMS)]))
    found = [importlib.import_module(f"tests.adversarial.honest_programs.{n}") for n in names]
    return tuple(program for module in found for program in module.__dict__["FOUND"])


MAIN = """
import contextlib, json, os, sys, time
def main(channel):
    return program()
"""
POLITE = """
import contextlib, json, os, sys, time
def main(channel):
    try:
        return program()
    except OSError:
        return "refused"
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an honest program."""

    fault: str
    """Why that is a false reject; empty when it is none."""
    refused: bool = False
    """It was politely refused what it asked for."""


def has_profile(name: str) -> bool:
    """Whether there is such a profile, and what it needs is installed."""
    try:
        profiles.requirements(profiles.load(name).packages)
    except (UsageError, MissingError):
        return False
    return True


async def ask(sandbox: Sandbox, program: Honest) -> Answer:
    """Run one and compare."""
    source = program.body + (POLITE if program.may_be_refused else MAIN)
    job = Program(runner="selftest", payload=source, profile=program.profile)
    execution = await sandbox.run(job, program.limits)
    if execution.status is not Status.EXITED:
        return Answer(f"{execution.status.value} {execution}"[:600])
    try:
        reply = json.loads(execution.result)
    except ValueError:
        return Answer(f"no result: {execution}"[:600])
    if program.may_be_refused and reply == {"ok": REFUSED}:
        return Answer("", refused=True)
    if reply != {"ok": program.expected}:
        return Answer(f"{str(reply)[-900:]}, not {str(program.expected)[:200]}")
    if program.stdout_bytes not in (None, len(execution.stdout)):
        return Answer(f"{len(execution.stdout)} bytes printed, not {program.stdout_bytes}")
    return Answer("")
