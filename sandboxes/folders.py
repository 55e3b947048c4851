"""Empties the folders of a job, whatever an earlier job did to them.

Runs with the rights of the job that comes next, never with more: a privileged cleaner on paths a
job chose is how other judges were escaped from.
"""

import os
import stat

INNER = ("work", "tmp", "shm")


def refresh(folder):
    """``folder`` with nothing in it but the fresh, empty folders ``INNER``."""
    unlock_and_empty(folder)
    for name in INNER:
        os.mkdir(f"{folder}/{name}", 0o700)


def unlock_and_empty(folder):
    """As :func:`empty`, whatever the folder's own mode is."""
    os.chmod(folder, stat.S_IRWXU)
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
