r"""Turns the tree of a pattern into terms, and says what cannot be turned.

Most of it is plain. What takes care:

* ``$`` is the end or a newline before it; ``\b`` is a question about the character before and one
  about the character after. In an empty text both ``\b`` and ``\B`` fail in CPython before 3.14.
* An atomic group keeps its first way to match. Where its parts can end in one way only that changes
  nothing; an alternative is tried only where no earlier one matches; a greedy loop ends where its
  body matches no more. What is left (backtracking inside the group decides where it ends) is
  undecided, unless no text of the group is the start of another one.
* CPython's possessive loop takes each round as if it were an atomic group of its own. Before 3.11.5
  it goes on where a round that failed had got to (gh-106052), so only rounds that cannot lose their
  place, plain characters, are said there.
* A loop whose body may be empty under a condition is written out, as often as it must run.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from verisynth.languages.regex import characters
from verisynth.languages.regex.characters import Ranges
from verisynth.languages.regex.derivatives import Derivatives
from verisynth.languages.regex.partition import Partition
from verisynth.languages.regex.syntax import (
    Anchor,
    Appetite,
    Atomic,
    Backreference,
    Both,
    Characters,
    Choice,
    Complement,
    Conditional,
    Flagged,
    Group,
    Look,
    Node,
    Position,
    Repeat,
    Sequence,
    children,
)
from verisynth.languages.regex.terms import Term, Terms
from verisynth.languages.regex.widths import width

BOUNDARIES_IN_EMPTY = sys.version_info >= (3, 14)
r"""Whether ``\B`` matches in an empty text."""
POSSESSIVE_KEEPS_ITS_PLACE = sys.version_info >= (3, 11, 5)
"""Whether a possessive loop ends where its last whole round ended."""
_MOST_WRITTEN_OUT = 64
_MOST_STATES = 400
"""Of the search for a text of an atomic group that starts with another."""


class Unsupported(Exception):
    """The pattern is beyond what terms can say; ``str()`` names the construct."""


def sets(node: Node) -> Iterator[Ranges]:
    """Every set of characters that the terms of a tree will speak of."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Characters):
            yield node.ranges
        elif isinstance(node, Anchor):
            yield _asked(node)
        waiting += children(node)


def _asked(anchor: Anchor) -> Ranges:
    """The set an anchor asks about; any will do where it asks about none."""
    if anchor.position in (Position.BOUNDARY, Position.NO_BOUNDARY):
        return characters.category("w", ascii_only="a" in anchor.flags)
    return characters.NEWLINE


@dataclass(slots=True)
class Lowering:
    """Makes the terms of one or more trees over one partition."""

    terms: Terms
    partition: Partition
    after: list[int] = field(default_factory=list)
    """What the facts from bit 1 on ask; see ``Derivatives``."""
    bodies: list[Term] = field(default_factory=list)
    asked: bool = False
    started: bool = False
    """Whether the place that is spoken of is known not to be the start of the text."""

    def derivatives(self) -> Derivatives:
        """What steps through all that was lowered so far."""
        return Derivatives(self.terms, tuple(self.after), tuple(self.bodies), self.asked)

    @property
    def anything(self) -> Term:
        """Any characters, any number of them."""
        return self.terms.repeat(self.terms.set(self.partition.everything), 0, None)

    def language(self, node: Node, *, mode: str) -> Term:
        """The texts that a pattern matches, whole or somewhere in them.

        Raises:
            Unsupported: the pattern is beyond what terms can say.
        """
        terms = self.terms
        head = self.head(node)
        if mode == "fullmatch":
            return terms.concat(head, terms.end)
        # A match that starts later never meets the start of the text, which ends most of what an
        # anchored pattern would else be asked at every character.
        self.started = True
        later = terms.concat(self.head(node), terms.everything)
        self.started = False
        character = terms.set(self.partition.everything)
        return terms.union(
            [
                terms.concat(head, terms.everything),
                terms.concat(terms.repeat(character, 1, None), later),
            ]
        )

    def head(self, node: Node) -> Term:  # noqa: C901 - one case a kind of node
        """The head that matches what the node matches."""
        terms = self.terms
        match node:
            case Characters(ranges):
                return terms.set(self.partition.masks[ranges])
            case Sequence(parts):
                return terms.sequence([self.head(part) for part in parts])
            case Choice(branches):
                return terms.choice([self.head(branch) for branch in branches])
            case Repeat(body, low, high, appetite):
                if appetite is Appetite.POSSESSIVE:
                    return self.possessive_loop(body, low, high)
                return self.loop(self.head(body), low, high)
            case Group(body) | Flagged(body):
                return self.head(body)
            case Atomic(body):
                return self.atomic(body)
            case Look():
                return self.look(node)
            case Anchor():
                return self.anchor(node)
            case Both(parts):
                self.only_plain(node)
                return terms.whole(terms.both([self.to_end(part) for part in parts]))
            case Complement(body):
                self.only_plain(node)
                return terms.whole(terms.complement(self.to_end(body)))
            case Backreference():
                raise Unsupported("backreference")
            case Conditional():
                raise Unsupported("conditional")

    def to_end(self, node: Node) -> Term:
        """The texts a node matches, as a language that is complete in itself."""
        return self.terms.concat(self.head(node), self.terms.end)

    def only_plain(self, node: Node) -> None:
        """Raises where an assertion stands under an intersection or complement."""
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Look | Anchor | Atomic):
                raise Unsupported("assertion under an intersection or complement")
            waiting += children(node)

    # Repetition

    def loop(self, body: Term, low: int, high: int | None) -> Term:
        """``body`` from ``low`` to ``high`` times."""
        terms = self.terms
        if body.empty is not None or low == 0:
            return terms.repeat(body, low, high)
        if low > _MOST_WRITTEN_OUT:
            raise Unsupported("long repetition of what is empty under a condition")
        rest = terms.repeat(body, 0, None if high is None else high - low)
        return terms.sequence([*[body] * low, rest])

    def possessive_loop(self, body: Node, low: int, high: int | None) -> Term:
        """As many rounds as there are, each taken as it first ends."""
        if not (POSSESSIVE_KEEPS_ITS_PLACE or _is_plain(body)):
            raise Unsupported("possessive repetition in a Python before 3.11.5")
        return self.greedy_loop(self.atomic(body), low, high)

    def greedy_loop(self, body: Term, low: int, high: int | None) -> Term:
        """As many rounds as there are, where each can end in one way only."""
        terms = self.terms
        if high == 0:
            return terms.epsilon
        if body.empty is not False:
            raise Unsupported("possessive repetition of what may be empty")
        stopped = terms.sequence(
            [self.loop(body, low, None if high is None else high - 1), self.no(body)]
        )
        if high is None:
            return stopped
        full = terms.repeat(body, high, high)
        return full if low == high else terms.choice([full, stopped])

    def no(self, head: Term) -> Term:
        """Spends nothing; ``head`` does not match from here on."""
        language = self.terms.concat(head, self.terms.everything)
        return self.terms.ahead(self.terms.complement(language))

    # Atomic groups

    def atomic(self, node: Node) -> Term:
        """The first way in which a node matches, and no other."""
        match node:
            case Group(body) | Flagged(body) | Atomic(body):
                return self.atomic(body)
            case Choice(branches):
                return self.first_of(branches)
            case Sequence(parts):
                return self.atomic_sequence(parts)
            case Repeat(body, low, _, Appetite.LAZY) if _ends_one_way(body):
                return self.loop(self.head(body), low, low)
            case Repeat(body, low, high, Appetite.GREEDY) if _ends_one_way(body):
                return self.greedy_loop(self.head(body), low, high)
        if _ends_one_way(node):
            return self.head(node)
        return self.prefix_free(node)

    def first_of(self, branches: tuple[Node, ...]) -> Term:
        """The first alternative that matches."""
        found = []
        before: list[Term] = []
        for branch in branches:
            head = self.atomic(branch)
            found.append(self.terms.sequence([*map(self.no, before), head]))
            before.append(head)
        return self.terms.choice(found)

    def atomic_sequence(self, parts: tuple[Node, ...]) -> Term:
        """Parts that can end in one way only, and at most one other at the end of them."""
        fixed = next((at for at, part in enumerate(parts) if not _ends_one_way(part)), len(parts))
        heads = [self.head(part) for part in parts[:fixed]]
        if fixed == len(parts):
            return self.terms.sequence(heads)
        if fixed == len(parts) - 1:
            return self.terms.sequence([*heads, self.atomic(parts[fixed])])
        return self.terms.sequence([*heads, self.prefix_free(Sequence(parts[fixed:]))])

    def prefix_free(self, node: Node) -> Term:
        """The node itself, if none of its texts is the start of another: then it ends one way."""
        head = self.head(node)
        one = self.terms.concat(head, self.terms.end)
        character = self.terms.set(self.partition.everything)
        more = self.terms.repeat(character, 1, None)
        longer = self.terms.concat(head, self.terms.concat(more, self.terms.end))
        if one.contextual or _has_assertion(node) or not self.is_nothing(one, longer):
            raise Unsupported("atomic group that backtracking inside it decides")
        return head

    def is_nothing(self, *languages: Term) -> bool:
        """Whether no text is in all of them; False as well where that takes too long."""
        derivatives = self.derivatives()
        place = derivatives.start()
        waiting = deque([self.terms.both(languages)])
        seen = {waiting[0].number}
        while waiting and len(seen) < _MOST_STATES:
            language = waiting.popleft()
            if derivatives.is_empty(language, place):
                return False
            for symbol in range(len(self.partition.examples)):
                rest = derivatives.derived(language, symbol, place)
                if rest.number not in seen:
                    seen.add(rest.number)
                    waiting.append(rest)
        return not waiting

    # Assertions

    def look(self, node: Look) -> Term:
        """A lookahead speaks of the rest of the text; a lookbehind is asked at each place."""
        if node.ahead:
            body = self.head(node.body)
            return self.no(body) if node.negative else self.yes(body)
        terms = self.terms
        started, self.started, self.asked = self.started, False, True
        body = terms.concat(self.head(node.body), terms.mark)
        self.started = started
        search = terms.concat(self.anything, body)
        if search not in self.bodies:
            self.bodies.append(search)
        return terms.behind(self.bodies.index(search), negative=node.negative)

    def yes(self, head: Term) -> Term:
        """Spends nothing; ``head`` matches from here on."""
        return self.terms.ahead(self.terms.concat(head, self.terms.everything))

    def anchor(self, anchor: Anchor) -> Term:
        """What an anchor demands of the text before and after it."""
        terms = self.terms
        position = anchor.position
        if position in (Position.TEXT_START, Position.LINE_START):
            self.asked = True
            found = [] if self.started else [terms.fact(0, holds=True)]
            if position == Position.LINE_START:
                newline = self.partition.masks[characters.NEWLINE]
                found.append(terms.fact(self.question(newline), holds=True))
            return terms.choice(found)
        if position in (Position.BOUNDARY, Position.NO_BOUNDARY):
            return self.boundary(anchor)
        return terms.ahead(self.at_end(position))

    def at_end(self, position: Position) -> Term:
        """The rests of a text before which an end is."""
        terms = self.terms
        newline = terms.set(self.partition.masks[characters.NEWLINE])
        if position == Position.TEXT_END:
            return terms.end
        last = terms.end if position == Position.LAST_LINE_END else terms.everything
        return terms.union([terms.end, terms.concat(newline, last)])

    def boundary(self, anchor: Anchor) -> Term:
        """A word character on one side and none on the other, or the opposite of that."""
        terms = self.terms
        self.asked = True
        mask = self.partition.masks[_asked(anchor)]
        question = self.question(mask)
        word = terms.concat(terms.set(mask), terms.everything)
        before = {holds: terms.fact(question, holds=holds) for holds in (True, False)}
        after = {True: terms.ahead(word), False: terms.ahead(terms.complement(word))}
        change = anchor.position == Position.BOUNDARY
        found = terms.choice(
            [terms.sequence([before[holds], after[holds != change]]) for holds in (True, False)]
        )
        if change or BOUNDARIES_IN_EMPTY:
            return found
        # Only in an empty text is a place both the start and the end.
        somewhere = terms.choice(
            [terms.fact(0, holds=False), terms.ahead(terms.complement(terms.end))]
        )
        return terms.sequence([found, somewhere])

    def question(self, mask: int) -> int:
        """The bit of the fact that the character before is of these classes."""
        if mask not in self.after:
            self.after.append(mask)
        return self.after.index(mask) + 1


def _ends_one_way(node: Node) -> bool:
    """Whether from any place a node can end at one place at most, as seen from its shape."""
    match node:
        case Characters() | Anchor() | Look() | Atomic():
            return True
        case Group(body) | Flagged(body):
            return _ends_one_way(body)
        case Sequence(parts):
            return all(map(_ends_one_way, parts))
        case Repeat(body, low, high, appetite):
            if appetite is Appetite.POSSESSIVE:
                return True
            return width(node).fixed or (low == high and _ends_one_way(body))
        case Backreference():
            return False
        case _:
            return width(node).fixed


def _is_plain(node: Node) -> bool:
    """Whether a node is characters in a row."""
    parts = node.parts if isinstance(node, Sequence) else (node,)
    return all(isinstance(part, Characters) for part in parts)


def _has_assertion(node: Node) -> bool:
    waiting: list[Node] = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Look | Anchor | Atomic):
            return True
        if isinstance(node, Repeat) and node.appetite is Appetite.POSSESSIVE:
            return True
        waiting += children(node)
    return False


def all_sets(nodes: Iterable[Node]) -> list[Ranges]:
    """The sets of several trees, each once, in the order they are met."""
    return list(dict.fromkeys(one for node in nodes for one in sets(node)))
