"""However a program ends, it is told, and nothing of it goes on."""

from __future__ import annotations

import asyncio
import json
import time

from verisynth.protocols import Sandbox
from verisynth.sandbox import probes
from verisynth.sandbox.checks.honest import result_is_returned
from verisynth.sandbox.checks.running import Check, main_of, run, value_of, want
from verisynth.types import Status


async def early_exit_gives_no_result(sandbox: Sandbox) -> None:
    """Leaving with code 0 is not a result."""
    execution = await run(sandbox, main_of("import os", "os._exit(0)"))
    want((execution.status, execution.result) == (Status.EXITED, b""), execution)


async def abort_is_signaled(sandbox: Sandbox) -> None:
    """A crash is told with its signal."""
    for body, number in (("os.abort()", 6), ("os.kill(os.getpid(), 9)", 9)):
        execution = await run(sandbox, main_of("import os", body))
        want((execution.status, execution.signal) == (Status.SIGNALED, number), execution)


async def threads_do_not_delay(sandbox: Sandbox) -> None:
    """A thread that goes on sleeping does not hold up a job whose runner has returned."""
    body = main_of(
        "import threading, time",
        "threading.Thread(target=time.sleep, args=(60,)).start()",
        "return 'done'",
    )
    execution = await run(sandbox, body)
    want(json.loads(execution.result or b"{}") == {"ok": "done"}, execution)
    want(execution.wall_seconds < 5, execution.wall_seconds)


async def closed_descriptors_harm_only_the_job(sandbox: Sandbox) -> None:
    """Scribbling on every descriptor and closing all of them costs the job its result at most."""
    scribble = (
        "import os",
        "for fd in range(256):",
        "    try: os.write(fd, b'\\xff\\0garbage' * 99)",
        "    except OSError: pass",
    )
    for lines in (("import os", "os.closerange(0, 4096)"), (*scribble, "os._exit(0)"), scribble):
        await run(sandbox, main_of(*lines))
        await result_is_returned(sandbox)


async def daemon_is_ended(sandbox: Sandbox) -> None:
    """A daemon that keeps the pipes open neither delays the job nor survives it."""
    async with probes.bait() as made:
        started = time.monotonic()
        await value_of(sandbox, probes.leave_survivor(made))
        took = time.monotonic() - started
        want(took < 4, f"delayed: {took:.1f} s")
        for _ in range(max(2, sandbox.slots)):
            value = await value_of(sandbox, probes.find_survivor(made))
            want(value == [], value)


async def cancellation_kills(sandbox: Sandbox) -> None:
    """Cancelling returns soon and the sandbox works afterwards."""
    task = asyncio.create_task(run(sandbox, main_of("import time", "time.sleep(60)")))
    await asyncio.sleep(0.3)
    task.cancel()
    started = time.monotonic()
    await asyncio.wait([task], timeout=10)
    want(task.cancelled() and time.monotonic() - started < 5, "still running")
    await result_is_returned(sandbox)


CHECKS: tuple[Check, ...] = (
    early_exit_gives_no_result,
    abort_is_signaled,
    threads_do_not_delay,
    closed_descriptors_harm_only_the_job,
    daemon_is_ended,
    cancellation_kills,
)
