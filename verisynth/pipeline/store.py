"""The run database: everything a run did, on disk before anything else happens with it.

SQLite in WAL mode with one writer. Every commit survives the death of the process. A reply was
paid for, so its commit is also synced to the disk, before the reply is read, and survives a power
cut; verdicts can be had again and are not worth that wait. All reads that exports need are
ordered streams, never whole tables.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from verisynth.errors import RunFolderError
from verisynth.pipeline import rows
from verisynth.types import Candidate, Json, Problem, Proposal, Usage, Verdict

FORMAT = "3"
"""Version of the tables; a folder of another format is refused, never migrated silently."""

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY, spec TEXT NOT NULL, idx INTEGER NOT NULL, purpose TEXT NOT NULL,
    teacher TEXT NOT NULL, request TEXT NOT NULL
);
CREATE TABLE responses (
    request INTEGER PRIMARY KEY REFERENCES requests (id), response TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, dollars REAL NOT NULL
);
CREATE TABLE faults (
    id INTEGER PRIMARY KEY, request INTEGER REFERENCES requests (id), kind TEXT NOT NULL,
    message TEXT NOT NULL, dollars REAL NOT NULL
);
CREATE TABLE items (
    spec TEXT NOT NULL, idx INTEGER NOT NULL, cell TEXT NOT NULL, teacher TEXT NOT NULL,
    problem TEXT, problem_key TEXT, strengthened TEXT, PRIMARY KEY (spec, idx)
);
CREATE TABLE candidates (
    spec TEXT NOT NULL, idx INTEGER NOT NULL, n INTEGER NOT NULL, candidate TEXT NOT NULL,
    PRIMARY KEY (spec, idx, n)
);
CREATE TABLE verdicts (
    spec TEXT NOT NULL, idx INTEGER NOT NULL, n INTEGER NOT NULL,
    outcome TEXT NOT NULL, reason TEXT NOT NULL, verdict TEXT NOT NULL,
    planted_rejected INTEGER NOT NULL, planted_total INTEGER NOT NULL, counted TEXT NOT NULL,
    PRIMARY KEY (spec, idx, n)
);
CREATE TABLE drops (
    spec TEXT NOT NULL, idx INTEGER NOT NULL, n INTEGER NOT NULL, reason TEXT NOT NULL,
    detail TEXT NOT NULL, PRIMARY KEY (spec, idx, n)
);
CREATE TABLE chosen (
    spec TEXT NOT NULL, idx INTEGER NOT NULL, n INTEGER NOT NULL,
    shuffle TEXT NOT NULL, cluster TEXT NOT NULL DEFAULT '', split TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (spec, idx, n)
);
CREATE INDEX requests_by_item ON requests (spec, idx, purpose);
CREATE INDEX items_by_key ON items (spec, problem_key);
CREATE INDEX chosen_by_split ON chosen (split, shuffle);
"""


class StoredReply(NamedTuple):
    """A recorded answer of a teacher or judge."""

    teacher: str
    response: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Judged:
    """The stored verdict on one candidate, with what the audit of its problem counted."""

    index: int
    n: int
    verdict: Verdict
    counted: Mapping[str, Json]


class Chosen(NamedTuple):
    """One example picked for export, with all that its line needs."""

    spec: str
    idx: int
    n: int
    cell: dict[str, str]
    teacher: str
    problem: Problem
    candidate: Candidate
    judged: Judged


class Store:
    """One open run folder's database. Not thread-safe; the pipeline's event loop owns it."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: IO[str]) -> None:
        self.folder = folder
        self._connection = connection
        self._lock = lock

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open a run folder's database, making both if they are not there.

        Raises:
            RunFolderError: the folder cannot be written, is in use, or is of another format.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = (folder / "run.lock").open("w")
        except OSError as error:
            raise RunFolderError(
                f"{folder}: cannot be written: {error.strerror}", hint="--out with another folder"
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise RunFolderError(f"{folder}: another verisynth is working in it") from error
        try:
            return cls(folder, _connect(folder / "run.db"), lock)
        except BaseException:
            lock.close()
            raise

    def close(self) -> None:
        """Close the database; a clean close also folds the write-ahead log back in."""
        self._connection.close()
        self._lock.close()

    # -- what the run is ---------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A stored fact about the run."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, facts: Mapping[str, str]) -> None:
        """Store facts about the run."""
        with self.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())

    # -- teacher and judge -------------------------------------------------------------------

    def add_request(
        self, spec: str, index: int, *, purpose: str, teacher: str, request: Json
    ) -> int:
        """Record a request before it is sent; the number links its answer and faults to it."""
        with self.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO requests (spec, idx, purpose, teacher, request) VALUES (?,?,?,?,?)",
                (spec, index, purpose, teacher, json.dumps(request)),
            )
        return int(cursor.lastrowid or 0)

    def add_response(self, request: int, *, response: Json, usage: Usage) -> None:
        """Record an answer, first thing after it arrived: it was paid for."""
        tokens = (usage.prompt_tokens, usage.completion_tokens, usage.dollars)
        with self.writing(synced=True) as connection:
            connection.execute(
                "INSERT INTO responses VALUES (?,?,?,?,?)",
                (request, json.dumps(response), *tokens),
            )

    def add_fault(self, request: int, *, kind: str, message: str, usage: Usage) -> None:
        """Record a failed attempt, and what it cost nevertheless."""
        with self.writing() as connection:
            connection.execute(
                "INSERT INTO faults (request, kind, message, dollars) VALUES (?,?,?,?)",
                (request, kind, message[:2000], usage.dollars),
            )

    def reply(self, spec: str, index: int, *, purpose: str) -> StoredReply | None:
        """The recorded answer for one item, so that it is never asked for twice."""
        row = self._connection.execute(
            "SELECT requests.teacher, responses.response FROM requests JOIN responses "
            "ON responses.request = requests.id WHERE spec = ? AND idx = ? AND purpose = ? "
            "ORDER BY requests.id DESC LIMIT 1",
            (spec, index, purpose),
        ).fetchone()
        return None if row is None else StoredReply(row[0], json.loads(row[1]))

    def supersede_judge(self, spec: str, index: int) -> None:
        """Stop reusing a judge's recorded answers on one item; they stay in the database."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE requests SET purpose = 'superseded-' || purpose "
                "WHERE spec = ? AND idx = ? AND purpose LIKE 'judge-%'",
                (spec, index),
            )

    def dollars(self) -> float:
        """What all answers and failed attempts of this run cost so far, over all resumes."""
        return self._one(
            "SELECT (SELECT COALESCE(SUM(dollars), 0) FROM responses) + "
            "(SELECT COALESCE(SUM(dollars), 0) FROM faults)"
        )

    def tokens(self) -> tuple[int, int]:
        """Prompt and completion tokens of all answers so far."""
        sql = "SELECT COALESCE(SUM(prompt_tokens),0), COALESCE(SUM(completion_tokens),0)"
        row = self._connection.execute(f"{sql} FROM responses").fetchone()
        return int(row[0]), int(row[1])

    def fault_counts(self) -> dict[str, int]:
        """How often each kind of request fault happened."""
        sql = "SELECT kind, COUNT(*) FROM faults GROUP BY kind ORDER BY kind"
        return {str(kind): int(count) for kind, count in self._connection.execute(sql)}

    # -- items ---------------------------------------------------------------------------------

    def add_item(
        self,
        spec: str,
        index: int,
        *,
        cell: Mapping[str, str],
        teacher: str,
        proposal: Proposal | None,
    ) -> None:
        """Record what was proposed at one index; ``None`` if the reply held no problem."""
        problem = proposal.problem if proposal else None
        with self.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO items VALUES (?,?,?,?,?,?,NULL)",
                (
                    spec,
                    index,
                    json.dumps(dict(cell)),
                    teacher,
                    rows.dump_problem(problem) if problem else None,
                    problem.key if problem else None,
                ),
            )
            if proposal:
                connection.executemany(
                    "INSERT OR REPLACE INTO candidates VALUES (?,?,?,?)",
                    [
                        (spec, index, n, rows.dump(candidate))
                        for n, candidate in enumerate(proposal.candidates)
                    ],
                )

    def add_verdict(
        self,
        spec: str,
        index: int,
        n: int,
        verdict: Verdict,
        *,
        planted: tuple[int, int] = (0, 0),
        counted: Mapping[str, Json] | None = None,
        problem: Problem | None = None,
    ) -> None:
        """Record a verdict; ``planted`` is (rejected, total) of the problem's audit.

        ``problem`` is the one it is by, if that is not the proposed one. Both are kept.
        """
        with self.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO verdicts VALUES (?,?,?,?,?,?,?,?,?)",
                (
                    spec,
                    index,
                    n,
                    verdict.outcome.value,
                    verdict.reason,
                    rows.dump(verdict),
                    *planted,
                    json.dumps(dict(counted or {})),
                ),
            )
            if problem is not None:
                connection.execute(
                    "UPDATE items SET strengthened = ? WHERE spec = ? AND idx = ?",
                    (rows.dump_problem(problem), spec, index),
                )

    def add_drop(self, spec: str, index: int, n: int, *, reason: str, detail: str) -> None:
        """Record that an accepted candidate is left out of the exports, and why."""
        with self.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO drops VALUES (?,?,?,?,?)", (spec, index, n, reason, detail)
            )

    def verdicts(self, spec: str, index: int) -> tuple[Judged, ...]:
        """The stored verdicts of one item, empty if it has not been judged."""
        sql = "SELECT n, verdict, counted FROM verdicts WHERE spec = ? AND idx = ? ORDER BY n"
        return tuple(
            Judged(index, n, rows.load_verdict(text), json.loads(counted))
            for n, text, counted in self._connection.execute(sql, (spec, index))
        )

    def has_problem(self, spec: str, problem_key: str, *, teacher: str) -> bool:
        """Whether a teacher has proposed this problem in this run."""
        sql = "SELECT 1 FROM items WHERE spec = ? AND problem_key = ? AND teacher = ? LIMIT 1"
        arguments = (spec, problem_key, teacher)
        return self._connection.execute(sql, arguments).fetchone() is not None

    def problem_count(self, spec: str, *, teacher: str) -> int:
        """How many different problems a teacher has proposed in this run."""
        sql = "SELECT COUNT(DISTINCT problem_key) FROM items WHERE spec = ? AND teacher = ?"
        return int(self._one(sql, spec, teacher))

    def proposal(self, spec: str, index: int) -> Proposal | None:
        """What was proposed at one index, as it was, if anything readable was."""
        row = self._connection.execute(
            "SELECT problem FROM items WHERE spec = ? AND idx = ?", (spec, index)
        ).fetchone()
        if row is None or row[0] is None:
            return None
        sql = "SELECT candidate FROM candidates WHERE spec = ? AND idx = ? ORDER BY n"
        texts = self._connection.execute(sql, (spec, index)).fetchall()
        candidates = tuple(rows.load_candidate(text) for (text,) in texts)
        return Proposal(rows.load_problem(row[0]), candidates)

    def failed_before(self, spec: str, index: int) -> tuple[str, ...]:
        """Answers rejected at lower indices on the problem of one item; at most twenty."""
        sql = (
            "SELECT c.candidate FROM items me JOIN items other "
            "ON other.spec = me.spec AND other.problem_key = me.problem_key AND other.idx < me.idx "
            "JOIN verdicts v ON v.spec = other.spec AND v.idx = other.idx "
            "JOIN candidates c ON c.spec = v.spec AND c.idx = v.idx AND c.n = v.n "
            "WHERE me.spec = ? AND me.idx = ? AND v.outcome = 'rejected' "
            "ORDER BY other.idx, v.n LIMIT 20"
        )
        found = self._connection.execute(sql, (spec, index))
        return tuple(rows.load_candidate(text).answer for (text,) in found)

    def item_count(self, spec: str) -> int:
        """How many indices of a spec have something recorded."""
        return int(self._one("SELECT COUNT(*) FROM items WHERE spec = ?", spec))

    # -- choosing and exporting ------------------------------------------------------------------

    def choose(self, spec: str, index: int, n: int, *, shuffle: str) -> None:
        """Pick one accepted candidate for export."""
        with self.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO chosen (spec, idx, n, shuffle) VALUES (?,?,?,?)",
                (spec, index, n, shuffle),
            )

    def reset_choice(self, spec: str) -> None:
        """Forget picks and drops of a spec; they are made anew in index order."""
        with self.writing() as connection:
            connection.execute("DELETE FROM chosen WHERE spec = ?", (spec,))
            connection.execute("DELETE FROM drops WHERE spec = ?", (spec,))

    def first_with_key(self, spec: str, problem_key: str, *, before: int) -> int | None:
        """Index of the first chosen example with this problem, below ``before``."""
        row = self._connection.execute(
            "SELECT items.idx FROM items JOIN chosen USING (spec, idx) "
            "WHERE items.spec = ? AND problem_key = ? AND items.idx < ? ORDER BY items.idx LIMIT 1",
            (spec, problem_key, before),
        ).fetchone()
        return None if row is None else int(row[0])

    def chosen(self, *, split: str) -> Iterator[Chosen]:
        """Every picked example of one split, in shuffled order, streamed."""
        sql = (
            "SELECT c.spec, c.idx, c.n, i.cell, i.teacher, "
            "COALESCE(i.strengthened, i.problem), d.candidate, v.verdict, "
            "v.counted FROM chosen c JOIN items i USING (spec, idx) "
            "JOIN candidates d USING (spec, idx, n) JOIN verdicts v USING (spec, idx, n) "
            "WHERE c.split = ? ORDER BY c.shuffle"
        )
        for row in self._connection.execute(sql, (split,)):
            spec, index, n, cell, teacher, problem, candidate, verdict, counted = row
            yield Chosen(
                spec,
                index,
                n,
                json.loads(cell),
                teacher,
                rows.load_problem(problem),
                rows.load_candidate(candidate),
                Judged(index, n, rows.load_verdict(verdict), json.loads(counted)),
            )

    def connection(self) -> sqlite3.Connection:
        """The open connection, for the split's own tables."""
        return self._connection

    @contextmanager
    def writing(self, *, synced: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction; a full disk becomes a message, and nothing earlier is lost."""
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
        try:
            with self._connection:
                yield self._connection
        except sqlite3.OperationalError as error:
            raise RunFolderError(
                f"{self.folder}/run.db cannot be written: {error}; "
                "everything recorded so far is safe",
                hint="free some space, then the same command with --resume",
            ) from error

    def _one(self, sql: str, *arguments: str) -> float:
        return float(self._connection.execute(sql, arguments).fetchone()[0])


def shuffle_key(run_seed: int, spec: str, index: int, n: int) -> str:
    """Sort key that shuffles examples the same way on every machine."""
    return hashlib.sha256(f"{run_seed}/{spec}/{index}/{n}".encode()).hexdigest()[:24]


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, timeout=10)
        connection.execute("PRAGMA journal_mode = WAL")
        found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'meta'").fetchone()
        if found is None:
            with connection:
                connection.executescript(
                    f"BEGIN; {_SCHEMA} INSERT INTO meta VALUES ('format', '{FORMAT}'); COMMIT;"  # noqa: S608 - constants
                )
    except sqlite3.DatabaseError as error:
        raise RunFolderError(f"{path}: cannot be opened as a run database: {error}") from error
    version = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if version is None or version[0] != FORMAT:
        connection.close()
        raise RunFolderError(
            f"{path}: was made by a verisynth with run format {version and version[0]}; "
            f"this one reads format {FORMAT}",
            hint="--out with another folder, or the version that made it",
        )
    return connection
