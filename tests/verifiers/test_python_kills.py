"""Variants of a reference that fail its checks are found many at a time, and none by accident."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from verisynth.families.python import PythonFamily
from verisynth.sandbox import open_sandbox
from verisynth.types import Case, Limits, Outcome, Problem, PythonTarget
from verisynth.verifiers.python_kills import tried

LIMITS = Limits(cpu_seconds=0.25, wall_seconds=20.0)
RIGHT = "def f(x):\n    return x + 1\n"
PLAIN = "from solution import *\n\n\ndef test_one():\n    assert f(1) == 2\n"
WITH_PYTEST = (
    "import pytest\nfrom solution import f\n\n\n@pytest.fixture\ndef one():\n    return 1\n\n\n"
    "@pytest.mark.parametrize('n', [0, 3])\ndef test_sum(n, one):\n    assert f(n) == n + one\n"
)
CASES = (Case(arguments="(1,)", expected="2"), Case(arguments="(5,)", expected="6"))
VARIANTS = {
    "wrong": "def f(x):\n    return x + 2\n",
    "right": "def f(x):\n    return 1 + x\n",
    "endless": "def f(x):\n    while True:\n        pass\n",
    "endless, catching everything": (
        "def f(x):\n    while True:\n        try:\n            while True:\n"
        "                pass\n        except BaseException:\n            pass\n"
    ),
    "no program": "def f(x:\n",
    "raises at once": "raise ValueError\n",
    "without the function": "def g(x):\n    return x\n",
    "leaves": "def f(x):\n    raise SystemExit(0)\n",
    "prints": "def f(x):\n    print(x)\n    return x + 1\n",
    "reads": "def f(x):\n    return x + 1 + len(input())\n",
}
PASSING = {"right", "prints"}


def found(
    variants: Sequence[str],
    *,
    reference: str = RIGHT,
    cases: tuple[Case, ...] = (),
    tests: Sequence[str] = (),
    passing: bool = False,
) -> set[int]:
    async def ask() -> set[int]:
        async with open_sandbox("userns", slots=1) as sandbox:
            target = PythonTarget(entry_point="f", cases=cases)
            known = await tried(
                target, reference, variants, tests=tests, sandbox=sandbox, limits=LIMITS
            )
            assert not known.failed & known.passed
            return set(known.passed if passing else known.failed)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "checks",
    [{"tests": [PLAIN]}, {"tests": [WITH_PYTEST]}, {"cases": CASES}],
    ids=["plain tests", "pytest", "cases"],
)
def test_wrong_variants_fail_however_the_checks_are_stated(checks: dict[str, object]) -> None:
    failed = found(list(VARIANTS.values()), **checks)  # type: ignore[arg-type]
    names = list(VARIANTS)
    assert {names[one] for one in failed} == set(VARIANTS) - PASSING
    passed = found(list(VARIANTS.values()), passing=True, **checks)  # type: ignore[arg-type]
    assert {names[one] for one in passed} == PASSING


def test_every_check_is_made() -> None:
    only_five = "def f(x):\n    return x + 1 if x != 5 else 0\n"
    assert found([only_five], tests=[PLAIN]) == set()
    assert found([only_five], tests=[PLAIN], cases=CASES) == {0}


def test_nothing_is_known_where_the_reference_fails() -> None:
    assert (
        found(["def f(x):\n    return 0\n"], reference="def f(x):\n    return 7\n", tests=[PLAIN])
        == set()
    )


def test_a_variant_that_spoils_what_all_share_makes_no_other_fail() -> None:
    # The reference, run last, fails too, so nothing is believed.
    reference = "import math\n\n\ndef f(x):\n    return x + int(math.sqrt(1))\n"
    spoils = "import math\nmath.sqrt = lambda x: 9\n\n\ndef f(x):\n    return x + 1\n"
    assert found([spoils, reference], reference=reference, tests=[PLAIN]) == set()


def test_variants_that_reach_beyond_themselves_get_a_process_each() -> None:
    reference = "import sys\n\n\ndef f(x):\n    return x + getattr(sys, 'step', 1)\n"
    spoils = "import sys\nsys.step = 9\n\n\ndef f(x):\n    return x + sys.step\n"
    assert found([spoils, reference], reference=reference, tests=[PLAIN]) == {0}


def test_a_variant_that_waits_or_ends_its_process_is_left_to_the_verifier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("verisynth.verifiers.kills.WAITING_SECONDS", 1.0)
    reference = "import os, time\n\n\ndef f(x):\n    return x + 1\n"
    waits = reference.replace("return", "time.sleep(60)\n    return")
    ends = reference.replace("return", "os._exit(0)\n    return")
    wrong = reference.replace("+ 1", "+ 2")
    assert found([waits, ends, wrong], reference=reference, tests=[PLAIN]) == {2}
    assert found([waits, ends], reference=reference, tests=[PLAIN], passing=True) == set()


def test_a_score_counts_what_the_verifier_says_about_what_is_left() -> None:
    reference = "import os\n\n\ndef f(x):\n    if x > 100:\n        os._exit(1)\n    return x + 1\n"
    problem = Problem(
        statement="s",
        target=PythonTarget(entry_point="f", tests=PLAIN),
        reference=reference,
    )

    async def ask() -> None:
        async with open_sandbox("userns", slots=1) as sandbox:
            family = PythonFamily()
            scoring = family.scoring(problem, sandbox=sandbox, limits=LIMITS)
            assert scoring is not None
            made = await scoring.mutants()
            surviving = await scoring.surviving(made)
            for one in made:
                verdict = await family.verify(
                    problem.target, one.source, sandbox=sandbox, limits=LIMITS
                )
                accepted = verdict.outcome is Outcome.ACCEPTED
                assert accepted == (one in surviving), one.detail

    asyncio.run(ask())
