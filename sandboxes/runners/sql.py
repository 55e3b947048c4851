"""Runs queries on freshly filled tables and returns their rows as plain claims.

The queries are hostile text, but text only: they are run by a SQL engine behind an allow-list,
never as Python. Every filling gets a new database, so no query sees what another one left.

Payload: engine (``sqlite``, ``duckdb`` or ``postgres``), schema, setups (one script a filling),
database (base64 of a SQLite file, instead of both), runs (``query`` and ``reversed``, which asks
for the same rows met in the opposite order), seconds (CPU time for everything), rows and bytes
(caps). Optional, for the first filling: explain (queries to plan and not run), tables (whether to
tell of columns and keys).

Answer: ``fillings``, one entry a filling, either ``{"setup_error": text, "kind": slug}`` or
``{"runs": [...]}`` where each run is ``{"columns": [...], "rows": [...]}`` or ``{"error": text,
"kind": slug}``; the first one also has ``explained`` (``{}`` or an error for each query) and
``tables`` (what the engine knows of columns and keys) where asked. Instead of all that,
``{"missing": text}`` where the engine is not installed.
"""

import base64
import time

from sandboxes import sql_rows


def main(payload, channel):
    """Fill, run and read for every filling; nothing a query does can raise out of here."""
    engine = _engine(payload["engine"])
    database = base64.b64decode(payload["database"]) if payload.get("database") else None
    caps = sql_rows.Caps(
        deadline=time.process_time() + payload["seconds"],
        rows=payload["rows"],
        bytes=payload["bytes"],
    )
    setups = payload["setups"] if database is None else [""]
    try:
        with engine.started():
            return {
                "fillings": [
                    _filling(engine, {**payload, "first": not number}, setup, database, caps)
                    for number, setup in enumerate(setups)
                ]
            }
    except sql_rows.Missing as error:
        return {"missing": str(error)}


def _engine(name):
    # Imported when used: duckdb costs more to load than most queries cost to run.
    if name == "duckdb":
        from sandboxes import sql_duckdb as engine
    elif name == "postgres":
        from sandboxes import sql_postgres as engine
    else:
        from sandboxes import sql_sqlite as engine
    return engine


def _filling(engine, payload, setup, database, caps):
    try:
        connection = engine.connect(payload["schema"], setup, database, caps)
    except (*engine.ERRORS, sql_rows.OverLimit, MemoryError) as error:
        failure = _failure(error)
        return {"setup_error": failure["error"], "kind": failure["kind"]}
    try:
        found = {"runs": [_run(engine, connection, run, caps) for run in payload["runs"]]}
        if payload["first"] and (queries := payload.get("explain")):
            found["explained"] = [_explained(engine, connection, one, caps) for one in queries]
        if payload["first"] and payload.get("tables"):
            found["tables"] = _tables(engine, connection)
        return found
    finally:
        connection.close()


def _tables(engine, connection):
    try:
        return engine.tables(connection)
    except (*engine.ERRORS, sql_rows.OverLimit):
        return []  # a damaged file, or no time left; the queries say so


def _explained(engine, connection, query, caps):
    try:
        engine.explain(connection, query, caps)
    except (*engine.ERRORS, sql_rows.OverLimit, MemoryError) as error:
        return _failure(error)
    return {}


def _run(engine, connection, run, caps):
    try:
        return engine.query(connection, run["query"], run["reversed"], caps)
    except (*engine.ERRORS, sql_rows.OverLimit, MemoryError) as error:
        failure = _failure(error)
        if failure["kind"] == "query-fails" and caps.expired():
            failure["kind"] = "time-limit"
        return failure


def _failure(error):
    text = str(error)[:500] or type(error).__name__
    if isinstance(error, sql_rows.OverLimit):
        return {"error": text, "kind": error.kind}
    if text.lower().startswith("interrupt"):
        return {"error": text, "kind": "time-limit"}
    # Both engines refuse an allocation beyond their own budget before the process limit is met.
    if isinstance(error, MemoryError) or "out of memory" in text.lower():
        return {"error": text, "kind": "memory-limit"}
    return {"error": text, "kind": "query-fails"}
