"""Terms: languages of texts, and the heads that are put in front of them, each made only once.

A *language* is the set of texts that may follow a place. It is nothing, everything, the end, a
head followed by a language, or a union, intersection or complement of languages. A *head* is part
of a pattern that is matched from a place on, such as a set of characters or a repetition. A
lookahead is a head too, but putting one in front of a language simply intersects the two: both
speak of the same rest of the text. So lookaheads cost nothing that intersection does not.

Equal terms are the same object, so comparing them is comparing identities, and the laws of Boolean
algebra that the constructors apply keep the number of derivatives of a pattern finite (Brzozowski
1964; Owens, Reppy and Turon, *Regular-expression derivatives re-examined*, 2009).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from operator import and_, or_
from typing import TypeAlias


class OverBudget(Exception):
    """A decision would take more terms or time than it may; ``str()`` says which."""


class Kind(IntEnum):
    """What a term is."""

    NOTHING = 0
    EVERYTHING = 1
    END = 2
    MARK = 3
    """Where the body of a lookbehind ends: the place that is asked about."""
    CONCAT = 4
    """``left`` is a head, ``right`` the language after it."""
    UNION = 5
    BOTH = 6
    NOT = 7
    SET = 8
    """A head: one character of the classes whose bits are in ``low``."""
    SEQUENCE = 9
    CHOICE = 10
    REPEAT = 11
    AHEAD = 12
    """A head that spends nothing: the rest of the text is in the language ``left``."""
    FACT = 13
    """A head that spends nothing: bit ``low`` of what is known about the place is ``high``."""
    BEHIND = 14
    """A head that spends nothing: lookbehind number ``low`` holds, or with ``high`` does not."""
    WHOLE = 15
    """A head: a text of the language ``left``, which ends where the head ends."""


ANY_CLASS = -1
"""All bits: every class there is."""
_LONGEST = 20_000
"""Parts of a sequence; a pattern has no more characters, but counts in counts write them out."""
_Judge: TypeAlias = Callable[[Iterable[bool | None]], bool | None]


def _all(values: Iterable[bool | None]) -> bool | None:
    """Conjunction where None is not known."""
    known: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            known = None
    return known


def _any(values: Iterable[bool | None]) -> bool | None:
    """Disjunction where None is not known."""
    known: bool | None = False
    for value in values:
        if value:
            return True
        if value is None:
            known = None
    return known


def _leading(kind: Kind, parts: Sequence[Term]) -> Sequence[Term]:
    """The parts of a head that can spend its first character."""
    if kind == Kind.SEQUENCE:
        for at, part in enumerate(parts):
            if part.empty is False:
                return parts[: at + 1]
    return parts


def _joined_counts(counts: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """The same counts in as few ranges as possible."""
    found: list[tuple[int, int | None]] = []
    for low, high in sorted(counts, key=lambda one: one[0]):
        last = found[-1][1] if found else -1
        if found and (last is None or low <= last + 1):
            most = None if last is None or high is None else max(last, high)
            found[-1] = (found[-1][0], most)
        else:
            found.append((low, high))
    return found


class Term:
    """One language or head. Made by :class:`Terms` only, and never changed."""

    __slots__ = (
        *("kind", "number", "left", "right", "parts", "low", "high"),
        *("empty", "at_end", "contextual", "marked", "first"),
    )

    def __init__(
        self,
        kind: Kind,
        *,
        left: Term | None = None,
        right: Term | None = None,
        parts: tuple[Term, ...] = (),
        low: int = 0,
        high: int | None = 0,
        empty: bool | None = False,
        at_end: bool | None = False,
        contextual: bool = False,
        marked: bool = False,
        first: int = 0,
    ) -> None:
        self.kind = kind
        self.number = -1
        self.left = left or self
        """The term below, or the first of two; the term itself where there is none."""
        self.right = right or self
        self.parts = parts
        self.low = low
        self.high = high
        self.empty = empty
        """For a head: whether it can match the empty text, None if that depends on the place.
        For a language: whether it holds the empty text, None if that depends on what came before.
        """
        self.at_end = at_end
        """For a head: whether it can match the empty text at the end of the text."""
        self.contextual = contextual
        """Whether anything in it asks about what came before."""
        self.marked = marked
        """Whether a mark is in it."""
        self.first = first
        """The classes that a first character may be of, as bits; none of the others can be."""


@dataclass(slots=True)
class Terms:
    """The terms of one decision."""

    most: int = 60_000
    """Terms that may be made."""
    cpu_seconds: float = 2.0
    """Processor time that may be used from the first term on."""
    deadline: float = field(init=False)
    known: dict[tuple[object, ...], Term] = field(default_factory=dict)
    nothing: Term = field(init=False)
    everything: Term = field(init=False)
    end: Term = field(init=False)
    mark: Term = field(init=False)
    epsilon: Term = field(init=False)
    """The head that matches the empty text and nothing else."""

    def __post_init__(self) -> None:
        self.deadline = time.thread_time() + self.cpu_seconds
        self.nothing = self._made((0,), Term(Kind.NOTHING))
        self.everything = self._made((1,), Term(Kind.EVERYTHING, empty=True, first=ANY_CLASS))
        self.end = self._made((2,), Term(Kind.END, empty=True))
        self.mark = self._made((3,), Term(Kind.MARK, marked=True))
        self.epsilon = self.sequence(())

    def _made(self, key: tuple[object, ...], term: Term) -> Term:
        term.number = len(self.known)
        self.known[key] = term
        if not term.number & 255:
            self.check()
        return term

    def check(self) -> None:
        """Raises ``OverBudget`` where the budget is spent."""
        if len(self.known) > self.most:
            raise OverBudget(f"more than {self.most} derivatives")
        self.check_time()

    def check_time(self) -> None:
        """Raises ``OverBudget`` where the time is spent, whatever was made in it."""
        if time.thread_time() > self.deadline:
            raise OverBudget(f"more than {self.cpu_seconds:g} s")

    # Languages

    def concat(self, head: Term, tail: Term) -> Term:
        """The texts that ``head`` matches a start of, with the rest in ``tail``."""
        kind = head.kind
        if tail.kind == 0:
            return tail
        if kind == Kind.SEQUENCE:
            for part in reversed(head.parts):
                tail = self.concat(part, tail)
            return tail
        if kind == Kind.AHEAD:
            return self.both((head.left, tail))
        if kind == Kind.WHOLE and tail.kind == Kind.END:
            return head.left
        if kind == Kind.CHOICE and not head.parts:
            return self.nothing
        if tail.kind == Kind.EVERYTHING and head.empty:
            return tail
        key = (Kind.CONCAT, head.number, tail.number)
        found = self.known.get(key)
        return found or self._made(
            key,
            Term(
                Kind.CONCAT,
                left=head,
                right=tail,
                empty=_all((head.at_end, tail.empty)),
                contextual=head.contextual or tail.contextual,
                marked=tail.marked or head.marked,
                first=head.first if head.empty is False else head.first | tail.first,
            ),
        )

    def union(self, languages: Iterable[Term]) -> Term:
        """Texts that are in any of the languages."""
        found: dict[int, Term] = {}
        for one in languages:
            if one.kind == Kind.UNION:
                for part in one.parts:
                    found[part.number] = part
            elif one.kind == Kind.EVERYTHING:
                return one
            elif one.kind:
                found[one.number] = one
        if len(found) > 1:
            if self._contradiction(found):
                return self.everything
            found = self._counts_joined(found)
        if len(found) < 2:
            return next(iter(found.values()), self.nothing)
        return self._combined(Kind.UNION, found)

    def both(self, languages: Iterable[Term]) -> Term:
        """Texts that are in all of the languages."""
        found: dict[int, Term] = {}
        for one in languages:
            if one.kind == Kind.BOTH:
                for part in one.parts:
                    found[part.number] = part
            elif one.kind == Kind.NOTHING:
                return one
            elif one.kind != Kind.EVERYTHING:
                found[one.number] = one
        if len(found) < 2:
            return next(iter(found.values()), self.everything)
        if self._contradiction(found):
            return self.nothing
        if self.end.number in found:
            return self._at_end(found)
        return self._combined(Kind.BOTH, found)

    def _at_end(self, found: dict[int, Term]) -> Term:
        """An intersection with the end, where all that counts is who holds the empty text."""
        if any(one.empty is False and not one.marked for one in found.values()):
            return self.nothing
        end = self.end.number
        kept = {
            number: one
            for number, one in found.items()
            if number == end or one.marked or not one.empty
        }
        return self.end if len(kept) == 1 else self._combined(Kind.BOTH, kept)

    def complement(self, language: Term) -> Term:
        """Texts that are not in the language."""
        kind = language.kind
        if kind == Kind.NOT:
            return language.left
        if kind <= Kind.EVERYTHING:
            return self.nothing if kind else self.everything
        key = (Kind.NOT, language.number)
        return self.known.get(key) or self._made(
            key,
            Term(
                Kind.NOT,
                left=language,
                empty=None if language.empty is None else not language.empty,
                contextual=language.contextual,
                marked=language.marked,
                first=ANY_CLASS,
            ),
        )

    def _combined(self, kind: Kind, found: dict[int, Term]) -> Term:
        numbers = sorted(found)
        key = (kind, *numbers)
        known = self.known.get(key)
        if known:
            return known
        parts = tuple(found[number] for number in numbers)
        judge, join, start = (_any, or_, 0) if kind == Kind.UNION else (_all, and_, ANY_CLASS)
        return self._made(
            key,
            Term(
                kind,
                parts=parts,
                empty=judge(part.empty for part in parts),
                contextual=any(part.contextual for part in parts),
                marked=any(part.marked for part in parts),
                first=reduce(join, (part.first for part in parts), start),
            ),
        )

    def _contradiction(self, found: dict[int, Term]) -> bool:
        """Whether a language is there together with its complement."""
        return any(one.kind == Kind.NOT and one.left.number in found for one in found.values())

    def _counts_joined(self, found: dict[int, Term]) -> dict[int, Term]:
        """``x{1,3}y | x{0,2}y`` as ``x{0,3}y``, wherever the counts leave no gap.

        Nested counts would else make as many unions as there are sets of counts.
        """
        same: dict[tuple[int, int], list[Term]] = {}
        for one in found.values():
            head = one.left
            if one.kind == Kind.CONCAT and head.kind == Kind.REPEAT:
                same.setdefault((head.left.number, one.right.number), []).append(one)
        for key in sorted(same):
            self._join(same[key], found)
        return found

    def _join(self, terms: list[Term], found: dict[int, Term]) -> None:
        head, tail = terms[0].left, terms[0].right
        counts = [(one.left.low, one.left.high) for one in terms]
        if tail.number in found:
            counts.append((0, 0))
        if len(counts) < 2:
            return
        for one in (*terms, tail):
            found.pop(one.number, None)
        for low, high in _joined_counts(counts):
            one = self.concat(self.repeat(head.left, low, high), tail)
            for part in one.parts if one.kind == Kind.UNION else (one,):
                found[part.number] = part

    # Heads

    def set(self, mask: int) -> Term:
        """One character of the classes whose bits are set."""
        key = (Kind.SET, mask)
        return self.known.get(key) or self._made(key, Term(Kind.SET, low=mask, first=mask))

    def sequence(self, heads: Iterable[Term]) -> Term:
        """One head after another."""
        parts: list[Term] = []
        for head in heads:
            parts += head.parts if head.kind == Kind.SEQUENCE else (head,)
            if len(parts) > _LONGEST:
                raise OverBudget(f"more than {_LONGEST} parts in a row")
        if len(parts) == 1:
            return parts[0]
        return self._head(Kind.SEQUENCE, parts, _all)

    def choice(self, heads: Iterable[Term]) -> Term:
        """Any of the heads."""
        parts: dict[int, Term] = {}
        mask = 0
        for head in heads:
            for one in head.parts if head.kind == Kind.CHOICE else (head,):
                if one.kind == Kind.SET:
                    mask |= one.low
                else:
                    parts[one.number] = one
        if mask:
            parts = {-1: self.set(mask), **parts}
        if len(parts) == 1:
            return next(iter(parts.values()))
        return self._head(Kind.CHOICE, list(parts.values()), _any)

    def _head(self, kind: Kind, parts: list[Term], judge: _Judge) -> Term:
        key = (kind, *(part.number for part in parts))
        return self.known.get(key) or self._made(
            key,
            Term(
                kind,
                parts=tuple(parts),
                empty=judge(part.empty for part in parts),
                at_end=judge(part.at_end for part in parts),
                contextual=any(part.contextual for part in parts),
                marked=any(part.marked for part in parts),
                first=reduce(or_, (part.first for part in _leading(kind, parts)), 0),
            ),
        )

    def repeat(self, body: Term, low: int, high: int | None) -> Term:
        """``body`` again and again; what can be empty can be left out as well."""
        if body.empty:
            low = 0
        if high == 0 or body is self.epsilon:
            return self.epsilon
        if body.kind == Kind.CHOICE and not body.parts:
            return body if low else self.epsilon
        if (low, high) == (1, 1):
            return body
        if body.kind == Kind.REPEAT and body.high is None and body.low <= 1:
            # (x*){m,n} is x*, and (x+){m,n} is x{m,}.
            return self.repeat(body.left, low * body.low, None)
        if body.kind == Kind.REPEAT and high is None and low == 0 and body.low <= 1:
            return self.repeat(body.left, 0, None)
        key = (Kind.REPEAT, body.number, low, high)
        return self.known.get(key) or self._made(
            key,
            Term(
                Kind.REPEAT,
                left=body,
                low=low,
                high=high,
                empty=True if low == 0 else body.empty,
                at_end=True if low == 0 else body.at_end,
                contextual=body.contextual,
                marked=body.marked,
                first=body.first,
            ),
        )

    def ahead(self, language: Term) -> Term:
        """Spends nothing; the rest of the text is in the language."""
        if language.kind == Kind.EVERYTHING:
            return self.epsilon
        if language.kind == Kind.NOTHING:
            return self.choice(())
        key = (Kind.AHEAD, language.number)
        return self.known.get(key) or self._made(
            key,
            Term(
                Kind.AHEAD,
                left=language,
                empty=None,
                at_end=language.empty,
                contextual=language.contextual,
                marked=language.marked,
            ),
        )

    def fact(self, number: int, *, holds: bool) -> Term:
        """Spends nothing; what is known of the place is so."""
        return self._asking(Kind.FACT, number, int(holds))

    def behind(self, number: int, *, negative: bool) -> Term:
        """Spends nothing; a lookbehind holds, or does not."""
        return self._asking(Kind.BEHIND, number, int(negative))

    def _asking(self, kind: Kind, low: int, high: int) -> Term:
        key = (kind, low, high)
        return self.known.get(key) or self._made(
            key, Term(kind, low=low, high=high, empty=None, at_end=None, contextual=True)
        )

    def whole(self, language: Term) -> Term:
        """A text of a language that is complete in itself."""
        if language.kind == Kind.NOTHING:
            return self.choice(())
        if language.kind == Kind.END:
            return self.epsilon
        key = (Kind.WHOLE, language.number)
        return self.known.get(key) or self._made(
            key,
            Term(
                Kind.WHOLE,
                left=language,
                empty=language.empty,
                at_end=language.empty,
                first=language.first,
            ),
        )
