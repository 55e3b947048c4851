"""Runs work in a child of this process that it cannot outlive.

A child starts with all that was prepared before, and what it changes is gone with it. Only work
whose outcome need not be believed belongs here: the children have no borders between them.
"""

import os
import select
import signal
import time

ENDED, STOPPED, LOST = "ended", "stopped", "lost"
"""Ended by itself or by a signal, used up its CPU time, or waited for too long."""


class Done:
    """What became of the work, and what it wrote until then."""

    def __init__(self, how, data, cpu_seconds):
        self.how, self.data, self.cpu_seconds = how, data, cpu_seconds


def run(work, *, wall_seconds):
    """``work(write)`` in a child; ``write`` takes bytes, and :func:`allow` sets its CPU time."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, reader, writer)
    os.close(writer)
    data, timely = _read(reader, time.monotonic() + wall_seconds)
    os.close(reader)
    if not timely:
        os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF
    how = LOST if not timely else STOPPED if stopped else ENDED
    return Done(how, data, usage.ru_utime + usage.ru_stime)


def allow(cpu_seconds):
    """Let this child use so much CPU time from here on; then it ends, whatever it catches."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


def _child(work, reader, writer):
    def write(data):
        view = memoryview(data)
        while view:
            view = view[os.write(writer, view) :]

    try:
        os.close(reader)
        work(write)
    finally:
        os._exit(0)


def _read(reader, deadline):
    """The bytes up to the end or the deadline, and whether the end came first."""
    parts = []
    poller = select.poll()
    poller.register(reader, select.POLLIN | select.POLLHUP)
    while (left := deadline - time.monotonic()) > 0 and poller.poll(left * 1000):
        part = os.read(reader, 1 << 16)
        if not part:
            return b"".join(parts), True
        parts.append(part)
    return b"".join(parts), False
