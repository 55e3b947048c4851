"""Programs that try to break out, to cheat or to break the next job; and honest ones.

After every hostile program an honest one must pass on the same worker. The attempts marked as
control also run without a sandbox, where they must succeed: else a broken harness would look safe.
"""

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from tests.adversarial.sandbox_cases import ABUSES, HONEST, LIMITS, Abuse
from verisynth.errors import MissingError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.sandbox.bare import Bare
from verisynth.sandbox.pool import Pool
from verisynth.types import Execution, Limits, Program, Status

CHECK_NEXT = """
import builtins, json, os
def main(channel):
    return [os.listdir("."), len([1]), json.loads("[2]")]
"""
SCAN = """
import ctypes, os
libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
def main(channel):
    table, hits = bytes(b ^ 1 for b in range(256)), 0
    top = libc.sbrk(0)
    spots = [(top - (32 << 20), top)] + [(id(x), 0) for x in (object(), [], "x" * 10, main, os)]
    for low, high in spots:
        low, high = (low, high) if high else (low - (8 << 20), low + (8 << 20))
        for address in range(low & ~0xfff, high, 4096):
            reader, writer = PIPE
            if libc.write(writer, address, 4096) == 4096:
                hits += NEEDLE in os.read(reader, 4096).translate(table)
    return hits
PIPE = os.pipe()
"""


@pytest.fixture(scope="module", params=["userns", pytest.param("docker", marks=pytest.mark.docker)])
def opened(request: pytest.FixtureRequest) -> Iterator[tuple[asyncio.Runner, Sandbox]]:
    with asyncio.Runner() as runner:
        context = open_sandbox(request.param, slots=1)
        try:
            sandbox = runner.run(context.__aenter__())
        except MissingError as error:
            pytest.skip(f"{request.param}: {error.message}")
        yield runner, sandbox
        runner.run(context.__aexit__(None, None, None))


async def execute(
    sandbox: Sandbox, source: str, limits: Limits = LIMITS, partner: str | None = None
) -> Execution:
    program = Program(runner="selftest", payload=source, partner=partner)
    return await sandbox.run(program, limits)


def ending(execution: Execution) -> str:
    """``contained``, or the word for how it ended otherwise."""
    if execution.status is not Status.EXITED:
        return execution.status.value
    try:
        reply = json.loads(execution.result)
    except (ValueError, RecursionError):
        return "unreadable"
    if "failed" in reply:
        return "failed"
    if reply["ok"] == ["forged"]:
        return "forged"
    return "contained" if reply["ok"] == [] else f"managed {reply['ok']}"


@pytest.mark.parametrize("abuse", ABUSES, ids=lambda abuse: abuse.name.replace(" ", "-"))
def test_a_hostile_program_gets_nothing_and_leaves_nothing(opened, abuse: Abuse) -> None:
    runner, sandbox = opened
    execution = runner.run(execute(sandbox, abuse.source, abuse.limits, abuse.partner))
    assert ending(execution) in ("contained", *abuse.ends), execution.stderr[-500:]
    assert execution.wall_seconds < abuse.limits.wall_seconds + 1
    started = time.monotonic()
    after = runner.run(execute(sandbox, CHECK_NEXT))
    assert json.loads(after.result) == {"ok": [[], 1, [2]]}
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(("name", "source", "expected"), HONEST, ids=lambda value: str(value)[:20])
def test_an_honest_program_passes(opened, name: str, source: str, expected: object) -> None:
    runner, sandbox = opened
    execution = runner.run(execute(sandbox, source, LIMITS))
    assert execution.status is Status.EXITED, execution
    assert json.loads(execution.result) == {"ok": expected}


def test_no_job_finds_an_earlier_job_in_its_memory(opened) -> None:
    runner, sandbox = opened
    canary = b"canary-of-another-job-" + b"0123456789" * 3
    needle = bytes(byte ^ 1 for byte in canary)
    holder = f"CANARY = {canary!r} * 50\ndef main(channel):\n    print(CANARY)\n    return 1\n"
    for _ in range(3):
        runner.run(execute(sandbox, holder))
    scan = f"NEEDLE = {needle!r}\n" + SCAN
    limits = Limits(cpu_seconds=10)
    assert json.loads(runner.run(execute(sandbox, scan, limits)).result) == {"ok": 0}
    # The same scan finds what its own process holds.
    planted = scan + f"KEPT = [bytearray({canary!r} * 40) for _ in range(9)]\n"
    assert json.loads(runner.run(execute(sandbox, planted, limits)).result)["ok"] > 0


CONTROLS = [abuse for abuse in ABUSES if abuse.control]


@pytest.mark.parametrize("abuse", CONTROLS, ids=lambda abuse: abuse.name.replace(" ", "-"))
def test_the_attempt_succeeds_where_nothing_holds_it(abuse: Abuse) -> None:
    async def unconfined() -> Execution:
        pool = Pool(Bare(), slots=1)
        try:
            return await execute(pool, abuse.source, abuse.limits)
        finally:
            await pool.close()

    assert ending(asyncio.run(unconfined())).startswith("managed")
