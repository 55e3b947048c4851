"""Reads replies that are JSON objects, bare, fenced or with prose around them.

Only what ``json`` itself accepts is an object: triple-quoted Python strings as values, raw strings
and other inventions are not repaired.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from verisynth.teachers import fences
from verisynth.teachers.chat import storable
from verisynth.teachers.reply_format import Sections
from verisynth.types import Json

_TRIES = 16
"""Opening braces tried in prose; code has many, and each try may read to the end of the text."""


def objects(text: str) -> Iterator[Mapping[str, Json]]:
    """The JSON objects of a text, likeliest first: all of it, fenced blocks, amid prose."""
    stripped = text.strip()
    candidates = [stripped]
    candidates += [block.text for block in fences.blocks(stripped.split("\n"))]
    for candidate in candidates:
        value = _decoded(candidate.strip(), 0)
        if isinstance(value, dict):
            yield value
    start = -1
    for _ in range(_TRIES):
        start = stripped.find("{", start + 1)
        if start < 0:
            return
        value = _decoded(stripped, start)
        if isinstance(value, dict):
            yield value


def from_object(text: str, sections: Sections) -> dict[str, str] | None:
    """The sections in the first object that has them all; None when there is none.

    A reply that is nothing but one object, with sections missing, gives those that are there:
    what is wrong with it is the missing section, not its form.
    """
    wanted = {_folded(name): (name, language) for name, language, _ in sections}
    whole = None
    for value in objects(text):
        folded = {_folded(key): item for key, item in value.items()}
        found = {
            name: _text(folded[key], language)
            for key, (name, language) in wanted.items()
            if key in folded
        }
        if len(found) == len(wanted):
            return found
        if whole is None and found and text.strip().startswith("{"):
            whole = found
    return whole


def _folded(name: str) -> str:
    return name.strip().lower().replace("_", " ").replace("-", " ")


def _decoded(text: str, start: int) -> Json:
    """The value that begins at ``start``; None when that is not JSON."""
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    # From the start of a text, text after the object is prose; the object still counts.
    return value if end > start else None


def _text(value: Json, language: str) -> str:
    """A section's text; a list of lines is joined, and a fence inside the string is taken off.

    A section that is itself JSON may be given as what it is instead of as a string of it.
    """
    if isinstance(value, str):
        text = value
    elif language == "json":
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        text = "\n".join(str(item) for item in value)
    else:
        text = "" if value is None else json.dumps(value, ensure_ascii=False)
    text = storable(text)
    return fences.unwrapped(text) if language else text.strip()
