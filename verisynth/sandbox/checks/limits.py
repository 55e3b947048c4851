"""Every limit is really reached, and the ending says which."""

from __future__ import annotations

from dataclasses import replace

from verisynth.protocols import Sandbox
from verisynth.sandbox import probes
from verisynth.sandbox.checks.honest import folder_is_fresh, result_is_returned
from verisynth.sandbox.checks.running import LIMITS, Check, main_of, run, value_of, want
from verisynth.types import Status


async def flood_is_cut(sandbox: Sandbox) -> None:
    """Endless output ends the job at the cap, as output-limit."""
    limits = replace(LIMITS, output_bytes=100_000)
    execution = await run(sandbox, main_of("while True: print('flood' * 1000)"), limits=limits)
    want(execution.status is Status.OUTPUT_LIMIT, execution.status)
    want(len(execution.stdout) <= 100_000, len(execution.stdout))


async def result_flood_is_cut(sandbox: Sandbox) -> None:
    """A result beyond its cap ends the job as output-limit."""
    limits = replace(LIMITS, result_bytes=50_000)
    execution = await run(sandbox, main_of("return 'x' * 10_000_000"), limits=limits)
    want(execution.status is Status.OUTPUT_LIMIT, execution.status)


async def cpu_loop_is_ended(sandbox: Sandbox) -> None:
    """CPU time is limited to a fraction of a second, in C code too."""
    limits = replace(LIMITS, cpu_seconds=0.4)
    for body in (main_of("while True: pass"), main_of("return 10 ** 10 ** 8 % 7")):
        execution = await run(sandbox, body, limits=limits)
        want(execution.status is Status.TIME_LIMIT, execution)
        want(execution.cpu_seconds < 1.5, execution.cpu_seconds)


async def sleep_is_ended(sandbox: Sandbox) -> None:
    """The wall clock ends what uses no CPU."""
    limits = replace(LIMITS, wall_seconds=0.5)
    execution = await run(sandbox, main_of("import time", "time.sleep(60)"), limits=limits)
    want(execution.status is Status.TIME_LIMIT and execution.wall_seconds < 5, execution)


async def partner_cpu_counts(sandbox: Sandbox) -> None:
    """A partner that loops uses up the job's CPU time."""
    partner = "def partner(channel):\n    while True: pass\n"
    limits = replace(LIMITS, cpu_seconds=0.4)
    execution = await run(sandbox, main_of("channel.recv(1)"), partner=partner, limits=limits)
    want(execution.status is Status.TIME_LIMIT, execution)


async def memory_is_bounded(sandbox: Sandbox) -> None:
    """Four times the limit cannot be held, and the ending says memory."""
    execution = await run(sandbox, probes.memory(1024))
    want(execution.status is Status.MEMORY_LIMIT, execution)


async def disk_is_bounded(sandbox: Sandbox) -> None:
    """The working folder has a size; the next job finds it empty."""
    body = main_of("data = b'x' * (1 << 20)", "try:", "    for i in range(40):",
                 "        with open(f'f{i}', 'wb') as file: file.write(data)",
                 "except OSError as error: return error.errno", "return 0")  # fmt: skip
    want(await value_of(sandbox, body) != 0, "40 MiB fitted into 8")
    await folder_is_fresh(sandbox)


async def fork_bomb_is_bounded(sandbox: Sandbox) -> None:
    """Processes are limited; the next job works."""
    body = main_of("import os, time", "made = 0", "try:", "    while made < 400:",
                 "        if os.fork() == 0: time.sleep(60); os._exit(0)", "        made += 1",
                 "except OSError: pass", "return made")  # fmt: skip
    value = await value_of(sandbox, body)
    want(isinstance(value, int) and value <= 40, value)
    await result_is_returned(sandbox)


async def limits_are_the_jobs_own(sandbox: Sandbox) -> None:
    """Two jobs in a row have each their own memory limit."""
    for memory_mib, status in ((128, Status.MEMORY_LIMIT), (768, Status.EXITED)) * 2:
        limits = replace(LIMITS, memory_mib=memory_mib)
        execution = await run(sandbox, probes.memory(320), limits=limits)
        want(execution.status is status, (memory_mib, execution))


async def stopping_itself_is_ended(sandbox: Sandbox) -> None:
    """A job that stops all its processes uses no CPU, and the wall clock ends it."""
    limits = replace(LIMITS, wall_seconds=0.5)
    body = main_of("import os, signal", "os.kill(os.getpid(), signal.SIGSTOP)")
    execution = await run(sandbox, body, limits=limits)
    want(execution.status is Status.TIME_LIMIT and execution.wall_seconds < 5, execution)
    await result_is_returned(sandbox)


async def ignored_signals_do_not_help(sandbox: Sandbox) -> None:
    """A job that catches every signal is ended all the same."""
    body = main_of("import signal", "for number in range(1, 65):",
                 "    try: signal.signal(number, lambda *_: None)",
                 "    except (OSError, ValueError): pass", "while True: pass")  # fmt: skip
    execution = await run(sandbox, body, limits=replace(LIMITS, cpu_seconds=0.4))
    want(execution.status is Status.TIME_LIMIT and execution.wall_seconds < 5, execution)


CHECKS: tuple[Check, ...] = (
    flood_is_cut,
    result_flood_is_cut,
    cpu_loop_is_ended,
    sleep_is_ended,
    partner_cpu_counts,
    memory_is_bounded,
    disk_is_bounded,
    fork_bomb_is_bounded,
    limits_are_the_jobs_own,
    stopping_itself_is_ended,
    ignored_signals_do_not_help,
)
