"""Finds what a problem's own tests do with the classes and functions of its reference.

The tests run beside the reference, which notes every call that comes from outside. Nothing is
judged: a test that fails has shown what it did before that.
"""

import functools
import inspect
import types

from sandboxes import codec
from sandboxes.program import NotLoaded, load
from sandboxes.runners import python_kills
from sandboxes.solution import public_names

MAX_SCRIPTS = 200
MAX_CALLS = 40
SPECIAL = (
    "__len__ __iter__ __contains__ __getitem__ __setitem__ __delitem__ __str__ __repr__ __bool__ "
    "__call__ __reversed__ __next__"
)


def main(payload, channel):
    """Scripts ``[class, arguments, [[method, arguments], …]]`` and what methods raised.

    ``payload``: ``source`` and ``tests``, pytest files, of which pytest can run one only if it is
    the last. A function is a method of the class ``""``, which is the module.
    """
    try:
        module = load(payload["source"])
    except NotLoaded:
        return {"scripts": [], "raised": []}
    notes = Notes()
    for name in public_names(module):
        _listen(module, name, getattr(module, name, None), notes)
    for tests in payload["tests"]:
        python_kills.run_beside(module, tests)
    return {"scripts": notes.scripts(), "raised": sorted(notes.raised)}


class Notes:
    """What was called from outside, object by object."""

    def __init__(self):
        self.inside = False
        self.raised = set()
        self._made = []
        self._by_object = {}
        self._objects = []

    def start(self, owner, kind, arguments, keywords):
        """An object was made; one made with what is no plain data is not followed."""
        encoded = _encoded(arguments, keywords)
        if encoded is None or len(self._made) >= MAX_SCRIPTS:
            return
        self._objects.append(owner)  # kept, so that no other object gets its number
        self._by_object[id(owner)] = script = [kind, encoded, []]
        self._made.append(script)

    def note(self, owner, name, arguments, keywords):
        """A method was called; what follows a call that cannot be repeated is not known."""
        script = self._by_object.get(id(owner))
        if script is None or len(script[2]) >= MAX_CALLS:
            return
        encoded = _encoded(arguments, keywords)
        if encoded is None:
            del self._by_object[id(owner)]
        else:
            script[2].append([name, encoded])

    def scripts(self):
        """All of them that call anything."""
        return [script for script in self._made if script[2]]


def _encoded(arguments, keywords):
    if keywords:
        return None
    try:
        return codec.encode(tuple(arguments), _refuse)
    except (TypeError, codec.TooLarge):
        return None


def _refuse(value):
    raise TypeError("not plain data")


def _listen(module, name, value, notes):
    if isinstance(value, types.FunctionType):
        setattr(module, name, _function(value, notes))
    elif type(value) is type and not issubclass(value, BaseException):
        for method, member in list(vars(value).items()):
            special = method in SPECIAL.split()
            if isinstance(member, types.FunctionType) and (special or not method.startswith("_")):
                setattr(value, method, _method(member, notes))
        value.__init__ = _made(value, value.__init__, notes)


def _function(function, notes):
    @functools.wraps(function)
    def noted(*arguments, **keywords):
        if not notes.inside:
            owner = object()
            notes.start(owner, "", (), {})
            notes.note(owner, function.__name__, arguments, keywords)
        return _within(notes, function, function.__name__, arguments, keywords)

    return noted


def _made(cls, init, notes):
    @functools.wraps(init)
    def noted(self, *arguments, **keywords):
        if not notes.inside and type(self) is cls:
            notes.start(self, cls.__name__, arguments, keywords)
        return _within(notes, init, "__init__", (self, *arguments), keywords)

    return noted


def _method(function, notes):
    @functools.wraps(function)
    def noted(self, *arguments, **keywords):
        if not notes.inside:
            notes.note(self, function.__name__, arguments, keywords)
        return _within(notes, function, function.__name__, (self, *arguments), keywords)

    return function if inspect.iscoroutinefunction(function) else noted


def _within(notes, function, name, arguments, keywords):
    before, notes.inside = notes.inside, True
    try:
        return function(*arguments, **keywords)
    except Exception as problem:
        if not before:
            notes.raised.add(f"{name} {type(problem).__name__}")
        raise
    finally:
        notes.inside = before
