"""Level ``landlock``: the worker shuts itself in, with no namespace and no engine.

For places that refuse user namespaces: inside another container, or under a policy that forbids
them. Needs Linux 6.12. A job sees the interpreter, the system's libraries, the profile's packages
and its own folder; it can start threads but no further process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verisynth import shipped
from verisynth.sandbox import profiles
from verisynth.sandbox.launch import PYTHON_FLAGS, Launch, worker_argument
from verisynth.sandbox.userns import base_python, views
from verisynth.types import Limits, Program


@dataclass(frozen=True, slots=True)
class Landlock:
    """Starts workers as plain processes that give up their own rights."""

    without: frozenset[str] = frozenset()
    level: str = "landlock"
    needs_folder: bool = True

    def shape(self, limits: Limits) -> Sequence[int]:
        """Every limit is set per job."""
        return ()

    def launch(self, program: Program, limits: Limits, folder: Path) -> Launch:
        """The command of a worker for this program's profile and hash seed."""
        profile = profiles.load(program.profile)
        seen = [source for source, _ in views(profile.packages)]
        packages = {path.parent for path in profiles.files(profile.packages)}
        argument = worker_argument(
            self.level, profile, paths=sorted(map(str, packages)), without=self.without,
            readable=[str(path) for path in seen], folder=str(folder),
        )  # fmt: skip
        entry = str(shipped.sandboxes() / "worker.py")
        return Launch(
            (base_python(), *PYTHON_FLAGS, entry, argument),
            {"PYTHONHASHSEED": str(program.hash_seed)},
        )
