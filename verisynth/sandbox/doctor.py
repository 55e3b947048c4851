"""What ``verisynth doctor`` knows about sandboxes: which levels work here, shown by trying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.errors import MissingError, SandboxError
from verisynth.sandbox.bare import Bare
from verisynth.sandbox.launch import Launcher
from verisynth.sandbox.opening import LEVELS, choose, explain_start
from verisynth.sandbox.pool import Pool
from verisynth.sandbox.proof import Probe, prove, prove_memory


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReport:
    """One level on this machine."""

    level: str
    available: bool
    why_not: str = ""
    fix: str = ""
    """What to type to have it."""
    stops: tuple[str, ...]
    does_not_stop: tuple[str, ...]
    """The named gaps."""
    default: bool = False
    """What ``auto`` takes here."""
    evidence: tuple[Probe, ...] = ()
    """The probes that ran in it; every one contained, unless the level is ``bare``."""


_WALLS = (
    "reading or writing files of the host",
    "reading keys from any environment",
    "any network connection",
    "processes that outlive their job",
    "signals, traces and shared memory between jobs",
    "system calls that open up the kernel (namespaces, tracing, keyrings, io_uring, bpf)",
    "endless CPU, output and results",
    "more memory in one process than the limit",
)
_ROOT_WALLS = (*_WALLS, "more processes and more disk than the limits")
STOPS: Mapping[str, tuple[str, ...]] = {
    "docker": (
        *_ROOT_WALLS,
        "more memory in all processes together than the container's cap",
    ),
    "userns": _ROOT_WALLS,
    "landlock": (*_WALLS, "more than one process (threads are allowed)"),
    "bare": ("endless CPU, output and results", "more memory in one process than the limit"),
}
_KERNEL = (
    "a fault in the kernel itself: box and host share it",
    "measuring time and caches of the processor",
)
DOES_NOT_STOP: Mapping[str, tuple[str, ...]] = {
    "docker": _KERNEL,
    "userns": (
        *_KERNEL,
        "memory summed over a job's processes: only each process is capped",
        "CPU summed over a job's child processes before they end: the wall clock bounds it",
    ),
    "landlock": (
        *_KERNEL,
        "seeing that files and processes of the host exist (not what is in them)",
        "disk summed over a job's files: only each file is capped",
        "honest programs that start processes, change modes of files or use shared memory: refused",
    ),
    "bare": ("everything else: files, keys, network and processes of the host are open",),
}


async def examine() -> tuple[LevelReport, ...]:
    """Try every level, strongest first. Takes some seconds; changes nothing."""
    control = await _examine_bare()
    reports = [await _examine(level, control) for level in LEVELS if level != "bare"]
    default = next((report.level for report in reports if report.available), "")
    return tuple(
        LevelReport(
            level=report.level, available=report.available, why_not=report.why_not, fix=report.fix,
            stops=report.stops, does_not_stop=report.does_not_stop, evidence=report.evidence,
            default=report.level == default,
        )
        for report in (*reports, control)
    )  # fmt: skip


async def _examine(level: str, control: LevelReport) -> LevelReport:
    try:
        launcher = await choose(level)
        evidence = await _evidence(launcher, memory_limit_mib=128)
    except MissingError as error:
        return _report(level, why_not=error.message, fix=error.hint)
    except SandboxError as error:
        why, fix = explain_start(level, error.message)
        return _report(level, why_not=why, fix=fix)
    blunt = [probe.attempt for probe in control.evidence if probe.contained]
    leaks = [probe.attempt for probe in evidence if not probe.contained]
    why = f"a program managed to {' and to '.join(leaks)}" if leaks else ""
    if blunt and not why:
        why = f"not shown: without a sandbox, too, a program failed to {' and to '.join(blunt)}"
    return _report(level, why_not=why, fix="please report this" if why else "", evidence=evidence)


async def _examine_bare() -> LevelReport:
    """The control: every probe must succeed where nothing holds it."""
    try:
        evidence = await _evidence(Bare(), memory_limit_mib=4096)
    except SandboxError as error:
        return _report("bare", why_not=error.message, fix="use Linux, or Docker")
    return _report("bare", evidence=evidence)


async def _evidence(launcher: Launcher, *, memory_limit_mib: int) -> tuple[Probe, ...]:
    pool = Pool(launcher, slots=1)
    try:
        contained = await prove(pool, gently=launcher.level == "bare")
        return (*contained, await prove_memory(pool, limit_mib=memory_limit_mib))
    finally:
        await pool.close()


def _report(
    level: str, *, why_not: str = "", fix: str = "", evidence: tuple[Probe, ...] = ()
) -> LevelReport:
    return LevelReport(
        level=level, available=not why_not, why_not=why_not, fix=fix, evidence=evidence,
        stops=STOPS[level], does_not_stop=DOES_NOT_STOP[level],
    )  # fmt: skip
