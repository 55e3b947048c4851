"""Asks for a family's sections: in words a model follows, and as a JSON schema.

Code is asked for in fenced blocks. Inside a JSON string small models break it (quotes, newlines,
backslashes), which more than halves what can be used of their replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from verisynth.types import Json

Sections: TypeAlias = Sequence[tuple[str, str, str]]
"""(name, fence language or ``''`` for text, what) of each section a reply needs."""


def holds_code(sections: Sections) -> bool:
    """Whether any section is code, which should not have to be escaped into JSON."""
    return any(language for _, language, _ in sections)


def instructions(sections: Sections, *, as_json: bool = False) -> str:
    """The paragraph that follows a spec's prompt and asks for its sections.

    It says all that is needed on its own: a server without schemas gets the same words.
    """
    return _as_object(sections) if as_json else _as_headers(sections)


def _as_headers(sections: Sections) -> str:
    lines = [
        "Reply in exactly this format: every header as written, in this order, each part in "
        "parentheses replaced by your own text, and nothing before or after.",
    ]
    for name, language, what in sections:
        body = f"```{language}\n({what})\n```" if language else f"({what})"
        lines.append(f"## {name}\n{body}")
    return "\n\n".join(lines)


def _as_object(sections: Sections) -> str:
    fields = "\n".join(f'- "{name}": {what}' for name, _, what in sections)
    return (
        f"Reply with one JSON object and nothing else. Its keys, all with string values:\n{fields}"
    )


def schema(sections: Sections) -> Json:
    """The same as a JSON schema: all sections required, all strings, nothing else allowed."""
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": what} for name, _, what in sections},
        "required": [name for name, _, _ in sections],
        "additionalProperties": False,
    }
