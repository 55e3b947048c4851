"""System calls Python has no function for.

Everything here is trusted code that runs before any job byte is looked at. Linux on x86_64 and
aarch64 only; anything else raises ``OSError`` and the level counts as missing.
"""

import ctypes
import errno
import os
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
MACHINE = os.uname().machine

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_NEW = (
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC
    | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET
)  # fmt: skip

MS_RDONLY, MS_NOSUID, MS_NODEV = 1, 2, 4
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

CAP_KILL, CAP_SETGID, CAP_SETUID = 5, 6, 7

# name: (x86_64, aarch64); None where the architecture never had the call
_NUMBERS = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "mount_setattr": (442, 442),
    "pivot_root": (155, 41),
    "capset": (126, 91),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}


def column():
    """Which number of a pair is this machine's."""
    try:
        return ("x86_64", "aarch64").index(MACHINE)
    except ValueError:
        raise OSError(errno.ENOSYS, f"no system call numbers for {MACHINE}") from None


def number(name):
    """The number of a system call on this machine."""
    return _NUMBERS[name][column()]


def check(result, what):
    """Raise ``OSError`` naming ``what`` when a C function returned a negative number."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def syscall(name, *arguments):
    """Call by name; integers and bytes as arguments."""
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return check(LIBC.syscall(ctypes.c_long(number(name)), *converted), name)


def prctl(option, argument=0):
    """The two-argument form of ``prctl``."""
    long = ctypes.c_ulong
    return check(LIBC.prctl(option, long(argument), long(0), long(0), long(0)), f"prctl {option}")


def unshare(flags):
    """Leave the named namespaces for new ones."""
    check(LIBC.unshare(flags), "unshare")


def mount(source, target, kind, flags, options=""):
    """``mount(2)`` with text arguments."""
    encoded = [os.fsencode(text) for text in (source, target, kind)]
    result = LIBC.mount(*encoded, ctypes.c_ulong(flags), os.fsencode(options))
    check(result, f"mount {source or kind} on {target}")


def unmount(target):
    """Detach a mount, now or as soon as nobody uses it."""
    check(LIBC.umount2(os.fsencode(target), MNT_DETACH), f"unmount {target}")


def lock_mount(target, flags, *, recursive):
    """Add mount flags (read-only, nosuid, nodev: the numbers equal ``MOUNT_ATTR_*``)."""
    attributes = struct.pack("=QQQQ", flags, 0, 0, 0)
    at_recursive = 0x8000 if recursive else 0
    syscall("mount_setattr", -100, os.fsencode(target), at_recursive, attributes, len(attributes))


def keep_capabilities(kept):
    """Empty every set of all but ``kept``; for good, together with no-new-privileges."""
    for capability in set(range(64)) - set(kept):
        if LIBC.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            code = ctypes.get_errno()
            if code == errno.EINVAL:  # past the last one this kernel knows
                break
            if code != errno.EPERM:  # a container may not, and has a small set already
                raise OSError(code, "cannot drop the capability bounding set")
    mask = sum(1 << capability for capability in kept)
    header = struct.pack("=Ii", 0x20080522, 0)
    syscall("capset", header, struct.pack("=IIIIII", mask, mask, 0, 0, 0, 0))
