"""``scripts/setup`` on machines that lack something: it says what, and changes nothing.

Each machine is a folder of fake commands put before the real ones; setting up for real is CI's
job, since it needs a package index.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

# Answers the questions scripts/setup asks a Python; says no to every import in $missing.
FAKE_PYTHON = """#!/bin/sh
case "$2" in
    *'version_info <'*) [ {minor} -ge 11 ] ;;
    *version_info*) echo 3.{minor} ;;
    'import '*) exit 1 ;;
    *) exit 1 ;;
esac
"""
NEEDED = ("sh", "dirname", "cat", "cksum", "id", "mkdir", "rm")


@pytest.fixture
def clone(checkout: Path, tmp_path: Path) -> Path:
    """A clone with only what setting up reads, under a path with a space."""
    folder = tmp_path / "a clone"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(checkout / "scripts/setup", folder / "scripts/setup")
    shutil.copy(checkout / "pyproject.toml", folder)
    return folder


def setup_on_machine(clone: Path, commands: dict[str, str]) -> subprocess.CompletedProcess[str]:
    programs = clone.parent / "programs"
    programs.mkdir()
    for name in NEEDED:
        (programs / name).symlink_to(shutil.which(name) or "")
    for name, text in {"uname": "#!/bin/sh\necho Linux\n", **commands}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    return subprocess.run(
        [clone / "scripts/setup"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        ({}, "no Python of version 3.11 or newer."),
        (
            {"python3": FAKE_PYTHON.format(minor=9)},
            "no Python of version 3.11 or newer (python3 is 3.9).",
        ),
        (
            {"python3": FAKE_PYTHON.format(minor=9), "python3.12": FAKE_PYTHON.format(minor=12)},
            "apt install python3-venv",
        ),
        ({"uname": "#!/bin/sh\necho Darwin\n"}, "this is Darwin, and verisynth runs on Linux."),
    ],
    ids=["no-python", "old-python", "no-venv-module", "not-linux"],
)
def test_what_is_missing_is_named(clone: Path, commands: dict[str, str], said: str) -> None:
    done = setup_on_machine(clone, commands)
    assert done.returncode == 3
    assert said in done.stderr
    assert not (clone / ".venv").exists()


def test_an_environment_of_the_users_own_is_never_deleted(clone: Path) -> None:
    mine = clone / ".venv/notes.txt"
    mine.parent.mkdir()
    mine.touch()
    done = setup_on_machine(clone, {"python3": FAKE_PYTHON.format(minor=12)})
    assert done.returncode == 3
    assert "left alone" in done.stderr
    assert mine.exists()
