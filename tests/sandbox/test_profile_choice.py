"""The profile follows from the code's imports; a package that is missing is no rejection."""

from __future__ import annotations

import asyncio
import json
from importlib import metadata

import pytest

from verisynth.errors import MissingError
from verisynth.pipeline.attempt import checked
from verisynth.protocols import Sandbox
from verisynth.sandbox import open_sandbox, profiles
from verisynth.sandbox.profile_choice import imports, profile_for
from verisynth.types import (
    Case,
    Limits,
    Outcome,
    Program,
    PythonTarget,
    StdioCase,
    StdioTarget,
    Verdict,
)
from verisynth.verifiers.python_cases import PythonCases
from verisynth.verifiers.python_tests import PythonTests
from verisynth.verifiers.stdio import Stdio

GUARDED = "try:\n    import numpy\nexcept ImportError:\n    numpy = None\n"
TOTAL = "import numpy as np\ndef total(rows):\n    return int(np.array(rows).sum())\n"
PLAIN = "def total(rows):\n    return sum(map(sum, rows))\n"
CASES = PythonTarget(
    entry_point="total", cases=(Case("([[1, 2], [3, 4]],)", "10"), Case("([[5]],)", "5"))
)
TESTS = PythonTarget(
    entry_point="total",
    tests="from solution import total\n"
    "def test_total():\n    assert total([[1, 2], [3]][:1]) == 3\n"
    "def test_more():\n    assert total([[5]]) == 5\n",
)


@pytest.mark.parametrize(
    ("default", "sources", "chosen"),
    [
        ("python", ("import math, numpyish\n",), "python"),
        ("python", ("import numpy.linalg as la\n",), "python-sci"),
        ("python", ("def f():\n    from numpy import array\n",), "python-sci"),
        ("python", ("import importlib as i\na = i.import_module('numpy.random')\n",), "python-sci"),
        ("python", ("from sympy import Rational\n",), "math"),
        ("python", ("import sympy, numpy\n",), "python-sci"),
        ("python", ("import pandas\n",), "python"),
        ("python", ("from .numpy import x\n",), "python"),
        ("python", ("'''\nimport numpy\n'''\n",), "python"),
        ("python", ("import numpy\ndef f(:\n",), "python-sci"),
        ("python", (GUARDED,), "python-sci"),
        ("tests", ("import solution\n", "import mpmath\n"), "tests-sci"),
        ("tests", ("import solution\n", "import json\n"), "tests"),
        ("sql", ("import numpy\n",), "sql"),
    ],
)  # fmt: skip
def test_the_smallest_profile_with_the_imports_is_chosen(default, sources, chosen) -> None:
    assert profile_for(default, *sources) == chosen


def test_an_import_that_is_only_tried_is_told_apart_from_one_that_is_needed() -> None:
    assert imports(GUARDED) == ({*()}, {"numpy"})
    assert imports(GUARDED + "import numpy\n").needed == {"numpy"}
    assert imports(GUARDED.replace("numpy = None", "raise")).needed == {"numpy"}
    assert imports(GUARDED.replace("ImportError", "KeyError")).needed == {"numpy"}


@pytest.fixture
def without_numpy(monkeypatch: pytest.MonkeyPatch):
    """An installation without the extra."""
    real = metadata.distribution

    def distribution(name: str) -> metadata.Distribution:
        if name == "numpy":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    profiles.requirements.cache_clear()
    monkeypatch.setattr(profiles.metadata, "distribution", distribution)
    yield
    profiles.requirements.cache_clear()


def test_a_package_that_is_not_installed_is_named_with_what_brings_it(without_numpy) -> None:
    with pytest.raises(MissingError, match="numpy") as caught:
        profile_for("python", TOTAL)
    assert caught.value.hint == "pip install 'verisynth[sci]'"


def test_code_that_goes_on_without_a_package_is_judged_without_it(without_numpy) -> None:
    assert profile_for("python", GUARDED) == "python"


def judged(target, answer: str, verifier, level: str = "userns") -> Verdict:
    async def go() -> Verdict:
        async with open_sandbox(level, slots=1) as sandbox:
            return await attempt(sandbox)

    async def attempt(sandbox: Sandbox) -> Verdict:
        return await checked(
            lambda: verifier.verify(target, answer, sandbox=sandbox, limits=Limits())
        )

    return asyncio.run(go())


def test_code_whose_package_is_missing_is_an_error_not_a_rejection(without_numpy) -> None:
    verdict = judged(CASES, TOTAL, PythonCases())
    assert (verdict.outcome, verdict.reason) == (Outcome.ERROR, "not-installed")
    assert "verisynth[sci]" in verdict.detail


LEVELS = ("userns", pytest.param("docker", marks=pytest.mark.docker))


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("answer", [TOTAL, PLAIN, GUARDED + PLAIN], ids=["numpy", "plain", "tried"])
def test_solutions_are_accepted_with_and_without_numpy(level: str, answer: str) -> None:
    for target, verifier in ((CASES, PythonCases()), (TESTS, PythonTests())):
        verdict = judged(target, answer, verifier, level)
        assert verdict.outcome is Outcome.ACCEPTED, verdict


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_a_program_may_compute_with_arrays_and_threads(level: str) -> None:
    program = (
        "import sys, numpy as np\n"
        "a = np.array([[int(w) for w in line.split()] for line in sys.stdin])\n"
        "big = np.ones((600, 600)) @ np.ones((600, 600))\n"
        "print(int((a @ a).trace()), int(big[0, 0]), np.linalg.matrix_rank(a))\n"
    )
    target = StdioTarget(cases=(StdioCase("1 2\n3 4\n", "29 600 2\n"),))
    verdict = judged(target, program, Stdio(), level)
    assert verdict.outcome is Outcome.ACCEPTED, verdict


@pytest.mark.parametrize("name", profiles.names())
def test_a_job_is_given_what_its_profile_needs(name: str) -> None:
    """A limit below the profile's own need would reject honest programs."""
    profile = profiles.load(name)
    assert profile.at_least(Limits(memory_mib=1)).memory_mib == profile.limits["memory_mib"] > 1
    assert profile.at_least(Limits()) == Limits()


@pytest.mark.parametrize(
    "level", ["userns", "landlock", pytest.param("docker", marks=pytest.mark.docker)]
)
def test_a_query_runs_although_the_limit_is_below_what_its_engine_needs(level: str) -> None:
    source = (
        "def main(channel):\n    import duckdb\n    database = duckdb.connect()\n"
        "    return int(database.execute('select sum(a) from range(2000) t(a)').fetchone()[0])\n"
    )

    async def go() -> bytes:
        async with open_sandbox(level, slots=1) as sandbox:
            program = Program(runner="selftest", payload=source, profile="sql")
            return (await sandbox.run(program, Limits(memory_mib=1))).result

    assert json.loads(asyncio.run(go())) == {"ok": 1999000}


@pytest.mark.parametrize(
    ("needed", "version", "fits"),
    [("3.11", "3.11.0", True), ("3.11", "3.12.3", True), ("3.12", "3.11.9", False),
     ("3.9", "3.11.2", True), ("3.11", "4.0", True)],
)  # fmt: skip
def test_a_worker_needs_a_python_recent_enough(needed: str, version: str, fits: bool) -> None:
    assert profiles.Profile("some", (), (), interpreter=needed).runs_on(version) is fits
