"""Runs programs that compute a problem's answer in the sandbox: the problem's own, and others'.

"Executed, not believed" applies to the problem too: a stated answer that its own program
does not reproduce makes the problem invalid, and so does a program that works with numbers the
statement never mentions, or whose answer depends on none of them, since then the two describe
different problems. Programs by different authors must agree with other numbers too: 2 + 2 and
2 × 2 agree by chance.

All arithmetic is exact: floats and divisions become fractions in the box (``sandboxes/exact.py``).
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from verisynth.languages.math.tokens import MAX_DIGITS
from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import (
    Check,
    Json,
    Limits,
    MathTarget,
    Outcome,
    Program,
    Target,
    Verdict,
    Witness,
)
from verisynth.verifiers.program_inputs import (
    ALWAYS_ALLOWED,
    Change,
    are_all_inputs,
    inputs,
    literals,
    numbers_in,
    variations,
)
from verisynth.verifiers.symbolic import SymbolicVerifier

__all__ = ["check_program", "compare_programs", "execute", "numbers_in", "value_of"]

VERSION = "2"
MAX_SOURCE = 20_000
LEAST_VARIED = 3
"""Answers with other numbers from which a program that always gives the same is no program."""
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Computed:
    """What came out of one program: values as text our parser reads exactly, '' for none."""

    value: str
    raw: Json
    varied: tuple[str, ...] = ()
    """One a variation; '' where the program has no answer, or none of the numbers."""
    mutants: tuple[str, ...] = ()
    """One a mutant; '' where it has no answer."""


async def execute(
    source: str,
    *,
    sandbox: Sandbox,
    limits: Limits,
    hash_seed: int = 0,
    changes: Sequence[Change] = (),
    mutants: Sequence[str] = (),
) -> Computed:
    """Run a program, also with other numbers, and beside it sources with a mistake.

    If that is too much for the limits, it is run alone: what it gives is then all that is known.

    Raises:
        ProgramFailed: it crashed, hit a limit, or its reply was spoilt.
    """
    payload: dict[str, Json] = {
        "program": source,
        "variations": [[[str(one), str(other)] for one, other in change] for change in changes],
        "mutants": list(mutants),
    }
    job = Program(
        runner="program",
        payload=payload,
        profile=profile_for("python", source),
        hash_seed=hash_seed,
    )
    try:
        told = reply(await sandbox.run(job, limits), trusted=False)
    except ProgramFailed:
        if not changes and not mutants:
            raise
        return await execute(source, sandbox=sandbox, limits=limits, hash_seed=hash_seed)
    if not isinstance(told, dict):
        raise ProgramFailed("bad-result", "the result channel held something that is no result")
    varied, others = _listed(told.get("varied")), _listed(told.get("mutants"))
    claim = told.get("value")
    return Computed(value_of(claim), claim, varied, others)


def _listed(values: Json) -> tuple[str, ...]:
    return tuple(map(value_of, values)) if isinstance(values, list) else ()


async def check_program(
    target: Target, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0, statement: str = ""
) -> Verdict:
    """``accepted`` when the program's value is the gold exactly, else ``invalid``.

    A program that crashes, runs out of time or returns no number is ``invalid`` as well: it is
    part of the problem. So is one whose answer is the same whatever the numbers of the statement
    are: it does not compute the answer, it states it.
    """
    started = time.perf_counter()
    if not isinstance(target, MathTarget):
        raise TypeError(f"a MathTarget is needed, got {type(target).__name__}")
    verdict = _numbers(target.program, statement) or await _executed(
        target, statement, sandbox, limits, hash_seed
    )
    passed = verdict.outcome is Outcome.ACCEPTED
    numbers = verdict.checks if passed else ()
    return replace(
        verdict,
        checks=(Check("program-agrees", passed, verdict.detail), *numbers),
        verifier=f"program@{VERSION}",
        level=sandbox.level,
        seconds=time.perf_counter() - started,
    )


def _invalid(reason: str, detail: str) -> Verdict:
    return Verdict(outcome=Outcome.INVALID, reason=reason, detail=detail)


def parsed(source: str) -> ast.Module | str:
    """The source as a tree, or why it has none."""
    if len(source) > MAX_SOURCE:
        return f"the program has {len(source)} characters"
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        return f"the program is not valid Python: {error}"


def _numbers(source: str, statement: str) -> Verdict | None:
    """``invalid`` when the source cannot be read or uses a number that is not the statement's."""
    tree = parsed(source)
    if isinstance(tree, str):
        return _invalid("broken-problem", tree)
    if not statement:
        return None
    known = numbers_in(statement) | ALWAYS_ALLOWED
    for number in literals(tree):
        if number not in known:
            shown = str(float(number)).removesuffix(".0")
            return _invalid("broken-problem", f"the program uses {shown}, the statement does not")
    # Small numbers are allowed, but a program made mostly of them answers another question.
    used = {number for number in literals(tree) if number > 1}
    stated = used & (numbers_in(statement) | _small_words(statement))
    if 2 * len(stated) < len(stated | {number for number in used if number <= 12}):
        return _invalid("broken-problem", "most of the program's numbers are not in the statement")
    return None


def _small_words(statement: str) -> frozenset[Fraction]:
    words = re.findall(r"[a-z]+", statement.lower())
    return frozenset(Fraction(_SMALL.index(word)) for word in words if word in _SMALL)


async def _executed(
    target: MathTarget, statement: str, sandbox: Sandbox, limits: Limits, hash_seed: int
) -> Verdict:
    tree = parsed(target.program)
    used = frozenset[Fraction]() if isinstance(tree, str) else inputs(tree)
    changes = variations(statement, used)
    try:
        computed = await execute(
            target.program, sandbox=sandbox, limits=limits, hash_seed=hash_seed, changes=changes
        )
    except ProgramFailed as error:
        return _invalid("program-disagrees", f"the program failed: {error.message[-300:]}")
    if not computed.value:
        detail = f"answer() returned no number or text: {computed.raw!r:.100}"
        return _invalid("program-disagrees", detail)
    verdict = await SymbolicVerifier().verify(
        _exactly(target.gold), computed.value, sandbox=sandbox, limits=limits
    )
    if verdict.outcome is Outcome.ACCEPTED:
        judged = not isinstance(tree, str) and are_all_inputs(statement, tree)
        return _depending(verdict, computed) if judged else replace(verdict, checks=())
    if verdict.outcome is Outcome.ERROR:
        return verdict
    detail = (
        f"the program computes {computed.value[:80]}, the stated answer is {target.gold[:80]!r}"
    )
    return _invalid("program-disagrees", detail)


def _depending(verdict: Verdict, computed: Computed) -> Verdict:
    """The verdict, or ``invalid`` if the answer is the same with all other numbers."""
    answers = [one for one in computed.varied if one]
    if len(answers) < LEAST_VARIED:
        return replace(verdict, checks=())
    other = sum(one != computed.value for one in answers)
    if not other:
        detail = f"the program gives {computed.value[:40]} with any other numbers in the statement"
        return _invalid("broken-problem", detail)
    detail = f"another answer with {other} of {len(answers)} other numbers"
    return replace(verdict, checks=(Check("depends-on-numbers", bool(other), detail),))


async def compare_programs(
    target: MathTarget, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
) -> Verdict:
    """Whether an independent author's program comes to the problem's answer.

    Both programs are run again with other numbers. Where both have an answer, and it is not the
    same for both as before, they have to agree at least once: formulas that agree nowhere else
    agree by chance. They need not agree everywhere, since a story may not allow its numbers to be
    others: a half-filled box counts for one author and not for the other, and neither is wrong
    about the problem as it stands.

    Without a gold the problem's program alone says what is right.
    """
    started = time.perf_counter()
    verdict = await _compared(target, answer, sandbox, limits, hash_seed)
    return replace(
        verdict,
        verifier=f"program@{VERSION}",
        level=sandbox.level,
        method="programs",
        seconds=time.perf_counter() - started,
    )


async def _compared(
    target: MathTarget, answer: str, sandbox: Sandbox, limits: Limits, hash_seed: int
) -> Verdict:
    mine, theirs = parsed(target.program or "0"), parsed(answer)
    if isinstance(theirs, str):
        return Verdict(outcome=Outcome.REJECTED, reason="syntax-error", detail=theirs)
    changes: tuple[Change, ...] = ()
    if target.program and not isinstance(mine, str):
        changes = variations(target.stated, inputs(mine), inputs(theirs))
    own = await _own(target, changes, sandbox, limits, hash_seed)
    try:
        other = await execute(
            answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed, changes=changes
        )
    except ProgramFailed as error:
        detail = f"the program failed: {error.message[-300:]}"
        return Verdict(outcome=Outcome.REJECTED, reason=error.reason, detail=detail)
    if not other.value:
        detail = f"answer() returned no number or text: {other.raw!r:.100}"
        return Verdict(outcome=Outcome.REJECTED, reason="bad-result", detail=detail)
    return await _agreeing(target.gold or own.value, own, other, changes, sandbox, limits)


async def _own(
    target: MathTarget,
    changes: Sequence[Change],
    sandbox: Sandbox,
    limits: Limits,
    hash_seed: int,
) -> Computed:
    """What the problem's program gives; nothing where it has none, or it fails."""
    if not target.program:
        return Computed("", None)
    try:
        return await execute(
            target.program, sandbox=sandbox, limits=limits, hash_seed=hash_seed, changes=changes
        )
    except ProgramFailed:
        return Computed("", None)


async def _agreeing(
    gold: str,
    own: Computed,
    other: Computed,
    changes: Sequence[Change],
    sandbox: Sandbox,
    limits: Limits,
) -> Verdict:
    verdict = await SymbolicVerifier().verify(
        _exactly(gold), other.value, sandbox=sandbox, limits=limits
    )
    value = Check("value", verdict.outcome is Outcome.ACCEPTED, f"computes {other.value[:80]}")
    if verdict.outcome is not Outcome.ACCEPTED:
        return replace(verdict, detail=f"the program {value.detail}", checks=(value,))
    compared = [
        (change, one, two)
        for change, one, two in zip(changes, own.varied, other.varied, strict=False)
        if one and two and (one != own.value or two != other.value)
    ]
    same = [one == two or await _equal(one, two, sandbox, limits) for _, one, two in compared]
    if len(same) < LEAST_VARIED:
        return replace(verdict, checks=(value,))
    detail = f"agrees on {sum(same)} of {len(same)} other numbers"
    numbers = Check("other-numbers", any(same), detail)
    if numbers.passed:
        return replace(verdict, checks=(value, numbers))
    change, one, two = compared[0]
    return Verdict(
        outcome=Outcome.REJECTED,
        reason="wrong-answer",
        detail=f"the program {detail}: the answer is right by chance",
        checks=(value, numbers),
        witness=Witness(kind="numbers", input=_shown(change), expected=one, got=two),
    )


async def _equal(one: str, other: str, sandbox: Sandbox, limits: Limits) -> bool:
    verdict = await SymbolicVerifier().verify(_exactly(one), other, sandbox=sandbox, limits=limits)
    return verdict.outcome is Outcome.ACCEPTED


def _exactly(gold: str) -> MathTarget:
    """Programs compute exactly: what a person may round or leave a sign out of, they may not.

    An expression that one returns as text may be in any form.
    """
    return MathTarget(gold=gold, percent="value", decimals="exact", unevaluated="allowed")


def _shown(change: Change) -> str:
    return ", ".join(f"{other} instead of {one}" for one, other in change[:1])


def value_of(claim: Json) -> str:
    """The claimed value as text our parser reads exactly; empty when it is none."""
    if not (isinstance(claim, list) and len(claim) == 2 and isinstance(claim[1], str)):
        return ""
    kind, text = claim[0], claim[1]
    try:
        match kind:
            case "int":
                return str(int(text, 16))
            case "fraction":
                top, bottom = text.split("/")
                return str(Fraction(int(top, 16), int(bottom, 16)))
            case "decimal":
                number = Decimal(text)
                small = number.is_finite() and abs(number.adjusted()) < MAX_DIGITS
                return f"{number:f}" if small else ""
            case "float":
                number = Decimal(repr(float.fromhex(text)))
                return f"{number:f}" if number.is_finite() else ""
            case "str":
                return text
    except (ValueError, InvalidOperation, OverflowError, ZeroDivisionError):
        return ""
    return ""
