"""How one job is shut in, per level: what the worker does around a fork and the child does first.

Each level is one class with the same four methods. ``prepare`` runs in the worker before a child
is forked, ``enter`` in the child before it reads a byte of the job, ``started`` in the worker
after the fork, ``sweep`` in the worker after the job: when it returns, no process and no file of
the job is left. ``enter`` returns the job's fresh working directory.
"""

import contextlib
import math
import os
import resource
import shutil
import signal
import stat
import tempfile

from sandboxes import kernel

ROLES = ("main", "partner")
INNER_IDS = {"main": 1000, "partner": 1001}
PROC_FD = 190
FOLDERS = {"main": ("/box/main", "/tmp", "/dev/shm"), "partner": ("/box/partner",)}


def limit(limits, base_bytes):
    """Set the rlimits of one process; children inherit them.

    CPU time has whole seconds only: the worker watches the exact limit, this is the backstop
    that also holds for grandchildren.
    """
    mib = 1 << 20
    cpu = math.ceil(limits["cpu_seconds"]) + 1
    memory = limits["memory_mib"] * mib + base_bytes
    table = [
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_FSIZE, limits["disk_mib"] * mib, limits["disk_mib"] * mib),
        (resource.RLIMIT_NOFILE, 256, 256),
        (resource.RLIMIT_NPROC, limits["processes"], limits["processes"]),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
    ]
    for which, soft, hard in table:
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(which, (soft, hard))


def shut(code):
    """The last step before hostile code: no privileges, no way to get any, no dangerous calls."""
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.install_filter(code)


class Namespaces:
    """Level ``userns``: each process in user, mount and process namespaces of its own."""

    def __init__(self, first_id):
        self.ids = slot_ids(first_id)
        self.filter = kernel.seccomp_filter()
        self.own_pids = os.open("self/ns/pid", os.O_RDONLY, dir_fd=PROC_FD)
        self.inits = []

    def prepare(self, role):
        """A new process namespace with its init; the next fork of the worker is born in it."""
        kernel.unshare(kernel.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            _be_init()
        self.inits.append(pid)

    def started(self):
        """The worker's further children are its own again."""
        kernel.setns(self.own_pids, kernel.CLONE_NEWPID)

    def enter(self, role, limits, base_bytes):
        """Namespaces nested in the worker's, with a single id in them."""
        mapped = _wear_slot_id(self.ids[role])
        kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
        write_map("setgroups", "deny")
        for kind, outer in zip(("uid", "gid"), mapped, strict=True):
            write_map(f"{kind}_map", f"{INNER_IDS[role]} {outer} 1")
        os.close(PROC_FD)
        options = f"size={limits['disk_mib']}m,nr_inodes=8192,mode=700"
        kernel.mount("tmpfs", "/box", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
        for name in ("work", "tmp", "shm"):
            os.mkdir(f"/box/{name}", 0o700)
        kernel.drop_capabilities()
        limit(limits, base_bytes)
        shut(self.filter)
        return "/box/work"

    def sweep(self):
        """Kill each init: the kernel then ends everything in its namespace before it is reaped."""
        seconds = 0.0
        for pid in self.inits:
            os.kill(pid, signal.SIGKILL)
            usage = os.wait4(pid, 0)[2]
            seconds += usage.ru_utime + usage.ru_stime
        self.inits.clear()
        return seconds


def slot_ids(first_id):
    """The id of each role: two in a row, the host picks an unusual range for each worker."""
    return {role: first_id + index for index, role in enumerate(ROLES)}


def _wear_slot_id(identifier):
    """Become the role's own id where the worker was given ids; an ordinary user has just one."""
    with contextlib.suppress(OSError):
        os.setgroups([])
    try:
        os.setresgid(identifier, identifier, identifier)
        os.setresuid(identifier, identifier, identifier)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else the process may not write its own id map
    except OSError:
        return os.getuid(), os.getgid()
    return identifier, identifier


def write_map(name, text):
    """Write one of this process's id maps through the worker's view of /proc."""
    fd = os.open(f"self/{name}", os.O_WRONLY, dir_fd=PROC_FD)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _be_init():
    """First process of a job's namespace: adopts and reaps orphans until it is killed."""
    try:
        os.closerange(0, 1024)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        while True:
            try:
                os.wait()
            except ChildProcessError:
                signal.sigwait([signal.SIGCHLD])
    finally:
        os._exit(0)


class Slots:
    """Level ``docker``: the container is the wall to the host, two ids are the wall between jobs.

    A container's own filter refuses new namespaces, so each process becomes an id of its own
    without any capability. ``/tmp`` and ``/dev/shm`` belong to the main process alone.
    """

    def __init__(self, first_id):
        self.ids = slot_ids(first_id)
        self.filter = kernel.seccomp_filter()
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        self.roles = []

    def prepare(self, role):
        """Remember whom to sweep."""
        self.roles.append(role)

    def started(self):
        """Nothing to undo."""

    def enter(self, role, limits, base_bytes):
        """Become the slot's id, which leaves all capabilities behind, and empty its folders.

        What an earlier job left is deleted here, by the id that made it: a privileged cleaner on
        paths a job chose is how other judges were escaped from.
        """
        _become(self.ids[role])
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # out of memory, the kernel shall take the job, not the worker
        for folder in FOLDERS[role]:
            empty(folder)
        for name in ("work", "tmp"):
            os.mkdir(f"{FOLDERS[role][0]}/{name}", 0o700)
        limit(limits, base_bytes)
        shut(self.filter)
        return f"{FOLDERS[role][0]}/work"

    def sweep(self):
        """Kill and reap what survived. Every orphan became this process's child."""
        seconds, options = 0.0, os.WNOHANG
        try:
            while True:
                pid, _, usage = os.wait4(-1, options)
                if pid == 0:
                    self._kill_slots()
                    options = 0
                seconds += usage.ru_utime + usage.ru_stime
        except ChildProcessError:
            self.roles.clear()
        return seconds

    def _kill_slots(self):
        for role in self.roles:
            if os.fork() == 0:
                _kill_all(self.ids[role])


def _become(identifier):
    os.setgroups([])
    os.setresgid(identifier, identifier, identifier)
    os.setresuid(identifier, identifier, identifier)


def _kill_all(identifier):
    """One atomic pass over all processes of an id: a chain of forks cannot run away from it."""
    try:
        _become(identifier)
        os.kill(-1, signal.SIGKILL)
    finally:
        os._exit(0)


def empty(folder):
    """Delete everything in ``folder``: locked, deep and oddly named things, too.

    Folders inside folders are moved to the top one by one, so neither the depth of the tree nor
    the length of a path matters.
    """
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    mark, moved = os.urandom(8).hex(), 0
    try:
        while names := _unlink_files(top):
            for name in names:
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
                for child in _unlink_files(inner):
                    os.rename(child, f"{mark}-{moved}", src_dir_fd=inner, dst_dir_fd=top)
                    moved += 1
                os.close(inner)
                os.rmdir(name, dir_fd=top)
    finally:
        os.close(top)


def _unlink_files(folder_fd):
    """Delete all but the folders in an open folder; returns those, unlocked."""
    folders = []
    for name in os.listdir(folder_fd):
        try:
            os.unlink(name, dir_fd=folder_fd)
        except IsADirectoryError:
            os.chmod(name, stat.S_IRWXU, dir_fd=folder_fd)
            folders.append(name)
    return folders


class Bare:
    """Level ``bare``: rlimits and a temporary folder. Isolates from nothing."""

    def __init__(self, first_id):
        self.folders = []

    def prepare(self, role):
        """A folder that ``sweep`` deletes."""
        self.folders.append(tempfile.mkdtemp(prefix="verisynth-"))

    def started(self):
        """Nothing to undo."""

    def enter(self, role, limits, base_bytes):
        """Limits only; the count of processes is the user's over the whole machine: not set."""
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        limit({**limits, "processes": resource.getrlimit(resource.RLIMIT_NPROC)[0]}, base_bytes)
        return self.folders[-1]

    def sweep(self):
        """Delete the folders; processes that left the job survive, that is what bare means."""
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.folders.clear()
        return 0.0


LEVELS = {"userns": Namespaces, "docker": Slots, "bare": Bare}
