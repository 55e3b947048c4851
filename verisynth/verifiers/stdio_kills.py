"""Which variants of a program print something else than wanted, found many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.types import Json, Limits
from verisynth.verifiers import kills
from verisynth.verifiers.kills import Tried, Way


async def tried(
    inputs: Sequence[str],
    fails: Callable[[Json], bool],
    reference: str,
    variants: Sequence[str],
    *,
    sandbox: Sandbox,
    limits: Limits,
) -> Tried:
    """Which variants fail by ``fails``, given what a program did on each of ``inputs``.

    ``fails`` is asked with a value as :func:`verisynth.verifiers.stdio.passes` takes it.

    Raises:
        SandboxError: the sandbox failed.
    """
    payload: dict[str, Json] = {"inputs": list(inputs), "output_bytes": limits.output_bytes}
    way = Way("stdio_kills", payload, profile_for("python", reference), fails)
    return await kills.tried(way, reference, variants, sandbox=sandbox, limits=limits)
