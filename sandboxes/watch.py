"""Waits for a job: its end, its output, or the end of the host."""

import os
import select

HEAD_START_SECONDS = 0.002
"""Most jobs end before their pipes could fill: looking at those only then saves a wake-up."""


class Watch:
    """Looks at one process, the streams of its job, and the host's end of the wire."""

    def __init__(self, pid, streams, transit):
        self.pid = pid
        self.transit = transit
        self.by_fd = {stream.reader: stream for stream in streams}
        self.forwards = False
        self.poller = select.poll()
        self.handle = _handle(pid)
        if self.handle is not None:
            self.poller.register(self.handle, select.POLLIN)
        self.poller.register(0, select.POLLRDHUP)  # tells only that the host has gone

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        if self.handle is not None:
            os.close(self.handle)

    def has_ended_within(self, seconds):
        """Wait for something to happen and pass output on; whether the process has ended.

        Raises ``EOFError`` when the host has gone, ``OverflowError`` when a stream is over its cap.
        """
        if not self.forwards or self.handle is None:
            seconds = min(seconds, HEAD_START_SECONDS)
        for fd, _ in self.poller.poll(seconds * 1000):
            if fd == self.handle:
                return True
            if fd == 0:
                raise EOFError
            if self.by_fd[fd].forward(self.transit) == 0:
                self.poller.unregister(fd)
        if not self.forwards:
            self.forwards = True
            for fd in self.by_fd:
                self.poller.register(fd, select.POLLIN)
        return self.handle is None and _has_ended(self.pid)


def _handle(pid):
    """A descriptor that is readable when the process has ended; None where kernels have none."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None


def _has_ended(pid):
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
