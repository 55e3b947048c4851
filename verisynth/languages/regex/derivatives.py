"""Derivatives: what remains of a language once its first character is known.

The derivative of a language by a character class holds the rests of its texts that start with it.
A place in a text is known by what lies before it (``Place``): bits for the simple questions that
anchors and word boundaries ask, and for each lookbehind the derivative of ``.*body`` so far, which
is asked what the body demands of the text from here on. So lookbehind may hold lookahead and the
other way round, to any depth. (The idea of derivatives with location is that of Varatalu, Veanes
and Ernits, *RE#*, POPL 2025; carrying the lookbehinds along instead of nesting them is ours.)
"""

from __future__ import annotations

from dataclasses import dataclass, field

from verisynth.languages.regex.terms import Kind, Term, Terms


@dataclass(frozen=True, slots=True)
class Place:
    """What is known about a place from the text before it."""

    number: int
    facts: int
    behind: tuple[Term, ...]
    """For each lookbehind, its body matched so far from every start."""


@dataclass(slots=True)
class Derivatives:
    """Steps through texts of the languages of one :class:`Terms`."""

    terms: Terms
    after: tuple[int, ...] = ()
    """The question of each fact from bit 1 on: is the character before in these classes? Bit 0
    is whether there is none."""
    bodies: tuple[Term, ...] = ()
    """``.*body`` up to a mark, for each lookbehind; inner ones come before outer ones."""
    asked: bool = False
    """Whether anything asks what came before; if not, all places are one."""
    places: dict[tuple[int, ...], Place] = field(default_factory=dict)
    steps: dict[tuple[int, int, int], Term] = field(default_factory=dict)
    moves: dict[tuple[int, int], Place] = field(default_factory=dict)
    held: dict[tuple[int, int], Term] = field(default_factory=dict)

    def start(self) -> Place:
        """The start of every text."""
        return self._place(int(self.asked), self.bodies)

    def _place(self, facts: int, behind: tuple[Term, ...]) -> Place:
        key = (facts, *(one.number for one in behind))
        found = self.places.get(key)
        if found is None:
            found = self.places[key] = Place(len(self.places), facts, behind)
        return found

    def moved(self, place: Place, symbol: int) -> Place:
        """The place after one more character."""
        if not self.asked:
            return place
        key = (place.number, symbol)
        found = self.moves.get(key)
        if found is None:
            facts = sum(2 << bit for bit, mask in enumerate(self.after) if mask >> symbol & 1)
            behind = tuple(self.derived(one, symbol, place) for one in place.behind)
            # Every place may be the start of what a lookbehind looks for; its body says so itself.
            found = self.moves[key] = self._place(facts, behind)
        return found

    def is_empty(self, language: Term, place: Place) -> bool:
        """Whether the empty text is in the language, at this place at the end of a text."""
        if language.empty is not None:
            return language.empty
        match language.kind:
            case Kind.UNION:
                return any(self.is_empty(part, place) for part in language.parts)
            case Kind.BOTH:
                return all(self.is_empty(part, place) for part in language.parts)
            case Kind.NOT:
                return not self.is_empty(language.left, place)
            case _:
                return self._spent(language.left, place) and self.is_empty(language.right, place)

    def _spent(self, head: Term, place: Place) -> bool:
        """Whether a head can match the empty text at the end of a text."""
        if head.at_end is not None:
            return head.at_end
        match head.kind:
            case Kind.CHOICE:
                return any(self._spent(part, place) for part in head.parts)
            case Kind.SEQUENCE:
                return all(self._spent(part, place) for part in head.parts)
            case Kind.REPEAT:
                return self._spent(head.left, place)
            case Kind.AHEAD:
                return self.is_empty(head.left, place)
            case _:
                return self.is_empty(self._condition(head, place), place)

    def derived(self, language: Term, symbol: int, place: Place) -> Term:
        """The rests of the language's texts that start with the class ``symbol``."""
        if not language.first >> symbol & 1:
            return self.terms.nothing
        if language.kind == Kind.EVERYTHING:
            return language
        key = (language.number, symbol, place.number if language.contextual else -1)
        found = self.steps.get(key)
        if found is None:
            # Long patterns take long for one step and need not make a term in it.
            if not len(self.steps) & 63:
                self.terms.check_time()
            found = self.steps[key] = self._derived(language, symbol, place)
        return found

    def _derived(self, language: Term, symbol: int, place: Place) -> Term:
        match language.kind:
            case Kind.UNION:
                return self.terms.union(
                    [self.derived(part, symbol, place) for part in language.parts]
                )
            case Kind.BOTH:
                return self.terms.both(
                    [self.derived(part, symbol, place) for part in language.parts]
                )
            case Kind.NOT:
                return self.terms.complement(self.derived(language.left, symbol, place))
            case _:
                return self._through_heads(language, symbol, place)

    def _through_heads(self, language: Term, symbol: int, place: Place) -> Term:
        """Spends the character in the first head, or in one after heads that can be empty.

        A loop, not a recursion: a pattern may be thousands of optional parts long.
        """
        found: list[Term] = []
        guard = self.terms.everything
        while language.kind == Kind.CONCAT:
            head, tail = language.left, language.right
            if head.first >> symbol & 1:
                found.append(self._guarded(guard, self._spend(head, tail, symbol, place)))
            if head.empty is False:
                break
            if head.empty is None:
                condition = self.derived(self._condition(head, place), symbol, place)
                guard = self._guarded(guard, condition)
                if guard.kind == Kind.NOTHING:
                    break
            language = tail
        else:
            found.append(self._guarded(guard, self.derived(language, symbol, place)))
        return found[0] if len(found) == 1 else self.terms.union(found)

    def _guarded(self, guard: Term, language: Term) -> Term:
        if guard.kind == Kind.EVERYTHING:
            return language
        return self.terms.both((guard, language))

    def _spend(self, head: Term, tail: Term, symbol: int, place: Place) -> Term:
        """What remains of ``head`` and ``tail`` once ``head`` itself has spent the character."""
        terms = self.terms
        if not head.first >> symbol & 1:
            return terms.nothing
        match head.kind:
            case Kind.SET:
                return tail
            case Kind.REPEAT:
                high = None if head.high is None else head.high - 1
                more = terms.repeat(head.left, max(head.low - 1, 0), high)
                return self._spend(head.left, terms.concat(more, tail), symbol, place)
            case Kind.CHOICE:
                return terms.union([self._spend(part, tail, symbol, place) for part in head.parts])
            case Kind.SEQUENCE:
                return self._spend_in_sequence(head.parts, tail, symbol, place)
            case Kind.WHOLE:
                rest = self.derived(head.left, symbol, place)
                return terms.concat(terms.whole(rest), tail)
            case _:
                return terms.nothing

    def _spend_in_sequence(
        self, parts: tuple[Term, ...], tail: Term, symbol: int, place: Place
    ) -> Term:
        found: list[Term] = []
        guard = self.terms.everything
        for part, rest in zip(parts, self._rests(parts, tail, symbol), strict=True):
            if part.first >> symbol & 1:
                found.append(self._guarded(guard, self._spend(part, rest, symbol, place)))
            if part.empty is False:
                break
            if part.empty is None:
                condition = self.derived(self._condition(part, place), symbol, place)
                guard = self._guarded(guard, condition)
        return found[0] if len(found) == 1 else self.terms.union(found)

    def _rests(self, parts: tuple[Term, ...], tail: Term, symbol: int) -> list[Term]:
        """What comes after each of the parts; idle for those before the first to spend it."""
        first = next(at for at, part in enumerate(parts) if part.first >> symbol & 1)
        found = [tail]
        for part in reversed(parts[first + 1 :]):
            found.append(self.terms.concat(part, found[-1]))
        return [tail] * first + found[::-1]

    def _condition(self, head: Term, place: Place) -> Term:
        """What the rest of the text must be for a head to match the empty text here."""
        terms = self.terms
        if head.empty is not None:
            return terms.everything if head.empty else terms.nothing
        match head.kind:
            case Kind.CHOICE:
                return terms.union([self._condition(part, place) for part in head.parts])
            case Kind.SEQUENCE:
                return terms.both([self._condition(part, place) for part in head.parts])
            case Kind.REPEAT:
                return self._condition(head.left, place)
            case Kind.AHEAD:
                return head.left
            case Kind.FACT:
                holds = place.facts >> head.low & 1
                return terms.everything if holds == head.high else terms.nothing
            case _:
                found = self._behind(head.low, place)
                return terms.complement(found) if head.high else found

    def _behind(self, number: int, place: Place) -> Term:
        """What the rest of the text must be for a lookbehind to hold at a place.

        Kept, because one that nests another asks for it twice: forty of them, for 2^40 answers.
        """
        key = (number, place.number)
        found = self.held.get(key)
        if found is None:
            found = self.held[key] = self._at_mark(place.behind[number], place)
        return found

    def _at_mark(self, language: Term, place: Place) -> Term:
        """What the rest of the text must be if the mark is to be at this place."""
        if not language.marked:
            return language
        terms = self.terms
        match language.kind:
            case Kind.MARK:
                return terms.everything
            case Kind.UNION:
                return terms.union([self._at_mark(part, place) for part in language.parts])
            case Kind.BOTH:
                return terms.both([self._at_mark(part, place) for part in language.parts])
            case Kind.NOT:
                return terms.complement(self._at_mark(language.left, place))
            case _:
                head = self._condition(language.left, place)
                return self._guarded(head, self._at_mark(language.right, place))
