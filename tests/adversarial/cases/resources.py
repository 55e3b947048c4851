"""Using more of the machine than the limits allow, or going on after they were reached."""

import contextlib
import os
import sys
import time

from tests.adversarial.abuse import LONG, QUICK, STOPPED, Control, case
from tests.adversarial.inside import burn

SUMMED = "memory is capped for each process, not for all of a job's together"


@case(control=Control.WIDE, ends=STOPPED)
def memory_beyond_the_limit(managed, channel):
    kept = []
    for _ in range(600):
        kept.append(bytearray(b"x") * (1 << 20))
    managed.append(f"{len(kept)} MiB")


@case(control=Control.WIDE, ends=STOPPED)
def memory_mapped_and_touched(managed, channel):
    import mmap

    maps = []
    for _ in range(10):
        maps.append(mmap.mmap(-1, 60 << 20, flags=0x4022))  # private, anonymous, no reserve
        for at in range(0, 60 << 20, 1 << 16):
            maps[-1][at] = 1
    managed.append("600 MiB")


@case(control=Control.WIDE, ends=STOPPED)
def memory_in_one_piece(managed, channel):
    for make in (lambda: bytearray(900 << 20), lambda: [0] * (115 << 20)):
        try:
            managed.append(f"{len(make())} items")
        except MemoryError:
            continue


@case(
    control=Control.BARE,
    ends=STOPPED,
    limits=LONG,
    gaps={"userns": SUMMED},
)
def memory_of_all_children_together(managed, channel):
    import select

    reader, writer = os.pipe()
    for _ in range(8):
        if os.fork() == 0:
            kept = bytearray(180 << 20)
            for at in range(0, len(kept), 4096):
                kept[at] = 1
            os.write(writer, b"1")
            time.sleep(30)
            os._exit(0)
    ready = 0
    while ready < 8 and os.waitpid(-1, os.WNOHANG) == (0, 0):
        if select.select([reader], [], [], 0.1)[0]:
            ready += len(os.read(reader, 8))
    # A child that had finished may have been killed to make room for the last; its memory is taken
    # back at once, but it takes a while to die.
    time.sleep(1)
    if ready == 8 and os.waitpid(-1, os.WNOHANG) == (0, 0):
        managed.append("1440 MiB")


@case(
    control=Control.BARE,
    ends=STOPPED,
    limits=LONG,
    gaps={"userns": SUMMED, "landlock": SUMMED},
)
def memory_in_files_without_a_name(managed, channel):
    block = bytes(1 << 20)
    for number in range(210):
        fd = os.memfd_create(str(number))
        for _ in range(7):
            os.write(fd, block)
    managed.append("1470 MiB")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def loop_in_python(managed, channel):
    burn(0.9)
    managed.append("0.9 s of CPU")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def loop_in_c(managed, channel):
    started = time.process_time()
    sum(range(200_000_000))
    if time.process_time() - started > 0.6:
        managed.append("one call for more than 0.6 s")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def power_of_large_numbers(managed, channel):
    started = time.process_time()
    pow(7, 3_000_000)
    while time.process_time() - started < 0.6:
        pow(7, 1_000_000)
    managed.append("more than 0.6 s")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def regular_expression_that_explodes(managed, channel):
    import re

    started = time.process_time()
    for length in range(18, 30):
        re.match("(a+)+$", "a" * length + "b")
        if time.process_time() - started > 0.6:
            managed.append("more than 0.6 s")
            break


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def sleep_past_the_limit(managed, channel):
    time.sleep(2.5)
    managed.append("slept for 2.5 s")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def deaf_to_every_signal(managed, channel):
    import signal

    for number in range(1, 65):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    burn(0.9)
    managed.append("0.9 s of CPU")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def catch_the_cpu_signal(managed, channel):
    import resource
    import signal

    signal.signal(signal.SIGXCPU, lambda *about: None)
    resource.setrlimit(resource.RLIMIT_CPU, (resource.getrlimit(resource.RLIMIT_CPU)[1],) * 2)
    burn(0.9)
    managed.append("0.9 s of CPU")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def cpu_in_many_threads(managed, channel):
    import hashlib
    import threading

    block = bytes(8 << 20)
    used = []

    def work():
        while time.process_time() < 0.9:
            hashlib.sha256(block).digest()
        used.append(1)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    managed.append("0.9 s of CPU")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def cpu_in_children(managed, channel):
    for _ in range(4):
        if os.fork() == 0:
            burn(2.5)
            os._exit(0)
    for _ in range(4):
        os.wait()
    managed.append("10 s of CPU")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def cpu_in_a_chain_of_short_children(managed, channel):
    end = time.time() + 2.5
    while time.time() < end:
        if os.fork() == 0:
            burn(0.1)
            os._exit(0)
        os.wait()
    managed.append("0.1 s of CPU again and again")


def lower_the_limits(managed, channel):
    import resource

    for name in ("RLIMIT_NOFILE", "RLIMIT_CORE"):
        before = resource.getrlimit(getattr(resource, name))
        resource.setrlimit(getattr(resource, name), (0, 0))
        if resource.getrlimit(getattr(resource, name)) != before:
            managed.append(name)


@case(control=Control.TWIN, twin=lower_the_limits)
def raise_the_limits(managed, channel):
    import resource

    for name in ("AS", "NPROC", "CPU", "FSIZE", "NOFILE", "CORE", "MSGQUEUE"):
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is None:
            continue
        hard = resource.getrlimit(which)[1]
        for target in (-1, hard + 1):
            if hard not in (-1, 0) or target == hard + 1:
                with contextlib.suppress(OSError, ValueError):
                    resource.setrlimit(which, (target, target))
                    managed.append(name)


def open_a_hundred_files(managed, channel):
    if len([os.dup(0) for _ in range(100)]) == 100:
        managed.append("100 files")


@case(control=Control.TWIN, twin=open_a_hundred_files)
def descriptors_beyond_the_limit(managed, channel):
    opened = [os.dup(0) for _ in range(600)]
    managed.append(f"{len(opened)} files")


@case(control=Control.QUIET, ends=("output-limit",))
def flood_of_output(managed, channel):
    while True:
        os.write(1, b"x" * 65536)


@case(control=Control.QUIET, ends=("output-limit",))
def flood_of_errors(managed, channel):
    import threading

    def pour():
        while True:
            os.write(2, b"x" * 65536)

    for _ in range(3):
        threading.Thread(target=pour, daemon=True).start()
    pour()


@case(control=Control.QUIET, ends=("output-limit",))
def flood_of_results(managed, channel):
    while True:
        os.write(192, b"x" * 65536)


@case(control=Control.QUIET, ends=("output-limit", "memory-limit"))
def result_beyond_its_cap(managed, channel):
    managed.extend(["x" * 1000] * 9000)


@case(control=Control.WORKER, ends=(*STOPPED, "failed"))
def bombs_for_the_compiler(managed, channel):
    sources = (
        "(" * 5000 + ")" * 5000, "-" * 100_000 + "1", "x = 1" + "+1" * 50_000, "[" * 90 + "]" * 90,
        "f'{" * 150 + "}'" * 150, "x = " + "lambda: " * 5000 + "1", "a." * 50_000 + "b",
        "(1 << 600_000_000)", "b'x' * 999_999_999", "if 1:\n" + " if 1:\n" * 99,
        "from x import " + ", ".join(f"a{n}" for n in range(70_000)),
    )  # fmt: skip
    for source in sources:
        with contextlib.suppress(SyntaxError, MemoryError, RecursionError, ValueError):
            compile(source, "bomb", "exec")


@case(control=Control.QUIET, ends=("signaled", "memory-limit", "time-limit"))
def overflow_of_the_stack(managed, channel):
    import ctypes

    # Calls back and forth between C and Python use up the real stack.
    sys.setrecursionlimit(10**9)
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)
    call_back = kind(lambda n: call_back(n + 1))
    call_back(0)


@case(control=Control.QUIET, ends=("signaled",))
def null_pointer(managed, channel):
    import ctypes

    ctypes.string_at(0)


@case(control=Control.QUIET, ends=("signaled",))
def abort_itself(managed, channel):
    os.abort()


@case(control=Control.QUIET, ends=("signaled",))
def kill_itself(managed, channel):
    os.kill(os.getpid(), 9)


@case(control=Control.QUIET, ends=("signaled",))
def kill_its_group(managed, channel):
    os.kill(0, 9)


@case(control=Control.WORKER, ends=STOPPED)
def nothing_left_to_allocate(managed, channel):
    kept = []
    with contextlib.suppress(MemoryError):
        while True:
            kept.append(bytearray(1 << 16))
    with contextlib.suppress(MemoryError):
        while True:
            kept.append(object())


@case(control=Control.WORKER, ends=STOPPED)
def address_space_in_crumbs(managed, channel):
    import mmap

    maps = []
    with contextlib.suppress(OSError):
        for _ in range(70_000):
            maps.append(mmap.mmap(-1, 4096, prot=1 + len(maps) % 2 * 2))


def sleep_at_last(managed, channel):
    time.sleep(30)


@case(control=Control.TWIN, twin=sleep_at_last, limits=QUICK)
def exit_handlers_that_never_end(managed, channel):
    import atexit
    import threading

    atexit.register(time.sleep, 30)
    threading.Thread(target=time.sleep, args=(30,)).start()
