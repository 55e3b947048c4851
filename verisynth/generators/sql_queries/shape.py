"""What one kind of question is made of: templates over the roles of a domain.

Templates are plain text with ``<role>`` marks, so that a shape reads as the SQL it becomes and
the wrong queries as small edits of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrong:
    """A plausible mistake: one edit of the gold's template, or another query altogether."""

    why: str
    find: str = ""
    """Text of the gold that the mistake replaces everywhere; empty when ``put`` is all of it."""
    put: str = ""
    only: str = ""
    """The one dialect in which it is a mistake; empty for both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind of question."""

    name: str
    level: str
    """easy, medium or hard."""
    ask: str
    """A noun phrase for the wanted result; every style can finish it into a sentence."""
    columns: str
    """The output columns in order, as a sentence part."""
    order: str = ""
    """How rows are ordered, ties included; empty when any order will do."""
    note: str = ""
    """What happens with ties, missing values, empty groups."""
    gold: str
    wrongs: tuple[Wrong, ...]
    because: str
    """The reasoning, two to four sentences."""


def fill(template: str, names: Mapping[str, str]) -> str:
    """``template`` with every ``<role>`` mark replaced; text in other angle signs stays.

    A comparison such as ``a < b`` has a space after its sign, so it is never taken for a mark.
    """
    for role, text in names.items():
        if role in template:
            template = template.replace(role, text)
    return template


def wrong_template(shape: Shape, wrong: Wrong) -> str:
    """The template of the mistaken query."""
    if not wrong.find:
        return wrong.put
    if wrong.find not in shape.gold:
        raise ValueError(f"shape {shape.name}: the gold does not contain {wrong.find!r}")
    return shape.gold.replace(wrong.find, wrong.put)
