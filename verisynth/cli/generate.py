"""``verisynth generate SPEC…``: from task specs to a verified dataset."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import Annotated

import typer

from verisynth.cli.live import Live
from verisynth.cli.options import Slots
from verisynth.cli.summary_table import show_summary
from verisynth.cli.terminal import say


def generate(
    specs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Shipped names or paths of task specs.", metavar="SPEC", show_default=False
        ),
    ] = None,
    *,
    count: Annotated[
        int | None,
        typer.Option(
            "--count",
            "-n",
            min=1,
            help="Accepted examples wanted, per spec.",
            show_default="100; with --resume, the run's",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Run folder.", show_default="runs/<specs>-<id>")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, help="Run seed.", show_default="0; with --resume, the run's"),
    ] = None,
    teacher: Annotated[
        str,
        typer.Option(
            "--teacher",
            help="procedural, openai:MODEL, a NAME from the config, or a=3,b=1.",
            show_default="procedural; with --resume, the run's",
        ),
    ] = "",
    judge: Annotated[
        str, typer.Option("--judge", help="Judge of subjective specs: openai:MODEL or a NAME.")
    ] = "",
    config: Annotated[
        Path | None, typer.Option("--config", help="Config file.", show_default="verisynth.toml")
    ] = None,
    sandbox: Annotated[
        str,
        typer.Option(
            "--sandbox", help="auto, one of list sandboxes, or a FILE.py:CLASS; never downgraded."
        ),
    ] = "auto",
    slots: Slots = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the run in the folder, if there is one.")
    ] = False,
    max_candidates: Annotated[
        int,
        typer.Option(
            "--max-candidates", min=0, help="Most proposals, per spec.", show_default="20 × count"
        ),
    ] = 0,
    max_cost: Annotated[
        float,
        typer.Option(
            "--max-cost", min=0, help="Most dollars, over all resumes.", show_default="no cap"
        ),
    ] = 0.0,
    max_time: Annotated[
        float, typer.Option("--max-time", min=0, help="Most seconds.", show_default="no cap")
    ] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Generate until COUNT examples of every SPEC are accepted, or a cap is hit."""
    from verisynth.pipeline.run import Caps, job_for, run

    caps = Caps(max_candidates=max_candidates, max_dollars=max_cost, max_seconds=max_time)
    job = job_for(
        specs or [],
        count=count,
        folder=out,
        run_seed=seed,
        teacher=teacher,
        judge=judge,
        config=config,
        sandbox=sandbox,
        slots=slots,
        resume=resume,
        caps=caps,
    )
    say(f"teacher  {job.teacher.description}")
    say(f"run      {job.folder}")
    with Live(tuple(spec.name for spec in job.specs), count=job.count) as live:
        summary = asyncio.run(run(job, watcher=live))
    show_summary(summary, as_json=as_json)
    if summary.interrupted:
        say(f"continue: {_continuation(job.folder, judge=judge, config=config)}")
        raise typer.Exit(130)
    if not summary.complete:
        raise typer.Exit(1)


def _continuation(folder: Path, *, judge: str, config: Path | None) -> str:
    """The command that goes on: the folder knows the rest."""
    command = ["verisynth", "generate", "--resume", "--out", str(folder)]
    command += ["--judge", judge] if judge else []
    command += ["--config", str(config)] if config else []
    return shlex.join(command)
