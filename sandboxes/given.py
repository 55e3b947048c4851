"""What a solution may do with an object that the tests handed to it.

Little: an attribute of the wrong object leads to the tests' own names, and so to what they expect.
"""

import dataclasses
import io
import string
import types
from unittest.mock import Mock, NonCallableMock

from sandboxes import names, remote

TEST_MODULE = "test_solution"
OPEN_MODULES = frozenset(
    (TEST_MODULE, "io", "_io", "unittest.mock", "collections", "types", "datetime", "enum", "array")
)
TOOL_MODULES = frozenset(
    (
        *("random", "re", "queue", "_queue", "threading", "_thread", "string", "uuid", "argparse"),
        *("ipaddress", "functools", "itertools", "operator", "fractions", "decimal", "statistics"),
        *("asyncio.queues", "asyncio.locks"),
    )
)
"""Modules of objects that tests hand to a solution for use. No file has the tests' text."""
FUNCTION_NAMES = frozenset(
    [
        "__name__",
        "__qualname__",
        "__doc__",
        "__module__",
        "__annotations__",
        "__defaults__",
        "__kwdefaults__",
    ]
)
CLASS_NAMES = FUNCTION_NAMES | {"__init__", "__class__", "__dataclass_fields__", "__slots__"}
MOCK_NAMES = frozenset(dir(Mock()))
"""What would make a mock forget its calls, or its assertions."""
REACHING = (getattr, eval, exec, vars, globals, locals, __import__, str.format, str.format_map)
"""Functions that lead from whatever they are called with to everything else in the process."""
GENERATOR_NAMES = frozenset(("send", "throw", "close"))


def is_open(owner, name):
    """Whether the solution may see an attribute of that name."""
    if type(name) is not str:
        return False
    if isinstance(owner, io.IOBase):
        return not name.startswith("_")
    home = owner if isinstance(owner, type) else type(owner)
    if issubclass(home, NonCallableMock):
        return not (name in MOCK_NAMES or name.startswith(("_", "assert", "method_calls")))
    if isinstance(owner, remote.FUNCTIONS):
        return name in FUNCTION_NAMES or (
            isinstance(owner, types.FunctionType) and name in vars(owner)
        )
    if isinstance(owner, (types.GeneratorType, types.CoroutineType)):
        return name in GENERATOR_NAMES
    if isinstance(owner, BaseException):
        return not name.startswith("__") or name == "__class__"
    if home.__module__ in TOOL_MODULES:
        return not name.startswith("_")
    if home.__module__ not in OPEN_MODULES and home is not dict:
        return False
    if home is owner and name == "__class__":  # the metaclass would make classes on demand
        return False
    return not name.startswith("__") or name in CLASS_NAMES


def fields_of(owner):
    """Name, settings and type of each field of a dataclass: ``Field`` itself is not open."""
    fields = owner.__dataclass_fields__.values()
    return [
        [field.name, _settings(field), _hint(field.type)]
        for field in fields
        if field._field_type is dataclasses._FIELD
    ]


def _hint(kind):
    """The type of a field, if the solution may have it; else its name, as of a later annotation."""
    if not isinstance(kind, type) or kind.__module__ == TEST_MODULE or names.named(kind):
        return kind
    return kind.__name__


def _settings(field):
    known = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")
    settings = {name: getattr(field, name) for name in known}
    given = {name: value for name, value in settings.items() if value is not dataclasses.MISSING}
    return {**given, "metadata": dict(field.metadata)}


def reaches(owner):
    """Whether it is one of the functions of ``REACHING``."""
    return any(owner is function for function in REACHING)


def formats(owner, name):
    """Whether this fills in a text, which may name any attribute of what is filled in."""
    home = owner if isinstance(owner, type) else type(owner)
    fills = issubclass(home, str) and name in ("format", "format_map")
    return fills or issubclass(home, string.Formatter)


def is_own(owner, name):
    """Whether ``owner`` is an instance of a class of the tests, and ``name`` no special name."""
    made_by_tests = type(owner).__module__ == TEST_MODULE or type(owner) is types.SimpleNamespace
    own = not isinstance(owner, type) and made_by_tests
    return own and type(name) is str and not name.startswith("__")
