"""Runs many queries on many databases and tells on which each differs from the gold query.

Only text reaches the engine, behind its guard; see ``runners/sql``. The databases come as rows.

Payload: engine, schema, tables (names), columns (names, a list a table), links (child table,
its columns, parent table, its columns, all by position), databases (one list of rows a table),
setups (scripts) and database (base64 of a file): databases that come before the others; gold
(``query``, ``probe``, ``offset``, ``limit``, ``keys``, ``ordered``,
``by_rank``, ``reversible``, ``counted``, and how rows are compared),
queries, task, seconds.

Task ``matrix`` answers, for each database, ``{"stable", "rows", "refused", "differs", "fails"}``:
whether the gold's rows depend on no chance, how many there are, the rows the engine refused, and
the numbers of the queries that differ from the gold and that fail or break a limit; one that ran
out of time is not run on the databases that follow. Task ``hunt``
looks for the first database on which the first query differs whatever the order of rows, makes it
small, and answers its rows and what both queries return on it, or ``{"found": null}``. Task
``chance`` looks for one on which the gold's own rows may be others, in the same way. Task
``schema`` answers the statements that made the tables of a database file.
"""

import base64
import math
import time

from sandboxes import sql_rows
from sandboxes.sql_same import Comparison
from sandboxes.sql_shrinking import Shrinker
from sandboxes.sql_tables import Tables


def main(payload, channel):
    """Do the task; nothing a query does can raise out of here."""
    engine = _engine(payload["engine"])
    deadline = time.process_time() + payload["seconds"]
    tables = Tables(engine, payload["schema"], payload["tables"], payload["columns"], deadline)
    try:
        return _TASKS[payload["task"]](tables, payload)
    except (*engine.ERRORS, sql_rows.OverLimit, MemoryError) as error:
        return {"setup_error": str(error)[:500] or type(error).__name__}
    finally:
        tables.close()


def _engine(name):
    # Imported when used: duckdb costs more to load than most queries cost to run.
    if name == "duckdb":
        from sandboxes import sql_duckdb as engine
    else:
        from sandboxes import sql_sqlite as engine
    return engine


def _databases(tables, payload):
    """Fill with one database after the other; yields the rows refused."""
    file = base64.b64decode(payload["database"]) if payload.get("database") else None
    for setup in payload["setups"] if file is None else [""]:
        tables.load(setup, file)
        yield []
    tables.close()
    for database in payload["databases"]:
        if tables.is_late():
            return
        yield tables.fill(database)


class Gold:
    """The gold query: its rows on the database at hand, and how they are compared."""

    def __init__(self, tables, gold):
        self.tables = tables
        self.gold = gold
        self.comparison = Comparison(gold)
        self.plain = self.probe = self.reverse = None
        self.runs = None
        self.is_cut = self.is_turned = self.is_stable = False

    def look(self):
        """Run it on what the tables hold now; False where it fails."""
        self.plain = self.tables.run(self.gold["query"])
        self.probe = self.reverse = self.runs = self.key = None
        return "error" not in self.plain

    def rank(self):
        """See how the order of its rows counts, and whether a cut through ties chose them."""
        self.is_cut = self._cut()
        self.is_stable = not self.is_cut and not self.gold["doubtful"]
        self.key = self.comparison.key(self.plain, self.runs)

    def settle(self):
        """Also run it with rows stored the other way, to see whether its rows depend on chance."""
        self.reverse = self.plain
        if self.gold["reversible"]:
            self.reverse = self.tables.run(self.gold["query"], is_reversed=True)
        self.is_turned = (
            "error" in self.reverse or self.comparison.key(self.reverse, self.runs) != self.key
        )
        self.is_stable = self.is_stable and not self.is_turned

    def _cut(self):
        """Whether LIMIT cuts through a tie, as the host's ``sql_gold`` tells; reads the order too.

        Where no rank can be had every row has its place.
        """
        gold, rows = self.gold, self.plain["rows"]
        ranks = None
        if gold["probe"]:
            self.probe = self.tables.run(gold["probe"])
            ranked = [] if "error" in self.probe else self.probe["rows"]
            found = [row[-1] for row in ranked]
            end = (
                len(ranked)
                if gold["limit"] is None
                else min(len(ranked), gold["offset"] + gold["limit"])
            )
            if (
                any(_cuts(ranked, found, cut) for cut in (gold["offset"], end))
                and gold["limit"] != 0
            ):
                return True
            if len(found[gold["offset"] : end]) == len(rows):
                ranks = found[gold["offset"] : end]
        if gold["ordered"]:
            self.runs = self._runs(ranks)
        return False

    def _runs(self, ranks):
        rows, keys = self.plain["rows"], self.gold["keys"]
        if not self.gold["by_rank"]:
            return list(range(len(rows)))
        if ranks is not None:
            return ranks
        if not keys:
            return list(range(len(rows)))
        runs = [0] * len(rows)
        for at in range(1, len(rows)):
            runs[at] = runs[at - 1] + any(rows[at][k] != rows[at - 1][k] for k in keys)
        return runs

    def shown(self):
        """What it returned last, as the host reads a gold's runs."""
        return [self.plain, self.reverse, *([self.probe] if self.probe else [])]

    def differs(self, run):
        """Whether a run's rows are others than the gold's on one reading."""
        if run["rows"] == self.plain["rows"] and self.comparison.same_columns(self.plain, run):
            # Nearly all runs: row by row the same, so that no order has to be known.
            return False
        if self.key is None:
            self.rank()
        return self.comparison.differs(self.plain, run, self.runs, self.key)


def _cuts(ranked, ranks, cut):
    if not 0 < cut < len(ranked) or ranks[cut - 1] != ranks[cut]:
        return False
    tied = [row[:-1] for row, rank in zip(ranked, ranks, strict=True) if rank == ranks[cut]]
    return any(row != tied[0] for row in tied[1:])


def _matrix(tables, payload):
    gold = Gold(tables, payload["gold"])
    entries = []
    running = dict(enumerate(payload["queries"]))
    for refused in _databases(tables, payload):
        if not tables.is_filled():
            entries.append(
                {"stable": False, "rows": 0, "refused": refused, "differs": [], "fails": []}
            )
            continue
        if not gold.look():
            entries.append({"stable": False, "rows": 0, "refused": refused, "differs": [],
                            "fails": [], "error": gold.plain["error"]})  # fmt: skip
            continue
        gold.rank()
        gold.settle()
        differs, fails = [], []
        for number, query in list(running.items()) if gold.is_stable else ():
            run = tables.run(query)
            if "error" in run:
                fails.append(number)
                if run["kind"] == "time-limit":
                    del running[number]
            elif gold.differs(run):
                differs.append(number)
        entries.append({"stable": gold.is_stable, "rows": len(gold.plain["rows"]),
                        "refused": refused, "differs": differs, "fails": fails})  # fmt: skip
    return {"databases": entries}


class Pair:
    """Gold and one other query, on the same tables."""

    def __init__(self, tables, gold, query, reversible):
        self.tables = tables
        self.gold = Gold(tables, gold)
        self.query = query
        self.reversible = reversible
        self.run = self.reverse = None

    def differ(self):
        """Whether they differ on what the tables hold, whatever the order rows are read in."""
        if not self.gold.look():
            return False
        self.run = self.tables.run(self.query)
        if "error" in self.run:
            return self.run["kind"] == "query-fails" and self._settled()
        return self.gold.differs(self.run) and self._settled()

    def _settled(self):
        if self.gold.key is None:
            self.gold.rank()
        self.gold.settle()
        self.reverse = (
            self.tables.run(self.query, is_reversed=True) if self.reversible else self.run
        )
        if "error" in self.run or "error" in self.reverse:
            return self.gold.is_stable and "error" in self.run and "error" in self.reverse
        if not self.gold.is_stable:
            return self._counts_differ()
        return self.gold.differs(self.reverse)

    def _counts_differ(self):
        """Whichever of the tied rows a LIMIT takes, it takes as many of them."""
        gold = self.gold
        if not gold.gold["counted"] or "error" in gold.reverse:
            return False
        counts = {len(gold.plain["rows"]), len(gold.reverse["rows"])}
        others = {len(self.run["rows"]), len(self.reverse["rows"])}
        return len(counts) == 1 and len(others) == 1 and counts != others

    def is_seen(self):
        """Whether the rows they returned last look different."""
        return self.gold.plain["rows"] != self.run.get("rows")

    def shown(self):
        """What both returned last."""
        return {"gold": self.gold.shown(), "other": [self.run, self.reverse]}


class Alone:
    """The gold beside itself, read in another order or cut otherwise."""

    def __init__(self, tables, gold):
        self.gold = Gold(tables, gold)

    def differ(self):
        """Whether its rows are chance on what the tables hold."""
        if not self.gold.look():
            return False
        self.gold.rank()
        self.gold.settle()
        return self.gold.is_cut or (self.gold.is_turned and "error" not in self.gold.reverse)

    def is_seen(self):
        """Chance is always seen."""
        return True

    def shown(self):
        """What it returned last."""
        return {"gold": self.gold.shown(), "other": []}


def _chance(tables, payload):
    return _searched(tables, payload, Alone(tables, payload["gold"]))


def _hunt(tables, payload):
    pair = Pair(tables, payload["gold"], payload["queries"][0], payload["reversible"])
    return _searched(tables, payload, pair)


def _searched(tables, payload, pair):
    looked = 0
    for number, _ in enumerate(_databases(tables, payload)):
        looked += 1
        if tables.is_filled() and pair.differ():
            return {"found": number, **_small(tables, pair, payload)}
    return {"found": None, "looked": looked}


def _small(tables, pair, payload):
    database = tables.rows()
    first = pair.shown()
    is_seen = pair.is_seen()

    def shows(smaller):
        if tables.is_late() or tables.fill(smaller) or not pair.differ():
            return False
        # Columns differ on empty tables too, and names on equal rows; a person wants to see it.
        return pair.is_seen() or not is_seen

    tables.close()
    # What the engine keeps may not be what a script wrote, so the rows are tried before.
    if not shows(database):
        return {"rows": None, **first}
    small = Shrinker(shows, payload["links"]).shrink(database)
    tables.deadline = math.inf
    return {"rows": small, **(pair.shown() if shows(small) else {})}


def _schema(tables, payload):
    tables.load("", base64.b64decode(payload["database"]))
    run = tables.run("SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"
                     " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid")  # fmt: skip
    return {"statements": [row[0] for row in run.get("rows", ())]}


_TASKS = {"matrix": _matrix, "hunt": _hunt, "chance": _chance, "schema": _schema}
