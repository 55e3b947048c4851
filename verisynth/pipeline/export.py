"""Writes the exports of a run folder from its database, all or nothing a file.

Every file is written beside its place and moved there when it is whole, so a reader never sees
half of one, and a full disk leaves the previous one as it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from verisynth.errors import RunFolderError
from verisynth.exporters.chat import Chat
from verisynth.pipeline.independents import Independents
from verisynth.pipeline.results import Results
from verisynth.pipeline.split import assign_splits
from verisynth.pipeline.store import Chosen, Store
from verisynth.spec import TaskSpec
from verisynth.templates import render
from verisynth.types import Json, Record


@dataclass(frozen=True, slots=True)
class Exported:
    """One written file and how many lines it has."""

    path: Path
    lines: int


def export(
    store: Store, specs: Mapping[str, TaskSpec], frontiers: Mapping[str, int], *, run_seed: int
) -> tuple[Exported, ...]:
    """Write ``train.jsonl``, ``val.jsonl`` and ``rejected.jsonl``.

    ``frontiers`` gives for each spec the index up to which the run counts: what was proposed
    beyond it is surplus and depends on timing, so it stays in the database only.
    """
    for name, spec in specs.items():
        assign_splits(store, name, val_fraction=spec.export.val_fraction)
    return (
        _write(store.folder / "train.jsonl", _lines(store, specs, "train", run_seed)),
        _write(store.folder / "val.jsonl", _lines(store, specs, "val", run_seed)),
        _write(store.folder / "rejected.jsonl", _fallen_lines(store, frontiers)),
    )


def write_text(path: Path, text: str) -> None:
    """Put a whole file in place at once. Raises ``RunFolderError`` when it cannot be written."""
    _write(path, iter(text.splitlines()))


def _lines(store: Store, specs: Mapping[str, TaskSpec], split: str, run_seed: int) -> Iterator[str]:
    chat = Chat()
    for chosen in store.chosen(split=split):
        if chosen.spec in specs:
            record = record_of(chosen, specs[chosen.spec], run_seed=run_seed)
            yield chat.line(_with_corroboration(record, store, specs[chosen.spec]))


def _with_corroboration(record: Record, store: Store, spec: TaskSpec) -> Record:
    """The record with what independent authors made of its problem, if any were asked."""
    if spec.corroborate is None:
        return record
    found = Independents(store, spec.name).counted(record.index)
    if not found and spec.corroborate.models_only:
        return record
    return replace(record, counted={**record.counted, "corroboration": found or None})


def _fallen_lines(store: Store, frontiers: Mapping[str, int]) -> Iterator[str]:
    for name, index in frontiers.items():
        for fallen in Results(store).fallen(name, up_to=index):
            yield (
                json.dumps(fallen, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
            )


def record_of(chosen: Chosen, spec: TaskSpec, *, run_seed: int) -> Record:
    """The exportable example of a chosen candidate: templates filled, provenance attached."""
    from verisynth import __version__

    provenance: dict[str, Json] = {
        "spec": spec.name,
        "spec_digest": spec.digest,
        "family": spec.family,
        "seed": run_seed,
        "index": chosen.idx,
        "cell": chosen.cell,
        "topic": chosen.problem.topic,
        "teacher": chosen.teacher,
        "verisynth": __version__,
    }
    return Record(
        id=f"{spec.name}-{chosen.idx}-{chosen.n}",
        spec=spec.name,
        index=chosen.idx,
        messages=messages_of(chosen, spec),
        verdict=chosen.judged.verdict,
        problem=chosen.problem,
        candidate=chosen.candidate,
        counted={"planted_rejected": 0, **chosen.judged.counted},
        provenance=provenance,
    )


def messages_of(chosen: Chosen, spec: TaskSpec) -> tuple[tuple[str, str], ...]:
    """The spec's export templates, filled; an empty system template gives no system message."""
    variables = {
        **chosen.cell,
        "statement": chosen.problem.statement,
        "answer": chosen.candidate.answer.strip("\n"),
        "reasoning": chosen.candidate.reasoning,
    }
    templates = (
        ("system", spec.export.system),
        ("user", spec.export.user),
        ("assistant", spec.export.assistant),
    )
    return tuple(
        (role, render(template, variables)) for role, template in templates if template.strip()
    )


def _write(path: Path, lines: Iterator[str]) -> Exported:
    draft = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with draft.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(line + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise RunFolderError(
            f"{path}: cannot be written: {error.strerror}; the run database is whole",
            hint="free some space, then the same command with --resume",
        ) from error
    return Exported(path, count)
