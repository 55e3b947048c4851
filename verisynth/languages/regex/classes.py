"""Reads what stands between square brackets into one set of characters."""

from __future__ import annotations

from verisynth.languages.regex import characters
from verisynth.languages.regex.characters import Ranges
from verisynth.languages.regex.escapes import Escape, escape
from verisynth.languages.regex.syntax import Characters
from verisynth.languages.regex.tokens import END, Tokens


def bracketed(tokens: Tokens, flags: str) -> Characters:
    r"""The class whose opening bracket was just read.

    A bracket right after the start, and a hyphen at either end, stand for themselves;
    ``[[:alpha:]]`` is no POSIX class but a set of seven characters and a bracket after it.
    Case is ignored before the set is turned round by ``^``, and a category is not touched by it,
    as in ``re``: ``\w`` does not hold U+0345, though it is an iota in another case.

    Raises:
        Unreadable: it does not end, or a range runs backwards.
    """
    mark = tokens.mark() - 1
    negated = tokens.skip("^")
    items: list[Ranges] = []
    while not (tokens.next == "]" and items):
        items += _item(tokens, flags, mark)
    tokens.take()
    ranges = characters.union(*items)
    if negated:
        ranges = characters.complement(ranges)
    return Characters(ranges, tokens.since(mark), flags)


def cased(ranges: Ranges, flags: str) -> Ranges:
    """The set with the flag that ignores case applied, where it is in effect."""
    if "i" not in flags:
        return ranges
    return characters.ignoring_case(ranges, ascii_only="a" in flags)


def _item(tokens: Tokens, flags: str, mark: int) -> list[Ranges]:
    start = tokens.mark()
    first = _one(tokens, flags, mark)
    if not tokens.skip("-"):
        return [meant(first, flags)]
    if tokens.next == "]":
        return [meant(first, flags), ((45, 45),)]
    last = _one(tokens, flags, mark)
    if first.code is None or last.code is None or last.code < first.code:
        raise tokens.fault(f"bad character range {tokens.since(start)}", start)
    return [cased(((first.code, last.code),), flags)]


def meant(one: Escape, flags: str) -> Ranges:
    """A character, in both cases where case is ignored; or a category, which holds both anyway."""
    return one.ranges if one.code is None else cased(one.ranges, flags)


def _one(tokens: Tokens, flags: str, mark: int) -> Escape:
    token = tokens.take()
    if token == END:
        raise tokens.fault("unterminated character set", mark)
    if token[0] == "\\":
        return escape(tokens, token, flags, in_class=True)
    code = ord(token)
    return Escape(code, ((code, code),))
