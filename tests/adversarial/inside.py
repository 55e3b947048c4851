"""What every hostile program begins with: this file's text is put in front of it.

The constants are filled in by ``abuse.py`` for each run. Standard library only: it runs in the box.
"""

import contextlib
import ctypes
import errno
import fcntl  # noqa: F401 - for the attempts
import os
import resource
import socket  # noqa: F401 - for the attempts
import sys
import time

TOKEN = ""
"""Unlike any other run's: whatever an attempt leaves bears it, so that it can be found."""
BAIT = ""
"""A folder of the host, open to everyone, with ``canary.txt`` and the listening ``socket``."""
CANARY = ""
"""What the canary file and a variable of the host hold."""
PORT = 0
"""Where the host listens on its loopback interface, with TCP and UDP."""
SHARED = "/dev/shm"
"""Where shared memory has names; the working folder where nothing holds this run."""
SEGMENT = QUEUE = HOST = -1
"""System V objects of the host, open to everyone, and the process that watches."""
GENTLE = False
"""Nothing holds this run: only the bait may be gone for."""
X86 = os.uname().machine == "x86_64"
KEY = 0
"""Of System V objects, this world's own."""
WORKER = os.getppid()
"""Asked once: a job that lost its worker would get the machine's first process instead."""

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def call(x86, arm, *arguments):
    """The result of a system call, or its error number below zero."""
    number = x86 if X86 else arm
    if number is None:
        return -errno.ENOSYS
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    words += [ctypes.c_long(0)] * (6 - len(words))
    result = libc.syscall(ctypes.c_long(number), *words)
    return result if result >= 0 else -ctypes.get_errno()


def reaches(x86, arm, *arguments):
    """Whether the kernel did more than refuse: a complaint about the arguments means it would."""
    return call(x86, arm, *arguments) not in (-errno.EPERM, -errno.EACCES, -errno.ENOSYS)


def can(function, *arguments):
    """Whether it works, as far as ``OSError`` tells."""
    try:
        function(*arguments)
    except OSError:
        return False
    return True


def opens(path, flags=os.O_RDONLY):
    """Whether a file can be opened; nothing is done to it."""
    try:
        os.close(os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY))
    except OSError:
        return False
    return True


def burn(seconds):
    """Use so much CPU time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def code_file():
    """A file of the sandbox's own code."""
    return next(iter(sys.modules["sandboxes"].__path__)) + "/worker.py"


def keys_of_modules():
    """Modules that hold the host's key in what they hold, however it is nested."""
    import gc

    own = globals()
    found = []
    for name, module in list(sys.modules.items()):
        waiting, seen = [vars(module)], set()
        while waiting and len(seen) < 20_000:
            thing = waiting.pop()
            if type(thing) in (str, bytes) and thing in (CANARY, CANARY.encode()):
                found.append(f"a key in {name}")
            if type(thing) in (dict, list, tuple, set) and id(thing) not in seen:
                seen.add(id(thing))
                waiting += [] if thing is own else gc.get_referents(thing)
    return found


def surroundings():
    """What a job finds when it starts; equal for all jobs, whatever ran before them."""
    import builtins
    import json
    import signal

    found = {}
    own = (".", os.environ["TMPDIR"], "/dev/shm" if os.path.islink("/dev/shm") else ".")
    for folder in (*own, "/tmp", "/dev/shm", "/box", "/", "..", "/var/tmp"):
        with contextlib.suppress(OSError):
            names = os.listdir(folder)
            found[f"in {folder[-9:]}"] = [n for n in names if folder in own or "marker" in n]
    home = os.environ["HOME"]
    found["here"] = os.getcwd() == home
    found["mode"] = oct(os.stat(".").st_mode)
    found["environment"] = sorted(
        k + "=" + v.replace(os.path.dirname(home), "~") for k, v in os.environ.items()
    )
    found["descriptors"] = [fd for fd in range(256) if can(os.fstat, fd)]
    found["limits"] = {
        name: resource.getrlimit(getattr(resource, name))
        for name in dir(resource)
        if name.startswith("RLIMIT_") and name != "RLIMIT_AS"
    }
    found["umask"] = os.umask(0o77)
    found["nice"] = os.nice(0)
    found["processors"] = sorted(os.sched_getaffinity(0))
    found["policy"] = os.sched_getscheduler(0)
    found["handlers"] = [str(signal.getsignal(n))[:40] for n in range(1, 65)]
    found["mask"] = sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    found["alarm"] = [signal.getitimer(which) for which in range(3)]
    found["path"] = [p.replace(os.path.dirname(home), "~") for p in sys.path]
    found["recursion"] = sys.getrecursionlimit()
    found["builtins"] = [len([1, 2]), str(len), len(dir(builtins)), json.loads("[2]")]
    # Not dumpable, keeps capabilities, no new privileges, timer slack, huge pages off
    found["options"] = [libc.prctl(n, 0, 0, 0, 0) for n in (3, 7, 39, 30, 42)]
    found["children"] = can(os.waitpid, -1, os.WNOHANG)
    return json.loads(json.dumps(found))
