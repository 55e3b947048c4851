"""The solution's side of the conversation: executes the source and answers the checker.

Everything here shares a process with hostile code, so nothing here is relied on: the checker takes
each answer as a claim.
"""

import builtins
import inspect
import io
import os
import sys
import threading
import types

from sandboxes import remote
from sandboxes.channel import Ended, Garbage
from sandboxes.program import NotLoaded, load


class Recorder(io.TextIOWrapper):
    """Standard output that is sent along with the next answer, for ``capsys``."""

    def __init__(self, limit):
        super().__init__(io.BytesIO(), "utf-8", errors="surrogatepass", write_through=True)
        self._left = limit

    def take(self):
        """What was printed since the last time; None if more was printed than is allowed."""
        raw = self.buffer.getvalue()
        if not raw:
            return ""
        self.buffer.seek(0)
        self.buffer.truncate()
        self._left -= len(raw)
        return raw.decode("utf-8", "replace") if self._left >= 0 else None


class Keyboard(io.TextIOBase):
    """Standard input that belongs to the tests, who may have put something in its place."""

    def __init__(self, ask):
        self._ask = ask

    def readable(self):
        """It can be read."""
        return True

    def read(self, size=-1):
        """What the tests' standard input gives."""
        return self._ask("stdin", "read", size)

    def readline(self, size=-1):
        """As ``read``, for one line."""
        return self._ask("stdin", "readline", size)


class Solution(remote.Peer):
    """Serves the module ``solution`` as object number 0."""

    fatal = (Ended, Garbage)
    shares_all_names = False

    def __init__(self, connection, output_bytes):
        super().__init__(connection)
        self._streams = Recorder(output_bytes), Recorder(output_bytes)
        sys.stdout, sys.stderr = self._streams
        sys.stdin = Keyboard(self.ask)
        builtins.input = lambda *prompt: self.ask("input", *prompt)
        self._started = False
        self._turn = threading.Condition(self._lock)
        self._serving = 0

    def ask(self, op, *args):
        """Read what the tests give to be read; nobody is there before they run."""
        if not self._started:
            raise EOFError("EOF when reading a line")
        return self.request(op, *args)

    def request(self, op, *args):
        """As ``Peer.request``; of a thread that goes on between calls only once it is heard."""
        if threading.current_thread() is threading.main_thread():
            return super().request(op, *args)
        with self._turn:
            self._turn.wait_for(lambda: self._serving)
            return super().request(op, *args)

    def not_across(self, doing, mirrored):
        """As ``Peer.not_across``; whose fault it is only the checker can say."""
        self.request("refuse", mirrored, doing)
        super().not_across(doing, mirrored)

    def directory(self, owner, found):
        """Also the object's own attributes, if it is open."""
        return sorted({*found, *getattr(owner, "__dict__", ())})

    def class_attribute(self, cls, name):
        """``Class.name``; the fields of a dataclass are rebuilt, for ``asdict`` and ``fields``."""
        found = super().class_attribute(cls, name)
        return _fields(found) if name == "__dataclass_fields__" else found

    def attribute(self, owner, name):
        """As ``class_attribute``, for an instance."""
        found = super().attribute(owner, name)
        return _fields(found) if name == "__dataclass_fields__" else found

    def printed(self):
        """Standard output and error since the last message."""
        texts = [stream.take() for stream in self._streams]
        return texts if texts != ["", ""] else None

    def perform(self, op, args):
        """As for any peer; the tests may also see an attribute of a class as it was defined."""
        self._serve(1)
        try:
            if op == "raw":
                return inspect.getattr_static(*args)
            return super().perform(op, args)
        finally:
            self._serve(-1)

    def _serve(self, change):
        with self._turn:
            self._serving += change
            self._turn.notify_all()

    def start(self, source):
        """Execute the source and say how it went; True if it can be served."""
        try:
            module = load(source)
        except NotLoaded as problem:
            self._channel.send(["failed", problem.reason, str(problem), self.printed()])
            return False
        self.keep(module)
        self._channel.send(["ready", public_names(module), None, self.printed()])
        self._started = True
        return True


def _fields(forms):
    import dataclasses

    made = {}
    for name, settings, kind in forms:
        made[name] = field = dataclasses.field(**settings)
        field.name, field.type, field._field_type = name, kind, dataclasses._FIELD
    return made


def public_names(module):
    """What ``from solution import *`` gives: ``__all__``, or the names the source defines itself.

    Names it merely imported are left out, so that a star import cannot replace a name the tests
    use themselves.
    """
    listed = getattr(module, "__all__", None)
    if isinstance(listed, (list, tuple)):
        return [str(name) for name in listed]
    return [
        name
        for name, value in list(vars(module).items())
        if not name.startswith("_") and not _is_imported(value)
    ]


def _is_imported(value):
    if isinstance(value, types.ModuleType) or type(value).__module__ == "typing":
        return True
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        return getattr(value, "__module__", None) != "solution"
    return False


def answer(payload, connection):
    """Be the solution process until the checker closes the channel."""
    solution = Solution(connection, payload["output_bytes"])
    try:
        if solution.start(payload["source"]):
            solution.serve()
    except (Ended, Garbage):
        pass
    # Threads and exit handlers of the solution have nobody left to answer to.
    os._exit(0)
