"""Finds a few databases that tell a gold query from its wrong neighbours.

Many databases are drawn, all mutants of the gold run on all of them in one job, and the fewest
databases that kill every mutant any of them kills are kept. Mutants that survive are tried on many
more; one that no database tells from the gold is presumed to be the same query in other words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verisynth.languages.sql import databases, mutants, schema, scripts, trees
from verisynth.languages.sql.databases import Recipe
from verisynth.languages.sql.matrix import ENGINES, Asking, Seen
from verisynth.languages.sql.rows import Database
from verisynth.protocols import Sandbox
from verisynth.types import Limits, Mutant, Mutation, SqlTarget

SEARCHED: Mapping[str, int] = {"sqlite": 48, "duckdb": 8}
WIDER: Mapping[str, int] = {"sqlite": 160, "duckdb": 8}
MOST_MUTANTS: Mapping[str, int] = {"sqlite": mutants.MAX_MUTANTS, "duckdb": 24}
"""By dialect: DuckDB takes some fifty times as long to build a database."""
MAX_DATABASES = 10
_MAX_SURVIVORS_READ = 8


@dataclass(frozen=True, slots=True)
class Suite:
    """What a search gave."""

    setups: tuple[str, ...]
    """Scripts that fill the tables."""
    mutation: Mutation
    """What these fillings alone, with the target's own, do to the mutants."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A gold with its mutants that run, and who kills whom."""

    asking: Asking
    recipe: Recipe
    mutants: tuple[Mutant, ...]


async def neighbours(target: SqlTarget, *, sandbox: Sandbox, limits: Limits) -> Neighbours | None:
    """The gold read, and its mutants; ``None`` where it cannot be read or written."""
    tables = schema.read(target.schema, target.dialect)
    tree = trees.parsed(target.gold, target.dialect)
    if tables is None or tree is None or target.database or target.dialect not in ENGINES:
        return None
    recipe = databases.recipe(tables, [tree], strict=target.dialect != "sqlite")
    if not recipe.plan.tables:
        return None
    asking = Asking(
        target=target, schema=tables, tables=recipe.tables, sandbox=sandbox, limits=limits
    )
    made = mutants.mutants(tree, tables, target.dialect, most=MOST_MUTANTS[target.dialect])
    return Neighbours(asking, recipe, made)


async def distilled(
    target: SqlTarget,
    *,
    sandbox: Sandbox,
    limits: Limits,
) -> Suite | None:
    """The fewest databases that kill what can be killed, beside the target's own fillings.

    ``None`` where there is nothing to find: the gold cannot be read, or no database is stable.
    """
    found = await neighbours(target, sandbox=sandbox, limits=limits)
    if found is None:
        return None
    searched = SEARCHED[target.dialect]
    drawn = [found.recipe.draw(number) for number in range(searched)]
    drawn, seen, running = await _matrix(found, drawn)
    kills = _kills(seen, running)
    survivors = [at for at in running if not any(at in killed for killed in kills)]
    if survivors:
        more, more_seen = await _wider(found, survivors, searched)
        drawn, kills = [*drawn, *more], [*kills, *_kills(more_seen, survivors)]
        seen = [*seen, *more_seen]
    usable = [at for at, one in enumerate(seen) if one.is_stable]
    chosen = _chosen(usable, kills, [one.rows for one in seen], [_size(one) for one in drawn])
    if not chosen:
        return None
    setups = tuple(
        scripts.filling(drawn[at], found.asking.schema, found.asking.tables, target.dialect)
        for at in chosen
    )
    return Suite(setups, _mutation(found.mutants, running, [kills[at] for at in chosen], kills))


async def measured(target: SqlTarget, *, sandbox: Sandbox, limits: Limits) -> Mutation | None:
    """What the target's own fillings do to the mutants of its gold; ``None``: none can be made."""
    found = await neighbours(target, sandbox=sandbox, limits=limits)
    if found is None:
        return None
    texts = _texts(found, range(len(found.mutants)))
    own = await found.asking.matrix([], texts, own=True)
    running = _running(found, own)
    kills = _kills(own, running)
    survivors = [at for at in running if not any(at in killed for killed in kills)]
    more: list[Seen] = []
    if survivors:
        _, more = await _wider(found, survivors, 0)
    return _mutation(found.mutants, running, kills, [*kills, *_kills(more, survivors)])


def _texts(found: Neighbours, numbers: Sequence[int]) -> list[str]:
    """The gold as the parser writes it, then these mutants."""
    target = found.asking.target
    tree = trees.parsed(target.gold, target.dialect)
    plain = mutants.written(tree, target.dialect) if tree is not None else ""
    return [plain or target.gold, *(found.mutants[at].source for at in numbers)]


async def _matrix(
    found: Neighbours, drawn: list[Database]
) -> tuple[list[Database], list[Seen], list[int]]:
    """Databases as the engine stored them, what each showed, and the mutants that run."""
    texts = _texts(found, range(len(found.mutants)))
    seen = await found.asking.matrix(drawn, texts)
    if any(one.refused for one in seen):
        drawn = [
            found.asking.without(one, two.refused) for one, two in zip(drawn, seen, strict=False)
        ]
        seen = await found.asking.matrix(drawn, texts)
    return drawn[: len(seen)], seen, _running(found, seen)


def _running(found: Neighbours, seen: Sequence[Seen]) -> list[int]:
    """The mutants the engine can run; none of them if writing out the gold changes its rows."""
    stable = [one for one in seen if one.is_stable]
    if not stable or any(0 in one.differs or 0 in one.fails for one in stable):
        return []
    numbers = range(len(found.mutants))
    return [at for at in numbers if not any(at + 1 in one.fails for one in stable)]


def _kills(seen: Sequence[Seen], numbers: Sequence[int]) -> list[frozenset[int]]:
    """For each database the mutants it kills, by their number in the list of all."""
    wanted = set(numbers)
    return [frozenset(at - 1 for at in one.differs) & wanted if one.is_stable else frozenset()
            for one in seen]  # fmt: skip


async def _wider(
    found: Neighbours, survivors: Sequence[int], start: int
) -> tuple[list[Database], list[Seen]]:
    """More databases, drawn with the survivors' own conditions in mind too."""
    asking, target = found.asking, found.asking.target
    tree = trees.parsed(target.gold, target.dialect)
    read = [trees.parsed(found.mutants[at].source, target.dialect)
            for at in survivors[:_MAX_SURVIVORS_READ]]  # fmt: skip
    known = [one for one in (tree, *read) if one is not None]
    recipe = databases.recipe(asking.schema, known, strict=target.dialect != "sqlite")
    asked = Asking(target=target, schema=asking.schema, tables=asking.tables,
                   sandbox=asking.sandbox, limits=asking.limits)  # fmt: skip
    wider = range(start, start + WIDER[target.dialect])
    drawn = [recipe.draw(number, "wider") for number in wider]
    texts = _texts(found, survivors)
    seen = await asked.matrix(drawn, texts)
    numbered: Mapping[int, int] = {at: number + 1 for at, number in enumerate(survivors, 1)}
    renamed = [
        Seen(one.is_stable and not one.refused, one.rows,
             frozenset(numbered[at] for at in one.differs if at in numbered),
             frozenset(), one.refused)
        for one in seen
    ]  # fmt: skip
    return drawn[: len(seen)], renamed


def _size(database: Database) -> int:
    return sum(map(len, database.values()))


def _chosen(
    usable: Sequence[int],
    kills: Sequence[frozenset[int]],
    rows: Sequence[int],
    sizes: Sequence[int],
) -> list[int]:
    """Greedy cover: whoever kills most of what is left, at first the smaller database.

    When all are killed once the cover starts again, and once more, with the larger databases
    first: a mistake nobody thought of is likelier to be caught by three databases than by one,
    and by many rows than by the few that happen to do. One of them must show rows.
    """
    chosen: list[int] = []
    every = frozenset().union(*kills) if kills else frozenset()
    times = dict.fromkeys(sorted(every), 0)
    for level, sign in ((1, -1), (2, 1), (3, 1)):
        while len(chosen) < MAX_DATABASES:
            left = {at for at, count in times.items() if count < level}
            best = max(
                (at for at in usable if at not in chosen),
                key=lambda at: (len(kills[at] & left), sign * sizes[at], -at),
                default=None,
            )
            if best is None or not kills[best] & left:
                break
            chosen.append(best)
            for at in kills[best]:
                times[at] += 1
    if not any(rows[at] for at in chosen):
        shown = [at for at in usable if rows[at] and at not in chosen]
        chosen += sorted(shown, key=lambda at: (sizes[at], at))[:1]
    return chosen if any(rows[at] for at in chosen) else []


def _mutation(
    found: Sequence[Mutant],
    running: Sequence[int],
    kills: Sequence[frozenset[int]],
    every: Sequence[frozenset[int]],
) -> Mutation:
    killed = frozenset().union(*kills) if kills else frozenset()
    killable = frozenset().union(*every) if every else frozenset()
    return Mutation(
        mutants=len(running),
        killed=len(killed & set(running)),
        equivalent=len(set(running) - killable),
        survivors=tuple(found[at] for at in running if at in killable - killed),
    )
