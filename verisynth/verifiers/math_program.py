"""Runs a math problem's own program in the sandbox and compares its value with the gold.

"Executed, not believed" applies to the problem too: a stated answer that its own program
does not reproduce makes the problem invalid, and so does a program that works with numbers the
statement never mentions, since then the two describe different problems.
"""

from __future__ import annotations

import ast
import re
import time
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from verisynth.languages.math.tokens import MAX_DIGITS
from verisynth.protocols import Sandbox
from verisynth.sandbox.profile_choice import profile_for
from verisynth.sandbox.result import ProgramFailed, reply
from verisynth.types import Check, Json, Limits, MathTarget, Outcome, Program, Target, Verdict
from verisynth.verifiers.symbolic import SymbolicVerifier

VERSION = "1"
MAX_SOURCE = 20_000
ALWAYS_ALLOWED = frozenset(
    Fraction(number)
    for number in (
        *range(-1, 13), 16, 20, 24, 25, 30, 50, 52, 60, 90, 100, 180, 360, 365, 366, 1000, 3600,
        10_000, 100_000, 1_000_000, "1/2", "1/4", "3/4", "1/10", "1/100",
    )
)  # fmt: skip
"""Constants a program may use without the statement: counting, halves, time, percent, angles."""
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_WORDS = {
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "dozen": 12,
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


async def check_program(
    target: Target, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0, statement: str = ""
) -> Verdict:
    """``accepted`` when the program's value is the gold exactly, else ``invalid``.

    A program that crashes, runs out of time or returns no number is ``invalid`` as well: it is
    part of the problem. A float counts as the decimal it prints as, so ``0.1`` agrees with 1/10
    and ``0.1 + 0.2`` does not agree with 0.3: programs are asked to be exact.
    """
    started = time.perf_counter()
    if not isinstance(target, MathTarget):
        raise TypeError(f"a MathTarget is needed, got {type(target).__name__}")
    verdict = _numbers(target.program, statement) or await _executed(
        target, sandbox, limits, hash_seed
    )
    passed = verdict.outcome is Outcome.ACCEPTED
    return replace(
        verdict,
        checks=(Check("program-agrees", passed, verdict.detail),),
        verifier=f"program@{VERSION}",
        level=sandbox.level,
        seconds=time.perf_counter() - started,
    )


def _invalid(reason: str, detail: str) -> Verdict:
    return Verdict(outcome=Outcome.INVALID, reason=reason, detail=detail)


def _numbers(source: str, statement: str) -> Verdict | None:
    """``invalid`` when the source cannot be read or uses a number that is not the statement's."""
    if len(source) > MAX_SOURCE:
        return _invalid("broken-problem", f"the program has {len(source)} characters")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        return _invalid("broken-problem", f"the program is not valid Python: {error}")
    if not statement:
        return None
    known = numbers_in(statement) | ALWAYS_ALLOWED
    for number in _literals(tree):
        if number not in known:
            shown = str(float(number)).removesuffix(".0")
            return _invalid("broken-problem", f"the program uses {shown}, the statement does not")
    # Small numbers are allowed, but a program made mostly of them answers another question.
    used = {number for number in _literals(tree) if number > 1}
    stated = used & (numbers_in(statement) | _small_words(statement))
    if 2 * len(stated) < len(stated | {number for number in used if number <= 12}):
        return _invalid("broken-problem", "most of the program's numbers are not in the statement")
    return None


def _small_words(statement: str) -> frozenset[Fraction]:
    words = re.findall(r"[a-z]+", statement.lower())
    return frozenset(Fraction(_SMALL.index(word)) for word in words if word in _SMALL)


def numbers_in(statement: str) -> frozenset[Fraction]:
    """Every number the text mentions, in digits or words; ``25%`` counts as 25 and as 1/4."""
    found = {Fraction(text.replace(",", "")) for text in _NUMBER.findall(statement)}
    words = {Fraction(_WORDS[w]) for w in re.findall(r"[a-z]+", statement.lower()) if w in _WORDS}
    return frozenset(found | words | {number / 100 for number in found})


def _literals(tree: ast.AST) -> list[Fraction]:
    """The numbers written in the program, and those in the text given to Fraction or Decimal."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        if isinstance(node.value, int):
            found.append(abs(Fraction(node.value)))
        elif isinstance(node.value, float):
            found.append(abs(Fraction(repr(node.value))))
        elif isinstance(node.value, str) and re.fullmatch(r"\d+(\.\d+)?", node.value):
            found.append(Fraction(node.value))
    return found


async def _executed(
    target: MathTarget, sandbox: Sandbox, limits: Limits, hash_seed: int
) -> Verdict:
    program = Program(
        runner="program",
        payload={"program": target.program},
        profile=profile_for("python", target.program),
        hash_seed=hash_seed,
    )
    try:
        claim = reply(await sandbox.run(program, limits), trusted=False)
    except ProgramFailed as error:
        return _invalid("program-disagrees", f"the program failed: {error.message[-300:]}")
    value = _value(claim)
    if not value:
        return _invalid("program-disagrees", f"answer() returned no number or text: {claim!r:.100}")
    verdict = await SymbolicVerifier().verify(
        MathTarget(gold=target.gold, percent="value", decimals="exact"),
        value,
        sandbox=sandbox,
        limits=limits,
    )
    if verdict.outcome in (Outcome.ACCEPTED, Outcome.ERROR):
        return verdict
    detail = f"the program computes {value[:80]}, the stated answer is {target.gold[:80]!r}"
    return _invalid("program-disagrees", detail)


def _value(claim: Json) -> str:
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
                return f"{number:f}" if abs(number.adjusted()) < MAX_DIGITS else ""
            case "float":
                return f"{Decimal(repr(float.fromhex(text))):f}"
            case "str":
                return text
    except (ValueError, InvalidOperation, OverflowError, ZeroDivisionError):
        return ""
    return ""
