"""The part of PostgreSQL's protocol that a job needs, over a unix socket (protocol version 3).

A driver would do more and less: it fetches all rows of a query before it hands over one, and it
sends text that has no parameters in a way that runs several statements. Here a query is always
*one* statement, its text goes as it came, and a row is read only if it fits what is left.
"""

import os
import select
import socket
import struct
import time

from sandboxes import sql_rows

BATCH_ROWS = 256
_PROTOCOL = 196608
_HEADER = struct.Struct(">cI")
_PATIENCE_SECONDS = 0.02


class ServerError(Exception):
    """What the server says against a statement; ``state`` is its SQLSTATE."""

    def __init__(self, fields):
        super().__init__(fields.get("M", "the server refuses the statement"))
        self.state = fields.get("C", "")


class Lost(Exception):
    """The server closed the connection: it crashed, or ran out of memory."""


class Session:
    """One connection, of one user."""

    def __init__(self, path, user, settings, caps):
        self.caps = caps
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.buffer = bytearray()
        self.pid = 0
        words = {"user": user, "database": "template1", "client_encoding": "UTF8", **settings}
        text = b"".join(_text(part) for pair in words.items() for part in pair) + b"\0"
        self.socket.sendall(struct.pack(">II", len(text) + 8, _PROTOCOL) + text)
        self._until_ready()

    def script(self, text):
        """Any number of statements; nothing comes back."""
        self._send(b"Q", _text(text))
        self._until_ready()

    def query(self, text):
        """One statement: first its columns as (name, type) pairs, then a tuple of texts a row."""
        self._send(b"P", b"\0" + _text(text) + b"\0\0")
        self._send(b"B", b"\0\0" + b"\0\0" * 3)
        self._send(b"D", b"P\0")
        more = struct.pack(">I", BATCH_ROWS)
        self._send(b"E", b"\0" + more)
        self._send(b"H", b"")
        columns = None
        while True:
            kind, body = self._message()
            if kind == b"T":
                columns = _columns(body)
                yield columns
            elif kind == b"D":
                yield _cells(body)
            elif kind == b"s":
                self._send(b"E", b"\0" + more)
                self._send(b"H", b"")
            elif kind == b"E":
                self._sync()
                raise ServerError(_fields(body))
            elif kind in (b"C", b"I"):
                self._sync()
                return

    def close(self):
        """Leave; the server notices."""
        self.socket.close()

    def cpu_seconds(self):
        """CPU time of the process that serves this session."""
        try:
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return 0.0

    def _sync(self):
        self._send(b"S", b"")
        self._until_ready()

    def _until_ready(self):
        error = None
        while True:
            kind, body = self._message()
            if kind == b"Z":
                break
            if kind == b"E":
                error = ServerError(_fields(body))
                if not self.pid:
                    raise error
            elif kind == b"K":
                self.pid = struct.unpack_from(">I", body)[0]
            elif kind == b"G":  # COPY … FROM STDIN waits for data there will never be
                self._send(b"f", _text("no data"))
        if error is not None:
            raise error

    def _send(self, kind, body):
        self.socket.sendall(_HEADER.pack(kind, len(body) + 4) + body)

    def _message(self):
        kind, size = _HEADER.unpack(self._exactly(_HEADER.size))
        if kind == b"D" and size > self.caps.bytes:
            raise sql_rows.OverLimit("output-limit", "more bytes of rows than the limit")
        return kind, self._exactly(size - 4)

    def _exactly(self, size):
        while len(self.buffer) < size:
            if not select.select([self.socket], [], [], _PATIENCE_SECONDS)[0]:
                if self.caps.expired():
                    raise sql_rows.OverLimit("time-limit", "the query did not end in time")
                continue
            chunk = self.socket.recv(1 << 16)
            if not chunk:
                raise Lost("the server closed the connection")
            self.buffer += chunk
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken


def _text(value):
    # A zero byte would end the text early, and what follows would be read as something else.
    if "\0" in value:
        raise ServerError({"M": "a zero byte is no part of a statement"})
    return value.encode("utf-8", "replace") + b"\0"


def _columns(body):
    found, at = [], 2
    for _ in range(struct.unpack_from(">H", body)[0]):
        end = body.index(b"\0", at)
        (kind,) = struct.unpack_from(">I", body, end + 7)
        found.append((body[at:end].decode("utf-8", "replace"), kind))
        at = end + 19
    return found


def _cells(body):
    cells, at = [], 2
    for _ in range(struct.unpack_from(">H", body)[0]):
        (size,) = struct.unpack_from(">i", body, at)
        at += 4
        if size < 0:
            cells.append(None)
            continue
        cells.append(body[at : at + size].decode("utf-8", "replace"))
        at += size
    return cells


def _fields(body):
    parts = body.decode("utf-8", "replace").split("\0")
    return {part[0]: part[1:] for part in parts if part}


def interrupt(session):
    """Ask the server's process to give up what it does."""
    try:
        os.kill(session.pid, 2)
    except OSError:
        return
