"""Programs that do nothing wrong, as people and models write them: none may ever be rejected.

A sandbox that fails them makes false rejections, which cost as much as false acceptances. A level
that allows one process only, and no change of modes, says so by an ``OSError``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.adversarial.honest import Honest, ask, has_profile, programs
from verisynth.errors import MissingError, UsageError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox

pytestmark = pytest.mark.slow

PROGRAMS = programs()
REFUSING_LEVELS = ("landlock",)
"""Levels that say they allow no second process and no change of modes."""


@pytest.fixture(
    scope="module",
    params=["userns", "landlock", pytest.param("docker", marks=pytest.mark.docker)],
)
def opened(request: pytest.FixtureRequest) -> Iterator[tuple[asyncio.Runner, Sandbox]]:
    with asyncio.Runner() as runner:
        context = open_sandbox(request.param, slots=1)
        try:
            sandbox = runner.run(context.__aenter__())
        except (MissingError, UsageError) as error:
            pytest.skip(f"{request.param}: {error.message}")
        yield runner, sandbox
        runner.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name.replace(" ", "-"))
def test_an_honest_program_passes(opened: tuple[asyncio.Runner, Sandbox], program: Honest) -> None:
    runner, sandbox = opened
    if not has_profile(program.profile):
        pytest.skip(f"there is no profile {program.profile}")
    answer = runner.run(ask(sandbox, program))
    assert answer.fault == ""
    assert not answer.refused or sandbox.level in REFUSING_LEVELS


def test_a_false_reject_is_noticed(opened: tuple[asyncio.Runner, Sandbox]) -> None:
    runner, sandbox = opened
    first = next(program for program in PROGRAMS if program.name == "prints 60 kB")
    assert runner.run(ask(sandbox, replace(first, expected=2))).fault
    assert runner.run(ask(sandbox, replace(first, stdout_bytes=59_999))).fault
    assert runner.run(
        ask(sandbox, replace(first, limits=replace(first.limits, output_bytes=9)))
    ).fault
    assert runner.run(ask(sandbox, replace(first, body="\ndef program():\n    1 / 0\n"))).fault
