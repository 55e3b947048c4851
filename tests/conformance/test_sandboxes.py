"""Every level passes the same public conformance suite, somebody else's sandbox too.

What a level is known to fail is named here with the reason; a known failure that passes fails the
test, so that the lists stay true.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from verisynth.errors import MissingError, UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.testing import SANDBOX_CHECKS, check_name, check_sandbox, run_check

PLUGIN = Path(__file__).parent.parent / "plugin_package" / "verisynth_bubblewrap" / "__init__.py"
BUBBLEWRAP = f"{PLUGIN}:Bubblewrap"
KNOWN_FAILURES: dict[str, dict[str, str]] = {
    "bare": dict.fromkeys(
        (
            "environment is empty", "host file is hidden", "nothing is written outside",
            "network is closed", "privileges are gone", "kill all is harmless",
            "partners are apart", "daemon is ended", "disk is bounded", "fork bomb is bounded",
        ),
        "the level bare isolates from nothing",
    ),
    "landlock": {
        "standard library works": "a job can start threads and no process",
        "folder is fresh": "no file's mode can be changed, which the check does",
        "disk is bounded": "each file is capped, not their sum",
    },
    BUBBLEWRAP: {
        "usage is reported": "bubblewrap reaps the program itself and tells no usage",
        "ignored signals do not help": "a program that catches SIGXCPU is killed a second later, "
        "and nothing tells that apart from a kill of its own",
    },
}  # fmt: skip
if os.geteuid() == 0:
    KNOWN_FAILURES["landlock"]["privileges are gone"] = "whoever is root stays it, with no rights"
    KNOWN_FAILURES[BUBBLEWRAP]["fork bomb is bounded"] = (
        "the kernel counts no processes of root, and bubbles run as whoever starts them"
    )

LEVELS = (
    "userns",
    "landlock",
    pytest.param("docker", marks=pytest.mark.docker),
    pytest.param("bare", marks=pytest.mark.slow),
    pytest.param(
        BUBBLEWRAP,
        id="bubblewrap",
        marks=[
            pytest.mark.slow,
            pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed"),
        ],
    ),
)


@pytest.fixture(scope="module", params=LEVELS)
def opened(request: pytest.FixtureRequest) -> Iterator[tuple[asyncio.Runner, Sandbox, str]]:
    with asyncio.Runner() as runner:
        context = open_sandbox(request.param, slots=2, allow_unsafe=request.param == "bare")
        try:
            sandbox = runner.run(context.__aenter__())
        except MissingError as error:
            pytest.skip(f"{request.param}: {error.message}")
        yield runner, sandbox, request.param
        runner.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize("check", SANDBOX_CHECKS, ids=lambda check: check.__name__)
def test_the_level_conforms(opened, check) -> None:
    runner, sandbox, level = opened
    known_failures = KNOWN_FAILURES.get(level, {})
    result = runner.run(run_check(check, sandbox, known_failures=known_failures))
    assert result.conforms, result.detail


@dataclass(frozen=True)
class Deaf:
    """A sandbox that answers every program alike, without running it."""

    level: str = "deaf"
    slots: int = 1

    async def run(self, program, limits):
        raise ValueError("not a sandbox at all")


def test_a_known_failure_conforms_only_while_it_fails() -> None:
    check = SANDBOX_CHECKS[0]
    name = check_name(check)

    async def results() -> tuple[bool, bool]:
        failing = await run_check(check, Deaf(), known_failures={name: "it is deaf"})
        async with open_sandbox("userns", slots=1) as sandbox:
            passing = await run_check(check, sandbox, known_failures={name: "it was deaf once"})
        assert "no known failure" in passing.detail
        return failing.conforms, passing.conforms

    assert asyncio.run(results()) == (True, False)


def test_a_sandbox_that_runs_nothing_fails_every_check() -> None:
    """A suite that anything passes would show nothing."""
    results = asyncio.run(check_sandbox(Deaf()))
    assert len(results) == len(SANDBOX_CHECKS)
    assert [result.name for result in results if result.passed] == []


@pytest.mark.parametrize(
    ("known_failures", "says"),
    [
        ({"disk is bonded": "why"}, 'Did you mean "disk is bounded"'),
        ({"disk is bounded": " "}, "no reason"),
    ],
)
def test_a_known_failure_needs_a_check_and_a_reason(known_failures, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        asyncio.run(check_sandbox(Deaf(), known_failures=known_failures))
