"""SQLite behind an allow-list: one phase that fills tables, then one that only reads.

What is not on a list is refused, so a new engine version adds nothing by itself. Refused on
purpose: ``printf`` and ``format`` (one call can work for seconds where no limit is looked at),
``randomblob``, ``zeroblob`` (memory), ``random`` (chance), ``load_extension``.
"""

import contextlib
import sqlite3
import string

from sandboxes import sql_rows

ERRORS = (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError)

HEAP_MIB = 64
LENGTH = 1_000_000
COPIED_PAGES = 2048

_FUNCTION_NAMES = """
    abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char coalesce cos cosh count
    cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp
    first_value floor glob group_concat hex ifnull iif instr json json_array json_array_length
    json_each json_extract json_group_array json_group_object json_insert json_object json_patch
    json_quote json_remove json_replace json_set json_tree json_type json_valid julianday lag
    last_value lead length like likelihood likely ln log log10 log2 lower ltrim max min mod
    nth_value ntile nullif octet_length percent_rank pi pow power quote radians rank replace round
    row_number rtrim sign sin sinh soundex sqrt strftime string_agg substr substring sum tan tanh
    time timediff total trim trunc typeof unhex unicode unixepoch unlikely upper -> ->>
"""
FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
_PLAIN = frozenset(string.ascii_letters + string.digits + "_ ")
"""What a name is written with wherever it is written: neither quotes nor letters that fold."""
_READ = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_FILL = _READ | {
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_ANALYZE,
    sqlite3.SQLITE_CREATE_INDEX,
    sqlite3.SQLITE_CREATE_TABLE,
    sqlite3.SQLITE_CREATE_TEMP_TABLE,
    sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_DELETE,
    sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_DROP_VIEW,
    sqlite3.SQLITE_INSERT,
    sqlite3.SQLITE_REINDEX,
    sqlite3.SQLITE_SAVEPOINT,
    sqlite3.SQLITE_TRANSACTION,
    sqlite3.SQLITE_UPDATE,
}


started = contextlib.nullcontext
"""Nothing has to be started before the first connection."""


def connect(schema, setup, database, caps):
    """A guarded connection with the tables filled, now closed for writing."""
    connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=0)
    heap = (HEAP_MIB << 20) + (2 * len(database) if database else 0)
    connection.execute(f"PRAGMA hard_heap_limit={heap}")
    connection.execute("PRAGMA temp_store=MEMORY")
    if database is not None:
        connection.deserialize(_rollback_journal(database))
    _limit(connection)
    connection.set_progress_handler(caps.expired, 1000)
    connection.set_authorizer(_fill_authorizer)
    try:
        connection.executescript(schema)
        connection.executescript(setup)
        _finish(connection)
    except BaseException as error:
        connection.close()
        if caps.expired() and isinstance(error, sqlite3.Error):
            raise sql_rows.OverLimit("time-limit", "filling the tables took too long") from error
        raise
    return connection


def query(connection, text, is_reversed, caps):
    """Rows of one statement; ``sqlite3`` itself refuses a second one in the same text."""
    copies = _reverse(connection, text.lower()) if is_reversed else ()
    try:
        cursor = connection.execute(text)
        if cursor.description is None:
            raise ValueError("the statement returns no rows: it is not a query")
        return sql_rows.read(cursor, caps)
    finally:
        if is_reversed:
            _restore(connection, copies)


def explain(connection, text, _caps):
    """Raise what the engine says against the query; it is compiled and not run."""
    connection.execute(f"EXPLAIN {text}").close()


def tables(connection):
    """Each table's columns, whether they may be NULL, and the column sets no two rows share."""
    with _unguarded(connection):
        names = connection.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name"
        ).fetchall()
        return [_table(connection, name) for (name,) in names]


def _table(connection, name):
    columns = connection.execute('SELECT name, "notnull", pk FROM pragma_table_info(?)', (name,))
    columns = columns.fetchall()
    primary = [name for name, _, place in sorted(columns, key=lambda one: one[2]) if place]
    unique = connection.execute(
        'SELECT name FROM pragma_index_list(?) WHERE "unique" AND NOT partial', (name,)
    ).fetchall()
    keys = [
        [one for (one,) in connection.execute("SELECT name FROM pragma_index_info(?)", index)]
        for index in unique
    ]
    return {
        "name": name,
        "columns": [one for one, _, _ in columns],
        # By an old bug SQLite lets some primary keys be NULL; nobody who declares one means it.
        "required": [one for one, required, place in columns if required or place],
        "keys": [key for key in (primary, *keys) if key and None not in key],
    }


@contextlib.contextmanager
def _unguarded(connection):
    """For statements of our own."""
    connection.set_authorizer(None)
    try:
        yield
    finally:
        connection.set_authorizer(_read_authorizer)


@contextlib.contextmanager
def refilling(connection):
    """For replacing the rows of the tables, in one transaction, by statements of our own."""
    with _unguarded(connection):
        connection.execute("PRAGMA query_only=0")
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")
            connection.execute("PRAGMA query_only=1")


def _reverse(connection, text):
    """Show the rows a query may name in the opposite order; returns the tables copied for it.

    A temporary table hides the one of the same name. Its copy has no key, so even an INTEGER
    PRIMARY KEY does not bring the old order back. Where a copy would lose something (a declared
    collation) or take long, SQLite's own switch turns the plain scans around.
    """
    with _unguarded(connection):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        tables = connection.execute(
            "SELECT name, sql FROM main.sqlite_schema WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        ).fetchall()
        if pages >= COPIED_PAGES or any("collate" in sql.lower() for _, sql in tables):
            connection.execute("PRAGMA reverse_unordered_selects=1")
            return ()
        names = [
            '"' + name.replace('"', '""') + '"'
            for name, _ in tables
            if name.lower() in text or not _PLAIN.issuperset(name)
        ]
        connection.execute("PRAGMA query_only=0")
        for name in names:
            order = "" if _has_no_rowid(connection, name) else " ORDER BY rowid DESC"
            connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM main.{name}{order}")
        connection.execute("PRAGMA query_only=1")
        return names


def _has_no_rowid(connection, name):
    try:
        connection.execute(f"SELECT rowid FROM main.{name} LIMIT 0")
    except sqlite3.OperationalError:
        return True
    return False


def _restore(connection, names):
    with _unguarded(connection):
        connection.execute("PRAGMA reverse_unordered_selects=0")
        connection.execute("PRAGMA query_only=0")
        for name in names:
            connection.execute(f"DROP TABLE temp.{name}")
        connection.execute("PRAGMA query_only=1")


def _rollback_journal(database):
    # A file in WAL mode cannot be opened from memory; these two bytes only name the journal mode.
    image = bytearray(database)
    image[18:20] = b"\x01\x01"
    return bytes(image)


def _limit(connection):
    for category, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, LENGTH),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, LENGTH),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_COLUMN, 500),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 200),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 200),
        (sqlite3.SQLITE_LIMIT_VDBE_OP, 100_000),
        (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 10),
        (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
    ):
        connection.setlimit(category, value)


def _finish(connection):
    # A script that left a transaction open would refuse the pragma below.
    if connection.in_transaction:
        connection.execute("COMMIT")
    connection.set_authorizer(None)
    connection.execute("PRAGMA query_only=1")
    connection.set_authorizer(_read_authorizer)


def _read_authorizer(action, first, second, _database, _trigger):
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if second.lower() in FUNCTIONS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _READ else sqlite3.SQLITE_DENY


def _fill_authorizer(action, first, second, _database, _trigger):
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if second.lower() in FUNCTIONS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        # Dumps switch foreign keys off and on; every other pragma may touch files or limits.
        return sqlite3.SQLITE_OK if first == "foreign_keys" else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _FILL else sqlite3.SQLITE_DENY
