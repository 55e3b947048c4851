"""Every level passes the same public conformance suite."""

import asyncio
from collections.abc import Iterator

import pytest

from verisynth.errors import MissingError
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox
from verisynth.sandbox.bare import Bare
from verisynth.sandbox.pool import Pool
from verisynth.testing import SANDBOX_CHECKS, run_check

LEVELS = ("userns", pytest.param("docker", marks=pytest.mark.docker))


@pytest.fixture(scope="module", params=LEVELS)
def opened(request: pytest.FixtureRequest) -> Iterator[tuple[asyncio.Runner, Sandbox]]:
    with asyncio.Runner() as runner:
        context = open_sandbox(request.param, slots=2)
        try:
            sandbox = runner.run(context.__aenter__())
        except MissingError as error:
            pytest.skip(f"{request.param}: {error.message}")
        yield runner, sandbox
        runner.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize("check", SANDBOX_CHECKS, ids=lambda check: check.__name__)
def test_the_level_conforms(opened, check) -> None:
    runner, sandbox = opened
    result = runner.run(run_check(check, sandbox))
    assert result.passed, result.detail


def test_the_suite_fails_a_sandbox_that_isolates_from_nothing() -> None:
    """A suite that everything passes would show nothing."""
    revealing = {
        "host_file_is_hidden",
        "environment_is_empty",
        "network_is_closed",
        "daemon_is_ended",
    }

    async def failures() -> set[str]:
        pool = Pool(Bare(), slots=1)
        try:
            checks = [check for check in SANDBOX_CHECKS if check.__name__ in revealing]
            results = [await run_check(check, pool) for check in checks]
            return {result.name.replace(" ", "_") for result in results if not result.passed}
        finally:
            await pool.close()

    assert asyncio.run(failures()) == revealing
