"""Strengthens problems in one sandbox, for the tests of this folder."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from verisynth.sandbox import open_sandbox, values
from verisynth.strengthen.boxed import Box, Outcomes
from verisynth.strengthen.inputs import Input
from verisynth.strengthen.strengthening import Policy, Strengthened, Wish, strengthen
from verisynth.types import Case, Limits, PythonTarget

LIMITS = Limits()


def wish(
    reference: str, *calls: str, entry_point: str = "f", prompt: str = "", **more: object
) -> Wish:
    """A problem whose tests are these calls, e.g. ``"([1, 2], 3)"``."""
    scope = tuple(Case(call, "None") for call in calls)
    target = PythonTarget(entry_point=entry_point, cases=scope)
    return Wish(target=target, reference=reference, prompt=prompt, **more)  # type: ignore[arg-type]


def strengthened(*wishes: Wish, policy: Policy | None = None) -> list[Strengthened]:
    """What was found for each."""

    async def run() -> list[Strengthened]:
        async with open_sandbox("userns", slots=1) as sandbox:
            return [
                await strengthen(one, sandbox=sandbox, limits=LIMITS, policy=policy)
                for one in wishes
            ]

    return asyncio.run(run())


def outcomes(sources: Sequence[str], *calls: tuple[object, ...]) -> list[Outcomes]:
    """What each source does on each call."""

    async def run() -> list[Outcomes]:
        async with open_sandbox("userns", slots=1) as sandbox:
            box = Box(sandbox=sandbox, limits=LIMITS, entry_point="f")
            return await box.outcomes(sources, [Input(call) for call in calls], seconds=0.05)

    return asyncio.run(run())


def arguments(found: Strengthened) -> list[tuple[object, ...]]:
    """The arguments of the added cases."""
    read = [values.literal(case.arguments) for case in found.added]
    return [one for one in read if isinstance(one, tuple)]
