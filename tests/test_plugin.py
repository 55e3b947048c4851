"""Somebody else's family, installed as a package or as a file, works like a built-in one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import environment, verisynth

PACKAGE = Path(__file__).parent / "plugin_package"
MODULE = PACKAGE / "verisynth_anagrams" / "__init__.py"
ROWS = [
    {"id": 1, "word": "listen", "answer": "silent", "mine": True},
    {"id": 2, "word": "listen", "answer": "listen"},
    {"id": 3, "word": "listen"},
]
SPEC = """\
name = "words"
description = "Anagrams."
family = "anagrams"
[prompt]
template = "A word."
[verifier]
limits = { cpu_seconds = 1.0 }
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plugin")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--no-build-isolation", "--target", str(folder), str(PACKAGE)],
        check=True,
        env={**environment(), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )  # fmt: skip
    return folder


def judged(folder: Path, family: str, **extra: str) -> list[str]:
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    done = verisynth("verify", "rows.jsonl", "--family", family, cwd=folder, **extra)
    assert done.returncode == 2, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["mine"] is True
    return [f"{line['outcome']} {line['reason']}".strip() for line in lines]


EXPECTED = ["accepted", "rejected wrong-answer", "error unreadable-line"]


def test_an_installed_family_is_found_by_name(installed: Path, tmp_path: Path) -> None:
    extra = {"PYTHONPATH": os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])}
    assert judged(tmp_path, "anagrams", **extra) == EXPECTED
    listed = verisynth("list", "families", cwd=tmp_path, **extra)
    assert "anagrams" in listed.stdout
    (tmp_path / "words.toml").write_text(SPEC)
    served = verisynth("generate", "./words.toml", cwd=tmp_path, **extra)
    assert served.returncode == 3
    assert "no offline generator" in served.stderr


def test_a_family_in_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MODULE.read_text())
    assert judged(tmp_path, "./mine.py:Anagrams") == EXPECTED


@pytest.mark.parametrize(
    ("family", "says"),
    [
        ("./nowhere.py:Anagrams", "there is no file ./nowhere.py"),
        ("./mine.py:Anagram", 'Did you mean "Anagrams"?'),
        ("./broken.py:Anagrams", "does not load"),
    ],
)
def test_a_plugin_that_does_not_load_says_why(family: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MODULE.read_text())
    (tmp_path / "broken.py").write_text("import nothing_of_that_name\n")
    (tmp_path / "rows.jsonl").write_text("{}\n")
    done = verisynth("verify", "rows.jsonl", "--family", family, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
