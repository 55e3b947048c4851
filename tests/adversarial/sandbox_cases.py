"""Hostile and honest programs for sandboxes. Each is source for the runner ``selftest``.

A program *reports what it managed*: an empty list means contained. ``ends`` are the endings allowed
besides that. ``control`` marks the attempts that succeed, harmlessly, where nothing holds them.
"""

# ruff: noqa: E501 - one attempt a line is easier to read than a wrapped one

from dataclasses import dataclass, replace

from verisynth.types import Limits

LIMITS = Limits(cpu_seconds=1.0, wall_seconds=4.0, memory_mib=256, disk_mib=8, processes=16)
QUICK = replace(LIMITS, cpu_seconds=0.3, wall_seconds=0.6)


@dataclass(frozen=True)
class Abuse:
    name: str
    source: str
    partner: str | None = None
    ends: tuple[str, ...] = ()
    """Endings other than exit 0 with an empty list that are as good."""
    limits: Limits = LIMITS
    control: bool = False


def attempt(*lines: str) -> str:
    """``managed`` is what to append to; an OSError ends the attempt."""
    inner = "".join(f"        {line}\n" for line in lines)
    return (
        "import ctypes, errno, os, socket, sys, time\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "X86 = os.uname().machine == 'x86_64'\n"
        "def main(channel):\n    managed = []\n    try:\n"
        f"{inner}    except OSError as error:\n        pass\n    return managed\n"
    )


def calls(*numbers: tuple[str, int, int, str]) -> str:
    """System calls that must fail: name, number on x86_64 and on aarch64, arguments."""
    lines = [
        f"if libc.syscall({x86} if X86 else {arm}, {arguments}) >= 0: managed.append({name!r})"
        for name, x86, arm, arguments in numbers
    ]
    return attempt(*lines)


FILES = (
    Abuse("read /etc/passwd or /etc/shadow", attempt(
        "for path in ('/etc/shadow', '/root/.bashrc', '/var/run/docker.sock', '/home', '/proc/1/environ'):",
        "    try: (os.listdir if os.path.isdir(path) else open)(path); managed.append(path)",
        "    except OSError: pass"), control=True),
    Abuse("hard link to code", attempt(
        "os.link('/app/sandboxes/worker.py', 'mine')", "managed.append('linked')")),
    Abuse("replace the worker's code", attempt(
        "for name in ('worker.py', 'job.py', 'codec.py'):",
        "    path = '/app/sandboxes/' + name",
        "    for act in (os.remove, lambda p: open(p, 'a'), lambda p: os.rename(p, p + 'x'), lambda p: os.chmod(p, 0o777)):",
        "        try: act(path); managed.append(name)",
        "        except OSError: pass")),
    Abuse("sparse file of a terabyte", attempt(
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)",
        "with open('big', 'wb') as file: file.truncate(1 << 40)", "managed.append('truncated')")),
    Abuse("a million files", attempt(
        "for i in range(20000): open(str(i), 'w').close()", "managed.append('20000 files')"),
        ends=("time-limit",)),
    Abuse("folders 1500 deep", attempt(
        "for i in range(1500): os.mkdir('d'); os.chdir('d')", "os.chmod('.', 0)")),
    Abuse("odd names and locked folders", attempt(
        "for name in (b'\\xff\\xfe', b'-rf', b'a' * 255, b'new\\nline', b' '):",
        "    os.mkdir(name); open(name + b'/x', 'w').close() if len(name) < 200 else None; os.chmod(name, 0)")),
    Abuse("links to the root left behind", attempt(
        "os.symlink('/', 'root'); os.symlink('/app', 'app'); os.symlink('loop', 'loop')")),
    Abuse("fill the shared memory", attempt(
        "with open('/dev/shm/fill', 'wb') as file:",
        "    for _ in range(64): file.write(b'x' * (1 << 20))", "managed.append('64 MiB')")),
    Abuse("files Python or pytest would load", attempt(
        "for name in ('conftest.py', 'sitecustomize.py', 'usercustomize.py', 'pytest.ini', 'json.py', 'x.pth'):",
        "    for folder in ('.', os.environ.get('TMPDIR', '.'), os.environ.get('HOME', '.')):",
        "        open(os.path.join(folder, name), 'w').write('raise SystemExit(9)')")),
    Abuse("device files", attempt(
        "os.mknod('disk', 0o60666, os.makedev(254, 0)); open('disk', 'rb'); managed.append('device')")),
)  # fmt: skip

KERNEL = (
    Abuse("new namespaces", calls(
        ("unshare user", 272, 97, "0x10000000"), ("unshare mount", 272, 97, "0x20000"),
        ("clone into new user namespace", 56, 220, "0x10000011, 0, 0, 0, 0"),
        ("clone3", 435, 435, "0, 0"), ("setns", 308, 268, "0, 0"), ("mount", 165, 40, "b't', b'/box', b'tmpfs', 0, 0"),
        ("pivot_root", 155, 41, "b'.', b'.'"), ("chroot", 161, 51, "b'.'"),
        ("fsopen", 430, 430, "b'tmpfs', 0"), ("open_tree", 428, 428, "-100, b'/', 1"))),
    Abuse("tracing", calls(
        ("ptrace me", 101, 117, "0, 0, 0, 0"), ("process_vm_readv", 310, 270, "1, 0, 0, 0, 0, 0"),
        ("kcmp", 312, 272, "1, 1, 0, 0, 0"), ("pidfd_getfd", 438, 438, "0, 0, 0"))),
    Abuse("keyrings", calls(
        ("add_key", 248, 217, "b'user', b'x', b'secret', 6, -3"), ("keyctl", 250, 219, "0, -3, 1"),
        ("request_key", 249, 218, "b'user', b'x', 0, -3")), control=True),
    Abuse("wide kernel interfaces", calls(
        ("io_uring_setup", 425, 425, "8, ctypes.create_string_buffer(120)"), ("bpf", 321, 280, "0, 0, 0"),
        ("perf_event_open", 298, 241, "ctypes.create_string_buffer(120), 0, -1, -1, 0"),
        ("userfaultfd", 323, 282, "1"), ("fanotify_init", 300, 262, "0, 0"),
        ("open_by_handle_at", 304, 265, "-100, ctypes.create_string_buffer(100), 0")), control=True),
    Abuse("System V and message queues", calls(
        ("shmget", 29, 194, "0x56534331, 4096, 0o1666"), ("msgget", 68, 186, "0x56534331, 0o1666"),
        ("semget", 64, 190, "0x56534331, 1, 0o1666"), ("mq_open", 240, 180, "b'vs', 0o102, 0o666, 0"))),
    Abuse("become root", attempt(
        "for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.setresuid(0, 0, 0)):",
        "    try: call(); managed.append('id')",
        "    except OSError: pass",
        "if libc.syscall(126 if X86 else 91, b'\\x22\\x05\\x08\\x20\\0\\0\\0\\0', b'\\xff' * 24) >= 0: managed.append('capset')")),
    Abuse("undo the confinement", attempt(
        "import resource",
        "if libc.prctl(38, 0, 0, 0, 0) == 0: managed.append('no_new_privs off')",
        "for which in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):",
        "    try: resource.setrlimit(which, (-1, -1)); managed.append(which)",
        "    except (OSError, ValueError): pass")),
    Abuse("x32 system calls", attempt(
        "if X86 and libc.syscall(0x40000000 + 39) >= 0: managed.append('x32')")),
    Abuse("i386 system calls", attempt(
        "import mmap",
        "if X86:",
        "    code = mmap.mmap(-1, 4096, prot=7); code.write(b'\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3')",
        "    at = ctypes.addressof(ctypes.c_char.from_buffer(code))",
        "    if ctypes.CFUNCTYPE(ctypes.c_int)(at)() > 0: managed.append('i386')"), ends=("signaled",)),
    Abuse("unusual sockets", attempt(
        "for family in (16, 17, 38, 40, 15, 31, 9, 44):",
        "    for kind in (1, 2, 3, 5):",
        "        try: socket.socket(family, kind); managed.append(family)",
        "        except OSError: pass"), control=True),
    Abuse("sockets of the host", attempt(
        "for name in ('/var/run/docker.sock', '/run/systemd/private', '/tmp/.X11-unix/X0', '\\0/tmp/.X11-unix/X0'):",
        "    try: socket.socket(socket.AF_UNIX).connect(name); managed.append(name)",
        "    except OSError: pass")),
)  # fmt: skip

PROCESSES = (
    Abuse("chain of forks", attempt(
        "if os.fork() == 0:",
        "    end = time.time() + 20",
        "    while time.time() < end:",
        "        if os.fork(): os._exit(0)",
        "    os._exit(0)", "time.sleep(0.1)")),
    Abuse("stopped children and zombies", attempt(
        "import signal",
        "for _ in range(3):",
        "    pid = os.fork()",
        "    if pid == 0: time.sleep(30); os._exit(0)",
        "    os.kill(pid, signal.SIGSTOP)",
        "for _ in range(3):",
        "    if os.fork() == 0: os._exit(0)")),
    Abuse("thread bomb", attempt(
        "import threading",
        "try:",
        "    for _ in range(200): threading.Thread(target=time.sleep, args=(30,), daemon=True).start()",
        "    managed.append('200 threads')",
        "except RuntimeError: pass")),
    Abuse("fork bomb", attempt("while True: os.fork()"), ends=("time-limit", "signaled"), limits=QUICK),
    Abuse("kill everything", attempt("os.kill(-1, 9)", "os.kill(1, 9)", "os.kill(0, 9)"), ends=("signaled",)),
    Abuse("deaf to signals", attempt(
        "import signal",
        "for number in range(1, 65):",
        "    try: signal.signal(number, signal.SIG_IGN)",
        "    except (OSError, ValueError): pass",
        "while True: pass"), ends=("time-limit",), limits=QUICK),
    Abuse("sleep with everything closed", attempt(
        "os.closerange(0, 256)", "time.sleep(60)"), ends=("time-limit",), limits=QUICK),
    Abuse("CPU burnt by children", attempt(
        "for _ in range(4):",
        "    if os.fork() == 0:",
        "        while True: pass",
        "time.sleep(60)"), ends=("time-limit",), limits=QUICK),
    Abuse("regex that never ends", attempt(
        "import re; re.match('(a+)+$', 'a' * 60 + 'b')"), ends=("time-limit",), limits=QUICK),
    Abuse("crash by null pointer", attempt("ctypes.string_at(0)"), ends=("signaled",)),
    Abuse("stack overflow", attempt(
        "sys.setrecursionlimit(10**9)", "def f(): return f()", "f()"),
        ends=("signaled", "memory-limit", "time-limit", "failed")),
    Abuse("compiler bomb", attempt(
        "for source in ('(' * 5000 + ')' * 5000, '-' * 100000 + '1', 'x = 1' + '+1' * 50000, '[' * 90 + ']' * 90):",
        "    try: compile(source, '', 'exec')",
        "    except (SyntaxError, MemoryError, RecursionError): pass"),
        ends=("signaled", "memory-limit", "time-limit")),
)  # fmt: skip

CHANNELS = (
    Abuse("forged result on every descriptor", attempt(
        "for fd in range(3, 256):",
        "    try: os.write(fd, b'{\"ok\": [\"forged\"]}')",
        "    except OSError: pass", "os._exit(0)"), ends=("forged",)),
    Abuse("forged frames on stdout", attempt(
        "import struct",
        "for kind in (b'X', b'R', b'H', b'O'):",
        "    os.write(1, struct.pack('>cI', kind, 2) + b'{}')")),
    Abuse("garbage on the result pipe", attempt(
        "os.write(192, os.urandom(4096) + b'[' * 50000)", "os._exit(0)"), ends=("unreadable",)),
    Abuse("flood of the result pipe", attempt(
        "while True: os.write(192, b'x' * 65536)"), ends=("output-limit",)),
    Abuse("result pipe closed", attempt("os.close(192)", "os._exit(0)"), ends=("unreadable",)),
    Abuse("stdout made non-blocking and read back", attempt(
        "import fcntl",
        "fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK)",
        "try: os.write(1, b'x' * 100000)",
        "except BlockingIOError: pass",
        "fd = os.open('/proc/self/fd/1', os.O_RDONLY | os.O_NONBLOCK)",
        "if os.read(fd, 100000): managed.append('took bytes back')")),
    Abuse("bytes that are no text", attempt(
        "os.write(1, b'\\xff\\0\\xed\\xa0\\x80' * 100)", "print('\\ud800\\0')"), ends=("failed",)),
    Abuse("partner floods and locks its pipes", "def main(channel):\n    channel.recv(1)\n    return []\n",
        partner="import fcntl, os\ndef partner(channel):\n"
        "    fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK)\n"
        "    while True:\n        try: os.write(2, b'x' * 65536)\n        except OSError: pass\n",
        ends=("output-limit", "time-limit")),
    Abuse("partner hands over descriptors",
        "def main(channel):\n    import os\n    before = os.listdir('.')\n    channel.recv(100)\n    return before\n",
        partner="import os, socket\ndef partner(channel):\n    socket.send_fds(channel, [b'x'], [0, 1, 2])\n"),
    Abuse("partner leaves a daemon on the channel",
        "def main(channel):\n    channel.recv(1)\n    return []\n",
        partner="import os, time\ndef partner(channel):\n    if os.fork() == 0:\n        os.setsid()\n"
        "        channel.sendall(b'x')\n        time.sleep(60)\n    os._exit(0)\n"),
)  # fmt: skip

ABUSES = (*FILES, *KERNEL, *PROCESSES, *CHANNELS)

HONEST = (
    ("spawned workers and a subprocess", "import multiprocessing, subprocess, sys\n"
     "def main(channel):\n"
     "    out = subprocess.run([sys.executable, '-c', 'print(6 * 7)'], capture_output=True, text=True)\n"
     "    return [out.stdout, out.stderr]\n", ["42\n", ""]),
    ("400 kB printed", "def main(channel):\n    print('x' * 400_000)\n    return 1\n", 1),
    ("decimal, zoneinfo-free dates, sqlite in memory", "import datetime, decimal, sqlite3\n"
     "def main(channel):\n    return [str(decimal.Decimal('0.1') * 3), datetime.date(2024, 2, 29).isoformat(),\n"
     "            sqlite3.connect(':memory:').execute('select 1 + 1').fetchone()[0]]\n",
     ["0.3", "2024-02-29", 2]),
    ("files and shelves in the working folder", "import shelve\n"
     "def main(channel):\n    with shelve.open('s') as s: s['a'] = 1\n    with shelve.open('s') as s: return s['a']\n", 1),
    ("a process pool and an executor", "import concurrent.futures as f\n"
     "def main(channel):\n    with f.ThreadPoolExecutor(4) as e: return sum(e.map(abs, range(-10, 0)))\n", 55),
    ("deep but legal recursion", "def main(channel):\n"
     "    def depth(n): return 0 if n == 0 else 1 + depth(n - 1)\n    return depth(900)\n", 900),
)  # fmt: skip
