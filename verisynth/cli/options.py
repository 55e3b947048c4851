"""Options that commands over people's own rows share, and how such a command ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, TypeAlias

import typer

from verisynth.cli.terminal import say
from verisynth.types import Limits

SANDBOX_HELP = "auto, one of list sandboxes, or a FILE.py:CLASS."

SandboxName: TypeAlias = Annotated[str, typer.Option("--sandbox", help=SANDBOX_HELP)]
Slots: TypeAlias = Annotated[
    int | None,
    typer.Option("--slots", min=1, help="Programs run at one time.", show_default="CPU cores"),
]


def within(limits: Limits, *, cpu_seconds: float | None, memory_mib: int | None = None) -> Limits:
    """The limits with what a person asked for; the wall clock follows the CPU time."""
    if cpu_seconds is not None:
        limits = replace(limits, cpu_seconds=cpu_seconds, wall_seconds=5 * cpu_seconds)
    return limits if memory_mib is None else replace(limits, memory_mib=memory_mib)


def end(faults: Sequence[str], *, failed: bool, done: str) -> None:
    """Exit 2 for unreadable lines, each of them named; 1 if any row failed; else go on."""
    for fault in faults:
        say(fault)
    if faults:
        say(f"error: {len(faults)} unreadable lines; the other lines are {done}")
        raise typer.Exit(2)
    if failed:
        raise typer.Exit(1)
