"""What a schema's text says about the rows its tables may hold."""

from __future__ import annotations

from verisynth.languages.sql import schema
from verisynth.languages.sql.schema import ForeignKey, Kind, Schema


def read(text: str, dialect: str = "sqlite") -> Schema:
    found = schema.read(text, dialect)
    assert found is not None
    return found


def test_keys_of_one_and_of_several_columns_are_read() -> None:
    tables = read(
        "CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE, a INT, b INT, UNIQUE (a, b));"
        "CREATE TABLE c (x INT, y INT, PRIMARY KEY (x, y));"
    ).tables
    assert tables["p"].keys == ((0,), (1,), (2, 3))
    assert tables["c"].keys == ((0, 1),)
    assert tables["c"].has_primary


def test_a_primary_key_is_never_null_and_not_null_is_read() -> None:
    table = read("CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT NOT NULL, m TEXT)").tables["p"]
    assert [column.nullable for column in table.columns] == [False, False, True]


def test_references_name_the_other_tables_columns_even_where_they_are_left_out() -> None:
    tables = read(
        "CREATE TABLE p (a INT, b INT, PRIMARY KEY (a, b));"
        "CREATE TABLE c (u INT REFERENCES q, x INT, y INT, FOREIGN KEY (x, y) REFERENCES p (a, b));"
        "CREATE TABLE q (id INTEGER PRIMARY KEY);"
    ).tables
    assert tables["c"].foreign == (
        ForeignKey((0,), "q", (0,)),
        ForeignKey((1, 2), "p", (0, 1)),
    )


def test_a_reference_to_a_table_that_is_not_there_is_left_out() -> None:
    assert read("CREATE TABLE c (u INT REFERENCES nowhere (id))").tables["c"].foreign == ()


def test_a_unique_index_is_a_key_unless_it_is_partial() -> None:
    tables = read(
        "CREATE TABLE p (a INT, b INT); CREATE UNIQUE INDEX i ON p (a);"
        "CREATE UNIQUE INDEX j ON p (b) WHERE a > 0; CREATE INDEX k ON p (b);"
    ).tables
    assert tables["p"].keys == ((0,),)


def test_an_alter_table_adds_its_constraint() -> None:
    tables = read(
        "CREATE TABLE p (a INT); ALTER TABLE p ADD CONSTRAINT k PRIMARY KEY (a);", "duckdb"
    ).tables
    assert tables["p"].keys == ((0,),)


def test_types_become_kinds() -> None:
    table = read(
        "CREATE TABLE p (a BIGINT, b DECIMAL(8,2), c DECIMAL(8), d VARCHAR(5), e DATE, "
        "f TIMESTAMP, g TIME, h BOOLEAN, i BLOB, j, k DOUBLE PRECISION)"
    ).tables["p"]
    assert [column.kind for column in table.columns] == [
        Kind.INTEGER, Kind.REAL, Kind.INTEGER, Kind.TEXT, Kind.DATE,
        Kind.MOMENT, Kind.TIME, Kind.BOOLEAN, Kind.OTHER, Kind.TEXT, Kind.REAL,
    ]  # fmt: skip
    assert table.columns[3].length == 5


def test_computed_columns_are_not_filled() -> None:
    table = read("CREATE TABLE p (a INT, b INT GENERATED ALWAYS AS (a * 2) STORED)").tables["p"]
    assert [column.name for column in table.columns] == ["a"]


def test_parents_come_before_children_and_circles_end() -> None:
    found = read(
        "CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id));"
        "CREATE TABLE p (id INTEGER PRIMARY KEY, boss INT REFERENCES p (id));"
        "CREATE TABLE x (id INTEGER PRIMARY KEY, y INT REFERENCES y (id));"
        "CREATE TABLE y (id INTEGER PRIMARY KEY, x INT REFERENCES x (id));"
    )
    order = found.order()
    assert sorted(order) == ["c", "p", "x", "y"]
    assert order.index("p") < order.index("c")


def test_text_that_is_no_schema_is_none() -> None:
    assert schema.read("", "sqlite") is None
    assert schema.read("SELECT 1", "sqlite") is None
    assert schema.read("CREATE TABLE (((", "sqlite") is None
    assert schema.read("CREATE TABLE t AS SELECT 1", "sqlite") is None
