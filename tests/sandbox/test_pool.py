"""The pool: a worker's faults are ours, are retried, and never grow the host's memory."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.sandbox.fake_workers import END, Script
from verisynth.errors import SandboxError
from verisynth.sandbox import worker as worker_module
from verisynth.sandbox.launch import Launch
from verisynth.sandbox.pool import JOBS_PER_WORKER, Pool
from verisynth.types import Execution, Limits, Program

JOB = Program(runner="selftest", payload="x")
GOOD = f"while True:\n    read_job(); frame(b'R', b'1'); frame(b'X', {END!r})\n"
BAD = {
    "dies before a job": "raise SystemExit('no kernel today')",
    "dies in a job": "read_job(); os._exit(9)",
    "endless frame": "read_job(); os.write(1, b'O' + bytes([255] * 4)); time.sleep(60)",
    "unknown frame": "read_job(); frame(b'Z', b'')",
    "more output than allowed": "read_job()\nfor _ in range(9): frame(b'E', b'x' * 300)",
    "end that is no JSON": "read_job(); frame(b'X', b'[')",
    "end without its fields": "read_job(); frame(b'X', b'{}')",
    "end of an unknown status": "read_job(); frame(b'X', b'{\"status\": \"won\"}')",
}


def with_pool(
    script: Script, use: Callable[[Pool], Awaitable[None]], *, slots: int = 1, idle: int = 4
) -> None:
    async def go() -> None:
        pool = Pool(script, slots=slots, idle_cap=idle)
        try:
            await use(pool)
        finally:
            await pool.close()

    asyncio.run(go())


@pytest.mark.parametrize("fault", BAD)
def test_a_faulty_worker_is_tried_three_times_and_then_our_error(fault, tmp_path: Path) -> None:
    script = Script(BAD[fault], tmp_path / "log")

    async def use(pool: Pool) -> None:
        with pytest.raises(SandboxError, match="tried 3 times"):
            await pool.run(JOB, Limits(output_bytes=1000))

    with_pool(script, use)
    assert script.starts == 3


def test_the_error_says_what_the_worker_said(tmp_path: Path) -> None:
    async def use(pool: Pool) -> None:
        with pytest.raises(SandboxError, match="no kernel today"):
            await pool.run(JOB, Limits())

    with_pool(Script(BAD["dies before a job"], tmp_path / "log"), use)


def test_a_worker_with_an_old_python_is_told(tmp_path: Path) -> None:
    class Old(Script):
        def launch(self, program: Program, limits: Limits, folder: Path):
            made = super().launch(program, limits, folder)
            command = [word.replace("3.11.0", "3.9.1") for word in made.command]
            return Launch(tuple(command))

    async def use(pool: Pool) -> None:
        with pytest.raises(SandboxError, match=r"its Python is 3\.9\.1; the profile python needs"):
            await pool.run(JOB, Limits())

    with_pool(Old(GOOD, tmp_path / "log"), use)


def test_a_command_that_does_not_exist_is_our_error(tmp_path: Path) -> None:
    class Missing(Script):
        def launch(self, program: Program, limits: Limits, folder: Path):
            return Launch((str(tmp_path / "nothing"),))

    async def use(pool: Pool) -> None:
        with pytest.raises(SandboxError, match="did not start"):
            await pool.run(JOB, Limits())

    with_pool(Missing("", tmp_path / "log"), use)


def test_a_job_lost_once_succeeds_on_a_fresh_worker(tmp_path: Path) -> None:
    log = tmp_path / "log"
    source = f"if len(open({str(log)!r}).readlines()) < 2: read_job(); os._exit(1)\n" + GOOD

    async def use(pool: Pool) -> None:
        assert (await pool.run(JOB, Limits())).result == b"1"

    with_pool(Script(source, log), use)
    assert log.read_text().count("started") == 2


def test_a_silent_worker_is_killed_at_the_deadline_outside(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(worker_module, "GRACE_SECONDS", 0.05)

    async def use(pool: Pool) -> None:
        started = time.monotonic()
        with pytest.raises(SandboxError):
            await pool.run(JOB, Limits(wall_seconds=0.05))
        assert time.monotonic() - started < 8

    with_pool(Script("read_job(); time.sleep(60)", tmp_path / "log"), use)


def test_a_worker_is_replaced_after_its_share_of_jobs(tmp_path: Path) -> None:
    script = Script(GOOD, tmp_path / "log")

    async def use(pool: Pool) -> None:
        for _ in range(JOBS_PER_WORKER + 1):
            await pool.run(JOB, Limits())

    with_pool(script, use)
    assert script.starts == 2


def test_another_seed_or_profile_needs_another_worker(tmp_path: Path) -> None:
    script = Script(GOOD, tmp_path / "log")

    async def use(pool: Pool) -> None:
        for seed, profile in ((0, "python"), (1, "python"), (0, "sql"), (0, "python")):
            job = Program(runner="selftest", payload=1, profile=profile, hash_seed=seed)
            await pool.run(job, Limits())

    with_pool(script, use)
    assert script.starts == 3


def test_the_longest_idle_worker_goes_first(tmp_path: Path) -> None:
    script = Script(GOOD, tmp_path / "log")

    async def use(pool: Pool) -> None:
        for seed in (0, 1, 2, 2, 1, 0):
            await pool.run(Program(runner="selftest", payload=1, hash_seed=seed), Limits())

    with_pool(script, use, idle=2)
    assert script.starts == 4


def test_no_more_jobs_run_at_once_than_there_are_slots(tmp_path: Path) -> None:
    folder = tmp_path / "running"
    folder.mkdir()
    source = (
        f"name = {str(folder)!r} + '/' + str(os.getpid())\n"
        "while True:\n    read_job(); open(name, 'w').close()\n"
        f"    count = len(os.listdir({str(folder)!r})); time.sleep(0.05); os.remove(name)\n"
        f"    frame(b'R', str(count).encode()); frame(b'X', {END!r})\n"
    )

    async def use(pool: Pool) -> None:
        done: list[Execution] = await asyncio.gather(*(pool.run(JOB, Limits()) for _ in range(8)))
        assert max(int(execution.result) for execution in done) <= 2

    with_pool(Script(source, tmp_path / "log"), use, slots=2)


def wait_for_text(file: Path) -> None:
    while not (file.exists() and file.read_text()):
        time.sleep(0.01)


def test_cancelling_kills_and_reaps_the_worker(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    source = f"read_job(); open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"

    async def use(pool: Pool) -> None:
        task = asyncio.create_task(pool.run(JOB, Limits()))
        await asyncio.to_thread(wait_for_text, pid_file)
        task.cancel()
        await asyncio.wait([task], timeout=5)
        assert task.cancelled()
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid_file.read_text()), 0)

    with_pool(Script(source, tmp_path / "log"), use)


@pytest.mark.filterwarnings("error")
def test_closing_while_a_worker_starts_ends_that_worker(tmp_path: Path) -> None:
    class Slow(Script):
        def launch(self, program: Program, limits: Limits, folder: Path):
            made = super().launch(program, limits, folder)
            slowly = "import time; time.sleep(0.3)\nimport os, struct"
            return Launch(tuple(w.replace("import os, struct", slowly) for w in made.command))

    script = Slow(GOOD, tmp_path / "log")

    async def use(pool: Pool) -> None:
        task = asyncio.create_task(pool.run(JOB, Limits()))
        await asyncio.to_thread(wait_for_text, script.log)
        await pool.close()
        with pytest.raises(SandboxError):
            await task
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert others == set()

    with_pool(script, use)


def test_closing_ends_jobs_that_still_run(tmp_path: Path) -> None:
    async def use(pool: Pool) -> None:
        task = asyncio.create_task(pool.run(JOB, Limits()))
        await asyncio.sleep(0.3)
        await pool.close()
        with pytest.raises(SandboxError):
            await task

    with_pool(Script("read_job(); time.sleep(60)", tmp_path / "log"), use)
