"""What is read from a query before it runs."""

from __future__ import annotations

import pytest

from verisynth.languages.sql.gate import MAX_CHARACTERS, Refused, read


@pytest.mark.parametrize(
    ("text", "has_order"),
    [
        ("SELECT a FROM t ORDER BY a", True),
        ("SELECT a FROM t ORDER BY a LIMIT 3", True),
        ("WITH x AS (SELECT 1 AS a) SELECT a FROM x ORDER BY a", True),
        ("SELECT a FROM t UNION SELECT b FROM t ORDER BY 1", True),
        ("WITH x AS (SELECT a FROM t ORDER BY a) SELECT a FROM x", False),
        ("SELECT a FROM t WHERE b IN (SELECT b FROM u ORDER BY b)", False),
        ("SELECT ROW_NUMBER() OVER (ORDER BY a) FROM t", False),
        ("SELECT 'x order by y' FROM t -- order by a", False),
        ("SELECT group_concat(a ORDER BY a) FROM t", False),
    ],
)
def test_only_the_outermost_order_counts(text: str, has_order: bool) -> None:
    query = read(text, "sqlite")
    assert query is not None
    assert query.has_order is has_order


@pytest.mark.parametrize(
    "text",
    [
        "SELECT date('now')", "SELECT datetime('now', '-1 day')", "SELECT strftime('%Y', 'now')",
        "SELECT CURRENT_DATE", "SELECT current_timestamp", "SELECT random()", "SELECT date()",
        "SELECT julianday('NOW')", "SELECT a FROM t ORDER BY random()", "SELECT changes()",
        "SELECT unixepoch()", "SELECT datetime()", "SELECT time()", "SELECT julianday()",
        "SELECT a FROM t WHERE b < datetime()", "SELECT julianday(a) - julianday() FROM t",
    ],
)  # fmt: skip
def test_chance_and_the_clock_are_named(text: str) -> None:
    query = read(text, "sqlite")
    assert query is not None
    assert query.chance


@pytest.mark.parametrize(
    "text",
    [
        "SELECT now()", "SELECT today()", "SELECT uuid()", "SELECT version()",
        "SELECT age(a) FROM t", "SELECT a FROM t USING SAMPLE 3", "SELECT a FROM t TABLESAMPLE 10%",
    ],
)  # fmt: skip
def test_chance_and_the_clock_are_named_in_duckdb(text: str) -> None:
    query = read(text, "duckdb")
    assert query is not None
    assert query.chance


@pytest.mark.parametrize(
    "text",
    [
        "SELECT date(a) FROM t", "SELECT strftime('%Y', a) FROM t", "SELECT 'now' FROM t",
        "SELECT date(a, 'start of month') FROM t", "SELECT a FROM t WHERE b = 'now'",
        "SELECT replace(a, 'x', 'y') FROM t", "SELECT datetime(a), unixepoch(a) FROM t",
    ],
)  # fmt: skip
def test_dates_in_columns_are_no_chance(text: str) -> None:
    query = read(text, "sqlite")
    assert query is not None
    assert not query.chance


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES (1)", "DELETE FROM t", "UPDATE t SET a = 1", "DROP TABLE t",
        "CREATE TABLE t (a)", "PRAGMA x", "ATTACH 'x' AS y", "SELECT 1; SELECT 2",
        "BEGIN", "SELECT a INTO b FROM t",
    ],
)  # fmt: skip
def test_what_is_no_single_query_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text, "sqlite")
    assert refused.value.reason == "query-fails"


@pytest.mark.parametrize("text", ["", " ", ";", "-- nothing", "/* nothing */"])
def test_no_statement_is_a_syntax_error(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text, "sqlite")
    assert refused.value.reason == "syntax-error"


@pytest.mark.parametrize("text", ["SELECT (((", "SELECT " + "(" * 5000, "SELECT 'open"])
def test_what_cannot_be_parsed_is_left_to_the_engine(text: str) -> None:
    assert read(text, "sqlite") is None


def test_a_very_long_text_is_refused_unread() -> None:
    with pytest.raises(Refused):
        read("SELECT 1 -- " + "x" * MAX_CHARACTERS, "sqlite")


def test_the_probe_ranks_the_keys_behind_ordinals_and_names() -> None:
    query = read(
        "SELECT b AS x, COUNT(*) AS n FROM t GROUP BY b ORDER BY n DESC, 1 LIMIT 2", "sqlite"
    )
    assert query is not None
    assert "DENSE_RANK() OVER (ORDER BY (COUNT(*)) DESC, b)" in query.probe
    assert query.probe.endswith("LIMIT 3")


def test_the_probe_of_a_set_operation_ranks_its_columns() -> None:
    text = "SELECT a, b FROM t UNION SELECT c, d FROM u ORDER BY 2 DESC LIMIT 2 OFFSET 1"
    query = read(text, "sqlite")
    assert query is not None
    assert query.probe == (
        'SELECT *, DENSE_RANK() OVER (ORDER BY "b" DESC) FROM (SELECT a, b FROM t UNION'
        ' SELECT c, d FROM u) AS probed ORDER BY "b" DESC LIMIT 4'
    )
    for text in ("SELECT a, a FROM t UNION SELECT c, d FROM u ORDER BY 1",
                 "SELECT * FROM t UNION SELECT c, d FROM u ORDER BY 1"):  # fmt: skip
        query = read(text, "sqlite")
        assert query is not None
        assert not query.probe


def test_the_keys_of_a_set_operation_are_its_columns() -> None:
    union = "SELECT a, b FROM t UNION SELECT a, b FROM u ORDER BY "
    for text, keys in (
        (union + "b, 1", (1, 0)),
        (union + "a || b", ()),
        ("SELECT a FROM t ORDER BY a", ()),
    ):
        query = read(text, "sqlite")
        assert query is not None
        assert query.set_keys == keys
