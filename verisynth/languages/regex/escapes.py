r"""What a backslash and the character after it stand for, as a single character or a category."""

from __future__ import annotations

import string
import unicodedata
from typing import NamedTuple

from verisynth.languages.regex import characters
from verisynth.languages.regex.characters import Ranges
from verisynth.languages.regex.tokens import Tokens

OCTAL = frozenset(string.octdigits)
DIGITS = frozenset(string.digits)
_HEX = frozenset(string.hexdigits)
_LETTERS = frozenset(string.ascii_letters)
_CONTROLS = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_WIDTHS = {"x": 2, "u": 4, "U": 8}


class Escape(NamedTuple):
    """What an escape means: one character, or a category with no code."""

    code: int | None
    ranges: Ranges


def escape(tokens: Tokens, token: str, flags: str, *, in_class: bool) -> Escape:
    r"""Reads on after ``token``, a backslash with its character.

    ``\b`` is a backspace only inside a class; octal numbers have three digits there unless they
    start with a zero. Group references are the caller's business.

    Raises:
        Unreadable: ``re`` knows no such escape.
    """
    mark = tokens.mark() - 1
    letter = token[1]
    if letter in "dDsSwW":
        return Escape(None, characters.category(letter, ascii_only="a" in flags))
    code = _code(tokens, letter, mark, in_class=in_class)
    return Escape(code, ((code, code),))


def _code(tokens: Tokens, letter: str, mark: int, *, in_class: bool) -> int:
    if letter in _CONTROLS and (in_class or letter != "b"):
        return _CONTROLS[letter]
    if letter in _WIDTHS:
        return _hexadecimal(tokens, letter, mark)
    if letter == "N":
        return _named(tokens, mark)
    if letter in OCTAL and (in_class or letter == "0"):
        return octal(tokens, letter + tokens.run(2, OCTAL), mark)
    if letter in DIGITS or letter in _LETTERS:
        raise tokens.fault(f"bad escape \\{letter}", mark)
    return ord(letter)


def octal(tokens: Tokens, digits: str, mark: int) -> int:
    """The character of an octal number. Raises ``Unreadable`` above 0o377."""
    code = int(digits, 8)
    if code > 0o377:
        raise tokens.fault(f"octal escape value \\{digits} outside of range 0-0o377", mark)
    return code


def _hexadecimal(tokens: Tokens, letter: str, mark: int) -> int:
    digits = tokens.run(_WIDTHS[letter], _HEX)
    if len(digits) != _WIDTHS[letter]:
        raise tokens.fault(f"incomplete escape \\{letter}{digits}", mark)
    code = int(digits, 16)
    if code > characters.LAST:
        raise tokens.fault(f"bad escape \\{letter}{digits}", mark)
    return code


def _named(tokens: Tokens, mark: int) -> int:
    if not tokens.skip("{"):
        raise tokens.fault("missing {", mark)
    name = tokens.until("}", "character name")
    try:
        return ord(unicodedata.lookup(name))
    except (KeyError, TypeError) as error:
        # A name may stand for several characters; ``re`` takes no such sequence.
        raise tokens.fault(f"undefined character name {name!r}", mark) from error
