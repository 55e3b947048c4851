"""The checker's side of the conversation: the tests use the solution, by these rules.

The solution owns its objects, so it may answer anything about them, except for one thing: whether
they equal plain data. That is decided here, on plain data alone. And of the tests' objects the
solution may use only those it was given, and only in the ways of ``given``.
"""

import builtins
import re
import sys
import types

from sandboxes import given, mirror, names, remote
from sandboxes.channel import Ended, Garbage
from sandboxes.comparing import (
    COMPARED,
    COMPARING,
    COMPARING_METHODS,
    CONVERSIONS,
    DIVMOD,
    GUARDED,
    ITEMS,
    LIBRARY_EQUALS,
    VALUES,
)

CHANGING = frozenset(("raw", "setattr", "delattr"))
SHORT = "an object of the solution holds less than its length says"
NEXT = frozenset(("__next__", "__anext__", "next", "send", "throw", "close"))
"""Special and other methods that may end an iteration."""

PLAIN_ONLY = re.compile(r"serializable|expected|concatenate")
"""In the messages of code in C that takes no object in place of plain data."""
_CAUGHT = "the solution caught a failed assertion of the tests, or kept one from being made"


class SolutionLost(BaseException):
    """The solution's process is gone or talks nonsense: no test can pass any more."""


class Checker(remote.Peer):
    """Asks the solution on behalf of the tests."""

    fatal = (Ended, Garbage, SolutionLost)

    def __init__(self, connection, identifiers=frozenset(), blocks=(), max_bytes=8 << 20):
        super().__init__(connection, max_bytes)
        self._identifiers = identifiers
        self._blocks = blocks
        self._named_classes = set()
        self._capital_classes = set()
        self._mixed = set()
        self._given_classes = set()
        self._open_attributes = {}
        self._failed_inside = []
        self.uses = 0
        self.lost = None
        self.missing = []
        self.unsupported_uses = []

    # -- the conversation

    def greet(self):
        """The solution's public names once it is loaded, or ``(reason, detail)`` why it is not."""
        try:
            kind, names, detail, printed = self._channel.receive()
            self.show(printed)
            if kind == "failed":
                return None, (str(names), str(detail))
            if kind != "ready" or not all(type(name) is str for name in names):
                raise Garbage("not a greeting")
        except Ended:
            return None, ("no-result", "the process ended while the solution was imported")
        except (Garbage, TypeError, ValueError):
            return None, ("bad-result", "the channel held something that is not a message")
        return names, self.lost

    def request(self, op, *args):
        """As ``Peer.request``; a solution that is gone stays gone."""
        if self.lost:
            raise SolutionLost(self.lost[1])
        if op in ("method", "getattr") and self._answers_as_plain(*args[:2]):
            return self._compared(op, *args)
        # Pytest asks every object for attributes; only what the tests wrote down is their use.
        self.uses += op != "getattr" or args[1] in self._identifiers
        self._failed_inside.append([])
        surfaced = None
        try:
            return super().request(op, *args)
        except Ended:
            self.lose("no-result", "the solution's process ended before all tests had run")
        except Garbage as problem:
            self.lose("bad-result", f"the solution's process wrote {problem}")
        except StopIteration as problem:
            surfaced = problem
            ends = op in ("special", "method") and args[1] in NEXT
            if ends or "StopIteration" in self._identifiers:
                raise
            # ``all(map(f, xs))`` would take it for the end of ``xs``.
            raise RuntimeError("the solution raised StopIteration") from problem
        except BaseException as problem:
            surfaced = problem
            raise
        finally:
            self._settle(self._failed_inside.pop(), surfaced)

    def _may_compare(self, owner):
        """Only a class that the tests name, and as classes are named, compares by its methods.

        A result that is no plain data but has a method of plain data is a stand-in for it.
        """
        cls = owner if isinstance(owner, type) else type(owner)
        is_module = self._known_number(owner) == 0
        return is_module or any(base in self._capital_classes for base in cls.__mro__)

    def _answers_as_plain(self, owner, name):
        """Whether a method that compares, or any of a text, is not the object's own to answer."""
        plain = getattr(type(owner), "_mirror_plain", None)
        compares = name in COMPARING_METHODS or (plain in (str, bytes) and hasattr(plain, name))
        return compares and not self._may_compare(owner)

    def _stands_for_plain(self, value):
        """Whether only the plain value inside decides: of a class that compares for nobody."""
        inside = mirror.is_mirror(value) and getattr(type(value), "_mirror_plain", None)
        return bool(inside) and not self._may_compare(value)

    def _compared(self, op, owner, name, args=(), kwargs=types.MappingProxyType({})):
        """The method, or what it gives, of the plain value inside."""
        plain = getattr(type(owner), "_mirror_plain", None)
        value = self.request("base", owner) if hasattr(plain, name) else None
        if plain is None or type(value) is not plain:
            self.unsupported(f"{name} of an object whose class the tests do not name")
        method = getattr(value, name)
        return method if op == "getattr" else method(*args, **kwargs)

    def _settle(self, failures, surfaced):
        """A test that fails inside a callback must fail: the solution may not catch that."""
        causes = _causes(surfaced)
        if not self.lost and any(failure not in causes for failure in failures):
            self.unsupported("the solution caught a failed assertion of the tests")

    def lose(self, reason, detail):
        """Give the solution up."""
        self.lost = self.lost or (reason, detail)
        raise SolutionLost(detail)

    def show(self, printed):
        """Print what the solution printed, so that ``capsys`` sees it."""
        if printed is None:
            return
        if type(printed) is not list or len(printed) != 2:
            raise Garbage("not printed text")
        for stream, text in zip((sys.stdout, sys.stderr), printed, strict=True):
            if text is None:
                self.lost = self.lost or ("output-limit", "the solution printed too much")
            elif type(text) is str:
                stream.write(text.encode("utf-8", "replace").decode())

    def unsupported(self, what):
        """The test does something that cannot be judged across the border."""
        self.unsupported_uses.append(what)
        raise TypeError(f"not possible across processes: {what}")

    def explain(self, failures):
        """Note that all that failed is code which takes plain types only, as ``join`` does."""
        if failures and all(map(self._needs_plain, failures)):
            self.unsupported_uses.append(f"plain data, and none of a subclass: {failures[0]}")

    def _needs_plain(self, failure):
        text = str(failure)
        if type(failure) is not TypeError or "_mirror_id" in failure.__dict__:
            return False
        return any(
            f" {cls.__name__} " in re.sub(r"\W", " ", f"{text} ")
            and cls._mirror_plain
            and (cls._mirror_plain.__name__ in text or "JSON" in text)
            for cls in self._classes.values()
            if PLAIN_ONLY.search(text)
        )

    # -- the tests use the solution's objects

    def module_attribute(self, name):
        """``solution.name``."""
        module = mirror.Function(self, 0, "solution")
        try:
            value = self.request("getattr", module, name)
        except AttributeError:
            if name in self._identifiers:  # pytest itself asks for names, too
                self.missing.append(name)
            raise AttributeError(f"module 'solution' has no attribute {name!r}") from None
        if type(value) is mirror.Mirrored and name in self._identifiers:
            self._named_classes.add(value)
            if name.lstrip("_")[:1].isupper():  # as the tests write it, whatever it calls itself
                self._capital_classes.add(value)
        if name in self._identifiers and not self.is_plain(value):
            self.uses -= 1  # holding something of the solution is not yet using it
        return value

    def class_attribute(self, cls, name):
        """``Class.name``; a dataclass's fields are rebuilt, for ``asdict`` and ``fields``."""
        if name == "__dataclass_fields__":
            return self._fields(cls)
        return self.request("getattr", cls, name)

    def attribute(self, owner, name):
        """``instance.name``."""
        if name == "__dataclass_fields__":
            return self._fields(type(owner))
        if name == "__wrapped__" and name not in self._identifiers:
            raise AttributeError(name)  # pytest itself asks this of everything it sees
        return self.request("getattr", owner, name)

    def _fields(self, cls):
        import dataclasses

        names = list(self.request("getattr", cls, "__dataclass_fields__"))
        return dataclasses.make_dataclass(cls.__name__, names).__dataclass_fields__

    def special(self, owner, name, args):
        """A special method, unless its answer could forge the result of a comparison.

        With plain data, an object never decides on ``==`` and order itself: an instance of a
        subclass of a plain type is compared by the plain value inside it, anything else is
        unequal. Arithmetic and ``in`` are its own only if the tests name its class. What compares,
        such as ``-``, must then give an object again, which neither turns into a number nor is
        compared with plain data afterwards. Otherwise an object that subtracts to zero would be
        close to any number.
        """
        if self._stands_for_plain(owner):
            if name in COMPARED and args and self._stands_for_plain(args[0]):
                return self._both_stand(owner, name, args)
            if name in VALUES and getattr(type(owner)._mirror_plain, name, None):
                return self._by_value(owner, name, args)
        elif name == "__index__" and not self._may_compare(owner):
            self.unsupported("an index that is an object of a class the tests do not name")
        mixed = self._known_number(owner) in self._mixed
        plain = bool(args) and self._known_number(args[0]) is None
        if mixed and (name in CONVERSIONS or (plain and name in COMPARED)):
            self.unsupported(f"{name} of what an object of the solution and plain data gave")
        if name in ("__exit__", "__aexit__") and len(args) == 3 and args[1] is not None:
            return self._leave(owner, name, args)
        if name in ITEMS and _has_length(type(owner)) and not self._may_compare(owner):
            return self._items(owner, name, args)
        ask = self._with_plain if plain else self._asked
        result = ask(owner, name, args)
        operands = {self._known_number(operand) for operand in (owner, *args)}
        if not operands & self._mixed:
            return result
        if name in mirror.ARITHMETIC and self.is_plain(result):
            self.unsupported(f"{name} of what an object of the solution and plain data gave")
        return self._mark(result)

    def _both_stand(self, owner, name, args):
        """Two stand-ins compare as the plain values inside them do, or nobody knows what is meant.

        Numbers that are always in order would make a sorted list of any.
        """
        result = self.request("special", owner, name, args)
        if result is not self._by_value(owner, name, (self.request("base", args[0]),)):
            self.unsupported(f"{name} of objects of classes the tests do not name")
        return result

    def _asked(self, owner, name, args):
        result = self.request("special", owner, name, args)
        if name == "__ne__" and result is True:  # what is equal is not unequal as well
            return self.request("special", owner, "__eq__", args) is not True
        return result

    def _items(self, owner, name, args):
        """What an object holds, which must not be less than its length says.

        Otherwise a loop over nothing would find no difference to any list of the same length.
        """
        if name == "__iter__":
            return self._counted(owner, self.request("special", owner, name, args))
        try:
            return self.request("special", owner, name, args)
        except IndexError:
            if type(args[0]) is int and 0 <= args[0] < len(owner):
                self.unsupported(SHORT)
            raise

    def _counted(self, owner, items):
        length, count = len(owner), 0
        for item in items:
            yield item
            count += 1
        if count < min(length, len(owner)):
            self.unsupported(SHORT)

    def _leave(self, owner, name, args):
        """The end of a ``with`` block by an error: what the tests assert, they must have asserted.

        The solution may catch no failed assertion, and no error of its own that kept the rest of
        the block from asserting.
        """
        cut = is_failure(args[1]) or self._cuts_off(args[2])
        result = self.request("special", owner, name, args)
        if name == "__aexit__":
            return self._left(result, cut)
        if result and cut:
            self.unsupported(_CAUGHT)
        return result

    async def _left(self, awaitable, cut):
        result = await awaitable
        if result and cut:
            self.unsupported(_CAUGHT)
        return result

    def _cuts_off(self, traceback):
        """Whether the block that ends asserts at the line where the error arose or below it."""
        if not isinstance(traceback, types.TracebackType):
            return False
        frame, line = traceback.tb_frame, traceback.tb_lineno
        # While a block is left, the line of its frame is that of the ``with``.
        return frame.f_globals.get("__name__") == given.TEST_MODULE and any(
            first <= frame.f_lineno <= last < line <= asserted
            for first, last, asserted in self._blocks
        )

    def _with_plain(self, owner, name, args):
        named = self._is_named(type(owner))
        if name in mirror.EQUALITY:
            self._refuse_library(type(owner), args[0])
        if name in mirror.EQUALITY or (name in GUARDED and not named):
            return self._by_value(owner, name, args)
        if name == "__contains__":
            return self.contains(owner, args[0])
        if name not in GUARDED or name in mirror.ARITHMETIC - COMPARING:
            return self.request("special", owner, name, args)
        result = NotImplemented
        if name in mirror.ARITHMETIC:
            result = self.request("special", owner, name, args)
            if self._are_objects(name, result):
                if not self._may_compare(owner):
                    self.unsupported(f"{name} of an object of the solution and plain data")
                return self._mark(result)
        if name in mirror.ORDER or result is not NotImplemented:
            result = self._by_value(owner, name, args)
            if result is NotImplemented:
                self.unsupported(f"{name} of an object of the solution and plain data")
        return result

    def _refuse_library(self, cls, other):
        """An object of the library may well equal plain data, only not across the border."""
        name = cls.__module__, cls.__qualname__
        equals = LIBRARY_EQUALS.get(name)
        same_class = (type(other).__module__, type(other).__qualname__) == name
        if equals is not None and (same_class or isinstance(other, equals)):
            self.unsupported(f"comparing an object of {'.'.join(name)}, which is not copied")

    def _are_objects(self, name, result):
        """Whether arithmetic gave an object of the solution, or ``divmod`` nothing but such."""
        parts = result if name in DIVMOD and type(result) is tuple and result else (result,)
        return all(self._known_number(part) is not None for part in parts)

    def _mark(self, result):
        for part in result if type(result) is tuple else (result,):
            number = self._known_number(part)
            if number is not None:
                self._mixed.add(number)
        return result

    def contains(self, owner, item):
        """``item in owner``: the owner's word only if the tests name its class."""
        cls = owner if isinstance(owner, type) else type(owner)
        if self._known_number(item) is not None or self._is_named(cls):
            return self.request("contains", owner, item)
        return any(part is item or part == item for part in owner)

    def _is_named(self, cls):
        return any(base in self._named_classes for base in cls.__mro__)

    def _by_value(self, owner, name, args):
        plain = type(owner)._mirror_plain
        args = [frozenset(one) if type(one) in mirror.VIEWS else one for one in args]
        if plain is None or not all(map(self.is_plain, args)) or not hasattr(plain, name):
            return NotImplemented
        value = self.request("base", owner)
        return getattr(plain, name)(value, *args) if type(value) is plain else NotImplemented

    def resolve_named(self, module, name):
        """A harmless class or constant: of the tests' own functions the solution names none."""
        value = super().resolve_named(module, name)
        if not names.is_harmless(value):
            raise Garbage(f"{module}.{name} is not a shared class")
        if value in (KeyboardInterrupt, GeneratorExit):  # would end the test run itself
            return RuntimeError
        return value

    # -- the solution uses the tests' objects

    def perform(self, op, args):
        """Only what was given to the solution may be used, and only openly."""
        if op in ("input", "stdin"):
            return _read(op, *args)
        owner = args[0]
        if not self.is_kept(owner):
            raise TypeError("the tests gave no such object")
        self._refuse(op, owner, args)
        if op == "vars":
            return self._vars(owner)
        if op == "getattr" and args[1] == "__dataclass_fields__":
            return given.fields_of(owner)
        if op == "special" and isinstance(owner, remote.FUNCTIONS) and args[1] != "__call__":
            raise TypeError(f"{args[1]} of a function of the tests")
        try:
            result = super().perform(op, args)
        except BaseException as problem:
            if self._failed_inside and is_failure(problem):
                self._failed_inside[-1].append(problem)
            raise
        if id(owner) in self._open_attributes:
            self._keeps_methods(self._open_attributes[id(owner)], owner)
        return result

    def _refuse(self, op, owner, args):
        """Raise if the solution may not do this with an object that it was given."""
        if isinstance(owner, type) and not self._is_usable_class(op, owner):
            raise TypeError(f"the tests gave an object of {owner.__name__}, not the class")
        if op in ("getattr", "method") and given.formats(owner, args[1]):
            self.unsupported("text of the tests is formatted by the solution")
        if isinstance(owner, type) and owner in self._given_classes and op in CHANGING:
            self.unsupported(f"the solution changes the class {owner.__name__} of the tests")
        if op == "refuse":
            self.unsupported(
                "the solution derives from a class of the tests, or pickles their objects"
            )
        if given.reaches(owner):
            self.unsupported(f"the tests hand {owner.__name__} to the solution")
        if op in ("getattr", "method") and not given.is_open(owner, args[1]):
            raise AttributeError(f"{args[1]} of an object of the tests")
        if op in ("setattr", "delattr") and not given.is_own(owner, args[1]):
            raise AttributeError(f"{args[1]} of an object of the tests cannot be changed")
        if op == "setattr":
            self._keeps_methods(type(owner), args[1:2])

    def _keeps_methods(self, cls, names):
        """Methods may be what the tests check with: the solution puts nothing in their place."""
        if any(callable(getattr(cls, str(name), None)) for name in names):
            self.unsupported("the solution replaces a method of the tests")

    def _is_usable_class(self, op, cls):
        """Whether the tests made the class, or gave it to be called.

        A class that merely came along with an object reaches further than the object: the class
        of a getter makes a getter of anything, that of a mock sets what the mock has seen.
        """
        return cls.__module__ == given.TEST_MODULE or (op == "call" and cls in self._given_classes)

    def _export(self, value):
        if isinstance(value, type):
            self._given_classes.add(value)
        return super()._export(value)

    def _vars(self, owner):
        if isinstance(owner, types.FunctionType):
            return {name: value for name, value in vars(owner).items() if self.is_plain(value)}
        if id(owner) in self._open_attributes:
            self.unsupported("the solution takes what an object of the tests holds for plain data")
        if not given.is_own(owner, "x"):
            # An error that ``functools.wraps`` knows: it goes on without them.
            raise AttributeError("the attributes of this object of the tests are not open")
        self._open_attributes[id(vars(owner))] = type(owner)
        return remote.ByReference(vars(owner))


def _read(op, *args):
    """What the tests give to be read: they may have patched either."""
    if op == "input":
        return builtins.input(*args)
    name, size = args
    return (sys.stdin.read if name == "read" else sys.stdin.readline)(size)


def is_failure(problem):
    """Whether this is a failed assertion of the tests themselves."""
    import pytest

    own = isinstance(problem, (AssertionError, pytest.fail.Exception))
    return own and "_mirror_id" not in problem.__dict__


def _causes(problem):
    found = []
    while problem is not None and problem not in found:
        found.append(problem)
        problem = problem.__cause__
    return found


def _has_length(cls):
    return any("__len__" in base.__dict__ for base in cls.__mro__)
