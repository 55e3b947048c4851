"""Judges many programs in one sandbox, for the tests of the families python and stdio."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from verisynth.families.python import PythonFamily
from verisynth.families.stdio import StdioFamily
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits, Verdict

CORPUS = Path(__file__).parent.parent / "corpora" / "python"
FAMILIES = {"python": PythonFamily(), "stdio": StdioFamily()}
LIMITS = Limits(cpu_seconds=3.0, wall_seconds=30.0)


def corpus(name: str) -> list[dict[str, Any]]:
    return list(corpus_file(name)["problem"])


def corpus_file(name: str) -> dict[str, Any]:
    return tomllib.loads((CORPUS / name).read_text())


def judged(
    rows: Mapping[str, Mapping[str, Any]], *, family: str = "python", limits: Limits = LIMITS
) -> dict[str, Verdict]:
    """The verdict of each row by its key."""
    return asyncio.run(_judged(rows, family, limits))


async def _judged(
    rows: Mapping[str, Mapping[str, Any]], family: str, limits: Limits
) -> dict[str, Verdict]:
    chosen = FAMILIES[family]
    async with open_sandbox("userns", slots=2) as sandbox:

        async def judge(row: Mapping[str, Any]) -> Verdict:
            target, answer = chosen.row(row)
            return await chosen.verify(target, answer, sandbox=sandbox, limits=limits)

        verdicts = await asyncio.gather(*(judge(row) for row in rows.values()))
    return dict(zip(rows, verdicts, strict=True))


def with_solution(problem: Mapping[str, Any], solution: str) -> dict[str, Any]:
    columns = (
        *("entry_point", "cases", "assertions", "tests", "compare"),
        *("tolerance", "checker", "exit_code", "stderr"),
    )
    row = {key: problem[key] for key in columns if key in problem}
    return {**row, "solution": solution}


def right_and_wrong(problems: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """One row for each solution, keyed ``problem/right`` or ``problem/wrong0``."""
    rows = {}
    for problem in problems:
        rows[f"{problem['id']}/right"] = with_solution(problem, problem["right"])
        for number, solution in enumerate([*problem.get("wrong", ()), *_edited(problem)]):
            rows[f"{problem['id']}/wrong{number}"] = with_solution(problem, solution)
    return rows


def _edited(problem: Mapping[str, Any]) -> Iterable[str]:
    """The right solution with one piece of text replaced: ``edits`` are pairs of old and new."""
    for old, new in problem.get("edits", ()):
        assert problem["right"].count(old) == 1, f"{problem['id']}: {old!r}"
        yield problem["right"].replace(old, new)
