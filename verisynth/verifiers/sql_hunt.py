"""Hunts for a database on which a query differs from the gold, and makes it small.

The fillings of a problem cannot foresee every wrong query. So a query that passed them is met with
databases drawn for it: from its own constants, thresholds and joins beside the gold's. One that
failed them gets a smaller database that still shows it. What the box finds is a claim; a witness is
one only if the host, which compares as every verdict does, sees the difference in the rows as well.

A difference that an arbitrary choice could undo (rows that tie at a LIMIT, a bare column) is none:
both queries are run with rows stored both ways, and the gold's rows must not change.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verisynth.languages.sql import databases, schema, scripts, trees
from verisynth.languages.sql.cells import Rows, policy_of
from verisynth.languages.sql.comparison import compare
from verisynth.languages.sql.matrix import ENGINES, Asking, Found
from verisynth.languages.sql.rows import Database
from verisynth.languages.sql.schema import Schema
from verisynth.protocols import Sandbox
from verisynth.sandbox.result import ProgramFailed
from verisynth.types import Json, Limits, SqlTarget, Witness
from verisynth.verifiers import sql_gold, sql_witness
from verisynth.verifiers.sql_gold import Chance, Failure, Invalid

DATABASES: Mapping[str, int] = {"sqlite": 12, "duckdb": 4}
ALONE: Mapping[str, int] = {"sqlite": 12, "duckdb": 4}
"""By dialect: an engine that takes longer to fill gets fewer. Before the databases of many rows
come those of one combination."""
TIES = 16
"""Databases on which a gold is tried that its text and the keys leave to chance."""


@dataclass(frozen=True, slots=True)
class Hunted:
    """A difference, in words and to re-run."""

    reason: str
    """A slug of ``reasons.py``."""
    detail: str
    witness: Witness


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the databases drawn for one query."""

    is_over: bool
    """Whether it met them all, or a difference was found; not where none could be drawn, or a
    limit ended the search: then the fillings of the problem have the last word."""
    found: Hunted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """Where to look, and for how long."""

    target: SqlTarget
    sandbox: Sandbox
    limits: Limits
    hash_seed: int = 0
    databases: int | None = None
    """How many of many rows to draw; ``None``: what is usual for the dialect."""
    seed: str = ""

    async def second_round(self, answer: str) -> Round:
        """The first database drawn for this query on which it differs, if there is one."""
        drawn = self.drawn(answer)
        if drawn is None:
            return Round(is_over=False)
        asking, databases = drawn
        try:
            found = await self._found(asking, databases, answer, own=False)
        except ProgramFailed:
            return Round(is_over=False)
        return Round(is_over=True, found=found)

    def drawn(self, answer: str) -> tuple[Asking, list[Database]] | None:
        """The databases for this query, and whom to ask; None where none can be drawn."""
        usual = DATABASES.get(self.target.dialect, 0)
        return self._drawn(answer, usual if self.databases is None else self.databases)

    def concluded(self, asking: Asking, value: Json, answer: str) -> Round:
        """As :meth:`second_round`, of what the box answered to ``asking.question``."""
        if not isinstance(value, Mapping):
            return Round(is_over=False)
        shown = asking.found(value)
        if shown is None or shown.rows is None:
            return Round(is_over=True)
        return Round(is_over=True, found=_confirmed(asking, shown, shown.rows, answer))

    async def smaller(self, answer: str) -> Hunted | None:
        """A smaller database that shows what one of the problem's own fillings shows."""
        tables = schema.read(self.target.schema, self.target.dialect)
        if tables is None or self.target.database or self.target.dialect not in ENGINES:
            return None
        try:
            return await self._found(self._asking(tables, tables.order()), [], answer, own=True)
        except ProgramFailed:
            return None

    async def chance(self) -> Hunted | None:
        """Tables on which the gold may return several results, if some can be drawn."""
        drawn = self._drawn(self.target.gold, TIES)
        if drawn is None:
            return None
        asking, databases = drawn
        try:
            shown = await asking.chance(databases)
        except ProgramFailed:
            return None
        return None if shown is None or shown.rows is None else _chance(asking, shown, shown.rows)

    def _asking(self, tables: Schema, order: tuple[str, ...]) -> Asking:
        return Asking(
            target=self.target,
            schema=tables,
            tables=order,
            sandbox=self.sandbox,
            limits=self.limits,
            hash_seed=self.hash_seed,
        )

    def _drawn(self, answer: str, many: int) -> tuple[Asking, list[Database]] | None:
        target = self.target
        tables = schema.read(target.schema, target.dialect)
        gold = trees.parsed(target.gold, target.dialect)
        other = trees.parsed(answer, target.dialect)
        if tables is None or gold is None or other is None or target.dialect not in ENGINES:
            return None
        recipe = databases.recipe(tables, [gold, other], strict=target.dialect != "sqlite")
        if not recipe.plan.tables:
            return None
        alone = recipe.alone(ALONE[target.dialect])
        found = [*alone, *(recipe.draw(number, self.seed) for number in range(many))]
        # Last, because rows that differ say more than the lack of any.
        return self._asking(tables, recipe.tables), [*found, {}]

    async def _found(
        self, asking: Asking, found: Sequence[Database], answer: str, *, own: bool
    ) -> Hunted | None:
        shown = await asking.hunt(found, answer, own=own)
        if shown is None or shown.rows is None:
            return None
        return _confirmed(asking, shown, shown.rows, answer)


def _small(asking: Asking, rows: Database, answer: str) -> SqlTarget:
    """The target with these rows only."""
    target = asking.target
    script = scripts.filling(rows, asking.schema, asking.tables, target.dialect)
    return dataclasses.replace(
        target,
        schema=_created(asking, rows, (target.gold, answer)),
        setup=script,
        extra_setups=(),
        database="",
    )


def _chance(asking: Asking, shown: Found, rows: Database) -> Hunted | None:
    """The tables, if the host sees that the gold's rows there are chance."""
    target = asking.target
    try:
        sql_gold.expected(sql_gold.gold_of(target), shown.gold, filling=1)
    except Chance as chance:
        small = _small(asking, rows, target.gold)
        told = sql_witness.witness(small, 1, chance.rows, chance.others)
        return Hunted("nondeterministic-gold", f"on tables drawn for it, {chance}", told)
    except Invalid:
        return None
    return None


def _confirmed(asking: Asking, shown: Found, rows: Database, answer: str) -> Hunted | None:
    """The witness, if the host sees the difference too."""
    target = asking.target
    plain, other = sql_gold.result(shown.gold[0]), sql_gold.result(shown.other[0])
    if not isinstance(plain, Rows):
        return None
    detail = _difference(target, shown, plain, other)
    if not detail:
        return None
    reason = other.kind if isinstance(other, Failure) else "wrong-rows"
    small = _small(asking, rows, answer)
    return Hunted(reason, detail, sql_witness.witness(small, 1, plain, other))


def _difference(target: SqlTarget, shown: Found, plain: Rows, other: Rows | Failure) -> str:
    if isinstance(other, Failure):
        return other.text
    try:
        expected = sql_gold.expected(sql_gold.gold_of(target), shown.gold, filling=1)
    except (Chance, Invalid):
        # Which of the tied rows the gold takes is chance; how many it takes is not.
        differs = len(plain.rows) != len(other.rows)
        return f"{len(other.rows)} rows, expected {len(plain.rows)}" if differs else ""
    found = [
        compare(expected.rows, run, expected.runs, policy_of(target))
        for run in map(sql_gold.result, shown.other)
        if isinstance(run, Rows)
    ]
    first = found[0] if found and all(found) else None
    return first.text if first is not None else ""


def _created(asking: Asking, rows: Database, queries: Sequence[str]) -> str:
    """The schema without the tables that neither queries nor rows nor references name."""
    target, tables = asking.target, asking.schema.tables
    wanted = set(rows)
    for text in queries:
        tree = trees.parsed(text, target.dialect)
        if tree is None:
            return target.schema
        wanted |= trees.tables(tree) & set(tables)
    waiting = list(wanted)
    while waiting:
        parents = {key.table for key in tables[waiting.pop()].foreign} - wanted
        wanted |= parents
        waiting += parents
    return scripts.without_tables(target.schema, target.dialect, frozenset(tables) - wanted)
