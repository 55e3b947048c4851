"""What a level hands to the pool: the command that starts a worker.

A launcher is a frozen dataclass with ``level``, ``shape(limits)`` (the numbers that are fixed when
its worker starts, so that jobs with other numbers need another worker) and ``launch``. Its
``without`` names layers to leave out: only to measure what each layer stops.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from verisynth.sandbox.profiles import Profile
from verisynth.types import Json, Limits, Program

PYTHON_FLAGS = ("-s", "-S", "-P", "-B", "-X", "utf8")
"""No site folders, no unsafe path entries, no bytecode files. Not ``-I``: that would ignore the
hash seed. The environment is empty instead."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start one worker."""

    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    """All of it: nothing of the host's environment is added."""
    cleanup: tuple[str, ...] = ()
    """A command that removes what killing the first one leaves behind; empty when nothing."""
    socket: Path | None = None
    """Where the worker connects to; without one its wire is its standard input and output."""


class Launcher(Protocol):
    """One level's way of starting workers."""

    @property
    def level(self) -> str:
        """The level's name."""

    @property
    def needs_folder(self) -> bool:
        """Whether each worker needs a folder of its own on the host while it lives."""

    def shape(self, limits: Limits) -> Sequence[int]:
        """The numbers of ``limits`` a worker is started with."""

    def launch(self, program: Program, limits: Limits, folder: Path) -> Launch:
        """The command of a worker that can run ``program``; ``folder`` is for one that needs it."""


def worker_argument(
    level: str, profile: Profile, *, paths: Sequence[str], without: frozenset[str], **more: Json
) -> str:
    """The worker's only argument: ``paths`` are the folders of its packages inside."""
    config = {
        "level": level, "warm": profile.warm, "path": [*paths], "without": sorted(without),
        "reads": profile.reads, "calls": profile.calls, **more,
    }  # fmt: skip
    return json.dumps(config)


def slot_ids(*, narrow: bool = False) -> tuple[int, int]:
    """The two user ids of a worker's jobs, from a range nobody uses.

    Limits on processes are counted per id over the whole machine, so two workers never share one.
    ``narrow`` fits the 65536 ids of a rootless engine. Chance, but no result depends on it.
    """
    start, size = (20_000, 20_000) if narrow else (1_400_000_000, 300_000_000)
    first = start + 2 * secrets.randbelow(size)
    return first, first + 1
