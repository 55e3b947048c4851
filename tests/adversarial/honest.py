"""Honest programs that a sandbox must never fail: what each returns is what it must return.

Like the hostile cases, each is a function whose text is sent into the box. Those marked
``may_be_refused`` ask for something a level may refuse: then politely, as an ``OSError``.
"""

# ruff: noqa: B018, PT009, PT018, SIM105, UP014 - these are written as people write

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.adversarial.abuse import text_of
from verisynth.errors import UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox import profiles
from verisynth.types import Json, Limits, Program, Status

LIMITS = Limits(cpu_seconds=2.0, wall_seconds=60.0, memory_mib=512, disk_mib=32, processes=32)
REFUSED = "refused"
"""What a program gives back that was politely refused."""


@dataclass(frozen=True, slots=True)
class Honest:
    """One program and what it must give."""

    name: str
    body: str
    expected: Json
    may_be_refused: bool = False
    """It starts a process or changes modes: a level that allows neither says so, politely."""
    limits: Limits = LIMITS
    profile: str = "python"
    stdout_bytes: int | None = None
    """What it must have printed, in bytes."""


FOUND: list[Honest] = []


def honest(expected: Json, **more: Any) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Declare the decorated function, which is never called here."""

    def declare(function: Callable[[], Any]) -> Callable[[], Any]:
        name = function.__name__.replace("_", " ")
        FOUND.append(Honest(name, text_of(function, "program"), expected, **more))
        return function

    return declare


MAIN = """
import contextlib, json, os, sys, time
def main(channel):
    return program()
"""
POLITE = """
import contextlib, json, os, sys, time
def main(channel):
    try:
        return program()
    except OSError:
        return "refused"
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an honest program."""

    fault: str
    """Why that is a false reject; empty when it is none."""
    refused: bool = False
    """It was politely refused what it asked for."""
    seconds: float = field(default=0.0, compare=False)


def has_profile(name: str) -> bool:
    """Whether this version of verisynth has such a profile."""
    try:
        profiles.load(name)
    except UsageError:
        return False
    return True


async def ask(sandbox: Sandbox, program: Honest) -> Answer:
    """Run one and compare."""
    source = program.body + (POLITE if program.may_be_refused else MAIN)
    job = Program(runner="selftest", payload=source, profile=program.profile)
    execution = await sandbox.run(job, program.limits)
    if execution.status is not Status.EXITED:
        return Answer(f"{execution.status.value} {execution}"[:600])
    try:
        reply = json.loads(execution.result)
    except ValueError:
        return Answer(f"no result: {execution}"[:600])
    if program.may_be_refused and reply == {"ok": REFUSED}:
        return Answer("", refused=True)
    if reply != {"ok": program.expected}:
        return Answer(f"{str(reply)[-900:]}, not {str(program.expected)[:200]}")
    if program.stdout_bytes not in (None, len(execution.stdout)):
        return Answer(f"{len(execution.stdout)} bytes printed, not {program.stdout_bytes}")
    return Answer("")


@honest(1, stdout_bytes=60_000)
def prints_60_kB():
    for _ in range(1000):
        print("x" * 59)
    return 1


@honest(1, stdout_bytes=1_000_000)
def prints_1_MB():
    sys.stdout.write("y" * 1_000_000)
    return 1


@honest(1, stdout_bytes=1_048_576)
def prints_up_to_the_cap():
    os.write(1, b"z" * (1 << 19))
    sys.stdout.buffer.write(b"z" * (1 << 19))
    return 1


@honest(1, stdout_bytes=500_000)
def prints_on_both_streams_in_turn():
    for _ in range(5000):
        print("o" * 99)
        print("e" * 99, file=sys.stderr)
    return 1


@honest(3_000_000)
def returns_3_MB():
    text = "r" * 3_000_000
    return len(json.loads(json.dumps(text)))


@honest("ä" * 1000 + "\u2028\U0001f600")
def returns_unicode():
    return "ä" * 1000 + "\u2028\U0001f600"


@honest(4950)
def threads():
    import threading

    sums = []
    workers = [threading.Thread(target=lambda n=n: sums.append(n)) for n in range(100)]
    for start in range(0, 100, 10):
        for worker in workers[start : start + 10]:
            worker.start()
        for worker in workers[start : start + 10]:
            worker.join()
    return sum(sums)


@honest([1, 4, 9, 16])
def pool_of_threads():
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda n: n * n, [1, 2, 3, 4]))


@honest([2, 4, 6], may_be_refused=True)
def pool_of_processes():
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(float(2).__mul__, [1, 2, 3])


@honest(["a", "b"], may_be_refused=True)
def queue_between_processes():
    import multiprocessing

    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=lambda: (queue.put("a"), queue.put("b")))
    process.start()
    got = [queue.get(timeout=30), queue.get(timeout=30)]
    process.join()
    return got


@honest([42, 0], may_be_refused=True)
def shared_memory_between_processes():
    from multiprocessing import get_context

    context = get_context("fork")
    value = context.Value("i", 0)

    def work():
        with value.get_lock():
            value.value = 42

    process = context.Process(target=work)
    process.start()
    process.join()
    return [value.value, process.exitcode]


@honest("hello", may_be_refused=True)
def named_shared_memory():
    from multiprocessing import shared_memory

    block = shared_memory.SharedMemory(create=True, size=5)
    block.buf[:5] = b"hello"
    again = shared_memory.SharedMemory(block.name)
    text = bytes(again.buf[:5]).decode()
    again.close()
    block.close()
    block.unlink()
    return text


@honest(55, may_be_refused=True)
def executor_of_processes():
    import concurrent.futures
    import multiprocessing

    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        return sum(pool.map(abs, range(-10, 0)))


@honest([7, True], may_be_refused=True)
def fork_and_wait():
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), pid > 0]


@honest("42\n", may_be_refused=True)
def python_as_a_subprocess():
    import subprocess

    command = [sys.executable, "-c", "print(6 * 7)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@honest(True)
def missing_program_as_a_subprocess():
    import subprocess

    try:
        subprocess.run(["no-such-program-here"], check=True)
    except OSError:
        return True
    return False


@honest(True)
def shell_command_that_may_be_refused():
    try:
        os.system("echo hello > /dev/null")
    except OSError:
        pass
    return True


@honest(True)
def shell_as_a_subprocess_that_may_be_refused():
    import subprocess

    try:
        subprocess.run("echo hello", shell=True, capture_output=True)
    except OSError:
        pass
    return True


@honest(9000)
def deep_recursion():
    sys.setrecursionlimit(10_000)

    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)

    return depth(9000)


@honest(200_000)
def deep_recursion_in_a_large_stack():
    import threading

    sys.setrecursionlimit(300_000)
    threading.stack_size(64 << 20)
    found = []

    def depth(n):
        return 0 if n == 0 else 1 + depth(n - 1)

    thread = threading.Thread(target=lambda: found.append(depth(200_000)))
    thread.start()
    thread.join()
    return found[0]


@honest([35_660, 332_193])
def large_integers():
    import math

    sys.set_int_max_str_digits(0)
    return [len(str(math.factorial(10_000))), (10**100_000).bit_length()]


@honest(3**4000)
def returns_a_large_integer():
    return 3**4000


@honest(True)
def integers_beyond_the_text_limit():
    number = 10**100_000
    return int(hex(number), 16) == number


@honest(9592)
def one_second_of_work():
    end = time.process_time() + 0.9
    while time.process_time() < end:
        sum(range(1000))
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, 20_000)) + 7330


@honest(1.2)
def sleeps_longer_than_its_cpu_time():
    time.sleep(1.2)
    return 1.2


@honest([3, [0, 1, 4]])
def asyncio_with_tasks():
    import asyncio

    async def square(n):
        await asyncio.sleep(0.001)
        return n * n

    async def main():
        return await asyncio.gather(*(square(n) for n in range(3)))

    found = asyncio.run(main())
    return [len(found), found]


@honest("done", may_be_refused=True)
def asyncio_with_a_thread_and_a_subprocess():
    import asyncio

    async def main():
        await asyncio.to_thread(time.sleep, 0.001)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "print('done')", stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        return out.decode().strip()

    return asyncio.run(main())


@honest([[1, "a"], [2, "b"]])
def sqlite_in_memory_and_in_a_file():
    import sqlite3

    for where in (":memory:", "base.sqlite"):
        with contextlib.closing(sqlite3.connect(where)) as base:
            base.execute("create table t (n integer, s text)")
            base.executemany("insert into t values (?, ?)", [(1, "a"), (2, "b")])
            base.commit()
            rows = base.execute("select * from t order by n").fetchall()
    return [list(row) for row in rows]


@honest(["0.3", "1/3", "3.141592653589793238462643383"])
def exact_numbers():
    from decimal import Decimal, getcontext
    from fractions import Fraction

    getcontext().prec = 28
    return [
        str(Decimal("0.1") * 3),
        str(Fraction(1, 3)),
        str(Decimal("3.141592653589793238462643383")),
    ]


@honest(["2024-02-29", "2024-02-29T12:00:00+01:00", "1970-01-01"])
def dates_and_zones():
    import datetime as dt
    from zoneinfo import ZoneInfo

    noon = dt.datetime(2024, 2, 29, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    epoch = dt.datetime.fromtimestamp(0, dt.UTC).date()
    return [dt.date(2024, 2, 29).isoformat(), noon.isoformat(), epoch.isoformat()]


@honest("5")
def main_guard_that_reads_standard_input():
    import io

    source = "if __name__ == '__main__':\n    a = input()\n    print(len(a) + 5)\n"
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        sys.stdin = io.StringIO("\n")
        exec(compile(source, "main.py", "exec"), {"__name__": "__main__"})
    return out.getvalue().strip()


@honest("")
def standard_input_is_empty():
    return sys.stdin.read()


@honest(["naïve.txt", "日本語.txt", "😀"])
def unicode_paths():
    for name in ("naïve.txt", "日本語.txt", "😀"):
        with open(name, "w", encoding="utf-8") as file:
            file.write(name)
    return sorted(os.listdir("."))


@honest(2000)
def many_small_files():
    os.mkdir("many")
    for number in range(2000):
        with open(f"many/{number}", "w") as file:
            file.write(str(number))
    return len(os.listdir("many"))


@honest(20_000_000)
def a_large_file():
    with open("large", "wb") as file:
        for _ in range(20):
            file.write(b"x" * 1_000_000)
    return os.path.getsize("large")


@honest(["first", "second"], may_be_refused=True)
def temporary_files_and_folders():
    import pathlib
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "x.txt")
        path.write_text("first")
        shutil.copy(path, pathlib.Path(folder, "y.txt"))
        shutil.move(str(path), "z.txt")
        first = pathlib.Path("z.txt").read_text()
    with tempfile.NamedTemporaryFile("w+") as file, tempfile.TemporaryFile("w+") as other:
        file.write("second")
        other.write("x")
        file.seek(0)
        return [first, file.read()]


@honest({"a": [1, 2]}, may_be_refused=True)
def shelves_pickles_and_archives():
    import gzip
    import pickle
    import shelve
    import zipfile

    with shelve.open("shelf") as shelf:
        shelf["a"] = [1, 2]
    with shelve.open("shelf") as shelf:
        kept = pickle.loads(pickle.dumps(dict(shelf)))
    with gzip.open("x.gz", "wb") as file:
        file.write(json.dumps(kept).encode())
    with zipfile.ZipFile("x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write("x.gz")
        inner = archive.read("x.gz")
    return json.loads(gzip.decompress(inner))


@honest("polite")
def connection_to_nobody():
    import socket

    try:
        with socket.create_connection(("127.0.0.1", 9), timeout=0.5):
            return "connected"
    except OSError:
        return "polite"


@honest("polite")
def web_page_that_cannot_be_had():
    import urllib.error
    import urllib.request

    try:
        urllib.request.urlopen("http://example.com", timeout=0.5)
    except (urllib.error.URLError, OSError):
        return "polite"
    return "connected"


@honest(b"ping".decode())
def pair_of_sockets():
    import socket

    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"ping")
        return other.recv(4).decode()


@honest("1.234,5")
def locale_and_formats():
    import locale

    locale.setlocale(locale.LC_ALL, "C")
    return f"{1234.5:,.1f}".translate(str.maketrans(",.", ".,"))


@honest(["alarm", "timer"])
def alarms():
    import signal

    seen = []
    signal.signal(signal.SIGALRM, lambda *about: seen.append("alarm" if not seen else "timer"))
    signal.alarm(1)
    signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.pause()
    return seen


@honest("timeout")
def timeout_by_an_alarm():
    import signal

    def give_up(*about):
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        while True:
            sum(range(1000))
    except TimeoutError:
        return "timeout"


@honest(True)
def tracebacks_and_fault_handler():
    import faulthandler
    import traceback
    import tracemalloc

    faulthandler.enable()
    tracemalloc.start()
    try:
        1 / 0
    except ZeroDivisionError:
        text = traceback.format_exc()
    tracemalloc.stop()
    return "ZeroDivisionError" in text


@honest([True, "gone"])
def garbage_and_weak_references():
    import gc
    import weakref

    class Node:
        pass

    node = Node()
    node.me = node
    reference = weakref.ref(node)
    seen = []
    weakref.finalize(node, seen.append, "gone")
    del node
    gc.collect()
    return [reference() is None, seen[0]]


@honest(["Point(x=1, y=2)", [1, 2], "RED"])
def dataclasses_enums_and_protocols():
    import dataclasses
    import enum
    import typing

    @dataclasses.dataclass(frozen=True, order=True)
    class Point:
        x: int
        y: int

    class Colour(enum.Enum):
        RED = 1

    pair = typing.NamedTuple("pair", [("a", int), ("b", int)])
    return [str(Point(1, 2)).rpartition(".")[2], list(pair(1, 2)), Colour.RED.name]


@honest([3, 12])
def ctypes_of_the_c_library():
    import ctypes

    libc = ctypes.CDLL(None)

    class Two(ctypes.Structure):
        _fields_ = (("a", ctypes.c_int), ("b", ctypes.c_int))

    compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    numbers = (ctypes.c_int * 3)(3, 1, 2)
    as_numbers = ctypes.POINTER(ctypes.c_int)
    libc.qsort(
        numbers, ctypes.c_size_t(3), ctypes.c_size_t(4),
        compare(lambda a, b: ctypes.cast(a, as_numbers)[0] - ctypes.cast(b, as_numbers)[0]),
    )  # fmt: skip
    return [libc.abs(-3), ctypes.sizeof(Two) + numbers[0] + numbers[2]]


@honest(100_000_000)
def much_memory():
    kept = bytearray(100_000_000)
    kept[:: 1 << 12] = b"x" * len(kept[:: 1 << 12])
    return len(kept)


@honest(300_000)
def many_objects():
    return len({n: [n, str(n)] for n in range(300_000)})


@honest(7)
def files_mapped_into_memory():
    import mmap

    with open("mapped", "w+b") as file:
        file.write(b"x" * 8192)
        file.flush()
        with mmap.mmap(file.fileno(), 8192) as area:
            area[0:7] = b"changed"
            return area.find(b"x")


@honest(True)
def random_numbers_and_hashes():
    import hashlib
    import hmac
    import random
    import secrets
    import uuid

    random.seed(1)
    digest = hmac.new(b"k", b"m", hashlib.sha256).hexdigest()
    return len(digest) == 64 and len(secrets.token_bytes(9)) == 9 and uuid.uuid4().version == 4


@honest([2, 3, 5, 7])
def generators_and_contexts():
    import functools
    import itertools

    @functools.lru_cache
    def prime(n):
        return n > 1 and all(n % d for d in range(2, n))

    with contextlib.ExitStack() as stack:
        stack.callback(print, "left")
        return list(itertools.islice(filter(prime, itertools.count()), 4))


@honest(["x", 3])
def command_line_and_logging():
    import argparse
    import logging
    import warnings

    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--count", type=int, default=1)
    found = parser.parse_args(["x", "--count", "3"])
    logging.basicConfig(level=logging.DEBUG)
    logging.getLogger("here").info("a line")
    warnings.warn("careful", stacklevel=1)
    return [found.name, found.count]


@honest(3)
def exit_handlers_and_finalizers():
    import atexit

    class Noisy:
        def __del__(self):
            print("deleted")

    atexit.register(print, "at exit")
    Noisy()
    return 3


@honest(["1", "OK"])
def unit_tests_of_its_own():
    import doctest
    import io
    import unittest

    class Test(unittest.TestCase):
        def test_sum(self):
            self.assertEqual(1 + 1, 2)

    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Test)
    out = io.StringIO()
    result = unittest.TextTestRunner(out).run(suite)
    assert doctest.ELLIPSIS
    return [str(result.testsRun), out.getvalue().strip().rpartition("\n")[2]]


@honest(6)
def module_of_its_own():
    with open("mine.py", "w") as file:
        file.write("def double(n):\n    return 2 * n\n")
    sys.path.insert(0, os.getcwd())
    import importlib

    return importlib.import_module("mine").double(3)


@honest(["ok", 512])
def limits_it_sets_itself():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(100, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return ["ok" if soft else "none", 512]


@honest([1, True])
def facts_about_the_machine():
    import getpass
    import platform
    import socket

    assert platform.system() and platform.python_version() and os.cpu_count()
    assert os.getpid() > 0 and time.time() > 1e9 and time.perf_counter() > 0
    assert isinstance(socket.gethostname(), str)
    with contextlib.suppress(KeyError, OSError):
        getpass.getuser()
    return [1, os.path.exists(os.path.expanduser("~"))]


@honest([[7.0, 10.0], 6.0, [1.0, 2.0]], profile="python-sci")
def arrays_of_numpy():
    import numpy

    matrix = numpy.array([[1.0, 2.0], [3.0, 4.0]])
    product = (matrix @ matrix)[0].tolist()
    total = float(numpy.linalg.norm([4.0, 4.0, 2.0]))
    return [product, total, numpy.sort(numpy.array([2.0, 1.0])).tolist()]


@honest("x**2/2", profile="python-sci")
def integrals_of_sympy():
    import sympy

    x = sympy.symbols("x")
    return str(sympy.integrate(x, x))


@honest(500_500, profile="python-sci", limits=replace(LIMITS, memory_mib=1024))
def large_arrays_of_numpy():
    import numpy

    big = numpy.random.default_rng(1).random((400, 400))
    assert (big @ big).shape == (400, 400)
    return int(numpy.arange(1, 1001).sum())


PROGRAMS = tuple(FOUND)
