"""Reads the language of StructuredRegex (Ye et al., ACL 2020), for the benchmarks only.

``concat(repeat(<num>,2),<->)`` is written as functions over character classes. It is turned into
the tree of ``verisynth.languages.regex``. The published labels know no characters but ASCII
letters, digits and the marks of ``<spec>``: ``<any>`` is one of them, ``not(x)`` every other text
of them.
"""

from __future__ import annotations

import re

from verisynth.languages.regex import characters
from verisynth.languages.regex.parser import parse as parse_re
from verisynth.languages.regex.syntax import (
    Both,
    Characters,
    Choice,
    Complement,
    Node,
    Pattern,
    Repeat,
    Sequence,
    children,
)

CLASSES = {
    "num": "[0-9]",
    "let": "[A-Za-z]",
    "low": "[a-z]",
    "cap": "[A-Z]",
    "any": r"[A-Za-z0-9\-,;.+:!@#_$%&*=^]",
    "spec": r"[-,;.+:!@#_$%&*=^]",
    "vow": "[AEIOUaeiou]",
}
_ANY = parse_re(CLASSES["any"]).root
_TOKEN = re.compile(r"<.[^>]*>|[a-z]+|[0-9]+|[(),]")


def parse(text: str) -> Pattern:
    """The tree of a pattern. Raises ``ValueError`` where it is none."""
    tokens = [*_TOKEN.findall(text), ""]
    if "".join(tokens) != text.replace(" ", ""):
        raise ValueError(text)
    tokens.reverse()
    root = _expression(tokens)
    if tokens != [""]:
        raise ValueError(text)
    return Pattern(text=text, root=root)


def _expression(tokens: list[str]) -> Node:
    token = tokens.pop()
    if token.startswith("<"):
        return _characters(token[1:-1])
    if not token.isalpha() or tokens.pop() != "(":
        raise ValueError(token)
    arguments: list[Node] = []
    counts: list[int] = []
    while True:
        if tokens[-1].isdigit():
            counts.append(int(tokens.pop()))
        else:
            arguments.append(_expression(tokens))
        if tokens.pop() == ")":
            return _call(token, arguments, counts)


def _characters(name: str) -> Node:
    if name in CLASSES:
        return parse_re(CLASSES[name]).root
    letters = [Characters(((ord(one), ord(one)),), re.escape(one)) for one in name]
    return letters[0] if len(letters) == 1 else Sequence(tuple(letters))


def _call(name: str, arguments: list[Node], counts: list[int]) -> Node:  # noqa: C901 - one case a function
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
    raise ValueError(name)


def _other_than(node: Node) -> Node:
    """One character that is none of those a class or a word holds."""
    sets = [one.ranges for one in (node, *children(node)) if isinstance(one, Characters)]
    assert isinstance(_ANY, Characters)
    ranges = characters.complement(characters.union(*sets))
    return Characters(characters.intersection(ranges, _ANY.ranges), "[^...]")
