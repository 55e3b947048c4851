"""What a query asks of rows: the shape from which rows are built that it tells apart.

A :class:`Plan` is read from a query by ``reading``; ``templates`` turns it into combinations of
rows that satisfy all its conditions, or all but one. Nothing here decides what a query returns:
only the engine does. A condition that cannot be expressed is left out, and costs aim, not truth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

Value: TypeAlias = int | float | str | None


class Place(NamedTuple):
    """A column of a table as a schema has it."""

    table: str
    column: int


class Ref(NamedTuple):
    """A column of one occurrence of a table in a query."""

    leaf: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """A column seen through a function such as ``lower(x)`` or ``strftime('%Y', x)``."""

    ref: Ref
    forward: Callable[[Value], Value]
    """What the function makes of a stored value, as far as rows are chosen by it."""
    backward: Callable[[Value], Sequence[Value]]
    """Stored values that the function may turn into this one."""
    is_plain: bool = False
    """Whether it is the column itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Holds:
    """A condition on one column, by constants."""

    lens: Lens
    test: Callable[[Value], bool]
    samples: tuple[Value, ...]
    """Values on both sides of the condition, as the lens shows them."""


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A condition between two columns."""

    left: Lens
    operator: str
    """One of ``= <> < <= > >=``."""
    right: Lens


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """``IS NULL``."""

    ref: Ref


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """``AND``."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """``OR``."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """``NOT``."""

    part: Condition


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """``IN``, ``EXISTS`` or a comparison with a subquery: whether it has a row that fits."""

    block: Block
    pairs: tuple[tuple[Ref, Ref], ...]
    """Columns outside and inside that are equal in a match."""


Condition: TypeAlias = Holds | Compared | Missing | Every | Some | Not | Match


@dataclass(frozen=True, slots=True, eq=False)
class Threshold:
    """A condition on an aggregate of a group: ``count(*) > 3``, ``sum(x) >= 100``."""

    function: str
    """``count``, ``distinct``, ``sum``, ``avg``, ``min`` or ``max``."""
    ref: Ref | None
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """An output column that is an aggregate of its block's rows."""

    function: str
    ref: Ref | None
    block: Block


@dataclass(slots=True, eq=False)
class Optional:
    """The part of an outer join that may be missing."""

    leaves: list[int]
    parts: list[Block]
    conditions: list[Condition]


@dataclass(slots=True, eq=False)
class Block:
    """One SELECT, or a set operation over two of them."""

    leaves: list[int] = field(default_factory=list)
    parts: list[Block] = field(default_factory=list)
    """Derived tables of its FROM clause."""
    optional: list[Optional] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    extras: list[Condition] = field(default_factory=list)
    """Conditions outside WHERE (CASE, FILTER): rows are wanted on both sides of them."""
    groups: list[Ref] = field(default_factory=list)
    is_grouped: bool = False
    thresholds: list[Threshold] = field(default_factory=list)
    outputs: list[Lens | Aggregate | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of the outputs, lower case."""
    branches: tuple[Block, Block] | None = None
    """The two sides of a set operation."""
    besides: list[Block] = field(default_factory=list)
    """Subqueries that bring rows of their own but no match."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one query, or several over the same schema, ask of rows."""

    tables: tuple[str, ...]
    """The table of each leaf."""
    blocks: tuple[Block, ...]
    samples: Mapping[Place, tuple[Value, ...]]
    """Constants that each column meets, with their neighbours."""
    links: tuple[tuple[Place, Place], ...]
    """Columns that are compared with each other somewhere."""
    dates: frozenset[Place]
    """Columns that date functions read."""
    numbers: frozenset[Place] = frozenset()
    """Columns that are used as numbers, whatever they are declared as."""
    averages: tuple[Place, ...] = ()
    """Columns that are compared with an average of themselves."""
    limit: int = 0
    """The largest LIMIT or OFFSET: fewer rows than that would hide it."""
