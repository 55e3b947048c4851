"""The run database's tables of what independent authors wrote and what their matrix said.

They belong to one item each and are made only in runs that ask independent authors. The replies
themselves are where all replies are; here is what was read from them and how it was judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from verisynth.pipeline import rows
from verisynth.pipeline.store import Store
from verisynth.types import Json, Verdict

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS independents (spec TEXT NOT NULL, idx INTEGER NOT NULL, "
    "purpose TEXT NOT NULL, teacher TEXT NOT NULL, text TEXT, reason TEXT NOT NULL, verdict TEXT, "
    "PRIMARY KEY (spec, idx, purpose))",
    "CREATE TABLE IF NOT EXISTS corroborations (spec TEXT NOT NULL, idx INTEGER NOT NULL, "
    "counted TEXT NOT NULL, PRIMARY KEY (spec, idx))",
)


COPY = "copy"
"""Why a reply that came before, word for word, is nobody's answer."""


class Independent(NamedTuple):
    """What one independent author wrote, or why nothing could be read."""

    purpose: str
    """Which of the item's requests it answers, e.g. ``solve-0``."""
    teacher: str
    text: str | None
    """The answer or the tests; None if nothing could be read."""
    reason: str = ""
    """Why not: a slug of ``reasons.py``, or :data:`COPY`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """What independent authors came to over the problems of one spec that count."""

    problems: int
    """Problems they were asked about."""
    corroborated: int
    asked: int
    """Independent answers asked for."""
    independents: int
    """Those that could be read."""
    agreeing: int
    tests_confirmed: int
    tests_wrong: int

    @property
    def pass_rate(self) -> float | None:
        """Share of the independent answers that agree."""
        return self.agreeing / self.independents if self.independents else None

    def to_json(self) -> dict[str, Json]:
        """Plain data for ``--json``."""
        rate = self.pass_rate
        return {**asdict(self), "pass_rate": None if rate is None else round(rate, 4)}

    def __str__(self) -> str:
        """One line for a person."""
        rate = "" if self.pass_rate is None else f", pass rate {self.pass_rate:.0%}"
        answers = (
            f"{self.agreeing} of {self.independents} readable answers agree ({self.asked} asked)"
        )
        tests = f"; {self.tests_confirmed} independent tests confirmed, {self.tests_wrong} wrong"
        shown = tests if self.tests_confirmed or self.tests_wrong else ""
        return (
            f"{self.corroborated} of {self.problems} problems corroborated, {answers}{rate}{shown}"
        )


class Independents:
    """The two tables for one spec of an open run database."""

    def __init__(self, store: Store, spec: str) -> None:
        self._store, self._spec = store, spec
        with store.writing() as connection:
            for statement in _SCHEMA:
                connection.execute(statement)

    def add(self, index: int, found: Independent, verdict: Verdict | None = None) -> None:
        """Record what was read and, for an answer that ran, its verdict by the problem's checks."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO independents VALUES (?,?,?,?,?,?,?)",
                (
                    self._spec,
                    index,
                    *found,
                    rows.dump(verdict) if verdict else None,
                ),
            )

    def unanswered(self, index: int, purpose: str) -> Independent | None:
        """An author who declined before: asking again would cost again and could end otherwise."""
        sql = (
            "SELECT purpose, teacher, text, reason FROM independents "
            "WHERE spec = ? AND idx = ? AND purpose = ? AND text IS NULL"
        )
        row = self._store.connection().execute(sql, (self._spec, index, purpose)).fetchone()
        return None if row is None else Independent(*row)

    def set_counted(self, index: int, counted: Mapping[str, Json]) -> None:
        """Record what the matrix of one problem came to."""
        with self._store.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO corroborations VALUES (?,?,?)",
                (self._spec, index, json.dumps(dict(counted))),
            )

    def counted(self, index: int) -> dict[str, Json]:
        """What the matrix of one problem came to; empty if nobody was asked about it."""
        sql = "SELECT counted FROM corroborations WHERE spec = ? AND idx = ?"
        row = self._store.connection().execute(sql, (self._spec, index)).fetchone()
        return json.loads(row[0]) if row else {}

    def summary(self, *, up_to: int) -> Corroboration:
        """The sums over the problems below an index."""
        sums = ", ".join(
            f"COALESCE(SUM(json_extract(counted, '$.{name}')), 0)"
            for name in ("asked", "independents", "agreeing", "tests_confirmed", "tests_wrong")
        )
        sql = (
            "SELECT COUNT(*), COALESCE(SUM(json_extract(counted, '$.finding') = 'corroborated'), 0)"  # noqa: S608 - constants
            f", {sums} FROM corroborations WHERE spec = ? AND idx < ?"
        )
        row = self._store.connection().execute(sql, (self._spec, up_to)).fetchone()
        problems, corroborated, asked, independents, agreeing, confirmed, wrong = map(int, row)
        return Corroboration(
            problems=problems,
            corroborated=corroborated,
            asked=asked,
            independents=independents,
            agreeing=agreeing,
            tests_confirmed=confirmed,
            tests_wrong=wrong,
        )
