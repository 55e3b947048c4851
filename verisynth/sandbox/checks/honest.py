"""Honest programs must work: a box that fails one makes false rejections."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from verisynth.protocols import Sandbox
from verisynth.sandbox.checks.running import LIMITS, Check, main_of, run, value_of, want
from verisynth.types import Status


async def result_is_returned(sandbox: Sandbox) -> None:
    """A runner's value comes back as it was."""
    value = await value_of(sandbox, main_of("return {'a': [1, 2.5, None, 'é\\ud800']}"))
    want(value == {"a": [1, 2.5, None, "é\ud800"]}, value)


async def exception_is_reported(sandbox: Sandbox) -> None:
    """An exception of the runner is told with its type."""
    execution = await run(sandbox, main_of("return {}['missing']"))
    want("KeyError" in json.loads(execution.result)["failed"], execution)


async def honest_output_is_kept(sandbox: Sandbox) -> None:
    """60 kB on each stream arrive whole while nobody reads them piece by piece."""
    body = main_of("import sys", "print('o' * 60000)", "print('e' * 60000, file=sys.stderr)")
    execution = await run(sandbox, body)
    sizes = (len(execution.stdout), len(execution.stderr))
    want(execution.status is Status.EXITED and sizes == (60001, 60001), (sizes, execution.status))


async def a_megabyte_is_kept(sandbox: Sandbox) -> None:
    """A raised cap holds for bytes that are not text, too."""
    body = main_of("import os", "data = bytes(range(256)) * 4096", "while data:",
                 "    data = data[os.write(1, data):]")  # fmt: skip
    execution = await run(sandbox, body, limits=replace(LIMITS, output_bytes=2 << 20))
    want(execution.stdout == bytes(range(256)) * 4096, (execution.status, len(execution.stdout)))


async def big_payload_and_result(sandbox: Sandbox) -> None:
    """Two megabytes in and out."""
    text = "x" * (2 << 20)
    value = await value_of(sandbox, f"TEXT = {text!r}\n" + main_of("return TEXT"))
    want(value == text, "the value changed")


async def standard_library_works(sandbox: Sandbox) -> None:
    """Threads, temporary files, asyncio and multiprocessing work."""
    body = main_of(
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
    value = await value_of(sandbox, body)
    want(value == ["0", "1", "2", "3", "[1, 2]", "a", "x"], value)


async def stdin_is_empty(sandbox: Sandbox) -> None:
    """Reading standard input ends at once."""
    want(
        await value_of(sandbox, main_of("import sys", "return sys.stdin.read()")) == "", "not empty"
    )


async def folder_is_fresh(sandbox: Sandbox) -> None:
    """Each job starts in an empty folder it can write to."""
    body = main_of("import os", "before = os.listdir()", "open('left-behind', 'w').close()",
                 "os.mkdir('locked'); open('locked/file', 'w').close(); os.chmod('locked', 0)",
                 "return before")  # fmt: skip
    for _ in range(2):
        value = await value_of(sandbox, body)
        want(value == [], value)


async def hash_seed_is_honoured(sandbox: Sandbox) -> None:
    """The same seed hashes strings alike; another one differs."""
    body = main_of("return hash('verisynth')")
    first, again, other = [await value_of(sandbox, body, hash_seed=seed) for seed in (1, 1, 2)]
    want(first == again != other, (first, again, other))


async def partner_answers(sandbox: Sandbox) -> None:
    """The two processes of a job talk over their channel."""
    main = main_of("channel.sendall(b'ping')", "return channel.recv(10).decode()")
    partner = "def partner(channel):\n    channel.sendall(channel.recv(10).upper())\n"
    want(await value_of(sandbox, main, partner=partner) == "PING", "no answer")


async def partner_end_is_seen(sandbox: Sandbox) -> None:
    """A partner that leaves closes the channel, and its leaving is not the job's failure."""
    partner = "import os\ndef partner(channel):\n    os._exit(3)\n"
    value = await value_of(sandbox, main_of("return len(channel.recv(10))"), partner=partner)
    want(value == 0, value)


async def jobs_run_concurrently(sandbox: Sandbox) -> None:
    """More callers than slots all get their own answer."""
    jobs = [value_of(sandbox, main_of(f"return {i}")) for i in range(2 * sandbox.slots + 2)]
    values = await asyncio.gather(*jobs)
    want(values == list(range(len(values))), values)


async def any_bytes_are_kept(sandbox: Sandbox) -> None:
    """Output that is no text arrives byte for byte, and text that is no bytes does no harm."""
    body = main_of("import os, sys", "os.write(1, bytes(range(256)) + b'\\0\\xff\\n')",
                 "print('\\0é\\u2028', file=sys.stderr)",
                 "return '\\0\\ud800\\U0001f600'")  # fmt: skip
    execution = await run(sandbox, body)
    value = json.loads(execution.result).get("ok")
    want(execution.stdout == bytes(range(256)) + b"\0\xff\n", execution)
    want(execution.stderr == "\0é\u2028\n".encode(), execution.stderr)
    want(value == "\0\ud800\U0001f600", execution.result)


async def usage_is_reported(sandbox: Sandbox) -> None:
    """CPU time and peak memory are those of the job, not of the box."""
    body = main_of("import time", "held = bytearray(b'x') * (120 << 20)",
                 "while time.process_time() < 0.3: pass", "return len(held)")  # fmt: skip
    busy, idle = await run(sandbox, body), await run(sandbox, main_of("return 1"))
    want(0.25 < busy.cpu_seconds < 2.0 and idle.cpu_seconds < 0.25, (busy, idle))
    want(120 <= busy.peak_memory_mib < 400, busy.peak_memory_mib)
    want(0 < idle.peak_memory_mib < 110, idle.peak_memory_mib)
    want(busy.wall_seconds >= 0.25 and busy.level == sandbox.level, (busy.wall_seconds, busy.level))


async def output_before_a_crash_is_kept(sandbox: Sandbox) -> None:
    """What was written before the end is there, however it ended."""
    execution = await run(sandbox, main_of("import os", "os.write(1, b'said')", "os.abort()"))
    want(execution.status is Status.SIGNALED and execution.stdout == b"said", execution)


async def results_that_are_no_json_are_told(sandbox: Sandbox) -> None:
    """A value JSON cannot say is the runner's failure; the worker lives on."""
    bodies = ("return {'a': object()}", "return {(1, 2): 3}", "a = []; a.append(a); return a",
              "a = []\n    for _ in range(100_000): a = [a]\n    return a")  # fmt: skip
    for body in bodies:
        execution = await run(sandbox, main_of(body))
        want(execution.status is Status.EXITED, execution)
        want(set(json.loads(execution.result)) == {"failed"}, execution.result[:100])
    await result_is_returned(sandbox)


CHECKS: tuple[Check, ...] = (
    result_is_returned,
    exception_is_reported,
    honest_output_is_kept,
    a_megabyte_is_kept,
    big_payload_and_result,
    standard_library_works,
    stdin_is_empty,
    folder_is_fresh,
    hash_seed_is_honoured,
    partner_answers,
    partner_end_is_seen,
    jobs_run_concurrently,
    any_bytes_are_kept,
    usage_is_reported,
    output_before_a_crash_is_kept,
    results_that_are_no_json_are_told,
)
