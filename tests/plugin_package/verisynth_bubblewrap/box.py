"""What runs inside a bubble: one job, from its payload on stdin to its result on a descriptor.

argv[1] is JSON: runner, role, descriptors, limits, folders of packages.
"""

import importlib
import json
import os
import resource
import socket
import sys
import traceback

MEMORY_EXIT = 87


def main():
    job = json.loads(sys.argv[1])
    sys.path[:0] = job["path"]
    module = importlib.import_module(f"sandboxes.runners.{job['runner']}")
    for name in os.environ.keys() - {"HOME", "PATH", "PYTHONHASHSEED", "TMPDIR"}:
        del os.environ[name]
    payload = json.loads(sys.stdin.buffer.read())
    channel = socket.socket(fileno=job["channel"]) if job["channel"] is not None else None
    limit(job["limits"])
    if job["role"] == "partner":
        module.partner(payload, channel)
        return 0
    return report(module, payload, channel, job["result"])


def limit(limits):
    with open("/proc/self/statm") as file:
        base = int(file.read().split()[0]) * resource.getpagesize()
    memory = base + (limits["memory_mib"] << 20)
    seconds = max(1, round(limits["cpu_seconds"] + 0.5))
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        # Past the hard limit on CPU time a process is killed, which would not tell why.
        resource.setrlimit(kind, (value, value + (kind == resource.RLIMIT_CPU)))


def report(module, payload, channel, result_fd):
    pid, code = os.getpid(), 0
    try:
        text = json.dumps({"ok": module.main(payload, channel)})
    except MemoryError:
        text, code = '{"failed": "MemoryError"}', MEMORY_EXIT
    except BaseException:
        text, code = json.dumps({"failed": traceback.format_exc(limit=8)[-4000:]}), 1
    if os.getpid() == pid:
        with open(result_fd, "wb") as file:
            file.write(text.encode())
    return code


if __name__ == "__main__":
    ending = main()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(ending)
