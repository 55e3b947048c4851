"""Python functions and classes, judged by executing them: cases, assertions or pytest files."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from verisynth.errors import Unparseable, UsageError, did_you_mean
from verisynth.families import _python_code as code, _python_planted, _python_rows as rows
from verisynth.families._examples import PYTHON
from verisynth.families._solution_sections import SolutionSections
from verisynth.protocols import Sandbox
from verisynth.strengthen.problems import strengthened
from verisynth.strengthen.score import Scoring
from verisynth.types import (
    Candidate,
    Json,
    Limits,
    Mutation,
    Outcome,
    Planted,
    Problem,
    Proposal,
    PythonTarget,
    Target,
    Verdict,
)
from verisynth.verifiers.python_border import assertion_tests
from verisynth.verifiers.python_cases import PythonCases
from verisynth.verifiers.python_tests import PythonTests
from verisynth.verifiers.python_verdict import invalid, signed, stored

COLUMNS = (
    *("id", "prompt", "solution", "entry_point", "tests", "cases", "assertions"),
    *("compare", "reference"),
)
COMPARISONS = ("equal", "exact")


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonFamily(SolutionSections):
    """Problems whose answer is a Python module.

    A row of ``verify`` has ``solution`` and at least one of ``cases`` (with ``entry_point``),
    ``assertions`` and ``tests``; whatever is there must pass. ``compare`` is how cases are
    compared: ``equal``, the default, or ``exact``.
    """

    name: str = "python"

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
        return PYTHON

    @property
    def sections(self) -> tuple[tuple[str, str, str], ...]:
        """Problem, solution and tests."""
        return (
            ("problem", "", "the problem statement for the student, naming the function or class"),
            ("solution", "python", "a complete module that solves it, with its imports"),
            ("tests", "python", "a pytest file that imports from `solution` and asserts results"),
        )

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """A proposal from a reply's sections.

        Tests that call the solution but forgot to import it, or import it from a module of
        another name, are given the import: that is form. Tests for a name the solution does not
        define are a fault of substance.

        Raises:
            Unparseable: ``missing-section``, ``no-code-block``, ``truncated``, ``syntax-error``
                or ``missing-entry-point``.
        """
        statement = sections.get("problem", "").strip()
        if not statement:
            raise Unparseable("missing-section", "the section 'problem' is missing or empty")
        solution = code.code_of(sections.get("solution", ""), "solution")
        tests = code.code_of(sections.get("tests", ""), "tests")
        entry_point, tests = _joined(solution, tests)
        problem = Problem(
            statement=statement,
            target=PythonTarget(entry_point=entry_point, tests=tests),
            reference=solution,
            topic=cell.get("topic", ""),
        )
        return Proposal(problem, (Candidate(answer=solution),))

    def parse_tests(self, sections: Mapping[str, str], problem: Problem) -> Target:
        """Tests by somebody who saw the statement only; names are those of the reference."""
        tests = code.code_of(sections.get("tests", ""), "tests")
        entry_point, tests = _joined(problem.reference, tests)
        return PythonTarget(entry_point=entry_point, tests=tests)

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Target and answer from a row of people's own data.

        A ``solution`` whose first line of code is indented can be no module of its own: it goes on
        where ``prompt`` ends, as completions of code do, and is judged together with it.

        Raises:
            UsageError: says the column, the value and what is allowed.
        """
        solution = _whole(
            rows.text_of(row, "solution", known=COLUMNS), rows.optional_text(row, "prompt")
        )
        cases = tuple(
            rows.python_case(item, f"cases[{number}]")
            for number, item in enumerate(rows.listed(row, "cases"))
        )
        tests = rows.optional_text(row, "tests")
        assertions = _assertions(row)
        if not (cases or assertions or tests.strip()):
            close = "".join(did_you_mean(str(key), ("tests", "cases", "assertions")) for key in row)
            raise UsageError(
                f"the row has none of tests, cases, assertions; it has: {', '.join(row)}.{close}"
            )
        known = rows.optional_text(row, "reference") or solution
        entry_point = _entry_point(row, solution, needed=bool(cases))
        if code.is_check_function(tests):
            entry_point = entry_point or _entry_point(row, known, needed=True)
            tests = code.as_test_file(tests, entry_point, known)
        if not entry_point:
            asked = code.functions_asked(tests, assertions, known)
            entry_point = asked[0] if len(asked) == 1 else ""
        if row.get("compare") == "exact" and any(case.tolerance for case in cases):
            raise UsageError('compare is "exact", but a case has a tolerance')
        target = PythonTarget(
            entry_point=entry_point,
            cases=cases,
            assertions=assertions,
            tests=tests,
            compare=rows.one_of(row, "compare", COMPARISONS),
        )
        return target, solution

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """Programs that are wrong for nearly every problem.

        They return nothing, their first argument, the first expected value, or raise. Where one
        of them happens to be right, accepting it is what the audit should report: such a problem
        accepts an answer without any thought in it.
        """
        return _python_planted.planted(problem)

    async def mutation(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Mutation | None:
        """What becomes of the reference's mutants, in the code that the checks may reach."""
        scoring = self.scoring(problem, sandbox=sandbox, limits=limits)
        return await scoring.mutation() if scoring is not None else None

    def scoring(self, problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Scoring | None:
        """The steps of :meth:`mutation`; None for a target of another family."""
        target = problem.target
        if not isinstance(target, PythonTarget):
            return None

        async def judge(source: str) -> Verdict:
            return await self.verify(target, source, sandbox=sandbox, limits=limits)

        return Scoring(
            problem=problem,
            target=target,
            entry_point=_python_planted.only_name(problem, target),
            tests=[part.tests for _, part in _ways(target) if part.tests],
            judge=judge,
            sandbox=sandbox,
            limits=limits,
        )

    async def strengthened(self, problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Problem:
        """The problem with the cases its tests lack; what they say is what the reference does."""
        return await strengthened(problem, sandbox=sandbox, limits=limits)

    def row_problem(self, row: Mapping[str, Json]) -> Problem | None:
        """The row's problem, if it has a ``reference``."""
        if not row.get("reference"):
            return None
        target, reference = self.row({**row, "solution": row["reference"]})
        return Problem(statement=str(row.get("prompt") or ""), target=target, reference=reference)

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one solution in every way the target has, cheapest first; all must accept."""
        if not isinstance(target, PythonTarget):
            raise TypeError(f"the family python judges a PythonTarget, not {type(target).__name__}")
        verdicts: list[Verdict] = []
        try:
            ways = _ways(target)
        except ValueError as problem:
            return signed(invalid("broken-problem", str(problem)), "python_tests@1")
        for verifier, part in ways:
            verdicts.append(
                await verifier.verify(
                    part, answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed
                )
            )
            if verdicts[-1].outcome is not Outcome.ACCEPTED:
                break
        if not verdicts:
            return invalid("vacuous-tests", "the problem has no cases, assertions or tests")
        return _merged(verdicts)


def _ways(target: PythonTarget) -> list[tuple[PythonCases | PythonTests, PythonTarget]]:
    """Each way to judge with its part of the target.

    Raises:
        ValueError: an assertion is not one ``assert`` statement.
    """
    ways: list[tuple[PythonCases | PythonTests, PythonTarget]] = []
    if target.cases:
        ways.append((PythonCases(), replace(target, assertions=(), tests="")))
    if target.assertions:
        file = assertion_tests(target.entry_point, target.assertions)
        ways.append((PythonTests(), replace(target, cases=(), assertions=(), tests=file)))
    if target.tests.strip():
        ways.append((PythonTests(), replace(target, cases=(), assertions=())))
    return ways


def _merged(verdicts: list[Verdict]) -> Verdict:
    """The last verdict, which decides, with the checks and the time of all."""
    return replace(
        verdicts[-1],
        checks=stored([check for verdict in verdicts for check in verdict.checks]),
        verifier="+".join(dict.fromkeys(verdict.verifier for verdict in verdicts)),
        seconds=sum(verdict.seconds for verdict in verdicts),
    )


def _whole(solution: str, prompt: str) -> str:
    lines = (line for line in solution.splitlines() if line.strip())
    continues = next(lines, "").startswith((" ", "\t"))
    return prompt.rstrip("\n") + "\n" + solution.lstrip("\n") if continues and prompt else solution


def _assertions(row: Mapping[str, Json]) -> tuple[str, ...]:
    lines = []
    for number, line in enumerate(rows.listed(row, "assertions")):
        if not isinstance(line, str):
            raise UsageError(f"assertions[{number}] must be text such as 'assert f(1) == 2'")
        lines.append(line)
    try:
        assertion_tests("", tuple(lines))
    except ValueError as problem:
        raise UsageError(f"assertions: {problem}") from problem
    return tuple(lines)


def _entry_point(row: Mapping[str, Json], solution: str, *, needed: bool) -> str:
    given = rows.optional_text(row, "entry_point").strip()
    if given and (not given.isidentifier() or keyword.iskeyword(given)):
        raise UsageError(f'entry_point is "{given}", which is not the name of a function')
    if given or not needed:
        return given
    found = code.functions(solution)
    if len(found) == 1:
        return found[0]
    shown = ", ".join(found) or "none"
    raise UsageError(
        "the row needs an entry_point, and the solution does not define exactly one "
        f"public function (it defines: {shown}). Add entry_point"
    )


def _joined(solution: str, tests: str) -> tuple[str, str]:
    """The entry point, and the tests with an import of the solution if they lacked one."""
    defined, names = code.definitions(solution), code.names_of_tests(tests)
    if not defined:
        raise Unparseable("missing-entry-point", "the solution defines no function or class")
    imported = list(names.imported)
    for module, taken in names.foreign:
        if set(taken) & set(defined) or taken == ("*",):
            tests = tests.replace(f"from {module} import", "from solution import")
            imported += taken
    known = set(re.findall(r"\w+", solution))
    absent = [name for name in imported if name != "*" and name not in known]
    if absent:
        message = f"the tests import {absent[0]}, which the solution does not define"
        raise Unparseable("missing-entry-point", message)
    used = [name for name in (*names.called, *imported) if name in defined]
    if not used and "*" not in imported:
        message = f"the tests call nothing of the solution ({', '.join(defined)})"
        raise Unparseable("missing-entry-point", message)
    if not imported:
        tests = f"from solution import {', '.join(dict.fromkeys(used))}\n\n{tests}"
    return (used or list(defined))[0], tests
