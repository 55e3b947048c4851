"""Asks for a family's sections: in words a model follows, and as a JSON schema.

Code is asked for in fenced blocks. Inside a JSON string small models break it (quotes, newlines,
backslashes), which more than halves what can be used of their replies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from verisynth.types import Json

Sections: TypeAlias = Sequence[tuple[str, str, str]]
"""(name, fence language or ``''`` for text, what) of each section a reply needs."""


def holds_code(sections: Sections) -> bool:
    """Whether any section is code, which should not have to be escaped into JSON."""
    return any(language for _, language, _ in sections)


def instructions(sections: Sections, *, as_json: bool = False) -> str:
    """The paragraph that asks for a family's sections.

    It says all that is needed on its own: a server without schemas gets the same words. There are
    no placeholders in it, because those are what small models copy instead of filling.
    """
    if as_json:
        fields = "\n".join(f'- "{name}": {what}' for name, _, what in sections)
        asked = "Reply with one JSON object and nothing else. Its keys, all with string values:"
        return f"{asked}\n{fields}"
    lines = [
        f"- ## {name}: {f'a ```{language} block, ' if language else ''}{what}"
        for name, language, what in sections
    ]
    asked = "Reply with these sections, each under its header, in this order, and nothing else:"
    return "\n".join([asked, *lines])


def reply_like(sections: Sections, texts: Mapping[str, str], *, as_json: bool = False) -> str:
    """A reply in the format asked for, with these texts as its sections."""
    if as_json:
        return json.dumps({name: texts[name] for name, _, _ in sections}, ensure_ascii=False)
    shown = [f"## {name}\n{_body(language, texts[name])}" for name, language, _ in sections]
    return "\n\n".join(shown)


def _body(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```" if language else text


def schema(sections: Sections) -> Json:
    """The same as a JSON schema: all sections required, all strings, nothing else allowed."""
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": what} for name, _, what in sections},
        "required": [name for name, _, _ in sections],
        "additionalProperties": False,
    }
