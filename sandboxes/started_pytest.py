"""Pytest, started in the worker: importing this module makes a session that waits for one file.

Reading options, registering plugins and finding their fixtures is the same for every job and most
of what a small test file costs, so it is done before the fork. No job's bytes are here; nothing of
a solution ever runs in a process that uses the session.
"""

import ast
import os
import pathlib
import sys
import tempfile

import pytest
from _pytest.config import _prepareconfig

from sandboxes import plain_tests

OFF = (
    "cacheprovider terminal junitxml pastebin doctest stepwise setuponly setupplan faulthandler "
    "unraisableexception threadexception warnings legacypath logging"
)


class File(pytest.Module):
    """The test file: executed as it was prepared instead of being looked for and read again."""

    prepared = None

    def _getobj(self):
        try:
            return self.prepared.executed(self.path.stem)
        except (SyntaxError, ImportError) as problem:
            raise self.CollectError(f"{type(problem).__name__}: {problem}") from problem
        except pytest.skip.Exception as problem:
            if problem.allow_module_level:
                raise
            raise self.CollectError("pytest.skip outside of a test") from problem


class Listener:
    """What a job may hear of a run; by itself it hears nothing."""

    def pytest_pycollect_makeitem(self, obj):
        """An empty list: ``obj`` is no test, whatever its name."""

    def pytest_collection_modifyitems(self, items):
        """The tests were found; their order may be changed in place."""

    def pytest_exception_interact(self, call, report):
        """Something failed, maybe outside a test."""

    def pytest_runtest_logreport(self, report):
        """A phase of a test has ended."""


class OneFile:
    """A plugin that collects one file, looks at no folder around it, and tells a listener.

    It is registered before there is a file: pytest looks long at what it is given.
    """

    def __init__(self):
        self.prepared = None
        self.listener = Listener()

    def pytest_collection(self, session):
        """In place of the search that pytest does for its arguments."""
        file = File.from_parent(session, path=pathlib.Path(self.prepared.path))
        file.prepared = self.prepared
        session.items = list(session.genitems(file))
        session.config.hook.pytest_collection_modifyitems(
            session=session, config=session.config, items=session.items
        )
        session.testscollected = len(session.items)
        return True

    def pytest_pycollect_makeitem(self, collector, name, obj):
        """Tell, first of all plugins."""
        return self.listener.pytest_pycollect_makeitem(obj)

    def pytest_collection_modifyitems(self, items):
        """Tell."""
        self.listener.pytest_collection_modifyitems(items)

    def pytest_exception_interact(self, node, call, report):
        """Tell."""
        self.listener.pytest_exception_interact(call, report)

    def pytest_runtest_logreport(self, report):
        """Tell."""
        self.listener.pytest_runtest_logreport(report)


class Started:
    """A session that waits for one file."""

    def __init__(self):
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        sys.dont_write_bytecode = True
        options = ["-c", os.devnull, "--rootdir", "/", "--noconftest", "--capture", "sys"]
        for name in OFF.split():
            options += ["-p", f"no:{name}"]
        self.config = _prepareconfig(options)
        self.config.option.tbstyle = "native"  # of a failure only the message is read
        self._session = pytest.Session.from_config(self.config)
        self.config._do_configure()
        self.config.hook.pytest_sessionstart(session=self._session)
        self._file = OneFile()
        self.config.pluginmanager.register(self._file)
        tempfile.tempdir = None  # the job's own folder for such files is another

    def run(self, prepared, listener, *, stops=False):
        """Collect and run the file; once in a process. With ``stops`` only to the first failure.

        Raises:
            BaseException: whatever ended the run before its end, such as ``pytest.exit``.
        """
        self._file.prepared, self._file.listener = prepared, listener
        self.config.option.maxfail = int(stops)
        self.config.hook.pytest_collection(session=self._session)
        self.config.hook.pytest_runtestloop(session=self._session)


def _warmed():
    """A session that waits, after another made one whole run: it leaves only what was learnt."""
    first, kept, known = Started(), list(sys.path), set(sys.modules)
    first.run(_warm_test(), Listener())
    first.config._ensure_unconfigure()
    sys.path[:] = kept
    for name in set(sys.modules) - known:
        if name.endswith("warm_test"):
            del sys.modules[name]
    return Started()


def _warm_test():
    path = pathlib.Path(__file__).with_name("warm_test.py")
    source = path.read_text(encoding="utf-8")
    return plain_tests.Prepared(source, ast.parse(source), str(path))


SESSION = _warmed()
