"""Devices of the machine, and its time."""

import ctypes
import os

from tests.adversarial.abuse import Control, case
from tests.adversarial.inside import call, can, opens, reaches


@case(control=Control.BARE, needs_root=True)
def memory_of_the_machine(managed, channel):
    for path in ("/dev/mem", "/dev/kmem", "/dev/port", "/proc/kcore", "/dev/kmsg"):
        if opens(path):
            managed.append(path)


@case(control=Control.BARE, needs_root=True)
def disks_of_the_machine(managed, channel):
    for path in ("/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/loop0", "/dev/loop-control",
                 "/dev/mapper/control", "/dev/dm-0", "/dev/pmem0"):  # fmt: skip
        if opens(path):
            managed.append(path)


@case(control=Control.BARE)
def devices_that_do_much(managed, channel):
    for path in ("/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/vhost-vsock", "/dev/vhost-net",
                 "/dev/uinput", "/dev/snapshot", "/dev/userfaultfd", "/dev/rtc0", "/dev/rtc",
                 "/dev/hpet", "/dev/ptmx", "/dev/tty", "/dev/tty0", "/dev/console", "/dev/fb0",
                 "/dev/dri/card0", "/dev/input/event0", "/dev/hwrng"):  # fmt: skip
        if opens(path, os.O_RDWR):
            managed.append(path)


@case(control=Control.BARE, needs_root=True)
def device_files_of_its_own(managed, channel):
    for name, mode, device in (("c", 0o20666, (1, 3)), ("b", 0o60666, (7, 0))):
        if can(os.mknod, name, mode, os.makedev(*device)):
            managed.append(name)


@case(control=Control.BARE)
def requests_to_the_devices_it_has(managed, channel):
    import fcntl

    for path in ("/dev/null", "/dev/random"):
        with open(path) as file:
            count = ctypes.create_string_buffer(8)
            # RNDGETENTCNT, RNDZAPENTCNT (refused to all but root), FIONBIO
            for request in (0x80045200, 0x5204):
                if can(fcntl.ioctl, file, request, count) and request == 0x5204:
                    managed.append(hex(request))
    if opens("/dev/ptmx", os.O_RDWR):
        managed.append("a terminal of its own")


@case(control=Control.BARE, needs_root=True)
def set_the_clock(managed, channel):
    # Neither a time nor a zone: nothing is set, but the right to set is asked for.
    if reaches(164, 170, 0, 0):
        managed.append("settimeofday")


@case(control=Control.BARE, needs_root=True)
def steer_the_clock(managed, channel):
    now = ctypes.create_string_buffer(208)
    if call(159, 171, now) < 0:
        return
    same = ctypes.create_string_buffer(now.raw, 208)
    same[0:4] = (0x0010).to_bytes(4, "little")  # ADJ_STATUS, with the status there is
    if call(159, 171, same) >= 0:
        managed.append("adjtimex")
    if call(305, 266, 0, same) >= 0:
        managed.append("clock_adjtime")


@case(control=Control.BARE, needs_root=True)
def wake_the_machine(managed, channel):
    if reaches(283, 85, 8, 0):
        managed.append("timerfd for an alarm")
    if reaches(283, 85, 9, 0):
        managed.append("the other one")


def make_a_few_timers(managed, channel):
    number = ctypes.c_int()
    count = sum(call(222, 107, 1, 0, ctypes.byref(number)) >= 0 for _ in range(20))
    if count == 20:
        managed.append("20 timers")


@case(control=Control.TWIN, twin=make_a_few_timers)
def flood_of_timers(managed, channel):
    number = ctypes.c_int()
    count = sum(call(222, 107, 1, 0, ctypes.byref(number)) >= 0 for _ in range(4000))
    if count == 4000:
        managed.append("4000 timers")


def leave_a_few_signals_waiting(managed, channel):
    import signal

    signal.pthread_sigmask(signal.SIG_BLOCK, [34])
    info = (34).to_bytes(4, "little") + bytes(4) + (-1 & 0xFFFFFFFF).to_bytes(4, "little")
    if sum(call(129, 138, os.getpid(), 34, info + bytes(120)) >= 0 for _ in range(20)) == 20:
        managed.append("20 waiting signals")


@case(control=Control.TWIN, twin=leave_a_few_signals_waiting)
def flood_of_signals(managed, channel):
    import signal

    signal.pthread_sigmask(signal.SIG_BLOCK, [34])
    info = (34).to_bytes(4, "little") + bytes(4) + (-1 & 0xFFFFFFFF).to_bytes(4, "little")
    if sum(call(129, 138, os.getpid(), 34, info + bytes(120)) >= 0 for _ in range(4000)) == 4000:
        managed.append("4000 waiting signals")


@case(control=Control.SAME_JOB)
def alarms_for_later(managed, channel):
    import signal

    signal.setitimer(signal.ITIMER_REAL, 3600)
    signal.setitimer(signal.ITIMER_PROF, 3600)


@case(control=Control.BARE)
def processors_on_its_own_terms(managed, channel):
    # Utilisation clamps and deadlines want a right of their own.
    attributes = ctypes.create_string_buffer(56)
    attributes[0:8] = (56).to_bytes(4, "little") + (6).to_bytes(4, "little")  # SCHED_DEADLINE
    for at, nanoseconds in ((24, 10**6), (32, 10**7), (40, 10**7)):
        attributes[at : at + 8] = nanoseconds.to_bytes(8, "little")
    if call(314, 274, 0, attributes, 0) >= 0:
        managed.append("a deadline")
    if call(251, 30, 1, 0, (1 << 13) | 0) >= 0:  # the real-time class of disk access
        managed.append("disk first")
