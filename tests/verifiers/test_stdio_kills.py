"""Variants of a program are told apart many at a time, as if each had run alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from verisynth.sandbox import open_sandbox
from verisynth.strengthen.programs import program_mutation
from verisynth.types import Limits, Mutation, Problem, StdioCase, StdioTarget, Verdict
from verisynth.verifiers.stdio import Stdio, passes
from verisynth.verifiers.stdio_kills import tried

LIMITS = Limits(cpu_seconds=0.25, wall_seconds=20.0, output_bytes=10_000)
TARGET = StdioTarget(
    cases=(StdioCase("1\n", "2\n"), StdioCase("-4\n", "-3\n"), StdioCase("9\n", "10\n"))
)
RIGHT = "print(int(input()) + 1)\n"
VARIANTS = {
    "wrong": "print(int(input()) + 2)\n",
    "wrong once": "n = int(input())\nprint(n + 1 if n < 9 else n)\n",
    "right": "import sys\nsys.stdout.write(str(1 + int(sys.stdin.buffer.read())))\n",
    "endless": "while True:\n    pass\n",
    "endless, catching everything": (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass\n"
    ),
    "no program": "print(\n",
    "raises at the end": "print(int(input()) + 1)\nraise ValueError\n",
    "exits badly": "import sys\nprint(int(input()) + 1)\nsys.exit(3)\n",
    "exits well": "import sys\nprint(int(input()) + 1)\nsys.exit()\n",
    "prints without end": "while True:\n    print('x' * 1000)\n",
    "closes its output": "import sys\nprint(int(input()) + 1)\nsys.stdout.close()\n",
    "keeps a writer in a circle": (
        "import sys\nclass Kept:\n    def __init__(self):\n        self.me = self\n"
        "        self.out = sys.stdout\n        self.out.write('left over')\n"
        "sys.kept = Kept()\nsys.stdout = sys.stderr\nprint(int(input()) + 1)\n"
    ),
    "goes deep": (
        "import sys\nsys.setrecursionlimit(9000)\ndef f(n):\n    return n and f(n - 1)\n"
        "print(int(input()) + 1 + f(5000))\n"
    ),
    "goes too deep": "def f(n):\n    return n and f(n - 1)\nprint(int(input()) + 1 + f(5000))\n",
    "right, after all": "x = int(input())\nprint(x - -1)\n",
}
CHECKER = "def check(i, o, e):\n    return o.split() == e.split()\n"
PASSING = {"right", "exits well", "closes its output", "goes deep", "right, after all"}


def found(
    variants: Sequence[str], *, reference: str = RIGHT, target: StdioTarget = TARGET
) -> tuple[set[int], set[int]]:
    async def ask() -> tuple[set[int], set[int]]:
        async with open_sandbox("userns", slots=1) as sandbox:
            known = await tried(
                [case.input for case in target.cases],
                lambda value: not passes(value, target),
                reference,
                variants,
                sandbox=sandbox,
                limits=LIMITS,
            )
            return set(known.failed), set(known.passed)

    return asyncio.run(ask())


def test_each_variant_is_judged_as_if_no_other_had_run() -> None:
    failed, passed = found(list(VARIANTS.values()))
    names = list(VARIANTS)
    assert {names[one] for one in passed} == PASSING
    assert {names[one] for one in failed} == set(VARIANTS) - PASSING


def test_the_verifier_says_the_same_of_every_variant() -> None:
    async def ask() -> list[Verdict]:
        async with open_sandbox("userns", slots=2) as sandbox:
            return [
                await Stdio().verify(TARGET, source, sandbox=sandbox, limits=LIMITS)
                for source in VARIANTS.values()
            ]

    accepted = {
        name
        for name, verdict in zip(VARIANTS, asyncio.run(ask()), strict=True)
        if verdict.outcome.value == "accepted"
    }
    assert accepted == PASSING


def test_a_variant_that_ends_its_process_is_left_to_the_verifier() -> None:
    leaves = "import os\nprint(int(input()) + 1, flush=True)\nos._exit(0)\n"
    failed, passed = found([VARIANTS["wrong"], leaves, RIGHT])
    assert failed == {0}
    assert passed == {2}


@pytest.mark.parametrize(
    "reference",
    [
        "print(int(input()))\n",
        "import threading\nthreading.Thread(target=lambda: print(int(input()) + 1)).start()\n",
    ],
    ids=["fails", "runs in threads"],
)
def test_nothing_is_said_where_the_reference_does_not_pass_first_and_last(reference: str) -> None:
    failed, passed = found([RIGHT, VARIANTS["wrong"]], reference=reference)
    assert not failed
    assert not passed


@pytest.mark.parametrize(
    "checker", ["", "def check(i, o, e):\n    return o.split() == e.split()\n"]
)
def test_a_score_is_the_same_with_a_checker_that_runs_in_a_job_of_its_own(checker: str) -> None:
    reference = "n = int(input())\nprint(n + 1 if n < 100 else n + 1)\n"
    target = StdioTarget(cases=TARGET.cases, checker=checker)

    async def ask() -> Mutation:
        async with open_sandbox("userns", slots=2) as sandbox:

            async def judge(part: StdioTarget, source: str) -> Verdict:
                return await Stdio().verify(part, source, sandbox=sandbox, limits=LIMITS)

            problem = Problem(statement="s", target=target, reference=reference)
            return await program_mutation(
                problem, target, judge=judge, sandbox=sandbox, limits=LIMITS
            )

    scored = asyncio.run(ask())
    assert scored.killed > 0
    assert scored.equivalent > 0
    assert scored.mutants == scored.killed + scored.equivalent + len(scored.survivors)
