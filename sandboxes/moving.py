"""Moves a job's bytes between the wire and its processes inside the kernel, without holding them.

Nobody who forks children may read them: a later child would find them in its memory.
"""

import os
import struct

FRAME = struct.Struct(">cI")
CHUNK = 1 << 16


def read_exactly(fd, size):
    """``size`` bytes; ``EOFError`` when the host has gone."""
    parts = []
    while size:
        part = os.read(fd, size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(fd, data):
    """Every byte of ``data``."""
    while data:
        data = data[os.write(fd, data) :]


def swallow(size, transit):
    """A memory file with the next ``size`` bytes of stdin, which never enter this process.

    They go through a pipe, since the kernel moves bytes between a socket and a pipe only.
    """
    fd = os.memfd_create("job")
    while size:
        moved = os.splice(0, transit[1], min(size, CHUNK))
        if not moved:
            raise EOFError
        size -= moved
        while moved:
            moved -= os.splice(transit[0], fd, moved)
    return fd


class Stream:
    """One output of a job: what arrives is counted, cut at its cap and passed on as frames."""

    def __init__(self, kind, budget):
        self.reader, self.writer = os.pipe()
        self.kind = kind
        self.budget = budget

    def forward(self, transit):
        """Pass on what is there; returns its size, 0 at the end, None if there is nothing now.

        Raises ``OverflowError`` past the cap.

        Bytes go through a pipe nobody else can read, because a frame's length must be known
        before its bytes, and a job could take bytes back out of its own pipe.
        """
        try:
            moved = os.splice(self.reader, transit[1], CHUNK, flags=os.SPLICE_F_NONBLOCK)
        except BlockingIOError:
            return None
        allowed = min(moved, self.budget[self.kind])
        self.budget[self.kind] -= allowed
        if allowed:
            write_all(1, FRAME.pack(self.kind, allowed))
            relay(transit[0], allowed)
        if allowed < moved:
            raise OverflowError
        return moved


def relay(fd, size):
    """Move exactly ``size`` bytes to stdout inside the kernel."""
    while size:
        size -= os.splice(fd, 1, size)
