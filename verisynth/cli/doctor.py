"""``verisynth doctor``: which sandbox levels work here, what each stops, how to mend the rest."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from verisynth.cli.terminal import result, result_json

if TYPE_CHECKING:
    from verisynth.sandbox.doctor import LevelReport


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say what is available, what is used by default and why, and what to type to mend the rest.

    Exits 3 when no level works.
    """
    from verisynth.sandbox.doctor import examine

    reports = asyncio.run(examine())
    if as_json:
        result_json([dataclasses.asdict(one) for one in reports])
    else:
        for one in reports:
            for line in _lines(one):
                result(line)
    if not any(one.default for one in reports):
        raise typer.Exit(3)


def _lines(one: LevelReport) -> Iterator[str]:
    state = "used by default" if one.default else "available" if one.available else "not available"
    yield f"{one.level}: {state}"
    if one.why_not:
        yield f"  why            {one.why_not}"
    if one.fix:
        yield f"  to mend it     {one.fix}"
    tried = tuple(
        f"{probe.attempt}: {', '.join(probe.managed) or 'refused'}" for probe in one.evidence
    )
    for title, facts in (
        ("tried here", tried),
        ("stops", one.stops),
        ("does not stop", one.does_not_stop),
    ):
        for number, fact in enumerate(facts):
            yield f"  {title if number == 0 else '':<15}{fact}"
    yield ""
