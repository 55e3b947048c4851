"""``verisynth strengthen FILE``: people's own Python problems, given the cases their tests lack."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import aclosing
from pathlib import Path
from typing import IO, Annotated

import typer

from verisynth.cli.options import SandboxName, Slots, end, within
from verisynth.cli.rows import into, lines_of
from verisynth.cli.terminal import result, say
from verisynth.types import Limits


def strengthen(
    file: Annotated[str, typer.Argument(help="JSONL, one problem a line; - for standard input.")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the rows go.", show_default="stdout")
    ] = None,
    cases: Annotated[
        int | None,
        typer.Option("--cases", min=1, help="Most cases added to a row.", show_default="64"),
    ] = None,
    growth: Annotated[
        bool,
        typer.Option(help="Whether to add large numbers, which reject what is far too slow."),
    ] = True,
    sandbox: SandboxName = "auto",
    slots: Slots = None,
    cpu_seconds: Annotated[
        float | None,
        typer.Option("--cpu-seconds", min=0.05, help="CPU time of one job.", show_default="4"),
    ] = None,
) -> None:
    """Add the cases that tests lack: every row comes back, in order, with what was found.

    A row has the columns of verify --family python, with reference in the place of solution; and
    optionally contract, solutions and wrong. Exits 0 when every row was strengthened or says why
    it could not be, 1 if any failed, 2 for unreadable lines.
    """
    from verisynth.api import strengthening
    from verisynth.pipeline.strengthen_rows import policy_for

    limits = within(Limits(), cpu_seconds=cpu_seconds)
    counts: Counter[str] = Counter()
    unreadable: list[str] = []
    started = time.monotonic()

    async def run(sink: IO[str]) -> None:
        rows = strengthening(
            lines_of(file),
            sandbox=sandbox,
            slots=slots,
            limits=limits,
            policy=policy_for(cases, growth=growth),
            note=say,
        )
        async with aclosing(rows):
            async for one, line in rows:
                sink.write(json.dumps(line) + "\n")
                sink.flush()
                counts["rows"] += 1
                if one.found is None:
                    counts["failed"] += 1
                    unreadable.extend(_fault(one.number, one.error) if not one.readable else ())
                    continue
                counts["cases"] += len(one.found.added)
                counts["without"] += not one.found.added
                counts["mutants"] += one.found.mutants
                counts["before"] += one.found.killed_before
                counts["after"] += one.found.killed_after

    into(out, run, what="rows")
    say(_summary(counts, time.monotonic() - started))
    if out is not None:
        result(str(out))
    end(unreadable, failed=bool(counts["failed"]), done="strengthened")


def _fault(number: int, error: str) -> list[str]:
    return [f"line {number}: {error}"]


def _summary(counts: Counter[str], seconds: float) -> str:
    text = (
        f"{counts['rows']} rows in {seconds:.1f} s: {counts['cases']} cases added; mutants killed "
        f"{counts['before']} before, {counts['after']} after, of {counts['mutants']}"
    )
    if counts["without"]:
        text += f"; {counts['without']} rows without added cases"
    return text + (f"; {counts['failed']} failed" if counts["failed"] else "")
