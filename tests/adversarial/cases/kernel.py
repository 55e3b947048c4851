"""System calls that open up the kernel, change the machine or undo the confinement.

Each is made with arguments that do no harm even to root: an invalid one wherever the kernel asks
for the right first, and for the arguments after.
"""

import ctypes
import errno
import os

from tests.adversarial.abuse import Control, case
from tests.adversarial.inside import TOKEN, WORKER, X86, call, can, libc, reaches


@case(control=Control.BARE, needs_root=True)
def new_namespaces(managed, channel):
    for flag in (0x10000000, 0x20000, 0x40000000, 0x8000000, 0x4000000, 0x2000000, 0x20000000):
        if call(272, 97, flag) >= 0:
            managed.append(hex(flag))


@case(control=Control.BARE)
def clone_into_a_user_namespace(managed, channel):
    # With CLONE_FS it is invalid, so that no process comes of it.
    if reaches(56, 220, 0x10000000 | 0x200 | 17):
        managed.append("clone")


@case(control=Control.BARE)
def clone3_past_the_filter(managed, channel):
    if reaches(435, 435, 0, 0):
        managed.append("clone3")


@case(control=Control.BARE)
def enter_a_namespace(managed, channel):
    if reaches(308, 268, -1, 0):
        managed.append("setns")


@case(control=Control.BARE, needs_root=True)
def mount_something(managed, channel):
    if reaches(165, 40, b"x", b".", b"no-such-kind", 0, 0):
        managed.append("mount")
    if reaches(166, 39, b".", 0):
        managed.append("umount2")


@case(control=Control.BARE, needs_root=True)
def mount_by_descriptors(managed, channel):
    for name, numbers, arguments in (
        ("fsopen", (430, 430), (b"no-such-kind", 0)),
        ("open_tree", (428, 428), (-100, b".", 1)),
        ("move_mount", (429, 429), (-1, b"", -1, b"", 0x44)),
        ("fsmount", (432, 432), (-1, 0, 0)),
        ("mount_setattr", (442, 442), (-1, b"", 0x1000, b"\1" + b"\0" * 31, 32)),
    ):
        if reaches(*numbers, *arguments):
            managed.append(name)


@case(control=Control.BARE, needs_root=True)
def another_root(managed, channel):
    if reaches(155, 41, b".", b"."):
        managed.append("pivot_root")
    if reaches(161, 51, b"."):
        managed.append("chroot")


@case(control=Control.BARE)
def trace_the_worker(managed, channel):
    if reaches(101, 117, 0x4206, WORKER, 0, 0):
        managed.append("ptrace")


@case(control=Control.BARE)
def read_and_write_the_workers_memory(managed, channel):
    kept = ctypes.create_string_buffer(8)
    vector = (ctypes.c_size_t * 2)(ctypes.addressof(kept), 0)
    for name, numbers in (("process_vm_readv", (310, 270)), ("process_vm_writev", (311, 271))):
        if reaches(*numbers, WORKER, vector, 1, vector, 1, 0):
            managed.append(name)


@case(control=Control.BARE)
def compare_processes(managed, channel):
    if reaches(312, 272, os.getpid(), WORKER, 0, 1, 1):
        managed.append("kcmp")


@case(control=Control.BARE)
def take_the_workers_descriptors(managed, channel):
    worker = os.pidfd_open(WORKER)
    for fd in range(8):
        if call(438, 438, worker, fd, 0) >= 0:
            managed.append(f"descriptor {fd}")


@case(control=Control.BARE)
def advise_the_workers_memory(managed, channel):
    worker = os.pidfd_open(WORKER)
    if reaches(440, 440, worker, 0, 0, 20, 0):
        managed.append("process_madvise")
    if reaches(279, 239, WORKER, 0, 0, 0, 0, 0):
        managed.append("move_pages")
    if reaches(448, 448, worker, 1):
        managed.append("process_mrelease")


@case(control=Control.BARE)
def keyrings(managed, channel):
    for name, numbers, arguments in (
        ("add_key", (248, 217), (b"user", TOKEN.encode(), b"secret", 6, -2)),
        ("keyctl", (250, 219), (0, -2, 1)),
        ("request_key", (249, 218), (b"user", b"no-such-key", 0, -2)),
    ):
        if reaches(*numbers, *arguments):
            managed.append(name)


@case(control=Control.BARE)
def io_uring(managed, channel):
    for name, number, arguments in (
        ("setup", 425, (1, ctypes.create_string_buffer(120))),
        ("enter", 426, (-1, 0, 0, 0, 0)),
        ("register", 427, (-1, 0, 0, 0)),
    ):
        if reaches(number, number, *arguments):
            managed.append(name)


@case(control=Control.BARE, needs_root=True)
def bpf(managed, channel):
    if reaches(321, 280, 0, ctypes.create_string_buffer(128), 128):
        managed.append("bpf")


@case(control=Control.BARE)
def perf(managed, channel):
    if reaches(298, 241, ctypes.create_string_buffer(128), 0, -1, -1, 0):
        managed.append("perf_event_open")


@case(control=Control.BARE)
def page_faults_in_user_space(managed, channel):
    if reaches(323, 282, 0xFFFF):
        managed.append("userfaultfd")


@case(control=Control.BARE, needs_root=True)
def watch_whole_file_systems(managed, channel):
    if reaches(300, 262, 0, 0):
        managed.append("fanotify")


@case(control=Control.BARE)
def open_files_by_handle(managed, channel):
    handle = ctypes.create_string_buffer(b"\x08\0\0\0\1\0\0\0", 100)
    where = ctypes.c_int()
    if reaches(303, 264, -100, b".", handle, ctypes.byref(where), 0):
        managed.append("name_to_handle_at")
    if reaches(304, 265, -1, handle, 0):
        managed.append("open_by_handle_at")


def ask_for_a_right(managed, channel):
    # Kernels without these calls cannot show that they would be reached; this one all have.
    if reaches(170, 161, 0, 9999):
        managed.append("sethostname")


@case(control=Control.TWIN, twin=ask_for_a_right, needs_root=True)
def load_another_kernel(managed, channel):
    if reaches(246, 104, 0, 0, 0, 0xFFFF):
        managed.append("kexec_load")
    if reaches(320, 294, -1, -1, 0, 0, 0xFFFF):
        managed.append("kexec_file_load")


@case(control=Control.TWIN, twin=ask_for_a_right, needs_root=True)
def kernel_modules(managed, channel):
    for name, numbers, arguments in (
        ("init_module", (175, 105), (0, 0, b"")),
        ("finit_module", (313, 273), (-1, b"", 0xFF)),
        ("delete_module", (176, 106), (b"no-such-module", 0x800)),
    ):
        if reaches(*numbers, *arguments):
            managed.append(name)


@case(control=Control.BARE, needs_root=True)
def quotas_and_accounting(managed, channel):
    if reaches(163, 89, b"/no/such/file"):
        managed.append("acct")
    if reaches(179, 60, 0x80000700, b"/no/such/device", 0, 0):
        managed.append("quotactl")


@case(control=Control.BARE, needs_root=True)
def swap(managed, channel):
    if reaches(167, 224, b"/no/such/file", 0):
        managed.append("swapon")
    if reaches(168, 225, b"/no/such/file"):
        managed.append("swapoff")


@case(control=Control.BARE, needs_root=True)
def reboot(managed, channel):
    if reaches(169, 142, 0, 0, 0, 0):  # the magic numbers are wrong
        managed.append("reboot")


@case(control=Control.BARE, needs_root=True)
def log_of_the_kernel(managed, channel):
    if reaches(103, 116, 9, 0, 0):
        managed.append("syslog")


@case(control=Control.BARE, needs_root=True)
def name_of_the_machine(managed, channel):
    for name, numbers in (("sethostname", (170, 161)), ("setdomainname", (171, 162))):
        if reaches(*numbers, 0, 9999):
            managed.append(name)


@case(control=Control.TWIN, twin=ask_for_a_right, needs_root=True)
def ports_of_the_machine(managed, channel):
    if reaches(173, None, 0x80, 1, 1):
        managed.append("ioperm")
    if reaches(172, None, 3):
        managed.append("iopl")


@case(control=Control.BARE)
def segments(managed, channel):
    if not X86:
        raise OSError(errno.ENOSYS, "x86 only")
    if reaches(154, None, 0, ctypes.create_string_buffer(64), 64):
        managed.append("modify_ldt")


@case(control=Control.BARE)
def personality(managed, channel):
    for name, flag in (("no random layout", 0x0040000), ("read implies exec", 0x0400000)):
        if call(135, 92, flag) >= 0:
            managed.append(name)


@case(control=Control.BARE)
def listen_to_system_calls(managed, channel):
    if reaches(317, 277, 3, 0, ctypes.create_string_buffer(64)):
        managed.append("seccomp")


@case(control=Control.BARE)
def a_filter_of_its_own(managed, channel):
    import struct

    code = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, 0x7FFF0000), 8)
    header = struct.pack("@HP", 1, ctypes.addressof(code))
    if libc.prctl(22, ctypes.c_ulong(2), header, 0, 0) == 0:
        managed.append("installed")


@case(control=Control.BARE)
def rules_for_landlock(managed, channel):
    if call(444, 444, 0, 0, 1) >= 0:
        managed.append("asked for the version")


@case(control=Control.BARE, needs_root=True)
def become_somebody_else(managed, channel):
    for name, change in (
        ("groups", lambda: os.setgroups([0, 12345])),
        ("group", lambda: os.setresgid(12345, 12345, 12345)),
        ("user", lambda: os.setresuid(12345, 12345, 12345)),
    ):
        if can(change):
            managed.append(name)


def become_another(managed, channel):
    before = os.getresuid(), os.getresgid()
    can(os.setresuid, 12345, 12345, 12345)
    if (os.getresuid(), os.getresgid()) != before:
        managed.append("another id")


@case(control=Control.TWIN, twin=become_another, needs_root=True)
def become_root(managed, channel):
    before = os.getresuid(), os.getresgid()
    for change in (
        lambda: os.setresuid(0, 0, 0),
        lambda: os.setresgid(0, 0, 0),
        lambda: os.setuid(0),
        lambda: os.seteuid(0),
    ):
        can(change)
    if (os.getresuid(), os.getresgid()) != before:
        managed.append("another id")


@case(control=Control.BARE, needs_root=True)
def take_capabilities(managed, channel):
    header = b"\x22\x05\x08\x20\0\0\0\0"
    own = ctypes.create_string_buffer(24)
    if call(125, 90, header, own) >= 0 and any(own.raw):
        managed.append("has some")
    if call(126, 91, header, (b"\xff\xff\xff\xff" * 2 + b"\0" * 4) * 2) >= 0:
        managed.append("got all")
    if libc.prctl(47, 2, 12, 0, 0) == 0:
        managed.append("raised an ambient one")


@case(control=Control.BARE)
def drop_no_new_privileges(managed, channel):
    if libc.prctl(38, 0, 0, 0, 0) == 0 or libc.prctl(39, 0, 0, 0, 0) != 1:
        managed.append("privileges may grow")


@case(control=Control.BARE)
def make_itself_traceable(managed, channel):
    if libc.prctl(4, 1, 0, 0, 0) == 0:
        managed.append("dumpable")


def a_system_call_as_usual(managed, channel):
    if reaches(39, 172):
        managed.append("getpid")


@case(control=Control.TWIN, twin=a_system_call_as_usual)
def system_calls_of_x32(managed, channel):
    if X86 and reaches(0x40000000 + 39, None):
        managed.append("x32")


def machine_code_as_usual(managed, channel):
    import mmap

    code = mmap.mmap(-1, 4096, prot=7)
    code.write(
        b"\xb8\x27\0\0\0\x0f\x05\xc3"  # mov eax, getpid; syscall; ret
        if X86
        else b"\x88\x15\x80\xd2\x01\0\0\xd4\xc0\x03\x5f\xd6"  # mov x8, getpid; svc 0; ret
    )
    at = ctypes.addressof(ctypes.c_char.from_buffer(code))
    if ctypes.CFUNCTYPE(ctypes.c_int)(at)() > 0:
        managed.append("ran it")


@case(control=Control.TWIN, twin=machine_code_as_usual, ends=("clean", "signaled"))
def system_calls_of_i386(managed, channel):
    import mmap

    if not X86:
        return
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(b"\xb8\x14\0\0\0\xcd\x80\xc3")  # mov eax, getpid; int 0x80; ret
    at = ctypes.addressof(ctypes.c_char.from_buffer(code))
    if ctypes.CFUNCTYPE(ctypes.c_int)(at)() > 0:
        managed.append("i386")
