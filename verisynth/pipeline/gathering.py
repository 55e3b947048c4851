"""A sandbox in front of a sandbox: programs asked for at the same moment go there in one batch.

Verifiers ask for one program each. Many of them started together cost one round trip this way,
without knowing of each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

from verisynth.errors import SandboxError
from verisynth.protocols import Sandbox
from verisynth.sandbox.batch import run_batch
from verisynth.types import Execution, Limits, Program

_Waiting: TypeAlias = tuple[Program, asyncio.Future[Execution]]


class Gathering:
    """Fits :class:`~verisynth.protocols.Sandbox`; opened with :func:`gathering`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._waiting: dict[Limits, list[_Waiting]] = {}
        self.batches: set[asyncio.Task[None]] = set()

    @property
    def level(self) -> str:
        """How strongly the sandbox behind it isolates."""
        return self._sandbox.level

    @property
    def slots(self) -> int:
        """How many programs the sandbox behind it runs at the same time."""
        return self._sandbox.slots

    async def run(self, program: Program, limits: Limits) -> Execution:
        """Execute one program together with all others asked for in this turn of the loop.

        Raises:
            SandboxError: the sandbox failed on this one.
        """
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._send)
        result: asyncio.Future[Execution] = loop.create_future()
        self._waiting.setdefault(limits, []).append((program, result))
        return await result

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for limits, programs in waiting.items():
            batch = asyncio.create_task(self._run(programs, limits))
            self.batches.add(batch)
            batch.add_done_callback(self.batches.discard)

    async def _run(self, waiting: Sequence[_Waiting], limits: Limits) -> None:
        try:
            programs = [program for program, _ in waiting]
            found = await run_batch(self._sandbox, programs, limits)
        except Exception as error:
            for _, result in waiting:
                if not result.done():
                    result.set_exception(error)
            return
        for (_, result), one in zip(waiting, found, strict=True):
            if result.done():
                continue
            if isinstance(one, SandboxError):
                result.set_exception(one)
            else:
                result.set_result(one)


@asynccontextmanager
async def gathering(sandbox: Sandbox) -> AsyncIterator[Gathering]:
    """A :class:`Gathering` whose batches end with the block."""
    opened = Gathering(sandbox)
    try:
        yield opened
    finally:
        batches = tuple(opened.batches)
        for batch in batches:
            batch.cancel()
        await asyncio.gather(*batches, return_exceptions=True)
