"""``verisynth verify FILE``: people's own rows, judged by the same verifiers."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import aclosing
from pathlib import Path
from typing import IO, Annotated

import typer

from verisynth import registry
from verisynth.cli.options import SandboxName, Slots, end, within
from verisynth.cli.rows import into, lines_of
from verisynth.cli.terminal import result, say
from verisynth.errors import UsageError
from verisynth.pipeline.verify_rows import RowVerdict
from verisynth.types import Outcome


def verify(
    file: Annotated[str, typer.Argument(help="JSONL, one row a line; - for standard input.")],
    *,
    family: Annotated[
        str, typer.Option("--family", "-f", help="python, stdio, sql, regex or math.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Where verdicts go.", show_default="stdout")
    ] = None,
    sandbox: SandboxName = "auto",
    slots: Slots = None,
    cpu_seconds: Annotated[
        float | None,
        typer.Option(
            "--cpu-seconds", min=0.05, help="CPU time of one check.", show_default="the family's"
        ),
    ] = None,
    memory_mib: Annotated[
        int | None,
        typer.Option(
            "--memory-mib", min=32, help="Memory of one check.", show_default="the family's"
        ),
    ] = None,
    min_mutation_score: Annotated[
        float,
        typer.Option(
            "--min-mutation-score",
            min=0.0,
            max=1.0,
            help="Rows with a reference: share of mutants their checks must reject; 0 only "
            "reports it.",
        ),
    ] = 0.9,
    max_wrong_steps: Annotated[
        int | None,
        typer.Option(
            "--max-wrong-steps",
            min=0,
            help="Math: reject right answers whose worked solution has more wrong steps.",
            show_default="only counted",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the counts as JSON (needs --out).")
    ] = False,
) -> None:
    """Judge your own rows: one verdict a line, in order, none dropped.

    Exits 0 when every line got a verdict, 1 if any is an error, 2 for unreadable lines.
    """
    if as_json and out is None:
        raise UsageError("--json prints counts on stdout, where the verdicts go", hint="--out FILE")
    from verisynth.api import verification

    limits = within(
        registry.component("families", family).limits,
        cpu_seconds=cpu_seconds,
        memory_mib=memory_mib,
    )
    counts: Counter[str] = Counter()
    unreadable: list[RowVerdict] = []
    started = time.monotonic()

    async def judge(sink: IO[str]) -> None:
        rows = verification(
            lines_of(file),
            family=family,
            sandbox=sandbox,
            slots=slots,
            limits=limits,
            min_mutation_score=min_mutation_score,
            max_wrong_steps=max_wrong_steps,
            note=say,
        )
        async with aclosing(rows):
            async for one, line in rows:
                sink.write(json.dumps(line) + "\n")
                counts[one.verdict.outcome.value] += 1
                if not one.readable:
                    unreadable.append(one)

    into(out, judge, what="verdicts")
    _say_counts(counts, time.monotonic() - started)
    if out is not None:
        result(json.dumps(dict(counts)) if as_json else str(out))
    faults = [f"line {one.number}: {one.verdict.detail}" for one in unreadable]
    end(faults, failed=bool(counts[Outcome.ERROR.value]), done="judged")


def _say_counts(counts: Counter[str], seconds: float) -> None:
    total = sum(counts.values())
    parts = ", ".join(f"{counts[one.value]} {one.value}" for one in Outcome if counts[one.value])
    say(f"{total} rows in {seconds:.1f} s: {parts or 'nothing to judge'}")
