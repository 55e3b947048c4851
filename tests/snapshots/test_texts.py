"""The exact text shown to people. ``UPDATE_SNAPSHOTS=1`` writes it anew; read the difference."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from verisynth.cli import summary_table
from verisynth.errors import SpecError
from verisynth.pipeline.export import Exported
from verisynth.pipeline.independents import Corroboration
from verisynth.pipeline.report import report
from verisynth.pipeline.summary import RunSummary, SpecSummary
from verisynth.spec import load_spec

HERE = Path(__file__).parent

SUMMARY = RunSummary(
    folder=Path("runs/demo"),
    seconds=61.23,
    level="userns",
    specs=(
        SpecSummary(
            name="python-functions", wanted=100, accepted=100, proposed=131,
            rejected={"wrong-answer": 9, "no-code-block": 5, "time-limit": 2, "duplicate": 1},
            invalid={"reference-fails": 14}, owed=0, planted_rejected=420, planted_total=420,
            mutants_killed=3_071, mutants_wrong=3_104,
        ),
        SpecSummary(
            name="regex", wanted=100, accepted=37, proposed=200, rejected={}, invalid={},
            owed=2, planted_rejected=80, planted_total=80, short_because="max-cost",
            corroboration=Corroboration(
                problems=42, corroborated=30, asked=168, independents=160, agreeing=121,
                tests_confirmed=70, tests_wrong=9,
            ),
        ),
    ),
    files=(
        Exported(Path("runs/demo/train.jsonl"), 123),
        Exported(Path("runs/demo/val.jsonl"), 14),
        Exported(Path("runs/demo/rejected.jsonl"), 31),
    ),
    dollars=1.25,
    prompt_tokens=120_000,
    completion_tokens=90_000,
    faults={"http-429": 12, "timeout": 1},
)  # fmt: skip


def agrees(name: str, text: str) -> None:
    path = HERE / f"{name}.txt"
    lines = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(lines)
    assert lines == path.read_text()


def test_report() -> None:
    agrees("report", report(SUMMARY))


def test_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = Console(width=120, record=True, file=io.StringIO(), highlight=False)
    monkeypatch.setattr(summary_table, "console", lambda: paper)
    monkeypatch.setattr(summary_table, "say", lambda line: paper.print(line, soft_wrap=True))
    monkeypatch.setattr(summary_table, "result", lambda line: None)
    summary_table.show_summary(SUMMARY, as_json=False)
    agrees("summary", paper.export_text())


def test_faults_of_a_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(
        'name = "mine"\ndescription = "d"\nfamily = "mathh"\n[axes.topic]\nvalues = ["a", "a"]\n'
        'weights = [1]\n[prompt]\ntemplate = "{{ topc }}"\n[verifier]\nlimits = { cpu = 1 }\n'
    )
    with pytest.raises(SpecError) as caught:
        load_spec("./mine.toml")
    agrees("spec-faults", str(caught.value))
