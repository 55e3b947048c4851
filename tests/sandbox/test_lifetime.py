"""Workers live no longer than their host, and no shorter than the terminal's Ctrl-C."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verisynth.errors import SandboxError
from verisynth.sandbox import open_sandbox
from verisynth.sandbox.docker import LABEL, docker
from verisynth.types import Limits, Program

pytestmark = pytest.mark.slow

HOST = """
import asyncio, signal, sys
# A runner may have started us with Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Program
async def main():
    async with open_sandbox(sys.argv[1], slots=1) as sandbox:
        source = "import time\\ndef main(channel): time.sleep(30)"
        job = asyncio.create_task(sandbox.run(Program(runner="selftest", payload=source), Limits()))
        await asyncio.sleep(0.5)
        print("running", flush=True)
        await job
asyncio.run(main())
"""


def descendants(pid: int) -> set[int]:
    found = {pid}
    while True:
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                parents[int(entry.name)] = int(fields[1])
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found
        found |= more


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path("/proc", str(pid)).exists()}


def wait_until_gone(pids: set[int], seconds: float = 10) -> set[int]:
    deadline = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive(pids)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_outlives_the_host(how: signal.Signals) -> None:
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, "userns"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert host.stdout is not None
    with host, host.stdout:
        assert host.stdout.readline() == b"running\n"
        family = descendants(host.pid)
        assert len(family) >= 4
        os.kill(host.pid, how)
        host.wait(timeout=10)
    assert wait_until_gone(family) == set()


@pytest.mark.docker
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_container_outlives_the_host(how: signal.Signals) -> None:
    async def names() -> set[str]:
        reply = await docker("ps", "--all", "--filter", f"label={LABEL}", "--format", "{{.Names}}")
        return set(reply.stdout.split())

    host = subprocess.Popen(
        [sys.executable, "-c", HOST, "docker"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert host.stdout is not None
    with host, host.stdout:
        assert host.stdout.readline() == b"running\n"
        ours = {name for name in asyncio.run(names()) if f"-{host.pid}-" in name}
        assert ours
        os.kill(host.pid, how)
        host.wait(timeout=10)
    deadline = time.monotonic() + 15
    while asyncio.run(names()) & ours and time.monotonic() < deadline:
        time.sleep(0.2)
    assert asyncio.run(names()) & ours == set()


@pytest.mark.docker
def test_a_container_killed_in_a_job_is_retried_and_never_a_verdict() -> None:
    async def go() -> None:
        async with open_sandbox("docker", slots=1) as sandbox:
            source = "import time\ndef main(channel):\n    time.sleep(1.5)\n    return 7\n"
            job = asyncio.create_task(
                sandbox.run(Program(runner="selftest", payload=source), Limits())
            )
            await asyncio.sleep(0.5)
            listing = await docker("ps", "--filter", f"label={LABEL}", "--format", "{{.Names}}")
            name = next(n for n in listing.stdout.split() if f"-{os.getpid()}-" in n)
            assert (await docker("kill", name)).code == 0
            assert json.loads((await job).result) == {"ok": 7}

    asyncio.run(go())


def test_two_sandboxes_run_side_by_side() -> None:
    async def go() -> None:
        async with open_sandbox("userns", slots=1) as one, open_sandbox("userns", slots=1) as two:
            jobs = [
                sandbox.run(
                    Program(runner="selftest", payload=f"def main(c): return {index}"), Limits()
                )
                for index, sandbox in enumerate((one, two) * 5)
            ]
            results = [
                json.loads(execution.result)["ok"] for execution in await asyncio.gather(*jobs)
            ]
            assert results == list(range(10))

    asyncio.run(go())


def test_a_closed_sandbox_refuses() -> None:
    async def go() -> None:
        async with open_sandbox("userns", slots=1) as sandbox:
            pass
        with pytest.raises(SandboxError, match="closed"):
            await sandbox.run(Program(runner="selftest", payload="x"), Limits())

    asyncio.run(go())
