"""What a run came to, read from its database: counts, what fell, everything about one candidate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verisynth.pipeline import rows
from verisynth.pipeline.store import Store
from verisynth.types import Candidate, Json, Outcome, Problem, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """All that is known about one candidate, whatever became of it."""

    id: str
    cell: dict[str, str]
    teacher: str
    problem: Problem | None
    """The one it was judged by; None if the reply held none."""
    candidate: Candidate | None
    verdict: Verdict
    counted: Mapping[str, Json]
    dropped: str
    """Why an accepted one is left out of the exports; empty if it is not."""


@dataclass(frozen=True, slots=True)
class Results:
    """The results in one open run database; reads only."""

    store: Store

    def fallen(self, spec: str, *, up_to: int) -> Iterator[dict[str, Json]]:
        """Everything proposed at an index below ``up_to`` that was rejected, invalid or dropped."""
        sql = (
            "SELECT v.idx, v.n, v.outcome, v.reason, v.verdict, i.problem, c.candidate, "
            "d.reason, d.detail, i.teacher FROM verdicts v JOIN items i USING (spec, idx) "
            "LEFT JOIN candidates c USING (spec, idx, n) LEFT JOIN drops d USING (spec, idx, n) "
            "WHERE v.spec = ? AND v.idx < ? AND (v.outcome IN ('rejected', 'invalid') "
            "OR d.reason IS NOT NULL) ORDER BY v.idx, v.n"
        )
        for row in self.store.connection().execute(sql, (spec, up_to)):
            yield self._fallen(spec, *row)

    def _fallen(
        self,
        spec: str,
        index: int,
        n: int,
        outcome: str,
        reason: str,
        verdict: str,
        problem: str | None,
        candidate: str | None,
        drop: str | None,
        drop_detail: str | None,
        teacher: str,
    ) -> dict[str, Json]:
        reply = None if problem else self.store.reply(spec, index, purpose="teacher")
        judged = json.loads(verdict)
        return {
            "id": f"{spec}-{index}-{n}",
            "spec": spec,
            "outcome": Outcome.REJECTED.value if drop else outcome,
            "reason": drop or reason,
            "detail": drop_detail or judged["detail"],
            "witness": judged.get("witness"),
            "statement": json.loads(problem)["statement"] if problem else None,
            "answer": json.loads(candidate)["answer"] if candidate else None,
            "teacher": teacher,
            "text": reply.response.get("text") if reply else None,
        }

    def counts(self, spec: str, *, up_to: int) -> list[tuple[str, str, int]]:
        """(outcome, reason, how many) over verdicts below an index, drops counted as rejected."""
        sql = (
            "SELECT CASE WHEN d.reason IS NULL THEN v.outcome ELSE 'rejected' END AS o, "
            "COALESCE(d.reason, v.reason) AS r, COUNT(*) FROM verdicts v "
            "LEFT JOIN drops d USING (spec, idx, n) WHERE v.spec = ? AND v.idx < ? "
            "GROUP BY o, r ORDER BY o, COUNT(*) DESC, r"
        )
        found = self.store.connection().execute(sql, (spec, up_to))
        return [(str(outcome), str(reason), int(count)) for outcome, reason, count in found]

    def mutants(self, spec: str, *, up_to: int) -> tuple[int, int]:
        """Mutants of references (killed, those that are mistakes) over the problems below."""
        sql = (
            "SELECT COALESCE(SUM(json_extract(counted, '$.mutants_killed')), 0), "
            "COALESCE(SUM(json_extract(counted, '$.mutants')"
            " - json_extract(counted, '$.mutants_equivalent')), 0) "
            "FROM verdicts WHERE spec = ? AND idx < ? AND n = 0"
        )
        killed, wrong = self.store.connection().execute(sql, (spec, up_to)).fetchone()
        return int(killed), int(wrong)

    def planted(self, spec: str, *, up_to: int) -> tuple[int, int]:
        """Planted wrong answers (rejected, run) over the problems below an index."""
        sql = (
            "SELECT COALESCE(SUM(planted_rejected),0), COALESCE(SUM(planted_total),0) "
            "FROM verdicts WHERE spec = ? AND idx < ? AND n = 0"
        )
        rejected, total = self.store.connection().execute(sql, (spec, up_to)).fetchone()
        return int(rejected), int(total)

    def owed(self, spec: str) -> list[tuple[int, str, str]]:
        """(index, reason, detail) of every item that ended as an error of ours."""
        sql = "SELECT idx, reason, verdict FROM verdicts WHERE spec = ? AND outcome = 'error'"
        found = self.store.connection().execute(sql + " ORDER BY idx", (spec,))
        return [
            (int(index), str(reason), json.loads(text)["detail"]) for index, reason, text in found
        ]

    def example(self, spec: str, index: int, n: int) -> Example | None:
        """Everything about one candidate; None if nothing of that name was judged."""
        row = (
            self.store.connection()
            .execute(
                "SELECT i.cell, i.teacher, COALESCE(i.strengthened, i.problem), c.candidate, "
                "v.verdict, v.counted, d.reason, d.detail "
                "FROM verdicts v JOIN items i USING (spec, idx) "
                "LEFT JOIN candidates c USING (spec, idx, n) "
                "LEFT JOIN drops d USING (spec, idx, n) "
                "WHERE v.spec = ? AND v.idx = ? AND v.n = ?",
                (spec, index, n),
            )
            .fetchone()
        )
        if row is None:
            return None
        cell, teacher, problem, candidate, verdict, counted, drop, drop_detail = row
        return Example(
            id=f"{spec}-{index}-{n}",
            cell=json.loads(cell),
            teacher=teacher,
            problem=rows.load_problem(problem) if problem else None,
            candidate=rows.load_candidate(candidate) if candidate and problem else None,
            verdict=rows.load_verdict(verdict),
            counted=json.loads(counted),
            dropped=f"{drop}: {drop_detail}" if drop else "",
        )

    def ids(self, spec: str, *, most: int) -> list[str]:
        """The names of the first candidates that were judged."""
        sql = "SELECT idx, n FROM verdicts WHERE spec = ? ORDER BY idx, n LIMIT ?"
        found = self.store.connection().execute(sql, (spec, most))
        return [f"{spec}-{index}-{n}" for index, n in found]
