"""Runs test files that need none of pytest's machinery, without it: five times as fast.

Such a file has plain test functions: no fixtures, parameters, classes, marks or set-up. They mean
the same to pytest as a call, and pytest's own rewriting of asserts still explains failures.
"""

import ast
import contextlib
import io
import sys
import types

from sandboxes import mirror
from sandboxes.channel import Ended

SPECIAL_NAMES = frozenset(
    f"{when}_{what}"
    for when in ("setup", "teardown", "setUp", "tearDown")
    for what in ("module", "function", "class", "method")
) | {"setup", "teardown", "pytestmark", "pytest_plugins", "collect_ignore", "__test__"}


def is_plain(tree):
    """Whether every test of the file is a function that only has to be called."""
    return all(_is_plain_statement(node) for node in tree.body) and not any(
        isinstance(node, ast.Name | ast.Attribute | ast.alias) and _names_machinery(node)
        for node in ast.walk(tree)
    )


def _is_plain_statement(node):
    if isinstance(node, ast.ClassDef):
        return not node.name.startswith("Test") and not node.bases and not node.decorator_list
    if isinstance(node, ast.FunctionDef):
        plain = not node.decorator_list and not _has_arguments(node.args) and not _yields(node)
        return plain if node.name.startswith("test") else node.name not in SPECIAL_NAMES
    if isinstance(node, ast.AsyncFunctionDef):
        return not node.name.startswith("test")
    if isinstance(node, ast.Import | ast.ImportFrom):
        return getattr(node, "module", "") == "solution" or not any(
            (alias.asname or alias.name).startswith(("test", "Test")) for alias in node.names
        )
    bound = [name.id for name in ast.walk(node) if isinstance(name, ast.Name)]
    stores = isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.With | ast.If | ast.Try)
    defines = any(isinstance(part, ast.FunctionDef | ast.ClassDef) for part in ast.walk(node))
    return not defines and not (stores and any(name.startswith(("test", "Test")) for name in bound))


def _has_arguments(arguments):
    return any(
        (arguments.posonlyargs, arguments.args, arguments.kwonlyargs, arguments.vararg)
    ) or bool(arguments.kwarg)


def _yields(function):
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))


def _names_machinery(node):
    if isinstance(node, ast.alias):
        return node.name.partition(".")[0] in ("unittest", "hypothesis", "_pytest")
    if isinstance(node, ast.Name):
        return node.id in SPECIAL_NAMES
    return node.attr in ("fixture", "mark", "hookimpl", "importorskip", "main")


class Prepared:
    """A test file with its asserts rewritten and compiled: what any number of runs may share."""

    def __init__(self, source, tree, path):
        from _pytest.assertion.rewrite import rewrite_asserts

        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        self.names = [name for name in dict.fromkeys(names) if name.startswith("test")]
        self.path = path
        self.given = {}
        self._code = self._fault = None
        try:
            rewrite_asserts(tree, source.encode("utf-8", "replace"), path)
            self._code = compile(tree, path, "exec", dont_inherit=True)
        except Exception as problem:
            self._fault = problem

    def executed(self, name):
        """The file as a module; raises what compiling or executing it raised."""
        module = types.ModuleType(name)
        module.__file__ = self.path
        module.__dict__.update(self.given)
        sys.modules[name] = module
        if self._fault is not None:
            raise self._fault
        exec(self._code, module.__dict__)
        return module


class Runner:
    """Has the same results as the pytest plugin of ``python_tests``."""

    def __init__(self, rng, *, stops=False):
        self._rng = rng
        self._stops = stops
        self._tests = []
        self.collected = 0
        self.errors = []
        self.solution_error = False
        self.failures = []

    def run(self, prepared, name):
        """Execute the file and call its tests in shuffled order; with ``stops`` to a failure."""
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                module = prepared.executed(name)
            except BaseException as problem:
                self.errors.append(message_of(problem))
                self.solution_error = "_mirror_id" in getattr(problem, "__dict__", {})
            else:
                self._call(shuffled(prepared.names, self._rng), module)

    def _call(self, names, module):
        functions = {name: module.__dict__.get(name) for name in names}
        functions = {name: f for name, f in functions.items() if not mirror.is_mirror(f)}
        self.collected = len(functions)
        for name, function in functions.items():
            outcome = self._outcome(function)
            self._tests.append([name, *outcome])
            if outcome[0] == "unfinished" or (self._stops and outcome[0] == "failed"):
                return

    def _outcome(self, function):
        import pytest

        try:
            function()
        except (pytest.skip.Exception, pytest.xfail.Exception):
            return "skipped", ""
        except (pytest.exit.Exception, KeyboardInterrupt, Ended):
            return "unfinished", ""
        except BaseException as problem:
            self.failures.append(problem)
            return "failed", message_of(problem)
        return "passed", ""

    def outcomes(self):
        """``[name, outcome, message]`` of each test, sorted by name."""
        return sorted(self._tests)


def shuffled(items, rng):
    """The items in another order than they came, if there is another."""
    found = list(items)
    rng.shuffle(found)
    if found == list(items):  # the one order that proves nothing
        found = found[1:] + found[:1]
    return found


def message_of(problem, limit=1000):
    """What pytest would say about a failure in its summary."""
    text = str(problem)
    if not (isinstance(problem, AssertionError) and text.startswith("assert")):
        text = f"{type(problem).__name__}: {text}" if text else type(problem).__name__
    return text[:limit].encode("utf-8", "replace").decode()
