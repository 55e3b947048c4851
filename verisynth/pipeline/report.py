"""``report.md``: what a run proposed, what fell and why, for people who were not there."""

from __future__ import annotations

from collections.abc import Iterator

from verisynth.pipeline.summary import RunSummary, SpecSummary
from verisynth.reasons import REASONS

SHORT = {
    "exhausted": "the generator has no new problem left",
    "max-candidates": "the cap on candidates was reached (--max-candidates)",
    "max-cost": "the cap on cost was reached (--max-cost)",
    "max-time": "the time was up (--max-time)",
    "interrupted": "it was interrupted; --resume continues",
    "killed": "it was killed; --resume continues",
    "fatal": "it had to stop; --resume continues",
}
"""What a person reads for each reason a spec came out short."""


def false_accept_bound(planted: int) -> float:
    """Upper 95 % bound of the false-accept rate after ``planted`` rejections and no acceptance.

    The rule of three (Hanley and Lippman-Hand 1983): 3/n. It speaks of wrong answers like the
    planted ones, no others.
    """
    return 3 / planted


def share(part: int, whole: int) -> str:
    """``part of whole``; a dash where there is nothing."""
    return f"{part} of {whole}" if whole else "—"


def report(summary: RunSummary) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(summary)) + "\n"


def _lines(summary: RunSummary) -> Iterator[str]:
    yield f"# Run {summary.folder.name}"
    yield ""
    yield f"{summary.accepted} accepted examples; sandbox level: {summary.level or 'none needed'}."
    yield ""
    yield (
        "| spec | accepted | wanted | proposed | rejected | invalid | owed | planted rejected "
        "| mutants killed |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for spec in summary.specs:
        yield _row(spec)
    for spec in summary.specs:
        yield from _spec_lines(spec)
    yield from _request_lines(summary)
    yield from _file_lines(summary)


def _row(spec: SpecSummary) -> str:
    cells = (
        spec.name,
        spec.accepted,
        spec.wanted,
        spec.proposed,
        sum(spec.rejected.values()),
        sum(spec.invalid.values()),
        spec.owed,
        f"{spec.planted_rejected} of {spec.planted_total}",
        share(spec.mutants_killed, spec.mutants_wrong),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _spec_lines(spec: SpecSummary) -> Iterator[str]:
    if spec.short_because:
        yield ""
        yield f"**{spec.name}** came out short: {SHORT[spec.short_because]}."
    if spec.corroboration is not None:
        yield ""
        yield f"Independent answers to **{spec.name}**: {spec.corroboration}."
    fallen = {**spec.rejected, **spec.invalid}
    if fallen:
        yield ""
        yield f"## Why candidates of {spec.name} fell"
        yield ""
        yield "| reason | count | what it means |"
        yield "|---|---|---|"
        for reason, count in fallen.items():
            yield f"| {reason} | {count} | {REASONS[reason].text} |"


def _request_lines(summary: RunSummary) -> Iterator[str]:
    if not (summary.prompt_tokens or summary.faults):
        return
    yield ""
    yield "## Requests"
    yield ""
    yield (
        f"{summary.prompt_tokens} prompt and {summary.completion_tokens} completion tokens, "
        f"${summary.dollars:.4f}."
    )
    for kind, count in summary.faults.items():
        yield f"- {kind}: {count}"


def _file_lines(summary: RunSummary) -> Iterator[str]:
    yield ""
    yield "## Files"
    yield ""
    for file in summary.files:
        yield f"- `{file.path.name}`: {file.lines} lines"
    yield "- `run.db`: every request, reply, candidate, verdict and drop"
