"""Builds the box of level ``userns`` and starts the worker in it.

Started on the host as the user who runs verisynth, without any privilege: leaves every
namespace, builds a root folder with read-only views of the interpreter, its libraries and the
profile's packages, and replaces itself by the worker. Argument: JSON ``{"binds": [[source,
target], …], "masks": [folder, …], "links": {path: target}, "files": {path: text}, "worker":
[argument, …], "ids": [two user ids], "disk_mib": …, "host_pid": …}``.
"""

import json
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from sandboxes import kernel
from sandboxes.confine import PROC_FD, open_process_file

DEVICES = ("null", "zero", "full", "random", "urandom")
READ_ONLY = kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
NAMESPACES = kernel.CLONE_NEW
ONLY_ID = 1000


def main():
    """Parent stays outside and waits; the child becomes process 1 of the box."""
    config = json.loads(sys.argv[1])
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != config["host_pid"]:
        sys.exit("the host process is gone")
    os.dup2(os.open("/proc", os.O_PATH | os.O_DIRECTORY), PROC_FD)
    owners = _unshare_with_ids(config["ids"])
    pid = os.fork()
    if pid == 0:
        _become_worker(config, owners)
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _unshare_with_ids(ids):
    """Leave all namespaces. Ids can only be mapped from outside, so a helper stays behind."""
    ready, go = os.pipe()
    own = (os.getpid(), os.getuid(), os.getgid())
    helper = os.fork()
    if helper == 0:
        os.close(go)
        os.read(ready, 1)
        os._exit(0 if _map_slots(own[0], ids) else 1)
    os.close(ready)
    kernel.unshare(NAMESPACES)
    os.close(go)
    if os.waitpid(helper, 0)[1] == 0:
        return ids
    # An ordinary user has one id, mapped by the process itself; not to 0, so that the worker has
    # no capability from its first instruction on.
    write_map("setgroups", "deny")
    write_map("uid_map", f"{ONLY_ID} {own[1]} 1")
    write_map("gid_map", f"{ONLY_ID} {own[2]} 1")
    return (ONLY_ID, ONLY_ID)


def _map_slots(pid, ids):
    """With privilege, give the box two more ids, so that no job runs as its worker's user."""
    lines = ["0 0 1", *(f"{i} {i} 1" for i in ids)]
    try:
        for kind in ("gid", "uid"):
            with open(f"/proc/{pid}/{kind}_map", "w") as file:
                file.write("\n".join(lines))
    except OSError:
        return False
    return True


def write_map(name, text):
    """Write one of this process's id maps."""
    fd = open_process_file(name, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _become_worker(config, owners):
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        _build_root(config, owners)
        os.execv(config["worker"][0], config["worker"])
    except BaseException as error:
        sys.stderr.write(f"cannot build the box: {error}\n")
        sys.stderr.flush()
    finally:
        os._exit(71)


def _build_root(config, owners):
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", "/tmp", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    os.mkdir("/tmp/.old")
    kernel.syscall("pivot_root", b"/tmp", b"/tmp/.old")
    os.chdir("/")
    for source, target in config["binds"]:
        _bind(source, target, READ_ONLY)
    for target in config["masks"]:
        kernel.mount("tmpfs", target, "tmpfs", READ_ONLY, "size=4k,mode=755")
    for device in DEVICES:
        _bind(f"/dev/{device}", f"/dev/{device}", READ_ONLY & ~kernel.MS_NODEV)
    for path, target in config["links"].items():
        os.symlink(target, path)
    for path, text in config["files"].items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
    os.mkdir("/box")
    for slot, owner in enumerate(owners):
        _make_folder(f"/box/{slot}", owner, config["disk_mib"])
    os.symlink("/box/0/tmp", "/tmp")
    os.symlink("/box/0/shm", "/dev/shm")
    kernel.unmount("/.old")
    os.rmdir("/.old")
    kernel.lock_mount("/", READ_ONLY, recursive=False)


def _make_folder(path, owner, disk_mib):
    """A slot's own file system, in memory."""
    os.mkdir(path)
    options = f"size={disk_mib}m,nr_inodes=8192,mode=700,uid={owner},gid={owner}"
    kernel.mount("tmpfs", path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)


def _bind(source, target, flags):
    outside = f"/.old{source}"
    if os.path.isdir(outside):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o444))
    kernel.mount(outside, target, "", kernel.MS_BIND | kernel.MS_REC)
    kernel.lock_mount(target, flags, recursive=True)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"cannot leave the host's namespaces: {error}")
