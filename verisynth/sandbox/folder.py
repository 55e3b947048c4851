"""Folders on the host for workers that need one, and the removal of those a killed host left."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

_NAME = re.compile(r"verisynth-(\d+)-")
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - made private below


def _place() -> str:
    """In memory where that can be had: level ``landlock`` empties its folders for every job."""
    return str(_IN_MEMORY) if os.access(_IN_MEMORY, os.W_OK) else tempfile.gettempdir()


def make_folder() -> Path:
    """A new folder for one worker, inside one that only this user can pass through.

    The folder itself is open: a container's root may be another user here.
    """
    private = tempfile.mkdtemp(prefix=f"verisynth-{os.getpid()}-", dir=_place())
    folder = Path(private, "own")
    folder.mkdir()
    folder.chmod(0o755)
    return folder


def remove_folder(folder: Path) -> None:
    """Remove what :func:`make_folder` made."""
    shutil.rmtree(folder.parent, ignore_errors=True)


def remove_orphans() -> None:
    """Remove the folders of this user's processes that were killed before they could do it."""
    for path in Path(_place()).glob("verisynth-*-*"):
        match = _NAME.match(path.name)
        if match and not Path("/proc", match[1]).exists() and path.lstat().st_uid == os.getuid():
            shutil.rmtree(path, ignore_errors=True)
