"""What a forked child does: takes its descriptors, is shut in, runs one runner, reports.

The bytes of a job are read for the first time in here.
"""

import os
import sys
import traceback

from sandboxes import lean_json

PAYLOAD_FD, RESULT_FD, CHANNEL_FD, ENTERED_FD = 191, 192, 193, 194
FAULT_EXIT = 86
MEMORY_EXIT = 87
KEPT = ("PYTHONHASHSEED", "LD_LIBRARY_PATH")
_PATH = "/python/bin:/usr/local/bin:/usr/bin:/bin"


def run(level, slot, role, header, plumbing, base_bytes):
    """Never returns. ``plumbing`` has descriptors of null, outputs, payload and so on."""
    code = FAULT_EXIT
    try:
        _take(plumbing)
        folder = level.enter(slot, header["limits"], base_bytes)
        _leave_only_own(plumbing)
        os.chdir(f"{folder}/work")
        if folder != level.folder(0):  # whose variables the worker has set
            os.environ.update(home(folder))
        os.eventfd_write(ENTERED_FD, 1)
        os.close(ENTERED_FD)
        code = _execute(role, header["runner"])
    except BaseException:
        os.write(2, traceback.format_exc(limit=8).encode("utf-8", "replace")[-4000:])
    finally:
        os._exit(code)


def home(folder):
    """The variables that name a job's folders."""
    return {"HOME": f"{folder}/work", "TMPDIR": f"{folder}/tmp"}


def set_environment(folder):
    """What a job sees of the environment, and nothing else."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, PATH=_PATH, **home(folder))


def _take(plumbing):
    os.dup2(plumbing["null"], 0)
    os.dup2(plumbing["stdout"], 1)
    os.dup2(plumbing["stderr"], 2)
    for name, target in _TARGETS:
        if plumbing[name] is not None:
            os.dup2(plumbing[name], target, inheritable=False)
    os.setsid()


_TARGETS = (
    ("payload", PAYLOAD_FD),
    ("result", RESULT_FD),
    ("channel", CHANNEL_FD),
    ("entered", ENTERED_FD),
)
"""Where each descriptor a job may have is put; from the first of these numbers on, in order."""


def _leave_only_own(plumbing):
    os.closerange(3, PAYLOAD_FD)
    for name, fd in _TARGETS:
        if plumbing[name] is None:
            os.closerange(fd, fd + 1)
    os.closerange(ENTERED_FD + 1, 4096)


def _execute(role, runner):
    data = _whole_payload()
    if b"random" in data:
        _begin_own_sequences()
    payload = lean_json.loads(data)
    __import__(f"sandboxes.runners.{runner}")
    module = sys.modules[f"sandboxes.runners.{runner}"]
    channel = _channel()
    if role == "partner":
        module.partner(payload, channel)
        return _flush(0)
    pid = os.getpid()
    try:
        data, code = lean_json.dumps({"ok": module.main(payload, channel)}), 0
    except MemoryError:
        data, code = b'{"failed":"MemoryError"}', MEMORY_EXIT
    except BaseException:
        data, code = lean_json.dumps({"failed": traceback.format_exc(limit=8)[-4000:]}), 1
    if os.getpid() == pid:  # a child the program forked and let run on has nothing to report
        _report(data)
    return _flush(code)


def _begin_own_sequences():
    """Random numbers of its own for a job that names them, and for its children.

    Doing this in every job would cost each a tenth of its time.
    """
    if "random" in sys.modules:
        seed = sys.modules["random"].seed
        seed()
        os.register_at_fork(after_in_child=seed)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _whole_payload():
    """Every byte of the memory file, without the cost of a file object."""
    data = os.pread(PAYLOAD_FD, os.fstat(PAYLOAD_FD).st_size, 0)
    while rest := os.pread(PAYLOAD_FD, 1 << 16, len(data)):  # one read stops short of 2 GiB
        data += rest
    os.close(PAYLOAD_FD)
    return data


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
