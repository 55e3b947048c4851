"""What every sandbox must do, as checks anyone can run on theirs: see :func:`check_sandbox`.

Honest programs must work as well as hostile ones must be contained: a box that fails an honest
program makes false rejections, which cost as much as false acceptances.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from verisynth.errors import VerisynthError
from verisynth.protocols import Sandbox
from verisynth.sandbox import probes
from verisynth.types import Execution, Json, Limits, Program, Status

_LIMITS = Limits(cpu_seconds=3.0, wall_seconds=8.0, memory_mib=256, processes=16, disk_mib=8)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of the suite."""

    name: str
    passed: bool
    detail: str
    """What was seen instead; empty when passed."""
    seconds: float


class _Failed(Exception):
    pass


_Check = Callable[[Sandbox], Awaitable[None]]


def _want(condition: object, seen: object) -> None:
    if not condition:
        raise _Failed(str(seen)[:500])


async def _run(
    sandbox: Sandbox, source: str, *, partner: str | None = None, limits: Limits = _LIMITS,
    hash_seed: int = 0,
) -> Execution:  # fmt: skip
    program = Program(runner="selftest", payload=source, partner=partner, hash_seed=hash_seed)
    return await sandbox.run(program, limits)


async def _value(sandbox: Sandbox, source: str, **options: object) -> Json:
    """The probe's value; anything but a plain ending fails the check."""
    execution = await _run(sandbox, source, **options)  # type: ignore[arg-type]
    _want(execution.status is Status.EXITED and execution.exit_code == 0, execution)
    value: Json = json.loads(execution.result)["ok"]
    return value


def _body(*lines: str) -> str:
    return "def main(channel):\n" + "".join(f"    {line}\n" for line in lines)


# --- honest programs ---------------------------------------------------------------------------


async def result_is_returned(sandbox: Sandbox) -> None:
    """A runner's value comes back as it was."""
    value = await _value(sandbox, _body("return {'a': [1, 2.5, None, 'é\\ud800']}"))
    _want(value == {"a": [1, 2.5, None, "é\ud800"]}, value)


async def exception_is_reported(sandbox: Sandbox) -> None:
    """An exception of the runner is told with its type."""
    execution = await _run(sandbox, _body("return {}['missing']"))
    _want("KeyError" in json.loads(execution.result)["failed"], execution)


async def honest_output_is_kept(sandbox: Sandbox) -> None:
    """60 kB on each stream arrive whole while nobody reads them piece by piece."""
    body = _body("import sys", "print('o' * 60000)", "print('e' * 60000, file=sys.stderr)")
    execution = await _run(sandbox, body)
    sizes = (len(execution.stdout), len(execution.stderr))
    _want(execution.status is Status.EXITED and sizes == (60001, 60001), (sizes, execution.status))


async def a_megabyte_is_kept(sandbox: Sandbox) -> None:
    """A raised cap holds for bytes that are not text, too."""
    body = _body("import os", "data = bytes(range(256)) * 4096", "while data:",
                 "    data = data[os.write(1, data):]")  # fmt: skip
    execution = await _run(sandbox, body, limits=replace(_LIMITS, output_bytes=2 << 20))
    _want(execution.stdout == bytes(range(256)) * 4096, (execution.status, len(execution.stdout)))


async def big_payload_and_result(sandbox: Sandbox) -> None:
    """Two megabytes in and out."""
    text = "x" * (2 << 20)
    value = await _value(sandbox, f"TEXT = {text!r}\n" + _body("return TEXT"))
    _want(value == text, "the value changed")


async def standard_library_works(sandbox: Sandbox) -> None:
    """Threads, temporary files, asyncio and multiprocessing work."""
    body = _body(
        "import asyncio, multiprocessing, tempfile, threading",
        "seen = []",
        "threads = [threading.Thread(target=seen.append, args=(i,)) for i in range(4)]",
        "[t.start() for t in threads]; [t.join() for t in threads]",
        "with tempfile.NamedTemporaryFile('w+') as file:",
        "    file.write('x'); file.flush(); seen.append(open(file.name).read())",
        "seen.append(asyncio.run(asyncio.sleep(0, 'a')))",
        "with multiprocessing.get_context('fork').Pool(2) as pool:",
        "    seen.append(pool.map(abs, [-1, -2]))",
        "return sorted(map(str, seen))",
    )
    value = await _value(sandbox, body)
    _want(value == ["0", "1", "2", "3", "[1, 2]", "a", "x"], value)


async def stdin_is_empty(sandbox: Sandbox) -> None:
    """Reading standard input ends at once."""
    _want(await _value(sandbox, _body("import sys", "return sys.stdin.read()")) == "", "not empty")


async def folder_is_fresh(sandbox: Sandbox) -> None:
    """Each job starts in an empty folder it can write to."""
    body = _body("import os", "before = os.listdir()", "open('left-behind', 'w').close()",
                 "os.mkdir('locked'); open('locked/file', 'w').close(); os.chmod('locked', 0)",
                 "return before")  # fmt: skip
    for _ in range(2):
        value = await _value(sandbox, body)
        _want(value == [], value)


async def hash_seed_is_honoured(sandbox: Sandbox) -> None:
    """The same seed hashes strings alike; another one differs."""
    body = _body("return hash('verisynth')")
    first, again, other = [await _value(sandbox, body, hash_seed=seed) for seed in (1, 1, 2)]
    _want(first == again != other, (first, again, other))


async def partner_answers(sandbox: Sandbox) -> None:
    """The two processes of a job talk over their channel."""
    main = _body("channel.sendall(b'ping')", "return channel.recv(10).decode()")
    partner = "def partner(channel):\n    channel.sendall(channel.recv(10).upper())\n"
    _want(await _value(sandbox, main, partner=partner) == "PING", "no answer")


async def partner_end_is_seen(sandbox: Sandbox) -> None:
    """A partner that leaves closes the channel, and its leaving is not the job's failure."""
    partner = "import os\ndef partner(channel):\n    os._exit(3)\n"
    value = await _value(sandbox, _body("return len(channel.recv(10))"), partner=partner)
    _want(value == 0, value)


async def jobs_run_concurrently(sandbox: Sandbox) -> None:
    """More callers than slots all get their own answer."""
    jobs = [_value(sandbox, _body(f"return {i}")) for i in range(2 * sandbox.slots + 2)]
    values = await asyncio.gather(*jobs)
    _want(values == list(range(len(values))), values)


# --- limits ------------------------------------------------------------------------------------


async def flood_is_cut(sandbox: Sandbox) -> None:
    """Endless output ends the job at the cap, as output-limit."""
    limits = replace(_LIMITS, output_bytes=100_000)
    execution = await _run(sandbox, _body("while True: print('flood' * 1000)"), limits=limits)
    _want(execution.status is Status.OUTPUT_LIMIT, execution.status)
    _want(len(execution.stdout) <= 100_000, len(execution.stdout))


async def result_flood_is_cut(sandbox: Sandbox) -> None:
    """A result beyond its cap ends the job as output-limit."""
    limits = replace(_LIMITS, result_bytes=50_000)
    execution = await _run(sandbox, _body("return 'x' * 10_000_000"), limits=limits)
    _want(execution.status is Status.OUTPUT_LIMIT, execution.status)


async def cpu_loop_is_ended(sandbox: Sandbox) -> None:
    """CPU time is limited to a fraction of a second, in C code too."""
    limits = replace(_LIMITS, cpu_seconds=0.4)
    for body in (_body("while True: pass"), _body("return 10 ** 10 ** 8 % 7")):
        execution = await _run(sandbox, body, limits=limits)
        _want(execution.status is Status.TIME_LIMIT, execution)
        _want(execution.cpu_seconds < 1.5, execution.cpu_seconds)


async def sleep_is_ended(sandbox: Sandbox) -> None:
    """The wall clock ends what uses no CPU."""
    limits = replace(_LIMITS, wall_seconds=0.5)
    execution = await _run(sandbox, _body("import time", "time.sleep(60)"), limits=limits)
    _want(execution.status is Status.TIME_LIMIT and execution.wall_seconds < 5, execution)


async def partner_cpu_counts(sandbox: Sandbox) -> None:
    """A partner that loops uses up the job's CPU time."""
    partner = "def partner(channel):\n    while True: pass\n"
    limits = replace(_LIMITS, cpu_seconds=0.4)
    execution = await _run(sandbox, _body("channel.recv(1)"), partner=partner, limits=limits)
    _want(execution.status is Status.TIME_LIMIT, execution)


async def memory_is_bounded(sandbox: Sandbox) -> None:
    """Four times the limit cannot be held, and the ending says memory."""
    execution = await _run(sandbox, probes.memory(1024))
    _want(execution.status is Status.MEMORY_LIMIT, execution)


async def disk_is_bounded(sandbox: Sandbox) -> None:
    """The working folder has a size; the next job finds it empty."""
    body = _body("data = b'x' * (1 << 20)", "try:", "    for i in range(40):",
                 "        with open(f'f{i}', 'wb') as file: file.write(data)",
                 "except OSError as error: return error.errno", "return 0")  # fmt: skip
    _want(await _value(sandbox, body) != 0, "40 MiB fitted into 8")
    await folder_is_fresh(sandbox)


async def fork_bomb_is_bounded(sandbox: Sandbox) -> None:
    """Processes are limited; the next job works."""
    body = _body("import os, time", "made = 0", "try:", "    while made < 400:",
                 "        if os.fork() == 0: time.sleep(60); os._exit(0)", "        made += 1",
                 "except OSError: pass", "return made")  # fmt: skip
    value = await _value(sandbox, body)
    _want(isinstance(value, int) and value <= 40, value)
    await result_is_returned(sandbox)


# --- endings -----------------------------------------------------------------------------------


async def early_exit_gives_no_result(sandbox: Sandbox) -> None:
    """Leaving with code 0 is not a result."""
    execution = await _run(sandbox, _body("import os", "os._exit(0)"))
    _want((execution.status, execution.result) == (Status.EXITED, b""), execution)


async def abort_is_signaled(sandbox: Sandbox) -> None:
    """A crash is told with its signal."""
    for body, number in (("os.abort()", 6), ("os.kill(os.getpid(), 9)", 9)):
        execution = await _run(sandbox, _body("import os", body))
        _want((execution.status, execution.signal) == (Status.SIGNALED, number), execution)


async def daemon_is_ended(sandbox: Sandbox) -> None:
    """A daemon that keeps the pipes open neither delays the job nor survives it."""
    async with probes.bait() as made:
        started = time.monotonic()
        await _value(sandbox, probes.leave_survivor(made))
        took = time.monotonic() - started
        _want(took < 4, f"delayed: {took:.1f} s")
        for _ in range(max(2, sandbox.slots)):
            value = await _value(sandbox, probes.find_survivor(made))
            _want(value == [], value)


async def cancellation_kills(sandbox: Sandbox) -> None:
    """Cancelling returns soon and the sandbox works afterwards."""
    task = asyncio.create_task(_run(sandbox, _body("import time", "time.sleep(60)")))
    await asyncio.sleep(0.3)
    task.cancel()
    started = time.monotonic()
    await asyncio.wait([task], timeout=10)
    _want(task.cancelled() and time.monotonic() - started < 5, "still running")
    await result_is_returned(sandbox)


# --- walls -------------------------------------------------------------------------------------


async def environment_is_empty(sandbox: Sandbox) -> None:
    """No variable of the host, in any environment the job can see."""
    async with probes.bait() as made:
        # A seed of its own, so that a worker starts now, while the canary is in our environment.
        value = await _value(sandbox, probes.environment(made), hash_seed=977)
        _want(value == [], value)
    names = await _value(sandbox, _body("import os", "return sorted(os.environ)"))
    known = {"HOME", "LD_LIBRARY_PATH", "PATH", "PYTHONHASHSEED", "TMPDIR"}
    _want(isinstance(names, list) and set(map(str, names)) <= known, names)


async def host_file_is_hidden(sandbox: Sandbox) -> None:
    """A file of the host cannot be read."""
    async with probes.bait() as made:
        value = await _value(sandbox, probes.read_file(made))
        _want(value == [], value)


async def nothing_is_written_outside(sandbox: Sandbox) -> None:
    """Only the job's own folders are writable."""
    async with probes.bait() as made:
        value = await _value(sandbox, probes.write_file(made))
        left = [path.name for path in made.folder.iterdir() if path != made.file]
        _want(value == [] and left == [], (value, left))


async def network_is_closed(sandbox: Sandbox) -> None:
    """No connection leaves the box, and no other kind of socket opens."""
    async with probes.bait() as made:
        value = await _value(sandbox, probes.network(made, gently=True))
        _want(value == [] and made.connections == [], (value, made.connections))


async def privileges_are_gone(sandbox: Sandbox) -> None:
    """No way to become root, to enter new namespaces or to trace others."""
    body = _body(
        "import ctypes, os",
        "libc = ctypes.CDLL(None, use_errno=True)",
        "managed = []",
        "keyctl = 250 if os.uname().machine == 'x86_64' else 219",
        "calls = {'setuid': lambda: libc.setuid(0), 'unshare': lambda: libc.unshare(0x10000000),",
        "         'mount': lambda: libc.mount(b't', b'/box', b'tmpfs', 0, None),",
        "         'chroot': lambda: libc.chroot(b'.'), 'ptrace': lambda: libc.ptrace(0, 0, 0, 0),",
        "         'keyctl': lambda: libc.syscall(keyctl, 0, -3, 1)}",
        "for name, call in calls.items():",
        "    if call() >= 0: managed.append(name)",
        "return managed",
    )
    value = await _value(sandbox, body)
    _want(value == [], value)


async def kill_all_is_harmless(sandbox: Sandbox) -> None:
    """Killing every process in reach ends only the job's own."""
    body = _body("import os", "for pid in (-1, 1, os.getppid() or 1):", "    try: os.kill(pid, 9)",
                 "    except OSError: pass", "return 'alive'")  # fmt: skip
    await _run(sandbox, body)
    await result_is_returned(sandbox)


async def next_job_is_clean(sandbox: Sandbox) -> None:
    """What one job changes in Python is gone in the next."""
    await _value(sandbox, _body("import builtins, json", "builtins.len = lambda x: 42",
                                "json.loads = None", "json.planted = 1"))  # fmt: skip
    value = await _value(
        sandbox, _body("import json", "return [len([]), hasattr(json, 'planted')]")
    )
    _want(value == [0, False], value)


async def partners_are_apart(sandbox: Sandbox) -> None:
    """Main and partner share neither folder, memory nor signals; only the channel."""
    main = _body(
        "import json, os",
        "open('secret', 'w').write('token')",
        "place = [os.path.abspath('secret'), os.getpid()]",
        "channel.sendall(json.dumps(place).encode())",
        "seen = json.loads(channel.recv(1000))",
        "return seen + ([] if os.path.exists('secret') else ['removed the file'])",
    )
    partner = """
import json, os
def partner(channel):
    path, pid = json.loads(channel.recv(1000))
    managed = []
    for word, attempt in (("read", lambda: open(path).read()), ("removed", lambda: os.remove(path)),
                          ("killed", lambda: os.getpid() != pid and os.kill(pid, 9)),
                          ("result", lambda: os.write(192, b'{"ok": []}'))):
        try:
            if attempt() is not False:
                managed.append(word)
        except OSError:
            pass
    channel.sendall(json.dumps(managed).encode())
"""
    value = await _value(sandbox, main, partner=partner)
    _want(value == [], value)


SANDBOX_CHECKS: tuple[_Check, ...] = (
    result_is_returned, exception_is_reported, honest_output_is_kept, a_megabyte_is_kept,
    big_payload_and_result, standard_library_works, stdin_is_empty, folder_is_fresh,
    hash_seed_is_honoured, partner_answers, partner_end_is_seen, jobs_run_concurrently,
    flood_is_cut, result_flood_is_cut, cpu_loop_is_ended, sleep_is_ended, partner_cpu_counts,
    memory_is_bounded, disk_is_bounded, fork_bomb_is_bounded, early_exit_gives_no_result,
    abort_is_signaled, daemon_is_ended, cancellation_kills, environment_is_empty,
    host_file_is_hidden, nothing_is_written_outside, network_is_closed, privileges_are_gone,
    kill_all_is_harmless, next_job_is_clean, partners_are_apart,
)  # fmt: skip


async def run_check(check: _Check, sandbox: Sandbox) -> CheckResult:
    """One check; whatever it raises is a failure with its text."""
    started = time.monotonic()
    try:
        await check(sandbox)
        detail = ""
    except (_Failed, VerisynthError, ValueError, KeyError, TypeError) as error:
        detail = str(error) or type(error).__name__
    name = getattr(check, "__name__", "check").replace("_", " ")
    return CheckResult(name, not detail, detail, time.monotonic() - started)


async def check_sandbox(sandbox: Sandbox) -> tuple[CheckResult, ...]:
    """Run the whole suite on an open sandbox that has the runner ``selftest``.

    A sandbox conforms when every result has passed. Takes some seconds: limits are really reached.
    """
    return tuple([await run_check(check, sandbox) for check in SANDBOX_CHECKS])
