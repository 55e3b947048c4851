"""Finds the line of a key in TOML text, which the standard parser does not keep.

A plain scan of table headers and keys: good enough to point a person to the place, and it says
nothing (``0``) rather than guess when the key cannot be found.
"""

from __future__ import annotations

import re

_TABLE = re.compile(r"^\s*\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"))*)\s*="""
)


def line_of(text: str, keys: tuple[str, ...]) -> int:
    r"""The 1-based line that sets ``keys``, or its nearest parent that is there; 0 if none is.

    >>> line_of('[axes.topic]\nvalues = ["a"]', ("axes", "topic", "values", "0"))
    2
    """
    places = _places(text)
    for length in range(len(keys), 0, -1):
        if keys[:length] in places:
            return places[keys[:length]]
    return 0


def _places(text: str) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        if header := _TABLE.match(line):
            table = _split(header[1])
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            path = (*table, *_split(key[1]))
            for length in range(len(table) + 1, len(path) + 1):
                places.setdefault(path[:length], number)
            quote = _opened(line[key.end() :])
    return places


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _opened(value: str) -> str:
    """The triple quote a value opens and does not close on its own line."""
    for quote in ('"""', "'''"):
        if value.count(quote) == 1:
            return quote
    return ""
