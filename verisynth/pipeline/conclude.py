"""The end of a run, and a look at one that ended: exports, report and summary from the database."""

from __future__ import annotations

import json
from collections.abc import Sequence

from verisynth.pipeline.export import Exported, export, write_text
from verisynth.pipeline.folder import stored_specs
from verisynth.pipeline.independents import Corroboration, Independents
from verisynth.pipeline.report import report
from verisynth.pipeline.results import Results
from verisynth.pipeline.spec_run import SpecRun
from verisynth.pipeline.store import Store
from verisynth.pipeline.summary import RunSummary, SpecSummary
from verisynth.spec import TaskSpec
from verisynth.types import Outcome


def conclude(store: Store, runs: Sequence[SpecRun], *, reason: str, level: str) -> None:
    """Record where each spec got to, then write the exports and the report."""
    ends = {
        one.spec.name: {
            "frontier": one.frontier.index,
            "short_because": one.short_because(reason),
        }
        for one in runs
    }
    store.set_meta({"ends": json.dumps(ends), "level": level})
    files = export(
        store,
        {one.spec.name: one.spec for one in runs},
        {one.spec.name: one.frontier.index for one in runs},
        run_seed=int(store.meta("run_seed") or 0),
    )
    store.set_meta({"files": json.dumps({file.path.name: file.lines for file in files})})
    write_text(store.folder / "report.md", report(summarised(store, seconds=0.0)))


def summarised(store: Store, *, seconds: float) -> RunSummary:
    """What a run came to, from its database alone; a run that was killed shows what it had."""
    prompt_tokens, completion_tokens = store.tokens()
    files = json.loads(store.meta("files") or "{}")
    return RunSummary(
        folder=store.folder,
        seconds=seconds,
        level=store.meta("level") or "",
        specs=tuple(_spec_summary(store, spec) for spec in stored_specs(store)),
        files=tuple(Exported(store.folder / name, lines) for name, lines in files.items()),
        dollars=store.dollars(),
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        faults=store.fault_counts(),
    )


def _corroboration(store: Store, spec: TaskSpec, up_to: int) -> Corroboration | None:
    """What independent authors came to; None where none were to be asked."""
    if spec.corroborate is None:
        return None
    found = Independents(store, spec.name).summary(up_to=up_to)
    return found if found.problems or not spec.corroborate.models_only else None


def _spec_summary(store: Store, spec: TaskSpec) -> SpecSummary:
    name = spec.name
    ends = json.loads(store.meta("ends") or "{}")
    end = ends.get(name, {"frontier": store.item_count(name), "short_because": "killed"})
    results = Results(store)
    counts = results.counts(name, up_to=end["frontier"])
    rejected, total = results.planted(name, up_to=end["frontier"])
    killed, wrong = results.mutants(name, up_to=end["frontier"])
    return SpecSummary(
        name=name,
        wanted=int(store.meta("count") or 0),
        accepted=sum(count for outcome, _, count in counts if outcome == Outcome.ACCEPTED),
        proposed=end["frontier"],
        rejected={reason: n for outcome, reason, n in counts if outcome == Outcome.REJECTED},
        invalid={reason: n for outcome, reason, n in counts if outcome == Outcome.INVALID},
        owed=len(results.owed(name)),
        planted_rejected=rejected,
        planted_total=total,
        mutants_killed=killed,
        mutants_wrong=wrong,
        corroboration=_corroboration(store, spec, end["frontier"]),
        short_because=end["short_because"],
    )
