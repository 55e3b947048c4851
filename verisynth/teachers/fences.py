"""Finds fenced blocks in model text: longer fences around shorter ones, open ends, inline ticks.

Follows CommonMark where models do, and forgives what they commonly get wrong. Every function is
linear in the text and raises nothing, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FENCE = re.compile(r"([ \t]{0,8}(?:[-*>][ \t]+)?)(`{3,}|~{3,})([^`\n]*)")
_ALIASES = {
    "py": "python",
    "python3": "python",
    "py3": "python",
    "sqlite": "sql",
    "sqlite3": "sql",
    "duckdb": "sql",
    "postgresql": "sql",
    "postgres": "sql",
    "mysql": "sql",
    "regexp": "regex",
    "re": "regex",
    "plaintext": "text",
    "txt": "text",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    language: str
    """The first word after the fence, lower case, common aliases folded; may be empty."""
    text: str
    start: int
    """Index of the line with the opening fence."""
    end: int
    """Index of the line after the closing fence."""
    closed: bool
    """Whether there was a closing fence; at the end of a cut text there is none."""


@dataclass(frozen=True, slots=True)
class _Open:
    indent: int
    fence: str
    language: str
    start: int


def blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """All blocks at the outermost level, in order."""
    found: list[Block] = []
    opened: _Open | None = None
    for number, line in enumerate(lines):
        match = _FENCE.fullmatch(line.rstrip())
        if match is None:
            continue
        if opened is None:
            opened = _Open(len(match[1]), match[2], canonical(match[3]), number)
        elif _closes(match, opened):
            found.append(_block(opened, lines, number, closed=True))
            opened = None
    if opened is not None:
        found.append(_block(opened, lines, len(lines), closed=False))
    return tuple(found)


def canonical(language: str) -> str:
    """The language a fence names, without attributes: ``{.python title="x"}`` is ``python``."""
    words = re.findall(r"[a-z0-9+#_-]+", language.lower()[:100])
    return _ALIASES.get(words[0], words[0]) if words else ""


def opens_with_language(line: str) -> bool:
    """Whether the line can only be an opening fence, since it names a language."""
    match = _FENCE.fullmatch(line.rstrip())
    return match is not None and bool(match[3].strip())


def unwrapped(text: str) -> str:
    """``text`` without the fence around the whole of it, or its inline back-ticks; else as is."""
    stripped = text.strip()
    lines = stripped.split("\n")
    found = blocks(lines)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(lines):
        return found[0].text
    if len(lines) == 1 and len(stripped) > 2 and stripped[0] == stripped[-1] == "`":
        inner = stripped.strip("`")
        return stripped if "`" in inner else inner.strip()
    return stripped


def _closes(match: re.Match[str], opened: _Open) -> bool:
    same = match[2][0] == opened.fence[0] and len(match[2]) >= len(opened.fence)
    # A fence further in is part of the text, for example an example inside a docstring.
    return same and not match[3].strip() and len(match[1]) <= opened.indent + 3


def _block(opened: _Open, lines: Sequence[str], end: int, *, closed: bool) -> Block:
    text = "\n".join(lines[opened.start + 1 : end]).strip("\n")
    return Block(opened.language, text, opened.start, end + closed, closed)
