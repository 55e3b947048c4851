"""Runs a gold query on every filling of its problem, and remembers what a sound one returned.

Many answers to one problem cost one run of its gold. What is remembered is what runs again would
return: the same target in the same engine and kind of sandbox, under the same limits and hash
seed. A gold that cannot judge anyone, or that could not be run, is asked again every time, so that
a fault is never the answer to a second question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from verisynth.errors import SandboxError
from verisynth.languages.sql import determinism, gate, relations
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Json, Limits, SqlTarget
from verisynth.verifiers import sql_gold, sql_lint
from verisynth.verifiers.sql_fillings import filled, has_no_rows
from verisynth.verifiers.sql_gold import Chance, Expected, Gold, Invalid
from verisynth.verifiers.sql_hunt import Hunt, Hunted
from verisynth.verifiers.sql_jobs import Jobs, Run
from verisynth.verifiers.sql_witness import witness

CHANCE = "nondeterministic-gold"

MOST_CELLS = 200_000
"""Of all rows remembered together."""


@dataclass(frozen=True, slots=True)
class Golds:
    """A problem that can judge answers."""

    target: SqlTarget
    """With the fillings that were drawn for it, where it came without rows."""
    expected: tuple[Expected, ...]
    """The gold's rows, one entry a filling."""
    tables: relations.Tables
    """What the engine knows of columns and keys."""

    @property
    def cells(self) -> int:
        """How many values its rows have."""
        return sum(one.rows.columns * len(one.rows.rows) + 1 for one in self.expected)


_Key: TypeAlias = tuple[SqlTarget, str, Limits, int]


@dataclass(slots=True)
class Memory:
    """The golds that were asked for last, up to :data:`MOST_CELLS`."""

    kept: OrderedDict[_Key, Golds] = field(default_factory=OrderedDict)
    cells: int = 0

    async def golds(self, jobs: Jobs) -> Golds:
        """The gold's rows on every filling, from memory or from a run.

        Raises:
            Invalid: the gold cannot judge anyone.
        """
        key = (jobs.target, jobs.sandbox.level, jobs.limits, jobs.hash_seed)
        known = self.kept.get(key)
        if known is not None:
            self.kept.move_to_end(key)
            return known
        found = await golds(jobs)
        # A file may change under its name.
        if not jobs.target.database:
            self._keep(key, found)
        return found

    def _keep(self, key: _Key, found: Golds) -> None:
        if key in self.kept:
            return
        self.kept[key] = found
        self.cells += found.cells
        while self.cells > MOST_CELLS:
            self.cells -= self.kept.popitem(last=False)[1].cells


async def golds(jobs: Jobs) -> Golds:
    """The gold's rows on every filling, from a run.

    Raises:
        Invalid: the gold cannot judge anyone.
    """
    whole = await filled(
        jobs.target, sandbox=jobs.sandbox, limits=jobs.limits, hash_seed=jobs.hash_seed
    )
    jobs = jobs.on(whole)
    gold = sql_gold.gold_of(whole)
    if has_no_rows(whole):
        # Rows on which the gold is chance are not for judging.
        if (shown := await _shown_chance(jobs)) is not None:
            raise Invalid(CHANCE, f"the gold query: {shown.detail}", shown.witness)
        raise Invalid("empty-gold", "there are no rows to try it on, and none could be drawn: "
                      "give setup, or a database")  # fmt: skip
    runs = [Run(whole.gold), Run(whole.gold, gate.is_reversible(whole.gold))]
    if probe := gold.query.probe:
        runs.append(Run(probe))
    asked = sql_lint.asked(whole.gold, whole.dialect)
    try:
        # More runs than the candidate has, and none of them may fail for want of time.
        fillings = await jobs.run(runs, explain=asked, tables=True, share=2.0)
    except ProgramFailed as error:
        raise Invalid("broken-problem", f"the gold query: {error.reason}: {error}") from error
    first = fillings[0]
    tables = relations.tables_of(first.get("tables") if isinstance(first, Mapping) else None)
    found = tuple(
        _expected(gold, filling, number, whole) for number, filling in enumerate(fillings, 1)
    )
    sql_lint.check_names(gold.query, first, tables, whole)
    await _check_chance(gold, tables, jobs)
    if not any(one.rows.rows for one in found):
        raise Invalid("empty-gold", f"no rows on any of {len(found)} fillings")
    return Golds(whole, found, tables)


def _expected(gold: Gold, filling: Json, number: int, target: SqlTarget) -> Expected:
    try:
        return sql_gold.expected(gold, runs_of(filling, number), filling=number)
    except Chance as chance:
        shown = witness(target, number, chance.rows, chance.others)
        raise Invalid(CHANCE, f"filling {number}: {chance}", shown) from chance


async def _check_chance(gold: Gold, tables: relations.Tables, jobs: Jobs) -> None:
    """Refuse a gold whose rows may be chance on tables that the schema allows.

    What its text and the schema's keys leave open is looked for on tables drawn for it, unless the
    problem says that there are no others than its own.

    Raises:
        Invalid: they may; with such tables, where there are any.
    """
    target = jobs.target
    found = determinism.findings(gold.query.tree, tables, target.dialect)
    if not found:
        return
    first = next((one for one in found if one.is_certain), found[0])
    shown = await _shown_chance(jobs)
    if shown is not None:
        raise Invalid(CHANCE, f"the gold query: {first.text}; {shown.detail}", shown.witness)
    if first.is_certain or target.determinism == "proved":
        raise Invalid(CHANCE, f"the gold query: {first.text}")


async def _shown_chance(jobs: Jobs) -> Hunted | None:
    target = jobs.target
    if target.determinism == "observed" or target.databases == "given":
        return None
    hunt = Hunt(target=target, sandbox=jobs.sandbox, limits=jobs.limits, hash_seed=jobs.hash_seed)
    return await hunt.chance()


def runs_of(filling: Json, number: int) -> Sequence[Json]:
    """The runs of one filling.

    Raises:
        Invalid: its script does not load.
    """
    if isinstance(filling, Mapping) and "setup_error" in filling:
        raise Invalid("broken-problem", f"filling {number}: the tables do not load: "
                      f"{filling['setup_error']}")  # fmt: skip
    runs = filling.get("runs") if isinstance(filling, Mapping) else None
    if not isinstance(runs, list):
        raise SandboxError("the SQL runner sent no runs for a filling")
    return runs
