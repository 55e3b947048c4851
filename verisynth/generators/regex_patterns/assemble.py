"""Turns a draft into a problem: strings, wrong patterns, words."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.planting import applied, memorised, plant
from verisynth.generators.regex_patterns.strings import labelled
from verisynth.generators.regex_patterns.wording import Voice, explain, say
from verisynth.types import Candidate, Problem, RegexTarget

_SHOWN = 3
"""Examples of each side in the statement; the others stay hidden."""


def assemble(
    rng: random.Random, draft: Draft, *, mode: str, voice: Voice, topic: str
) -> tuple[Problem, Candidate]:
    """The problem and its answer.

    Raises:
        Unusable: draw again.
    """
    pool = labelled(rng, draft)
    reference = applied(draft.pattern, draft.natural, mode)
    wrong = pool.fails(reference, draft.flags, mode)
    if wrong is not None:
        # Two ways to decide disagree, so one of them has a bug; no problem may come of it.
        raise AssertionError(f"{topic}: {reference!r} and its predicate disagree on {wrong!r}")
    strings = pool.chosen(rng, draft)
    shown = (
        tuple(rng.sample(strings.matches, _SHOWN)),
        tuple(rng.sample(strings.rejects, _SHOWN)),
    )
    planted, strings = plant(rng, draft, mode=mode, pool=pool, strings=strings)
    target = RegexTarget(
        matches=strings.matches,
        rejects=strings.rejects,
        mode=mode,
        flags=draft.flags,
        gold=reference,
    )
    problem = Problem(
        statement=say(rng, draft, mode=mode, voice=voice, shown=shown),
        target=target,
        reference=reference,
        planted=(*planted, memorised(shown[0])),
        topic=topic,
    )
    return problem, Candidate(answer=reference, reasoning=explain(draft, mode))
