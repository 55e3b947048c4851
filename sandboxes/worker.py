"""The fork server inside a box: reads framed jobs on stdin, forks a child for each, frames results.

The worker never holds a job's bytes: they go from its stdin into a memory file and from the
child's pipes to its stdout inside the kernel (splice), so a later child finds nothing of an
earlier job in its memory. Jobs may be sent ahead; they are run one after the other.

Wire, host to worker: ``VSJ1``, three big-endian u32 (lengths of header, payload, partner), then
the bytes. The header is JSON made by the host, never by a model: ``runner`` and ``limits``. A
partner of length 0 means that there is none. Worker to host: frames of one type byte and a u32
length: ``H`` once, ready; then per job ``O`` stdout, ``E`` stderr, ``R`` result, and ``X``, the
end: JSON about how the job ended. A partner's output joins the main process's in order of arrival.
The status ``fault`` says that the job's process was not shut in, so nothing of the job has run.

CPU time is checked on the clocks of the two processes while they run, so fractions of a second
count; children of theirs count when they end, and the wall clock bounds them before that.
"""

import ast
import gc
import importlib
import json
import os
import re
import signal
import site
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from sandboxes import confine, job, kernel, lean_json
from sandboxes.moving import FRAME, Stream, read_exactly, swallow, write_all
from sandboxes.watch import Watch

HEADER = struct.Struct(">4sIII")
MAGIC = b"VSJ1"
RUNNER = re.compile(r"[a-z_]+")
M_ARENA_MAX = -8


def send(kind, value):
    """A frame with JSON in it."""
    data = lean_json.dumps(value)
    write_all(1, FRAME.pack(kind, len(data)) + data)


class Job:
    """One job from its header to its end frame."""

    def __init__(self, level, base_bytes, memory_events):
        self.level = level
        self.base_bytes = base_bytes
        self.memory_events = memory_events
        self.children = {}
        self.entered = {}
        self.streams = []
        self.stopped = ""

    def run(self):
        """Read, execute, report."""
        magic, *sizes = HEADER.unpack(read_exactly(0, HEADER.size))
        if magic != MAGIC:
            raise ValueError("not a job")
        header = lean_json.loads(read_exactly(0, sizes[0]))
        if not RUNNER.fullmatch(header["runner"]):
            raise ValueError("not a runner's name")
        self.transit = os.pipe()
        payloads = {"main": swallow(sizes[1], self.transit)}
        if sizes[2]:
            payloads["partner"] = swallow(sizes[2], self.transit)
        warm_runner(header["runner"])
        self.limits = header["limits"]
        started = time.monotonic()
        try:
            self._start(header, payloads)
            self._watch(started)
        except BaseException:
            self.stopped = "lost"
            raise
        finally:
            spent, usages = self._end()
        self._drain()
        outcome = self._outcome(spent, usages, time.monotonic() - started)
        for fd in (*self.transit, *self.entered.values(), *(s.reader for s in self.streams)):
            os.close(fd)
        send(b"X", outcome)

    def _start(self, header, payloads):
        cap = self.limits["output_bytes"]
        budget = {b"O": cap, b"E": cap, b"R": self.limits["result_bytes"]}
        ends = socket.socketpair() if "partner" in payloads else (None, None)
        null = os.open("/dev/null", os.O_RDWR)
        result = Stream(b"R", budget)
        self.streams.append(result)
        writers = [result.writer]
        for role, end in zip(payloads, ends, strict=False):
            out, err = Stream(b"O", budget), Stream(b"E", budget)
            self.streams += [out, err]
            writers += [out.writer, err.writer]
            self.entered[role] = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            plumbing = {
                "null": null,
                "stdout": out.writer,
                "stderr": err.writer,
                "payload": payloads[role],
                "result": result.writer if role == "main" else None,
                "channel": end.fileno() if end else None,
                "entered": self.entered[role],
            }
            # The program under test has the first slot, its checker, if it has one, the second.
            self._fork(int(role == "main" and len(payloads) > 1), role, header, plumbing)
        for fd in (null, *writers, *payloads.values()):
            os.close(fd)
        for end in ends:
            if end:
                end.close()

    def _fork(self, slot, role, header, plumbing):
        self.level.prepare(slot)
        pid = os.fork()
        if pid == 0:
            job.run(self.level, slot, role, header, plumbing, self.base_bytes)
        self.children[role] = pid
        self.level.started()

    def _watch(self, started):
        """Until the main process ends or a limit is reached."""
        deadline = started + self.limits["wall_seconds"]
        try:
            with Watch(self.children["main"], self.streams, self.transit) as watch:
                while not self.stopped:
                    pause = self._patience(deadline)
                    if pause > 0 and watch.has_ended_within(pause):
                        return
        except OverflowError:
            self.stopped = "output-limit"

    def _patience(self, deadline):
        """How long nothing can reach a limit; sets ``stopped`` when one is reached."""
        left = deadline - time.monotonic()
        budget = self.limits["cpu_seconds"] - sum(map(cpu_clock, self.children.values()))
        if min(left, budget) <= 0:
            self.stopped = "time-limit"
            return 0
        return min(left, max(budget / CORES, 0.005)) + 0.001

    def _end(self):
        """Kill and reap everything of the job."""
        usages = {}
        for role, pid in self.children.items():
            if role != "main" or self.stopped:
                os.kill(pid, signal.SIGKILL)
            usages[role] = os.wait4(pid, 0)[1:]
        return self.level.sweep(), usages

    def _drain(self):
        """What was written before the end; every writer is gone, so nothing more can come."""
        try:
            for stream in self.streams:
                while not self.stopped and stream.forward(self.transit):
                    pass
        except OverflowError:
            self.stopped = "output-limit"

    def _outcome(self, swept, usages, wall):
        status, _ = usages["main"]
        times = [usage.ru_utime + usage.ru_stime for _, usage in usages.values()]
        code = os.waitstatus_to_exitcode(status)
        cpu = sum(times) + swept
        return {
            "status": "fault" if self._is_fault(usages) else self._status(code, cpu),
            "exit_code": code if code >= 0 else None,
            "signal": -code if code < 0 else None,
            "cpu_seconds": round(cpu, 6),
            "wall_seconds": round(wall, 6),
            "peak_memory_mib": round(max(u.ru_maxrss for _, u in usages.values()) / 1024, 3),
        }

    def _is_fault(self, usages):
        """A process that ended by itself, yet was not shut in, has not seen its job."""
        return any(
            os.waitstatus_to_exitcode(usages[role][0]) == job.FAULT_EXIT and not has_entered(fd)
            for role, fd in self.entered.items()
        )

    def _status(self, code, cpu):
        if self.stopped:
            return self.stopped
        if code == -signal.SIGKILL and self.memory_events.rose():
            return "memory-limit"
        if code == -signal.SIGXCPU or cpu >= self.limits["cpu_seconds"]:
            return "time-limit"
        if code == job.MEMORY_EXIT:
            return "memory-limit"
        return "exited" if code >= 0 else "signaled"


def has_entered(fd):
    """Whether a job's process got behind its walls: it says so before it reads its payload."""
    try:
        return os.eventfd_read(fd) > 0
    except BlockingIOError:
        return False


CORES = os.cpu_count() or 1


def cpu_clock(pid):
    """CPU seconds of one process so far: its clock's number is made from its pid."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


class MemoryEvents:
    """Counts how often this container ran out of memory, where somebody counts that."""

    def __init__(self):
        self.fd = None
        for path in ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"):
            try:
                self.fd = os.open(path, os.O_RDONLY)
                break
            except OSError:
                continue
        self.kills = self._count()

    def _count(self):
        text = os.pread(self.fd, 4096, 0) if self.fd is not None else b""
        found = re.search(rb"^oom_kill (\d+)", text, re.M)
        return int(found[1]) if found else 0

    def rose(self):
        """Whether there was one since the last time this was asked."""
        before, self.kills = self.kills, self._count()
        return self.kills > before


def warm_runner(name):
    """Import a runner once, before any job's bytes; a faulty one fails again in the child."""
    module = f"sandboxes.runners.{name}"
    if module in sys.modules:
        return
    try:
        importlib.import_module(module)
    except Exception:
        sys.stderr.write(f"runner {name} cannot be imported\n")


def prime(modules):
    """Do once what would otherwise be done in every child."""
    if "random" in modules:
        import_random()
    for name in modules:
        importlib.import_module(name)
    compile("def f(a, b):\n    return [a + b for _ in (1, 2)]\n", "<prime>", "exec")
    ast.parse("f(1)")
    json.loads(json.dumps({"a": [1, 2.5, None]}))
    site.setquit()
    site.setcopyright()
    site.sethelper()
    kernel.LIBC.mallopt(M_ARENA_MAX, 2)  # an arena per thread would eat the address-space limit


def import_random():
    """The module starts a new sequence after each fork; here only the jobs that use it do."""
    register, os.register_at_fork = os.register_at_fork, lambda **hooks: None
    try:
        importlib.import_module("random")
    finally:
        os.register_at_fork = register


def freeze():
    """Keep the collector of every child from touching, and so copying, what all of them share."""
    gc.collect()
    gc.freeze()


def main():
    """Warm up, confine, then serve until the host closes the connection."""
    config = json.loads(sys.argv[1])
    if config["level"] != "bare":
        forget_environment()
    sys.path += config["path"]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if config.get("socket"):
        connect(config["socket"])
    prime(config["warm"])
    memory_events = MemoryEvents()
    level = confine.LEVELS[config["level"]](config)
    base_bytes = address_space()
    level.confine()
    job.set_environment(level.folder(0))
    freeze()
    send(b"H", {"python": sys.version.split()[0], "level": config["level"]})
    while True:
        try:
            Job(level, base_bytes, memory_events).run()
        except EOFError:
            return


def connect(path):
    """Take a unix socket as the wire, in place of stdin and stdout."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(path)
        os.dup2(wire.fileno(), 0)
        os.dup2(wire.fileno(), 1)


def forget_environment():
    """Start again without the variables a container engine or image adds.

    Deleting them would leave their text in memory, where every job could find it.
    """
    kept = {name: os.environ[name] for name in job.KEPT if name in os.environ}
    if os.environ.keys() - kept.keys() - {"LC_CTYPE"}:  # Python itself sets that one
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], kept)


def address_space():
    """Bytes this process has mapped, which its children start with."""
    fd = confine.open_process_file("statm", os.O_RDONLY)
    try:
        return int(os.read(fd, 100).split()[0]) * os.sysconf("SC_PAGE_SIZE")
    finally:
        os.close(fd)


if __name__ == "__main__":
    main()
