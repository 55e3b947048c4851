"""The filter that keeps jobs from the dangerous system calls (seccomp, classic BPF).

Built as bytes by the worker and put on itself once, so that every child has it from birth. A call
that is not named here passes: the filter closes doors no honest program uses, it is not the wall
that keeps files and networks apart.
"""

import ctypes
import errno
import struct

from sandboxes import kernel

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
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "seccomp": (317, 277),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "process_mrelease": (448, 448),
    "ioprio_set": (251, 30),
}

# What a level without a root of its own refuses too: all that changes or watches files by their
# path or owner, which Landlock does not see.
_FILE_ATTRIBUTES = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "file_setattr": (469, 469),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "statfs": (137, 43),
}

# Only on the calling process itself: these arguments must be 0. A job that shares its worker's
# user id could otherwise starve the worker.
_OWN_ONLY = {
    "prlimit64": ((302, 261), (0,)),
    "sched_setparam": ((142, 118), (0,)),
    "sched_setscheduler": ((144, 119), (0,)),
    "sched_setaffinity": ((203, 122), (0,)),
    "sched_setattr": ((314, 274), (0,)),
    "setpriority": ((141, 140), (0, 1)),
}

_PRCTL = (157, 167)
_IOCTL = (16, 29)
_FCNTL = (72, 25)
_FORKS = {"fork": (57, None), "vfork": (58, None)}
_REFUSED_OPTIONS = (4, 22, 35)  # PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_MM
# TIOCSTI, TIOCLINUX, FS_IOC_SETFLAGS, FS_IOC32_SETFLAGS, FS_IOC_FSSETXATTR
_REFUSED_REQUESTS = (0x5412, 0x541C, 0x40086602, 0x40046602, 0x401C5820)
_LEASES = (1024, 1026)  # F_SETLEASE, F_NOTIFY
_CLONE_THREAD = 0x00010000
# SOCK_STREAM, alone and with SOCK_NONBLOCK and SOCK_CLOEXEC. A pair of datagram sockets can still
# send to any other one by its path.
_STREAMS = (1, 0x801, 0x80001, 0x80801)

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
UNIX, INET, INET6 = 1, 2, 10
BOXED_FAMILIES = (UNIX, INET, INET6)
"""Sockets where no network interface is up: those reach nothing."""

_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_REFUSE = _ERRNO | errno.EPERM
_LOAD, _EQUAL, _GREATER_EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_OFFSET, _ARCH_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16


def worker_filter(*, families=BOXED_FAMILIES, guards_files=False, allowed=()):
    """The filter of a worker and all its jobs.

    ``allowed`` are names of refused calls that the programs of a profile need. ``families`` are
    the sockets that may be made with ``socket``; pairs of unix sockets always may.
    ``guards_files`` is for jobs that run among the host's files: it refuses changing the
    attributes of any, and sending to sockets by their path.
    """
    denied = {**_DENIED, **(_FILE_ATTRIBUTES if guards_files else {})}
    denied = {name: call for name, call in denied.items() if name not in allowed}
    options = [option for option in _REFUSED_OPTIONS if option != 22 or not guards_files]
    own_only = [
        step
        for call, arguments in _OWN_ONLY.values()
        for argument in arguments
        for step in _only(call, argument, (0,))
    ]
    among_files = [
        *_only((kernel.number("socketpair"),) * 2, 1, _STREAMS),
        *_never(_FCNTL, 1, _LEASES),
    ]
    return _program(
        [
            *_clone_flags(kernel.CLONE_NEW, wanted=False),
            *_only((kernel.number("socket"),) * 2, 0, families),
            *_only((kernel.number("socketpair"),) * 2, 0, (UNIX,)),
            *own_only,
            *_never(_PRCTL, 0, options),
            *_never(_IOCTL, 1, _REFUSED_REQUESTS),
            *(among_files if guards_files else ()),
            *_refused(denied.values()),
        ]
    )


def single_process_filter():
    """Put on a job on top of the worker's: threads yes, further processes and filters no."""
    return _program(
        [
            *_clone_flags(_CLONE_THREAD, wanted=True),
            *_refused(_FORKS.values()),
            *_never(_PRCTL, 0, (22,)),
        ]
    )


def install(code):
    """Put a filter on this process and everything it starts, for good."""
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    mode = ctypes.c_ulong(kernel.SECCOMP_MODE_FILTER)
    kernel.check(kernel.LIBC.prctl(kernel.PR_SET_SECCOMP, mode, header, 0, 0), "seccomp filter")


def _program(steps):
    """``steps`` between the look at the architecture and the final yes."""
    kernel.column()  # an unknown processor is an error that names it
    program = [
        (_LOAD, 0, 0, _ARCH_OFFSET),
        (_EQUAL, 1, 0, _AUDIT_ARCH[kernel.MACHINE]),
        (_RETURN, 0, 0, _KILL),  # i386 numbers mean other calls
        (_LOAD, 0, 0, _NUMBER_OFFSET),
        (_GREATER_EQUAL, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, _REFUSE),
        # glibc falls back from clone3 to clone, whose flags a filter can see, only on ENOSYS
        (_EQUAL, 0, 1, kernel.number("clone3")),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        *steps,
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in program)


def _refused(calls):
    numbers = sorted(call[kernel.column()] for call in calls if call[kernel.column()] is not None)
    return [step for n in numbers for step in ((_EQUAL, 0, 1, n), (_RETURN, 0, 0, _REFUSE))]


def _clone_flags(flags, *, wanted):
    """Refuse ``clone`` with (or, if ``wanted``, without) any of the flags."""
    jumps = (1, 0) if wanted else (0, 1)
    return [
        (_EQUAL, 0, 4, kernel.number("clone")),
        (_LOAD, 0, 0, _ARGUMENTS_OFFSET),
        (_ANY_BIT, *jumps, flags),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
    ]


def _only(call, argument, allowed):
    """Refuse a call whose argument is not one of ``allowed``."""
    tests = [(_EQUAL, len(allowed) - index, 0, v) for index, v in enumerate(allowed)]
    return _on_argument(call, argument, tests)


def _never(call, argument, refused):
    """Refuse a call whose argument is one of ``refused``."""
    last = len(refused) - 1
    tests = [(_EQUAL, last - i, int(i == last), v) for i, v in enumerate(refused)]
    return _on_argument(call, argument, tests)


def _on_argument(call, argument, tests):
    """A block for one call: refuses, or leaves the number loaded for the blocks that follow."""
    return [
        (_EQUAL, 0, len(tests) + 3, call[kernel.column()]),
        (_LOAD, 0, 0, _ARGUMENTS_OFFSET + 8 * argument),
        *tests,
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
    ]
