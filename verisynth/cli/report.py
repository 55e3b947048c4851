"""``verisynth report RUN``: what a run came to, from its database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from verisynth.cli.terminal import result, result_json


def report(
    folder: Annotated[Path, typer.Argument(help="A run folder.", metavar="RUN")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the report of a run; works on a run that was killed, too."""
    from verisynth.pipeline.conclude import summarised
    from verisynth.pipeline.folder import opened_folder
    from verisynth.pipeline.report import report as markdown

    with opened_folder(folder) as store:
        summary = summarised(store, seconds=0.0)
    if as_json:
        result_json(summary.to_json())
    else:
        result(markdown(summary).rstrip())
