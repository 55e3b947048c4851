"""What ``CHECK`` conditions over one column let it hold, as far as they are simple."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from verisynth.languages.sql import conditions
from verisynth.languages.sql.plan import (
    Condition,
    Every,
    Holds,
    Missing,
    Not,
    Place,
    Ref,
    Some,
    Value,
)
from verisynth.languages.sql.reading import Reader, Scope, Source
from verisynth.languages.sql.schema import Schema


@dataclass(frozen=True, slots=True)
class Checks:
    """Tests by column, and the constants they name."""

    tests: Mapping[Place, Sequence[Callable[[Value], bool]]]
    samples: Mapping[Place, Sequence[Value]]


def read(schema: Schema) -> Checks:
    """The checks of all tables. Conditions over several columns are left to the engine."""
    tests: dict[Place, list[Callable[[Value], bool]]] = {}
    reader = Reader(schema)
    for name, table in schema.tables.items():
        reader.tables.append(name)
        scope = Scope({name: Source(leaf=len(reader.tables) - 1)})
        for node in table.checks:
            found = conditions.read(reader, node, scope, 0)
            for part in found.parts if isinstance(found, Every) else (found,):
                refs = _refs(part) if part is not None else set()
                if part is not None and len(refs) == 1:
                    place = reader.place(refs.pop())
                    tests.setdefault(place, []).append(functools.partial(_holds, part))
    return Checks(tests, {place: tuple(found) for place, found in reader.samples.items()})


def _refs(condition: Condition) -> set[Ref]:
    match condition:
        case Holds():
            return {condition.lens.ref}
        case Missing():
            return {condition.ref}
        case Not():
            return _refs(condition.part)
        case Every() | Some():
            return set().union(*(_refs(part) for part in condition.parts))
        case _:
            # Two columns, or a subquery: two references, so that no one takes it for one column.
            return {Ref(-1, 0), Ref(-1, 1)}


def _holds(condition: Condition, value: Value) -> bool:
    match condition:
        case Holds():
            return condition.test(condition.lens.forward(value))
        case Missing():
            return value is None
        case Not():
            return not _holds(condition.part, value)
        case Every():
            return all(_holds(part, value) for part in condition.parts)
        case Some():
            return any(_holds(part, value) for part in condition.parts)
        case _:
            return True
