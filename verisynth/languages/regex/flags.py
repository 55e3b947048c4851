"""Flags written inside a pattern: ``(?i)`` for all of it, ``(?i-s:...)`` for a part."""

from __future__ import annotations

from typing import NamedTuple

from verisynth.languages.regex.tokens import END, Tokens

_KNOWN = frozenset("aimsux")
_TYPES = frozenset("au")


class Change(NamedTuple):
    """Letters switched on and off; ``u`` is the default and only switches ``a`` off."""

    added: str
    removed: str
    scoped: bool
    """Whether it holds for a group only."""

    def applied(self, flags: str) -> str:
        """The flags in effect after the change."""
        kept = set(flags) - (_TYPES if _TYPES & set(self.added) else set())
        return "".join(sorted((kept | set(self.added)) - set(self.removed) - {"u"}))


def written_flags(tokens: Tokens, letter: str, mark: int) -> Change:
    """The flags that start with ``letter``, up to the colon or closing bracket after them.

    Raises:
        Unreadable: a letter is no flag, or flags contradict each other.
    """
    added = removed = ""
    if letter != "-":
        added, letter = _letters(tokens, letter, mark)
        if set(added) >= _TYPES:
            raise tokens.fault("flags a and u are incompatible", mark)
        if letter == ")":
            return Change(added, "", scoped=False)
    if letter == "-":
        removed, letter = _letters(tokens, tokens.take(), mark)
        if set(removed) & _TYPES:
            raise tokens.fault("cannot turn off flags a and u", mark)
    if letter != ":":
        raise tokens.fault("missing :", mark)
    if set(added) & set(removed):
        raise tokens.fault("flag turned on and off", mark)
    return Change(added, removed, scoped=True)


def _letters(tokens: Tokens, letter: str, mark: int) -> tuple[str, str]:
    """At least one flag, and the token after the last."""
    found = ""
    while letter in _KNOWN:
        found += letter
        letter = tokens.take()
    if not found or letter.isalpha():
        what = f"unknown extension or flag ?{letter}" if letter != END else "missing flag"
        raise tokens.fault(what, mark)
    return found, letter
