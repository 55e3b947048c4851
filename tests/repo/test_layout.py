"""Rules of the house that hold for every file of the repository."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

LONGEST_FILE = 500
CODE = ("verisynth", "sandboxes", "benchmarks", "tests", ".ci")

# Written in pieces, so that this file obeys its own rule.
REGISTRY_HOSTS = re.compile(
    "|".join(
        re.escape(host.replace(" ", "."))
        for host in (
            "pypi org",
            "pythonhosted org",
            "registry npmjs",
            "registry-1 docker io",
            "index docker io",
            "deb debian org",
            "conda anaconda org",
        )
    )
)
MACHINE_PATHS = re.compile(
    r"/(?:root/\.|home/(?!USER|you\b)\w+/|Users/\w+/|work/(?:main|shared)\b)"
)
# Abuse cases name such paths on purpose: programs in a box try to read them.
NAMES_PATHS_ON_PURPOSE = ("tests/adversarial/", "tests/conformance/", "tests/corpora/")


def relative(path: Path, checkout: Path) -> str:
    return path.relative_to(checkout).as_posix()


def python_files(tracked: tuple[Path, ...], checkout: Path, *folders: str) -> list[Path]:
    return [
        path
        for path in tracked
        if path.suffix == ".py" and relative(path, checkout).split("/")[0] in (folders or CODE)
    ]


def texts(tracked: tuple[Path, ...]) -> list[tuple[Path, str]]:
    found = []
    for path in tracked:
        content = path.read_bytes()
        if b"\0" not in content:
            found.append((path, content.decode(errors="replace")))
    return found


def test_no_python_file_is_a_giant(tracked: tuple[Path, ...], checkout: Path) -> None:
    lengths = {
        relative(path, checkout): len(path.read_text().splitlines())
        for path in python_files(tracked, checkout)
    }
    assert lengths
    assert {name: n for name, n in lengths.items() if n >= LONGEST_FILE} == {}


def test_every_module_says_its_purpose_first(tracked: tuple[Path, ...], checkout: Path) -> None:
    silent = [
        relative(path, checkout)
        for path in python_files(tracked, checkout, "verisynth", "sandboxes", "benchmarks")
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


@pytest.mark.parametrize("forbidden", [REGISTRY_HOSTS, MACHINE_PATHS], ids=["host", "path"])
def test_no_file_names_a_registry_host_or_one_machines_path(
    forbidden: re.Pattern[str], tracked: tuple[Path, ...], checkout: Path
) -> None:
    found = [
        f"{relative(path, checkout)}: {match[0]}"
        for path, text in texts(tracked)
        if forbidden is REGISTRY_HOSTS
        or not relative(path, checkout).startswith(NAMES_PATHS_ON_PURPOSE)
        for match in forbidden.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY_HOSTS, "https://files." + "pythonhosted" + ".org/x"),
        (MACHINE_PATHS, "/ho" + "me/anna/verisynth"),
        (MACHINE_PATHS, "/root" + "/.cache"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_the_sandbox_code_needs_no_package_of_ours(
    tracked: tuple[Path, ...], checkout: Path
) -> None:
    guests = {
        f"{relative(path, checkout)}: {name}"
        for path in python_files(tracked, checkout, "sandboxes")
        for name in imported(ast.parse(path.read_text()))
        if name.split(".")[0] == "verisynth"
    }
    assert guests == set()


def imported(tree: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names
