"""Runs a program once for each standard input, each time in a process of its own.

The process is forked, not started anew, but the program cannot tell: file descriptors 0, 1 and 2
are real files, it is ``__main__``, and threads, exit handlers and buffers end as they would.
"""

import atexit
import base64
import builtins
import functools
import gc
import io
import os
import re
import resource
import shutil
import signal
import sys
import threading
import traceback
import types

from sandboxes import surroundings
from sandboxes.program import NotLoaded, compiled

TAIL_BYTES = 2000
HIGHEST_DESCRIPTOR = 4096
INPUT, OUTPUT, ERRORS = "input", "output", "errors"
NAMES = {"stdin": 0, "stdout": 1, "stderr": 2}
DESCRIPTOR = re.compile(r"/dev/(stdin|stdout|stderr)|(?:/dev/fd|/proc/self/fd)/(\d{1,4})")


def main(payload, channel):
    """What each run printed and how it ended, or why the source does not compile.

    ``payload``: ``source``, ``inputs`` (texts), ``output_bytes``, the cap on one output, and
    ``cpu_seconds``, which all runs may use together; ``seconds_each`` is the most for one.
    """
    try:
        code = compiled(payload["source"], "main.py")
    except NotLoaded as problem:
        return {"failed": [problem.reason, str(problem)]}
    runs, home, left = [], os.getcwd(), payload["cpu_seconds"]
    for number, text in enumerate(payload["inputs"]):
        folder, most = os.path.join(home, f"case{number}"), payload.get("seconds_each", left)
        runs.append(_run(code, text, payload, folder, min(left, most)))
        left -= runs[-1]["cpu_seconds"]
        if runs[-1]["output_limit"] or left <= 0:
            break
    return {"runs": runs}


def _run(code, text, payload, folder, cpu_seconds):
    # The three files lie outside the program's working directory, which starts out empty.
    files = folder + "-files"
    os.mkdir(folder)
    os.mkdir(files)
    paths = {name: os.path.join(files, name) for name in (INPUT, OUTPUT, ERRORS)}
    with open(paths[INPUT], "wb") as file:
        file.write(text.encode("utf-8", "surrogatepass"))
    child = os.fork()
    if not child:
        _become(code, paths, folder, payload, cpu_seconds)
    _, status, usage = os.wait4(child, 0)
    result = _result(status, usage, paths, payload["output_bytes"])
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(files, ignore_errors=True)
    return result


def _result(status, usage, paths, cap):
    output = _read(paths[OUTPUT], cap + 1)
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {
        "stdout": base64.b64encode(output[:cap]).decode(),
        "stderr": _read(paths[ERRORS], cap)[-TAIL_BYTES:].decode("utf-8", "replace"),
        "exit_code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "signal": ended_by,
        "output_limit": len(output) > cap,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }


def _read(path, size):
    try:
        with open(path, "rb") as file:
            return file.read(size)
    except OSError:  # the program may have removed it
        return b""


def _become(code, paths, folder, payload, cpu_seconds):
    """Never returns: turns this fork into the program and ends as an interpreter would."""
    exit_code = 1
    try:
        _redirect(paths, payload["output_bytes"])
        os.chdir(folder)
        # Ends a loop without end in good time. A program that takes this away from itself meets the
        # limits of the whole job instead.
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        surroundings.enter(payload.get("surroundings", 0))
        exit_code = _execute(code)
    finally:
        os._exit(exit_code)


def _redirect(paths, cap):
    flags = (
        (paths[INPUT], os.O_RDONLY),
        (paths[OUTPUT], os.O_RDWR | os.O_CREAT),
        (paths[ERRORS], os.O_RDWR | os.O_CREAT),
    )
    for descriptor, (path, flag) in enumerate(flags):
        opened = os.open(path, flag, 0o600)
        os.dup2(opened, descriptor)
    # Nothing of the job's own channels may be reachable, least of all the one for results.
    os.closerange(3, HIGHEST_DESCRIPTOR)
    limit = 2 * cap + (1 << 20)  # the supervisor sees the excess before a write fails
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    _open_by_name()
    sys.stdin = sys.__stdin__ = _text(0, "r", "strict")
    sys.stdout = sys.__stdout__ = _text(1, "w", "strict")
    sys.stderr = sys.__stderr__ = _text(2, "w", "backslashreplace")


def _open_by_name():
    """``open("/dev/stdin")`` works although the box has neither that file nor ``/proc``."""
    real, real_descriptor = io.open, os.open

    @functools.wraps(real)
    def open_(file, *args, **kwargs):
        return real(_duplicate(file), *args, **kwargs)

    def open_descriptor(path, *args, **kwargs):
        found = _duplicate(path)
        return found if found is not path else real_descriptor(path, *args, **kwargs)

    builtins.open = io.open = open_
    os.open = open_descriptor


def _duplicate(path):
    """A new descriptor for the name of an open one; any other path as it is."""
    try:
        match = DESCRIPTOR.fullmatch(os.fspath(path))
    except TypeError:
        return path
    return os.dup(NAMES.get(match[1]) or int(match[2] or 0)) if match else path


def _text(descriptor, mode, errors):
    return open(descriptor, mode, encoding="utf-8", errors=errors, buffering=-1, closefd=False)


def _execute(code):
    module = types.ModuleType("__main__")
    module.__file__, module.__builtins__ = "main.py", __builtins__
    sys.modules["__main__"], sys.argv = module, ["main.py"]
    atexit._clear()  # handlers of the worker are not the program's
    try:
        exec(code, module.__dict__)
        exit_code = 0
    except BaseException as problem:
        exit_code = _exit_code(problem)
    return _shut_down(exit_code)


def _exit_code(problem):
    if not isinstance(problem, SystemExit):
        traceback.print_exc()
        return 1
    if problem.code is None:
        return 0
    if isinstance(problem.code, int):
        return problem.code & 0xFF
    sys.stderr.write(f"{problem.code}\n")
    return 1


def _forget(names):
    """What the program's variables held is finalized before its output is flushed."""
    for name in [name for name in names if name != "__builtins__"]:
        names[name] = None
    gc.collect()


def _shut_down(exit_code):
    threading._shutdown()
    atexit._run_exitfuncs()
    _forget(sys.modules["__main__"].__dict__)
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            exit_code = exit_code or (120 if stream is sys.stdout else 0)
    return exit_code
