"""Runs a program once for each standard input, each time in a process of its own.

The process is forked, not started anew, but the program cannot tell: file descriptors 0, 1 and 2
are real files, it is ``__main__``, and threads, exit handlers and buffers end as they would.
"""

import atexit
import binascii
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

from sandboxes import plain_files, surroundings
from sandboxes.program import NotLoaded, compiled

TAIL_BYTES = 2000
HIGHEST_DESCRIPTOR = 4096
INPUT, OUTPUT, ERRORS, WORK = "input", "output", "errors", "work"
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
    for text in payload["inputs"]:
        most = min(left, payload.get("seconds_each", left))
        runs.append(_run(code, text, payload, home, most))
        left -= runs[-1]["cpu_seconds"]
        if runs[-1]["output_limit"] or left <= 0:
            break
    return {"runs": runs}


def _run(code, text, payload, home, cpu_seconds):
    streams, folder = streams_for(text, home), f"{home}/{WORK}"
    os.mkdir(folder)
    child = os.fork()
    if not child:
        _become(code, streams, folder, payload, cpu_seconds)
    _, status, usage = os.wait4(child, 0)
    result = ended(
        streams,
        payload["output_bytes"],
        exit_code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        ended_by=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
    )
    for stream in streams:
        os.close(stream)
    _remove(folder)
    return result


def streams_for(text, home):
    """Descriptors of an input, an output and one for errors: files of ``home`` without names.

    So the program finds an empty working directory, and can take none of them away.
    """
    return [
        _given(f"{home}/{INPUT}", text.encode("utf-8", "surrogatepass")),
        _unnamed(f"{home}/{OUTPUT}", os.O_RDWR | os.O_CREAT),
        _unnamed(f"{home}/{ERRORS}", os.O_RDWR | os.O_CREAT),
    ]


def _given(path, data):
    plain_files.write(path, data)
    return _unnamed(path, os.O_RDONLY)


def _unnamed(path, flags):
    stream = os.open(path, flags, 0o600)
    os.unlink(path)
    return stream


def _remove(folder):
    try:
        os.rmdir(folder)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def ended(streams, cap, *, exit_code, ended_by, cpu_seconds):
    """One run, as :func:`main` tells of it."""
    _, output, errors = streams
    printed = os.pread(output, cap + 1, 0)
    return {
        "stdout": binascii.b2a_base64(printed[:cap], newline=False).decode(),
        "stderr": os.pread(errors, cap, 0)[-TAIL_BYTES:].decode("utf-8", "replace"),
        "exit_code": exit_code,
        "signal": ended_by,
        "output_limit": len(printed) > cap,
        "cpu_seconds": cpu_seconds,
    }


def _become(code, streams, folder, payload, cpu_seconds):
    """Never returns: turns this fork into the program and ends as an interpreter would."""
    exit_code = 1
    try:
        _redirect(streams, payload["output_bytes"])
        os.chdir(folder)
        # Ends a loop without end in good time. A program that takes this away from itself meets the
        # limits of the whole job instead.
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        surroundings.enter(payload.get("surroundings", 0))
        exit_code = execute(code)
    finally:
        os._exit(exit_code)


def _redirect(streams, cap):
    for descriptor, stream in enumerate(streams):
        os.dup2(stream, descriptor)
    # Nothing of the job's own channels may be reachable, least of all the one for results.
    os.closerange(3, HIGHEST_DESCRIPTOR)
    allow_files(cap)
    attach(0, 1, 2)


def allow_files(cap):
    """The supervisor sees the excess before a write fails."""
    limit = 2 * cap + (1 << 20)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def attach(given, printed, errors, *, owned=False):
    """Make these descriptors Python's own streams; ``owned`` ones end with their stream."""
    builtins.open = io.open = OPEN
    os.open = OPEN_DESCRIPTOR
    sys.stdin = sys.__stdin__ = _text(given, "r", "strict", owned)
    sys.stdout = sys.__stdout__ = _text(printed, "w", "strict", owned)
    sys.stderr = sys.__stderr__ = _text(errors, "w", "backslashreplace", owned)


def _by_name(opening):
    """An ``open`` that knows ``/dev/stdin``, though the box has neither it nor ``/proc``."""

    @functools.wraps(opening)
    def open_(file, *args, **kwargs):
        return opening(_duplicate(file), *args, **kwargs)

    return open_


def _descriptor_by_name(opening):
    @functools.wraps(opening)
    def open_(path, *args, **kwargs):
        found = _duplicate(path)
        return found if found is not path else opening(path, *args, **kwargs)

    return open_


def _duplicate(path):
    """A new descriptor for the name of an open one; any other path as it is."""
    try:
        match = DESCRIPTOR.fullmatch(os.fspath(path))
    except TypeError:
        return path
    return os.dup(NAMES.get(match[1]) or int(match[2] or 0)) if match else path


# Made once and put in place in each child, where making them would cost a tenth of a run.
OPEN, OPEN_DESCRIPTOR = _by_name(io.open), _descriptor_by_name(os.open)


def _text(descriptor, mode, errors, owned):
    return open(descriptor, mode, encoding="utf-8", errors=errors, closefd=owned)


def execute(code, *, let=()):
    """Run it as ``__main__`` to its end and return the exit code; ``let`` may be raised."""
    module = types.ModuleType("__main__")
    module.__file__, module.__builtins__ = "main.py", __builtins__
    sys.modules["__main__"], sys.argv = module, ["main.py"]
    atexit._clear()  # handlers of the worker are not the program's
    try:
        exec(code, module.__dict__)
        exit_code = 0
    except let:
        raise
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
            if not stream.closed:
                stream.flush()
        except (OSError, ValueError, AttributeError):
            exit_code = exit_code or (120 if stream is sys.stdout else 0)
    return exit_code
