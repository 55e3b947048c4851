"""The summary of a run as a table on the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from verisynth.cli.terminal import console, result, result_json, say
from verisynth.pipeline.report import SHORT, false_accept_bound, share
from verisynth.pipeline.summary import RunSummary, SpecSummary

if TYPE_CHECKING:
    from rich.table import Table

BOUND_FROM = 100
"""Planted answers from which the bound says something: with fewer it is above 3 %."""


def show_summary(summary: RunSummary, *, as_json: bool) -> None:
    """Counts and table on stderr; the paths of the results, or JSON, on stdout."""
    say(_headline(summary))
    console().print(_table(summary))
    for line in _remarks(summary):
        say(line)
    if as_json:
        result_json(summary.to_json())
        return
    for file in summary.files:
        # A person sees how much is in it; a program that reads our output gets the bare path.
        result(f"{file.path}  {file.lines} lines" if sys.stdout.isatty() else str(file.path))


def _headline(summary: RunSummary) -> str:
    rejected = sum(sum(spec.rejected.values()) for spec in summary.specs)
    invalid = sum(sum(spec.invalid.values()) for spec in summary.specs)
    owed = sum(spec.owed for spec in summary.specs)
    counts = f"{summary.accepted} accepted, {rejected} rejected, {invalid} invalid, {owed} errors"
    return f"{counts} in {summary.seconds:.1f} s"


def _table(summary: RunSummary) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("spec")
    table.add_column("accepted", justify="right")
    table.add_column("rejected")
    table.add_column("invalid")
    table.add_column("planted rejected")
    table.add_column("mutants killed")
    for spec in summary.specs:
        table.add_row(
            spec.name,
            f"{spec.accepted}/{spec.wanted}",
            _reasons(spec.rejected),
            _reasons(spec.invalid),
            share(spec.planted_rejected, spec.planted_total),
            share(spec.mutants_killed, spec.mutants_wrong),
        )
    return table


def _reasons(counts: dict[str, int]) -> str:
    top = list(counts.items())[:3]
    rest = sum(counts.values()) - sum(count for _, count in top)
    parts = [f"{reason} {count}" for reason, count in top]
    return ", ".join([*parts, f"other {rest}"] if rest else parts) or "0"


def _remarks(summary: RunSummary) -> list[str]:
    lines = []
    rejected, total = _planted(summary.specs)
    if total >= BOUND_FROM and rejected == total:
        bound = 100 * false_accept_bound(total)
        lines.append(
            f"planted wrong answers: {rejected} of {total} rejected "
            f"(false accepts of such answers below {bound:.2g} %, 95 % confidence)"
        )
    lines += [f"{spec.name}: {spec.corroboration}" for spec in summary.specs if spec.corroboration]
    if summary.prompt_tokens:
        cents = 100 * summary.dollars / max(1, summary.accepted)
        lines.append(
            f"{summary.prompt_tokens} + {summary.completion_tokens} tokens, "
            f"${summary.dollars:.4f}, {cents:.3g} ¢ an accepted example"
        )
    if summary.faults:
        lines.append(
            "failed requests: " + ", ".join(f"{kind} {n}" for kind, n in summary.faults.items())
        )
    for spec in summary.specs:
        if spec.short_because:
            lines.append(
                f"{spec.name}: {spec.accepted} of {spec.wanted}: {SHORT[spec.short_because]}"
            )
        if spec.owed:
            lines.append(
                f"{spec.name}: {spec.owed} could not be checked; --resume tries them again"
            )
    return lines


def _planted(specs: tuple[SpecSummary, ...]) -> tuple[int, int]:
    return sum(spec.planted_rejected for spec in specs), sum(spec.planted_total for spec in specs)
