"""The main job with a real small language model as teacher, over a real server."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.e2e.command import verisynth
from tests.fakes.llama_server import serve_model

pytestmark = [pytest.mark.llm, pytest.mark.slow]

CONFIG = """\
[teachers.smol]
kind = "openai_chat"
model = "smol"
base_url = "{url}"
max_tokens = 300
concurrency = 2
"""


def test_whatever_a_small_model_writes_has_a_verdict_and_is_kept(
    llm_model: Path, tmp_path: Path
) -> None:
    with serve_model(llm_model) as url:
        (tmp_path / "verisynth.toml").write_text(CONFIG.format(url=url))
        done = verisynth(
            "generate", "python-functions", "arithmetic", "regex", "--teacher", "smol",
            "--count", "3", "--max-candidates", "3", "--out", "run", "--json",
            cwd=tmp_path, seconds=115,
        )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    summary = json.loads(done.stdout)
    for spec in summary["specs"]:
        fell = sum(spec["rejected"].values()) + sum(spec["invalid"].values())
        assert spec["accepted"] + fell + spec["owed"] == 3, spec
        assert spec["owed"] == 0, done.stderr
    assert summary["completion_tokens"] > 0
    with sqlite3.connect(f"file:{tmp_path}/run/run.db?mode=ro", uri=True) as stored:
        texts = stored.execute("SELECT json_extract(response, '$.text') FROM responses").fetchall()
    assert len(texts) == 9
    lines = (tmp_path / "run" / "rejected.jsonl").read_text().splitlines()
    fallen = [json.loads(line) for line in lines]
    unread = [one for one in fallen if one["statement"] is None]
    assert all(one["text"] for one in unread), "what cannot be read is kept"
