"""How telling the strings of a regex problem are, and more of them where they lack.

The mistakes are those of ``languages/regex/mutants.py``. Where the reference can be decided, all is
found on the host by derivatives, and only the labels of added strings are asked of ``re`` as well,
in the box; a string on which the two engines disagree is dropped. Where it cannot (a
backreference), the mutants run in the box, all in one job.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from operator import or_

from verisynth.languages.regex.choosing import choose
from verisynth.languages.regex.decide import Budget, Relation, compare
from verisynth.languages.regex.matcher import Matcher, matcher
from verisynth.languages.regex.mutants import Changed, changed
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import Pattern
from verisynth.languages.regex.telling import BUDGET, effort, pool, telling
from verisynth.languages.regex.terms import OverBudget
from verisynth.languages.regex.trie import Trie
from verisynth.protocols import Sandbox
from verisynth.types import Limits, Mutant, Mutation, Problem, RegexTarget
from verisynth.verifiers.regex_match import PROBES
from verisynth.verifiers.regex_proof import readable
from verisynth.verifiers.regex_running import Box

MOST_STRINGS = 100
"""On each side of a strengthened problem, its own among them."""
_MUTANTS_RUN = 100
OWN_BUDGET = Budget(terms=6_000)
"""Of one mutant, where that of all of them is used up."""
MOST_HARD = 8
"""Mutants that may use up theirs without a decision."""


async def measured(problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Mutation | None:
    """What became of the reference's mutants.

    With a gold pattern those are killed that a proof tells from it, and how many the strings alone
    unmask is counted beside; else the strings decide. Equivalent are those that a proof says are
    equal, or, where nothing can be proved, those that no string of a large pool tells from the
    reference. None where the reference cannot be read.
    """
    target = problem.target
    pattern = _reference(problem)
    if pattern is None or not isinstance(target, RegexTarget):
        return None
    found = await asyncio.to_thread(_decided, target, pattern)
    if found is not None:
        return found
    made = changed(pattern, flags=target.flags, most=_MUTANTS_RUN)
    return await _measured_by_running(target, pattern, made, _box(target, sandbox, limits))


async def with_telling_strings(problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Problem:
    """The problem with up to a hundred strings on each side; its own come first, as they were."""
    target = problem.target
    pattern = _reference(problem)
    if pattern is None or not isinstance(target, RegexTarget):
        return problem
    made = await asyncio.to_thread(_changed, pattern.text, target.flags, target.mode)
    known = (*target.matches, *target.rejects)
    mutants = [one.pattern for one in made]
    box = _box(target, sandbox, limits)
    found = await asyncio.to_thread(
        telling, pattern, mutants, mode=target.mode, known=known, most=MOST_STRINGS
    )
    if found is None:
        return await _strengthened_by_running(problem, target, pattern, box)
    labels = dict.fromkeys(found.matches, True) | dict.fromkeys(found.rejects, False)
    added = [text for text in labels if text not in frozenset(known)]
    run = await box.run(pattern.text, added)
    seen = dict(zip(added, run.matched, strict=False))
    agreed = {text: label for text, label in labels.items() if seen.get(text) is label}
    return _with(problem, target, agreed)


def _reference(problem: Problem) -> Pattern | None:
    target = problem.target
    return readable(problem.reference, target.flags) if isinstance(target, RegexTarget) else None


def _box(target: RegexTarget, sandbox: Sandbox, limits: Limits) -> Box:
    return Box(sandbox=sandbox, limits=limits, mode=target.mode, flags=target.flags)


def _with(problem: Problem, target: RegexTarget, labels: Mapping[str, bool]) -> Problem:
    sides = {True: target.matches, False: target.rejects}
    for label, side in sides.items():
        more = [text for text, found in labels.items() if found is label and text not in side]
        sides[label] = (*side, *more[: max(0, MOST_STRINGS - len(side))])
    return replace(problem, target=replace(target, matches=sides[True], rejects=sides[False]))


def _mutant(one: Changed) -> Mutant:
    return Mutant(source=one.pattern.text, operator=one.operator, detail=one.detail)


@lru_cache(maxsize=16)
def _changed(reference: str, flags: str, mode: str) -> tuple[Changed, ...]:
    """The mutants of a reference, which strengthens a problem first and is measured soon after."""
    pattern = parse(reference, flags=flags)
    return changed(pattern, flags=flags, most=effort(pattern, mode=mode).mutants)


def _decided(target: RegexTarget, pattern: Pattern) -> Mutation | None:
    """The mutants as derivatives see them; None where the reference is beyond them."""
    made = _changed(pattern.text, target.flags, target.mode)
    try:
        asked = matcher([pattern, *(one.pattern for one in made)], mode=target.mode, budget=BUDGET)
        return None if asked.languages[0] is None else _measured(target, pattern, made, asked)
    except (OverBudget, RecursionError):
        return None


def _measured(
    target: RegexTarget, pattern: Pattern, made: Sequence[Changed], asked: Matcher
) -> Mutation | None:
    """What is known of the mutants; None where that is nothing."""
    # A mistake that made a reference to a group out of something cannot be compared.
    compared = [at for at in range(1, len(made) + 1) if asked.languages[at] is not None]
    # First all that the strings decide, then the proofs, which may use up the budget.
    passed = _passing(target, asked, compared)
    relations = _relations(target, pattern, made, asked, passed)
    # What stays undecided is no mistake that the checks are known to let pass: it is left out.
    passed = [at for at in passed if relations[at] is not Relation.UNDECIDED]
    undecided = len(relations) - len(passed)
    if undecided == len(compared) > 0:
        return None
    equal = sum(one is Relation.EQUIVALENT for one in relations.values())
    by_examples = len(compared) - len(relations)
    # A verdict rests on the gold pattern where there is one: a proof rejects what strings let pass.
    proved = sum(one is Relation.DIFFERENT for one in relations.values()) if target.gold else 0
    spared = {Relation.EQUIVALENT, Relation.DIFFERENT} if target.gold else {Relation.EQUIVALENT}
    return Mutation(
        mutants=len(compared) - undecided,
        killed=by_examples + proved,
        equivalent=equal,
        survivors=tuple(_mutant(made[at - 1]) for at in passed if relations[at] not in spared),
        killed_by_examples=by_examples if target.gold else None,
    )


def _passing(target: RegexTarget, asked: Matcher, compared: Sequence[int]) -> list[int]:
    """The mutants that no string of the problem tells from what its labels say."""
    labels = dict.fromkeys(target.matches, True) | dict.fromkeys(target.rejects, False)
    odd = [text for text, label in labels.items() if asked.matches_text(0, text) is not label]
    trie = Trie(asked, [text for text in labels if text not in odd])
    return [
        at
        for at in compared
        if not trie.differing(at, any_will_do=True)
        and all(asked.matches_text(at, text) is labels[text] for text in odd)
    ]


def _relations(
    target: RegexTarget,
    pattern: Pattern,
    made: Sequence[Changed],
    asked: Matcher,
    numbers: Sequence[int],
) -> dict[int, Relation]:
    """How mutants compare with the reference, within the budget of all, then within their own.

    One mutant that is hard to compare must not leave all that follow undecided. Where several are,
    the reference itself is hard, and nothing more is known.
    """
    found: dict[int, Relation] = {}
    is_spent, hard = False, 0
    for at in numbers:
        relation = Relation.UNDECIDED
        if not is_spent:
            try:
                relation = asked.difference(0, at).relation
            except (OverBudget, RecursionError):
                is_spent = True
        if is_spent and hard < MOST_HARD:
            alone = compare(pattern, made[at - 1].pattern, mode=target.mode, budget=OWN_BUDGET)
            relation = alone.relation
            hard += relation is Relation.UNDECIDED
        found[at] = relation
    return found


async def _measured_by_running(
    target: RegexTarget, pattern: Pattern, made: Sequence[Changed], box: Box
) -> Mutation | None:
    own = (*target.matches, *target.rejects)
    strings = (*own, *(text for text in pool(pattern)[:PROBES] if text not in frozenset(own)))
    runs = await box.run_all([pattern.text, *(one.pattern.text for one in made)], strings)
    if runs is None or not runs[0].matched:
        return None
    wanted, size = runs[0].matched, len(own)
    by_examples, others = 0, []
    for one, run in zip(made, runs[1:], strict=True):
        if run.matched[:size] != wanted[:size]:
            by_examples += 1
        elif run.matched != wanted:
            others.append(_mutant(one))
    # Where there is a gold pattern, a verdict rests on these further strings as well.
    return Mutation(
        mutants=len(made),
        killed=by_examples + (len(others) if target.gold else 0),
        equivalent=len(made) - by_examples - len(others),
        survivors=() if target.gold else tuple(others),
        killed_by_examples=by_examples if target.gold else None,
    )


async def _strengthened_by_running(
    problem: Problem, target: RegexTarget, pattern: Pattern, box: Box
) -> Problem:
    """For a reference that derivatives cannot label: ``re`` labels, and shows what differs."""
    known = (*target.matches, *target.rejects)
    strings = tuple(dict.fromkeys((*known, *pool(pattern)[:PROBES])))
    made = changed(pattern, flags=target.flags, most=_MUTANTS_RUN)
    runs = await box.run_all([pattern.text, *(one.pattern.text for one in made)], strings)
    if runs is None or not runs[0].matched:
        return problem
    labels = dict(zip(strings, runs[0].matched, strict=True))
    shows = dict.fromkeys(strings, 0)
    for bit, run in enumerate(runs[1:]):
        for text, got in zip(strings, run.matched, strict=False):
            shows[text] |= (got is not labels[text]) << bit
    goal = reduce(or_, shows.values(), 0)
    matches, rejects = choose(shows, labels, goals=[goal], known=known, most=MOST_STRINGS)
    added = [text for text in (*matches, *rejects) if text not in frozenset(known)]
    return _with(problem, target, {text: labels[text] for text in added})
