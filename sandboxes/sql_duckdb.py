"""DuckDB with files, network, extensions and settings locked before any script is read."""

import contextlib
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
    "memory_limit": "128MB",
    "max_temp_directory_size": "0KB",
    "lock_configuration": "true",
}
_FILL = frozenset(
    {"ALTER", "ANALYZE", "CREATE", "DELETE", "DROP", "INSERT", "SELECT", "TRANSACTION", "UPDATE"}
)


def connect(schema, setup, database, caps):
    """A locked connection with the tables filled. SQLite files are for the other engine."""
    if database is not None:
        raise ValueError("DuckDB cannot be given a database file")
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        _script(connection, schema, caps)
        _script(connection, setup, caps)
    except BaseException:
        connection.close()
        raise
    return connection


def query(connection, text, is_reversed, caps):
    """Rows of one statement, read in a transaction that cannot write."""
    statements = connection.extract_statements(text)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        raise ValueError("not exactly one query")
    if is_reversed:
        _reverse(connection)
    connection.execute("BEGIN TRANSACTION READ ONLY")
    try:
        with _interrupted_at(caps.deadline, connection):
            return sql_rows.read(connection.execute(statements[0]), caps)
    finally:
        connection.execute("ROLLBACK")
        if is_reversed:
            connection.execute("USE main")


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
        " WHERE table_schema = 'main' AND table_type = 'BASE TABLE' ORDER BY table_name"
    ).fetchall()
    connection.execute("CREATE OR REPLACE SCHEMA verisynth_reversed")
    for (table,) in tables:
        name = '"' + table.replace('"', '""') + '"'
        connection.execute(
            f"CREATE TABLE verisynth_reversed.{name} AS"
            f" SELECT * FROM main.{name} ORDER BY rowid DESC"
        )
    connection.execute("USE verisynth_reversed")
