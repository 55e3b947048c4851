"""What keys decide, and what may make rows change from run to run."""

from __future__ import annotations

import pytest

from verisynth.languages.sql import gate
from verisynth.languages.sql.determinism import findings
from verisynth.languages.sql.relations import tables_of

TABLES = tables_of(
    [
        {
            "name": "People",
            "columns": ["id", "name", "age", "city", "email", "code"],
            "required": ["id", "email"],
            "keys": [["id"], ["email"], ["code"]],
        },
        {
            "name": "pets",
            "columns": ["id", "owner", "kind"],
            "required": ["id", "owner"],
            "keys": [["id"]],
        },
        {
            "name": "stays",
            "columns": ["person", "day", "city"],
            "required": ["person", "day"],
            "keys": [["person", "day"]],
        },
        {"name": "notes", "columns": ["text", "size"], "required": [], "keys": []},
    ]
)


def kinds(text: str, dialect: str = "sqlite") -> list[str]:
    query = gate.read(text, dialect)
    assert query is not None
    return [one.kind for one in findings(query.tree, TABLES, dialect)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT name FROM people ORDER BY id LIMIT 3",
        "SELECT name FROM people ORDER BY age DESC, id LIMIT 3",
        "SELECT name FROM people ORDER BY email LIMIT 3",
        "SELECT name AS n FROM people ORDER BY n LIMIT 3",
        "SELECT name, age FROM people ORDER BY 2 DESC, 1 LIMIT 3",
        "SELECT DISTINCT city FROM people ORDER BY city LIMIT 3",
        "SELECT upper(city) FROM people ORDER BY city LIMIT 3",
        "SELECT city, COUNT(*) AS n FROM people GROUP BY city ORDER BY n DESC, city LIMIT 1",
        "SELECT COUNT(*) AS n FROM people GROUP BY city ORDER BY n DESC LIMIT 1",
        "SELECT MAX(age) FROM people ORDER BY 1 LIMIT 1",
        "SELECT p.name FROM people p JOIN pets q ON q.owner = p.id ORDER BY q.id LIMIT 3",
        "SELECT p.name FROM people p, pets q WHERE p.id = q.owner ORDER BY q.id LIMIT 3",
        "SELECT p.name, q.kind FROM people p LEFT JOIN pets q ON q.owner = p.id"
        " ORDER BY p.id, q.id LIMIT 3",
        "SELECT * FROM people WHERE city = 'Oslo' ORDER BY id LIMIT 1",
        "SELECT person FROM stays WHERE person = 3 ORDER BY day LIMIT 1",
        "SELECT x.n FROM (SELECT city, COUNT(*) AS n FROM people GROUP BY city) AS x"
        " ORDER BY x.city LIMIT 2",
        "WITH x AS (SELECT id, name FROM people) SELECT name FROM x ORDER BY id LIMIT 2",
        "SELECT city FROM people UNION SELECT kind FROM pets ORDER BY 1 LIMIT 2",
        "SELECT name FROM people WHERE EXISTS (SELECT 1 FROM pets ORDER BY kind LIMIT 1)",
    ],
)  # fmt: skip
def test_a_total_order_leaves_no_ties(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT name FROM people ORDER BY age LIMIT 3",
        "SELECT name FROM people ORDER BY age LIMIT 3 OFFSET 2",
        "SELECT * FROM notes ORDER BY size LIMIT 1",
        # A unique column without NOT NULL holds NULL more than once.
        "SELECT name FROM people ORDER BY code LIMIT 3",
        "SELECT person FROM stays ORDER BY day LIMIT 1",
        "SELECT city FROM people GROUP BY city ORDER BY COUNT(*) DESC LIMIT 1",
        "SELECT p.name FROM people p JOIN pets q ON q.owner = p.id ORDER BY q.kind LIMIT 3",
        "SELECT p.name, q.kind FROM people p LEFT JOIN pets q ON q.owner = p.id"
        " ORDER BY p.id LIMIT 3",
        "SELECT name FROM people WHERE id = (SELECT owner FROM pets ORDER BY kind LIMIT 1)",
        "SELECT city, age FROM people UNION SELECT kind, id FROM pets ORDER BY 1 LIMIT 2",
        "SELECT x.city FROM (SELECT city FROM people) AS x ORDER BY length(x.city) LIMIT 2",
    ],
)
def test_an_order_that_may_leave_ties_is_told(text: str) -> None:
    assert kinds(text) == ["cut"]


@pytest.mark.parametrize(
    ("text", "is_loose"),
    [
        ("SELECT name FROM people LIMIT 1", True),
        ("SELECT name FROM people LIMIT 1 OFFSET 2", True),
        ("SELECT (SELECT name FROM people LIMIT 1)", True),
        ("SELECT name FROM (SELECT name FROM people LIMIT 2) AS x ORDER BY name", True),
        ("SELECT city FROM people GROUP BY city LIMIT 1", True),
        ("SELECT city FROM people UNION SELECT kind FROM pets LIMIT 1", True),
        ("SELECT SUM(age) OVER () FROM people LIMIT 1", True),
        ("SELECT MAX(age) FROM people LIMIT 1", False),
        ("SELECT name FROM people WHERE EXISTS (SELECT 1 FROM pets LIMIT 1)", False),
        ("SELECT 1 WHERE EXISTS (SELECT 1 FROM pets UNION SELECT 2 LIMIT 1)", False),
        # A key leaves one row, so that there is nothing to choose.
        ("SELECT name FROM people WHERE id = 3 LIMIT 1", False),
        ("SELECT city FROM people WHERE city = 'Oslo' LIMIT 1", False),
    ],
)
def test_a_cut_without_an_order_is_certain_chance(text: str, is_loose: bool) -> None:
    query = gate.read(text, "sqlite")
    assert query is not None
    found = findings(query.tree, TABLES, "sqlite")
    assert [(one.kind, one.is_certain) for one in found] == [("loose-cut", True)] * is_loose


@pytest.mark.parametrize(
    "text",
    [
        "SELECT name, COUNT(*) FROM people GROUP BY city",
        "SELECT name, COUNT(*) FROM people",
        "SELECT city FROM people GROUP BY city HAVING age > 3",
        "SELECT city FROM people GROUP BY city ORDER BY age",
        "SELECT name FROM people GROUP BY code",
        "SELECT p.name, q.kind FROM people p JOIN pets q ON q.owner = p.id GROUP BY p.id",
        "SELECT p.name FROM people p JOIN pets q ON q.owner > p.id GROUP BY q.owner",
    ],
)
def test_a_bare_column_is_chance(text: str) -> None:
    query = gate.read(text, "sqlite")
    assert query is not None
    found = findings(query.tree, TABLES, "sqlite")
    assert [(one.kind, one.is_certain) for one in found] == [("bare-column", True)]


def test_a_column_beside_a_single_extreme_is_left_to_ties() -> None:
    query = gate.read("SELECT name, MAX(age) FROM people", "sqlite")
    assert query is not None
    found = findings(query.tree, TABLES, "sqlite")
    assert [(one.kind, one.is_certain) for one in found] == [("bare-column", False)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT name, COUNT(*) FROM people GROUP BY id",
        "SELECT name, COUNT(*) FROM people GROUP BY email",
        "SELECT p.name, COUNT(*) FROM people p JOIN pets q ON q.owner = p.id GROUP BY q.owner",
        "SELECT p.name, COUNT(*) FROM people p, pets q WHERE q.owner = p.id GROUP BY q.owner",
        "SELECT p.name FROM people p LEFT JOIN pets q ON q.owner = p.id GROUP BY p.id",
        "SELECT upper(city), COUNT(*) FROM people GROUP BY upper(city)",
        "SELECT upper(city) AS c, COUNT(*) FROM people GROUP BY c",
        "SELECT city, COUNT(*) FROM people GROUP BY 1",
        "SELECT city FROM people WHERE city = 'Oslo' GROUP BY age",
        "SELECT MAX(age) - MIN(age) FROM people",
        "SELECT kind, (SELECT COUNT(*) FROM people WHERE age > 3) FROM pets GROUP BY kind",
        "SELECT city, total(age) FROM people GROUP BY city",
        "SELECT x.name FROM (SELECT id, name FROM people) x GROUP BY x.id",
        "SELECT name, unknown FROM elsewhere GROUP BY name",
    ],
)
def test_a_column_that_the_group_decides_is_no_chance(text: str) -> None:
    assert kinds(text) == []


def test_engines_that_refuse_bare_columns_need_no_lint() -> None:
    assert kinds("SELECT name, COUNT(*) FROM people GROUP BY city", "duckdb") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT ROW_NUMBER() OVER (ORDER BY age) FROM people", True),
        ("SELECT ROW_NUMBER() OVER (ORDER BY age, id) FROM people", False),
        ("SELECT ROW_NUMBER() OVER (PARTITION BY person ORDER BY day) FROM stays", False),
        ("SELECT ROW_NUMBER() OVER (PARTITION BY day ORDER BY city) FROM stays", True),
        ("SELECT RANK() OVER (ORDER BY age) FROM people", False),
        ("SELECT DENSE_RANK() OVER (ORDER BY age) FROM people", False),
        ("SELECT LAG(age) OVER (ORDER BY age) FROM people", True),
        ("SELECT LAG(age) OVER (ORDER BY id) FROM people", False),
        ("SELECT FIRST_VALUE(name) OVER (ORDER BY age) FROM people", True),
        ("SELECT SUM(age) OVER (ORDER BY age) FROM people", False),
        ("SELECT SUM(age) OVER (ORDER BY city ROWS UNBOUNDED PRECEDING) FROM people", True),
        ("SELECT SUM(age) OVER (ORDER BY id ROWS 2 PRECEDING) FROM people", False),
        ("SELECT AVG(age) OVER (PARTITION BY city) FROM people", False),
        ("SELECT city, ROW_NUMBER() OVER (ORDER BY COUNT(*)) FROM people GROUP BY city", True),
        ("SELECT city, ROW_NUMBER() OVER (ORDER BY city) FROM people GROUP BY city", False),
    ],
)
def test_numbering_needs_a_total_order(text: str, *, found: bool) -> None:
    assert kinds(text) == (["window"] if found else [])


@pytest.mark.parametrize(
    ("text", "dialect", "found"),
    [
        ("SELECT group_concat(name) FROM people", "sqlite", True),
        ("SELECT json_group_array(name) FROM people", "sqlite", True),
        ("SELECT string_agg(name, ',') FROM people", "duckdb", True),
        ("SELECT string_agg(name, ',' ORDER BY name) FROM people", "duckdb", False),
        ("SELECT list(name) FROM people", "duckdb", True),
        ("SELECT array_agg(name ORDER BY id) FROM people", "postgres", False),
        ("SELECT array_agg(name) FROM people", "postgres", True),
        ("SELECT COUNT(name) FROM people", "postgres", False),
    ],
)
def test_lists_need_an_order(text: str, dialect: str, *, found: bool) -> None:
    assert kinds(text, dialect) == (["list"] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT any_value(name) FROM people GROUP BY city", True),
        ("SELECT mode(city) FROM people", True),
        ("SELECT arg_max(name, age) FROM people", True),
        ("SELECT min_by(name, age) FROM people", True),
        ("SELECT max(name) FROM people GROUP BY city", False),
        ("SELECT DISTINCT ON (city) city, name FROM people", True),
        ("SELECT DISTINCT ON (city) city, name FROM people ORDER BY city, age", True),
        ("SELECT DISTINCT ON (city) city, name FROM people ORDER BY city, id", False),
        ("SELECT DISTINCT ON (city) city FROM people", False),
        ("SELECT DISTINCT city, name FROM people", False),
    ],
)
def test_one_of_several_is_a_matter_of_order(text: str, *, found: bool) -> None:
    assert kinds(text, "duckdb") == (["pick"] if found else [])


def test_a_window_that_filters_rows_needs_a_total_order() -> None:
    text = "SELECT id FROM people QUALIFY row_number() OVER (PARTITION BY city ORDER BY {}) = 1"
    assert kinds(text.format("age"), "duckdb") == ["window"]
    assert kinds(text.format("id"), "duckdb") == []


def doubled() -> str:
    """Every common query names the one before twice, with all its columns."""
    steps = ["c0 AS (SELECT * FROM people)"]
    steps += [f"c{n} AS (SELECT x.*, y.* FROM c{n - 1} x, c{n - 1} y)" for n in range(1, 40)]
    return f"WITH {', '.join(steps)} SELECT * FROM c39 ORDER BY 1 LIMIT 1"


def nested() -> str:
    text = "SELECT id FROM people"
    for _ in range(60):
        text = f"SELECT id FROM ({text}) AS x"
    return f"{text} ORDER BY id LIMIT 1"


HOSTILE = [
    doubled(),
    nested(),
    f"SELECT {' + '.join(['age'] * 3000)} FROM people GROUP BY city",
    f"SELECT {' + '.join(['age'] * 2000)} FROM people GROUP BY {' + '.join(['age'] * 1000)}",
    f"SELECT id FROM people WHERE name IN ({', '.join(['1'] * 5000)}) ORDER BY age LIMIT 1",
    f"SELECT {', '.join(['MAX(age)'] * 1500)} FROM people",
    f"SELECT id FROM people WHERE {' AND '.join(['id = age'] * 1200)} ORDER BY age LIMIT 1",
    "SELECT * FROM (SELECT x.* FROM "
    + ", ".join(f"people p{n}" for n in range(200))
    + ", people x WHERE "
    + " AND ".join(f"p{n}.id = p{n + 1}.id" for n in reversed(range(199)))
    + ") AS z ORDER BY age LIMIT 1",
    "WITH RECURSIVE x(id) AS (SELECT id FROM x) SELECT id FROM x ORDER BY id LIMIT 1",
]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=[text[:40] for text in HOSTILE])
def test_hostile_text_is_read_in_no_time_or_left_alone(text: str) -> None:
    query = gate.read(text, "sqlite")
    if query is not None:
        findings(query.tree, TABLES, "sqlite")
