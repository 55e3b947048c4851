"""Values of ``types.py`` as JSON text and back, for the run database.

Targets are a union without a tag of their own, so the class name travels beside them.
"""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import Any, TypeVar

from verisynth import types
from verisynth.types import Candidate, Problem, Target, Verdict

T = TypeVar("T")

_TARGETS: dict[str, type[Target]] = {
    found.__name__: found
    for found in (
        types.PythonTarget,
        types.StdioTarget,
        types.SqlTarget,
        types.RegexTarget,
        types.MathTarget,
        types.JudgedTarget,
    )
}


def dump_problem(problem: Problem) -> str:
    """One line of JSON; every character survives, lone surrogates included."""
    plain = dataclasses.asdict(problem)
    return json.dumps({"target_type": type(problem.target).__name__, **plain})


def load_problem(text: str) -> Problem:
    """What :func:`dump_problem` wrote."""
    plain = json.loads(text)
    target_type = _TARGETS[plain.pop("target_type")]
    target = _build(target_type, plain.pop("target"))
    planted = tuple(types.Planted(**one) for one in plain.pop("planted"))
    return Problem(target=target, planted=planted, **plain)


def dump(value: Candidate | Verdict) -> str:
    """One line of JSON."""
    return json.dumps(dataclasses.asdict(value))


def load_candidate(text: str) -> Candidate:
    """What :func:`dump` wrote of a candidate."""
    return Candidate(**json.loads(text))


def load_verdict(text: str) -> Verdict:
    """What :func:`dump` wrote of a verdict."""
    plain = json.loads(text)
    checks = tuple(types.Check(**one) for one in plain.pop("checks"))
    outcome = types.Outcome(plain.pop("outcome"))
    evidence, witness = plain.pop("evidence"), plain.pop("witness", None)
    return Verdict(
        checks=checks,
        outcome=outcome,
        evidence=types.Evidence(evidence) if evidence else None,
        witness=types.Witness(**witness) if witness else None,
        **plain,
    )


def _build(target_type: type[T], plain: dict[str, Any]) -> T:
    """A target from its plain form: lists become tuples, case objects their class."""
    return target_type(**{key: _frozen(target_type, key, value) for key, value in plain.items()})


def _frozen(target_type: type, key: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    case = _case_type(target_type) if key == "cases" else None
    if case is not None:
        return tuple(case(**one) for one in value)
    return tuple(tuple(one) if isinstance(one, list) else one for one in value)


@cache
def _case_type(target_type: type) -> type | None:
    return {types.PythonTarget: types.Case, types.StdioTarget: types.StdioCase}.get(target_type)
