"""Workers, containers, engines and disks that fail in mid-run.

Nothing is lost, no verdict changes, nothing is left behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from tests.sandbox.census import Census, census
from tests.sandbox.fake_workers import END, Script
from tests.sandbox.test_lifetime import descendants
from verisynth.errors import MissingError, SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox import folder as folder_module, open_sandbox, pool as pool_module
from verisynth.sandbox.batch import run_batch
from verisynth.sandbox.docker import LABEL, docker
from verisynth.sandbox.pool import Pool
from verisynth.types import Execution, Limits, Program

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LOCAL = ("userns", "landlock")
LEVELS = (*LOCAL, pytest.param("docker", marks=pytest.mark.docker))
LIMITS = Limits(wall_seconds=15)
T = TypeVar("T")


def slow_job(number: int, seconds: float = 0.05) -> Program:
    source = f"import time\ndef main(c):\n    time.sleep({seconds})\n    return {number}\n"
    return Program(runner="selftest", payload=source)


def answers(results) -> list[object]:
    return [
        json.loads(result.result)["ok"] if isinstance(result, Execution) else str(result)
        for result in results
    ]


@asynccontextmanager
async def opened(level: str, *, slots: int = 1) -> AsyncIterator[Sandbox]:
    try:
        async with open_sandbox(level, slots=slots) as sandbox:
            yield sandbox
    except MissingError as error:
        pytest.skip(f"{level}: {error.message}")


def worker_pids() -> list[int]:
    """The workers this process has started, by their command line."""
    found = []
    for pid in descendants(os.getpid()) - {os.getpid()}:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(b"worker.py") for word in words):
            found.append(pid)
    return sorted(found)


async def kill_workers() -> None:
    for pid in await patiently(worker_pids):
        with contextlib.suppress(ProcessLookupError):  # a worker goes with the one that entered it
            os.kill(pid, signal.SIGKILL)


async def containers() -> list[str]:
    listing = await docker("ps", "--filter", f"label={LABEL}", "--format", "{{.Names}}")
    return [name for name in listing.stdout.split() if f"-{os.getpid()}-" in name]


async def kill_containers() -> None:
    await docker("kill", *await patiently(containers))


async def patiently(look: Callable[[], Awaitable[list[T]] | list[T]]) -> list[T]:
    """What is found once there is something: on a loaded machine a worker may still be starting."""
    async with asyncio.timeout(30):
        while True:
            seen = look()
            found = seen if isinstance(seen, list) else await seen
            if found:
                return found
            await asyncio.sleep(0.05)


HARM: dict[str, Callable[[], Awaitable[None]]] = {
    "userns": kill_workers,
    "landlock": kill_workers,
    "docker": kill_containers,
}


def unchanged(before: Census) -> None:
    """Wait a moment for the kernel and the engine to finish, then count again."""
    after = asyncio.run(census(settle_on=before))
    assert after == before


@pytest.mark.parametrize("level", LEVELS)
def test_workers_killed_in_mid_batch_cost_no_result(level: str) -> None:
    before = asyncio.run(census())

    async def go() -> list[object]:
        async with opened(level, slots=2) as sandbox:
            work = asyncio.create_task(run_batch(sandbox, [slow_job(n) for n in range(60)], LIMITS))
            for _ in range(2):
                await asyncio.sleep(0.5)
                await HARM[level]()
            return answers(await work)

    assert asyncio.run(go()) == list(range(60))
    unchanged(before)


@pytest.mark.parametrize("level", LEVELS)
def test_a_cancelled_run_leaves_nothing(level: str) -> None:
    before = asyncio.run(census())

    async def go() -> None:
        async with opened(level, slots=2) as sandbox:
            work = asyncio.create_task(
                run_batch(sandbox, [slow_job(n, 20) for n in range(6)], LIMITS)
            )
            await asyncio.sleep(0.5)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    asyncio.run(go())
    unchanged(before)


@pytest.mark.parametrize("level", LEVELS)
def test_the_census_sees_what_is_there(level: str) -> None:
    """The control: while a sandbox is open, more is counted than before."""
    before = asyncio.run(census())

    async def go() -> Census:
        async with opened(level) as sandbox:
            await sandbox.run(slow_job(1), LIMITS)
            return await census()

    assert asyncio.run(go()) != before
    unchanged(before)


@pytest.mark.docker
def test_two_runs_share_one_engine() -> None:
    before = asyncio.run(census())

    async def one(offset: int) -> list[object]:
        async with opened("docker") as sandbox:
            jobs = [slow_job(offset + n, 0.01) for n in range(20)]
            return answers(await run_batch(sandbox, jobs, LIMITS))

    async def go() -> list[list[object]]:
        return await asyncio.gather(one(0), one(100))

    assert asyncio.run(go()) == [list(range(20)), list(range(100, 120))]
    unchanged(before)


@pytest.mark.docker
def test_an_image_removed_in_mid_run_is_our_error_and_no_verdict(monkeypatch) -> None:
    """Under a name of its own, so that nobody else's image goes."""
    monkeypatch.setattr(pool_module, "START_PAUSES_SECONDS", (0.1, 0.1))

    async def go() -> None:
        async with opened("docker") as sandbox:
            launcher = sandbox._launcher
            name = f"verisynth-test:{os.getpid()}"
            await docker("tag", launcher.image, name)
            pool = Pool(type(launcher)(name), slots=1)
            try:
                assert answers([await pool.run(slow_job(1), LIMITS)]) == [1]
                await docker("rmi", name)
                assert answers([await pool.run(slow_job(2), LIMITS)]) == [2]  # the warm worker
                await kill_containers()
                with pytest.raises(SandboxError, match="verisynth-test"):
                    await pool.run(slow_job(3), LIMITS)
            finally:
                await pool.close()

    asyncio.run(go())


@pytest.mark.docker
@pytest.mark.skipif(os.geteuid() != 0, reason="an engine of our own needs root")
@pytest.mark.skipif(not shutil.which("dockerd"), reason="dockerd is not installed here")
def test_an_engine_that_restarts_in_mid_run_costs_no_result(tmp_path_factory, monkeypatch) -> None:
    state = tmp_path_factory.mktemp("engine")
    image = asyncio.run(current_image())
    up = [str(CHECKOUT / ".ci" / "docker-up.sh"), str(state)]
    saved = subprocess.run(["docker", "save", image], capture_output=True, check=True)
    subprocess.run(up, check=True)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{state}/docker.sock")
    try:
        subprocess.run(["docker", "load"], input=saved.stdout, capture_output=True, check=True)
        assert asyncio.run(run_over_a_restart(state, up)) == list(range(80))
        listing = asyncio.run(docker("ps", "--all", "--quiet"))
        assert listing.stdout.split() == []
    finally:
        stop_engine(state)
        shutil.rmtree(state, ignore_errors=True)


async def current_image() -> str:
    async with opened("docker") as sandbox:
        return str(sandbox._launcher.image)


async def run_over_a_restart(state: Path, up: list[str]) -> list[object]:
    async with opened("docker", slots=2) as sandbox:
        work = asyncio.create_task(run_batch(sandbox, [slow_job(n) for n in range(80)], LIMITS))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(stop_engine, state)
        await asyncio.to_thread(subprocess.run, up, check=True)
        return answers(await work)


def stop_engine(state: Path) -> None:
    pid = int((state / "pid").read_text())
    os.kill(pid, signal.SIGTERM)
    for _ in range(300):
        if not Path(f"/proc/{pid}").exists():
            return
        signal.sigtimedwait([], 0.1)
    raise AssertionError("the engine does not end")


@pytest.mark.parametrize(
    "fault",
    [
        "sys.stdout.close(); os.close(1); os.close(0); time.sleep(60)",
        "os.write(1, b'R'); os.close(1); os.close(0); time.sleep(60)",
        "frame(b'R', b'half'); os.close(1); os.close(0); time.sleep(60)",
    ],
    ids=["at once", "in a header", "between frames"],
)
def test_a_wire_that_closes_under_a_living_worker_is_a_lost_worker(fault, tmp_path: Path) -> None:
    log = tmp_path / "log"
    source = (
        f"if len(open({str(log)!r}).readlines()) < 2:\n    read_job(); {fault}\n"
        f"while True:\n    read_job(); frame(b'R', b'1'); frame(b'X', {END!r})\n"
    )
    before = asyncio.run(census())

    async def go() -> bytes:
        pool = Pool(Script(source, log), slots=1)
        try:
            return (await pool.run(slow_job(1), LIMITS)).result
        finally:
            await pool.close()

    assert asyncio.run(go()) == b"1"
    unchanged(before)


def test_a_full_disk_is_our_error_and_no_verdict(monkeypatch, tmp_path: Path) -> None:
    """Where the folder for a worker's socket cannot be made."""

    def full(*arguments: object, **keywords: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def go() -> None:
        pool = Pool(Script("", tmp_path / "log", needs_folder=True), slots=1)
        monkeypatch.setattr(folder_module.tempfile, "mkdtemp", full)
        try:
            with pytest.raises(SandboxError, match="No space left"):
                await pool.run(slow_job(1), LIMITS)
        finally:
            await pool.close()

    asyncio.run(go())


def test_folders_of_killed_hosts_are_removed_and_others_kept() -> None:
    mine = folder_module.make_folder()
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    orphan = mine.parent.with_name(f"verisynth-{ended.pid}-left")
    orphan.mkdir()
    try:
        folder_module.remove_orphans()
        assert mine.exists()
        assert not orphan.exists()
    finally:
        folder_module.remove_folder(mine)
    assert not mine.parent.exists()
