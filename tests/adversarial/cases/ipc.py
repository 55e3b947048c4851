"""Channels to other jobs, and objects of the kernel that outlive who made them."""

# ruff: noqa: SIM115 - the process of an attempt ends with it, and so do its files

import contextlib
import ctypes
import os
import time

from tests.adversarial.abuse import Control, case
from tests.adversarial.inside import (
    BAIT,
    GENTLE,
    KEY,
    QUEUE,
    SEGMENT,
    SHARED,
    TOKEN,
    WORKER,
    call,
    can,
    code_file,
    reaches,
)


@case(control=Control.BARE)
def shared_memory_of_system_v(managed, channel):
    number = call(29, 194, KEY, 4096, 0o1666)
    if number >= 0:
        managed.append("made it")
        call(31, 195, number, 0, 0)


@case(control=Control.BARE)
def messages_of_system_v(managed, channel):
    number = call(68, 186, KEY, 0o1666)
    if number >= 0:
        managed.append("made it")
        call(71, 187, number, 0, 0)


@case(control=Control.BARE)
def semaphores_of_system_v(managed, channel):
    number = call(64, 190, KEY, 1, 0o1666)
    if number >= 0:
        managed.append("made it")
        call(66, 191, number, 0, 0)


@case(control=Control.BARE)
def attach_to_shared_memory_of_the_host(managed, channel):
    if call(30, 196, SEGMENT, 0, 0o10000) >= 0:
        managed.append("attached it")
    if call(31, 195, SEGMENT, 2, ctypes.create_string_buffer(256)) >= 0:
        managed.append("asked about it")


@case(control=Control.BARE)
def take_a_message_of_the_host(managed, channel):
    kept = ctypes.create_string_buffer(64)
    if reaches(70, 188, QUEUE, kept, 8, 0, 0o4000) and call(71, 187, QUEUE, 2, bytes(256)) >= 0:
        managed.append("read the queue")


@case(control=Control.BARE)
def posix_message_queue(managed, channel):
    name = TOKEN.encode()
    # Opening one that is not there tells, too: a kernel that would let us looks for it.
    if call(240, 180, name, 0o102, 0o666, 0) >= 0 or reaches(240, 180, name, 0, 0, 0):
        managed.append("made it")
        call(241, 181, name)


@case(control=Control.BARE)
def key_in_the_users_keyring(managed, channel):
    key = call(248, 217, b"user", TOKEN.encode(), b"secret", 6, -4)
    if key >= 0:
        managed.append("stored it")
        call(250, 219, 3, key)


@case(control=Control.SAME_JOB)
def names_in_shared_memory(managed, channel):
    from multiprocessing import resource_tracker, shared_memory

    resource_tracker.register = lambda *about: None
    with open(f"{SHARED}/marker", "w") as file:
        file.write("for the next job")
    if not GENTLE:
        shared_memory.SharedMemory("marker-too", create=True, size=4096)


def take_the_lock(managed, channel):
    import fcntl

    for path in (code_file(), os.__file__):
        with open(path) as file:
            if not can(fcntl.flock, file, fcntl.LOCK_EX | fcntl.LOCK_NB):
                managed.append("still locked")


@case(control=Control.BARE, follow=take_the_lock)
def lock_that_outlives_its_job(managed, channel):
    import fcntl

    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        files = [open(path) for path in (code_file(), os.__file__)]
        for file in files:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.write(writer, b"1")
        time.sleep(8)
        os._exit(0)
    os.read(reader, 1)


def find_the_message(managed, channel):
    for folder in (".", os.environ["TMPDIR"], "/tmp", "/dev/shm", "/var/tmp"):
        for name in (TOKEN, "." + TOKEN):
            if os.path.lexists(f"{folder}/{name}"):
                managed.append(f"a message in {folder}")


@case(control=Control.BARE, follow=find_the_message)
def messages_in_files(managed, channel):
    for folder in (".", os.environ["TMPDIR"], "/tmp", "/dev/shm", "/var/tmp"):
        for name in (TOKEN, "." + TOKEN):
            can(open, f"{folder}/{name}", "w")


def see_the_age(managed, channel):
    # Times of shared files could carry a few bits from job to job.
    for path in (BAIT + "/canary.txt", code_file(), os.__file__, os.path.dirname(os.__file__)):
        with contextlib.suppress(OSError):
            if int(os.stat(path).st_atime) == int(TOKEN[2:8], 16):
                managed.append("a time set by an earlier job")


@case(control=Control.BARE, follow=see_the_age)
def messages_in_times_of_files(managed, channel):
    paths = [BAIT + "/canary.txt"]
    if not GENTLE:
        paths += [code_file(), os.__file__, os.path.dirname(os.__file__)]
    message = int(TOKEN[2:8], 16) * 10**9
    for path in paths:
        can(lambda path=path: os.utime(path, ns=(message, os.stat(path).st_mtime_ns)))


@case(control=Control.BARE)
def futexes_and_lists_of_the_worker(managed, channel):
    head, size = ctypes.c_void_p(), ctypes.c_size_t()
    if reaches(274, 100, WORKER, ctypes.byref(head), ctypes.byref(size)):
        managed.append("get_robust_list")
