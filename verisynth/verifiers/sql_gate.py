"""The gate: whether a text is one valid query over a schema, before any table is filled.

A parser knows no columns and not every construct of an engine, so its yes means nothing and its no
little. The engine plans the query on empty tables, and what it says counts; the parser only sees
to it that there is one statement, and that it reads. What SQLite lets pass as text, a name in
double quotes that is no column, is refused where a text makes no sense.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verisynth.errors import SandboxError
from verisynth.languages.sql import gate, quoted
from verisynth.protocols import Sandbox
from verisynth.types import Json, Limits, SqlTarget
from verisynth.verifiers.sql_jobs import Jobs


async def refusals(
    queries: Sequence[str], schema: str, dialect: str, *, sandbox: Sandbox, limits: Limits
) -> tuple[str, ...]:
    """Why each query is refused; an empty string for one that may run.

    Raises:
        ValueError: the schema does not load; its text says why.
        MissingError: the engine is not installed where the job ran.
    """
    read = [_read(query, dialect) for query in queries]
    asked = [text for one in read if not one.refused for text in (one.text, *one.strict)]
    jobs = Jobs(SqlTarget(gold="", schema=schema, dialect=dialect), sandbox, limits)
    (filling,) = await jobs.run([], explain=asked)
    answers = iter(_answers(filling, len(asked)))
    return tuple(
        one.refused or _judged(one, next(answers), [next(answers) for _ in one.strict])
        for one in read
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A query before the engine sees it."""

    text: str
    query: gate.Query | None = None
    refused: str = ""
    names: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    """For each name in double quotes, the query in which it can only be a column."""


def _read(text: str, dialect: str) -> _Read:
    try:
        query = gate.read(text, dialect)
    except gate.Refused as error:
        return _Read(text, refused=str(error))
    found = quoted.double_quoted(text) if dialect == "sqlite" and query else ()
    names, strict = (one.name for one in found), (one.strict for one in found)
    return _Read(text, query, names=tuple(names), strict=tuple(strict))


def _judged(one: _Read, said: str, said_strictly: Sequence[str]) -> str:
    if said or one.query is None:
        return said
    answers = zip(one.names, said_strictly, strict=True)
    texts = [name for name, error in answers if quoted.is_text(error)]
    for name in quoted.misspelt(one.query.tree, texts):
        return f'no column in reach is named "{name[:40]}"; in double quotes it would be text'
    return ""


def _answers(filling: Json, count: int) -> list[str]:
    if isinstance(filling, Mapping) and "setup_error" in filling:
        raise ValueError(str(filling["setup_error"]))
    explained = filling.get("explained") if isinstance(filling, Mapping) else None
    if not isinstance(explained, list) or len(explained) != count:
        raise SandboxError("the SQL runner did not explain every query")
    return [str(one.get("error", "")) if isinstance(one, Mapping) else "" for one in explained]
