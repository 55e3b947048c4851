"""How the rows of a SQL answer are compared, as a spec or a row of people's own data states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from verisynth.errors import UsageError, did_you_mean
from verisynth.types import Json, SqlTarget

WORDS: Mapping[str, tuple[str, ...]] = {
    "order": ("auto", "none", "keys", "exact"),
    "duplicates": ("bag", "set"),
    "column_match": ("position", "name", "any"),
    "extra_columns": ("refused", "allowed"),
    "nulls": ("exact", "empty"),
    "determinism": ("shown", "observed", "proved"),
    "engines": ("auto", "agree", "one"),
    "databases": ("drawn", "given"),
}
COLUMNS = (*WORDS, "tolerance")
"""The columns of a row that state it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlPolicy:
    """The fields of :class:`~verisynth.types.SqlTarget` that say what counts as the same answer."""

    order: str = "auto"
    duplicates: str = "bag"
    column_match: str = "position"
    extra_columns: str = "refused"
    tolerance: float = 1e-9
    nulls: str = "exact"
    determinism: str = "shown"
    engines: str = "auto"
    databases: str = "drawn"

    def __post_init__(self) -> None:
        """Refuse what no comparison knows.

        Raises:
            ValueError: a word or number is not one of those allowed.
        """
        for field, words in WORDS.items():
            given = getattr(self, field)
            if given not in words:
                hint = did_you_mean(str(given), words)
                raise ValueError(f"{field} is {given!r}; one of {', '.join(words)}.{hint}")
        number = self.tolerance
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 1:
            raise ValueError(f"tolerance is {number!r}; a number from 0 to below 1")

    def of_row(self, row: Mapping[str, Json]) -> SqlPolicy:
        """What the row states, and this where it states nothing.

        Raises:
            UsageError: the row states what no comparison knows.
        """
        stated = {name: row[name] for name in COLUMNS if row.get(name) is not None}
        try:
            return replace(self, **stated) if stated else self  # type: ignore[arg-type]
        except ValueError as error:
            raise UsageError(str(error)) from error

    def on(self, target: SqlTarget) -> SqlTarget:
        """The target judged this way."""
        return replace(target, **{name: getattr(self, name) for name in COLUMNS})
