"""Train and validation: a problem and its cousins never straddle the two.

Near-duplicate statements are joined into clusters by MinHash with locality-sensitive hashing
(Broder 1997; Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3) over word
pairs in which numbers are one token, so that "add 3 and 4" and "add 5 and 9" are cousins. The
index lives in the run database: memory does not grow with the run.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

from verisynth.pipeline import rows
from verisynth.pipeline.store import Store

PERMUTATIONS = 64
BANDS = 8
"""8 bands of 8 rows: the chance to be compared is even at a Jaccard similarity of about 0.77."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+|[^\w\s]")


def assign_splits(store: Store, spec: str, *, val_fraction: float) -> None:
    """Set cluster and split of every chosen example of a spec.

    Whole clusters go to validation, in an order fixed by their hash, as long as they fit under
    ``val_fraction``; if none fits, the smallest does, unless it would take most of the data.
    """
    with store.writing() as connection:
        connection.execute("DROP TABLE IF EXISTS temp.bands")
        connection.execute(
            "CREATE TEMP TABLE bands (band INTEGER, hash BLOB, cluster TEXT, "
            "PRIMARY KEY (band, hash)) WITHOUT ROWID"
        )
        connection.execute("CREATE INDEX temp.by_cluster ON bands (cluster)")
        for index, statement in _statements(connection, spec):
            _join(connection, spec, index, statement)
        _split(connection, spec, val_fraction)
        connection.execute("DROP TABLE temp.bands")


def signature(statement: str) -> list[int]:
    """MinHash of a statement's word pairs, numbers folded."""
    from rensa import RMinHash

    words = ["#" if word[0].isdigit() else word for word in _WORD.findall(statement.lower())]
    pairs = [" ".join(pair) for pair in pairwise(words)] or words or [""]
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
    minhash.update(pairs)
    return list(minhash.digest())


def _statements(connection: sqlite3.Connection, spec: str) -> Iterator[tuple[int, str]]:
    sql = (
        "SELECT DISTINCT c.idx, i.problem FROM chosen c JOIN items i USING (spec, idx) "
        "WHERE c.spec = ? ORDER BY c.idx"
    )
    with closing(connection.cursor()) as cursor:
        for index, problem in cursor.execute(sql, (spec,)):
            yield index, rows.load_problem(problem).statement


def _join(connection: sqlite3.Connection, spec: str, index: int, statement: str) -> None:
    """Put one example into the cluster of its cousins, merging clusters it connects."""
    bands = [(band, digest) for band, digest in enumerate(_bands(signature(statement)))]
    found = {
        row[0]
        for band in bands
        for row in connection.execute("SELECT cluster FROM bands WHERE band=? AND hash=?", band)
    }
    cluster = min(found, default=f"{spec}-{index:09d}")
    for other in found - {cluster}:
        connection.execute("UPDATE bands SET cluster = ? WHERE cluster = ?", (cluster, other))
        connection.execute("UPDATE chosen SET cluster = ? WHERE cluster = ?", (cluster, other))
    connection.executemany(
        "INSERT OR IGNORE INTO bands VALUES (?,?,?)", [(*band, cluster) for band in bands]
    )
    connection.execute(
        "UPDATE chosen SET cluster = ? WHERE spec = ? AND idx = ?", (cluster, spec, index)
    )


def _bands(values: list[int]) -> Iterator[bytes]:
    width = PERMUTATIONS // BANDS
    for start in range(0, PERMUTATIONS, width):
        text = ",".join(map(str, values[start : start + width]))
        yield hashlib.sha256(text.encode()).digest()[:12]


def _split(connection: sqlite3.Connection, spec: str, val_fraction: float) -> None:
    connection.execute("UPDATE chosen SET split = 'train' WHERE spec = ?", (spec,))
    sql = "SELECT cluster, COUNT(*) FROM chosen WHERE spec = ? GROUP BY cluster"
    sizes = [(str(cluster), int(size)) for cluster, size in connection.execute(sql, (spec,))]
    for cluster in validation_clusters(sizes, val_fraction):
        connection.execute(
            "UPDATE chosen SET split = 'val' WHERE spec = ? AND cluster = ?", (spec, cluster)
        )


def validation_clusters(sizes: list[tuple[str, int]], val_fraction: float) -> list[str]:
    """Which clusters go to validation.

    >>> validation_clusters([("a", 90), ("b", 10)], 0.1)
    ['b']
    """
    room = wanted = round(sum(size for _, size in sizes) * val_fraction)
    picked = []
    for cluster, size in sorted(sizes, key=lambda one: hashlib.sha256(one[0].encode()).digest()):
        if size <= room:
            picked.append(cluster)
            room -= size
    if wanted and not picked and len(sizes) > 1:
        smallest, size = min(sizes, key=lambda one: (one[1], one[0]))
        if 2 * size < sum(count for _, count in sizes):
            picked.append(smallest)
    return picked
