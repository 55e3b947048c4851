"""Judges a solution by a pytest file: ``main`` runs the tests, ``partner`` is the solution.

Two processes: the tests and the values they expect are in the checker, the solution only in its
own process. Results are taken from pytest inside the checker, where no code of the solution runs.
"""

import ast
import builtins
import contextlib
import importlib
import os
import random
import re
import sys

from sandboxes import mirror, plain_tests, surroundings
from sandboxes.checker import Checker
from sandboxes.evaluating import Evaluation
from sandboxes.given import TEST_MODULE
from sandboxes.module_names import SolutionModule
from sandboxes.solution import answer

MESSAGE_CHARACTERS = 1000
MAX_TESTS = 5000


def partner(payload, channel):
    """The solution process: ``payload`` is ``source`` and ``output_bytes``."""
    surroundings.enter(payload.get("surroundings", 0))
    answer(payload, channel)


def main(payload, channel):
    """The checker: ``payload`` is ``tests`` (a pytest file) and ``order_seed``.

    Gives ``failed`` (why the solution cannot be loaded), ``broken`` (why the tests cannot), or
    the outcome of each test with what the host needs to see that they were no sham.
    """
    try:
        tree = ast.parse(payload["tests"])
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        return {"broken": f"the tests do not parse: {problem}"}
    surroundings.enter(payload.get("surroundings", 0))
    written = identifiers(tree)
    checker = Checker(channel, written, asserting_blocks(tree))
    names, failed = _greet(checker)
    if failed:
        return {"failed": list(failed)}
    shown = star_names(names, payload["tests"], tree)
    sys.modules["solution"] = SolutionModule(checker, shown)
    rng, plain = random.Random(payload["order_seed"]), plain_tests.is_plain(tree)
    evaluation = Evaluation(checker, tree)
    prepared = plain_tests.Prepared(payload["tests"], tree, path_of_tests())
    prepared.given = evaluation.names()
    evaluation.close(written)
    if plain:
        runner = plain_tests.Runner(rng)
        runner.run(prepared, TEST_MODULE)
    else:
        runner = Collector(rng)
        _run_pytest(runner, prepared)
    return _report(checker, runner)


def _greet(checker):
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        return checker.greet()


def identifiers(tree):
    """Every name the tests write down; only classes named there may decide on arithmetic."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name)
    return found


def asserting_blocks(tree):
    """Each ``with`` that asserts: the lines of its head, and the line of its last assert."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.With | ast.AsyncWith):
            asserts = [
                part.end_lineno
                for statement in node.body
                for part in ast.walk(statement)
                if isinstance(part, ast.Assert)
            ]
            if asserts:
                head = node.items[-1].context_expr.end_lineno
                found.append((node.lineno, head, max(asserts)))
    return found


def star_names(names, tests, tree):
    """What of the solution's names a star import takes: those that :func:`wanted` has."""
    taken = wanted(tests, tree)
    return [name for name in names if name in taken]


def wanted(tests, tree):
    """The names that the tests may want of a solution without importing them by name.

    A name the tests do not write anywhere cannot be meant, and pytest would look for some such
    names itself: ``pytest_plugins`` would make a plugin of the solution. No name of a builtin or
    of something imported from elsewhere is replaced, so ``sum`` and ``pytest`` stay what they are.
    """
    written = set(re.findall(r"[^\W\d]\w*", tests))
    kept = imported_elsewhere(tree).union(dir(builtins), plain_tests.SPECIAL_NAMES)
    return {name for name in written - kept if not name.startswith(("pytest", "__"))}


def imported_elsewhere(tree):
    """Names the tests import from other modules, also by a star."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", "")
            for alias in node.names if module != "solution" else ():
                named = (alias.asname or alias.name).partition(".")[0]
                found.update(_all_names(module) if named == "*" else [named])
    return found


def _all_names(module):
    try:
        return dir(importlib.import_module(module))
    except Exception:  # the tests themselves will show why
        return []


def path_of_tests():
    """Where the test file would be. It is not there: no object of the tests can read it."""
    return os.path.abspath(f"{TEST_MODULE}.py")


def _run_pytest(listener, prepared):
    from sandboxes import started_pytest

    try:
        started_pytest.SESSION.run(prepared, listener)
    except started_pytest.pytest.Session.Interrupted:
        pass  # the collection failed, and the listener has heard of it
    except BaseException as problem:
        listener.ended_by(problem)


def _report(checker, runner):
    checker.explain(runner.failures)
    return {
        "tests": runner.outcomes()[:MAX_TESTS],
        "collected": runner.collected,
        "errors": runner.errors[:10],
        "solution_error": runner.solution_error,
        "uses": checker.uses,
        "lost": list(checker.lost) if checker.lost else None,
        "missing": checker.missing[:20],
        "unsupported": checker.unsupported_uses[:20],
    }


class Collector:
    """Listens to pytest: shuffles the tests and keeps what became of each."""

    def __init__(self, rng):
        self._rng = rng
        self._tests = {}
        self.collected = 0
        self.errors = []
        self.solution_error = False
        self.failures = []

    def pytest_pycollect_makeitem(self, obj):
        """A function of the solution called ``test_…`` is not a test."""
        return [] if mirror.is_mirror(obj) else None

    def pytest_collection_modifyitems(self, items):
        """Shuffle, class by class: tests that need their order cannot judge anyone."""
        groups = {}
        for item in items:
            groups.setdefault(getattr(item, "cls", None), []).append(item)
        ordered = plain_tests.shuffled(groups.values(), self._rng)
        items[:] = [item for group in ordered for item in plain_tests.shuffled(group, self._rng)]
        self.collected = len(items)

    def pytest_exception_interact(self, call, report):
        """Keep errors outside tests, and whether they came from the solution."""
        if report.when != "collect":
            self.failures.append(call.excinfo.value)
            return
        problem = call.excinfo.value
        cause = problem.__cause__ or problem
        self.errors.append(f"{type(cause).__name__}: {cause}"[:MESSAGE_CHARACTERS])
        self.solution_error |= "_mirror_id" in getattr(cause, "__dict__", {})

    def ended_by(self, problem):
        """Pytest itself was ended, for example by an exit of the solution in the collection."""
        self.errors.append(plain_tests.message_of(problem))
        self.solution_error |= "_mirror_id" in getattr(problem, "__dict__", {})

    def pytest_runtest_logreport(self, report):
        """Failed in any phase is failed; passed needs the call itself to have passed."""
        outcome, message = self._tests.get(report.nodeid, ("unfinished", ""))
        if type(report.longrepr).__name__ == "FixtureLookupErrorRepr":
            self.errors.append(f"{report.nodeid}: no fixture {report.longrepr.argname!r}")
        if report.failed:
            outcome, message = "failed", message or _message(report)
        elif report.skipped and outcome == "unfinished":
            outcome = "skipped"
        elif report.passed and report.when == "call" and outcome == "unfinished":
            outcome = "passed"
        self._tests[report.nodeid] = outcome, message

    def outcomes(self):
        """``[name, outcome, message]`` of each test, sorted by name."""
        return [
            [nodeid.partition("::")[2][:200], outcome, message]
            for nodeid, (outcome, message) in sorted(self._tests.items())
        ]


def _message(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash is not None else str(report.longrepr)
    return text[:MESSAGE_CHARACTERS].encode("utf-8", "replace").decode()
