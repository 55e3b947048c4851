"""A disk that fills up in the middle of a run: a clear error, and nothing answered is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.command import contents, verisynth

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("mount") is None, reason="mounting needs root"
    ),
]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(disk)])
    if made.returncode:
        pytest.skip("no tmpfs can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_said_and_the_run_continues_elsewhere_large(
    small_disk: Path, tmp_path: Path
) -> None:
    command = ("generate", "arithmetic", "--count", "120", "--resume", "--out")
    full = verisynth(*command, str(small_disk / "run"), cwd=tmp_path)
    assert full.returncode == 2, full.stderr
    assert "cannot be written" in full.stderr
    assert "--resume" in full.stderr
    assert "Traceback" not in full.stderr
    # More room: the same folder, on a larger disk.
    shutil.copytree(small_disk / "run", tmp_path / "run")
    resumed = verisynth(*command, "run", cwd=tmp_path)
    whole = verisynth(*command, "whole", cwd=tmp_path)
    assert (resumed.returncode, whole.returncode) == (0, 0), resumed.stderr
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")
