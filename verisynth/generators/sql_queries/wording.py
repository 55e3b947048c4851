"""Finishes a question: who asks, in which style, on which tables."""

from __future__ import annotations

import random
from collections.abc import Mapping
from types import MappingProxyType

from verisynth.generators.sql_queries.domains import Domain
from verisynth.generators.sql_queries.shape import Shape, fill

PERSONAS = (
    "analyst", "auditor", "branch manager", "data engineer", "intern", "director", "planner",
    "office assistant", "controller", "researcher", "team lead", "journalist",
)  # fmt: skip

_STYLES: Mapping[str, str] = MappingProxyType(
    {
        "plain": "{company} is {place}. Write one query that returns {ask}.",
        "request": '{person}, {persona} at {company} ({place}), asks: "Could you get me {ask}?"',
        "terse": "{company}, {place}. Wanted by {person} ({persona}): {ask}.",
        "report": "A report by {person}, {persona} at {place} called {company}, needs {ask}.",
        "ticket": "Ticket {number} for {company}, {place}\nOpened by: {person}, {persona}\n"
        "Request: {ask}.",
        "colleague": "Hi, {person} here, {persona} at {company} ({place}). I am stuck on one "
        "query: I need {ask}. Can you write it?",
    }
)
STYLES = tuple(_STYLES)

_FIRST = (
    "North", "South", "Blue", "Silver", "Green", "Old", "New", "Red", "Golden", "Clear", "High",
    "Stone", "White", "Fair", "Bright", "Deep", "Wild", "Swift", "Grand", "Iron", "Maple", "Oak",
)  # fmt: skip
_SECOND = (
    "gate", "field", "bridge", "haven", "ford", "crest", "water", "brook", "dale", "wood", "port",
    "view", "well", "ridge", "mere", "shore", "cliff", "moor", "vale", "hill",
)  # fmt: skip
_PEOPLE = (
    "Anja", "Bilal", "Carmen", "Dmitri", "Eun-ji", "Farid", "Gloria", "Hassan", "Ingrid", "Joao",
    "Keiko", "Lucia", "Marek", "Nadia", "Oscar", "Priya", "Rosa", "Samir", "Tove", "Yusuf",
)  # fmt: skip
_ENGINES = MappingProxyType({"sqlite": "SQLite", "duckdb": "DuckDB"})


def statement(
    shape: Shape, domain: Domain, english: Mapping[str, str], schema: str, rng: random.Random,
    *, style: str, persona: str, dialect: str,
) -> str:  # fmt: skip
    """The whole text the student reads."""
    opening = _STYLES[style].format(
        company=rng.choice(_FIRST) + rng.choice(_SECOND),
        place=domain.place,
        person=rng.choice(_PEOPLE),
        persona=persona,
        number=rng.randint(1000, 9999),
        ask=fill(shape.ask, english),
    )
    rules = [f"Columns, in this order: {fill(shape.columns, english)}."]
    rules.append(_order(shape, english))
    if shape.note:
        rules.append(fill(shape.note, english))
    ending = f"Answer with one {_ENGINES[dialect]} query."
    body = "\n".join(f"- {rule}" for rule in rules)
    return f"{opening}\n\n{body}\n\nTables:\n\n```sql\n{schema}\n```\n\n{ending}"


def _order(shape: Shape, english: Mapping[str, str]) -> str:
    if not shape.order:
        return "The order of the rows does not matter."
    return f"Order the rows {fill(shape.order, english)}."
