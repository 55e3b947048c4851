"""Poison for the job that comes next on the same worker, and what an earlier job left in memory."""

import contextlib
import os
import sys

from tests.adversarial.abuse import LONG, Control, case
from tests.adversarial.inside import CANARY, SHARED, TOKEN, can, keys_of_modules


@case(control=Control.SAME_JOB)
def patched_builtins_and_modules(managed, channel):
    import builtins
    import json

    builtins.len = lambda x: 99
    json.loads = lambda text: ["forged"]
    builtins.__dict__["extra"] = 1


@case(control=Control.SAME_JOB)
def changed_environment_and_path(managed, channel):
    os.environ["LD_PRELOAD"] = "/tmp/evil.so"
    os.environ["PYTHONSTARTUP"] = os.environ["PYTHONPATH"] = os.getcwd()
    sys.path.insert(0, os.getcwd())
    sys.setrecursionlimit(70)


@case(control=Control.SAME_JOB)
def changed_state_of_the_process(managed, channel):
    import resource
    import signal

    os.umask(0)
    can(os.nice, 5)
    can(os.sched_setaffinity, 0, {min(os.sched_getaffinity(0))})
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))
    os.chdir("/")


@case(control=Control.SAME_JOB)
def files_that_python_would_load(managed, channel):
    for name in (
        "conftest.py", "sitecustomize.py", "usercustomize.py", "pytest.ini", "json.py", "x.pth",
        "sandboxes.py", "__init__.py", ".pythonrc", "pyvenv.cfg", "re.py",
    ):  # fmt: skip
        for folder in (".", os.environ["TMPDIR"], os.environ["HOME"], SHARED):
            with contextlib.suppress(OSError), open(os.path.join(folder, name), "w") as file:
                file.write("raise SystemExit(9)")


@case(control=Control.SAME_JOB)
def files_of_the_loader(managed, channel):
    for name in ("ld.so.preload", "ld.so.cache", "libc.so.6", "libpython3.so"):
        for folder in (".", os.environ["TMPDIR"], SHARED, "../.."):
            with contextlib.suppress(OSError), open(os.path.join(folder, name), "wb") as file:
                file.write(b"\x7fELF")


@case(control=Control.SAME_JOB)
def options_of_the_process(managed, channel):
    import ctypes

    libc = ctypes.CDLL(None)
    libc.prctl(29, ctypes.c_ulong(10**9), 0, 0, 0)  # timer slack
    libc.prctl(41, 1, 0, 0, 0)  # no huge pages
    libc.prctl(36, 1, 0, 0, 0)  # adopts orphans


@case(control=Control.SAME_JOB)
def frozen_collector_and_hooks(managed, channel):
    import builtins
    import gc
    import threading

    gc.disable()
    sys.settrace(lambda *about: None)
    threading.setprofile(lambda *about: None)
    sys.setswitchinterval(99)
    builtins.__dict__["marker"] = sys.addaudithook(lambda *about: None)


def find_the_needle(managed, channel):
    import ctypes

    # Turned part by part: neither the program's text nor memory it gave back may hold the needle.
    parts = (b"needle-of-", b"an-earlier-job-", TOKEN.encode())
    turned = b"".join([bytes(byte ^ 1 for byte in part) for part in parts])
    table, hits = bytes(byte ^ 1 for byte in range(256)), 0
    libc = ctypes.CDLL(None)
    libc.sbrk.restype = ctypes.c_void_p
    libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
    reader, writer = os.pipe()
    top = libc.sbrk(0)
    spots = [(top - (32 << 20), top)]
    spots += [(id(x) - (6 << 20), id(x) + (6 << 20)) for x in (object(), [], "x" * 10, table, os)]
    for low, high in spots:
        for address in range(low & ~0xFFF, high, 4096):
            if libc.write(writer, address, 4096) == 4096:
                hits += turned in os.read(reader, 4096).translate(table)
    if hits:
        managed.append(f"{hits} pages hold an earlier job's text")


def hold_the_needle_itself(managed, channel):
    # The same search, in the process that holds what is searched for.
    import ctypes

    needle = b"".join([b"needle-of-", b"an-earlier-job-", TOKEN.encode()])
    turned = bytes(byte ^ 1 for byte in needle)
    table, hits = bytes(byte ^ 1 for byte in range(256)), 0
    kept = [bytearray(needle * 40) for _ in range(50)]
    libc = ctypes.CDLL(None)
    libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
    reader, writer = os.pipe()
    for item in kept:
        address = id(item) & ~0xFFF
        if libc.write(writer, address, 4096) == 4096:
            hits += turned in os.read(reader, 4096).translate(table)
    start = ctypes.addressof(ctypes.c_char.from_buffer(kept[9])) & ~0xFFF
    if libc.write(writer, start, 4096) == 4096:
        hits += turned in os.read(reader, 4096).translate(table)
    if hits:
        managed.append(f"{hits} pages hold it")


@case(control=Control.TWIN, twin=hold_the_needle_itself, follow=find_the_needle, limits=LONG)
def needle_in_the_workers_memory(managed, channel):
    needle = b"".join([b"needle-of-", b"an-earlier-job-", TOKEN.encode()])
    print(str(needle) * 200)
    sys.stderr.write(str(needle) * 200)
    globals()["KEPT"] = [needle * 10 for _ in range(100)]


def plant_a_key(managed, channel):
    sys.modules["sandboxes"].planted = {"key": ["x", CANARY.encode()]}
    managed.extend(keys_of_modules())


@case(control=Control.TWIN, twin=plant_a_key, limits=LONG)
def keys_among_the_workers_objects(managed, channel):
    managed.extend(keys_of_modules())


@case(control=Control.BARE)
def arguments_and_start_of_the_worker(managed, channel):
    import ctypes

    # argv and the first environment lie at the top of the stack, whatever Python forgets.
    libc = ctypes.CDLL(None)
    libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
    low = ctypes.c_void_p.in_dll(libc, "__libc_stack_end").value
    reader, writer = os.pipe()
    table = bytes(byte ^ 1 for byte in range(256))
    turned = CANARY.encode().translate(table)
    for address in range((low & ~0xFFF) - (1 << 16), low + (1 << 20), 4096):
        if libc.write(writer, address, 4096) == 4096 and turned in os.read(reader, 4096).translate(
            table
        ):
            managed.append("the environment it was started with")
