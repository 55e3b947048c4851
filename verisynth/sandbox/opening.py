"""Choosing a level and opening a sandbox. A level asked for is never replaced by another."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from verisynth.errors import MissingError, SandboxError, UsageError, did_you_mean
from verisynth.protocols import Sandbox
from verisynth.sandbox import image
from verisynth.sandbox.bare import Bare
from verisynth.sandbox.docker import Docker, engine
from verisynth.sandbox.launch import Launcher
from verisynth.sandbox.pool import Pool
from verisynth.sandbox.proof import prove
from verisynth.sandbox.userns import Userns

LEVELS = ("docker", "userns", "bare")
"""Strongest first."""

_SWITCHES = (
    ("kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
    ("user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=10000"),
    (
        "kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
)
_CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")


@asynccontextmanager
async def open_sandbox(
    name: str = "auto",
    *,
    slots: int | None = None,
    allow_unsafe: bool = False,
    tell: Callable[[str], None] | None = None,
) -> AsyncIterator[Sandbox]:
    """A sandbox, proven before it is handed out, and gone with all it started afterwards.

    Args:
        name: ``docker``, ``userns``, ``bare``, or ``auto``: Docker when its engine answers and the
            image is there, else user namespaces. ``auto`` never ends at ``bare``.
        slots: How many programs run at the same time; as many as processors by default.
        allow_unsafe: Must be set for ``bare``, which isolates from nothing.
        tell: Called with one line for each thing a person may want to know about the choice.

    Raises:
        MissingError: the level cannot be had here; says why and what to do.
        UsageError: there is no such level, or ``bare`` without ``allow_unsafe``.
    """
    note = tell or (lambda line: None)
    launcher = await choose(name, allow_unsafe=allow_unsafe, tell=note)
    pool = Pool(launcher, slots=slots or os.cpu_count() or 1)
    try:
        if launcher.level != "bare":
            await _insist(pool)
        yield pool
    finally:
        await pool.close()


async def choose(name: str, *, allow_unsafe: bool, tell: Callable[[str], None]) -> Launcher:
    """The launcher of a level, or of the best one here for ``auto``."""
    if name == "auto":
        return await _best(tell)
    if name == "docker":
        return await docker_launcher()
    if name == "userns":
        return userns_launcher()
    if name != "bare":
        close = did_you_mean(name, (*LEVELS, "auto"))
        raise UsageError(f'no sandbox level "{name}"; one of auto, {", ".join(LEVELS)}.{close}')
    if not allow_unsafe:
        raise UsageError(
            "the level bare isolates from nothing: a model's code could read your files and keys",
            hint="--sandbox auto",
        )
    return Bare()


async def _best(tell: Callable[[str], None]) -> Launcher:
    try:
        return await docker_launcher()
    except MissingError as error:
        why = error.message.split(":")[0]
        tell(f"note     {why}, so programs run in user namespaces; verisynth doctor says more")
    with contextlib.suppress(MissingError):
        return userns_launcher()
    raise MissingError(
        "no safe sandbox here: Docker is not ready, and user namespaces need Linux",
        hint=f"start Docker, then {image.BUILD}",
    )


async def docker_launcher() -> Docker:
    """The level ``docker`` if its engine answers and has the image.

    Raises:
        MissingError: it does not, or it has not.
    """
    answer = await engine()
    if isinstance(answer, str):
        raise MissingError(
            f"no Docker engine is ready: {answer}", hint=f"start Docker, then {image.BUILD}"
        )
    found = await image.find()
    if found is None:
        raise MissingError("Docker has no sandbox image of this version", hint=image.BUILD)
    return Docker(found, narrow_ids=answer.rootless)


def userns_launcher() -> Userns:
    """The level ``userns`` where the system can have it.

    Raises:
        MissingError: not Linux, or a processor whose system calls are not known here.
    """
    if sys.platform != "linux" or os.uname().machine not in ("x86_64", "aarch64"):
        raise MissingError(
            "user namespaces need Linux on x86_64 or aarch64",
            hint=f"start Docker, then {image.BUILD}",
        )
    return Userns()


async def _insist(pool: Pool) -> None:
    """Hand out nothing that a probe has broken out of, or that does not start."""
    try:
        results = await prove(pool)
    except SandboxError as error:
        why, fix = explain_start(pool.level, str(error.message))
        raise MissingError(why, hint=fix) from error
    leaks = [f"{probe.attempt}: {', '.join(probe.managed)}" for probe in results if probe.managed]
    if leaks:
        raise MissingError(
            f"the level {pool.level} does not hold here: {'; '.join(leaks)}",
            hint="verisynth doctor",
        )


def explain_start(level: str, message: str) -> tuple[str, str]:
    """Why a worker does not start, and what to type: the usual causes, else its own words."""
    if level != "userns":
        return f"the level {level} does not start: {message}", "verisynth doctor"
    for name, bad, fix in _SWITCHES:
        with contextlib.suppress(OSError):
            if Path("/proc/sys", name).read_text(encoding="ascii").strip() == bad:
                why = f"this system forbids user namespaces ({name.replace('/', '.')}={bad})"
                return why, f"sudo {fix}, or Docker: {image.BUILD}"
    if any(Path(mark).exists() for mark in _CONTAINER_MARKS):
        why = f"user namespaces are refused inside this container: {message}"
        return why, f"run verisynth outside of it, or with Docker: {image.BUILD}"
    return f"user namespaces do not work here: {message}", f"use Docker: {image.BUILD}"
