"""Reads the language of StructuredRegex (Ye et al., ACL 2020), in which its patterns are published.

``concat(repeat(<num>,2),<->)`` is written as functions over classes of characters. The published
labels know no characters but ASCII letters, digits and the marks of ``<spec>``: ``<any>`` is one of
them, ``not(x)`` every other text of them, ``notcc(x)`` another one of them.
"""

from __future__ import annotations

import re

from verisynth.languages.regex import characters
from verisynth.languages.regex.parser import check_length, parse as parse_re
from verisynth.languages.regex.syntax import (
    Both,
    Characters,
    Choice,
    Complement,
    Node,
    Pattern,
    Repeat,
    Sequence,
    TooLarge,
    Unreadable,
    children,
)
from verisynth.languages.regex.writing import class_text

CLASSES = {
    "num": "[0-9]",
    "let": "[A-Za-z]",
    "low": "[a-z]",
    "cap": "[A-Z]",
    "any": r"[A-Za-z0-9\-,;.+:!@#_$%&*=^]",
    "spec": r"[-,;.+:!@#_$%&*=^]",
    "vow": "[AEIOUaeiou]",
}
_COUNTS = {"repeat": 1, "repeatatleast": 1, "repeatrange": 2}
_ANY = parse_re(CLASSES["any"]).root
_MOST_NESTED = 60
_TOKEN = re.compile(r"<.[^>]*>|[a-z]+|[0-9]+|[(),]")


def parse(text: str) -> Pattern:
    """The tree of a pattern.

    Raises:
        TooLarge: it is longer or nested deeper than we read.
        Unreadable: it is no pattern of this language.
    """
    check_length(text)
    tokens = [*_TOKEN.findall(text), ""]
    if "".join(tokens) != text.replace(" ", ""):
        raise Unreadable("not written as functions over <classes>", 0)
    tokens.reverse()
    root = _expression(tokens, 0)
    if tokens != [""]:
        raise _fault(tokens, "something follows the expression")
    return Pattern(text=text, root=root)


def _fault(tokens: list[str], reason: str) -> Unreadable:
    return Unreadable(f"{reason}: {''.join(reversed(tokens))[:20]}", 0)


def _expression(tokens: list[str], depth: int) -> Node:
    if depth > _MOST_NESTED:
        raise TooLarge(f"nested deeper than {_MOST_NESTED}", 0)
    token = tokens.pop()
    if token.startswith("<"):
        return _characters(token[1:-1])
    if not token.isalpha() or tokens.pop() != "(":
        raise _fault(tokens, "no function")
    arguments: list[Node] = []
    counts: list[int] = []
    while True:
        if tokens[-1].isdigit():
            counts.append(int(tokens.pop()[:9]))
        else:
            arguments.append(_expression(tokens, depth + 1))
        end = tokens.pop()
        if end == ")":
            return _call(token, arguments, counts)
        if end != ",":
            raise _fault(tokens, "no comma or bracket")


def _characters(name: str) -> Node:
    if name in CLASSES:
        return parse_re(CLASSES[name]).root
    letters = [Characters(((ord(one), ord(one)),), re.escape(one)) for one in name]
    return letters[0] if len(letters) == 1 else Sequence(tuple(letters))


def _call(name: str, arguments: list[Node], counts: list[int]) -> Node:  # noqa: C901 - one case a function
    if not arguments or len(counts) < _COUNTS.get(name, 0):
        raise Unreadable(f"{name} lacks an argument", 0)
    first = arguments[0]
    every = Repeat(_ANY, 0, None)
    match name:
        case "concat":
            return Sequence(tuple(arguments))
        case "or":
            return Choice(tuple(arguments))
        case "and":
            return Both(tuple(arguments))
        case "not":
            return Both((Complement(first), every))
        case "notcc":
            return _other_than(first)
        case "repeat":
            return Repeat(first, counts[0], counts[0])
        case "repeatatleast":
            return Repeat(first, counts[0], None)
        case "repeatrange":
            return Repeat(first, counts[0], counts[1])
        case "star":
            return Repeat(first, 0, None)
        case "optional":
            return Repeat(first, 0, 1)
        case "contain":
            return Sequence((every, first, every))
        case "startwith":
            return Sequence((first, every))
        case "endwith":
            return Sequence((every, first))
        case "const":
            return first
    raise Unreadable(f"no function {name}", 0)


def _other_than(node: Node) -> Node:
    """One character that is none of those a class or a word holds."""
    sets = [one.ranges for one in (node, *children(node)) if isinstance(one, Characters)]
    others = [one.ranges for one in (_ANY,) if isinstance(one, Characters)]
    ranges = characters.complement(characters.union(*sets))
    found = characters.intersection(ranges, characters.union(*others))
    return Characters(found, class_text(found))
