"""Waiting for a job, with and without a handle of its process."""

import os

import pytest

from sandboxes import watch
from sandboxes.watch import Watch


@pytest.mark.parametrize("has_handles", [True, False])
def test_the_end_of_a_process_is_seen(has_handles: bool, monkeypatch) -> None:
    if not has_handles:  # as in gVisor and old kernels
        monkeypatch.setattr(watch, "_handle", lambda pid: None)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(reader, 1)
        os._exit(0)
    saved, null = os.dup(0), os.open("/dev/zero", os.O_RDONLY)
    os.dup2(null, 0)  # the host's end of the wire, open
    try:
        with Watch(pid, [], None) as watching:
            assert not watching.has_ended_within(0.001)
            os.write(writer, b"x")
            while not watching.has_ended_within(0.1):
                pass
    finally:
        os.dup2(saved, 0)
        os.waitpid(pid, 0)
        for fd in (reader, writer, saved, null):
            os.close(fd)


def test_the_end_of_the_host_is_seen() -> None:
    reader, writer = os.pipe()
    saved = os.dup(0)
    os.dup2(reader, 0)
    os.close(reader)
    os.close(writer)
    try:
        with pytest.raises(EOFError), Watch(os.getpid(), [], None) as watching:
            watching.has_ended_within(0.1)
    finally:
        os.dup2(saved, 0)
        os.close(saved)
