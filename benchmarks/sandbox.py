"""Measures the sandbox beside the floor and beside what people use instead, all in one run.

Usage: python benchmarks/sandbox.py [--parts jobs,batches,throughput,start] [--rounds N] [--json]
       python benchmarks/sandbox.py --parts memory --jobs 100000

Contenders take turns in short rounds, so that a busy machine is busy for all of them; medians, the
tenth percentile and the ratio to the floor of the same run are shown, and the target beside each
figure that has one. What is missing here (an engine, an image, a package) is named, not guessed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.side_by_side import (
    FLOOR,
    PYTHON,
    Contender,
    Findings,
    Times,
    command_times,
    machine,
    rounds,
    show,
    yardstick,
)
from verisynth.errors import SandboxError, VerisynthError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox, values
from verisynth.sandbox.batch import run_batch
from verisynth.sandbox.docker import Docker
from verisynth.sandbox.opening import LEVELS, docker_launcher
from verisynth.sandbox.pool import Pool
from verisynth.types import Case, Json, Limits, Outcome, Program, PythonTarget, Status
from verisynth.verifiers.python_cases import PythonCases

SOURCE = "def add(a, b):\n    return a + b\n"
PASS = ("-c", "pass")
LIMITS = Limits()
# --- what is measured --------------------------------------------------------------------------


def call_job(calls: int = 1) -> Program:
    """One solution called on so many inputs."""
    encoded: list[Json] = [[values.encode((i, 1)), values.encode({})] for i in range(calls)]
    payload: dict[str, Json] = {
        "source": SOURCE, "entry_point": "add", "calls": encoded, "order": list(range(calls)),
    }  # fmt: skip
    return Program(runner="python_cases", payload=payload)


async def one_after_another(sandbox: Sandbox, program: Program, count: int) -> Times:
    times = []
    for _ in range(count):
        started = time.perf_counter()
        execution = await sandbox.run(program, LIMITS)
        times.append((time.perf_counter() - started) * 1000)
        if execution.status is not Status.EXITED or not execution.result.startswith(b'{"ok"'):
            raise SandboxError(f"the job did not run: {execution}")
    return times


async def open_levels(
    stack: AsyncExitStack, findings: Findings, wanted: Sequence[str], slots: int
) -> dict[str, Sandbox]:
    """Every level that can be had, and Docker over standard streams beside its socket."""
    opened: dict[str, Sandbox] = {}
    for level in wanted:
        try:
            context = open_sandbox(level, slots=slots, allow_unsafe=level == "bare")
            opened[level] = await stack.enter_async_context(context)
        except VerisynthError as error:
            findings.skip(f"level {level}", error.message)
    if "docker" in opened:
        launcher: Docker = await docker_launcher()
        if getattr(launcher, "transport", "stdio") == "socket":
            streams = Pool(dataclasses.replace(launcher, transport="stdio"), slots=slots)
            stack.push_async_callback(streams.close)
            opened["docker, standard streams"] = streams
    return opened


# --- jobs, one at a time -----------------------------------------------------------------------

GOALS_SET_AT_MS = 0.37
"""The floor of the machine on which the goals for jobs a second were set: a machine where a bare
fork costs more cannot reach them as they stand, so they are shown scaled by the floor, too."""
JOB_TARGETS = {"docker": 5.0, "userns": 7.0}
"""Times the floor, for the tiny call job."""


async def measure_jobs(findings: Findings, args: argparse.Namespace) -> None:
    """The tiny call job on every level, and what people use instead."""
    async with AsyncExitStack() as stack:
        contenders = [Contender(FLOOR, await stack.enter_async_context(yardstick("fork")), 100)]
        execute = await stack.enter_async_context(yardstick("exec"))
        contenders.append(Contender("the test in a fork, no isolation", execute, 100))
        for name, sandbox in (await open_levels(stack, findings, args.levels, 1)).items():
            contenders.append(_call_contender(name, sandbox))
        if not args.without_peers:
            contenders += await peers(stack, findings)
        await rounds(contenders, args.rounds)
    show(findings, contenders)
    check_job_targets(findings, {one.name: one for one in contenders})


def _call_contender(name: str, sandbox: Sandbox) -> Contender:
    async def measure(count: int) -> Times:
        return await one_after_another(sandbox, call_job(), count)

    target = f"<= {JOB_TARGETS[name]:.0f} x floor" if name in JOB_TARGETS else ""
    return Contender(f"level {name}, tiny call job", measure, 50, target)


async def peers(stack: AsyncExitStack, findings: Findings) -> list[Contender]:
    """Everything else that runs the same tiny job, as far as it is here."""
    found = [
        _command("python -I -S -c pass", (PYTHON, "-I", "-S", *PASS), 5),
        _command("python -c pass", (PYTHON, *PASS), 5),
    ]
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="verisynth-bench-")))
    (folder / "test_add.py").write_text(f"{SOURCE}\ndef test_add():\n    assert add(2, 3) == 5\n")
    if importlib.util.find_spec("pytest"):
        # Without the plug-ins of this environment, which would only slow it down.
        pytest_command = (
            "env", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1",
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
            "--rootdir", str(folder), str(folder / "test_add.py"),
        )  # fmt: skip
        found.append(_command("pytest, one file", pytest_command, 2))
    else:
        findings.skip("pytest, one file", "pytest is not installed")
    measure = await stack.enter_async_context(yardstick("human-eval"))
    found.append(Contender("human-eval style: manager, fork, exec", measure, 5))
    try:
        image = (await docker_launcher()).image
    except VerisynthError as error:
        for name in ("docker run", "docker exec", "llm-sandbox"):
            findings.skip(name, error.message)
        return found
    found += _docker_commands(stack, image)
    return found + _llm_sandbox(stack, findings, image)


def _command(name: str, command: Sequence[str], a_round: int) -> Contender:
    async def measure(count: int) -> Times:
        return await command_times(command, count)

    return Contender(name, measure, a_round)


def _docker_commands(stack: AsyncExitStack, image: str) -> list[Contender]:
    walls = (
        "--network", "none", "--read-only", "--cap-drop", "ALL", "--pids-limit", "64",
        "--memory", "256m", "--security-opt", "no-new-privileges", "--user", "65534:65534",
    )  # fmt: skip
    start = ("docker", "run", "--rm", *walls, "--entrypoint")
    kept = subprocess.run(
        ("docker", "run", "--detach", "--rm", *walls, "--entrypoint", "python3", image,
         "-c", "import time; time.sleep(3600)"),
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    remove = ("docker", "rm", "--force", kept)
    stack.callback(subprocess.run, remove, check=False, capture_output=True)
    return [
        _command("docker run, python -c pass", (*start, "python3", image, *PASS), 2),
        _command("docker exec, python -c pass", ("docker", "exec", kept, "python3", *PASS), 3),
    ]


def _llm_sandbox(stack: AsyncExitStack, findings: Findings, image: str) -> list[Contender]:
    """The package of that name, in a session that stays open."""
    if not importlib.util.find_spec("llm_sandbox"):
        findings.skip("llm-sandbox", "not installed: pip install 'llm-sandbox[docker]'")
        return []
    from llm_sandbox import SandboxSession  # type: ignore[import-not-found,unused-ignore]

    # It starts "python" as the user "root" and wants a command that stays.
    name = f"verisynth-bench-{os.getpid()}"
    link = "import os, shutil as s; s.which('python') or os.symlink(s.which('python3'), to)"
    recipe = f"FROM {image}\nRUN python3 -c \"to = '/usr/local/bin/python'; {link}\"\n"
    try:
        made = ("docker", "build", "--quiet", "--force-rm", "--tag", name, "-")
        subprocess.run(made, input=recipe.encode(), check=True, capture_output=True)
        stack.callback(subprocess.run, ("docker", "rmi", name), check=False, capture_output=True)
        session = SandboxSession(
            lang="python", image=name, skip_environment_setup=True, verbose=False,
            runtime_configs={
                "network_mode": "none", "user": "0:0", "command": ["sleep", "3600"],
            },
        )  # fmt: skip
        stack.enter_context(session)
        said = session.run(f"{SOURCE}print(add(2, 3))")
        if said.stdout.strip() != "5":
            raise SandboxError(f"it printed {said.stdout!r}")
    except Exception as error:
        findings.skip("llm-sandbox", f"does not run here: {error!r}")
        return []

    async def measure(count: int) -> Times:
        times = []
        for _ in range(count):
            started = time.perf_counter()
            await asyncio.to_thread(session.run, f"{SOURCE}print(add(2, 3))")
            times.append((time.perf_counter() - started) * 1000)
        return times

    return [Contender("llm-sandbox, open session", measure, 2)]


def check_job_targets(findings: Findings, by_name: dict[str, Contender]) -> None:
    floor = by_name[FLOOR]
    for level, times in JOB_TARGETS.items():
        one = by_name.get(f"level {level}, tiny call job")
        if one:
            ratio, quiet = one.over(floor)
            what = f"{level}: tiny call job over the floor"
            findings.target(what, ratio, f"<= {times:.0f} x", met=ratio <= times, quiet=quiet)
    best = by_name.get("level docker, tiny call job") or by_name.get("level userns, tiny call job")
    for peer, times in (("docker exec, python -c pass", 30), ("pytest, one file", 80)):
        if best and peer in by_name:
            ratio, quiet = by_name[peer].over(best)
            what = f"{peer} over {best.name}"
            findings.target(what, ratio, f">= {times} x", met=ratio >= times, quiet=quiet)


# --- batches -----------------------------------------------------------------------------------


async def measure_batches(findings: Findings, args: argparse.Namespace) -> None:
    """100 cases of one program against one, and 100 programs in one call against one by one."""
    async with AsyncExitStack() as stack:
        opened = await open_levels(stack, findings, args.levels, 1)
        contenders = [c for name, box in opened.items() for c in _batch_contenders(name, box)]
        await rounds(contenders, args.rounds)
    if not contenders:
        return
    show(findings, contenders)
    for four in zip(*[iter(contenders)] * 4, strict=True):
        single, hundred, alone, together = four
        level = single.name.rpartition(": ")[0]
        ratio, quiet = hundred.over(single)
        what = f"{level}: 100 cases over one"
        findings.target(what, ratio, "<= 3 x", met=ratio <= 3, quiet=quiet)
        ratio, quiet = together.over(alone)
        what = f"{level}: 100 programs in a batch over alone"
        findings.target(what, ratio, "< 1 x", met=ratio < 1, quiet=quiet)


def _batch_contenders(name: str, sandbox: Sandbox) -> list[Contender]:
    programs = [call_job()] * 100

    async def together(count: int) -> Times:
        times = []
        for _ in range(count):
            started = time.perf_counter()
            found = await run_batch(sandbox, programs, LIMITS)
            times.append((time.perf_counter() - started) * 1000)
            if any(isinstance(one, SandboxError) for one in found):
                raise SandboxError("a program of the batch did not run")
        return times

    async def alone(count: int) -> Times:
        return [sum(await one_after_another(sandbox, programs[0], 100)) for _ in range(count)]

    async def cases(count: int, calls: int) -> Times:
        return await one_after_another(sandbox, call_job(calls), count)

    return [
        Contender(f"{name}: one program, 1 case", lambda count: cases(count, 1), 20),
        Contender(f"{name}: one program, 100 cases", lambda count: cases(count, 100), 20),
        Contender(f"{name}: 100 programs alone", alone, 1),
        Contender(f"{name}: 100 programs in a batch", together, 1),
    ]


# --- throughput --------------------------------------------------------------------------------


async def measure_throughput(findings: Findings, args: argparse.Namespace) -> None:
    """Jobs a second with more callers than workers: one worker, and one a processor core."""
    cores = os.cpu_count() or 1
    speeds: dict[tuple[str, int], list[float]] = {}
    floors: list[float] = []
    async with AsyncExitStack() as stack:
        boxes = {}
        fork = await stack.enter_async_context(yardstick("fork"))
        for slots in sorted({1, cores}):
            for name, box in (await open_levels(stack, findings, args.levels, slots)).items():
                boxes[name, slots] = box
        for number in range(args.rounds + 1):
            floors += await fork(50)
            for key, box in boxes.items():
                speed = await _speed(box, 300 if number else 20)
                if number:
                    speeds.setdefault(key, []).append(speed)
    print(f"{'jobs a second':50} {'workers':>7} {'p90':>8} {'median':>8}")
    for (name, slots), found in speeds.items():
        median, p90 = statistics.median(found), sorted(found)[len(found) * 9 // 10]
        print(f"{name:50} {slots:7} {p90:8.0f} {median:8.0f}", flush=True)
        findings.rows.append({"name": name, "workers": slots, "jobs_per_second": median})
        if name == "docker":
            wanted = 550 if slots == 1 else 500 * slots
            what = f"docker: jobs a second, {slots} worker{'s' * (slots > 1)}"
            findings.target(what, median, f">= {wanted}", met=median >= wanted)
            floor = statistics.median(floors)
            scaled = wanted * GOALS_SET_AT_MS / floor
            goal = f">= {scaled:.0f}, which is {wanted} scaled by the floor, {floor:.2f} ms"
            findings.target(what, median, goal, met=median >= scaled)


async def _speed(sandbox: Sandbox, count: int) -> float:
    left = iter(range(count))

    async def caller() -> None:
        for _ in left:
            await sandbox.run(call_job(), LIMITS)

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(2 * sandbox.slots + 1)))
    return count / (time.perf_counter() - started)


# --- start and memory --------------------------------------------------------------------------


async def measure_start(findings: Findings, args: argparse.Namespace) -> None:
    """From nothing open to the first verdict, canaries included."""
    print(f"{'seconds to the first verdict':50} {'n':>5} {'min':>8} {'median':>8}")
    for level in args.levels:
        times = []
        try:
            for _ in range(args.rounds):
                times.append(await _first_verdict(level))
        except VerisynthError as error:
            findings.skip(f"level {level}", error.message)
            continue
        median = statistics.median(times)
        print(f"{level:50} {len(times):5} {min(times):8.2f} {median:8.2f}", flush=True)
        findings.rows.append({"name": f"start {level}", "seconds": median})
        if level != "bare":
            findings.target(f"{level}: first verdict, s", median, "<= 1", met=median <= 1)


async def _first_verdict(level: str) -> float:
    target = PythonTarget(entry_point="add", cases=(Case("(2, 3)", "5"),))
    started = time.perf_counter()
    async with open_sandbox(level, slots=1, allow_unsafe=level == "bare") as sandbox:
        verdict = await PythonCases().verify(target, SOURCE, sandbox=sandbox, limits=LIMITS)
        took = time.perf_counter() - started
    if verdict.outcome is not Outcome.ACCEPTED:
        raise SandboxError(f"the first verdict is {verdict}")
    return took


async def measure_memory(findings: Findings, args: argparse.Namespace) -> None:
    """How the host's memory grows over very many jobs."""
    for level in args.levels[:1]:
        with contextlib.suppress(VerisynthError):
            async with open_sandbox(level, slots=2, allow_unsafe=level == "bare") as sandbox:
                await _memory(findings, level, sandbox, args.jobs)


async def _memory(findings: Findings, level: str, sandbox: Sandbox, jobs: int) -> None:
    step = max(1, jobs // 50)
    seen = []
    for done in range(0, jobs, step):
        await _speed(sandbox, step)
        seen.append((done + step, resident_mib()))
    # The first half fills caches and arenas; what grows for ever still grows in the second.
    late = seen[len(seen) // 2 :]
    slope, _ = statistics.linear_regression(*zip(*late, strict=True))
    print(f"host memory, level {level}: {seen[0][1]:.1f} MiB after {seen[0][0]} jobs, "
          f"{seen[-1][1]:.1f} MiB after {seen[-1][0]}")  # fmt: skip
    findings.target(f"{level}: MiB a million jobs", slope * 1e6, "<= 50", met=slope * 1e6 <= 50)


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


# --- the command -------------------------------------------------------------------------------

PARTS = {
    "jobs": measure_jobs,
    "batches": measure_batches,
    "throughput": measure_throughput,
    "start": measure_start,
    "memory": measure_memory,
}


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--parts", default="jobs,batches,throughput,start", help=", ".join(PARTS))
    parser.add_argument("--levels", default=",".join(LEVELS), help="which levels, by comma")
    parser.add_argument("--rounds", type=int, default=10, help="more are steadier")
    parser.add_argument("--jobs", type=int, default=100_000, help="for the part memory")
    parser.add_argument("--without-peers", action="store_true", help="our levels only")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON at the end")
    args = parser.parse_args()
    args.parts, args.levels = args.parts.split(","), args.levels.split(",")
    unknown = sorted(set(args.parts) - PARTS.keys())
    if unknown:
        parser.error(f"there is no part {unknown[0]}; parts: {', '.join(PARTS)}")
    return args


def main() -> None:
    args = parsed()
    findings = Findings(machine())
    print(findings.machine)
    for part in args.parts:
        print(f"\n{part}:")
        asyncio.run(PARTS[part](findings, args))
    for what, why in findings.skipped.items():
        print(f"not measured: {what}: {why}")
    missed = sum(not one["met"] for one in findings.targets)
    print(f"\n{len(findings.targets)} targets, {missed} missed")
    if args.json:
        print(json.dumps(dataclasses.asdict(findings), indent=2))


if __name__ == "__main__":
    main()
