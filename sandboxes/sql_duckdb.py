"""DuckDB with files, network, extensions and settings locked before any script is read."""

import contextlib
import functools
import itertools
import threading
import time

import duckdb

from sandboxes import sql_rows

ERRORS = (duckdb.Error, ValueError, OverflowError, RuntimeError)

_CONFIG = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "threads": "1",
    "memory_limit": "112MB",
    "max_temp_directory_size": "0KB",
    "lock_configuration": "true",
}
_FILL = frozenset(
    {"ALTER", "ANALYZE", "CREATE", "DELETE", "DROP", "INSERT", "SELECT", "TRANSACTION", "UPDATE"}
)


_NUMBERS = itertools.count(1)

started = contextlib.nullcontext
"""Nothing has to be started before the first connection."""


@functools.cache
def _engine():
    """The engine of this process's job: starting one costs more than all its queries.

    Every filling is a database of its own in it.
    """
    return duckdb.connect(":memory:", config=_CONFIG)


class Connection:
    """A locked connection to one filling; ``close`` drops the filling."""

    def __init__(self):
        self.name = f"filling_{next(_NUMBERS)}"
        _engine().execute(f"ATTACH ':memory:' AS {self.name}")
        self.own = _engine().cursor()
        self.own.execute(f"USE {self.name}.main")
        self.execute = self.own.execute
        self.extract_statements = self.own.extract_statements
        self.interrupt = self.own.interrupt

    def close(self):
        """End the session and drop what it was filled with."""
        self.own.close()
        _engine().execute(f"DETACH {self.name}")


def connect(schema, setup, database, caps):
    """A locked connection with the tables filled. SQLite files are for the other engine."""
    if database is not None:
        raise ValueError("DuckDB cannot be given a database file")
    connection = Connection()
    try:
        _script(connection, schema, caps)
        _script(connection, setup, caps)
    except BaseException:
        connection.close()
        raise
    return connection


def query(connection, text, is_reversed, caps):
    """Rows of one statement, read in a transaction that cannot write."""
    statement = _single(connection, text)
    if is_reversed:
        _reverse(connection)
    connection.execute("BEGIN TRANSACTION READ ONLY")
    try:
        with _interrupted_at(caps.deadline, connection):
            return sql_rows.read(connection.execute(statement), caps)
    finally:
        connection.execute("ROLLBACK")
        if is_reversed:
            connection.execute(f"USE {connection.name}.main")


def explain(connection, text, caps):
    """Raise what the engine says against the query; it is planned and not run."""
    statement = _single(connection, text)
    with _interrupted_at(caps.deadline, connection):
        connection.execute(f"EXPLAIN {statement.query}").fetchall()


def _single(connection, text):
    statements = connection.extract_statements(text)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        raise ValueError("not exactly one query")
    return statements[0]


def tables(connection):
    """Each table's columns, whether they may be NULL, and the column sets no two rows share."""
    columns = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index),"
        " list(column_name ORDER BY column_index) FILTER (NOT is_nullable)"
        " FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal"
        " AND database_name = current_database()"
        " GROUP BY table_name ORDER BY table_name"
    ).fetchall()
    keys = connection.execute(
        "SELECT table_name, constraint_column_names FROM duckdb_constraints()"
        " WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE')"
        " AND database_name = current_database() ORDER BY ALL"
    ).fetchall()
    return [
        {
            "name": name,
            "columns": every,
            "required": required or [],
            "keys": [key for table, key in keys if table == name],
        }
        for name, every, required in columns
    ]


@contextlib.contextmanager
def _interrupted_at(deadline, connection):
    """Stop the statement when the CPU time is used up; DuckDB has no callback to do it in."""
    done = threading.Event()

    def watch():
        # CPU time decides, so on a busy machine the thread wakes early and waits again.
        while not done.wait(max(0.01, deadline - time.process_time())):
            if time.process_time() >= deadline:
                connection.interrupt()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _script(connection, text, caps):
    for statement in connection.extract_statements(text):
        if statement.type.name not in _FILL:
            raise ValueError(f"{statement.type.name} is not allowed while filling tables")
        with _interrupted_at(caps.deadline, connection):
            connection.execute(statement)
        if caps.expired():
            raise sql_rows.OverLimit("time-limit", "filling the tables took too long")


def _reverse(connection):
    """Make the same tables with their rows in the opposite order, and look there first."""
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'main' AND table_type = 'BASE TABLE'"
        " AND table_catalog = current_database() ORDER BY table_name"
    ).fetchall()
    connection.execute("DROP SCHEMA IF EXISTS verisynth_reversed CASCADE")
    connection.execute("CREATE SCHEMA verisynth_reversed")
    for (table,) in tables:
        name = '"' + table.replace('"', '""') + '"'
        connection.execute(
            f"CREATE TABLE verisynth_reversed.{name} AS"
            f" SELECT * FROM main.{name} ORDER BY rowid DESC"
        )
    connection.execute(f"USE {connection.name}.verisynth_reversed")
