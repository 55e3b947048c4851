"""Keeps API keys out of everything that is shown, stored or raised.

A key is read from the environment when a session opens and lives in the HTTP client only. Servers
do echo keys back ("Incorrect API key provided: sk-…"), so every text a server sends is redacted
before anything else looks at it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from verisynth.errors import MissingError, UsageError

REDACTED = "[redacted]"
PLACEHOLDER_KEY = "no-key-needed"
"""Sent to servers that need no key, because the protocol wants one."""

_LOOKS_LIKE_A_KEY = re.compile(r"\b(?:sk|pk|rk|gsk|hf|xai|nvapi)[-_][A-Za-z0-9_*-]{8,}")
_BEARER = re.compile(r"(?i)\bbearer\s+[A-Za-z0-9._~+/=*-]{8,}")
_CREDENTIAL_WORDS = ("key", "token", "secret", "password")


@dataclass(frozen=True, slots=True)
class Secret:
    """A key that does not print."""

    value: str = field(repr=False)

    def redact(self, text: str) -> str:
        """``text`` without this key; any other text stays as it is."""
        if len(self.value) < 8 or self.value == PLACEHOLDER_KEY:
            return text
        return text.replace(self.value, REDACTED)

    def redact_message(self, text: str) -> str:
        """An error message without this key or anything shaped like one.

        Servers mask keys in their own ways (``sk-ab***yz``), which still tells part of them.
        """
        return _BEARER.sub(REDACTED, _LOOKS_LIKE_A_KEY.sub(REDACTED, self.redact(text)))


def looks_like_a_key(text: str) -> bool:
    """Whether a text has the shape of the keys that known services hand out."""
    return _LOOKS_LIKE_A_KEY.search(text) is not None


def read_key(name: str, *, required: bool, environment: Mapping[str, str] = os.environ) -> Secret:
    """The key in the environment variable ``name``.

    Raises:
        MissingError: it is required and not set; says what to type.
    """
    value = environment.get(name, "").strip() if name else ""
    if value:
        return Secret(value)
    if required:
        raise MissingError(
            f"the teacher needs a key, and the environment variable {name or 'for it'} is not set",
            hint=f"export {name or 'OPENAI_API_KEY'}=…, or --teacher procedural",
        )
    return Secret(PLACEHOLDER_KEY)


def check_base_url(url: str) -> None:
    """Refuse an address that carries a credential, since addresses are stored and shown.

    Raises:
        UsageError: it does, or is no HTTP address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            "base_url must start with http:// or https:// and name a host, "
            "e.g. http://127.0.0.1:8000/v1"
        )
    query = parts.query.lower()
    if parts.username or parts.password or any(word in query for word in _CREDENTIAL_WORDS):
        raise UsageError(
            f"base_url for {parts.hostname} carries a credential; addresses are stored in the run",
            hint="put the key in an environment variable and name it with api_key_env",
        )


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine, where no proxy must come between."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
