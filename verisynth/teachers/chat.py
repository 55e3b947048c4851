"""The words between verisynth and a chat model: one request, one reply, one open session.

Both values turn into JSON and back without loss, because the run database keeps every one of them:
a reply was paid for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from verisynth.errors import TeacherError
from verisynth.types import Json, Usage

TOO_LONG = "too-long"
"""The finish reason of a reply whose text was cut because no honest answer is that long."""

MAX_TEXT = 200_000
"""Characters kept and looked at of one reply; fifty times what any of our formats needs."""

CUT_SHORT = ("length", TOO_LONG)
"""Finish reasons that say the text may stop in the middle of a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a model is asked. The same request on the same server may still get another reply."""

    messages: tuple[tuple[str, str], ...]
    """(role, content) pairs."""
    seed: int | None = None
    """Passed on to servers that honour it; none of ours depends on that."""
    max_tokens: int = 2048
    temperature: float = 0.8
    schema: Json = None
    """A JSON schema the reply should follow, where the server can hold a model to one."""

    def to_json(self) -> dict[str, Json]:
        """Plain data that :meth:`from_json` reads back."""
        return {
            "messages": [list(message) for message in self.messages],
            "seed": self.seed,
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "schema": self.schema,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Request:
        """A request stored by :meth:`to_json`."""
        messages = tuple((str(role), str(content)) for role, content in stored["messages"])
        return cls(**{**stored, "messages": messages})

    @property
    def digest(self) -> str:
        """Hash of everything asked: equal digests are one question."""
        text = json.dumps(self.to_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, word for word, and what it cost."""

    text: str
    finish_reason: str = "stop"
    """As the server said it (``stop``, ``length`` …), or ``too-long`` when we cut the text."""
    model: str = ""
    """The model's name as the server reports it, which may be more exact than the one asked for."""
    usage: Usage = field(default_factory=Usage)
    """Of this reply alone; what failed attempts cost is told with their faults."""
    raw_id: str = ""
    """The server's own id of the reply, for its support desk."""
    seconds: float = 0.0
    """Wall-clock time of the attempt that succeeded."""

    def to_json(self) -> dict[str, Json]:
        """Plain data that :meth:`from_json` reads back."""
        return {
            "text": self.text,
            "finish_reason": self.finish_reason,
            "model": self.model,
            "usage": {
                "prompt_tokens": self.usage.prompt_tokens,
                "completion_tokens": self.usage.completion_tokens,
                "dollars": self.usage.dollars,
            },
            "raw_id": self.raw_id,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Reply:
        """A reply stored by :meth:`to_json`."""
        return cls(**{**stored, "usage": Usage(**stored["usage"])})


class Session(Protocol):
    """An open line to one model. The pipeline wraps it to store what passes; tests fake it."""

    async def complete(
        self, request: Request, *, on_fault: Callable[[TeacherError], None] | None = None
    ) -> Reply:
        """The model's reply. ``on_fault`` is told of every failed attempt on the way.

        Raises:
            TeacherError: there is none; ``kind`` says why, ``fatal`` that no request will work.
        """


def storable(text: str) -> str:
    """``text`` without halves of surrogate pairs, which JSON can spell but no UTF-8 file hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
