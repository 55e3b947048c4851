"""Somebody else's sandbox is opened by name or file, proven like ours, never mistaken for one."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import environment, verisynth
from verisynth.errors import MissingError, UsageError
from verisynth.sandbox import open_sandbox

PACKAGE = Path(__file__).parent.parent / "plugin_package"
ROWS = [
    {"id": 1, "solution": "def f(n):\n    return n + 1\n", "entry_point": "f",
     "cases": [{"args": "(1,)", "expected": "2"}]},
    {"id": 2, "solution": "def f(n):\n    return n\n", "entry_point": "f",
     "cases": [{"args": "(1,)", "expected": "2"}]},
]  # fmt: skip
LEAKY = """
import asyncio, contextlib, dataclasses
from verisynth.sandbox.bare import Bare
from verisynth.sandbox.pool import Pool

class Renamed(Pool):
    level = "{level}"

@dataclasses.dataclass(frozen=True)
class Sandbox:
    name: str = "{name}"

    @contextlib.asynccontextmanager
    async def open(self, *, slots):
        pool = Renamed(Bare(), slots=slots)
        try:
            yield pool
        finally:
            await pool.close()
"""

needs_bubblewrap = pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is missing")


def opened(name: str) -> str:
    async def go() -> str:
        async with open_sandbox(name, slots=1) as sandbox:
            return sandbox.level

    return asyncio.run(go())


def test_a_plugin_that_isolates_from_nothing_is_not_handed_out(tmp_path: Path) -> None:
    """It is tried like a level of ours: shown to leak, it is refused."""
    path = tmp_path / "leaky_one.py"
    path.write_text(LEAKY.format(level="mine", name="mine"))
    with pytest.raises(MissingError, match="the level mine does not hold here: read a file") as why:
        opened(f"{path}:Sandbox")
    assert "/usr" not in why.value.message, "the whole system was tried"


@pytest.mark.parametrize(
    ("level", "name", "says"),
    [("docker", "docker", 'cannot be called "docker"'), ("docker", "mine", "both must agree")],
)
def test_a_plugin_cannot_pass_for_a_level_of_ours(level, name, says, tmp_path: Path) -> None:
    path = tmp_path / f"posing_{name}.py"
    path.write_text(LEAKY.format(level=level, name=name))
    with pytest.raises(UsageError, match=says):
        opened(f"{path}:Sandbox")


def test_a_file_without_the_class_is_told() -> None:
    with pytest.raises(UsageError, match="there is no file"):
        opened("./nowhere.py:Sandbox")


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


@pytest.mark.slow
@needs_bubblewrap
def test_an_installed_sandbox_runs_programs_and_is_named_in_verdicts(
    installed: Path, tmp_path: Path
) -> None:
    extra = {"PYTHONPATH": os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])}
    listed = verisynth("list", "sandboxes", cwd=tmp_path, **extra)
    assert "bubblewrap" in listed.stdout
    assert "userns" in listed.stdout
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    done = verisynth(
        "verify", "rows.jsonl", "--family", "python", "--sandbox", "bubblewrap",
        cwd=tmp_path, **extra,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["outcome"] for line in lines] == ["accepted", "rejected"], done.stderr
    assert {line["level"] for line in lines} == {"bubblewrap"}
    made = verisynth(
        "generate", "python-functions", "-n", "2", "--sandbox", "bubblewrap", "--out", "run",
        cwd=tmp_path, **extra,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "sandbox  bubblewrap" in made.stderr
