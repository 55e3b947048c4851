"""Pytest, started in the worker: importing this module makes a session that waits for one file.

Reading options, registering plugins and finding their fixtures is the same for every job and most
of what a small test file costs, so it is done before the fork. No job's bytes are here; nothing of
a solution ever runs in a process that uses the session.
"""

import os
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


SESSION = _started()


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


def run(path, plugin):
    """Collect and run the file; once in a process. ``plugin`` hears what became of it.

    Raises:
        BaseException: whatever ended the run before its end, such as ``pytest.exit``.
    """
    hook = SESSION.config.hook
    for one in (plugin, OneFile(path)):
        SESSION.config.pluginmanager.register(one)
    hook.pytest_collection(session=SESSION)
    hook.pytest_runtestloop(session=SESSION)
