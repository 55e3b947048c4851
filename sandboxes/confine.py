"""How jobs are shut in, per level: what the worker does once, around each job, and the child first.

Each level is a class with the same methods. ``confine`` runs in the worker once it is warm, so
that children are born confined; ``prepare`` in the worker before a child is forked; ``enter`` in
the child before it reads a byte of the job; ``sweep`` in the worker after the job: when it
returns, no process of the job is left. A job's process lives in one of two *slots*; whatever is
under test has the first, its checker, if it has one, the second.
"""

import contextlib
import math
import os
import resource
import signal

from sandboxes import call_filter, folders, kernel, landlock

SLOTS = 2
PROC_FD = 190
_MIB = 1 << 20
_MAX_FILES = 256
_MAX_SIGNALS = 512  # waiting ones, and timers: both are memory of the kernel
# A kernel in user space (gVisor) knows no such limit; the container's caps and the filter hold.
_KEPT_BY_OTHERS = (
    resource.RLIMIT_CORE, resource.RLIMIT_MSGQUEUE, resource.RLIMIT_NPROC,
    resource.RLIMIT_SIGPENDING,
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_INSIDE = ("/python", "/usr", "/lib", "/lib64", "/bin", "/etc", "/packages", "/app", "/nix", "/gnu")


def open_process_file(name, flags):
    """A file of the worker's own folder in /proc, which ``enter.py`` may have left a way to."""
    try:
        return os.open(f"self/{name}", flags, dir_fd=PROC_FD)
    except OSError:
        return os.open(f"/proc/self/{name}", flags)


def limit_worker():
    """The limits that are the same for every job, once; children inherit them."""
    for which, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _set_limit(which, value, value)


def limit_signals():
    """How many may wait, which is memory of the kernel, for every job."""
    _set_limit(resource.RLIMIT_SIGPENDING, _MAX_SIGNALS, _MAX_SIGNALS)


def limit_job(limits, base_bytes, *, processes=True):
    """The limits of one process; what it starts inherits them.

    CPU time has whole seconds only: the worker watches the exact limit, this is the backstop
    that also holds for grandchildren.
    """
    cpu = math.ceil(limits["cpu_seconds"]) + 1
    memory = limits["memory_mib"] * _MIB + base_bytes
    disk = limits["disk_mib"] * _MIB
    _set_limit(resource.RLIMIT_CPU, cpu, cpu + 1)
    _set_limit(resource.RLIMIT_AS, memory, memory)
    _set_limit(resource.RLIMIT_FSIZE, disk, disk)
    if processes:
        _set_limit(resource.RLIMIT_NPROC, limits["processes"], limits["processes"])


def _set_limit(which, soft, hard):
    try:
        resource.setrlimit(which, (soft, hard))
    except ValueError:  # the container's own ceiling is lower
        ceiling = resource.getrlimit(which)[1]
        try:
            resource.setrlimit(which, (min(soft, ceiling), ceiling))
        except ValueError:
            if which not in _KEPT_BY_OTHERS:
                raise


class Box:
    """Levels ``docker`` and ``userns``: a root, a network and a process namespace of its own.

    The container or the namespaces are the wall to the host and are made once; two user ids and
    Landlock are the wall between jobs and their worker. The worker is the namespace's first
    process: nothing inside can end it, orphans become its children, and it can end them all.
    """

    def __init__(self, config):
        self.without = frozenset(config["without"])
        self.readable = (*_INSIDE, *config["reads"])
        self.calls = config["calls"]
        self.ids = config["ids"] if "user ids" not in self.without else None
        self.rulesets = ()
        self.worker_score = None

    def confine(self):
        """Give up what no job needs; later children are born without it."""
        self._choose_ids()
        self._give_folders()
        self.shared = [self._shared(slot) for slot in range(SLOTS)]
        with contextlib.suppress(OSError):
            self.worker_score = open_process_file("oom_score_adj", os.O_WRONLY)
        kept = (kernel.CAP_SETUID, kernel.CAP_SETGID, kernel.CAP_KILL) if self.ids else ()
        if "limits" not in self.without:
            limit_worker()
            limit_signals()
        if "capabilities" not in self.without:
            kernel.keep_capabilities(kept)
        if "no new privileges" not in self.without:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        self._restrict_files()
        with contextlib.suppress(OSError):
            os.close(PROC_FD)
        if "system calls" not in self.without:
            call_filter.install(call_filter.worker_filter(allowed=self.calls))

    def folder(self, slot):
        """Where the slot's process works; on a file system in memory."""
        return f"/box/{slot}"

    def _choose_ids(self):
        """An ordinary user has one id only: then Landlock alone keeps the slots apart."""
        with contextlib.suppress(OSError):
            os.setgroups([])
        if self.ids and not _can_become(self.ids[0]):
            self.ids = None
            if not landlock.VERSION:
                raise OSError("one user id, no Landlock: nothing keeps checker and solution apart")

    def _give_folders(self):
        """To their ids, which not every engine does: the worker may, until it confines itself."""
        for slot, owner in enumerate(self.ids or ()):
            for folder in (self.folder(slot), *self._shared(slot)):
                if os.stat(folder).st_uid != owner:
                    os.chmod(folder, 0o700)
                    os.chown(folder, owner, owner)

    def _shared(self, slot):
        """The usual folders of the program under test, where they are mounts of their own.

        Elsewhere they are links into its slot's folder.
        """
        return () if slot else [name for name in ("/tmp", "/dev/shm") if os.path.ismount(name)]

    def _restrict_files(self):
        if "landlock" in self.without or not landlock.VERSION:
            return
        sides = [[self.folder(slot), *self.shared[slot], *_DEVICES] for slot in range(SLOTS)]
        if self.ids:  # ids keep the slots apart, so one ruleset does for the worker and all jobs
            both = [path for side in sides for path in side]
            fd = landlock.ruleset(readable=self.readable, writable=both)
            landlock.restrict(fd)
            os.close(fd)
        else:
            self.rulesets = [
                landlock.ruleset(readable=self.readable, writable=side) for side in sides
            ]

    def prepare(self, slot):
        """Out of memory, the kernel shall take the job, not the worker."""
        self._score(b"1000")

    def started(self):
        """The worker's own score again."""
        self._score(b"0")

    def _score(self, value):
        if self.worker_score is not None:
            os.pwrite(self.worker_score, value, 0)

    def enter(self, slot, limits, base_bytes):
        """Become the slot's id, which leaves all capabilities behind; returns the fresh folder."""
        if self.ids:
            become(self.ids[slot])
        if "fresh folders" not in self.without:
            folders.refresh(self.folder(slot))
            for folder in self.shared[slot]:
                folders.unlock_and_empty(folder)
        if "limits" not in self.without:
            limit_job(limits, base_bytes)
        if self.rulesets:
            landlock.restrict(self.rulesets[slot])
        return self.folder(slot)

    def sweep(self):
        """Kill and reap what survived; returns the CPU seconds that took."""
        if "sweep" in self.without:
            return 0.0
        seconds, options = 0.0, os.WNOHANG
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, _, usage = os.wait4(-1, options)
                if pid == 0:
                    _kill_all_others()
                    options = 0
                seconds += usage.ru_utime + usage.ru_stime
        return seconds


def _kill_all_others():
    """One atomic pass over the namespace: a chain of forks cannot run away from it."""
    if os.getpid() != 1:
        raise RuntimeError("only the first process of a namespace may kill all others")
    os.kill(-1, signal.SIGKILL)


def _can_become(identifier):
    """Whether the worker may hand jobs to that id: tried, in a child."""
    pid = os.fork()
    if pid == 0:
        try:
            become(identifier)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(pid, 0)[1] == 0


def become(identifier):
    """Change to the user and group ``identifier``, for good."""
    os.setresgid(identifier, identifier, identifier)
    os.setresuid(identifier, identifier, identifier)


class Alone:
    """Level ``landlock``: no namespace at all, for hosts and containers that refuse them.

    Landlock is the wall to files, connections and signals. The system-call filter closes what
    Landlock does not see (attributes of files, sockets), and refuses further processes, so that a
    job's limits are its own and nothing of it can stay. Threads are allowed.
    """

    def __init__(self, config):
        self.without = frozenset(config["without"])
        self.readable = (*config["readable"], *config["reads"])
        self.top = config["folder"]
        self.rulesets = ()

    def folder(self, slot):
        """Where the slot's process works: in the folder the host made for this worker."""
        return f"{self.top}/{slot}"

    def confine(self):
        """As :meth:`Box.confine`, and leave somebody behind who may still empty the folders."""
        if landlock.VERSION < landlock.SIGNAL_SCOPE_VERSION:
            raise OSError(
                f"Landlock version {landlock.VERSION} does not keep signals apart; Linux 6.12 does"
            )
        for slot in range(SLOTS):
            os.mkdir(self.folder(slot), 0o700)
        self._start_cleaner()
        if "limits" not in self.without:
            limit_worker()
            limit_signals()
        if "capabilities" not in self.without:
            kernel.keep_capabilities(())
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        if "landlock" not in self.without:
            devices = [name for name in _DEVICES if name != "/dev/full"]
            self.rulesets = [
                landlock.ruleset(readable=self.readable, writable=[self.folder(slot), *devices])
                for slot in range(SLOTS)
            ]
        if "system calls" not in self.without:
            call_filter.install(call_filter.worker_filter(families=(), guards_files=True))
        self.single_process = call_filter.single_process_filter()

    def _start_cleaner(self):
        """Jobs may make folders nobody may list, and the worker may not change modes any more."""
        worker_end, own_end = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            _clean_on_demand(worker_end[0], own_end[1], self.top)
        os.close(worker_end[0])
        os.close(own_end[1])
        self.ask, self.done = worker_end[1], own_end[0]

    def prepare(self, slot):
        """A fresh folder, before the child is there."""
        if "fresh folders" in self.without:
            return
        os.write(self.ask, b"%d" % slot)
        if os.read(self.done, 1) != b"1":
            raise RuntimeError("the folder of the job could not be emptied")

    def started(self):
        """Nothing to undo."""

    def enter(self, slot, limits, base_bytes):
        """Behind the wall; the last step is the filter that refuses further processes."""
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if "limits" not in self.without:
            limit_job(limits, base_bytes, processes=False)
        if self.rulesets:
            landlock.restrict(self.rulesets[slot])
        if "single process" not in self.without:
            call_filter.install(self.single_process)
        return self.folder(slot)

    def sweep(self):
        """A job has no process but those the worker started."""
        return 0.0


def _clean_on_demand(asked, done, top):
    """The cleaner's whole life: it ends with the worker, and never sees a byte of a job."""
    try:
        asked, done = os.dup2(asked, 0), os.dup2(done, 1)  # else it would hold the worker's wire
        os.closerange(2, _MAX_FILES)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        while slot := os.read(asked, 1):
            folders.refresh(f"{top}/{slot.decode()}")
            os.write(done, b"1")
    finally:
        os._exit(0)


class Bare:
    """Level ``bare``: rlimits and a temporary folder. Isolates from nothing."""

    def __init__(self, config):
        self.folders = []

    def confine(self):
        """Nothing."""

    def folder(self, slot):
        """Where the worker itself is; each job gets a folder of its own."""
        return "/"

    def prepare(self, slot):
        """A folder that ``sweep`` deletes."""
        import tempfile

        self.folders.append(tempfile.mkdtemp(prefix="verisynth-"))

    def started(self):
        """Nothing to undo."""

    def enter(self, slot, limits, base_bytes):
        """Limits only; the count of processes is the user's over the whole machine: not set."""
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        limit_worker()
        limit_job(limits, base_bytes, processes=False)
        folders.refresh(self.folders[-1])
        return self.folders[-1]

    def sweep(self):
        """Delete the folders; processes that left the job survive, that is what bare means."""
        import shutil

        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.folders.clear()
        return 0.0


LEVELS = {"userns": Box, "docker": Box, "landlock": Alone, "bare": Bare}
