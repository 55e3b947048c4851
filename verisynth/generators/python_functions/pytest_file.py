"""Writes the pytest file some problems are judged by, beside their cases.

The file holds every case again, so that it can stand alone, and adds what cases cannot say:
exceptions and untouched arguments.
"""

from __future__ import annotations

from collections.abc import Sequence

from verisynth.types import Case


def write_tests(
    function: str,
    cases: Sequence[Case],
    refused: Sequence[tuple[str, str]],
    *,
    untouched: bool = False,
) -> str:
    """A pytest file importing ``function`` from ``solution``.

    ``refused`` pairs an argument tuple with the name of the built-in exception it must raise.
    """
    parts = ["import copy\n"] if untouched else []
    parts.append(f"import pytest\nfrom solution import {function}\n")
    parts.append(_table("CASES", [f"({case.arguments}, {case.expected})" for case in cases]))
    parts.append(
        '@pytest.mark.parametrize(("arguments", "expected"), CASES)\n'
        f"def test_returns_what_the_statement_says(arguments, expected):\n"
        f"    assert {function}(*arguments) == expected\n"
    )
    parts.extend(_refusals(function, refused))
    if untouched:
        parts.append(_untouched(function))
    return "\n\n".join(parts)


def _table(name: str, rows: Sequence[str]) -> str:
    return f"{name} = [\n" + "".join(f"    {row},\n" for row in rows) + "]\n"


def _refusals(function: str, refused: Sequence[tuple[str, str]]) -> list[str]:
    if not refused:
        return []
    rows = [f"({arguments}, {error})" for arguments, error in refused]
    return [
        _table("REFUSED", rows),
        '@pytest.mark.parametrize(("arguments", "error"), REFUSED)\n'
        "def test_refuses_what_the_statement_forbids(arguments, error):\n"
        "    with pytest.raises(error):\n"
        f"        {function}(*arguments)\n",
    ]


def _untouched(function: str) -> str:
    return (
        '@pytest.mark.parametrize(("arguments", "expected"), CASES)\n'
        "def test_leaves_its_arguments_alone(arguments, expected):\n"
        "    given = copy.deepcopy(arguments)\n"
        f"    assert {function}(*given) == expected\n"
        "    assert given == arguments\n"
    )
