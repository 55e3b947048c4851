"""The SQL verifier: a query is right when its rows are the gold query's rows on every filling.

Gold and candidate run in two separate jobs, each on tables of its own, so neither can see or
spoil the other; the rows come back as claims and are compared here. How they are compared is
argued in ``languages.sql.comparison``, when a gold query can judge anyone in ``sql_gold``.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from verisynth.errors import SandboxError, UsageError
from verisynth.languages.sql import gate
from verisynth.languages.sql.cells import Rows, policy_of
from verisynth.languages.sql.comparison import compare
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Check, Json, Limits, Outcome, SqlTarget, Target, Verdict, Witness
from verisynth.verifiers import sql_engines, sql_gold, sql_lint
from verisynth.verifiers.sql_gold import Expected, Failure, Invalid
from verisynth.verifiers.sql_golds import Golds, Memory, runs_of
from verisynth.verifiers.sql_hunt import Hunt, Round
from verisynth.verifiers.sql_jobs import DIALECTS, Jobs, Run
from verisynth.verifiers.sql_witness import witness

VERSION = "2"
METHOD = "databases"

_LIMITS = ("time-limit", "memory-limit", "output-limit")


@dataclass(frozen=True, slots=True)
class SqlResultVerifier:
    """Accepts a query whose rows are the gold's on every filling of the tables.

    Every query also runs on the same rows stored in the opposite order, and must be right there
    too. The verdict's method is ``databases``.

    Example: beside the gold ``SELECT name FROM t ORDER BY age`` it accepts another order among
    people of one age, and rejects a missing duplicate, ``ORDER BY name`` and a second column.
    """

    memory: Memory = field(default_factory=Memory, repr=False, compare=False)

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one query.

        ``invalid`` when the gold itself does not run, returns nothing on every filling, or
        returns rows that depend on chance, whatever the candidate did: such a problem can neither
        accept nor reject anyone.
        """
        started = time.perf_counter()
        jobs = Jobs(_sql(target), sandbox, limits, hash_seed)
        try:
            golds = await self.memory.golds(jobs)
            jobs = jobs.on(golds.target)
            verdict = await _judged(jobs, golds, answer)
            verdict = await _compared_with_another_engine(jobs, golds, verdict, answer)
        except Invalid as error:
            verdict = _invalid(error)
        return _signed(verdict, sandbox, started)

    async def check_problem(
        self, target: Target, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Whether the gold can judge anyone: ``accepted``, or ``invalid`` with the reason."""
        started = time.perf_counter()
        try:
            await self.memory.golds(Jobs(_sql(target), sandbox, limits, hash_seed))
            verdict = Verdict(outcome=Outcome.ACCEPTED)
        except Invalid as error:
            verdict = _invalid(error)
        return _signed(verdict, sandbox, started)


def _sql(target: Target) -> SqlTarget:
    if not isinstance(target, SqlTarget):
        raise TypeError(f"sql_result judges a SqlTarget, got {type(target).__name__}")
    if target.dialect not in DIALECTS:
        raise UsageError(f'dialect is "{target.dialect}"; one of {", ".join(DIALECTS)}')
    if target.database and target.dialect != "sqlite":
        raise UsageError("database is a SQLite file; it needs dialect sqlite")
    return target


async def _judged(jobs: Jobs, golds: Golds, answer: str) -> Verdict:
    """The verdict on every filling, and on databases made for this answer."""
    target = jobs.target
    try:
        query = gate.read(answer, target.dialect)
    except gate.Refused as error:
        return _rejected(error.reason, str(error))
    if query is not None and query.chance:
        return _rejected(
            "query-fails", f"the query uses {query.chance}, so its rows change from run to run"
        )
    try:
        fillings, second = await _run(jobs, answer)
    except ProgramFailed as error:
        return _rejected(error.reason, str(error))
    if len(fillings) != len(golds.expected):
        raise SandboxError("the SQL runner sent another number of fillings for the candidate")
    lint = sql_lint.checks(query, answer, fillings[0], golds.tables, target.dialect)
    verdict = _compared(target, golds.expected, fillings, lint)
    return await _hunted(jobs, verdict, answer, second)


async def _run(jobs: Jobs, answer: str) -> tuple[list[Json], Round | None]:
    """What the answer returned on every filling, twice, and on databases drawn for it.

    Twice: rows that come out right only because of how they happen to be stored (no ORDER BY,
    LIMIT through a tie, a bare column beside GROUP BY) are not an answer.
    """
    runs = [Run(answer), Run(answer, gate.is_reversible(answer))]
    asked = sql_lint.asked(answer, jobs.target.dialect)
    is_gold = answer.strip() == jobs.target.gold.strip()
    hunt = _hunt(jobs)
    drawn = None if jobs.target.databases == "given" or is_gold else hunt.drawn(answer)
    if drawn is not None:
        asking, databases = drawn
        question = asking.question(databases, answer)
        try:
            fillings, value = await jobs.run_and_hunt(runs, question, explain=asked)
            return fillings, hunt.concluded(asking, value, answer)
        except ProgramFailed:
            pass  # perhaps only on the drawn databases, and then the fillings decide
    return await jobs.run(runs, explain=asked), None


def _compared(
    target: SqlTarget, golds: Sequence[Expected], fillings: Sequence[Json], lint: Sequence[Check]
) -> Verdict:
    checks: list[Check] = []
    for number, (gold, filling) in enumerate(zip(golds, fillings, strict=True), 1):
        found = _difference(target, gold, filling, number)
        checks.append(Check(f"filling {number}", not found.reason, found.detail))
        if found.reason:
            hint = "".join(f" ({one.detail})" for one in lint)
            detail = f"filling {number}: {found.detail}{hint}"
            rejected = _rejected(found.reason, detail, (*checks, *lint))
            return dataclasses.replace(rejected, witness=found.witness)
    return Verdict(outcome=Outcome.ACCEPTED, checks=(*checks, *lint))


@dataclass(frozen=True, slots=True)
class _Difference:
    """How an answer differs on one filling; no reason where it does not."""

    reason: str = ""
    detail: str = ""
    witness: Witness | None = None


def _difference(target: SqlTarget, gold: Expected, filling: Json, number: int) -> _Difference:
    if isinstance(filling, Mapping) and filling.get("kind") in _LIMITS:
        # The query spent on earlier fillings what this one's tables needed.
        return _Difference(str(filling["kind"]), str(filling.get("setup_error")))
    try:
        runs = list(map(sql_gold.result, runs_of(filling, number)))
    except Invalid as error:
        # The same script loaded for the gold, so this is no property of the problem.
        raise SandboxError(f"the tables loaded for the gold query only: {error}") from error
    for is_reversed, run in enumerate(runs):
        reason, detail = _run_difference(target, gold, run)
        if reason:
            how = "with the same rows stored in the opposite order: " if is_reversed else ""
            shown = witness(target, number, gold.rows, run, is_reversed=bool(is_reversed))
            return _Difference(reason, how + detail, None if reason in _LIMITS else shown)
    return _Difference()


def _run_difference(target: SqlTarget, gold: Expected, run: Rows | Failure) -> tuple[str, str]:
    if isinstance(run, Failure):
        return run.kind, run.text
    difference = compare(gold.rows, run, gold.runs, policy_of(target))
    return ("wrong-rows", difference.text) if difference else ("", "")


async def _hunted(jobs: Jobs, verdict: Verdict, answer: str, second: Round | None) -> Verdict:
    """The verdict after databases made for this answer have had their say.

    One that passed every filling meets databases drawn for it; one that gave other rows gets a
    smaller database that shows it.
    """
    found = second.found if second is not None else None
    if verdict.witness is not None and verdict.reason == "wrong-rows":
        # One made of the problem's own rows tells more than another that was drawn.
        found = await _hunt(jobs).smaller(answer) or found
        return verdict if found is None else dataclasses.replace(verdict, witness=found.witness)
    if verdict.outcome is not Outcome.ACCEPTED or second is None or not second.is_over:
        return verdict
    name = "databases drawn for this query"
    if found is None:
        return dataclasses.replace(verdict, checks=(*verdict.checks, Check(name, passed=True)))
    detail = f"a database drawn for this query: {found.detail}"
    checks = (*verdict.checks, Check(name, passed=False, detail=found.detail))
    return dataclasses.replace(_rejected(found.reason, detail, checks), witness=found.witness)


def _hunt(jobs: Jobs) -> Hunt:
    return Hunt(
        target=jobs.target, sandbox=jobs.sandbox, limits=jobs.limits, hash_seed=jobs.hash_seed
    )


async def _compared_with_another_engine(
    jobs: Jobs, golds: Golds, verdict: Verdict, answer: str
) -> Verdict:
    """The verdict with a failed check where another engine gives other rows for the gold.

    Unless the problem asks for it, only where the answer is the gold itself, as when a problem is
    audited: once a problem is enough.

    Raises:
        Invalid: the engines disagree, and the problem says that they must not.
    """
    wanted = jobs.target.engines
    is_audit = answer == jobs.target.gold and verdict.outcome is Outcome.ACCEPTED
    if wanted == "one" or (wanted == "auto" and not is_audit):
        return verdict
    found = await sql_engines.disagreement(jobs, golds.expected)
    if found is None:
        return verdict
    if wanted == "agree":
        raise Invalid(sql_engines.DISAGREE, found.detail)
    return dataclasses.replace(verdict, checks=(*verdict.checks, found))


def _rejected(reason: str, detail: str, checks: tuple[Check, ...] = ()) -> Verdict:
    return Verdict(outcome=Outcome.REJECTED, reason=reason, detail=detail, checks=checks)


def _invalid(error: Invalid) -> Verdict:
    return Verdict(
        outcome=Outcome.INVALID, reason=error.reason, detail=str(error), witness=error.witness
    )


def _signed(verdict: Verdict, sandbox: Sandbox, started: float) -> Verdict:
    return dataclasses.replace(
        verdict,
        level=sandbox.level,
        verifier=f"sql_result@{VERSION}",
        method=METHOD,
        seconds=time.perf_counter() - started,
    )
