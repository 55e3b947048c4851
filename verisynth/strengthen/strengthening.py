"""Strengthens one Python problem: adds the cases its tests lack.

Mutants of the reference that the problem's own inputs do not notice drive the search. The cases
kept are those that kill, each mistake several times over, and then those unlike all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.strengthen.boxed import MISSING, Box
from verisynth.strengthen.choose import covering, unlike
from verisynth.strengthen.evidence import evidence_of
from verisynth.strengthen.explicit import contract_fault, contract_source
from verisynth.strengthen.features import features_of
from verisynth.strengthen.inputs import Input, shown
from verisynth.strengthen.looks import Looks, looks_of
from verisynth.strengthen.prompts import prompt_examples
from verisynth.strengthen.rounding import tolerance_for
from verisynth.strengthen.search import Budget, NoExamples, Search, Searched
from verisynth.types import Case, Limits, Mutant, Outcome, PythonTarget
from verisynth.verifiers.python_cases import PythonCases
from verisynth.verifiers.python_mutants import mutants

MAX_EXPECTED_CHARACTERS = 4000
_NOTHING_LIKE_THEM = "no further input like those of the tests got a clean answer"

_SINGLE_ANSWER = (
    "the prompt promises that there is one answer only; which inputs have one, a contract must "
    "say, or solutions that must agree"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to strengthen, and with what."""

    target: PythonTarget
    reference: str
    prompt: str = ""
    contract: str = ""
    """Source with asserts over the parameters; an input that fails one is never asked."""
    solutions: tuple[str, ...] = ()
    """Independent solutions believed right; an input they disagree on is left out."""
    wrong: tuple[str, ...] = ()
    """Programs known to be wrong, to be killed like mutants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How hard to search and how much to keep."""

    budget: Budget = field(default_factory=Budget)
    times: int = 3
    """How many kept inputs kill each mistake, where so many do."""
    cases: int = 64
    """Cases kept: the killing ones first, then the most unlike."""
    mutants: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengthened:
    """The cases found and what they are good for."""

    added: tuple[Case, ...] = ()
    mutants: int = 0
    killed_before: int = 0
    """Mutants that the tests' own inputs tell from the reference."""
    killed_after: int = 0
    """Mutants that those or the added cases tell from it."""
    survivors: tuple[Mutant, ...] = ()
    """Those that no input tried told from it: equivalent, as far as the budget shows."""
    wrong_killed: int = 0
    disputed: int = 0
    asked: int = 0
    why_not: str = ""
    """Why nothing could be added; empty if the search ran."""

    @property
    def score_before(self) -> float:
        """The share of the mutants killed at all that the tests' own inputs kill."""
        return self.killed_before / self.killed_after if self.killed_after else 1.0


async def strengthen(
    wish: Wish, *, sandbox: Sandbox, limits: Limits, policy: Policy | None = None
) -> Strengthened:
    """The cases a problem lacks.

    Nothing is added, and ``why_not`` says why, when the tests look at results through something,
    so that whole values may not be compared, show no input that could be varied, or only inputs
    that the reference answers with None; and when the contract is no Python.
    """
    policy = policy or Policy()
    target = wish.target
    looks = looks_of(target.entry_point, target.assertions, target.tests)
    if not target.entry_point:
        return Strengthened(why_not="there is no entry point to call")
    if looks.through:
        return Strengthened(why_not=f"the tests look at results through {looks.through}")
    if fault := contract_fault(wish.contract):
        return Strengthened(why_not=fault)
    evidence = evidence_of(wish.reference, target.entry_point, wish.prompt)
    if evidence.single_answer and not (wish.contract or wish.solutions):
        return Strengthened(why_not=_SINGLE_ANSWER)
    box = Box(
        sandbox=sandbox,
        limits=limits,
        entry_point=target.entry_point,
        contract=contract_source(wish.contract, wish.reference, target.entry_point),
        profile=profile_for("python", wish.reference),
    )
    found = await mutants(
        wish.reference,
        entry_point=target.entry_point,
        sandbox=sandbox,
        limits=limits,
        limit=policy.mutants,
    )
    search = Search(
        box=box,
        reference=wish.reference,
        evidence=evidence,
        wrong=[*(one.source for one in found), *wish.wrong],
        solutions=wish.solutions,
        budget=policy.budget,
    )
    examples = await example_inputs(wish, box)
    try:
        searched = await search.run(examples)
    except NoExamples as problem:
        return Strengthened(mutants=len(found), why_not=str(problem))
    return await _concluded(wish, searched, found, box, looks, policy)


async def example_inputs(wish: Wish, box: Box) -> list[Input]:
    """The inputs of cases, of assertions and tests, and of the prompt, none twice."""
    from verisynth.sandbox import values

    found: dict[str, Input] = {}
    for case in wish.target.cases:
        arguments, keywords = values.literal(case.arguments), values.literal(case.keywords)
        if isinstance(arguments, tuple | list) and isinstance(keywords, dict):
            one = Input(tuple(arguments), {str(key): item for key, item in keywords.items()})
            found.setdefault(one.text, one)
    if wish.target.assertions or wish.target.tests.strip():
        for one in await box.recorded(wish.reference, wish.target.assertions, wish.target.tests):
            found.setdefault(one.text, one)
    for one in prompt_examples(wish.prompt, wish.target.entry_point):
        found.setdefault(one.text, one)
    return [one for one in found.values() if one.small]


async def _concluded(
    wish: Wish,
    searched: Searched,
    found: Sequence[Mutant],
    box: Box,
    looks: Looks,
    policy: Policy,
) -> Strengthened:
    chosen = chosen_inputs(searched, policy)
    pool = searched.pool
    inputs = [pool.inputs[one] for one in chosen]
    added = []
    if inputs:
        returned = await box.values(wish.reference, inputs, seconds=box.limits.cpu_seconds / 4)
        for one, value in zip(inputs, returned, strict=True):
            case = _case(one, value, looks)
            if case is not None:
                added.append(case)
    fault = await _fault(wish, added, box) if added else ""
    if fault:
        return Strengthened(
            mutants=len(found), why_not=f"the reference fails its own cases: {fault}"
        )
    survivors = tuple(
        one for number, one in enumerate(found) if number not in searched.killed_after
    )
    count = len(found)
    return Strengthened(
        added=tuple(added),
        mutants=count,
        killed_before=sum(one < count for one in searched.killed_before),
        killed_after=sum(one < count for one in searched.killed_after),
        survivors=survivors,
        wrong_killed=sum(one >= count for one in searched.killed_after),
        disputed=searched.disputed,
        asked=searched.asked,
        why_not="" if added else _NOTHING_LIKE_THEM,
    )


async def _fault(wish: Wish, added: Sequence[Case], box: Box) -> str:
    """Why the verifier itself, shuffling and repeating, does not accept the reference."""
    target = PythonTarget(entry_point=wish.target.entry_point, cases=tuple(added))
    verdict = await PythonCases().verify(
        target, wish.reference, sandbox=box.sandbox, limits=box.limits, hash_seed=1
    )
    return "" if verdict.outcome is Outcome.ACCEPTED else verdict.detail


def chosen_inputs(searched: Searched, policy: Policy) -> list[int]:
    """Numbers of the pool's inputs to keep, the most useful first; none of the tests' own."""
    pool = searched.pool
    start = searched.examples
    kills = pool.kills[start:]
    order = covering(kills, times=policy.times)
    features = [
        features_of(one, outcome)
        for one, outcome in zip(pool.inputs[start:], pool.outcomes[start:], strict=True)
    ]
    features = [found | {f"kills {sorted(k)}"} for found, k in zip(features, kills, strict=True)]
    grown = [one for one in range(len(kills) - searched.grown, len(kills)) if one not in order]
    grown = grown[: policy.cases // 4]
    order = [*order[: policy.cases - len(grown)], *grown]
    order += unlike(features, order, count=policy.cases - len(order))
    return [start + one for one in order]


def _case(one: Input, value: object, looks: Looks) -> Case | None:
    if value is MISSING:
        return None
    expected = shown(value)
    if len(expected) > MAX_EXPECTED_CHARACTERS:
        return None
    tolerance = max(tolerance_for(one, value), looks.near)
    case = Case(shown(one.arguments), expected, shown(dict(one.keywords)))
    return replace(case, tolerance=tolerance) if tolerance else case
