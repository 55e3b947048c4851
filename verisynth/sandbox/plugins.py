"""Sandboxes that plug-ins bring: installed ones by name, others as ``./file.py:Class``.

They are opened and proven like the built-in ones, and never taken unless they are asked for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from verisynth import registry
from verisynth.errors import UsageError
from verisynth.protocols import Level, Sandbox

RESERVED = ("auto", "docker", "userns", "landlock", "bare")
"""Names whose meaning in a verdict no plug-in may change."""


def names() -> tuple[str, ...]:
    """The installed ones, sorted."""
    return tuple(name for name in registry.names("sandboxes") if name not in RESERVED)


def known(name: str) -> bool:
    """Whether ``name`` is for this module."""
    return ".py:" in name or name in names()


@asynccontextmanager
async def opened(name: str, *, slots: int) -> AsyncIterator[Sandbox]:
    """The sandbox of a plug-in, open.

    Raises:
        UsageError: it cannot be loaded, or says it is another level than its name.
        MissingError: it cannot be had here.
    """
    level: Level = registry.component("sandboxes", name)
    if level.name in RESERVED:
        raise UsageError(f'{name}: a plug-in cannot be called "{level.name}", a built-in level is')
    async with level.open(slots=slots) as sandbox:
        if sandbox.level != level.name:
            raise UsageError(
                f'the sandbox "{level.name}" says its level is "{sandbox.level}"; both must agree'
            )
        yield sandbox
