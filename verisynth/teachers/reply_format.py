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


def instructions(sections: Sections, *, example: Mapping[str, str], as_json: bool = False) -> str:
    """The paragraph that follows a spec's prompt and asks for its sections.

    It says all that is needed on its own: a server without schemas gets the same words. The
    example is a whole reply, because placeholders are what small models copy instead of filling.
    """
    return _as_object(sections, example) if as_json else _as_headers(sections, example)


def _as_headers(sections: Sections, example: Mapping[str, str]) -> str:
    asked = [
        f"- ## {name}: {f'a ```{language} block, ' if language else ''}{what}"
        for name, language, what in sections
    ]
    shown = [f"## {name}\n{_body(language, example[name])}" for name, language, _ in sections]
    return "\n".join(
        [
            "Reply with these sections, each under its header, in this order, and nothing else:",
            *asked,
            "",
            "This is a complete reply to another request. Keep its format, not its subject:",
            "",
            "\n\n".join(shown),
        ]
    )


def _body(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```" if language else text


def _as_object(sections: Sections, example: Mapping[str, str]) -> str:
    fields = "\n".join(f'- "{name}": {what}' for name, _, what in sections)
    shown = json.dumps({name: example[name] for name, _, _ in sections}, ensure_ascii=False)
    return (
        "Reply with one JSON object and nothing else. Its keys, all with string values:\n"
        f"{fields}\n\nThis is a complete reply to another request. Keep its format, not its "
        f"subject:\n{shown}"
    )


def schema(sections: Sections) -> Json:
    """The same as a JSON schema: all sections required, all strings, nothing else allowed."""
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": what} for name, _, what in sections},
        "required": [name for name, _, _ in sections],
        "additionalProperties": False,
    }
