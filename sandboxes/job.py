"""What a forked child does: takes its descriptors, is shut in, runs one runner, reports.

The bytes of a job are read for the first time in here.
"""

import importlib
import json
import os
import sys
import traceback

from sandboxes.confine import PROC_FD

PAYLOAD_FD, RESULT_FD, CHANNEL_FD = 191, 192, 193
FAULT_EXIT = 86
MEMORY_EXIT = 87
KEPT = ("PYTHONHASHSEED", "LD_LIBRARY_PATH")


def run(level, role, header, plumbing, base_bytes):
    """Never returns. ``plumbing`` has descriptors: stdout, stderr, payload, result, channel."""
    code = FAULT_EXIT
    try:
        _take(plumbing)
        work = level.enter(role, header["limits"], base_bytes)
        os.chdir(work)
        _set_environment(work)
        code = _execute(role, header["runner"])
    except BaseException:
        os.write(2, traceback.format_exc(limit=8).encode("utf-8", "replace")[-4000:])
    finally:
        os._exit(code)


def _take(plumbing):
    os.dup2(plumbing["null"], 0)
    os.dup2(plumbing["stdout"], 1)
    os.dup2(plumbing["stderr"], 2)
    keep = {PROC_FD}
    for name, target in (
        ("payload", PAYLOAD_FD),
        ("result", RESULT_FD),
        ("channel", CHANNEL_FD),
    ):
        if plumbing.get(name) is not None:
            os.dup2(plumbing[name], target, inheritable=False)
            keep.add(target)
    start = 3
    for fd in sorted(keep):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, 4096)
    os.setsid()


def _set_environment(work):
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    os.environ.clear()
    temporary = "/tmp" if os.access("/tmp", os.W_OK) else os.path.join(os.path.dirname(work), "tmp")
    os.environ.update(
        kept, PATH="/python/bin:/usr/local/bin:/usr/bin:/bin", HOME=work, TMPDIR=temporary
    )


def _execute(role, runner):
    with open(PAYLOAD_FD, "rb") as file:
        file.seek(0)
        payload = json.load(file)
    module = importlib.import_module(f"sandboxes.runners.{runner}")
    channel = _channel()
    if role == "partner":
        module.partner(payload, channel)
        return _flush(0)
    pid = os.getpid()
    try:
        reply, code = {"ok": module.main(payload, channel)}, 0
        text = json.dumps(reply)
    except MemoryError:
        text, code = '{"failed": "MemoryError"}', MEMORY_EXIT
    except BaseException:
        text, code = json.dumps({"failed": traceback.format_exc(limit=8)[-4000:]}), 1
    if os.getpid() == pid:  # a child the program forked and let run on has nothing to report
        _report(text.encode())
    return _flush(code)


def _channel():
    try:
        os.fstat(CHANNEL_FD)
    except OSError:
        return None
    import socket

    return socket.socket(fileno=CHANNEL_FD)


def _report(data):
    view = memoryview(data)
    while view:
        view = view[os.write(RESULT_FD, view) :]


def _flush(code):
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            continue
    return code
