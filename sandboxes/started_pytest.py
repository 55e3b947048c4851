"""Pytest, started in the worker: importing this module makes a session that waits for one file.

Reading options, registering plugins and finding their fixtures is the same for every job and most
of what a small test file costs, so it is done before the fork. No job's bytes are here; nothing of
a solution ever runs in a process that uses the session.
"""

import os
import pathlib
import sys
import tempfile

import pytest
from _pytest.config import _prepareconfig

OFF = (
    "cacheprovider terminal junitxml pastebin doctest stepwise setuponly setupplan faulthandler "
    "unraisableexception threadexception warnings legacypath logging"
)


def _started():
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    options = ["-c", os.devnull, "--rootdir", "/", "--noconftest", "--capture", "sys"]
    for name in OFF.split():
        options += ["-p", f"no:{name}"]
    config = _prepareconfig(options)
    session = pytest.Session.from_config(config)
    config._do_configure()
    config.hook.pytest_sessionstart(session=session)
    tempfile.tempdir = None  # the job's own folder for such files is another
    return session


class OneFile:
    """A plugin that collects one file and looks at no folder around it."""

    def __init__(self, path):
        self._path = path

    def pytest_collection(self, session):
        """In place of the search that pytest does for its arguments."""
        module = pytest.Module.from_parent(session, path=self._path)
        session.items = list(session.genitems(module))
        session.config.hook.pytest_collection_modifyitems(
            session=session, config=session.config, items=session.items
        )
        session.testscollected = len(session.items)
        return True


def run(path, plugin, session=None):
    """Collect and run the file; once in a process. ``plugin`` hears what became of it.

    Raises:
        BaseException: whatever ended the run before its end, such as ``pytest.exit``.
    """
    session = session or SESSION
    for one in (plugin, OneFile(path)):
        session.config.pluginmanager.register(one)
    session.config.hook.pytest_collection(session=session)
    session.config.hook.pytest_runtestloop(session=session)


def _warmed():
    """Another session, after one whole run, of which nothing is left but what was learnt."""
    first, kept, known = _started(), list(sys.path), set(sys.modules)
    run(pathlib.Path(__file__).with_name("warm_test.py"), object(), first)
    first.config._ensure_unconfigure()
    sys.path[:] = kept
    for name in set(sys.modules) - known:
        if name.endswith("warm_test"):
            del sys.modules[name]
    return _started()


SESSION = _warmed()
