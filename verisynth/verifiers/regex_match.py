"""Judges a pattern: by proof against a gold pattern, and by strings executed in the sandbox."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from verisynth.languages.regex.decide import Relation
from verisynth.languages.regex.telling import pool
from verisynth.protocols import Sandbox
from verisynth.types import (
    Check,
    Limits,
    Outcome,
    RegexTarget,
    Verdict,
    Witness,
)
from verisynth.verifiers import regex_policy
from verisynth.verifiers.regex_proof import Proof, is_list_of, proved, readable
from verisynth.verifiers.regex_running import Box, Run, shown

VERSION = "regex_match@2"
PROBES = 400
"""Strings made from gold and candidate where neither proof nor strings of the problem decide."""
_UNDECIDED = Proof(Relation.UNDECIDED)


@dataclass(frozen=True, slots=True)
class RegexMatch:
    r"""Accepts a pattern that is right on every text, or on every string where no more is known.

    With a ``gold`` pattern both are compared as languages on the host, where nothing is executed.
    If they differ there is a shortest text that shows it; both patterns are run on it in the box,
    and only if ``re`` says the same is the candidate rejected (method ``proof``). If they are equal
    the candidate still has to run on the strings, because a pattern may be right and hang.
    Everything else is judged by the strings (method ``strings``). The strings enter the box, their
    labels do not; the host compares. Hard cases:

    * ``[0-9]+$`` under ``search`` is wrong where ``"1\n"`` must not match: ``$`` also matches
      before a final newline. ``fullmatch`` decides the same pattern without that trap. The mode
      is part of the target and never guessed, and no second mode is tried.
    * A gold with a backreference cannot be compared. Both patterns then run on strings made from
      both of them as well; a string on which they part rejects the candidate.
    * A pattern that backtracks for ever is rejected as ``time-limit`` even when it would be right
      on every string in the end: who uses it would hang too. The detail names the string.
    * A pattern that lists the strings that must match is right on all of them and learnt nothing.
      A gold unmasks it by proof; without one it is rejected as ``memorised-examples``.
    * With no string on one side, ``.*`` or ``(?!)`` would pass: the problem is ``vacuous-tests``,
      unless a gold is there to compare with.
    * A gold pattern that disagrees with the labels means that the labels or the gold are wrong. The
      problem is ``broken-problem``, whatever the candidate does.
    """

    name: str = "regex_match"

    async def verify(
        self,
        target: RegexTarget,
        answer: str,
        *,
        sandbox: Sandbox,
        limits: Limits,
        hash_seed: int = 0,
    ) -> Verdict:
        """Judge one pattern.

        Raises:
            SandboxError: nothing could be decided.
        """
        started = time.perf_counter()
        verdict = _unsound(target)
        if verdict is None:
            box = Box(
                sandbox=sandbox,
                limits=limits,
                mode=target.mode,
                flags=target.flags,
                hash_seed=hash_seed,
            )
            verdict = await _judged(target, answer, box)
        seconds = time.perf_counter() - started
        return replace(verdict, level=sandbox.level, verifier=VERSION, seconds=seconds)


def _unsound(target: RegexTarget) -> Verdict | None:
    """The verdict on a problem that cannot judge anyone, decided without running anything."""
    fault = regex_policy.faults(target.mode, target.flags)
    if fault:
        return _verdict(Outcome.INVALID, "broken-problem", fault)
    if not target.gold and not (target.matches and target.rejects):
        side = "must match" if not target.matches else "must not match"
        return _verdict(Outcome.INVALID, "vacuous-tests", f"there is no string that {side}")
    rejects = frozenset(target.rejects)
    both = next((text for text in target.matches if text in rejects), None)
    if both is not None:
        detail = f"{shown(both)} is on both sides: it must match and must not match"
        return _verdict(Outcome.INVALID, "broken-problem", detail)
    return None


async def _judged(target: RegexTarget, answer: str, box: Box) -> Verdict:
    # In a thread, because a large pattern takes a second that the sandboxes should not wait for.
    proof = await asyncio.to_thread(proved, target, answer) if target.gold else _UNDECIDED
    more = _further(target, answer, proof)
    strings = [*(text for text, _ in _labelled(target)), *more]
    gold = Run()
    if target.gold and (more or target.gold != answer):
        gold = await box.run(target.gold, strings)
        fault = _gold_fault(target, gold)
        if fault is not None:
            return fault
    run = await box.run(answer, strings)
    return _compared(target, answer, proof, strings, gold=gold, run=run)


def _further(target: RegexTarget, answer: str, proof: Proof) -> tuple[str, ...]:
    """What to run beside the target's strings: the witness, or strings for want of a proof."""
    if proof.relation is Relation.DIFFERENT:
        return (proof.witness,)
    if not target.gold or target.gold == answer or proof.relation is Relation.EQUIVALENT:
        return ()
    readable_ones = [readable(one, target.flags) for one in (target.gold, answer)]
    found = dict.fromkeys(
        text for one in readable_ones if one is not None for text in pool(one)[:PROBES]
    )
    return tuple(found)


def _gold_fault(target: RegexTarget, run: Run) -> Verdict | None:
    detail = run.detail or _first_wrong(target, run.matched)
    if not detail:
        return None
    return _verdict(Outcome.INVALID, "broken-problem", f"the gold pattern: {detail}")


def _compared(
    target: RegexTarget,
    answer: str,
    proof: Proof,
    strings: Sequence[str],
    *,
    gold: Run,
    run: Run,
) -> Verdict:
    """The verdict once everything has run."""
    if run.reason:
        return _verdict(Outcome.REJECTED, run.reason, run.detail)
    if gold.matched:
        parting = _parting(target, proof, strings, gold=gold, run=run)
        if parting is not None:
            return parting
    checks = _checks(target, run.matched)
    wrong = _first_wrong(target, run.matched)
    if wrong:
        verdict = _verdict(Outcome.REJECTED, "wrong-answer", wrong)
        return replace(verdict, checks=checks, witness=_shown_by(target, run.matched))
    if proof.relation is Relation.EQUIVALENT:
        detail = "proved to match the same texts as the gold pattern"
        checks = (Check("equal to the gold pattern on every text", passed=True), *checks)
        return Verdict(outcome=Outcome.ACCEPTED, checks=checks, detail=detail, method="proof")
    if is_list_of(target.matches, answer, target.flags):
        detail = "the pattern lists strings that must match, and matches no others"
        return replace(_verdict(Outcome.REJECTED, "memorised-examples", detail), checks=checks)
    why = proof.reason or f"re disagrees on {shown(proof.witness)}"
    detail = f"not compared with the gold pattern: {why}" if target.gold else ""
    return Verdict(outcome=Outcome.ACCEPTED, checks=checks, detail=detail, method="strings")


def _parting(
    target: RegexTarget, proof: Proof, strings: Sequence[str], *, gold: Run, run: Run
) -> Verdict | None:
    """The rejection by a string on which gold and candidate part when both are run."""
    own = len(target.matches) + len(target.rejects)
    rows = zip(strings[own:], gold.matched[own:], run.matched[own:], strict=True)
    apart = next(((text, wanted) for text, wanted, got in rows if got is not wanted), None)
    if apart is None:
        return None
    text, wanted = apart
    by_proof = proof.relation is Relation.DIFFERENT
    shortest = ", a shortest text that tells it from the gold pattern" if by_proof else ""
    fault = "must match but does not" if wanted else "must not match but does"
    return replace(
        _verdict(Outcome.REJECTED, "wrong-answer", f"{shown(text)} {fault}{shortest}"),
        checks=_checks(target, run.matched[:own]),
        witness=_witness(text, wanted=wanted),
        method="proof" if by_proof else "strings",
    )


def _witness(text: str, *, wanted: bool) -> Witness:
    words = ("matches", "does not match") if wanted else ("does not match", "matches")
    return Witness(kind="string", input=repr(text), expected=words[0], got=words[1])


def _labelled(target: RegexTarget) -> list[tuple[str, bool]]:
    return [*((text, True) for text in target.matches), *((text, False) for text in target.rejects)]


def _checks(target: RegexTarget, matched: Sequence[bool]) -> tuple[Check, ...]:
    # Numbered, because two long strings may look alike once they are cut. Strings that were only
    # made to tell this candidate from the gold are no checks of the problem.
    return tuple(
        Check(f"{at} {'matches' if wanted else 'rejects'} {shown(text)}", got is wanted)
        for at, ((text, wanted), got) in enumerate(
            zip(_labelled(target), matched, strict=False), start=1
        )
    )


def _wrong(target: RegexTarget, matched: Sequence[bool]) -> list[tuple[str, bool]]:
    pairs = zip(_labelled(target), matched, strict=False)
    return [(text, wanted) for (text, wanted), got in pairs if got is not wanted]


def _first_wrong(target: RegexTarget, matched: Sequence[bool]) -> str:
    wrong = _wrong(target, matched)
    if not wrong:
        return ""
    text, wanted = wrong[0]
    fault = "must match but does not" if wanted else "must not match but does"
    return f"{shown(text)} {fault} ({len(wrong)} of {len(_labelled(target))} strings wrong)"


def _shown_by(target: RegexTarget, matched: Sequence[bool]) -> Witness:
    text, wanted = _wrong(target, matched)[0]
    return _witness(text, wanted=wanted)


def _verdict(outcome: Outcome, reason: str, detail: str) -> Verdict:
    return Verdict(outcome=outcome, reason=reason, detail=detail, method="strings")
