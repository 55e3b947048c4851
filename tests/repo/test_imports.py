"""What is imported when: a light start, and a host that never runs what belongs in a box."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import verisynth

# Each costs between 0.1 and 2 seconds on a small machine; nobody asking for help should pay.
HEAVY = ("openai", "docker", "sympy", "sqlglot", "pydantic", "duckdb", "pytest", "tree_sitter")

REPORT = "; import sys; print(*sorted(sys.modules), sep='\\n')"
HELP = """
import sys
from verisynth.cli import main
sys.argv = ["verisynth", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def modules_after(code: str, cwd: Path) -> set[str]:
    # -I keeps the folder of the checkout out of sys.path: what is found is what is installed.
    done = subprocess.run(
        [sys.executable, "-I", "-c", code + REPORT.replace("; ", "\n", 1)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize("code", ["import verisynth", HELP], ids=["import", "help"])
def test_starting_loads_nothing_heavy_and_nothing_of_the_box(code: str, tmp_path: Path) -> None:
    loaded = modules_after(code, tmp_path)
    assert "verisynth" in loaded
    assert loaded & {*HEAVY, "sandboxes"} == set()


def test_what_is_promised_is_there() -> None:
    assert [name for name in verisynth.__all__ if not hasattr(verisynth, name)] == []


def test_type_checkers_see_the_same_names_as_programs(checkout: Path) -> None:
    tree = ast.parse((checkout / "verisynth/__init__.py").read_text())
    declared = {
        alias.asname or alias.name
        for block in tree.body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for line in block.body
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
    }
    assert declared | {"__version__"} == set(verisynth.__all__)


def test_every_public_name_has_a_docstring() -> None:
    silent = [
        name
        for name in verisynth.__all__
        if callable(getattr(verisynth, name)) and not getattr(verisynth, name).__doc__
    ]
    assert silent == []
