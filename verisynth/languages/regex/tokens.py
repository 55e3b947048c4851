"""A pattern cut into tokens: single characters, and a backslash with the character after it."""

from __future__ import annotations

import re
from collections.abc import Set

from verisynth.languages.regex.syntax import Unreadable

_TOKEN = re.compile(r"\\.|[^\\]", re.DOTALL)
END = ""
"""What :attr:`Tokens.next` is after the last token."""


class Tokens:
    """Reads tokens from left to right; holds nothing but how far it came."""

    __slots__ = ("_at", "_tokens", "next")

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = [*_TOKEN.findall(text), END]
        self._at = 0
        self.next = self._tokens[0]
        # A backslash is left over only where nothing follows it.
        if sum(map(len, self._tokens)) != len(text):
            raise Unreadable("bad escape (end of pattern)", len(text) - 1)

    def take(self) -> str:
        """The next token, gone past; ``END`` for ever at the end."""
        token = self.next
        if token:
            self._at += 1
            self.next = self._tokens[self._at]
        return token

    def skip(self, token: str) -> bool:
        """Goes past ``token`` if it is next."""
        if self.next != token:
            return False
        self.take()
        return True

    def run(self, most: int, allowed: Set[str]) -> str:
        """Up to ``most`` tokens of those allowed."""
        found = ""
        while len(found) < most and self.next in allowed:
            found += self.take()
        return found

    def until(self, end: str, what: str) -> str:
        """All up to ``end``, which is gone past. Raises ``Unreadable`` if nothing is there."""
        start = self.mark()
        while self.next and self.next != end:
            self.take()
        found = self.since(start)
        if not found:
            raise self.fault(f"missing {what}")
        if not self.skip(end):
            raise self.fault(f"missing {end}, unterminated name")
        return found

    def mark(self) -> int:
        """A place to come back to."""
        return self._at

    def back(self, mark: int) -> None:
        """Goes back to a place."""
        self._at = mark
        self.next = self._tokens[mark]

    def since(self, mark: int) -> str:
        """The text read since a place."""
        return "".join(self._tokens[mark : self._at])

    def fault(self, reason: str, mark: int | None = None) -> Unreadable:
        """The error to raise, at a place or where reading stands."""
        at = self._at if mark is None else mark
        return Unreadable(reason, sum(map(len, self._tokens[:at])))
