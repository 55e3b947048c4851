"""Reads one side of an equation out of prose: ``7 stickers/page × 6 pages``, ``$1.50 * 8``.

The value is exact. Words after a value are its unit and change nothing, yet what they could mean
is kept, so that a judge knows where a second reading exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from verisynth.languages.math.notation import Unreadable
from verisynth.languages.math.step_text import END, Piece
from verisynth.languages.math.step_words import JOINING, PARTS, SCALES
from verisynth.languages.math.syntax import Apply, Constant, Node, Number, Percent
from verisynth.languages.math.units import canonical_unit

MAX_PIECES = 120
"""A side of more pieces is not read: a sum that long is rare, and reading it would be quadratic."""
MAX_DEPTH = 40
_MOST_DIGITS = 400
_UNIT_WORDS = 5
_PROSE_WORDS = 3
"""So many words after a value are more than a unit: the next sum may not belong to them."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side as it was read."""

    tree: Node
    operators: int
    """How many operators it has; a side with none states a value and computes nothing."""
    units: tuple[str, ...] = ()
    """Units in the order they stand, one for each value that has one, ``dollar`` for a sign."""
    decimals: int | None = None
    """Digits after the point, if the side is one number as written; None otherwise."""
    repeating: bool = False
    """The number ends in dots: what is written is not all of it."""
    scale: int = 1
    """What a word such as ``million`` after the value multiplies it by."""
    part: int = 1
    """What a word after the value may divide it by: ``10 halves`` is 10, or 5."""
    wordy: bool = False
    """More words follow one of its values than a unit has."""
    doubtful: bool = False
    """A second reading exists: a letter that may be a unit or a variable, a mixed percent sum."""

    @property
    def percents(self) -> int:
        """How many percentages the side has."""
        return _count_percents(self.tree)


def suffix(found: Sequence[Piece]) -> tuple[Side, int] | None:
    """The longest side that ends where the pieces end, with the place where it begins."""
    first = max(0, len(found) - MAX_PIECES)
    start = first
    while start < len(found):
        if not _can_begin(found, start):
            start += 1
            continue
        reader = _Reader(found, start)
        try:
            side = reader.side()
        except Unreadable:
            start += 1
            continue
        if reader.at == len(found):
            return side, start
        start = max(start + 1, reader.at)
    return None


def prefix(found: Sequence[Piece]) -> tuple[Side, int] | None:
    """The longest side that begins where the pieces begin, with the place where it ends."""
    reader = _Reader(found[:MAX_PIECES], 0)
    try:
        side = reader.side()
    except Unreadable:
        return None
    return side, reader.at


def without_percent(tree: Node) -> Node:
    """The tree with each percent sign left out."""
    match tree:
        case Percent(value):
            return without_percent(value)
        case Apply(name, arguments):
            return Apply(name, tuple(without_percent(one) for one in arguments))
    return tree


def _count_percents(tree: Node) -> int:
    match tree:
        case Percent():
            return 1
        case Apply(_, arguments):
            return sum(_count_percents(one) for one in arguments)
    return 0


def only_percents_are_added(tree: Node) -> bool:
    """Whether every term of the sum is a percentage: ``100% - 20%``."""
    match tree:
        case Apply("add" | "neg", arguments):
            return all(only_percents_are_added(one) for one in arguments)
        case Apply("mul" | "div", (first, *rest)):
            return sum(map(_count_percents, (first, *rest))) == 1
    return isinstance(tree, Percent)


def _can_begin(found: Sequence[Piece], at: int) -> bool:
    one = found[at]
    if one.kind in ("number", "open", "currency", "function", "constant", "bar"):
        return True
    # A minus after a value is an operator, and what follows it is no side of its own.
    after_value = at > 0 and found[at - 1].kind in ("number", "close", "percent", "clock")
    return one.text == "-" and not after_value


@dataclass(slots=True)
class _Reader:
    """Reads as far as it can; what it cannot read after an operator is given back."""

    found: Sequence[Piece]
    at: int
    depth: int = 0
    operators: int = 0
    units: list[str] = field(default_factory=list)
    scale: int = 1
    part: int = 1
    doubtful: bool = False
    repeating: bool = False
    wordy: bool = False

    def peek(self, ahead: int = 0) -> Piece:
        place = self.at + ahead
        return self.found[place] if place < len(self.found) else END

    def take(self) -> Piece:
        one = self.peek()
        self.at += 1
        return one

    def side(self) -> Side:
        start = self.at
        tree = self.sum()
        return Side(
            tree,
            self.operators,
            tuple(self.units),
            _decimals(self.found[start : self.at], self.operators),
            self.repeating,
            self.scale,
            self.part,
            self.wordy,
            self.doubtful,
        )

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH}")
        terms = [self.product()]
        while self.peek().kind == "operator" and self.peek().text in "+-":
            before = self._state()
            operator = self.take().text
            self.operators += 1
            try:
                term = self.product()
            except Unreadable:
                self._back(before)
                break
            terms.append(Apply("neg", (term,)) if operator == "-" else term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))

    def _state(self) -> tuple[int, int, int, int]:
        return self.at, self.operators, self.depth, len(self.units)

    def _back(self, state: tuple[int, int, int, int]) -> None:
        """What cannot be read after an operator is given back: the side ends before it."""
        self.at, self.operators, self.depth, kept = state
        del self.units[kept:]

    def product(self) -> Node:
        value = self.unary()
        while True:
            before = self._state()
            try:
                value = self._times(value)
            except Unreadable:
                self._back(before)
                return value
            if self.at == before[0]:
                return value

    def _times(self, value: Node) -> Node:
        one = self.peek()
        if one.kind == "operator" and one.text in ("×", "/", "÷", "of", "mod"):
            if one.text == "of" and not _is_share(value):
                return value
            self.take()
            self.operators += 1
            apart = one.text == "÷" or (one.spaced and self.peek().spaced)
            if one.text == "/":
                self._doubt_slash(one)
            right = self._fraction() if apart else self.unary()
            name = {"/": "div", "÷": "div", "mod": "mod"}.get(one.text, "mul")
            return Apply(name, (value, right))
        if self._is_multiplied(one):
            self.operators += 1
            return Apply("mul", (value, self.power()))
        return value

    def _doubt_slash(self, slash: Piece) -> None:
        """``500/ 2/5`` divides by 2/5, or twice; ``5 minutes/100 meters`` is a rate, or a sum."""
        uneven = slash.spaced != self.peek().spaced and self.peek(1).text == "/"
        rate = self.found[self.at - 2].kind == "word" and not slash.spaced
        self.doubtful = self.doubtful or uneven or rate

    def _is_multiplied(self, one: Piece) -> bool:
        """``5(3 + 2)``, ``(1)(2)``, ``4π``, ``3 sqrt(2)``: nothing between.

        A bracket after a space may be a remark: ``= 5 (the total)``; after another bracket it is
        a factor.
        """
        before = self.found[self.at - 1].kind if self.at else "end"
        if one.kind == "open" and one.spaced and before != "close":
            return False
        known = before in ("number", "close", "constant")
        return known and one.kind in ("open", "constant", "function")

    def _fraction(self) -> Node:
        """``÷ 5/12`` divides by the fraction: what is written close belongs together."""
        value = self.unary()
        slash, bottom = self.peek(), self.peek(1)
        close = slash.text == "/" and not slash.spaced and not bottom.spaced
        if close and bottom.kind == "number" and self.found[self.at - 1].kind == "number":
            self.take()
            self.operators += 1
            return Apply("div", (value, self.unary()))
        return value

    def unary(self) -> Node:
        if self.peek().text == "-" and self.peek().kind == "operator":
            self.take()
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise Unreadable("too many signs")
            value = self.unary()
            self.depth -= 1
            return Apply("neg", (value,))
        return self.power()

    def power(self) -> Node:
        value = self.postfix()
        if self.peek().text == "^" and self.peek().kind == "operator":
            self.take()
            self.operators += 1
            value = Apply("pow", (value, self._exponent()))
            self._unit()
        return value

    def _exponent(self) -> Node:
        if self.peek().text == "-" and self.peek().kind == "operator":
            self.take()
            return Apply("neg", (self.atom(),))
        return self.atom()

    def postfix(self) -> Node:
        value = self.atom()
        if self.peek().text == "!" and not self.peek().spaced:
            self.take()
            self.operators += 1
            value = Apply("factorial", (value,))
        if self.peek().kind == "percent":
            self.take()
            value = Percent(value)
        self._trailing_currency()
        self._unit()
        return value

    def _trailing_currency(self) -> None:
        """``5€ + 3€``; a sign before a number is that number's."""
        sign, after = self.peek(), self.peek(1)
        if sign.kind == "currency" and not sign.spaced and after.kind != "number":
            self.take()
            if sign.text == "$":
                self.units.append("dollar")

    def atom(self) -> Node:
        one = self.take()
        match one.kind:
            case "currency":
                return self._after_currency(one)
            case "number":
                return self._number(one)
            case "open":
                value = self.sum()
                self._expect("close")
                return value
            case "bar":
                value = self.sum()
                self._expect("bar")
                return Apply("abs", (value,))
            case "function":
                self.operators += 1
                return Apply("sqrt", (self.atom(),))
            case "constant":
                return Constant(one.text)
        self.at -= 1
        raise Unreadable(f"a value expected, found {one.text!r}")

    def _after_currency(self, sign: Piece) -> Node:
        while self.peek().kind == "currency":
            self.take()
        if sign.text == "$" and self.peek().kind == "number":
            self.units.append("dollar")
        if self.peek().kind not in ("number", "open", "function", "constant"):
            if self.peek().text == "-" and self.peek(1).kind == "number":
                self.take()
                return Apply("neg", (self.atom(),))
            raise Unreadable("a currency sign without an amount")
        return self.atom()

    def _expect(self, kind: str) -> None:
        if self.peek().kind != kind:
            raise Unreadable("a bracket is not closed")
        self.take()

    def _number(self, one: Piece) -> Node:
        value = _value(one.text)
        self.repeating = self.repeating or one.text.endswith("...")
        top, slash, bottom = self.peek(), self.peek(1), self.peek(2)
        if top.kind == "number" and top.spaced and slash.text == "/" and not slash.spaced:
            whole = bottom.kind == "number" and not bottom.spaced
            parts = (one.text, top.text, bottom.text)
            if whole and all(part.isdigit() for part in parts) and int(bottom.text):
                self.at += 3
                return Number(value + Fraction(int(top.text), int(bottom.text)))
        return Number(value)

    def _unit(self) -> None:
        """Words after a value, ``per``, ``/ word`` and powers of a unit are passed over."""
        start, words = self.at, 0
        while self.at - start < _UNIT_WORDS:
            one, after = self.peek(), self.peek(1)
            if one.kind == "variable" and not words:
                raise Unreadable(f"a variable: {one.text}")
            if one.kind == "word" and one.text.casefold() not in JOINING:
                self._note(one, first=self.at == start)
                self.take()
                words += 1
                self.wordy = self.wordy or words >= _PROSE_WORDS
            elif self._joins_unit(one, after) or (words and _is_power(one, after)):
                self.at += 2
            else:
                return

    def _joins_unit(self, one: Piece, after: Piece) -> bool:
        """``stickers/page``, ``7-day``; ``5-a`` subtracts."""
        joins = one.text == "/" or (one.text == "-" and len(after.text) > 1)
        return joins and _is_unit(after) and not (one.spaced or after.spaced)

    def _note(self, one: Piece, *, first: bool) -> None:
        low = one.text.casefold()
        self.scale *= SCALES.get(low, 1)
        if first and low not in SCALES:
            try:
                self.units.append(canonical_unit(one.text))
            except Unreadable:
                self.units.append(low)
        self.part = PARTS.get(low, self.part) if first else self.part
        if len(one.text) == 1 and not one.spaced and low != "a":
            self.doubtful = True


def _is_power(one: Piece, after: Piece) -> bool:
    return one.text == "^" and after.kind == "number"


def _is_unit(piece: Piece) -> bool:
    return piece.kind == "word" and piece.text.casefold() not in JOINING


def _is_share(value: Node) -> bool:
    """``25% of``, ``1/4 of``; ``3 packs of 4`` says nothing about a product."""
    match value:
        case Percent():
            return True
        case Apply("div", (Number(top), Number(bottom))):
            return abs(top) <= abs(bottom)
        case Apply("mul", (*_, last)):
            return _is_share(last)
    return False


def _value(text: str) -> Fraction:
    digits = text.removesuffix("...").replace(",", "")
    exponent = digits.casefold().partition("e")[2]
    if len(digits) > _MOST_DIGITS or len(exponent) > 3:
        raise Unreadable("a number of too many digits")
    return Fraction(digits)


def _decimals(found: Sequence[Piece], operators: int) -> int | None:
    numbers = [one.text for one in found if one.kind == "number"]
    if operators or len(numbers) != 1:
        return None
    return len(numbers[0].removesuffix("...").partition(".")[2])
