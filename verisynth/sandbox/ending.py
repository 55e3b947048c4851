"""Ending child processes without a race in asyncio's own way of doing it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal


def kill(process: asyncio.subprocess.Process) -> None:
    """Kill a child that has not been reaped yet.

    ``Process.kill`` first polls the child, which reaps one that has just ended behind the back of
    asyncio's watcher; the exit code is lost then, and a warning printed.
    """
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
