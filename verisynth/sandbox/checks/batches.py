"""Many programs in one call: each as if it had been alone."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

from verisynth.errors import VerisynthError
from verisynth.protocols import Sandbox
from verisynth.sandbox.batch import run_batch
from verisynth.sandbox.checks.honest import result_is_returned
from verisynth.sandbox.checks.running import LIMITS, Check, Failed, main_of, want
from verisynth.types import Program, Status


async def batch_keeps_order_and_apart(sandbox: Sandbox) -> None:
    """Each program of a batch gets its own answer and a clean box, whatever its neighbours do."""
    clean = "import builtins, os\n    before = [len([]), os.listdir()]\n"
    clean += "    builtins.len = lambda x: 42\n    open('left', 'w').close()\n"
    sources = [main_of(clean, f"return [{i}, before]") for i in range(12)]
    sources[3] = main_of("import os", "os._exit(0)")
    sources[5] = main_of("while True: pass")
    sources[7] = main_of("import os", "os.abort()")
    sources[9] = main_of("return {}['missing']")
    programs = [Program(runner="selftest", payload=source) for source in sources]
    found = await run_batch(sandbox, programs, replace(LIMITS, cpu_seconds=0.4))
    want(len(found) == len(programs), len(found))
    for index, one in enumerate(found):
        if isinstance(one, VerisynthError):
            raise Failed(f"program {index}: {one}")
        wanted = {3: Status.EXITED, 5: Status.TIME_LIMIT, 7: Status.SIGNALED}
        want(one.status is wanted.get(index, Status.EXITED), (index, one))
        if index not in {3, 5, 7, 9}:
            want(json.loads(one.result) == {"ok": [index, [0, []]]}, (index, one.result))
    last = found[9]
    want(not isinstance(last, VerisynthError) and b"KeyError" in last.result, last)


async def batch_is_cancelled(sandbox: Sandbox) -> None:
    """Cancelling a batch ends all of it soon, and the sandbox works afterwards."""
    sleeper = Program(runner="selftest", payload=main_of("import time", "time.sleep(60)"))
    task = asyncio.create_task(run_batch(sandbox, [sleeper] * (3 * sandbox.slots), LIMITS))
    await asyncio.sleep(0.3)
    task.cancel()
    started = time.monotonic()
    await asyncio.wait([task], timeout=10)
    want(task.cancelled() and time.monotonic() - started < 5, "still running")
    await result_is_returned(sandbox)


CHECKS: tuple[Check, ...] = (
    batch_keeps_order_and_apart,
    batch_is_cancelled,
)
