"""Every reason a verdict carries is one ``verisynth explain`` knows, and the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from verisynth.reasons import REASONS

# Exceptions and constructors whose first argument is a reason.
CARRIERS = {"ProgramFailed", "Unparseable"}


def string(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def given_reasons(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and slug of each literal given as a reason."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "reason"]
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called in CARRIERS:
            given += node.args[:1]
        for value in given:
            slug = string(value)
            if slug:
                yield value.lineno, slug


def trees(checkout: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((checkout / "verisynth").rglob("*.py")):
        yield path, ast.parse(path.read_text())


def test_no_verdict_carries_an_unknown_reason(checkout: Path) -> None:
    unknown = [
        f"{path.relative_to(checkout)}:{line}: {slug}"
        for path, tree in trees(checkout)
        for line, slug in given_reasons(tree)
        if slug not in REASONS
    ]
    assert unknown == []


def test_the_search_sees_reasons_where_they_are() -> None:
    code = "raise ProgramFailed('nonsense', 'x')\nVerdict(outcome=o, reason='rubbish')"
    assert [slug for _, slug in given_reasons(ast.parse(code))] == ["nonsense", "rubbish"]


def test_every_known_reason_is_used(checkout: Path) -> None:
    used = {
        string(node)
        for path, tree in trees(checkout)
        if path.name != "reasons.py"
        for node in ast.walk(tree)
    }
    assert set(REASONS) - used == set()


def test_every_reason_explains_itself_in_sentences() -> None:
    assert [slug for slug, reason in REASONS.items() if not reason.text.endswith(".")] == []
