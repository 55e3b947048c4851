"""The shape that texts at one place share: fields between signs, or columns of a code.

``bob@x.com`` and ``a.b@c.org`` are two fields around one ``@``, the second of them two fields
around one ``.``; ``2020-02-29`` is three numbers of fixed width. Three texts that agree in a sign
agree by no accident, for nothing but a shared form puts the same mark into each just as often.
Words of plain text are left alone: what stands between spaces is no field, unless it has digits.
"""

from __future__ import annotations

import itertools
import random
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verisynth.strengthen.formats import Format, formats_of

ENOUGH_TEXTS = 3
ENOUGH_CODES = 5
"""Texts of one length without a sign in them; words have one length by accident."""
_NO_SIGNS = "()[]{}<>'\"?!"
_CLASSES = (string.digits, string.ascii_lowercase, string.ascii_uppercase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What stands between two signs."""

    seen: tuple[str, ...]
    low: int
    high: int
    columns: tuple[str, ...]
    """The characters of each position where all have one length, else one entry for all."""
    range: tuple[int, int] | None = None
    """Of a number; None where there is no limit, or no number."""

    @property
    def fixed(self) -> bool:
        """Whether all have one length."""
        return self.low == self.high

    @property
    def number(self) -> bool:
        """Whether it is digits, always."""
        return all(column == string.digits for column in self.columns) and self.high > 0

    def allows(self, text: str) -> bool:
        """Whether the text may stand there."""
        if not self.low <= len(text) <= (self.high if self.fixed or self.number else 2 * self.high):
            return False
        if any(one not in self._column(at) for at, one in enumerate(text)):
            return False
        if self.number and text:
            return self._counts(text)
        return _ends_well(text) or not all(map(_ends_well, self.seen))

    def _counts(self, text: str) -> bool:
        padded = self.fixed or any(one != "0" and one.startswith("0") for one in self.seen)
        low, high = self.range or (0, int(text))
        return (padded or text == str(int(text))) and low <= int(text) <= high

    def _column(self, at: int) -> str:
        return self.columns[at] if self.fixed else self.columns[0]

    def draw(self, rng: random.Random) -> str:
        """One that was seen, an edge, or any."""
        if rng.random() < 0.3 or not self.high:
            return rng.choice(self.seen)
        if self.number and self.range:
            low, high = self.range
            edges = (low, min(low + 1, high), high, max(high - 1, low))
            number = rng.choice(edges) if rng.random() < 0.4 else rng.randint(low, high)
            return str(number).zfill(self.low if self.fixed else 1)
        size = rng.randint(max(self.low, 1), self.high)
        return "".join(rng.choice(self._column(at)) for at in range(size))

    def leaves(self) -> Iterator[Field]:
        """Itself."""
        yield self

    def ranged(self, ranges: Iterator[tuple[int, int]]) -> Field:
        """With the next range, widened to what was seen."""
        low, high = next(ranges)
        numbers = [int(one) for one in self.seen if one.isdecimal()]
        return replace(self, range=(min(low, *numbers), max(high, *numbers)))


@dataclass(frozen=True, slots=True)
class Joined:
    """Fields with one sign between them."""

    sign: str
    fields: tuple[Shape, ...]

    def allows(self, text: str) -> bool:
        """Whether the text has the fields."""
        parts = text.split(self.sign)
        return len(parts) == len(self.fields) and all(
            field.allows(part) for field, part in zip(self.fields, parts, strict=True)
        )

    def draw(self, rng: random.Random) -> str:
        """A text of this shape."""
        return self.sign.join(field.draw(rng) for field in self.fields)

    def leaves(self) -> Iterator[Field]:
        """All fields that are not joined themselves, in order."""
        for field in self.fields:
            yield from field.leaves()

    def ranged(self, ranges: Iterator[tuple[int, int]]) -> Joined:
        """With a range for each number."""
        return replace(self, fields=tuple(field.ranged(ranges) for field in self.fields))


Shape = Field | Joined


def shape_of(texts: Sequence[str]) -> Shape | None:
    """The shape that all texts have, or None where they are too few or too different."""
    distinct = sorted(set(texts))
    if len(distinct) < ENOUGH_TEXTS or not all(map(_may_have_fields, distinct)):
        return None
    found = _joined(distinct)
    if isinstance(found, Joined):
        named = any(all(map(_has_characters, leaf.seen)) for leaf in found.leaves())
        return found if named else None
    return _code(distinct)


def shaped(seen: Sequence[str]) -> tuple[Shape | None, tuple[Format, ...]]:
    """Shape and formats of the texts; the one that stands for nothing, the empty one, aside."""
    texts = [text for text in seen if text]
    formats = formats_of(texts)
    if any(one.complete for one in formats):
        return None, formats
    ranges = next((one.ranges for one in formats if one.ranges), ())
    return with_ranges(shape_of(texts), ranges), formats


def with_ranges(shape: Shape | None, ranges: Sequence[tuple[int, int]]) -> Shape | None:
    """The shape of a date, its numbers free to be any day."""
    leaves = list(shape.leaves()) if shape is not None else []
    if shape is None or len(leaves) != len(ranges) or not all(leaf.number for leaf in leaves):
        return shape
    return shape.ranged(iter(ranges))


def vary_shaped(value: str, shape: Shape, rng: random.Random) -> str:
    """The text with one field drawn anew, in one case of five all."""
    if isinstance(shape, Field) or not shape.allows(value) or rng.random() < 0.2:
        return shape.draw(rng)
    parts = value.split(shape.sign)
    at = rng.randrange(len(parts))
    parts[at] = vary_shaped(parts[at], shape.fields[at], rng)
    return shape.sign.join(parts)


def _may_have_fields(text: str) -> bool:
    """Whether it is not prose: no white space, or only between words that all hold digits.

    Of two words the second may be anything, as the ``PM`` of a time.
    """
    words = text.split(" ")
    spaceless = not any(one.isspace() for word in words for one in word)
    counted = [any(one.isdigit() for one in word) for word in words]
    return (
        bool(text) and spaceless and (len(words) == 1 or all(counted) or counted == [True, False])
    )


def _joined(texts: Sequence[str]) -> Shape:
    """Split at the sign that all have equally often, the one met first in the first text.

    A letter is one where there is no other: the ``T`` before a time, the ``d`` of ``2d6``.
    """
    letters = {one for text in texts for one in text if one.isalpha()}
    for sign in dict.fromkeys(texts[0]):
        if (sign.isalnum() and {sign} != letters) or sign in _NO_SIGNS:
            continue
        count = texts[0].count(sign)
        if all(text.count(sign) == count and text != sign * len(text) for text in texts):
            columns = zip(*(text.split(sign) for text in texts), strict=True)
            return Joined(sign, tuple(_joined(column) for column in columns))
    return _field(texts)


def _field(texts: Sequence[str]) -> Field:
    seen = tuple(sorted(set(texts)))
    low, high = min(map(len, seen)), max(map(len, seen))
    whole = _hexadecimal("".join(seen)) or _all_of("".join(seen))
    columns: tuple[str, ...] = (whole,)
    if low == high:
        found = list(map("".join, zip(*seen, strict=True)))
        mixed = any(map(_hexadecimal, found))
        columns = (whole,) * low if mixed else tuple(map(_column, found))
    low = low if low == high else min(low, 1)
    field = Field(seen=seen[:50], low=low, high=high, columns=columns)
    if low == high and field.number:
        numbers = [int(one) for one in seen]
        return replace(field, range=(min(numbers), max(numbers)))
    return field


def _column(found: str) -> str:
    """The characters of one position: a class, or one letter or sign where all have the same."""
    return found[0] if len(set(found)) == 1 and not found[0].isdigit() else _all_of(found)


def _hexadecimal(found: str) -> str:
    """All digits of hexadecimal numbers, if the characters are digits and letters among them."""
    for letters in ("abcdef", "ABCDEF"):
        known = string.digits + letters
        if set(found) <= set(known) and set(found) & set(letters) and set(found) - set(letters):
            return known
    return ""


def _all_of(found: str) -> str:
    """The classes of the characters, and the signs among them."""
    whole = "".join(some for some in _CLASSES if set(some) & set(found))
    return whole + "".join(sorted(set(found) - set(whole)))


def _code(texts: Sequence[str]) -> Field | None:
    """Columns of a code such as ``TH`` for a card: which letters it knows is all we know.

    Plain words are no code, however long they are: either letters and digits stand at the same
    places in all, as in ``e4``, or many have one length, and capitals or digits.
    """
    columns = [set(column) for column in zip(*texts, strict=False)]
    kinds = [{_kind(one) for one in column} for column in columns]
    mixed = all(len(one) == 1 for one in kinds) and len(set.union(*kinds)) > 1
    enough = ENOUGH_TEXTS if mixed else ENOUGH_CODES
    size = len(texts[0])
    if len(texts) < enough or any(len(text) != size for text in texts) or size < 2:
        return None
    if not all(text.isalnum() and (mixed or not text.islower()) for text in texts):
        return None
    alone = sum(one == {"9"} for one in kinds) == 1
    known = tuple(_known(column, alone=alone) for column in columns)
    return Field(seen=tuple(texts)[:50], low=size, high=size, columns=known)


def _known(column: set[str], *, alone: bool) -> str:
    """The letters seen at a place; of digits all, or up to the largest where one stands alone."""
    if not column <= set(string.digits):
        return "".join(sorted(column))
    return "".join(one for one in string.digits if not alone or min(column) <= one <= max(column))


def _kind(one: str) -> str:
    return "9" if one in string.digits else "a"


def _has_characters(text: str) -> bool:
    return any(one.isalnum() for one in text)


def _ends_well(text: str) -> bool:
    """Whether no sign stands twice in a row or at an end."""
    signs = [not one.isalnum() for one in text]
    doubled = any(one and other for one, other in itertools.pairwise(signs))
    return not (doubled or any(signs[:1]) or any(signs[-1:]))
