"""Double quotes that SQLite reads as text where no column has that name.

SQLite takes ``"Oslo"`` for a column if there is one and else, by an old leniency, for the text
``'Oslo'``. So a misspelt column is no error but a constant. Backquotes have no such second
meaning: the engine is asked to plan the query with one name in backquotes, and if it knows no such
column, the double quotes meant text.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

MAX_ASKED = 20
_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|"(?:[^"]|"")*\"""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """One name in double quotes."""

    name: str
    strict: str
    """The query with this name in backquotes, wherever it stands."""


def double_quoted(text: str) -> tuple[Quoted, ...]:
    """The distinct names in double quotes, in the order of the text, at most ``MAX_ASKED``."""
    tokens = [match.group() for match in _TOKEN.finditer(text) if match.group()[0] == '"']
    return tuple(
        Quoted(_name(token), _replaced(text, token))
        for token in list(dict.fromkeys(tokens))[:MAX_ASKED]
    )


def _name(token: str) -> str:
    return token[1:-1].replace('""', '"')


def _replaced(text: str, token: str) -> str:
    strict = "`" + _name(token).replace("`", "``") + "`"
    return _TOKEN.sub(lambda match: strict if match.group() == token else match.group(), text)


def is_text(error: str) -> bool:
    """Whether the engine's words about a strict query say that the name is no column."""
    return error.startswith("no such column")


def misspelt(tree: exp.Query, texts: Collection[str]) -> tuple[str, ...]:
    """Those of the ``texts`` that stand where only a column makes sense, in the order of the query.

    ``city = "Oslo"`` compares with a value, as many people write it. ``SELECT "naem"``, ``GROUP BY
    "naem"``, ``SUM("naem")`` and ``"naem" = 'Ann'`` do not: each says the same for every row.
    """
    from sqlglot import exp

    constant: dict[int, bool] = {}
    found = [
        node.name
        for node in tree.find_all(exp.Column, bfs=False)
        if _is_text(node, texts) and _stands_for_a_column(node, texts, constant)
    ]
    return tuple(dict.fromkeys(found))


def _is_text(node: exp.Expr, texts: Collection[str]) -> bool:
    from sqlglot import exp

    if not isinstance(node, exp.Column) or node.table:
        return False
    return bool(node.this.args.get("quoted")) and node.name in texts


def _stands_for_a_column(
    node: exp.Column, texts: Collection[str], constant: dict[int, bool]
) -> bool:
    from sqlglot import exp

    above = node.parent
    while isinstance(above, exp.Alias | exp.Paren | exp.Distinct):
        above = above.parent
    if isinstance(above, exp.Select | exp.Group | exp.Ordered | exp.AggFunc):
        return True
    if not isinstance(above, exp.Predicate):
        return False
    # Once a predicate: a list of a thousand texts is one.
    if id(above) not in constant:
        constant[id(above)] = _is_constant(above, texts)
    return constant[id(above)]


def _is_constant(predicate: exp.Expr, texts: Collection[str]) -> bool:
    from sqlglot import exp

    columns = (one for one in predicate.find_all(exp.Column) if not _is_text(one, texts))
    return next(columns, None) is None and predicate.find(exp.Query, exp.AggFunc) is None
