"""Attacks on the border itself, and with what crosses it, gain nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adversarial.test_python_hacks import WAYS
from tests.verifiers.python_judging import corpus_file, judged
from verisynth.types import Limits, Outcome, Verdict

pytestmark = pytest.mark.slow

KINDS = ("the_border", "given_objects", "comparing", "properties")
FILES = [corpus_file(f"hacks_of_{kind}.toml") for kind in KINDS]
PEER = FILES[0]["peer"]
TARGETS = {name: target for file in FILES for name, target in file["target"].items()}
# A parameter needs pytest itself; a file without one runs without its machinery.
PARAMETER = """

import pytest

@pytest.mark.parametrize('n', [1, 2])
def test_parameter(n, capsys):
    assert n
"""
HACKS = {hack["id"]: hack for file in FILES for hack in file["problem"]}


def ways(target: str) -> dict[str, dict[str, Any]]:
    tests = TARGETS[target]["tests"]
    files = {"plain": {"tests": tests}, "pytest": {"tests": tests + PARAMETER}}
    return files | ({f"sum-{way}": row for way, row in WAYS.items()} if target == "sum" else {})


def rows(solution: str, target: str) -> dict[str, dict[str, Any]]:
    code = solution.replace("PEER", PEER)
    return {
        way: {"entry_point": "solve", "solution": code, **row} for way, row in ways(target).items()
    }


CONTROLS = {
    f"{target}/{way}": row
    for target, given in TARGETS.items()
    for way, row in rows(given["control"], target).items()
}
ATTACKS = {
    f"{name}/{way}": row
    for name, hack in HACKS.items()
    for way, row in rows(hack["code"], hack["target"]).items()
}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    return judged({**CONTROLS, **ATTACKS}, limits=Limits(cpu_seconds=1.0, wall_seconds=15.0))


@pytest.mark.parametrize("key", CONTROLS)
def test_the_honest_solution_is_accepted(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[key]
    assert verdict.outcome is Outcome.ACCEPTED, f"{verdict.reason}: {verdict.detail}"


@pytest.mark.parametrize("key", ATTACKS)
def test_an_attack_is_rejected(key: str, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[key]
    allowed = {Outcome.REJECTED}
    if HACKS[key.partition("/")[0]].get("may_be_invalid"):
        allowed.add(Outcome.INVALID)
    assert verdict.outcome in allowed, f"{verdict.reason}: {verdict.detail}"
    assert verdict.reason
    verdict.detail.encode()
