"""Games with file descriptors: inherited, duplicated, closed, passed on, blocked."""

import contextlib
import fcntl
import os
import resource
import socket
import time

from tests.adversarial.abuse import QUICK, STOPPED, Control, case
from tests.adversarial.inside import can, reaches


def open_one_more(managed, channel):
    os.dup2(0, 77)
    extra = [fd for fd in range(3, 256) if can(os.fstat, fd) and fd not in (191, 192, 193)]
    if extra:
        managed.append(f"descriptors {extra}")


@case(control=Control.TWIN, twin=open_one_more)
def descriptors_of_the_worker(managed, channel):
    extra = [fd for fd in range(3, 256) if can(os.fstat, fd) and fd not in (191, 192, 193)]
    if extra:
        managed.append(f"descriptors {extra}")


def forge(managed, channel):
    managed.append("forged")


@case(control=Control.TWIN, twin=forge, ends=("unreadable", "clean"))
def results_on_every_descriptor(managed, channel):
    for fd in range(3, 256):
        if fd != 192:
            can(os.write, fd, b'{"ok": ["forged"]}')
    os._exit(0)


@case(control=Control.QUIET, ends=("unreadable",))
def garbage_for_a_result(managed, channel):
    os.write(192, os.urandom(4096) + b"[" * 50_000)
    os._exit(0)


@case(control=Control.QUIET, ends=("unreadable",))
def result_nested_without_end(managed, channel):
    os.write(192, b'{"ok": ' + b"[" * 500_000 + b"]" * 500_000 + b"}")
    os._exit(0)


@case(control=Control.QUIET, ends=("unreadable",))
def result_that_is_one_large_number(managed, channel):
    os.write(192, b'{"ok": ' + b"7" * 1_000_000 + b"}")
    os._exit(0)


@case(control=Control.TWIN, twin=forge)
def frames_on_standard_output(managed, channel):
    import struct

    for kind in (b"X", b"R", b"H", b"O"):
        os.write(1, struct.pack(">cI", kind, 16) + b'{"ok":["forged"]}'[:16])
    os.write(1, b'{"ok":["forged"]}')


@case(control=Control.QUIET, ends=("unreadable",))
def no_result_at_all(managed, channel):
    os._exit(0)


@case(control=Control.QUIET, ends=("unreadable",))
def result_pipe_closed(managed, channel):
    os.close(192)
    os._exit(0)


@case(control=Control.QUIET, ends=("unreadable",))
def output_put_over_the_result(managed, channel):
    os.dup2(1, 192)
    os._exit(0)


@case(control=Control.QUIET, ends=STOPPED[1:], limits=QUICK)
def everything_closed_and_asleep(managed, channel):
    os.closerange(0, 256)
    time.sleep(30)


@case(control=Control.WORKER)
def pipes_that_do_not_wait(managed, channel):
    for fd in (1, 2, 192):
        fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_WRONLY)
        with contextlib.suppress(OSError):
            for _ in range(20):
                os.write(fd if fd != 192 else 2, b"x" * 4096)
    fcntl.fcntl(192, fcntl.F_SETFL, os.O_WRONLY)


@case(control=Control.WORKER)
def pipes_made_small_or_large(managed, channel):
    for fd in (1, 2, 192):
        for size in (4096, 1 << 20, 4096):
            can(fcntl.fcntl, fd, 1031, size)  # F_SETPIPE_SZ
    os.write(1, b"x" * 10_000)


@case(control=Control.WORKER)
def pages_lent_to_the_pipe_and_changed(managed, channel):
    import ctypes

    libc = ctypes.CDLL(None)
    pages = ctypes.create_string_buffer(1 << 16)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(pages), len(pages))
    for _ in range(8):
        libc.vmsplice(1, vector, ctypes.c_size_t(1), 8)
        ctypes.memset(pages, 120, len(pages))


@case(control=Control.TWIN, twin=forge, ends=STOPPED)
def result_pipe_kept_for_the_next_job(managed, channel):
    if os.fork() == 0:
        os.setsid()
        for _ in range(40):
            time.sleep(0.05)
            os.write(192, b'{"ok": ["forged"]}')
        os._exit(0)


@case(control=Control.WORKER)
def text_that_is_no_text(managed, channel):
    os.write(1, b"\xff\0\xed\xa0\x80" * 100)
    with contextlib.suppress(UnicodeEncodeError):
        print("\ud800\0")


def hand_over(channel):
    socket.send_fds(channel, [b"x"], [0, 1, 2])
    with open("secret", "w") as file:
        socket.send_fds(channel, [b"x"], [file.fileno()] * 50)


def take_them(managed, channel):
    pair = socket.socketpair()
    socket.send_fds(pair[0], [b"x"], [0, 1, 2])
    before = [fd for fd in range(256) if can(os.fstat, fd)]
    socket.recv_fds(pair[1], 10, 99)
    if [fd for fd in range(256) if can(os.fstat, fd)] != before:
        managed.append("descriptors came in")


@case(control=Control.TWIN, twin=take_them, partner=hand_over)
def solution_hands_over_descriptors(managed, channel):
    before = [fd for fd in range(256) if can(os.fstat, fd)]
    channel.recv(100)
    channel.recv(100)
    if [fd for fd in range(256) if can(os.fstat, fd)] != before:
        managed.append("descriptors came in")


def flood_and_block(channel):
    fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK)
    while True:
        with contextlib.suppress(OSError):
            os.write(2, b"x" * 65536)


@case(control=Control.QUIET, ends=("output-limit", "time-limit"), partner=flood_and_block)
def solution_floods_its_pipes(managed, channel):
    channel.recv(1)


def leave_a_daemon(channel):
    if os.fork() == 0:
        os.setsid()
        channel.sendall(b"x")
        time.sleep(30)
    os._exit(0)


@case(control=Control.WORKER, partner=leave_a_daemon)
def solution_leaves_a_daemon_on_the_channel(managed, channel):
    channel.settimeout(3)
    channel.recv(1)


def attack_the_checker(channel):
    pid, folder = channel.recv(1000).decode().split("\n")
    pid = int(pid)
    for name, act in (
        ("affinity", lambda: os.sched_setaffinity(pid, {0})),
        ("priority", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)),
        ("limits", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE)),
        ("memory", lambda: os.open(f"/proc/{pid}/mem", os.O_RDWR)),
        ("environment", lambda: os.open(f"/proc/{pid}/environ", os.O_RDONLY)),
        ("folder", lambda: os.listdir(folder)),
        ("file", lambda: os.open(folder + "/answer", os.O_RDONLY)),
        ("trace", lambda: os.close(0) if reaches(101, 117, 0x4206, pid, 0, 0) else os.stat("/-")),
        ("stop", lambda: os.kill(pid, 19)),
        ("kill", lambda: os.kill(pid, 9)),
    ):
        if can(act):
            channel.sendall(name.encode() + b" ")
    channel.sendall(b".")


def attack_the_checker_as_itself(managed, channel):
    # What the solution tries, tried by somebody who may: its own process.
    pid = os.getpid()
    if can(os.setpriority, os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid)):
        managed.append("the solution reached: priority")


@case(control=Control.TWIN, twin=attack_the_checker_as_itself, partner=attack_the_checker)
def solution_attacks_the_checker(managed, channel):
    with open("answer", "w") as file:
        file.write("42")
    channel.sendall(f"{os.getpid()}\n{os.getcwd()}".encode())
    got = b""
    while not got.endswith(b"."):
        part = channel.recv(100)
        got += part or b"."
    if got != b".":
        managed.append(f"the solution reached: {got.decode()}")
