"""What else people use of the standard library."""

# ruff: noqa: B018, PT009, PT018, UP014 - these are written as people write

import contextlib
import os
import time

from tests.adversarial.honest import honest


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
