"""What a server turned out not to understand, so that it is not asked the same way twice.

Servers that speak the OpenAI protocol differ in what they take: some know no JSON schemas, some
models fix their temperature, some want the token limit under its newer name. All of these answer
400 once; the request is then sent again without the thing complained about, and so are all later
ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from verisynth.teachers.chat import Request
from verisynth.teachers.faults import Refused

_CULPRITS = {
    "response_format": re.compile(
        r"(?i)response_format|json_?schema|structured output|guided|grammar|json mode"
    ),
    "temperature": re.compile(r"(?i)\btemperature\b"),
    "seed": re.compile(r"(?i)\bseed\b"),
    "max_completion_tokens": re.compile(r"max_completion_tokens"),
    "max_tokens": re.compile(r"max_tokens"),
}
# Only a parameter the server does not take is left out. One whose *value* it refuses is the
# user's to correct: without "max_tokens is too large" the next reply would have no limit at all.
_NOT_TAKEN = re.compile(
    r"(?i)support|unknown|unrecogni[sz]ed|not (?:permitted|allowed|available|implemented)"
    r"|unexpected|deprecated|extra (?:inputs|fields)|only the default"
)
_RENAMED = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}


@dataclass(slots=True)
class Dialect:
    """The parameters one server takes. Belongs to one session; it only ever shrinks."""

    token_limit: str = "max_tokens"  # noqa: S105 - the name of a parameter
    """The name it wants the token limit under."""
    refused: set[str] = field(default_factory=set)

    def parameters(self, request: Request) -> dict[str, Any]:
        """The request's parameters as this server takes them."""
        wanted: dict[str, Any] = {
            "temperature": request.temperature,
            self.token_limit: request.max_tokens,
        }
        if request.seed is not None:
            wanted["seed"] = request.seed
        if request.schema is not None:
            wanted["response_format"] = _response_format(request.schema)
        return {name: value for name, value in wanted.items() if name not in self.refused}

    def learn(self, refused: Refused, sent: Mapping[str, Any]) -> bool:
        """Take a 400 as a lesson. True when the request is worth sending again, differently.

        Of several parameters a message mentions, the one the server names as the culprit counts
        first: "temperature is not supported with this response_format" is about temperature.
        """
        if refused.status not in (400, 422):
            return False
        for text in (refused.parameter, refused.message):
            for name, culprit in _CULPRITS.items():
                if name in sent and culprit.search(text) and _blamed(name, refused):
                    self._drop(name)
                    return True
        return False

    def _drop(self, name: str) -> None:
        other = _RENAMED.get(name)
        # A request sent before the lesson may teach it again; then there is nothing left to do.
        if other is None or other in self.refused:
            self.refused.add(name)
        elif self.token_limit == name:
            self.refused.add(name)
            self.token_limit = other


def _blamed(name: str, refused: Refused) -> bool:
    """Whether the server does not take the parameter at all.

    A schema is always given up: what is wrong with it differs by server and is told in many words.
    """
    return name == "response_format" or bool(_NOT_TAKEN.search(refused.text))


def _response_format(schema: object) -> dict[str, Any]:
    return {
        "type": "json_schema",
        "json_schema": {"name": "reply", "strict": True, "schema": schema},
    }
