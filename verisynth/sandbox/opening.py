"""Choosing a level and opening a sandbox. A level asked for is never replaced by another."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from verisynth.errors import MissingError, SandboxError, UsageError, did_you_mean
from verisynth.protocols import Sandbox
from verisynth.sandbox import image, plugins
from verisynth.sandbox.bare import Bare
from verisynth.sandbox.docker import Docker, engine
from verisynth.sandbox.folder import remove_orphans
from verisynth.sandbox.landlock import Landlock
from verisynth.sandbox.launch import Launcher
from verisynth.sandbox.pool import Pool
from verisynth.sandbox.proof import prove
from verisynth.sandbox.userns import Userns

LEVELS = ("docker", "userns", "landlock", "bare")
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
        name: ``docker``, ``docker:RUNTIME``, ``userns``, ``landlock``, ``bare``, a plug-in's name,
            ``./file.py:Class``, or ``auto``: Docker when its engine answers and the image is
            there, else the strongest of the others that holds here. ``auto`` never ends at
            ``bare`` or at a plug-in.
        slots: How many programs run at the same time; as many as processors by default.
        allow_unsafe: Must be set for ``bare``, which isolates from nothing.
        tell: Called with one line for each thing a person may want to know about the choice.

    Raises:
        MissingError: the level cannot be had here; says why and what to do.
        UsageError: there is no such level, or ``bare`` without ``allow_unsafe``.
    """
    note = tell or (lambda line: None)
    if plugins.known(name):
        async with plugins.opened(name, slots=slots or os.cpu_count() or 1) as sandbox:
            # For the bait alone first: a box that is open must not be tried on the whole system.
            await _insist(sandbox, note, gently=True)
            await _insist(sandbox, note)
            yield sandbox
        return
    remove_orphans()
    pool = await _proven(name, slots or os.cpu_count() or 1, allow_unsafe, note)
    try:
        yield pool
    finally:
        await pool.close()


_Tell: TypeAlias = Callable[[str], None]


async def _proven(name: str, slots: int, allow_unsafe: bool, tell: _Tell) -> Pool:  # noqa: FBT001
    """A pool of the level asked for, or for ``auto`` of the strongest that holds here."""
    if name != "auto":
        return await _opened(await choose(name, allow_unsafe=allow_unsafe), slots, tell)
    reasons = []
    for level in LEVELS[:-1]:
        try:
            pool = await _opened(await choose(level), slots, tell)
        except MissingError as error:
            reasons.append(error.message)
            continue
        if reasons:
            why = "; ".join(reason.split(":")[0] for reason in reasons)
            tell(f"note     {why}, so programs run at level {level}; verisynth doctor says more")
        return pool
    raise MissingError(
        f"no safe sandbox here: {'; '.join(reasons)}", hint=f"start Docker, then {image.BUILD}"
    )


async def _opened(launcher: Launcher, slots: int, tell: _Tell) -> Pool:
    """A pool that has been proven, except of ``bare``, which has nothing to prove."""
    try:
        return await _insisted(Pool(launcher, slots=slots), tell)
    except MissingError:
        if not isinstance(launcher, Docker) or launcher.transport == "stdio":
            raise
    pool = await _insisted(Pool(replace(launcher, transport="stdio"), slots=slots), tell)
    tell("note     the engine cannot see this machine's folders, so jobs go through its client")
    return pool


async def choose(name: str, *, allow_unsafe: bool = False) -> Launcher:
    """The launcher of a level; no promise that it holds.

    Raises:
        MissingError: the level cannot be had here; says why and what to do.
        UsageError: there is no such level, or ``bare`` without ``allow_unsafe``.
    """
    level, _, runtime = name.partition(":")
    if level == "docker":
        return await docker_launcher(runtime=runtime)
    if name == "userns":
        return userns_launcher()
    if name == "landlock":
        return landlock_launcher()
    if name != "bare":
        levels = ("auto", *LEVELS, *plugins.names())
        close = did_you_mean(name, levels)
        raise UsageError(f'no sandbox level "{name}"; one of {", ".join(levels)}.{close}')
    if not allow_unsafe:
        raise UsageError(
            "the level bare isolates from nothing: a model's code could read your files and keys",
            hint="--sandbox auto",
        )
    return Bare()


async def docker_launcher(*, runtime: str = "") -> Docker:
    """The level ``docker`` if its engine answers and has the image, and the runtime asked for.

    Raises:
        MissingError: it does not, or it has not.
    """
    answer, found = await asyncio.gather(engine(), image.find())
    if isinstance(answer, str):
        raise MissingError(
            f"no Docker engine is ready: {answer}", hint=f"start Docker, then {image.BUILD}"
        )
    if found is None:
        raise MissingError(await image.lack(), hint=image.BUILD)
    if runtime and runtime not in answer.runtimes:
        known = ", ".join(answer.runtimes)
        raise MissingError(
            f'the Docker engine has no runtime "{runtime}"; it has {known}',
            hint="add it to the engine's daemon.json and restart the engine",
        )
    transport = "socket" if answer.is_local else "stdio"
    return Docker(
        found, narrow_ids=answer.rootless, transport=transport, runtime=runtime,
        podman=answer.podman,
    )  # fmt: skip


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


def landlock_launcher() -> Landlock:
    """The level ``landlock`` where the system can have it.

    Raises:
        MissingError: not Linux, or a processor whose system calls are not known here.
    """
    if sys.platform != "linux" or os.uname().machine not in ("x86_64", "aarch64"):
        raise MissingError(
            "Landlock needs Linux 6.12 on x86_64 or aarch64",
            hint=f"start Docker, then {image.BUILD}",
        )
    return Landlock()


async def blunt_probes() -> tuple[str, ...]:
    """The control: probes that fail even without a sandbox here, and so show nothing.

    Only verisynth's own code runs in it. Empty where every probe can tell a sandbox from none.
    """
    pool = Pool(Bare(), slots=1)
    try:
        control = await prove(pool, gently=True)
    except SandboxError:
        return ("run at all",)
    finally:
        await pool.close()
    return tuple(probe.attempt for probe in control if probe.contained)


async def _insisted(pool: Pool, tell: _Tell) -> Pool:
    """Hand out nothing that a probe has broken out of, or that does not start."""
    try:
        if pool.level != "bare":
            await _insist(pool, tell)
    except BaseException:
        await pool.close()
        raise
    return pool


async def _insist(pool: Sandbox, tell: _Tell, *, gently: bool = False) -> None:
    """The probes inside, and beside them the same probes where nothing holds them."""
    control = asyncio.create_task(blunt_probes())
    try:
        results = await prove(pool, gently=gently)
    except SandboxError as error:
        why, fix = explain_start(pool.level, str(error.message))
        raise MissingError(why, hint=fix) from error
    finally:
        blunt = await control  # it, too, has a worker to end
    if blunt:
        tell(f"note     here a program fails without a sandbox, too, to {' and to '.join(blunt)}")
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
