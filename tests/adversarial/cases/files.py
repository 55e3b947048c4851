"""Reading, changing and leaving files where a job has no business."""

# ruff: noqa: SIM115 - the process of an attempt ends with it, and so do its files

import contextlib
import os

from tests.adversarial.abuse import LONG, Control, case
from tests.adversarial.inside import (
    BAIT,
    CANARY,
    GENTLE,
    SHARED,
    TOKEN,
    WORKER,
    call,
    can,
    code_file,
    libc,
    opens,
)

OWN_PIPES = "its own pipes open again by /proc, so it can take back what it wrote itself"
NO_QUOTA = "each file is capped, not their sum: there is no file system of the job's own"


@case(control=Control.BARE, needs_root=True)
def read_secrets_of_the_host(managed, channel):
    for path in ("/etc/shadow", "/root", "/home", "/var/log", "/var/run/docker.sock", "/run"):
        if can(os.listdir, path) or opens(path):
            managed.append(path)


@case(control=Control.BARE)
def read_a_file_around_the_root(managed, channel):
    path = BAIT + "/canary.txt"
    for way in (path, "../" * 40 + path, "/proc/1/root" + path, "/proc/self/root" + path,
                "/proc/1/cwd" + path, "/.old" + path, "/box/.." + path):  # fmt: skip
        if can(open, way) and CANARY in open(way).read():
            managed.append(way)


@case(control=Control.BARE)
def follow_a_link_out(managed, channel):
    os.symlink(BAIT, "out")
    if can(os.listdir, "out") or opens("out/canary.txt"):
        managed.append("followed the link")


@case(control=Control.BARE)
def look_into_other_processes(managed, channel):
    for pid in (1, WORKER):
        for name in ("environ", "mem", "maps", "root", "cwd", "fd", "cmdline", "stack"):
            if can(os.listdir, f"/proc/{pid}/{name}") or opens(f"/proc/{pid}/{name}"):
                managed.append(f"{pid}/{name}")


@case(control=Control.BARE)
def find_keys_in_environments(managed, channel):
    import glob

    if CANARY in repr(os.environ):
        managed.append("own environment")
    for path in glob.glob("/proc/[0-9]*/environ"):
        if opens(path) and CANARY.encode() in open(path, "rb").read():
            managed.append(path)


@case(control=Control.BARE)
def write_all_over_the_system(managed, channel):
    folders = [BAIT] if GENTLE else [BAIT, "/", "/etc", "/usr", "/usr/lib", "/opt", "/srv", "/app",
               "/app/sandboxes", "/packages", "/python", "/python/lib", "/home", "/root", "/dev",
               "/var/tmp", "/run", "/box", "/proc/self", "/sys", os.path.dirname(code_file()),
               os.path.dirname(os.__file__)]  # fmt: skip
    for folder in folders:
        if can(open, f"{folder}/marker-{TOKEN}", "w"):
            managed.append(folder)


@case(control=Control.BARE)
def change_a_file_of_the_host(managed, channel):
    path = BAIT + "/canary.txt"
    for change in (
        lambda: open(path, "a"),
        lambda: os.truncate(path, len(CANARY)),
        lambda: os.chmod(path, 0o666),
        lambda: os.utime(path),
        lambda: os.setxattr(path, "user.x", b"1"),
    ):
        if can(change):
            managed.append("changed it")


@case(control=Control.BARE)
def rename_across_the_border(managed, channel):
    open(f"marker-{TOKEN}", "w").close()
    os.rename(f"marker-{TOKEN}", f"{BAIT}/marker-{TOKEN}")
    managed.append("moved a file out")


@case(control=Control.BARE)
def hard_link_to_a_file_of_the_host(managed, channel):
    for path in (BAIT + "/canary.txt", code_file(), os.__file__):
        if can(os.link, path, "mine"):
            managed.append(path)
            os.unlink("mine")


@case(control=Control.BARE, needs_root=True)
def change_the_code_of_the_sandbox(managed, channel):
    for path in (code_file(), code_file().replace("worker", "job"), os.__file__):
        for change in (
            lambda path=path: open(path, "r+b"),
            lambda path=path: os.chmod(path, os.stat(path).st_mode),
            lambda path=path: os.utime(path, ns=(os.stat(path).st_atime_ns,) * 2),
        ):
            if can(change):
                managed.append(path)


@case(control=Control.BARE, needs_root=True)
def plant_compiled_code(managed, channel):
    for folder in (os.path.dirname(code_file()), os.path.dirname(os.__file__)):
        for place in (folder, folder + "/__pycache__"):
            path = f"{place}/{TOKEN}.pyc"
            if can(open, path, "wb"):
                os.unlink(path)
                managed.append(place)


@case(control=Control.BARE, needs_root=True)
def map_code_for_writing(managed, channel):
    import mmap

    for path in (os.__file__, code_file()):
        with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0):
            managed.append(path)


def write_plainly(managed, channel):
    with open("mine", "wb") as file:
        file.write(b"original")
    with open("mine", "r+b") as file:
        file.write(b"X")
    if open("mine", "rb").read() != b"original":
        managed.append("changed a file that is read-only")


@case(control=Control.TWIN, twin=write_plainly)
def write_to_the_page_cache_by_a_pipe(managed, channel):
    with open("mine", "wb") as file:
        file.write(b"original")
    os.chmod("mine", 0o400)
    reader, writer = os.pipe()
    for _ in range(16):
        os.write(writer, b"x" * 4096)
        os.read(reader, 4096)
    source = os.open("mine", os.O_RDONLY)
    os.splice(source, writer, 1, offset_src=0)
    os.write(writer, b"DIRTY")
    if open("mine", "rb").read() != b"original":
        managed.append("changed a file that is read-only")


@case(control=Control.BARE)
def nameless_file_given_a_name_outside(managed, channel):
    for folder in (BAIT, "/tmp", "."):
        fd = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
        source = b"/proc/self/fd/%d" % fd
        target = f"{BAIT}/marker-{TOKEN}".encode()
        if libc.linkat(-100, source, -100, target, 0x400) == 0:
            managed.append("linked it")


@case(control=Control.BARE, gaps={"landlock": OWN_PIPES})
def reopen_descriptors_by_proc(managed, channel):
    for fd in (1, 2, 191):
        for flags in (os.O_RDONLY, os.O_RDWR):
            if opens(f"/proc/self/fd/{fd}", flags) or opens(f"/dev/fd/{fd}", flags):
                managed.append(f"{fd} anew")


@case(control=Control.WIDE)
def sparse_file_beyond_the_quota(managed, channel):
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open("big", "wb") as file:
        file.truncate(32 << 20)
    managed.append("32 MiB")


@case(control=Control.TWIN, twin=write_plainly)
def sparse_file_of_a_petabyte(managed, channel):
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open("big", "wb") as file:
        file.truncate(1 << 50)
    managed.append("truncated")


@case(control=Control.WIDE, limits=LONG, gaps={"landlock": NO_QUOTA})
def fill_the_disk(managed, channel):
    import tempfile

    size = 0
    for folder in (".", tempfile.gettempdir(), SHARED):
        with contextlib.suppress(OSError):
            for number in range(8):
                with open(f"{folder}/marker{number}", "wb") as file:
                    for _ in range(2):
                        size += file.write(b"x" * (1 << 20))
    if size > 16 << 20:  # shared memory may have a quota of its own
        managed.append(f"{size >> 20} MiB")


@case(control=Control.BARE, limits=LONG, gaps={"landlock": NO_QUOTA})
def more_files_than_the_quota(managed, channel):
    for number in range(10_000):
        os.close(os.open(str(number), os.O_CREAT, 0o600))
    managed.append("10000 files")


@case(control=Control.SAME_JOB)
def leave_a_deep_tree(managed, channel):
    for _ in range(1200):
        os.mkdir("d" * 50)
        os.chdir("d" * 50)
    os.chmod(".", 0)


@case(control=Control.SAME_JOB)
def leave_odd_names_and_locked_folders(managed, channel):
    for name in (b"\xff\xfe", b"-rf", b"a" * 255, b"new\nline", b" ", b"*", b"\x1b[2J"):
        os.mkdir(name)
        os.close(os.open(name + b"/x", os.O_CREAT, 0))
        os.chmod(name, 0)


@case(control=Control.SAME_JOB)
def leave_links_to_everything(managed, channel):
    for name, target in (("root", "/"), ("code", code_file()), ("loop", "loop"), ("up", "..")):
        os.symlink(target, name)
    os.mkfifo("fifo")
    os.mkdir("inner")
    os.symlink("/", "inner/root")


@case(control=Control.SAME_JOB, limits=LONG)
def leave_a_huge_folder(managed, channel):
    for number in range(3000):
        os.symlink("x", f"{number}")


@case(control=Control.SAME_JOB)
def lock_all_own_folders(managed, channel):
    home = os.getcwd()
    for folder in (home, home + "/../tmp", home + "/../shm", home + "/.."):
        can(os.chmod, folder, 0)


def look_at_the_folder(managed, channel):
    if os.path.islink(os.environ["HOME"]) or os.listdir("."):
        managed.append("the next job works somewhere else")


@case(control=Control.SAME_JOB, follow=look_at_the_folder)
def replace_the_folder_by_a_link(managed, channel):
    home = os.environ["HOME"]
    os.rename(home, home + "-away")
    os.symlink("/", home)


@case(control=Control.BARE, needs_root=True)
def files_that_cannot_be_deleted(managed, channel):
    import array
    import fcntl

    with open("eternal", "w") as file:
        flags = array.array("L", [0x10 | 0x20])
        fcntl.ioctl(file, 0x40086602, flags)
        managed.append("immutable")
        flags[0] = 0
        fcntl.ioctl(file, 0x40086602, flags)


@case(control=Control.BARE, needs_root=True)
def attributes_that_give_rights(managed, channel):
    with open("mine", "w"):
        pass
    for name, value in (
        ("trusted.x", b"1"),
        ("security.capability", b"\1\0\0\2\1\0\0\0" + b"\0" * 12),
    ):
        if can(os.setxattr, "mine", name, value):
            managed.append(name)


@case(control=Control.BARE, needs_root=True)
def give_a_file_away(managed, channel):
    with open("mine", "w"):
        pass
    os.chown("mine", 12345, 12345)
    managed.append("another's file")


@case(control=Control.BARE, needs_root=True)
def settings_of_the_kernel(managed, channel):
    for path in ("core_pattern", "hostname", "sysrq", "modprobe", "randomize_va_space"):
        if opens(f"/proc/sys/kernel/{path}", os.O_WRONLY):
            managed.append(path)
    for path in ("/proc/sysrq-trigger", "/sys/kernel/mm/ksm/run", "/proc/self/oom_score_adj"):
        if opens(path, os.O_WRONLY):
            managed.append(path)


@case(control=Control.BARE)
def settings_of_its_own_process(managed, channel):
    for name in ("oom_score_adj", "coredump_filter", "timerslack_ns", "loginuid", "uid_map"):
        if opens(f"/proc/self/{name}", os.O_WRONLY):
            managed.append(name)


@case(control=Control.BARE)
def watch_a_folder_of_the_host(managed, channel):
    fd = call(294, 26, 0)
    if fd >= 0 and call(254, 27, fd, BAIT.encode(), 0x100) >= 0:
        managed.append("watching")


@case(control=Control.BARE)
def lease_on_shared_code(managed, channel):
    import fcntl

    for path in (os.__file__, code_file()):
        with open(path) as file:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            managed.append(path)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
