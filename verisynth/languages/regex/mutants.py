"""One small mistake at a time in a pattern, of the kinds that people and models make.

Nothing here knows whether a mistake shows: many change nothing, and ``decide.py`` proves which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeVar

from verisynth.languages.regex import characters
from verisynth.languages.regex.class_mistakes import STANDARD, class_mistakes
from verisynth.languages.regex.parser import parse
from verisynth.languages.regex.syntax import (
    EMPTY,
    Anchor,
    Appetite,
    Atomic,
    Both,
    Characters,
    Choice,
    Complement,
    Conditional,
    Flagged,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
    Unreadable,
    below,
    children,
)
from verisynth.languages.regex.writing import class_text, text, written

_LONGEST_RUN = 4
_ANYTHING = Repeat(Characters(characters.NOT_NEWLINE, "."), 0, None)
_MOST_COPIED = 6
_MOST_LOOKED_AT = 2_000
"""Mistakes; only patterns of many hundred characters have more."""
_MOST_NODES = 200_000
"""Nodes of all the trees that are looked at: each mistake makes a tree as large as the pattern."""
_REARRANGED = frozenset(("copied", "doubled", "swapped", "repeated"))


@dataclass(frozen=True, slots=True)
class Mistake:
    """A tree with one mistake in it."""

    root: Node
    operator: str
    """The kind of mistake, e.g. ``count``."""
    detail: str
    """What became what."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A pattern with one mistake, read again from its text."""

    pattern: Pattern
    operator: str
    detail: str


Made = TypeVar("Made", Mistake, Changed)


def mistakes(pattern: Pattern) -> Iterator[Mistake]:
    """Every mistake we know, once for each different tree, in the order of the pattern."""
    seen = {pattern.root}
    whole = (
        (root, "extent", f"{_short(pattern.root)} -> {_short(root)}")
        for root in _extents(pattern.root)
    )
    for root, operator, detail in chain(whole, _everywhere(pattern.root)):
        if root not in seen:
            seen.add(root)
            yield Mistake(root, operator, detail)


def reread(pattern: Pattern, mistake: Mistake, *, flags: str) -> Pattern | None:
    """The mistake as a pattern that was written and read again; None where it is none.

    Written text is the only thing others ever see, so that is what has to mean the mistake.
    """
    try:
        return parse(written(pattern, mistake.root), flags=flags)
    except Unreadable:
        return None


def flag_mistakes(pattern: Pattern, *, flags: str) -> Iterator[tuple[Pattern, str]]:
    """The same text under other flags: case ignored or not, the dot with newlines, ASCII only."""
    for letter in "isa":
        if letter in pattern.flags:
            continue
        try:
            found = parse(f"(?{letter})" + written(pattern), flags=flags)
        except Unreadable:
            continue
        yield found, f"flag {letter} added"
    for letter in pattern.inline:
        rest = pattern.inline.replace(letter, "")
        start = f"(?{rest})" if rest else ""
        try:
            yield parse(start + text(pattern.root), flags=flags), f"flag {letter} lost"
        except Unreadable:
            continue


def _everywhere(node: Node) -> Iterator[tuple[Node, str, str]]:
    """The tree with a mistake at the node itself, then with one somewhere below it."""
    for changed, operator in _here(node):
        yield changed, operator, f"{_short(node)} -> {_short(changed)}"
    for at, child in enumerate(children(node)):
        for changed, operator, detail in _everywhere(child):
            yield _with_child(node, at, changed), operator, detail


def _short(node: Node) -> str:
    found = text(node)
    return (found if len(found) <= 40 else f"{found[:37]}...") or "nothing"


def _here(node: Node) -> Iterator[tuple[Node, str]]:  # noqa: C901 - one case a kind of node
    match node:
        case Characters():
            yield from ((changed, "class") for changed in class_mistakes(node))
        case Repeat():
            yield from _counts(node)
        case Sequence(parts):
            yield from _parts(parts)
        case Choice(branches):
            yield from _branches(branches)
        case Anchor():
            yield EMPTY, "anchor"
        case Look(body, ahead, negative):
            yield EMPTY, "assertion"
            yield replace(node, negative=not negative), "assertion"
            if ahead:
                yield from ((replace(node, body=changed), "extent") for changed in _extents(body))
        case Atomic(body):
            yield body, "atomic"
        case Both(parts):
            for at in range(len(parts)):
                rest = parts[:at] + parts[at + 1 :]
                yield rest[0] if len(rest) == 1 else Both(rest), "intersection"
        case Complement(body):
            yield body, "complement"
            yield from ((Complement(changed), "extent") for changed in _extents(body))
        case Conditional(_, yes, no):
            yield yes, "conditional"
            yield no, "conditional"


def _counts(node: Repeat) -> Iterator[tuple[Node, str]]:
    """Counts one off, dropped and opened, and another class allowed instead all the way."""
    low, high = node.low, node.high
    found = [(low + 1, high), (low + 1, None if high is None else high + 1), (low, None)]
    found += [(1, 1), (1, high)]
    if low:
        found += [(low - 1, high), (0, high)]
    if high is None:
        found += [(low, max(low, 1)), (low, low + 1), (low, low + 2)]
    else:
        found += [(low, high + 1), (low, high + 2), (low, high - 1), (high, high), (low, low)]
        found += [(max(low - 1, 0), high - 1)]
    for least, most in dict.fromkeys(found):
        if (least, most) != (low, high) and (most is None or 0 < most >= least):
            once = (least, most) == (1, 1)
            yield node.body if once else replace(node, low=least, high=most), "count"
    if low > 1:
        yield Choice((node.body, node)), "alternative"
    if isinstance(node.body, Characters):
        for ranges in STANDARD:
            if characters.intersection(node.body.ranges, ranges) == characters.NONE:
                other = Characters(ranges, class_text(ranges), node.body.flags)
                yield Choice((node, replace(node, body=other))), "alternative"
    if node.appetite is Appetite.POSSESSIVE:
        yield replace(node, appetite=Appetite.GREEDY), "possessive"


def _parts(parts: tuple[Node, ...]) -> Iterator[tuple[Node, str]]:
    """Parts and runs of them lost, doubled, made optional, repeated, moved, bracketed wrongly."""
    for at, part in enumerate(parts):
        before, after = parts[:at], parts[at + 1 :]
        yield _sequence((*before, *after)), "lost"
        if isinstance(part, Anchor | Look):
            continue
        yield _sequence((*before, part, part, *after)), "doubled"
        if not (isinstance(part, Repeat) and part.low == 0):
            yield _sequence((*before, Repeat(part, 0, 1), *after)), "optional"
        if not isinstance(part, Repeat):
            yield _sequence((*before, Repeat(part, 1, None), *after)), "repeated"
        if after and not isinstance(after[0], Anchor | Look):
            yield _sequence((*before, after[0], part, *after[1:])), "swapped"
        yield from ((changed, "grouping") for changed in _brackets(before, part, after))
    yield from _runs(parts)
    yield from _copies(parts)


def _brackets(before: tuple[Node, ...], part: Node, after: tuple[Node, ...]) -> Iterator[Node]:
    """Brackets forgotten or set too wide around one part."""
    if after and isinstance(after[0], Repeat):
        both = _sequence((part, after[0].body))
        yield _sequence((*before, replace(after[0], body=both), *after[1:]))
    if isinstance(part, Choice):
        first, *middle, last = part.branches
        yield Choice((_sequence((*before, first)), *middle, _sequence((last, *after))))
    if isinstance(part, Repeat) and isinstance(part.body, Sequence) and part.body.parts:
        *start, end = part.body.parts
        yield _sequence((*before, *start, replace(part, body=end), *after))


def _runs(parts: tuple[Node, ...]) -> Iterator[tuple[Node, str]]:
    """Several parts in a row, as one."""
    size = len(parts)
    for start in range(size):
        for end in range(start + 2, min(size, start + _LONGEST_RUN) + 1):
            before, run, after = parts[:start], parts[start:end], parts[end:]
            if any(isinstance(part, Anchor | Look) for part in run):
                continue
            whole = _sequence(run)
            if end - start < size:
                yield _sequence((*before, *after)), "lost"
            yield _sequence((*before, Repeat(whole, 0, 1), *after)), "optional"
            yield _sequence((*before, Repeat(whole, 1, None), *after)), "repeated"
            yield _sequence((*before, *run, *run, *after)), "doubled"


def _copies(parts: tuple[Node, ...]) -> Iterator[tuple[Node, str]]:
    """A part that is allowed once more, in another place."""
    if len(parts) > _MOST_COPIED:
        return
    for part in parts:
        if isinstance(part, Anchor | Look):
            continue
        more = part if isinstance(part, Repeat) and part.low == 0 else Repeat(part, 0, 1)
        for at in range(len(parts) + 1):
            yield _sequence((*parts[:at], more, *parts[at:])), "copied"


def _branches(branches: tuple[Node, ...]) -> Iterator[tuple[Node, str]]:
    for at in range(len(branches)):
        rest = branches[:at] + branches[at + 1 :]
        yield rest[0] if len(rest) == 1 else Choice(rest), "alternative"
    yield Repeat(Choice(branches), 1, None), "repeated"


def _extents(node: Node) -> Iterator[Node]:
    """Anything allowed before or after."""
    yield _sequence((_ANYTHING, node))
    yield _sequence((node, _ANYTHING))


def _sequence(parts: Iterable[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Sequence) else (part,)
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def _with_child(node: Node, at: int, child: Node) -> Node:
    match node:
        case Sequence(parts):
            return _sequence((*parts[:at], child, *parts[at + 1 :]))
        case Both(parts):
            return Both((*parts[:at], child, *parts[at + 1 :]))
        case Choice(branches):
            return Choice((*branches[:at], child, *branches[at + 1 :]))
        case Conditional():
            return replace(node, yes=child) if at == 0 else replace(node, no=child)
        case Repeat() | Group() | Flagged() | Atomic() | Look() | Complement():
            return replace(node, body=child)
        case _:
            return node


def changed(pattern: Pattern, *, flags: str, most: int) -> tuple[Changed, ...]:
    """Up to ``most`` mutants of a pattern, each of another text, spread evenly over all there are.

    ``flags`` are those that are given beside the text, to the pattern and to its mutants.
    """
    found = {
        other.text: Changed(other, "flag", detail)
        for other, detail in flag_mistakes(pattern, flags=flags)
    }
    nodes = sum(1 for _ in below(pattern.root))
    looked_at = tuple(islice(mistakes(pattern), min(_MOST_LOOKED_AT, _MOST_NODES // nodes)))
    for mistake in spread(looked_at, most=max(0, most - len(found))):
        read = reread(pattern, mistake, flags=flags)
        if read is not None and read.text != pattern.text:
            found.setdefault(read.text, Changed(read, mistake.operator, mistake.detail))
    return tuple(found.values())[:most]


def spread(found: tuple[Made, ...], *, most: int) -> tuple[Made, ...]:
    """At most that many, spread evenly, the kinds that people make by rearranging last."""
    first = tuple(one for one in found if one.operator not in _REARRANGED)
    if len(first) >= most:
        return _evenly(first, most)
    rest = tuple(one for one in found if one.operator in _REARRANGED)
    return first + _evenly(rest, most - len(first))


def _evenly(found: tuple[Made, ...], most: int) -> tuple[Made, ...]:
    if len(found) <= most:
        return found
    return tuple(found[at * len(found) // most] for at in range(most))
