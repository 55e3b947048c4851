"""Chooses the block that is meant, when a section of code holds several or none.

Only which text is the code is decided here; whether it is any good is for the family and the
sandbox. Tree-sitter reads it, so that broken code can be compared too and nothing is executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from verisynth.teachers import fences

if TYPE_CHECKING:
    from tree_sitter import Node

_DEFINITIONS = ("function_definition", "class_definition", "decorated_definition")
_STATEMENTS = (
    *_DEFINITIONS,
    "import_statement",
    "import_from_statement",
    "assert_statement",
    "for_statement",
    "with_statement",
)
_SQL_START = re.compile(r"(?is)\s*(?:--[^\n]*\n\s*)*(?:select|with|create|insert|values)\b")


class _Score(NamedTuple):
    """Compared field by field: a definition that is broken still beats an example of its use."""

    defines: bool
    parses: bool
    definitions: int
    length: int


def best_block(blocks: Sequence[fences.Block], language: str) -> str:
    """The text of the block most likely meant: in Python the one that defines the most.

    Blocks of the right language go first, then blocks of none. In other languages the first
    block counts; models append examples and results, hardly ever prepend them.
    """
    wanted = fences.canonical(language)
    same = [block for block in blocks if block.language == wanted]
    pool = same or [block for block in blocks if not block.language] or list(blocks)
    pool = [block for block in pool if block.text.strip()] or pool
    if wanted == "python" and len(pool) > 1:
        return max(pool, key=lambda block: _score(block.text)).text
    return pool[0].text


def bare_code(content: str, language: str, *, delimited: bool) -> str:
    """Code that stands in a section without a fence; empty when it could as well be prose.

    Between tags everything is code. Otherwise it must parse and define or assert something
    (Python), begin like a query (SQL), be JSON, or be a single line (anything else, such as a
    pattern).
    """
    text = fences.unwrapped(content)
    if delimited:
        return text
    wanted = fences.canonical(language)
    if wanted == "python":
        return text if _is_python(text) else ""
    if wanted == "sql":
        return text if _SQL_START.match(text) else ""
    if wanted == "json":
        return text if _is_json(text) else ""
    return text if "\n" not in text else ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _score(source: str) -> _Score:
    root = _tree(source)
    count = sum(child.type in _DEFINITIONS for child in root.children)
    return _Score(count > 0, not root.has_error, count, len(source))


def _is_python(source: str) -> bool:
    root = _tree(source)
    return not root.has_error and any(child.type in _STATEMENTS for child in root.children)


def _tree(source: str) -> Node:
    import tree_sitter_python
    from tree_sitter import Language, Parser

    parser = Parser(Language(tree_sitter_python.language()))
    return parser.parse(source.encode("utf-8", "replace")).root_node
