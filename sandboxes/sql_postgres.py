"""PostgreSQL: a server of the job's own, one user who fills tables and one who only reads.

Neither user is a superuser, so no file, program or other database is in reach; the reading one
owns nothing, and its transactions are read-only. The server's process is watched on its CPU clock.
"""

import contextlib
import datetime
import decimal
import time

from sandboxes import postgres_server, postgres_wire, sql_rows

ERRORS = (postgres_wire.ServerError, postgres_wire.Lost, OSError)
_STATE = {}
"""The server of this process's job; a process has one job."""
_AFRESH = """
DROP OWNED BY filler CASCADE; DROP SCHEMA IF EXISTS reversed CASCADE;
DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public AUTHORIZATION filler;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE template1 TO filler
"""
_SCHEMAS = """
SELECT quote_ident(nspname) FROM pg_namespace
WHERE nspowner = (SELECT oid FROM pg_roles WHERE rolname = 'filler') AND nspname NOT LIKE 'pg\\_%'
"""
_MEMORY_STATES = ("53200", "53400", "54000")


@contextlib.contextmanager
def started():
    """The job's server, for as long as the block lasts."""
    try:
        _STATE["server"] = postgres_server.Server()
    except OSError as error:
        raise sql_rows.Missing(f"PostgreSQL cannot be started in this box: {error}") from error
    try:
        yield
    finally:
        _STATE.pop("server").stop()


class Connection:
    """The reader's session on one filling."""

    def __init__(self, reader, caps):
        self.reader = reader
        self.caps = caps
        self.has_reversed = False

    def close(self):
        """End the session."""
        self.reader.close()


def connect(schema, setup, database, caps):
    """A reader on freshly filled tables. SQLite files are for the other engine."""
    if database is not None:
        raise postgres_wire.ServerError({"M": "PostgreSQL cannot be given a database file"})
    server = _STATE["server"]
    owner = server.session("postgres", caps)
    owner.script(_AFRESH)
    owner.close()
    filler = server.session("filler", caps)
    with _counted(caps, filler):
        filler.script(schema)
        filler.script(setup)
        for (name,) in list(filler.query(_SCHEMAS))[1:]:
            filler.script(
                f"GRANT USAGE ON SCHEMA {name} TO reader;"
                f"GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO reader"
            )
    filler.close()
    return Connection(server.session("reader", caps), caps)


@contextlib.contextmanager
def _counted(caps, session):
    """Count the CPU time of the server's process, and end it when all is used up."""
    before = session.cpu_seconds()
    deadline = caps.deadline
    caps.clock = lambda: time.process_time() + session.cpu_seconds() - before
    try:
        yield
    except sql_rows.OverLimit:
        postgres_wire.interrupt(session)
        raise
    except (postgres_wire.ServerError, postgres_wire.Lost) as error:
        raise _named(error) from error
    finally:
        caps.clock = time.process_time
        caps.deadline = deadline - max(0.0, session.cpu_seconds() - before)


def _named(error):
    """Out of memory or of temporary space is a limit, and a lost connection that of the process."""
    if isinstance(error, postgres_wire.Lost) or error.state in _MEMORY_STATES:
        return sql_rows.OverLimit("memory-limit", str(error))
    return error


def query(connection, text, is_reversed, caps):
    """Rows of one statement, read in a transaction that cannot write."""
    if is_reversed and not connection.has_reversed:
        _reverse(caps)
        connection.has_reversed = True
    path = "reversed, public" if is_reversed else "public"
    connection.reader.script(f"SET search_path = {path}")
    with _counted(caps, connection.reader):
        connection.reader.script("BEGIN READ ONLY")
        try:
            # A cursor is for one query that does not write; every other text is a syntax error.
            for _ in connection.reader.query(f"DECLARE answer NO SCROLL CURSOR FOR {text}"):
                pass
            return _read(connection.reader.query("FETCH ALL FROM answer"), caps)
        finally:
            with contextlib.suppress(*ERRORS, sql_rows.OverLimit):
                connection.reader.script("ROLLBACK")


def explain(connection, text, caps):
    """Raise what the engine says against the query; it is planned and not run."""
    with _counted(caps, connection.reader):
        for _ in connection.reader.query(f"EXPLAIN DECLARE answer CURSOR FOR {text}"):
            pass


def _read(results, caps):
    kinds = next(results)
    rows = []
    for texts in results:
        row = [_cell(text, kind) for text, (_, kind) in zip(texts, kinds, strict=True)]
        caps.spend(row)
        rows.append([sql_rows.encoded(cell) for cell in row])
    return {"columns": [name for name, _ in kinds], "rows": rows}


def _cell(text, kind):
    reader = _READERS.get(kind)
    if text is None or reader is None:
        return text
    try:
        return reader(text)
    except ValueError:  # infinity, years before Christ
        return text


def _moment(text):
    return datetime.datetime.fromisoformat(text)


def _zoned(text):
    found = datetime.datetime.fromisoformat(text)
    return found.astimezone(datetime.UTC)


_READERS = {
    16: lambda text: text == "t",
    17: lambda text: bytes.fromhex(text[2:]),
    20: int,
    21: int,
    23: int,
    26: int,
    700: float,
    701: float,
    1082: datetime.date.fromisoformat,
    1083: datetime.time.fromisoformat,
    1114: _moment,
    1184: _zoned,
    1700: decimal.Decimal,
}


def _reverse(caps):
    """The same tables, keys included, with their rows stored in the opposite order."""
    owner = _STATE["server"].session("postgres", caps)
    tables = [
        row[0]
        for row in list(owner.query(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ))[1:]
    ]  # fmt: skip
    script = ["CREATE SCHEMA IF NOT EXISTS reversed"]
    for table in tables:
        script += [
            f"CREATE TABLE reversed.{table} (LIKE public.{table} INCLUDING ALL EXCLUDING GENERATED"
            " EXCLUDING IDENTITY)",
            f"INSERT INTO reversed.{table} SELECT * FROM public.{table} ORDER BY ctid DESC",
        ]
    script += [
        "GRANT USAGE ON SCHEMA reversed TO reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA reversed TO reader",
    ]
    owner.script("; ".join(script))
    owner.close()


def tables(connection):
    """Each table's columns, whether they may be NULL, and the column sets no two rows share."""
    found = {}
    for table, column, required in list(connection.reader.query(
        "SELECT c.relname, a.attname, a.attnotnull FROM pg_class c JOIN pg_attribute a"
        " ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"
    ))[1:]:  # fmt: skip
        entry = found.setdefault(table, {"name": table, "columns": [], "required": [], "keys": []})
        entry["columns"].append(column)
        if required == "t":
            entry["required"].append(column)
    keys = {}
    for table, index, column in list(connection.reader.query(
        "SELECT c.relname, i.indexrelid, a.attname FROM pg_index i JOIN pg_class c"
        " ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND"
        " a.attnum = ANY (i.indkey) WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs"
        " IS NULL AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2, a.attnum"
    ))[1:]:  # fmt: skip
        keys.setdefault((table, index), []).append(column)
    for (table, _), columns in keys.items():
        found[table]["keys"].append(columns)
    return list(found.values())
