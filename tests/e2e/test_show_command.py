"""``show`` prints one example of a run, or one verdict of a file, whole and re-runnable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.command import verisynth
from verisynth.pipeline.folder import claim
from verisynth.pipeline.store import Store
from verisynth.spec import load_spec
from verisynth.types import (
    Candidate,
    Outcome,
    Problem,
    Proposal,
    RegexTarget,
    Verdict,
    Witness,
)

pytestmark = pytest.mark.slow

REJECTED = Verdict(
    outcome=Outcome.REJECTED,
    reason="wrong-answer",
    detail="'1\\n' must not match but does",
    method="proof",
    witness=Witness(kind="string", input=r"'1\n'", expected="no match", got="a match"),
)


def run_folder(folder: Path) -> Path:
    """A run of one spec in which a pattern was rejected."""
    problem = Problem(
        statement="Write a pattern for one digit.",
        target=RegexTarget(matches=("1",), rejects=("a\n",), gold=r"[0-9]\Z"),
        reference=r"[0-9]\Z",
    )
    store = Store.open(folder)
    try:
        claim(store, [load_spec("regex")], run_seed=0, teacher="t", count=1, resume=False)
        proposal = Proposal(problem, (Candidate(answer="[0-9]$"),))
        store.add_item("regex", 4, cell={}, teacher="t", proposal=proposal)
        store.add_verdict("regex", 4, 0, REJECTED, counted={"mutation_score": 1.0})
    finally:
        store.close()
    return folder


@pytest.mark.parametrize("name", ["regex-4-0", "regex-4", "4-0", "4"])
def test_an_example_of_a_run_is_shown_with_its_witness(tmp_path: Path, name: str) -> None:
    done = verisynth("show", str(run_folder(tmp_path / "run")), name, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for part in (
        "regex-4-0  rejected  wrong-answer  proof",
        "Write a pattern for one digit.",
        r"'a\n'",
        "[0-9]$",
        r"  '1\n'",
        "  no match",
        "  a match",
        "mutation_score: 1.0",
    ):
        assert part in done.stdout


def test_an_example_is_shown_as_json(tmp_path: Path) -> None:
    folder = run_folder(tmp_path / "run")
    done = verisynth("show", str(folder), "4", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["verdict"]["witness"]["input"] == r"'1\n'"


@pytest.mark.parametrize("name", ["9", "regex-4-1", "sql-4-0", "-", "4-0-0", ""])
def test_an_unknown_example_is_an_error_that_names_some(tmp_path: Path, name: str) -> None:
    done = verisynth("show", str(run_folder(tmp_path / "run")), "--", name, cwd=tmp_path)
    assert done.returncode == 2
    assert "regex-4-0" in done.stderr


def test_a_folder_without_a_run_is_an_error(tmp_path: Path) -> None:
    done = verisynth("show", str(tmp_path), "1", cwd=tmp_path)
    assert done.returncode == 2
    assert "holds no run" in done.stderr


def test_a_verdict_of_a_file_is_found_by_its_id_first_then_by_its_line(tmp_path: Path) -> None:
    rows = [
        {"id": "2", "outcome": "accepted", "checks": {"a": True}},
        {
            "id": "x",
            "outcome": "rejected",
            "reason": "wrong-answer",
            "detail": "differs",
            "checks": {"a": False},
            "witness": {"kind": "point", "input": "x = 2", "expected": "4", "got": "5"},
        },
    ]
    file = tmp_path / "verdicts.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows) + "not json\n")

    def shown(name: str) -> str:
        return verisynth("show", str(file), name, cwd=tmp_path).stdout

    assert shown("2").startswith("2  accepted")
    assert shown("x").startswith("x  rejected  wrong-answer\ndiffers\n")
    assert "  x = 2\n" in shown("x")
    assert "failed: a" in shown("x")
    missing = verisynth("show", str(file), "3", cwd=tmp_path)
    assert missing.returncode == 2
    assert 'no row has the id "3"' in missing.stderr


def test_a_witness_of_verify_is_shown(tmp_path: Path) -> None:
    """What one command writes, the other reads: both ends meet here."""
    row = {"id": "a", "pattern": "[0-9]$", "matches": ["1"], "rejects": ["a"], "mode": "search"}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row))
    verisynth("verify", "rows.jsonl", "--family", "regex", "--out", "v.jsonl", cwd=tmp_path)
    assert verisynth("show", "v.jsonl", "1", cwd=tmp_path).stdout.startswith("a  accepted")
