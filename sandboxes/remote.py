"""Calls between two processes: plain data is copied, everything else is mirrored.

Both the checker and the solution use a ``Peer``; each decides by overriding ``perform`` and
``special`` what the other may do to its objects. A request and its answer share a memo of the
mutable containers in the arguments, so a list that is changed in place or returned again is the
same list afterwards.

Messages: ``["do", op, arguments, printed]`` and its answer ``["ok" | "raise", value, changes,
printed]``. While one side waits for an answer it serves the other side's requests.
"""

import contextlib
import sys
import threading
import types
import weakref

from sandboxes import codec, error_fields, mirror, names, operations, sharing
from sandboxes.channel import Channel, Garbage

FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
)


class ByReference:
    """Wraps plain data that must be mirrored instead of copied."""

    def __init__(self, value):
        self.value = value


_MALFORMED = (codec.Malformed, LookupError, TypeError, ValueError, RecursionError)


OWN_FRAMES = 20
"""More than the calls that one request and its serving put on the stack of a process."""


def _allow_frames(count):
    """Calls that go back and forth must not reach the recursion limit for our frames."""
    with contextlib.suppress(RecursionError, ValueError):
        sys.setrecursionlimit(sys.getrecursionlimit() + count)


class Peer:
    """One side. ``request`` asks the other, ``serve`` answers it."""

    fatal = ()
    """Exceptions that end the conversation instead of being sent to the other side."""
    shares_all_names = True
    """Whether all of ``NAMED_MODULES`` may cross by name, or only what is harmless."""

    def __init__(self, connection, max_bytes=8 << 20):
        self._channel = Channel(connection, max_bytes)
        self._lock = threading.RLock()
        self._exports = {}
        self._numbers = {}
        self._described = set()
        self._classes = {}
        self._mirrors = weakref.WeakValueDictionary()
        self._pumps = {}
        self._pump_numbers = {}
        self._errors = {}
        self._shared = sharing.Shared()

    # -- what subclasses decide

    def perform(self, op, args):
        """Do ``op`` for the other side."""
        return operations.OPERATIONS[op](self, *args)

    def special(self, owner, name, args):
        """Do a special method of a mirrored object."""
        return self.request("special", owner, name, args)

    def contains(self, owner, item):
        return self.request("contains", owner, item)

    def attribute(self, owner, name):
        return self.request("getattr", owner, name)

    def class_attribute(self, owner, name):
        return self.request("getattr", owner, name)

    def printed(self):
        """Text to send along with the next message, if any."""

    def show(self, printed):
        """Take text that came with a message."""

    def resolve_named(self, module, name):
        return names.resolve(module, name)

    def unsupported(self, what):
        raise TypeError(f"not possible across processes: {what}")

    def directory(self, owner, found):
        """What ``dir`` says of a mirrored object; ``found`` is what is known here."""
        return found

    def not_across(self, doing, mirrored):
        """Refuse what is done here to a thing of the other side, and cannot be done from afar."""
        self.unsupported(f"what {doing} a thing of the other process")

    # -- requests

    def request(self, op, *args):
        """What ``op`` gives on the other side; its exception is raised here."""
        with self._lock:
            memo = codec.Memo(self._shared.items)
            try:
                body = codec.encode(args, self._export, memo)
                changes = self._changes(memo)
            except codec.TooLarge as problem:
                raise ValueError(str(problem)) from None
            self._channel.send(["do", [op, body], changes, self.printed()])
            return self._answer(memo)

    def _answer(self, memo):
        while True:
            kind, value, changes, printed = self._receive()
            self.show(printed)
            if kind != "do":
                break
            self._serve_one(value, changes)
        try:
            value, own, kept = value
            result = codec.decode(value, self._import, memo)
            for number, content in own:
                sharing.replace(memo.items[number], codec.decode(content, self._import, memo))
            self._apply(changes, memo)
            for number in kept:
                self._shared.add(memo.items[number])
        except _MALFORMED as problem:
            raise Garbage(f"not an answer: {problem}") from problem
        if kind == "raise" and isinstance(result, BaseException):
            raise result
        if kind != "ok":
            raise Garbage("not an answer")
        return result

    def _receive(self):
        message = self._channel.receive()
        if type(message) is not list or len(message) != 4:
            raise Garbage("not a message")
        return message

    def _changes(self, memo):
        """What changed here in the shared containers since the last message, encoded."""
        return [
            [number, codec.encode(content, self._export, memo)]
            for number, content in self._shared.changes()
        ]

    def _apply(self, changes, memo):
        for number, content in changes:
            self._shared.receive(number, codec.decode(content, self._import, memo))

    # -- serving

    def serve(self):
        """Answer until the other side closes the channel."""
        while True:
            kind, value, changes, printed = self._receive()
            if kind != "do":
                raise Garbage("not a request")
            self.show(printed)
            self._serve_one(value, changes)

    def _serve_one(self, value, changes):
        memo = codec.Memo(self._shared.items)
        start = len(memo.items)
        try:
            op, body = value
            args = codec.decode(body, self._import, memo)
            self._apply(changes, memo)
        except _MALFORMED as problem:
            raise Garbage(f"not a request: {problem}") from problem
        before = [sharing.content(container) for container in memo.items[start:]]
        _allow_frames(OWN_FRAMES)
        try:
            kind, result = "ok", self.perform(op, args)
        except BaseException as problem:
            if isinstance(problem, self.fatal):
                raise
            kind, result = "raise", problem
        finally:
            _allow_frames(-OWN_FRAMES)
        reply = self._reply(kind, result, memo, before, start)
        del args, result, before  # nothing of ours may hold the containers when they are counted
        kept = self._shared.retained(memo, start) if kind == "ok" and reply[0] == "ok" else []
        reply[1].append(kept)
        self._channel.send(reply)
        for number in kept:
            self._shared.add(memo.items[number])

    def _reply(self, kind, result, memo, before, start):
        try:
            encoded = codec.encode(result, self._export, memo)
            own = [
                [number, codec.encode(sharing.content(memo.items[number]), self._export, memo)]
                for number, old in enumerate(before, start)
                if not sharing.identical(old, sharing.content(memo.items[number]))
            ]
            return [kind, [encoded, own], self._changes(memo), self.printed()]
        except codec.TooLarge as problem:
            encoded = codec.encode(ValueError(str(problem)), self._export)
            return ["raise", [encoded, []], [], self.printed()]

    # -- what leaves

    def _export(self, value):
        number = self._known_number(value)
        if number is not None:
            return {"yours": number}
        if type(value) is ByReference:
            inner = value.value
            return {"ref": ["object", self.keep(inner), self._class_form(type(inner))]}
        name = names.named(value)
        if name is not None and (self.shares_all_names or names.is_harmless(value)):
            return {"named": name}
        if isinstance(value, type):
            return {"type": self._class_form(value)}
        if isinstance(value, BaseException):
            return {"error": self._error_form(value)}
        if isinstance(value, types.TracebackType):
            return None
        return {"ref": self._reference_form(value)}

    def _known_number(self, value):
        kind = type(value)
        if kind is mirror.Mirrored:
            return type.__getattribute__(value, "_mirror_number")
        if isinstance(value, BaseException):
            return value.__dict__.get("_mirror_id")
        if isinstance(kind, mirror.Mirrored) or kind is mirror.Function:
            return object.__getattribute__(value, "_mirror_id")
        return self._pump_numbers.get(id(value))

    def keep(self, value):
        """The number under which the other side knows ``value``."""
        key = _identity(value)
        number = self._numbers.get(key)
        if number is None:
            number = len(self._exports)
            self._numbers[key] = number
            self._exports[number] = value  # also keeps it alive, so that its identity stays taken
        return number

    def is_kept(self, value):
        """Whether the other side was given ``value``."""
        return _identity(value) in self._numbers

    def _class_form(self, cls):
        number = self.keep(cls)
        if number in self._described:
            return [number, None]
        self._described.add(number)
        return [number, mirror.describe_class(cls, self._base_form)]

    def _base_form(self, cls):
        """A base is not given to the other side by the class that is derived from it."""
        return Peer._export(self, cls)

    def _reference_form(self, value):
        number = self.keep(value)
        if isinstance(value, FUNCTIONS):
            return ["function", number, str(getattr(value, "__name__", "?"))]
        for flavour, is_one in _FLAVOURS:
            if is_one(value):
                return [flavour, number, None]
        return ["object", number, self._class_form(type(value))]

    def _error_form(self, error):
        number = self.keep(error)
        cls = type(error)
        known = names.named(cls)
        form = {"named": known} if known else {"type": self._class_form(cls)}
        try:
            text = str(error)
        except BaseException:
            text = ""
        cause = error.__cause__
        return [
            number,
            form,
            codec.encode(_arguments(error), self._export),
            text,
            self._export(cause) if isinstance(cause, BaseException) else None,
            [note for note in getattr(error, "__notes__", ()) if type(note) is str],
            codec.encode(error_fields.fields(error), self._export),
        ]

    # -- what arrives

    def _import(self, kind, body):
        if kind == "yours":
            return self._exports[body]
        if kind == "named":
            return self.resolve_named(*body)
        if kind == "type":
            return self._import_class(*body)
        if kind == "error":
            return self._import_error(*body)
        if kind == "ref":
            return self._import_reference(*body)
        raise codec.Malformed(f"unknown kind of value: {kind[:40]!r}")

    def _import_class(self, number, description):
        if number not in self._classes:
            bases = [codec.decode(base, self._import) for base in description["bases"]]
            self._classes[number] = self._make_class(number, description, bases)
        return self._classes[number]

    def _make_class(self, number, description, bases):
        mirrored = [base for base in bases if isinstance(base, mirror.Mirrored)]
        errors = [
            base for base in bases if isinstance(base, type) and issubclass(base, BaseException)
        ]
        usable = tuple(dict.fromkeys(mirrored + errors))
        try:
            made = mirror.mirror_class(self, number, description, usable)
        except TypeError:  # bases whose layouts or order do not fit together here
            made = mirror.mirror_class(self, number, description, usable[:1])
        for base in bases:
            if type(base) is names.ABC:
                base.register(made)
        return made

    def _import_error(self, number, form, arguments, text, cause, notes, fields):
        if number in self._errors:
            return self._errors[number]
        cls = codec.decode(form, self._import)
        if not (isinstance(cls, type) and issubclass(cls, BaseException)):
            raise Garbage("an exception of no exception class")
        error = _new_error(cls, codec.decode(arguments, self._import))
        error_fields.restore(error, codec.decode(fields, self._import))
        error.__dict__["_mirror_id"] = number
        error.__dict__["_mirror_text"] = str(text)
        error.__cause__ = codec.decode(cause, self._import)
        if notes:
            error.__notes__ = [str(note) for note in notes]
        self._errors[number] = error
        return error

    def _import_reference(self, flavour, number, more):
        if number in self._mirrors:
            return self._mirrors[number]
        if number in self._pumps:
            return self._pumps[number]
        if flavour == "function":
            made = mirror.Function(self, number, str(more))
        elif flavour == "object":
            made = object.__new__(self._import_class(*more))
            object.__setattr__(made, "_mirror_id", number)
        else:
            return self._pump(flavour, number)
        self._mirrors[number] = made
        return made

    def _pump(self, flavour, number):
        handle = mirror.Function(self, number, flavour)
        made = _generator(self, handle) if flavour == "generator" else self.awaiting(handle)
        self._pumps[number] = made
        self._pump_numbers[id(made)] = number
        return made

    async def awaiting(self, handle):
        """A local coroutine that lets the other side run the real awaitable to its end."""
        return self.request("await", handle)

    @staticmethod
    def is_plain(value):
        """Whether a value crosses as a copy."""
        return codec.is_plain(value)


def _identity(value):
    """What two values have in common if they are the same to whoever uses them.

    Each ``listener.receive`` makes a method of its own, but what was registered with one must be
    found by the next. What is bound is told apart by address: no ``==`` of its own is asked.
    """
    if type(value) is types.MethodType:
        return id(value.__self__), id(value.__func__)
    if type(value) in _BOUND_IN_C and not isinstance(value.__self__, types.ModuleType | None):
        return id(value.__self__), value.__name__, hash(value)  # of two addresses
    return id(value)


_BOUND_IN_C = (types.BuiltinMethodType, types.MethodWrapperType)


def _generator(peer, handle):
    method, args = "send", (None,)
    while True:
        try:
            value = peer.request("method", handle, method, args, {})
        except StopIteration as end:
            return end.value
        try:
            method, args = "send", ((yield value),)
        except GeneratorExit:
            peer.request("method", handle, "close", (), {})
            raise
        except BaseException as problem:
            method, args = "throw", (problem,)


_FLAVOURS = (
    ("generator", lambda value: isinstance(value, types.GeneratorType)),
    ("coroutine", lambda value: isinstance(value, types.CoroutineType)),
)


def _new_error(cls, args):
    if isinstance(cls, mirror.Mirrored):
        error = cls.__new__(cls, *args)
    else:
        try:
            error = cls(*args)
        except Exception:
            error = cls.__new__(cls)
    error.args = args
    return error


def _arguments(error):
    if isinstance(error, UnicodeError) and not isinstance(error, mirror.Mirrored):
        return error.args
    return tuple(BaseException.args.__get__(error))
