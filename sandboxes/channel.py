"""Framed JSON messages over the socket between checker and solution.

The other end may be hostile: a frame has a size limit, and whatever is not JSON is ``Garbage``.
"""

import struct

from sandboxes import lean_json

LENGTH = struct.Struct(">I")


class Ended(Exception):
    """The other process closed the channel: it exited, crashed or was ended by a limit."""


class Garbage(Exception):
    """The other process wrote something that is not a message."""


class Channel:
    """One side of the conversation. Not for two threads at once."""

    def __init__(self, connection, max_bytes=8 << 20):
        self._connection = connection
        self._max_bytes = max_bytes

    def send(self, message):
        """Write one message."""
        body = lean_json.dumps(message)
        try:
            self._connection.sendall(LENGTH.pack(len(body)) + body)
        except OSError as problem:
            raise Ended from problem

    def receive(self):
        """Read one message."""
        (size,) = LENGTH.unpack(self._exactly(LENGTH.size))
        if size > self._max_bytes:
            raise Garbage(f"a frame of {size} bytes; at most {self._max_bytes} are read")
        try:
            return lean_json.loads(self._exactly(size))
        except (ValueError, RecursionError) as problem:
            raise Garbage("a frame that is not JSON") from problem

    def _exactly(self, size):
        parts = []
        while size:
            try:
                part = self._connection.recv(min(size, 1 << 20))
            except OSError as problem:
                raise Ended from problem
            if not part:
                raise Ended
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
