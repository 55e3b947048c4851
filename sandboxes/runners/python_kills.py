"""Runs one problem's checks on its reference and on variants of it, many in one job.

Far cheaper than a job for each: what the checks need is prepared once, and test and variant share
a process. So nothing here is a verdict. It says which variants fail where the reference passes.
"""

import ast
import os
import random
import sys

from sandboxes import plain_tests, variants
from sandboxes.program import NotLoaded, load
from sandboxes.runners import python_cases, python_tests
from sandboxes.solution import public_names

PASSED, FAILED = "passed", "failed"


def main(payload, channel):
    """The outcomes of the reference, the variants and the reference again.

    ``payload`` is that of :func:`variants.compared`, with either ``tests`` (a pytest file) or what
    ``python_cases`` takes (``entry_point``, ``calls``, ``order``). An outcome of tests is a word;
    of cases, the claims.
    """
    reference = payload["reference"]
    if "tests" in payload:
        check, together = _tests(payload["tests"])
        together = together and variants.is_self_contained(reference, payload["tests"])
    else:
        check, together = _cases(payload), variants.is_self_contained(reference)
    _quiet()
    return variants.compared(check, payload, together=together)


def _quiet():
    """Nothing to read, and what is printed is gone."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stderr = os.fdopen(nowhere, "w")
    sys.stdin = os.fdopen(os.dup(nowhere))


def _cases(payload):
    return lambda source: python_cases.main({**payload, "source": source}, None)


def _tests(tests):
    """The check by a test file, and whether it can be made more than once in a process."""
    beside = _Beside(tests)

    def check(source):
        try:
            module = load(source)
        except NotLoaded:
            return FAILED
        return PASSED if beside.passes(module, stops=True) else FAILED

    return check, beside.plain


class _Beside:
    """A test file ready to be run in the process of what it tests."""

    def __init__(self, tests):
        tree = ast.parse(tests)
        self._taken = python_tests.wanted(tests, tree)
        self.plain = plain_tests.is_plain(tree)
        self._prepared = plain_tests.Prepared(tests, tree, python_tests.path_of_tests())

    def passes(self, module, *, stops):
        """Whether every test passes; with ``stops`` none is run after one that fails."""
        module.__all__ = [name for name in public_names(module) if name in self._taken]
        return (_plainly if self.plain else _by_pytest)(self._prepared, stops=stops)


def run_beside(module, tests):
    """Run a test file beside the module, for what it does with it."""
    try:
        _Beside(tests).passes(module, stops=False)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return


def _plainly(prepared, *, stops):
    runner = plain_tests.Runner(random.Random(0), stops=stops)
    runner.run(prepared, python_tests.TEST_MODULE)
    return _all_passed(runner)


def _by_pytest(prepared, *, stops):
    from sandboxes import started_pytest

    collector = python_tests.Collector(random.Random(0))
    try:
        started_pytest.SESSION.run(prepared, collector, stops=stops)
    except variants.TimeIsUp:
        raise
    except BaseException:  # the first failure, one in the collection, or an exit
        return False
    return _all_passed(collector)


def _all_passed(runner):
    outcomes = [outcome for _, outcome, _ in runner.outcomes()]
    complete = not runner.errors and len(outcomes) == runner.collected
    return complete and "passed" in outcomes and set(outcomes) <= {"passed", "skipped"}
