"""Empties the folders of a job, whatever an earlier job did to them.

Runs with the rights of the job that comes next, never with more: a privileged cleaner on paths a
job chose is how other judges were escaped from.
"""

import os
import stat

INNER = ("work", "tmp", "shm")


def refresh(folder):
    """``folder`` with nothing in it but the fresh, empty folders ``INNER``.

    Most jobs leave files in the first of these at most; then few calls do, and every call touches
    memory that is copied for a child.
    """
    os.chmod(folder, stat.S_IRWXU)
    try:
        _unlink_all(f"{folder}/{INNER[0]}")
        for name in INNER:
            path = f"{folder}/{name}"
            os.rmdir(path)
            os.mkdir(path, stat.S_IRWXU)
        if len(os.listdir(folder)) == len(INNER):
            return
    except OSError:  # locked, not a folder, or something is in it
        pass
    empty(folder)
    for name in INNER:
        os.mkdir(f"{folder}/{name}", stat.S_IRWXU)


def _unlink_all(folder):
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name in os.listdir(fd):
            os.unlink(name, dir_fd=fd)
    finally:
        os.close(fd)


def unlock_and_empty(folder):
    """As :func:`empty`, whatever the folder's own mode is."""
    os.chmod(folder, stat.S_IRWXU)
    if os.listdir(folder):
        empty(folder)


def empty(folder):
    """Delete everything in ``folder``: locked, deep and oddly named things, too.

    Folders inside folders are moved to the top one by one, so neither the depth of the tree nor
    the length of a path matters.
    """
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    mark, moved = os.urandom(8).hex(), 0
    try:
        while names := _unlink_files(top):
            for name in names:
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
                for child in _unlink_files(inner):
                    os.rename(child, f"{mark}-{moved}", src_dir_fd=inner, dst_dir_fd=top)
                    moved += 1
                os.close(inner)
                os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)


def _unlink_files(folder_fd):
    """Delete all but the folders in an open folder; returns those, unlocked."""
    folders = []
    for name in os.listdir(folder_fd):
        try:
            os.unlink(name, dir_fd=folder_fd)
        except IsADirectoryError:
            os.chmod(name, stat.S_IRWXU, dir_fd=folder_fd)
            folders.append(name)
    return folders
