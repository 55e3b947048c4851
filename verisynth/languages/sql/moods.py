"""What drawn databases are like: how many rows, how many ties, how many NULLs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mood:
    """What one database is like."""

    combinations: int
    """Row combinations that satisfy everything."""
    near: float
    """Share of the near misses that are planted."""
    breadth: int
    """Ordinary values a column chooses from; few make ties and duplicates."""
    nulls: float
    """How many of the cells that may be NULL are."""
    groups: int
    """Groups built for each aggregation."""
    others: int
    """Rows a table gets beside the planned ones."""
    spread: bool = False
    """Whether values are all but unique, so that orders have no ties."""
    large: bool = False
    """Whether groups of some hundred rows are built where a threshold asks for them."""
    balanced: bool = False
    """Whether a value that is compared with an average is the average itself somewhere."""
    sharing: float = 0.3
    """How often a row refers to a parent that is there already."""


MOODS = (
    Mood(4, 1.0, 3, 0.10, 2, 2, spread=True),
    Mood(3, 0.6, 2, 0.15, 2, 3, sharing=0.6),
    Mood(8, 0.4, 6, 0.0, 3, 4, spread=True),
    Mood(1, 0.0, 3, 0.0, 0, 1, spread=True, balanced=True),
    Mood(5, 0.8, 2, 0.0, 3, 6, sharing=0.7),
    Mood(12, 0.5, 12, 0.05, 4, 8, spread=True, sharing=0.5),
    Mood(0, 1.0, 3, 0.2, 2, 3, spread=True, balanced=True),
    Mood(2, 0.2, 1, 0.0, 2, 2),
    Mood(6, 1.0, 8, 0.15, 2, 5, spread=True, sharing=0.8),
    Mood(0, 0.0, 3, 0.0, 0, 0),
    Mood(3, 0.3, 3, 0.5, 2, 6, large=True),
    Mood(20, 0.3, 10, 0.0, 2, 12, spread=True),
    Mood(2, 1.0, 4, 0.30, 1, 1),
    Mood(1, 0.5, 2, 0.0, 4, 1, spread=True, balanced=True, large=True),
    Mood(6, 0.0, 3, 0.1, 1, 1, sharing=0.1),
    Mood(2, 0.7, 20, 0.1, 3, 10, spread=True),
)

ALONE = (Mood(0, 0.0, 3, 0.0, 0, 0, spread=True), Mood(0, 0.0, 3, 1.0, 0, 0))
"""For one combination of rows and nothing beside it."""
