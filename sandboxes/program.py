"""Executes the code under test as a real module, and tells why it could not be.

Runs in the solution's process; what is returned about a failure is a claim like any other.
"""

import os
import sys
import types

from sandboxes import plain_files

MESSAGE_CHARACTERS = 300


class NotLoaded(Exception):
    """The source gave no module. ``reason`` is a slug of the host's reasons."""

    def __init__(self, reason, detail):
        super().__init__(detail)
        self.reason = reason


def load(source, name="solution"):
    """The executed module.

    It is what an import of a file would give: registered in ``sys.modules`` under ``name``, its
    ``__name__`` that name, so that helpers, recursion, dataclasses and pickling work.

    Raises:
        NotLoaded: the source does not compile, or raised while it was executed.
    """
    path = f"{os.getcwd()}/{name}.py"
    plain_files.write(path, source.encode("utf-8", "surrogatepass"))
    code = compiled(source, path)
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    try:
        exec(code, module.__dict__)
    except BaseException as problem:
        raise NotLoaded("exception", f"while it was imported: {describe(problem)}") from problem
    return module


def compiled(source, path):
    """The code object, or ``NotLoaded`` with the reason ``syntax-error``."""
    try:
        return compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise NotLoaded("syntax-error", _place(problem)) from problem


def _place(problem):
    line = getattr(problem, "lineno", None)
    text = problem.msg if isinstance(problem, SyntaxError) else str(problem)
    return f"line {line}: {text}" if line else f"{type(problem).__name__}: {text}"


def describe(problem):
    """``Type: message`` of an exception, whatever its ``str`` does."""
    name = type.__getattribute__(type(problem), "__name__")
    try:
        text = str(problem)[:MESSAGE_CHARACTERS]
    except BaseException:
        text = "(its message cannot be read)"
    return f"{name}: {text}" if text else name
