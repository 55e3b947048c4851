"""What a run tells whoever watches it: a plain interface the command line and tests implement."""

from __future__ import annotations

from typing import Protocol

from verisynth.types import Outcome


class Watcher(Protocol):
    """Hears about a run while it happens. Every method returns at once."""

    def settled(self, spec: str, outcome: Outcome, reason: str) -> None:
        """One candidate has its verdict."""

    def progress(self, spec: str, accepted: int, wanted: int) -> None:
        """The number of examples that count towards the goal changed."""

    def note(self, message: str) -> None:
        """Something a person should read, e.g. that a generator is exhausted."""


class Silent:
    """A watcher that does nothing."""

    def settled(self, spec: str, outcome: Outcome, reason: str) -> None:
        """Ignored."""

    def progress(self, spec: str, accepted: int, wanted: int) -> None:
        """Ignored."""

    def note(self, message: str) -> None:
        """Ignored."""
