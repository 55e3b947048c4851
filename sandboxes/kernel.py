"""System calls Python has no function for, and the filter that keeps jobs from the dangerous ones.

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

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2

# name: (x86_64, aarch64); None where the architecture never had the call
_NUMBERS = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "mount_setattr": (442, 442),
    "pivot_root": (155, 41),
    "capset": (126, 91),
}

# Refused with EPERM, as an unprivileged process expects.
_DENIED = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "userfaultfd": (323, 282),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "personality": (135, 92),
    "lookup_dcookie": (212, 18),
    "landlock_restrict_self": (446, 446),
    "seccomp": (317, 277),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
}

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
_ALLOWED_FAMILIES = (1, 2, 10)  # unix, inet and inet6: no interface is up, so those reach nothing
_SECCOMP_ALLOW, _SECCOMP_ERRNO, _SECCOMP_KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_OFFSET, _ARCH_OFFSET, _FIRST_ARGUMENT_OFFSET = 0, 4, 16


def _column():
    try:
        return ("x86_64", "aarch64").index(MACHINE)
    except ValueError:
        raise OSError(errno.ENOSYS, f"no system call numbers for {MACHINE}") from None


def number(name):
    """The number of a system call on this machine."""
    return _NUMBERS[name][_column()]


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


def setns(fd, flags):
    """Enter the namespace behind ``fd``."""
    check(LIBC.setns(fd, flags), "setns")


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


def drop_capabilities():
    """Empty the bounding set, then every other set; for good, with no-new-privileges."""
    for capability in range(64):
        if LIBC.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            if ctypes.get_errno() == errno.EINVAL:  # past the last one this kernel knows
                break
            raise OSError(ctypes.get_errno(), "cannot drop the capability bounding set")
    header = struct.pack("=Ii", 0x20080522, 0)
    syscall("capset", header, bytes(24))


def seccomp_filter():
    """The filter as bytes: built once by the worker, installed by each job."""
    column = _column()
    denied = sorted(n[column] for n in _DENIED.values() if n[column] is not None)
    refuse = _SECCOMP_ERRNO | errno.EPERM
    program = [
        (_LOAD, 0, 0, _ARCH_OFFSET),
        (_EQUAL, 1, 0, _AUDIT_ARCH[MACHINE]),  # i386 numbers mean other calls: kill
        (_RETURN, 0, 0, _SECCOMP_KILL),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
        (_GREATER_EQUAL, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, refuse),
        # glibc falls back from clone3 to clone, whose flags a filter can see, only on ENOSYS
        (_EQUAL, 0, 1, number("clone3")),
        (_RETURN, 0, 0, _SECCOMP_ERRNO | errno.ENOSYS),
    ]
    for call in denied:
        program += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, refuse)]
    program += [
        (_EQUAL, 0, 4, number("clone")),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_OFFSET),
        (_ANY_BIT, 0, 1, CLONE_NEW),
        (_RETURN, 0, 0, refuse),
        (_RETURN, 0, 0, _SECCOMP_ALLOW),
        (_EQUAL, 1, 0, number("socket")),
        (_EQUAL, 0, 2 + len(_ALLOWED_FAMILIES), number("socketpair")),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_OFFSET),
    ]
    for index, family in enumerate(_ALLOWED_FAMILIES):
        program.append((_EQUAL, len(_ALLOWED_FAMILIES) - index, 0, family))
    program += [(_RETURN, 0, 0, refuse), (_RETURN, 0, 0, _SECCOMP_ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in program)


def install_filter(code):
    """Put a filter on this process and everything it starts, for good."""
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    prctl_result = LIBC.prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), header, 0, 0)
    check(prctl_result, "seccomp filter")
