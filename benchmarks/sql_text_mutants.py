"""Small mistakes made in the text of a query, token by token, for benchmarks.

Written apart from ``verisynth.languages.sql.mutants`` and never used to choose databases, so that
databases chosen by those can be measured by these.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlglot.dialects.dialect import Dialect

from verisynth.languages.sql.schema import Schema

_COMPARED = {"=": (">=", "!="), "<": ("<=", ">="), ">": (">=", "<="), "<=": ("<", ">"),
             ">=": (">", "<"), "!=": ("=",), "<>": ("=",)}  # fmt: skip
_AGGREGATED = {"SUM": "AVG", "AVG": "SUM", "MIN": "MAX", "MAX": "MIN"}
_OPERATIONS = ("UNION", "INTERSECT", "EXCEPT")
_ENDS = {"AND", "OR", "GROUP", "ORDER", "HAVING", "LIMIT", *_OPERATIONS, ")", ";"}


class TextMutant(NamedTuple):
    """One changed query."""

    operator: str
    text: str


class _Word(NamedTuple):
    text: str
    upper: str
    start: int
    end: int
    is_number: bool
    is_string: bool


def text_mutants(query: str, schema: Schema) -> list[TextMutant]:
    """The query with one mistake each, none of them twice."""
    words = [
        _Word(
            token.text,
            token.text.upper(),
            token.start,
            token.end + 1,
            token.token_type.name == "NUMBER",
            query[token.start] in "'\"",
        )
        for token in Dialect.get_or_raise("sqlite").tokenize(query)
    ]
    found: dict[str, TextMutant] = {}
    for operator, start, end, text in _edits(query, words, schema):
        changed = f"{query[:start]}{text}{query[end:]}"
        if changed != query:
            found.setdefault(changed, TextMutant(operator, changed))
    return list(found.values())


def _edits(
    query: str, words: Sequence[_Word], schema: Schema
) -> Iterator[tuple[str, int, int, str]]:
    for at, word in enumerate(words):
        before = words[at - 1].upper if at else ""
        after = words[at + 1] if at + 1 < len(words) else None
        yield from _plain(word, before, after)
        if word.upper in ("AND", "OR") and not _is_between(words, at):
            yield "connective", word.start, word.end, "OR" if word.upper == "AND" else "AND"
            yield "dropped-condition", word.start, _condition_end(words, at, len(query)), " "
        if word.upper == "SELECT" and after is not None:
            if after.upper == "DISTINCT":
                yield "distinct", after.start, after.end, " "
            else:
                yield "distinct", word.end, word.end, " DISTINCT"
        yield from _column(words, at, schema, query)


def _plain(  # noqa: C901 - a table of cases
    word: _Word, before: str, after: _Word | None
) -> Iterator[tuple[str, int, int, str]]:
    span = (word.start, word.end)
    if word.upper in _COMPARED and after is not None:
        is_join = (
            word.upper == "=" and not after.is_number and not after.is_string and after.text != "("
        )
        for other in () if is_join else _COMPARED[word.upper]:
            yield "comparison", *span, other
    if word.is_number and "." not in word.text:
        operator = "limit" if before == "LIMIT" else "constant"
        for number in (int(word.text) - 1, int(word.text) + 1):
            if operator == "constant" or number > 0:
                yield operator, *span, str(number)
    if word.is_string:
        yield "constant", *span, f"'{word.text.replace(chr(39), chr(39) * 2)}x'"
    if word.upper in _AGGREGATED and after is not None and after.text == "(":
        yield "aggregate", *span, _AGGREGATED[word.upper]
    if word.upper == "JOIN" and before not in ("LEFT", "OUTER", "INNER"):
        yield "join-type", *span, "LEFT JOIN"
    if word.upper in _OPERATIONS:
        for other in _OPERATIONS:
            if other != word.upper:
                yield "set-operation", *span, other
    if word.upper in ("DESC", "ASC"):
        yield "order", *span, "ASC" if word.upper == "DESC" else "DESC"
    if word.upper == "NOT" and after is not None and after.upper in ("IN", "LIKE", "BETWEEN"):
        yield "negation", *span, " "
    if word.upper in ("IN", "LIKE", "BETWEEN") and before != "NOT":
        yield "negation", *span, f"NOT {word.text}"


def _is_between(words: Sequence[_Word], at: int) -> bool:
    return any(word.upper == "BETWEEN" for word in words[max(0, at - 3) : at])


def _condition_end(words: Sequence[_Word], at: int, end: int) -> int:
    """Where the condition after a connective ends, brackets counted."""
    depth = 0
    for other in range(at + 1, len(words)):
        word = words[other]
        if depth == 0 and word.upper in _ENDS and not _is_between(words, other):
            return word.start
        depth += (word.text == "(") - (word.text == ")")
    return end


def _column(
    words: Sequence[_Word], at: int, schema: Schema, query: str
) -> Iterator[tuple[str, int, int, str]]:
    """Another column of the same kind from one of the tables of the query."""
    word = words[at]
    if word.is_string or (at and words[at - 1].upper in ("AS", "FROM", "JOIN")):
        return
    names = {one.text.lower() for one in words}
    for name, table in schema.tables.items():
        place = table.position(word.text) if name in names else None
        if place is None:
            continue
        kind = table.columns[place].kind
        others = [
            one.name
            for one in table.columns
            if one.kind is kind and one.name.lower() != word.text.lower()
        ]
        drawn = random.Random(f"{query} {at}").sample(others, min(2, len(others)))
        for other in drawn:
            yield "column", word.start, word.end, f'"{other}"'
        return
