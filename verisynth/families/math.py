"""The math family: problems whose answer is a number or expression, judged by exact value.

A problem may carry a program, a second and independent way to the answer. It is executed in
the sandbox: when it disagrees with the stated answer the *problem* is invalid, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from verisynth.errors import Unparseable, UsageError
from verisynth.families._examples import MATH
from verisynth.families._math_rules import RULES, with_rules
from verisynth.languages.math.answer import final_answer, gold_answer
from verisynth.languages.math.exact import fold
from verisynth.languages.math.notation import Unreadable
from verisynth.languages.math.parser import parse
from verisynth.languages.math.syntax import Apply, Node, Percent, Quantity, is_scalar
from verisynth.protocols import Sandbox
from verisynth.types import (
    Candidate,
    Json,
    Limits,
    MathTarget,
    Mutation,
    Planted,
    Problem,
    Proposal,
    Target,
    Trace,
    Verdict,
)
from verisynth.verifiers.math_mutation import measured
from verisynth.verifiers.math_program import check_program, compare_programs
from verisynth.verifiers.symbolic import SymbolicVerifier
from verisynth.verifiers.trace import read_trace

_SLOT_LINE = re.compile(r"[ \t*_]*+(?:final[ \t]+)?answer[ \t*_]*+:", re.IGNORECASE)
_TRACES = ("reasoning", "trace")
"""Columns of ``verify`` that may hold the worked text."""
_OTHER = "123456789/7"
"""A value no gold has."""
_MAX_BITS = 3000
"""Beyond this, near misses are written as expressions: decimal digits have a limit in Python."""


@dataclass(frozen=True, slots=True)
class MathFamily:
    """Word problems, arithmetic, algebra: anything with one checkable final answer."""

    name: str = "math"

    @property
    def columns(self) -> tuple[str, ...]:
        """The input columns of ``verify`` it reads."""
        return ("id", "gold", "answer", "problem", "program", *RULES, *_TRACES)

    @property
    def limits(self) -> Limits:
        """What one check may use unless a spec or a person says otherwise."""
        return Limits()

    @property
    def example(self) -> Mapping[str, str]:
        """A complete reply, shown to models for its format."""
        return MATH

    @property
    def sections(self) -> tuple[tuple[str, str, str], ...]:
        """Problem, a program that computes its answer, and a worked solution."""
        return (
            ("problem", "", "The problem as the student reads it: self-contained, every number "
             "needed is stated, exactly one final answer, with its unit or form made clear."),
            ("program", "python", "Python that defines answer(), which computes the answer. Each "
             "number of the problem is a parameter with that number as its default, such as "
             "answer(eggs=16, price=Fraction('2.50')), so that it could be run with others. "
             "Exact: use int and fractions.Fraction, never float. Return int or Fraction, or a "
             "string for an expression."),
            ("solution", "", "A worked solution in clear steps. Its last line is "
             "'Answer: X' with the final answer and nothing after it."),
        )  # fmt: skip

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """A problem with the solution's final answer as its gold; the program has to confirm it.

        The stated answer is only a claim: the audit executes the program and drops the problem when
        the two differ.

        Raises:
            Unparseable: a section is missing, or the solution has no readable final answer.
        """
        for section in ("problem", "program", "solution"):
            if not sections.get(section, "").strip():
                raise Unparseable("missing-section", f"the reply has no section {section!r}")
        statement, solution = sections["problem"].strip(), sections["solution"].strip()
        gold = final_answer(solution, slot="stated")
        _check_readable(gold)
        problem = Problem(
            statement=statement,
            target=MathTarget(gold=gold, program=sections["program"].strip(), stated=statement),
            reference=gold,
            topic=cell.get("topic", ""),
        )
        *steps, last = solution.splitlines()
        reasoning = "\n".join(steps if _SLOT_LINE.match(last) else [*steps, last]).strip()
        return Proposal(problem, (Candidate(answer=gold, reasoning=reasoning),))

    @property
    def answer_sections(self) -> tuple[tuple[str, str, str], ...]:
        """The program: independent authors compute their answer, and it is run."""
        return self.sections[1:2]

    def parse_answer(self, sections: Mapping[str, str], problem: Problem) -> Candidate:
        """An independent author's program. Raises ``Unparseable`` if there is none."""
        program = sections.get("program", "").strip()
        if not program:
            raise Unparseable("missing-section", "the reply has no section 'program'")
        return Candidate(answer=program)

    def independent_target(self, problem: Problem) -> Target:
        """A program has to give the answer, and what the problem's program gives on others."""
        target = _math(problem.target)
        return replace(target, form="program", stated=problem.statement)

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Target and answer from ``{"gold": …, "answer": …}``; the rest is optional.

        ``problem`` (the statement, whose expressions answer nothing), ``program``, and the rules
        of ``MathTarget`` by their names: slot, percent, units and so on.
        ``answer`` is a bare answer or a whole solution text. Numbers are taken as written: ``0.1``
        in JSON is one tenth.

        Raises:
            UsageError: a field is missing or is not text or a number.
        """
        gold, answer = _field(row, "gold"), _field(row, "answer")
        program, problem = row.get("program", ""), row.get("problem")
        if not isinstance(program, str):
            raise UsageError(f"program must be text, got {type(program).__name__}")
        stated = problem if isinstance(problem, str) else ""
        return with_rules(MathTarget(gold=gold, program=program, stated=stated), row), answer

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """Near misses of the gold, an empty answer, and two answers at once."""
        return _planted(gold_answer(_math(problem.target).gold))

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one answer by exact value, with algebra in the sandbox where needed."""
        if isinstance(target, MathTarget) and target.form == "program":
            return await compare_programs(
                target, answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed
            )
        return await SymbolicVerifier().verify(
            target, answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed
        )

    async def mutation(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Mutation | None:
        """How many wrong neighbours of the answer, and mistakes in the program, are told apart."""
        return await measured(
            _math(problem.target), problem.statement, sandbox=sandbox, limits=limits
        )

    def trace(self, candidate: Candidate) -> Trace:
        """What became of the equations in the candidate's reasoning."""
        return read_trace(candidate.reasoning)

    def row_trace(self, row: Mapping[str, Json]) -> Trace | None:
        """The same for the column ``reasoning`` or ``trace``, else for an answer of several lines.

        A bare answer has no steps, and nothing is counted for it.
        """
        texts = [text for name in _TRACES if isinstance(text := row.get(name), str) and text]
        answer = row.get("answer")
        if not texts and isinstance(answer, str) and "\n" in answer.strip():
            texts = [answer]
        return read_trace("\n".join(texts)) if texts else None

    async def check_problem(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Verdict | None:
        """The audit's question: does the problem's own program give its gold?"""
        if not isinstance(problem.target, MathTarget) or not problem.target.program:
            return None
        return await check_program(
            problem.target, sandbox=sandbox, limits=limits, statement=problem.statement
        )


def _math(target: Target) -> MathTarget:
    if not isinstance(target, MathTarget):
        raise TypeError(f"the math family needs a MathTarget, got {type(target).__name__}")
    return target


def _field(row: Mapping[str, Json], key: str) -> str:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        known = ", ".join(sorted(row))
        raise UsageError(f"{key} must be text or a number, got {value!r}; the row has: {known}")
    return value if isinstance(value, str) else repr(value)


def _check_readable(gold: str) -> None:
    try:
        parse(gold)
    except Unreadable as error:
        raise Unparseable("bad-section", f"the final answer {gold[:80]!r}: {error}") from error


def _planted(gold: str) -> tuple[Planted, ...]:
    wrong = [
        Planted("", "no answer at all"),
        Planted(f"Answer: {gold}\nAnswer: {_OTHER}", "two different answers offered"),
    ]
    try:
        tree = parse(gold)
    except Unreadable:
        return tuple(wrong)
    plain = tree.value if isinstance(tree, Quantity) else tree
    if is_scalar(plain):
        return (*wrong, *_near_misses(gold, plain))
    return (
        *wrong,
        Planted(_OTHER, "another value"),
        Planted(f"{gold}, {_OTHER}", "one value too many"),
    )


def _near_misses(gold: str, tree: Node) -> list[Planted]:
    value = fold(tree)
    if value is None or value.numerator.bit_length() + value.denominator.bit_length() > _MAX_BITS:
        inner = gold if not isinstance(tree, Apply) else f"({gold})"
        return [
            Planted(f"{inner} + 1", "one more than the answer"),
            Planted(f"{inner} * 10", "ten times the answer"),
            Planted(f"-{inner}", "the sign is wrong"),
        ]
    right = (value, 100 * value) if isinstance(tree, Percent) else (value,)
    slips = [(value + 1, "one more than the answer"), (value * 10, "ten times the answer")]
    slips += [(-value, "the sign is wrong")]
    slips += [(1 / value, "upside down")] if value else []
    digits = str(value.numerator)
    changed = str((int(digits[-1]) + 5) % 10)
    swapped = f"{digits[:-1]}{changed}/{value.denominator}"
    return [
        *(Planted(str(other), why) for other, why in slips if other not in right),
        Planted(swapped, "one digit is wrong"),
    ]
