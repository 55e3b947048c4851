"""``verisynth explain REASON``: what a reason means and what to do about it."""

from __future__ import annotations

from typing import Annotated

import typer

from verisynth.cli.terminal import result, result_json
from verisynth.errors import UsageError, did_you_mean
from verisynth.reasons import REASONS


def explain(
    reason: Annotated[
        str, typer.Argument(help="A reason from a verdict; none: list them all.")
    ] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what a reason means and what to do about it."""
    if reason and reason not in REASONS:
        raise UsageError(
            f'there is no reason "{reason}".{did_you_mean(reason, REASONS)}',
            hint="verisynth explain, which lists them all",
        )
    wanted = [REASONS[reason]] if reason else list(REASONS.values())
    if as_json:
        result_json([{"reason": r.slug, "outcome": r.outcome, "text": r.text} for r in wanted])
        return
    for one in wanted:
        result(f"{one.slug} ({one.outcome.value}): {one.text}")
