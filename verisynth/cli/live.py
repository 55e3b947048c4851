"""Live progress: bars on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING

from verisynth.cli.terminal import console, say
from verisynth.types import Outcome

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PLAIN_SECONDS = 5.0
"""How often a plain line is printed for a spec when there is no terminal."""


class Live:
    """A :class:`~verisynth.pipeline.progress.Watcher` that a person can read."""

    def __init__(self, names: tuple[str, ...], *, count: int) -> None:
        self._count = count
        self._names = names
        self._fallen: dict[str, Counter[str]] = {name: Counter() for name in names}
        self._accepted = dict.fromkeys(names, 0)
        self._said = dict.fromkeys(names, time.monotonic())
        self._progress: Progress | None = _bars() if console().is_terminal else None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Live:
        if self._progress is not None:
            width = max(map(len, self._names))
            for name in self._names:
                self._tasks[name] = self._progress.add_task(
                    f"{name:<{width}}", total=self._count, fallen=""
                )
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def settled(self, spec: str, outcome: Outcome, reason: str) -> None:
        """Count what fell."""
        if outcome is not Outcome.ACCEPTED:
            self._fallen[spec][outcome.value] += 1
        self._show(spec)

    def progress(self, spec: str, accepted: int, wanted: int) -> None:
        """Move the bar."""
        self._accepted[spec] = accepted
        self._show(spec)

    def note(self, message: str) -> None:
        """Print above the bars."""
        say(message)

    def _show(self, spec: str) -> None:
        fallen = "  ".join(f"{count} {kind}" for kind, count in sorted(self._fallen[spec].items()))
        accepted = self._accepted[spec]
        if self._progress is not None:
            self._progress.update(self._tasks[spec], completed=accepted, fallen=fallen)
        elif accepted >= self._count or time.monotonic() - self._said[spec] >= PLAIN_SECONDS:
            if self._said[spec] != float("inf"):
                say(f"{spec}  {accepted}/{self._count}  {fallen}".rstrip())
            done = accepted >= self._count
            self._said[spec] = float("inf") if done else time.monotonic()


def _bars() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        MofNCompleteColumn(),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.fields[fallen]}"),
        console=console(),
    )
