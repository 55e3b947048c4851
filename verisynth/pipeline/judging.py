"""From a proposal to verdicts: by execution, or by a judge's scores where nothing can execute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from verisynth.pipeline.attempt import checked
from verisynth.pipeline.audit import Audit, Auditor
from verisynth.pipeline.kill_pool import COUNTED, KillPool
from verisynth.pipeline.recorded import ItemSession, Line
from verisynth.pipeline.worked_steps import after_steps
from verisynth.protocols import Family, ReadsTraces, Sandbox
from verisynth.spec import TaskSpec
from verisynth.types import Candidate, Evidence, Json, Outcome, Problem, Proposal, Verdict


class Ruling(NamedTuple):
    """The verdict on one candidate, with what the audit of its problem counted."""

    verdict: Verdict
    planted: tuple[int, int] = (0, 0)
    """Wrong answers rejected, and run."""
    counted: Mapping[str, Json] = {}
    """What records say about the audit."""
    problem: Problem | None = None
    """The problem it is by, where that is not the proposed one as it was."""


class Judging(Protocol):
    """Gives one ruling a candidate, in order."""

    async def rule(self, proposal: Proposal, *, index: int) -> tuple[Ruling, ...]:
        """The rulings; faults of ours are ``error`` verdicts, never exceptions."""


@dataclass(frozen=True, slots=True)
class Executed:
    """Audits the problem, then runs each candidate."""

    spec: TaskSpec
    family: Family
    sandbox: Sandbox
    pool: KillPool | None = None
    """Where answers that failed the problem before are; None knows of none."""

    async def rule(self, proposal: Proposal, *, index: int) -> tuple[Ruling, ...]:
        """Nobody is judged by a problem that is not sound."""
        auditor = Auditor(
            family=self.family,
            sandbox=self.sandbox,
            limits=self.spec.limits,
            acceptance=self.spec.acceptance,
        )
        known_wrong = self.pool.failed(index) if self.pool else ()
        found = await auditor.audit(proposal.problem, known_wrong=known_wrong)
        planted = (found.planted_rejected, found.planted_total)
        counted = {**found.counted, **({COUNTED: len(known_wrong)} if known_wrong else {})}
        rulings = []
        for candidate in proposal.candidates:
            verdict = await _verdict(auditor, found, proposal.problem, candidate)
            rulings.append(self._traced(Ruling(verdict, planted, counted), candidate))
        return tuple(rulings)

    def _traced(self, ruling: Ruling, candidate: Candidate) -> Ruling:
        """With what became of the steps of the worked text, where the family reads them."""
        family = self.family
        if not isinstance(family, ReadsTraces) or not candidate.reasoning:
            return ruling
        verdict, counted = after_steps(
            ruling.verdict,
            ruling.counted,
            lambda: family.trace(candidate),
            max_wrong_steps=self.spec.acceptance.max_wrong_steps,
        )
        return ruling._replace(verdict=verdict, counted=counted)


async def _verdict(
    auditor: Auditor, found: Audit, problem: Problem, candidate: Candidate
) -> Verdict:
    if found.verdict.outcome is not Outcome.ACCEPTED:
        return found.verdict
    verdict = found.verdict
    if candidate.answer != problem.reference:
        verdict = await auditor.verify_candidate(
            problem.target, candidate.answer, limits=found.limits
        )
    if verdict.outcome is not Outcome.ACCEPTED:
        return verdict
    evidence = Evidence.AUDITED if found.planted_total else Evidence.EXECUTED
    return replace(verdict, evidence=evidence)


class JudgedFamily(Protocol):
    """A family whose answers a judge scores."""

    async def judge(
        self, problem: Problem, candidate: Candidate, *, scorer: ItemSession, max_tokens: int
    ) -> Verdict:
        """The verdict from checks by program and the scorer's scores."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Asks a judge; labels are checked by program first."""

    family: JudgedFamily
    line: Line
    max_tokens: int

    async def rule(self, proposal: Proposal, *, index: int) -> tuple[Ruling, ...]:
        """One judgement a candidate. An earlier one that ended as an error is asked for anew."""
        if self.line.store.verdicts(self.line.spec, index):
            self.line.store.supersede_judge(self.line.spec, index)
        rulings = []
        for n, candidate in enumerate(proposal.candidates):
            scorer = self.line.for_item(index, purpose=f"judge-{n}")

            async def attempt(
                candidate: Candidate = candidate, scorer: ItemSession = scorer
            ) -> Verdict:
                return await self.family.judge(
                    proposal.problem, candidate, scorer=scorer, max_tokens=self.max_tokens
                )

            # The judge has retries of its own; asking again here would double its price.
            rulings.append(Ruling(await checked(attempt, tries=1)))
        return tuple(rulings)
