"""The main job as a person runs it: offline, interrupted, killed, resumed, misused."""

from __future__ import annotations

import json
import os
import shlex
import signal
from pathlib import Path

import pytest

from tests.e2e.command import contents, interrupted, verisynth
from verisynth.spec import load_spec, shipped_names

pytestmark = pytest.mark.slow
OFFLINE = tuple(name for name in shipped_names() if load_spec(name).procedural is not None)


@pytest.mark.parametrize("spec", OFFLINE)
def test_every_offline_spec_gives_verified_examples(spec: str, tmp_path: Path) -> None:
    done = verisynth("generate", spec, "--count", "10", "--out", "run", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["accepted"] == 10
    (one,) = summary["specs"]
    assert one["planted_total"] >= 20
    assert one["planted_rejected"] == one["planted_total"], done.stderr
    assert one["owed"] == 0
    lines = [json.loads(line) for name in ("train", "val") for line in _lines(tmp_path, name)]
    assert len(lines) == 10
    for line in lines:
        assert [message["role"] for message in line["messages"]][-2:] == ["user", "assistant"]
        assert line["verdict"]["outcome"] == "accepted"
        assert line["verdict"]["evidence"] == "audited"
        assert line["provenance"]["teacher"] == "procedural"
        assert line["verdict"]["level"]


@pytest.mark.docker
def test_all_offline_specs_run_in_docker(tmp_path: Path) -> None:
    done = verisynth(
        "generate", *OFFLINE, "--count", "3", "--sandbox", "docker", "--out", "run", "--json",
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["accepted"] == 3 * len(OFFLINE)
    assert summary["level"] == "docker"
    lines = [json.loads(line) for name in ("train", "val") for line in _lines(tmp_path, name)]
    levels = {line["provenance"]["family"]: line["verdict"]["level"] for line in lines}
    assert {levels[family] for family in ("python", "stdio", "sql", "regex")} == {"docker"}


def _lines(folder: Path, name: str) -> list[str]:
    return (folder / "run" / f"{name}.jsonl").read_text().splitlines()


def test_the_terminal_shows_summary_on_stderr_and_paths_on_stdout(tmp_path: Path) -> None:
    done = verisynth("generate", "arithmetic", "-n", "12", "--out", "a run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"a run/{name}.jsonl" for name in ("train", "val", "rejected")
    ]
    assert "12 accepted" in done.stderr
    assert "planted wrong answers" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "12 accepted examples" in (tmp_path / "a run" / "report.md").read_text()
    shown = verisynth("report", "a run", cwd=tmp_path)
    assert shown.returncode == 0
    assert "12 accepted examples" in shown.stdout


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_ended_by_a_signal_resumes_to_the_same_bytes(
    number: signal.Signals, tmp_path: Path
) -> None:
    command = ("generate", "arithmetic", "regex", "--count", "30", "--seed", "5", "--out")
    for verdicts in (1, 20):
        code, said = interrupted(
            *command,
            "cut",
            "--resume",
            cwd=tmp_path,
            number=number,
            when=tmp_path / "cut",
            lines=verdicts,
        )
        if number is signal.SIGKILL:
            assert code == -signal.SIGKILL
        else:
            assert code == 130, said
            assert "--resume" in said
            assert "Traceback" not in said
    resumed = verisynth(*command, "cut", "--resume", cwd=tmp_path)
    whole = verisynth(*command, "whole", cwd=tmp_path)
    assert (resumed.returncode, whole.returncode) == (0, 0), resumed.stderr + whole.stderr
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_the_printed_command_continues_a_run_with_its_own_seed_and_count(tmp_path: Path) -> None:
    command = ("arithmetic", "--count", "60", "--seed", "4", "--out")
    code, said = interrupted(
        "generate", *command, "my run", cwd=tmp_path, number=signal.SIGINT, when=tmp_path / "my run"
    )
    assert code == 130, said
    (line,) = [line for line in said.splitlines() if line.startswith("continue: ")]
    continued = verisynth(*shlex.split(line)[2:], cwd=tmp_path)
    whole = verisynth("generate", *command, "whole", cwd=tmp_path)
    assert (continued.returncode, whole.returncode) == (0, 0), continued.stderr
    assert contents(tmp_path / "my run") == contents(tmp_path / "whole")


def test_resume_needs_only_the_folder(tmp_path: Path) -> None:
    first = verisynth("generate", "arithmetic", "-n", "4", "--out", "run", cwd=tmp_path)
    again = verisynth("generate", "--resume", "--out", "run", "-n", "6", cwd=tmp_path)
    assert (first.returncode, again.returncode) == (0, 0), again.stderr
    assert "6 accepted" in again.stderr


def test_a_finished_folder_is_not_overwritten(tmp_path: Path) -> None:
    verisynth("generate", "arithmetic", "-n", "4", "--out", "run", cwd=tmp_path)
    before = contents(tmp_path / "run")
    again = verisynth("generate", "arithmetic", "-n", "4", "--out", "run", cwd=tmp_path)
    other = verisynth(
        "generate", "arithmetic", "-n", "4", "--out", "run", "--seed", "1", "--resume", cwd=tmp_path
    )
    assert (again.returncode, other.returncode) == (2, 2)
    assert "--resume" in again.stderr
    assert "seed 0, not 1" in other.stderr
    assert contents(tmp_path / "run") == before


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("generate", "arithmetik"), 2, 'Did you mean "arithmetic"?'),
        (("generate", "./nowhere.toml"), 2, "no such file"),
        (("generate",), 2, "name at least one task spec"),
        (("generate", "arithmetic", "arithmetic"), 2, "more than once"),
        (("generate", "arithmetic", "--count", "0"), 2, "count"),
        (("generate", "arithmetic", "--teacher", "openai:m"), 3, "OPENAI_API_KEY"),
        (("generate", "arithmetic", "--teacher", "nobody"), 2, "there is no teacher"),
        (("generate", "arithmetic", "--sandbox", "dokcer"), 2, "docker"),
        (("generate", "support-intents"), 3, "judge"),
        (("verify", "missing.jsonl", "--family", "math"), 2, "missing.jsonl"),
        (("verify", "missing.jsonl", "--family", "maths"), 2, 'Did you mean "math"?'),
        (("explain", "flakey"), 2, 'Did you mean "flaky"?'),
        (("report", "nowhere"), 2, "holds no run"),
    ],
)
def test_misuse_is_said_in_words_and_writes_nothing(
    arguments: tuple[str, ...], code: int, says: str, tmp_path: Path
) -> None:
    done = verisynth(*arguments, cwd=tmp_path)
    assert says in done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_a_clear_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = verisynth("generate", "arithmetic", "-n", "2", "--out", "run", cwd=tmp_path)
    tmp_path.chmod(0o700)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_a_file_in_the_way_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    done = verisynth("generate", "arithmetic", "-n", "2", "--out", "run", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert (tmp_path / "run").read_text() == "mine"


def test_time_is_a_cap(tmp_path: Path) -> None:
    done = verisynth(
        "generate", "arithmetic", "-n", "1000", "--max-time", "1", "--out", "run", cwd=tmp_path
    )
    assert done.returncode == 1
    assert "--max-time" in done.stderr
