"""What a program must not reach: the host, the network, privileges, other jobs."""

from __future__ import annotations

import asyncio
import contextlib
import json

from verisynth.protocols import Sandbox
from verisynth.sandbox import probes
from verisynth.sandbox.checks.honest import result_is_returned
from verisynth.sandbox.checks.running import Check, main_of, run, value_of, want
from verisynth.sandbox.ending import kill


async def environment_is_empty(sandbox: Sandbox) -> None:
    """No variable of the host, in any environment the job can see."""
    async with probes.bait() as made:
        # A seed of its own, so that a worker starts now, while the canary is in our environment.
        value = await value_of(sandbox, probes.environment(made), hash_seed=977)
        want(value == [], value)
    names = await value_of(sandbox, main_of("import os", "return sorted(os.environ)"))
    known = {"HOME", "LD_LIBRARY_PATH", "PATH", "PYTHONHASHSEED", "TMPDIR"}
    want(isinstance(names, list) and set(map(str, names)) <= known, names)


async def host_file_is_hidden(sandbox: Sandbox) -> None:
    """A file of the host cannot be read."""
    async with probes.bait() as made:
        value = await value_of(sandbox, probes.read_file(made))
        want(value == [], value)


async def nothing_is_written_outside(sandbox: Sandbox) -> None:
    """Only the job's own folders are writable."""
    async with probes.bait() as made:
        # The bait alone first: where that can be written, markers would litter the whole system.
        value = await value_of(sandbox, probes.write_file(made, gently=True))
        want(value == [], value)
        value = await value_of(sandbox, probes.write_file(made))
        left = [path.name for path in made.folder.iterdir() if path != made.file]
        want(value == [] and left == [], (value, left))


async def network_is_closed(sandbox: Sandbox) -> None:
    """No connection leaves the box, and no other kind of socket opens."""
    async with probes.bait() as made:
        value = await value_of(sandbox, probes.network(made, gently=True))
        want(value == [] and made.connections == [], (value, made.connections))


async def privileges_are_gone(sandbox: Sandbox) -> None:
    """No way to become root, to enter new namespaces or to trace others."""
    body = main_of(
        "import ctypes, os",
        "libc = ctypes.CDLL(None, use_errno=True)",
        "managed = []",
        "keyctl = 250 if os.uname().machine == 'x86_64' else 219",
        "calls = {'setuid': lambda: libc.setuid(0), 'unshare': lambda: libc.unshare(0x10000000),",
        "         'mount': lambda: libc.mount(b't', b'.', b'tmpfs', 0, None),",
        "         'chroot': lambda: libc.chroot(b'.'), 'ptrace': lambda: libc.ptrace(0, 0, 0, 0),",
        "         'keyctl': lambda: libc.syscall(keyctl, 0, -3, 1)}",
        "for name, call in calls.items():",
        "    if call() >= 0: managed.append(name)",
        "libc.umount2(b'.', 2)",
        "return managed",
    )
    value = await value_of(sandbox, body)
    want(value == [], value)


async def kill_all_is_harmless(sandbox: Sandbox) -> None:
    """Killing every process in reach ends only the job's own.

    A single process of ours is offered first. Where a job can end that one, the check has failed
    and goes no further: the rest would end everything this user runs.
    """
    want(not await _ends_a_process_of_ours(sandbox), "a job ended a process of the host")
    everyone = main_of(
        "import os", "for pid in (-1, 1, os.getppid() or 1):", "    try: os.kill(pid, 9)",
        "    except OSError: pass", "return 'alive'",
    )  # fmt: skip
    await run(sandbox, everyone)
    await result_is_returned(sandbox)


async def _ends_a_process_of_ours(sandbox: Sandbox) -> bool:
    bait = await asyncio.create_subprocess_exec("sleep", "60")
    try:
        attempt = main_of(
            "import os", f"try: os.kill({bait.pid}, 9)", "except OSError: return 'no'"
        )
        said = (await run(sandbox, attempt)).result
        if said and json.loads(said) == {"ok": "no"}:
            return False
        # Something was killed. Numbers may mean other processes in there: was it ours?
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bait.wait(), timeout=5)
        return bait.returncode is not None
    finally:
        kill(bait)
        await bait.wait()


async def next_job_is_clean(sandbox: Sandbox) -> None:
    """What one job changes in Python is gone in the next."""
    await value_of(
        sandbox,
        main_of(
            "import builtins, json",
            "builtins.len = lambda x: 42",
            "json.loads = None",
            "json.planted = 1",
        ),
    )
    value = await value_of(
        sandbox, main_of("import json", "return [len([]), hasattr(json, 'planted')]")
    )
    want(value == [0, False], value)


async def partners_are_apart(sandbox: Sandbox) -> None:
    """Main and partner share neither folder, memory nor signals; only the channel."""
    main = main_of(
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
    value = await value_of(sandbox, main, partner=partner)
    want(value == [], value)


CHECKS: tuple[Check, ...] = (
    environment_is_empty,
    host_file_is_hidden,
    nothing_is_written_outside,
    network_is_closed,
    privileges_are_gone,
    kill_all_is_harmless,
    next_job_is_clean,
    partners_are_apart,
)
