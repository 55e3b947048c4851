"""Reads a pattern and lists of strings out of what a teacher wrote. Nothing is compiled here."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Sequence

from verisynth.errors import Unparseable

MAX_TEXT = 64_000
"""Characters of one section."""
_FENCE = re.compile(r"```[^\n`]*\n(.*?)\n?```", re.DOTALL)
_RAW_LITERAL = re.compile(r"[rR]['\"]")
_IN_SLASHES = re.compile(r"/((?:[^/\\\n]|\\[^\n])+)/([a-z]*)")
_SLASH_FLAGS = "imsx"
_IGNORED_SLASH_FLAGS = "gu"


def pattern(section: str, *, examples: Sequence[str]) -> str:
    """The pattern in a section, freed from what only wraps it.

    A fence, ``re.compile(r"…")``, ``PATTERN = r"…"``, ``r"…"`` and ``/…/i`` are wrappings. Plain
    quotes are not: ``"[^"]*"`` is an honest pattern for a quoted string. Neither are slashes when
    every string of ``examples``, those that must match, has two slashes itself.

    Raises:
        Unparseable: there is no pattern, it spans lines, or the wrapping cannot be read.
    """
    text = _unfenced(section).strip("\r\n")
    if not text.strip():
        raise Unparseable("missing-section", "the section pattern is empty")
    if len(text) > MAX_TEXT:
        raise Unparseable("bad-section", f"the section pattern has {len(text)} characters")
    text = _unquoted(text)
    in_slashes = _IN_SLASHES.fullmatch(text)
    if in_slashes and any(one.count("/") < 2 for one in examples):
        text = _with_flags(in_slashes[1], in_slashes[2])
    if "\n" in text and not text.startswith("(?x)"):
        raise Unparseable("bad-section", "the section pattern holds more than one line")
    return text


def strings(section: str, *, name: str) -> tuple[str, ...]:
    """The strings of a section that holds one list, as JSON or as a Python literal.

    Raises:
        Unparseable: it holds anything else.
    """
    text = _unfenced(section).strip()
    if not text:
        raise Unparseable("missing-section", f"the section {name} is empty")
    if len(text) > MAX_TEXT:
        raise Unparseable("bad-section", f"the section {name} has {len(text)} characters")
    found = _listed(text)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Unparseable("bad-section", f"the section {name} is not one list of strings")
    return tuple(dict.fromkeys(found))


def _unfenced(text: str) -> str:
    blocks = _FENCE.findall(text)
    return str(blocks[0]) if len(blocks) == 1 else text


def _listed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _python_literal(text)


def _python_literal(text: str) -> object:
    try:
        with warnings.catch_warnings():
            # "\d" in a plain literal is what models write; Python's advice on it helps nobody.
            warnings.simplefilter("ignore")
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _unquoted(text: str) -> str:
    """The string of a raw literal, of an assignment or of a call that compiles it."""
    bare = text.strip()
    if not (_RAW_LITERAL.match(bare) or re.match(r"\w+ *= *|re\.\w+\(", bare)):
        return text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(bare).body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    found = _string_in(body[0]) if len(body) == 1 else None
    return text if found is None else found


def _string_in(statement: ast.stmt) -> str | None:
    value = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    if isinstance(value, ast.Call):
        if len(value.args) != 1 or value.keywords:
            raise Unparseable("bad-section", "the pattern is compiled with flags; write (?i) in it")
        value = value.args[0]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None


def _with_flags(text: str, flags: str) -> str:
    if set(flags) - set(_SLASH_FLAGS + _IGNORED_SLASH_FLAGS):
        raise Unparseable("bad-section", f'the flags "{flags}" after the pattern are not known')
    letters = "".join(letter for letter in _SLASH_FLAGS if letter in flags)
    text = text.replace(r"\/", "/")
    return f"(?{letters}){text}" if letters else text
