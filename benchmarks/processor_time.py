"""Wall and processor seconds of a stretch of a program, with all processes it started."""

from __future__ import annotations

import contextlib
import os
import resource
import time
from pathlib import Path


class Clock:
    """Wall and processor seconds from its making until it is stopped."""

    def __init__(self) -> None:
        self._start = time.perf_counter(), processor_seconds()
        self._end = self._start

    def stop(self) -> Clock:
        """Itself, stopped."""
        self._end = time.perf_counter(), processor_seconds()
        return self

    def read(self) -> tuple[float, float]:
        """Wall and processor seconds."""
        return self._end[0] - self._start[0], self._end[1] - self._start[1]


def processor_seconds() -> float:
    """Of this process and everything it started, ended or not."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ended = sum(one.ru_utime + one.ru_stime for one in used)
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1])
            ticks[int(path.parent.name)] = sum(map(int, fields[11:15]))
    family = {os.getpid()}
    for _ in range(10):  # generations
        family |= {pid for pid, parent in parents.items() if parent in family}
    running = sum(ticks[pid] for pid in family - {os.getpid()})
    return ended + running / os.sysconf("SC_CLK_TCK")
