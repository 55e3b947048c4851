"""What a level hands to the pool: the command that starts a worker.

A launcher is a frozen dataclass with ``level``, ``shape(limits)`` (the numbers that are fixed when
its worker starts, so that jobs with other numbers need another worker) and ``launch``.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from verisynth.sandbox.profiles import Profile
from verisynth.types import Limits, Program

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


class Launcher(Protocol):
    """One level's way of starting workers."""

    @property
    def level(self) -> str:
        """The level's name."""

    def shape(self, limits: Limits) -> Sequence[int]:
        """The numbers of ``limits`` a worker is started with."""

    def launch(self, program: Program, limits: Limits) -> Launch:
        """The command of a worker that can run ``program``."""


def worker_argument(level: str, profile: Profile, *, path: str, first_id: int) -> str:
    """The worker's only argument: ``path`` is the folder of its packages inside."""
    config = {"level": level, "warm": profile.warm, "path": [path], "first_id": first_id}
    return json.dumps(config)


def first_id(*, narrow: bool = False) -> int:
    """The first of a worker's two user ids, from a range nobody uses.

    Limits on processes are counted per id over the whole machine, so two workers never share one.
    ``narrow`` fits the 65536 ids of a rootless engine. Chance, but no result depends on it.
    """
    start, size = (20_000, 20_000) if narrow else (1_400_000_000, 300_000_000)
    return start + 2 * secrets.randbelow(size)
