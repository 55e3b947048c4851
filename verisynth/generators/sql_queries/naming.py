"""Turns a domain and a draw into names: for SQL, for English, and the CREATE TABLE statements."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from verisynth.generators.sql_queries.domains import Domain

_RESERVED = frozenset({"order"})


@dataclass(frozen=True, slots=True)
class Names:
    """Every ``<role>`` of a template, as SQL says it and as a question says it."""

    sql: Mapping[str, str]
    english: Mapping[str, str]
    columns: tuple[tuple[str, ...], ...]
    """Columns of parents, items and events, in the order of the rows of a filling."""


def choose(domain: Domain, rng: random.Random) -> dict[str, str]:
    """Table and column names for one draw: plural or singular tables, short or long keys."""
    singular = rng.random() < 0.4 and not {domain.parent, domain.item, domain.event} & _RESERVED
    long_keys, long_labels = rng.random() < 0.6, rng.random() < 0.3
    one = (domain.parent, domain.item, domain.event)
    many = (domain.parents, domain.items, domain.events)
    tables = one if singular else many
    keys = [f"{word}_id" if long_keys else "id" for word in one]
    labels = [f"{word}_name" if long_labels else "name" for word in one[:2]]
    return {
        "<P>": tables[0], "<I>": tables[1], "<E>": tables[2],
        "<pid>": keys[0], "<iid>": keys[1], "<eid>": keys[2],
        "<pname>": labels[0], "<iname>": labels[1],
        "<fp>": f"{one[0]}_id", "<fi>": f"{one[1]}_id",
        "<group>": domain.group, "<score>": domain.score, "<boss>": domain.boss,
        "<kind>": domain.kind, "<price>": domain.price, "<date>": domain.date,
        "<amount>": domain.amount, "<status>": domain.status, "<extra>": domain.extra,
    }  # fmt: skip


def name(domain: Domain, roles: Mapping[str, str], constants: Mapping[str, str | int],
         dialect: str) -> Names:  # fmt: skip
    """Both vocabularies. Constants are SQL literals in SQL and bare values in a question."""
    literals = {f"<{key}>": _literal(value) for key, value in constants.items()}
    sql = {**_macros(dialect), **roles, **literals}
    columns = {mark: f"`{text}`" for mark, text in roles.items()}
    columns |= _bare_keys(domain, roles)
    values = {
        f"<{key}>": str(value) if key in ("D", "D2") else _literal(value)
        for key, value in constants.items()
    }
    english = {**columns, **values, **_words(domain)}
    groups = (
        ("<pid>", "<pname>", "<group>", "<score>", "<boss>"),
        ("<iid>", "<iname>", "<kind>", "<price>"),
        ("<eid>", "<fp>", "<fi>", "<date>", "<amount>", "<status>", "<extra>"),
    )
    return Names(sql, english, tuple(tuple(roles[mark] for mark in group) for group in groups))


def schema(names: Names, dialect: str) -> str:
    """CREATE TABLE statements of the three tables."""
    sql = names.sql
    date = "DATE" if dialect == "duckdb" else "TEXT"
    key = "INTEGER PRIMARY KEY"
    # DuckDB checks a link within one table before the other rows of the same INSERT are there.
    boss = "INTEGER" if dialect == "duckdb" else f"INTEGER REFERENCES {sql['<P>']}"
    tables = (
        ("<P>", (("<pid>", key), ("<pname>", "TEXT NOT NULL"), ("<group>", "TEXT NOT NULL"),
                 ("<score>", "INTEGER"), ("<boss>", boss))),
        ("<I>", (("<iid>", key), ("<iname>", "TEXT NOT NULL"), ("<kind>", "TEXT NOT NULL"),
                 ("<price>", "INTEGER NOT NULL"))),
        ("<E>", (("<eid>", key), ("<fp>", f"INTEGER NOT NULL REFERENCES {sql['<P>']}"),
                 ("<fi>", f"INTEGER REFERENCES {sql['<I>']}"),
                 ("<date>", f"{date} NOT NULL"), ("<amount>", "INTEGER NOT NULL"),
                 ("<status>", "TEXT NOT NULL"), ("<extra>", "INTEGER"))),
    )  # fmt: skip
    return "\n".join(_create(sql, table, columns) for table, columns in tables)


def _create(sql: Mapping[str, str], table: str, columns: tuple[tuple[str, str], ...]) -> str:
    lines = ",\n".join(f"  {sql[mark]} {kind}" for mark, kind in columns)
    return f"CREATE TABLE {sql[table]} (\n{lines}\n);"


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else f"'{value}'"


def _macros(dialect: str) -> dict[str, str]:
    # These come first: what they stand for holds marks itself.
    if dialect == "duckdb":
        return {
            "<month>": "strftime(e.<date>, '%Y-%m')",
            "<month_only>": "strftime(e.<date>, '%m')",
            "<days>": "date_diff('day', previous, <date>)",
        }
    return {
        "<month>": "strftime('%Y-%m', e.<date>)",
        "<month_only>": "strftime('%m', e.<date>)",
        "<days>": "CAST(julianday(<date>) - julianday(previous) AS INTEGER)",
    }


def _bare_keys(domain: Domain, roles: Mapping[str, str]) -> dict[str, str]:
    """Columns called the same in several tables, with the word that tells them apart."""
    owners = {
        "<pid>": domain.parent, "<iid>": domain.item, "<eid>": domain.event,
        "<pname>": domain.parent, "<iname>": domain.item,
    }  # fmt: skip
    return {
        mark: f"{owner} `{roles[mark]}`"
        for mark, owner in owners.items()
        if roles[mark] in ("id", "name")
    }


def _words(domain: Domain) -> dict[str, str]:
    return {
        "<parent>": domain.parent, "<parents>": domain.parents,
        "<Parents>": domain.parents.capitalize(), "<a_parent>": _article(domain.parent),
        "<item>": domain.item, "<items>": domain.items, "<an_item>": _article(domain.item),
        "<event>": domain.event, "<events>": domain.events,
        "<Events>": domain.events.capitalize(), "<a_event>": _article(domain.event),
        "<boss_role>": domain.boss_role, "<a_boss>": _article(domain.boss_role),
        "<a_extra>": _article(domain.extra, f"`{domain.extra}`"),
    }  # fmt: skip


def _article(word: str, shown: str = "") -> str:
    # The words are ours; only "hours" and the like would break this rule, and none is singular.
    return f"{'an' if word[0] in 'aeiou' else 'a'} {shown or word}"
