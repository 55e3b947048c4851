"""Strengthens people's own rows of Python problems: a row out for every line in, in order.

A row that cannot be read or strengthened comes out as it went in, with the reason beside it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, replace

from verisynth.errors import UsageError
from verisynth.families import _python_code as code, _python_rows as columns
from verisynth.families.python import PythonFamily
from verisynth.pipeline.attempt import as_error
from verisynth.pipeline.verify_rows import Line
from verisynth.protocols import Sandbox
from verisynth.strengthen.search import Budget
from verisynth.strengthen.strengthening import Policy, Strengthened, Wish, strengthen
from verisynth.types import Case, Json, Limits, Outcome, PythonTarget

COLUMNS = (
    "id", "prompt", "reference", "entry_point", "tests", "cases", "assertions", "contract",
    "solutions", "wrong",
)  # fmt: skip
MAX_SURVIVORS = 10


@dataclass(frozen=True, slots=True)
class RowStrengthened:
    """What became of one row, in the order of the input."""

    number: int
    row: Mapping[str, Json] | None
    found: Strengthened | None = None
    error: str = ""
    readable: bool = True


async def strengthen_lines(
    lines: Iterable[Line], *, sandbox: Sandbox, limits: Limits, policy: Policy | None = None
) -> AsyncGenerator[RowStrengthened, None]:
    """Rows in input order, as many under way as the sandbox has slots."""
    pending: deque[asyncio.Task[RowStrengthened]] = deque()
    try:
        for line in lines:
            pending.append(asyncio.create_task(_strengthen(line, sandbox, limits, policy)))
            while len(pending) > sandbox.slots or (pending and pending[0].done()):
                yield await pending.popleft()
        while pending:
            yield await pending.popleft()
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def _strengthen(
    line: Line, sandbox: Sandbox, limits: Limits, policy: Policy | None
) -> RowStrengthened:
    if line.row is None:
        return RowStrengthened(line.number, None, error=line.fault, readable=False)
    try:
        wish = wish_of(line.row)
    except UsageError as problem:
        return RowStrengthened(line.number, line.row, error=str(problem), readable=False)
    try:
        fault = await _reference_fault(wish, sandbox, limits)
        if fault:
            return RowStrengthened(line.number, line.row, error=fault)
        found = await strengthen(wish, sandbox=sandbox, limits=limits, policy=policy)
    except Exception as problem:
        return RowStrengthened(line.number, line.row, error=as_error(problem).detail)
    return RowStrengthened(line.number, line.row, found)


async def _reference_fault(wish: Wish, sandbox: Sandbox, limits: Limits) -> str:
    """Why the reference is none: it does not pass its own tests. Empty if it does.

    Tests that hold no test function only show inputs.
    """
    target = wish.target
    if "def test" not in target.tests:
        target = replace(target, tests="")
    if not (target.cases or target.assertions or target.tests):
        return ""
    verdict = await PythonFamily().verify(target, wish.reference, sandbox=sandbox, limits=limits)
    if verdict.outcome is not Outcome.REJECTED:
        return ""
    return f"the reference does not pass its own tests: {verdict.reason}: {verdict.detail}"


def wish_of(row: Mapping[str, Json]) -> Wish:
    """A row of people's own data.

    Raises:
        UsageError: says the column, the value and what is allowed.
    """
    reference = columns.text_of(row, "reference", known=COLUMNS)
    target, reference = PythonFamily().row(_judgeable(row, reference))
    if not isinstance(target, PythonTarget):
        raise TypeError("the family python reads Python targets")
    return Wish(
        target=target,
        reference=reference,
        prompt=columns.optional_text(row, "prompt"),
        contract=columns.optional_text(row, "contract"),
        solutions=_programs(row, "solutions"),
        wrong=_programs(row, "wrong"),
    )


def _judgeable(row: Mapping[str, Json], reference: str) -> dict[str, Json]:
    """The row as the verifier reads it, the reference in the place of the solution.

    A row without any tests is read too: then the examples of its prompt are all there is.
    """
    found: dict[str, Json] = {**row, "solution": reference}
    if not any(row.get(name) for name in ("tests", "cases", "assertions")):
        found["tests"] = "# none: the prompt shows examples"
    if not row.get("entry_point"):
        asserts = [one for one in columns.listed(row, "assertions") if isinstance(one, str)]
        whole = columns.optional_text(row, "prompt") + reference
        functions = (
            code.functions_asked(columns.optional_text(row, "tests"), asserts, reference)
            or code.functions(reference)
            or code.functions(whole)
        )
        if len(functions) != 1:
            shown = ", ".join(functions) or "none"
            raise UsageError(
                "the row has no entry_point, and its checks do not use exactly one public function "
                f"of the reference (possible are: {shown}). Add entry_point"
            )
        found["entry_point"] = functions[0]
    return found


def _programs(row: Mapping[str, Json], column: str) -> tuple[str, ...]:
    found = []
    for number, source in enumerate(columns.listed(row, column)):
        if not isinstance(source, str):
            raise UsageError(f"{column}[{number}] must be text: a whole Python program")
        found.append(source)
    return tuple(found)


def output_row(one: RowStrengthened) -> dict[str, Json]:
    """The row with its added cases after its own, and what was found under ``strengthened``."""
    row = dict(one.row or {})
    if one.found is None:
        told: dict[str, Json] = {"error": one.error}
        if not one.readable:
            told["line"] = one.number
        return {**row, "strengthened": told}
    found = one.found
    own = row.get("cases")
    cases: list[Json] = [*(own if isinstance(own, list) else ()), *map(case_row, found.added)]
    if cases:
        row["cases"] = cases
    return {**row, "strengthened": _told(found)}


def _told(found: Strengthened) -> dict[str, Json]:
    told: dict[str, Json] = {
        "added": len(found.added),
        "mutants": found.mutants,
        "killed_before": found.killed_before,
        "killed_after": found.killed_after,
        "score_before": round(found.score_before, 4),
        "survivors": [str(mutant) for mutant in found.survivors[:MAX_SURVIVORS]],
        "inputs_tried": found.asked,
    }
    if found.disputed:
        told["disputed"] = found.disputed
    if found.wrong_killed:
        told["wrong_killed"] = found.wrong_killed
    if found.why_not:
        told["why_not"] = found.why_not
    return told


def case_row(case: Case) -> dict[str, Json]:
    """The case as the column ``cases`` says it, in Python literals."""
    row: dict[str, Json] = {"args": case.arguments, "expected": case.expected}
    if case.keywords != "{}":
        row["kwargs"] = case.keywords
    if case.tolerance:
        row["tolerance"] = case.tolerance
    return row


def policy_for(cases: int | None, *, growth: bool) -> Policy:
    """The usual policy, with another number of cases kept if one is given."""
    policy = replace(Policy(), budget=Budget(growth=growth))
    return policy if cases is None else replace(policy, cases=cases)
