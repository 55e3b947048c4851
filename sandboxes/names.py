"""Which things of the standard library cross by name, since both processes have them anyway."""

import collections.abc
import sys
import types

NAMED_MODULES = frozenset(
    [
        "builtins",
        "collections",
        "collections.abc",
        "abc",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "json.decoder",
        "math",
        "operator",
        "queue",
        "re",
        "statistics",
        "string",
        "struct",
        "subprocess",
        "asyncio.exceptions",
        "dataclasses",
        "_decimal",
        "_queue",
        "_struct",
        "_operator",
        "binascii",
        "csv",
        "_csv",
        "zlib",
        "ipaddress",
        "configparser",
        "typing",
        "types",
        "inspect",
        "concurrent.futures._base",
        "threading",
        "socket",
        "urllib.error",
        "pathlib",
        "uuid",
    ]
)
DATA_MODULES = frozenset(
    [
        "builtins",
        "collections",
        "collections.abc",
        "abc",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "pathlib",
        "uuid",
    ]
)
FORBIDDEN = frozenset(
    [
        "eval",
        "exec",
        "compile",
        "open",
        "input",
        "__import__",
        "breakpoint",
        "globals",
        "locals",
        "vars",
        "getattr",
        "setattr",
        "delattr",
        "exit",
        "quit",
        "help",
        "memoryview",
        "object",
        "type",
        "super",
    ]
)

ABC = type(collections.abc.Sized)


def named(value):
    """Module and name of something both processes have anyway, such as ``int``, else None."""
    if value is NotImplemented:
        return ["builtins", "NotImplemented"]
    if value is Ellipsis:
        return ["builtins", "Ellipsis"]
    if type(value) not in (type, types.BuiltinFunctionType, types.FunctionType, ABC):
        return None
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if module not in NAMED_MODULES or name in FORBIDDEN:
        return None
    return [module, name] if getattr(sys.modules.get(module), name, None) is value else None


def is_harmless(value):
    """Whether the solution may make a class of the tests' own process out of ``value``'s name.

    Exceptions and types of data. With any other class a test that calls what it was given would
    run it for the solution: ``subprocess.Popen`` is a class, too.
    """
    if not isinstance(value, type):
        return value is NotImplemented or value is Ellipsis
    return issubclass(value, BaseException) or value.__module__ in DATA_MODULES


def resolve(module, name):
    """The thing of that name.

    Raises:
        LookupError: it is not one that crosses by name.
    """
    if module not in NAMED_MODULES or name in FORBIDDEN:
        raise LookupError(f"{module}.{name} is not a shared name")
    __import__(module)
    return getattr(sys.modules[module], name)
