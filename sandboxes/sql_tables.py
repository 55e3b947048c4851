"""The same guarded tables, filled again and again with other rows."""

import time

from sandboxes import sql_rows

QUERY_SECONDS = 0.25
QUERY_ROWS = 20_000
QUERY_BYTES = 4_000_000


class Tables:
    """Tables of one schema in one engine. ``names`` are in the order rows are put in."""

    def __init__(self, engine, schema, names, widths, deadline):
        self.engine = engine
        self.schema = schema
        self.inserts = [_insert(name, columns) for name, columns in zip(names, widths, strict=True)]
        self.names = [_quoted(name) for name in names]
        self.deadline = deadline
        self.caps = sql_rows.Caps(deadline=deadline, rows=0, bytes=0)
        self.refills = hasattr(engine, "refilling")
        self.connection = None
        self.filled = ()

    def fill(self, database):
        """Put these rows in, one list a table; returns what the engine would not take."""
        self._renew()
        if not self.refills:
            return self._filled_anew(database)
        if self.connection is None:
            self.connection = self.engine.connect(self.schema, "", None, self.caps)
        with self.engine.refilling(self.connection):
            for at in self.filled:
                self.connection.execute(f"DELETE FROM {self.names[at]}")
            self.filled = [at for at, rows in enumerate(database) if rows]
            return [
                one for at in self.filled for one in self._put(self.connection, at, database[at])
            ]

    def _put(self, connection, at, rows):
        try:
            connection.execute("SAVEPOINT rows")
            connection.executemany(self.inserts[at], rows)
            connection.execute("RELEASE rows")
            return []
        except self.engine.ERRORS:
            connection.execute("ROLLBACK TO rows")
            connection.execute("RELEASE rows")
        refused = []
        for number, row in enumerate(rows):
            try:
                connection.execute(self.inserts[at], row)
            except self.engine.ERRORS:
                refused.append([at, number])
        return refused

    def _filled_anew(self, database):
        """A new database: this engine checks references even for rows that are deleted."""
        self.close()
        script = []
        for at, rows in enumerate(database):
            if rows:
                values = ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows)
                head = self.inserts[at].partition(" VALUES ")[0]
                script.append(f"{head} VALUES {values};")
        try:
            self.connection = self.engine.connect(self.schema, "\n".join(script), None, self.caps)
        except (*self.engine.ERRORS, sql_rows.OverLimit) as error:
            return [[-1, str(error)[:200]]]
        return []

    def rows(self):
        """What is in the tables now, one list a table."""
        return [
            [list(map(_plain, row)) for row in self.run(f"SELECT * FROM {name}")["rows"]]
            for name in self.names
        ]

    def load(self, setup, database):
        """Fill from a script or a database file, as the verifier does."""
        self.close()
        self._renew()
        self.connection = self.engine.connect(self.schema, setup, database, self.caps)
        self.filled = range(len(self.names))

    def run(self, query, *, is_reversed=False):
        """Columns and encoded rows, or ``{"error": text, "kind": slug}``."""
        self._renew()
        try:
            return self.engine.query(self.connection, query, is_reversed, self.caps)
        except (*self.engine.ERRORS, sql_rows.OverLimit, MemoryError) as error:
            kind = error.kind if isinstance(error, sql_rows.OverLimit) else "query-fails"
            return {
                "error": str(error)[:500],
                "kind": "time-limit" if self.caps.expired() else kind,
            }

    def is_filled(self):
        """Whether there is anything to run queries on."""
        return self.connection is not None

    def is_late(self):
        """Whether the time of the job is used up."""
        return time.process_time() > self.deadline

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _renew(self):
        # Each query has its own allowance, so that one that runs away does not end the others.
        self.caps.deadline = min(self.deadline, time.process_time() + QUERY_SECONDS)
        self.caps.rows = QUERY_ROWS
        self.caps.bytes = QUERY_BYTES


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _insert(name, columns):
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {_quoted(name)} ({', '.join(map(_quoted, columns))}) VALUES ({marks})"


def literal(value):
    """A plain value as SQL writes it."""
    if value is None:
        return "NULL"
    if type(value) is str:
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def _plain(cell):
    """A cell as a parameter: text, number or None."""
    if type(cell) is dict:
        ((name, value),) = cell.items()
        if name == "float":
            return float.fromhex(value)
        return int(value, 16) if name == "int" else str(value)
    return cell
