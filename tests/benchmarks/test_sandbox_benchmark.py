"""The benchmark of the sandbox runs, and says what it could not measure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_sandbox_benchmark_measures_beside_the_floor(checkout: Path) -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/sandbox.py", "--rounds", "1", "--levels", "docker,userns",
         "--parts", "jobs,batches,throughput,start,memory", "--jobs", "200", "--without-peers",
         "--json"],
        cwd=checkout, capture_output=True, text=True, timeout=110,
        env={**os.environ, "DOCKER_HOST": "unix:///nonexistent/docker.sock"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout[done.stdout.index("\n{") :])
    names = [row["name"] for row in found["rows"]]
    assert names[0].startswith("floor")
    assert "level userns, tiny call job" in names
    assert list(found["skipped"]) == ["level docker"]
    assert {target["what"] for target in found["targets"]} >= {
        "userns: tiny call job over the floor", "userns: 100 cases over one",
        "userns: first verdict, s",
    }  # fmt: skip
