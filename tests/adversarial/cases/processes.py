"""Outliving the job, running away from its end, and laying hands on other processes.

What is left is ended after ten seconds at most, or by the suite: also where nothing holds it.
"""

import contextlib
import os
import sys
import time
from dataclasses import replace

from tests.adversarial.abuse import LIMITS, LONG, QUICK, STOPPED, Control, case
from tests.adversarial.inside import BAIT, GENTLE, HOST, WORKER, call, can, libc, opens, reaches

THREADS = "the kernel counts processes by user, and the job is the host's own user"
NUMBERS = "there is no process namespace: a call about a number tells whether it is in use"


@case(control=Control.BARE)
def daemon_that_outlives_its_job(managed, channel):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(writer, b"1")
            time.sleep(10)
        os._exit(0)
    os.read(reader, 1)


@case(control=Control.BARE)
def daemon_that_adopts_its_children(managed, channel):
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        libc.prctl(36, 1, 0, 0, 0)
        libc.prctl(1, 0, 0, 0, 0)
        for _ in range(3):
            if os.fork() == 0:
                if os.fork() == 0:
                    os.write(writer, b"1")
                    time.sleep(10)
                os._exit(0)
        time.sleep(10)
        os._exit(0)
    os.read(reader, 1)


@case(control=Control.BARE, limits=LONG)
def chain_of_forks(managed, channel):
    reader, writer = os.pipe()
    if os.fork() == 0:
        end = time.time() + 6
        os.write(writer, b"1")
        while time.time() < end:
            if os.fork():
                os._exit(0)
        os._exit(0)
    os.read(reader, 1)


@case(control=Control.BARE)
def children_stopped_and_children_dead(managed, channel):
    import signal

    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            time.sleep(10)
            os._exit(0)
        os.kill(pid, signal.SIGSTOP)
    for _ in range(3):
        if os.fork() == 0:
            os._exit(0)


@case(control=Control.BARE)
def children_deaf_to_signals(managed, channel):
    import signal

    reader, writer = os.pipe()
    for _ in range(3):
        if os.fork() == 0:
            for number in range(1, 65):
                with contextlib.suppress(OSError, ValueError):
                    signal.signal(number, signal.SIG_IGN)
            os.write(writer, b"1")
            time.sleep(10)
            os._exit(0)
    os.read(reader, 1)


@case(control=Control.BARE, ends=("clean", "signaled"))
def children_left_while_it_crashes(managed, channel):
    import ctypes

    for _ in range(5):
        if os.fork() == 0:
            time.sleep(10)
            os._exit(0)
    ctypes.string_at(0)


@case(control=Control.BARE)
def children_that_change_their_session(managed, channel):
    reader, writer = os.pipe()
    for _ in range(4):
        if os.fork() == 0:
            can(os.setsid)
            os.closerange(3, writer)
            os.write(writer, b"1")
            os.closerange(0, 256)
            time.sleep(10)
            os._exit(0)
    os.read(reader, 1)


@case(control=Control.BARE, gaps={"landlock": THREADS})
def threads_beyond_the_limit(managed, channel):
    import threading

    try:
        threading.stack_size(1 << 17)
        for _ in range(100):
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        managed.append("100 threads")
    except RuntimeError:
        pass


@case(control=Control.BARE)
def processes_beyond_the_limit(managed, channel):
    for _ in range(40):
        if os.fork() == 0:
            time.sleep(3)
            os._exit(0)
    managed.append("40 processes")


@case(control=Control.BARE)
def bomb_of_forks(managed, channel):
    reader, writer = os.pipe()
    own = os.getpid()
    with contextlib.suppress(OSError):
        for _ in range(6):
            os.fork()
    os.write(writer, b"1")
    time.sleep(0.5)
    if os.getpid() != own:
        time.sleep(3)
        os._exit(0)
    if (count := len(os.read(reader, 999))) > 40:
        managed.append(f"{count} processes")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def forks_until_it_is_killed(managed, channel):
    end = time.process_time() + 0.9
    while time.process_time() < end:
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                os._exit(0)
            os.wait()
    managed.append("was not killed")


def signal_somebody_gently(managed, channel):
    os.kill(HOST, 0)
    managed.append("could have")


@case(
    control=Control.TWIN,
    twin=signal_somebody_gently,
    needs_walls=True,
    ends=("clean", "signaled"),
)
def kill_everybody(managed, channel):
    os.kill(-1, 9)
    os.kill(1, 9)


@case(control=Control.BARE)
def signal_a_process_of_the_host(managed, channel):
    os.kill(HOST, 0)
    managed.append("reached it")


@case(control=Control.BARE)
def signals_to_the_worker(managed, channel):
    for number in (0,) if GENTLE else (1, 2, 3, 13, 14, 15, 19, 20, 23, 24, 30, 9):
        if os.getppid() == WORKER and can(os.kill, WORKER, number) and GENTLE:
            managed.append("reached it")


@case(control=Control.BARE)
def signals_by_descriptor_or_queue(managed, channel):
    import signal

    number = 0 if GENTLE else 9
    ways = [lambda: signal.pidfd_send_signal(os.pidfd_open(WORKER), number)]
    for way in ways:
        if can(way) and GENTLE:
            managed.append("pidfd")
    if call(129, 138, WORKER, number, b"\0" * 128) >= 0 and GENTLE:
        managed.append("queue")


@case(control=Control.BARE)
def signals_when_the_worker_reads(managed, channel):
    import fcntl

    for fd in (1, 2, 192):
        fcntl.fcntl(fd, fcntl.F_SETOWN, WORKER)
        fcntl.fcntl(fd, 10, 9)  # F_SETSIG: SIGKILL instead of SIGIO
        fcntl.fcntl(fd, fcntl.F_SETFL, os.O_ASYNC | os.O_WRONLY)
    os.write(1, b"x" * 1000)
    os.write(2, b"x" * 1000)
    time.sleep(0.5)  # closing the pipes would take the signals back


@case(control=Control.BARE)
def limits_of_the_worker(managed, channel):
    import ctypes

    kept = ctypes.create_string_buffer(16)
    for which in (0, 3, 6, 7, 9):
        if call(302, 261, WORKER, which, 0, kept) >= 0:
            managed.append(f"limit {which}")


@case(control=Control.BARE)
def priority_of_the_worker(managed, channel):
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    if can(os.setpriority, os.PRIO_PROCESS, WORKER, nice if GENTLE else 19):
        managed.append("nice")


@case(control=Control.BARE)
def processors_of_the_worker(managed, channel):
    own = os.sched_getaffinity(0)
    if can(os.sched_setaffinity, WORKER, own if GENTLE else {min(own)}):
        managed.append("affinity")


@case(control=Control.BARE)
def scheduling_of_the_worker(managed, channel):
    policy = os.SCHED_OTHER if GENTLE else os.SCHED_IDLE
    if can(os.sched_setscheduler, WORKER, policy, os.sched_param(0)):
        managed.append("policy")
    if can(os.sched_setparam, WORKER, os.sched_param(0)):
        managed.append("parameter")


@case(control=Control.BARE)
def disk_priority_of_the_worker(managed, channel):
    if call(251, 30, 1, WORKER, 0) >= 0:
        managed.append("ioprio")


@case(control=Control.BARE, needs_root=True)
def realtime_for_itself(managed, channel):
    if can(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1)):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        managed.append("real time")
    before = os.nice(0)
    if can(os.nice, -5) and os.nice(0) < before:
        managed.append("nicer")


@case(control=Control.WIDE, limits=QUICK, ends=STOPPED)
def stop_itself_and_go_on(managed, channel):
    import signal

    parent = os.getpid()
    if os.fork() == 0:
        time.sleep(2.5)
        os.kill(parent, signal.SIGCONT)
        os._exit(0)
    os.kill(parent, signal.SIGSTOP)
    managed.append("went on after the limit")


@case(control=Control.BARE)
def leave_the_wall_by_exec(managed, channel):
    code = (
        f"import os\ntry: open({BAIT!r} + '/canary.txt')\nexcept OSError: os._exit(0)\nos._exit(7)"
    )
    for program in {sys.executable, "/usr/bin/python3", "/python/bin/python3"}:
        with contextlib.suppress(OSError):
            pid = os.posix_spawn(program, [program, "-S", "-c", code], os.environ)
            if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7:
                managed.append("read the canary")


@case(control=Control.BARE, limits=replace(LIMITS, disk_mib=64))
def program_from_memory(managed, channel):
    fd = os.memfd_create("program")
    with open(sys.executable, "rb") as file:
        os.sendfile(fd, file.fileno(), 0, 64 << 20)
    code = (
        f"import os\ntry: open({BAIT!r} + '/canary.txt')\nexcept OSError: os._exit(0)\nos._exit(7)"
    )
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(OSError):
            os.execve(fd, [sys.executable, "-S", "-c", code], os.environ)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7:
        managed.append("read the canary")


@case(control=Control.BARE, needs_root=True)
def programs_that_give_rights(managed, channel):
    for program in ("/usr/bin/su", "/bin/su", "/usr/bin/sudo", "/usr/bin/passwd", "/bin/mount"):
        if os.access(program, os.X_OK) and os.stat(program).st_mode & 0o4000:
            status = os.statvfs(program).f_flag
            if libc.prctl(39, 0, 0, 0, 0) != 1 and not status & os.ST_NOSUID:
                managed.append(program)


@case(control=Control.BARE)
def type_into_a_terminal(managed, channel):
    import ctypes

    for fd in (0, 1, 2):
        for request in (0x5412, 0x541C):  # TIOCSTI, TIOCLINUX
            if reaches(16, 29, fd, request, ctypes.create_string_buffer(b"\x03", 8)):
                managed.append(hex(request))
    if opens("/dev/tty", os.O_RDWR):
        managed.append("has a terminal")


@case(control=Control.BARE, gaps={"landlock": NUMBERS})
def see_other_processes(managed, channel):
    own = {os.getpid(), WORKER, 1}
    for pid in range(2, 400):
        if pid not in own and can(os.getpgid, pid):
            managed.append(f"process {pid}")
            break
    if can(os.listdir, "/proc"):
        managed.append("the list of processes")
