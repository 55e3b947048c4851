"""Programs that read standard input and write standard output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.errors import Unparseable, UsageError, did_you_mean
from verisynth.families import _python_code as code, _python_rows as rows
from verisynth.families._examples import STDIO
from verisynth.families._solution_sections import SolutionSections
from verisynth.protocols import Sandbox
from verisynth.strengthen.programs import program_mutation
from verisynth.types import (
    Candidate,
    Json,
    Limits,
    Mutation,
    Planted,
    Problem,
    Proposal,
    StdioCase,
    StdioTarget,
    Target,
    Verdict,
)
from verisynth.verifiers.stdio import Stdio

COLUMNS = (
    *("id", "prompt", "solution", "cases"),
    *("compare", "tolerance", "checker", "exit_code", "stderr", "reference"),
)
COMPARISONS = ("lines", "exact", "tokens", "numbers")


@dataclass(frozen=True, slots=True, kw_only=True)
class StdioFamily(SolutionSections):
    """Problems whose answer is a Python program judged by its output.

    A row of ``verify`` has ``solution`` and ``cases``, a list of ``{"input": …, "output": …}``;
    ``compare`` may be ``lines`` (the default), ``exact``, ``tokens`` or ``numbers`` with a
    ``tolerance``; ``checker`` is the source of a program that decides instead. ``exit_code`` and
    ``stderr`` are as in :class:`~verisynth.types.StdioTarget`.
    """

    name: str = "stdio"

    @property
    def columns(self) -> tuple[str, ...]:
        """The input columns of ``verify`` it reads."""
        return COLUMNS

    @property
    def limits(self) -> Limits:
        """What one check may use unless a spec or a person says otherwise."""
        return Limits()

    @property
    def example(self) -> Mapping[str, str]:
        """A complete reply, shown to models for its format."""
        return STDIO

    @property
    def sections(self) -> tuple[tuple[str, str, str], ...]:
        """Problem, solution and cases."""
        return (
            ("problem", "", "the problem statement, with the exact input and output format"),
            ("solution", "python", "a complete program that reads stdin and writes stdout"),
            ("cases", "json", 'a list of objects {"input": "...", "output": "..."}'),
        )

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """A proposal from a reply's sections.

        Raises:
            Unparseable: ``missing-section``, ``bad-section``, ``no-code-block``, ``truncated`` or
                ``syntax-error``.
        """
        statement = sections.get("problem", "").strip()
        if not statement:
            raise Unparseable("missing-section", "the section 'problem' is missing or empty")
        solution = code.code_of(sections.get("solution", ""), "solution")
        problem = Problem(
            statement=statement,
            target=StdioTarget(cases=_section_cases(sections.get("cases", ""))),
            reference=solution,
            topic=cell.get("topic", ""),
        )
        return Proposal(problem, (Candidate(answer=solution),))

    def parse_tests(self, sections: Mapping[str, str], problem: Problem) -> Target:
        """Cases by somebody who saw the statement only, compared as the problem's own."""
        compare = problem.target.compare if isinstance(problem.target, StdioTarget) else "lines"
        return StdioTarget(cases=_section_cases(sections.get("cases", "")), compare=compare)

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Target and answer from a row of people's own data.

        Raises:
            UsageError: says the column, the value and what is allowed.
        """
        solution = rows.text_of(row, "solution", known=COLUMNS)
        if row.get("cases") is None:
            raise UsageError(
                f"the row has no cases; it has: {', '.join(row)}."
                + "".join(did_you_mean(str(key), ("cases",)) for key in row)
            )
        target = StdioTarget(
            cases=_cases(rows.listed(row, "cases")),
            compare=rows.one_of(row, "compare", COMPARISONS),
            tolerance=rows.tolerance(row.get("tolerance"), "tolerance"),
            checker=rows.optional_text(row, "checker"),
            exit_code=rows.one_of(row, "exit_code", ("zero", "any")),
            stderr=rows.one_of(row, "stderr", ("ignored", "empty")),
        )
        if target.tolerance and target.compare != "numbers":
            raise UsageError('a tolerance needs compare to be "numbers"')
        return target, solution

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """Programs that print nothing, their input, or the first expected output every time."""
        target = problem.target
        if not isinstance(target, StdioTarget):
            raise TypeError(
                f"the family stdio plants for a StdioTarget, not {type(target).__name__}"
            )
        found = [
            Planted("pass\n", "prints nothing"),
            Planted("import sys\nsys.stdout.write(sys.stdin.read())\n", "prints its input"),
        ]
        if target.cases:
            constant = f"import sys\nsys.stdout.write({target.cases[0].output!r})\n"
            found.append(Planted(constant, "prints the first expected output every time"))
        return (*found, *_memorised(problem.statement, target.cases))

    async def mutation(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Mutation | None:
        """What becomes of the reference with one small mistake each."""
        target = problem.target
        if not isinstance(target, StdioTarget):
            return None

        async def judge(part: StdioTarget, source: str) -> Verdict:
            return await self.verify(part, source, sandbox=sandbox, limits=limits)

        return await program_mutation(problem, target, judge=judge, sandbox=sandbox, limits=limits)

    def row_problem(self, row: Mapping[str, Json]) -> Problem | None:
        """The row's problem, if it has a ``reference``."""
        if not row.get("reference"):
            return None
        target, reference = self.row({**row, "solution": row["reference"]})
        return Problem(statement=str(row.get("prompt") or ""), target=target, reference=reference)

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one program by its output."""
        return await Stdio().verify(
            target, answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed
        )


def _memorised(statement: str, cases: tuple[StdioCase, ...]) -> list[Planted]:
    """A table of the examples in the statement, if there are cases that are not there."""
    shown = [case for case in cases if case.input.strip() and _is_shown(case, statement)]
    if not shown or len(shown) == len(cases):
        return []
    table = {case.input: case.output for case in shown}
    program = f"import sys\nsys.stdout.write({table!r}.get(sys.stdin.read(), ''))\n"
    return [Planted(program, "knows the examples of the statement and nothing else")]


def _is_shown(case: StdioCase, statement: str) -> bool:
    return case.input.strip() in statement and case.output.strip() in statement


def _cases(items: Json) -> tuple[StdioCase, ...]:
    found = items if isinstance(items, list | tuple) else ()
    return tuple(rows.stdio_case(item, f"cases[{number}]") for number, item in enumerate(found))


def _section_cases(text: str) -> tuple[StdioCase, ...]:
    if not text.strip():
        raise Unparseable("missing-section", "the section 'cases' is missing or empty")
    start, end = text.find("["), text.rfind("]")
    try:
        items = json.loads(text[start : end + 1] if 0 <= start < end else text)
        cases = _cases(items)
    except (ValueError, RecursionError) as problem:
        raise Unparseable("bad-section", f"the section 'cases' is no JSON: {problem}") from problem
    except UsageError as problem:
        raise Unparseable("bad-section", f"the section 'cases': {problem.message}") from problem
    if not cases:
        raise Unparseable("bad-section", "the section 'cases' holds no case")
    return cases
