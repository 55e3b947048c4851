"""Python problems are judged before they judge: in other surroundings, by mutants, by memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from verisynth.families.python import PythonFamily
from verisynth.families.stdio import StdioFamily
from verisynth.pipeline.audit import Audit, Auditor
from verisynth.protocols import Family
from verisynth.sandbox import open_sandbox
from verisynth.spec import Acceptance
from verisynth.types import Case, Limits, Outcome, Problem, PythonTarget, StdioCase, StdioTarget

LIMITS = Limits(cpu_seconds=2.0, wall_seconds=20.0)
CLAMP = "def clamp(x, low, high):\n    return max(low, min(x, high))\n"


def audits(
    problems: Sequence[Problem], *, family: Family | None = None, known_wrong: tuple[str, ...] = ()
) -> list[Audit]:
    async def ask() -> list[Audit]:
        async with open_sandbox("userns", slots=2) as sandbox:
            auditor = Auditor(
                family=family or PythonFamily(),
                sandbox=sandbox,
                limits=LIMITS,
                acceptance=Acceptance(min_planted=1),
            )
            return [await auditor.audit(one, known_wrong=known_wrong) for one in problems]

    return asyncio.run(ask())


def by_cases(reference: str, name: str, cases: dict[str, str], statement: str = "s") -> Problem:
    found = tuple(Case(arguments=key, expected=value) for key, value in cases.items())
    return Problem(
        statement=statement,
        target=PythonTarget(entry_point=name, cases=found),
        reference=reference,
    )


STRONG = by_cases(
    CLAMP,
    "clamp",
    {"(5, 1, 9)": "5", "(0, 1, 9)": "1", "(12, 1, 9)": "9", "(4, 4, 4)": "4", "(-3, -2, 0)": "-2"},
)
WEAK = by_cases(CLAMP, "clamp", {"(5, 1, 9)": "5", "(6, 1, 9)": "6", "(0, 1, 9)": "1"})
BY_TESTS = Problem(
    statement="s",
    target=PythonTarget(
        entry_point="clamp",
        tests="from solution import clamp\n\n\ndef test_inside():\n    assert clamp(5, 1, 9) == 5\n"
        "    assert clamp(0, 1, 9) == 1\n\n\ndef test_above():\n    assert clamp(12, 1, 9) == 9\n",
    ),
    reference=CLAMP,
)
BY_ASSERTIONS = replace(
    BY_TESTS,
    target=PythonTarget(
        entry_point="clamp",
        assertions=(
            "assert clamp(5, 1, 9) == 5",
            "assert clamp(0, 1, 9) == 1",
            "assert clamp(12, 1, 9) == 9",
        ),
    ),
)


def test_strong_checks_pass_however_they_are_stated() -> None:
    for found in audits([STRONG, BY_TESTS, BY_ASSERTIONS]):
        assert found.verdict.outcome is Outcome.ACCEPTED
        assert found.mutation is not None
        assert found.mutation.score == 1.0
        assert found.mutation.killed >= 5
        assert found.counted["mutation_score"] == 1.0


def test_checks_that_miss_a_branch_are_toothless() -> None:
    (found,) = audits([WEAK])
    assert (found.verdict.outcome, found.verdict.reason) == (Outcome.INVALID, "toothless-tests")
    assert "small mistakes in the reference" in found.verdict.detail
    assert found.mutation is not None
    assert any("min(x, high)" in one.detail for one in found.mutation.survivors)


def test_a_mutant_that_no_input_can_tell_apart_counts_on_no_side() -> None:
    reference = "def largest(xs):\n    best = xs[0]\n    for x in xs:\n        if x > best:\n"
    reference += "            best = x\n    return best\n"
    cases = {"([3],)": "3", "([1, 5, 2],)": "5", "([-4, -2, -9],)": "-2", "([2, 7],)": "7"}
    (found,) = audits([by_cases(reference, "largest", cases)])
    assert found.mutation is not None
    # ``x >= best`` finds the same value, as does any first element.
    assert found.mutation.equivalent >= 1
    assert found.verdict.outcome is Outcome.ACCEPTED


def test_standard_input_programs_have_mutants_too() -> None:
    program = "n = int(input())\nprint('even' if n % 2 == 0 else 'odd')\n"
    strong = {"4\n": "even\n", "7\n": "odd\n", "0\n": "even\n", "-3\n": "odd\n", "12\n": "even\n"}
    problems = [
        Problem(
            statement="s",
            target=StdioTarget(cases=tuple(StdioCase(k, v) for k, v in cases.items())),
            reference=program,
        )
        for cases in (strong, {"4\n": "even\n", "8\n": "even\n", "1\n": "odd\n"})
    ]
    sound, one_sided = audits(problems, family=StdioFamily())
    assert sound.verdict.outcome is Outcome.ACCEPTED
    assert sound.mutation is not None
    assert one_sided.mutation is not None
    assert sound.mutation.killed >= one_sided.mutation.killed > 5


def test_endless_work_on_one_varied_input_hides_no_equivalent_mutant() -> None:
    program = "n, row = int(input()), input()\ntotal = 0\nfor _ in range(n):\n"
    program += "    total += 2 if row[0] == '1' else 2\nprint(total)\n"
    inputs = {"3\n101100011101\n": "6\n", "0\n10110001\n": "0\n", "1\n0110001110\n": "2\n"}
    target = StdioTarget(cases=tuple(StdioCase(k, v) for k, v in inputs.items()))
    problem = Problem(statement="s", target=target, reference=program)
    (found,) = audits([problem], family=StdioFamily())
    assert found.mutation is not None
    assert found.mutation.equivalent >= 3
    assert found.verdict.outcome is Outcome.ACCEPTED


def test_checks_that_an_empty_list_passes_are_toothless() -> None:
    tests = "from solution import double\n\n\ndef test_it():\n"
    tests += "    assert all(a == b for a, b in zip(double([1, 2]), [2, 4]))\n"
    reference = "def double(xs):\n    return [2 * x for x in xs]\n"
    target = PythonTarget(entry_point="double", tests=tests)
    (found,) = audits([Problem(statement="s", target=target, reference=reference)])
    assert found.verdict.reason == "toothless-tests"
    assert "empty list" in found.verdict.detail


def test_tests_that_compute_what_they_expect_from_a_spoilt_argument_are_toothless() -> None:
    tests = (
        "import pytest\nfrom solution import ordered\n\n\n"
        "@pytest.mark.parametrize('xs', [[3, 1, 2], [5, 4], [1, 1, 0, 7]])\n"
        "def test_order(xs):\n    assert ordered(xs) == sorted(xs)\n"
    )
    target = PythonTarget(entry_point="ordered", tests=tests)
    reference = "def ordered(xs):\n    return sorted(xs)\n"
    (found,) = audits([Problem(statement="s", target=target, reference=reference)])
    assert found.verdict.reason == "toothless-tests"
    assert "empties its first argument" in found.verdict.detail


SURROUNDED = {
    "the clock": "import time\ndef f(x):\n    return x + int(time.time()) // 10_000_000\n",
    "now": "from datetime import datetime\ndef f(x):\n    return datetime.now().strftime('%j')\n",
    "today": "import datetime\ndef f(x):\n    return datetime.date.today().isoformat()\n",
    "the zone": "import time\ndef f(x):\n    return time.localtime(86400 * 10).tm_hour\n",
    "a zone in text": "import time\ndef f(x):\n    return time.strftime('%Z')\n",
    "the environment": "import os\ndef f(x):\n    return os.environ.get('LC_ALL')\n",
    "hash order": "def f(x):\n    return list({'ab', 'cd', 'ef', 'gh', 'ij', 'kl'})\n",
}


@pytest.mark.slow
def test_a_reference_that_depends_on_its_surroundings_is_flaky() -> None:
    # The expected value is what the first surroundings give, so only the second run can differ.
    problems = {}
    for name, source in SURROUNDED.items():
        values: dict[str, object] = {}
        exec(source, values)
        call = values["f"]
        assert callable(call)
        value = "None" if name == "the environment" else repr(call(1))
        problems[name] = by_cases(source, "f", {"(1,)": value})
    problems.pop("hash order")
    problems["the zone"] = by_cases(SURROUNDED["the zone"], "f", {"(1,)": "0"})
    problems["a zone in text"] = by_cases(SURROUNDED["a zone in text"], "f", {"(1,)": "'UTC'"})
    found = audits(list(problems.values()))
    assert {
        name: one.verdict.reason for name, one in zip(problems, found, strict=True)
    } == dict.fromkeys(problems, "flaky")


def test_a_clock_that_is_only_measured_with_does_not_matter() -> None:
    source = (
        "import time, datetime\n"
        "def f(x):\n"
        "    start = time.time()\n"
        "    born = datetime.datetime(2001, 2, 3) + datetime.timedelta(days=x)\n"
        "    assert time.time() - start < 100 and datetime.datetime.now() > born\n"
        "    return born\n"
    )
    cases = {f"({n},)": f"datetime.datetime(2001, 2, {3 + n})" for n in (0, 1, 2, 20)}
    (found,) = audits([by_cases(source, "f", cases)])
    assert found.verdict.reason != "flaky"


def test_the_examples_of_the_statement_are_not_enough() -> None:
    statement = "Write clamp(x, low, high).\n>>> clamp(5, 1, 9)\n5\nclamp(0, 1, 9) == 1"
    shown = {"(5, 1, 9)": "5", "(0, 1, 9)": "1"}
    hidden = {"(None, None, None)": "None"}  # what a table answers to all it does not know
    reference = "def clamp(x, low, high):\n    if x is None:\n        return None\n"
    reference += "    return max(low, min(x, high))\n"
    (found,) = audits([by_cases(reference, "clamp", {**shown, **hidden}, statement)])
    assert found.verdict.reason == "toothless-tests"
    assert "knows the examples" in found.verdict.detail


def test_an_answer_that_failed_before_must_fail_again() -> None:
    wrong = "def clamp(x, low, high):\n    return min(high, max(low, x))\n"
    (found,) = audits([STRONG], known_wrong=(wrong,))
    assert found.verdict.reason == "toothless-tests"
    assert "failed this problem before" in found.verdict.detail
