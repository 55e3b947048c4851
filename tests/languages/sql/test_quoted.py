"""Double quotes that mean text: which names are asked about, and where a text makes no sense."""

from __future__ import annotations

import pytest

from verisynth.languages.sql import gate
from verisynth.languages.sql.quoted import MAX_ASKED, double_quoted, misspelt


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('SELECT "a", "b c" FROM t', ["a", "b c"]),
        ("SELECT 'not \"this\"' FROM t", []),
        ('SELECT 1 -- "no"\n, "yes"', ["yes"]),
        ('SELECT /* "no" */ `"no"`, ["no"], "yes"', ["yes"]),
        ('SELECT "a""b", "a""b"', ['a"b']),
        ("SELECT 'it''s \"no\"', \"yes\"", ["yes"]),
        ('SELECT "open', []),
    ],
)
def test_only_names_in_double_quotes_are_asked_about(text: str, names: list[str]) -> None:
    assert [one.name for one in double_quoted(text)] == names


def test_the_question_changes_nothing_but_the_quotes() -> None:
    text = 'SELECT "a" || \'"a"\' FROM t WHERE "b" = "a" -- "a"'
    first, second = double_quoted(text)
    assert first.strict == 'SELECT `a` || \'"a"\' FROM t WHERE "b" = `a` -- "a"'
    assert second.strict == 'SELECT "a" || \'"a"\' FROM t WHERE `b` = "a" -- "a"'
    assert double_quoted('SELECT "a`b"')[0].strict == "SELECT `a``b`"


def test_a_hostile_text_is_asked_about_so_often_only() -> None:
    text = "SELECT " + ", ".join(f'"c{number}"' for number in range(100))
    assert len(double_quoted(text)) == MAX_ASKED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('SELECT "x" FROM t', True), ('SELECT a, "x" AS b FROM t', True),
        ('SELECT COUNT("x") FROM t', True), ('SELECT COUNT(DISTINCT "x") FROM t', True),
        ('SELECT a FROM t GROUP BY "x"', True), ('SELECT a FROM t ORDER BY "x" DESC', True),
        ("SELECT a FROM t WHERE \"x\" = 'Oslo'", True), ('SELECT a FROM t WHERE "x" > 3', True),
        ("SELECT a FROM t WHERE \"x\" IN ('a', 'b')", True),
        ('SELECT a FROM t WHERE b = "x"', False), ('SELECT a FROM t WHERE b LIKE "x"', False),
        ('SELECT a FROM t WHERE b IN ("x", "y")', False),
        ('SELECT a FROM t WHERE "x" IN (SELECT b FROM t)', False),
        ('SELECT COALESCE(b, "x") FROM t', False), ('SELECT b || "x" FROM t', False),
        ('SELECT CASE WHEN a > 1 THEN "x" ELSE "y" END FROM t', False),
        ('SELECT t."x" FROM t', False),
    ],
)  # fmt: skip
def test_a_text_where_only_a_column_makes_sense_is_a_misspelling(text: str, *, found: bool) -> None:
    query = gate.read(text, "sqlite")
    assert query is not None
    assert bool(misspelt(query.tree, ["x", "y"])) is found
