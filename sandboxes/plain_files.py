"""Small files, written without file objects, which cost a small job a tenth of its time."""

import os


def write(path, data):
    """Write a new file, or all of an old one anew."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        while data:
            data = data[os.write(fd, data) :]
    finally:
        os.close(fd)
