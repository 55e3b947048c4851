"""Level ``bare``: a child process with limits on time and memory. It isolates from nothing.

Only for code that is trusted anyway, and as the control that shows that the probes can fail. It is
never chosen by itself.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verisynth import shipped
from verisynth.sandbox import profiles
from verisynth.sandbox.launch import PYTHON_FLAGS, Launch, worker_argument
from verisynth.types import Limits, Program


@dataclass(frozen=True, slots=True)
class Bare:
    """Starts workers as plain processes."""

    without: frozenset[str] = frozenset()
    level: str = "bare"
    needs_folder: bool = False

    def shape(self, limits: Limits) -> Sequence[int]:
        """Everything it limits is set per job."""
        return ()

    def launch(self, program: Program, limits: Limits, folder: Path) -> Launch:
        """The worker with this process's own interpreter, packages and environment."""
        profile = profiles.load(program.profile)
        argument = worker_argument(
            self.level, profile, paths=[sysconfig.get_path("purelib")], without=self.without
        )
        entry = str(shipped.sandboxes() / "worker.py")
        environment = {**os.environ, "PYTHONHASHSEED": str(program.hash_seed)}
        return Launch((sys.executable, *PYTHON_FLAGS, entry, argument), environment)
