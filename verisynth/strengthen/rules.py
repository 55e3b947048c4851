"""What values may stand at one place of an input, learnt from the values seen there.

Careful on purpose: a rule allows what was seen, what lies between and a little beyond, and what
code or prose name. Anything further could ask what the problem never promised to answer.
"""

from __future__ import annotations

import itertools
import math
import re
import string
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from verisynth.strengthen.evidence import Evidence
from verisynth.strengthen.formats import ROMAN, Format
from verisynth.strengthen.shapes import Shape, shaped

T = TypeVar("T")

CLOSED_NUMBERS = 3
FEW, MANY = 5, 6
ENOUGH_SPANS = 3
"""Pairs in order, where the prose speaks of spans."""
FEW_CHARACTERS = 15
CLOSED_CHARACTERS = 4
MAX_SIZE = 60
MAX_NUMBER = 1e100
SEPARATORS = " .,!?-_"
LONE = ",;:|"
"""Separators of items: two in a row or one at an end would ask what an item of nothing is."""
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Which numbers may stand at a place."""

    low: float
    high: float
    closed: tuple[float, ...] = ()
    """If not empty, only these."""
    extra: tuple[float, ...] = ()
    """Allowed although outside the range: the code compares with them."""
    bounded: bool = False
    """The prose states an upper bound."""
    decimals: int | None = None
    """Most digits behind the point; None: any."""

    def allows(self, value: float) -> bool:
        """Whether the number may stand there."""
        if self.closed:
            return value in self.closed
        if self.decimals is not None and round(value, self.decimals) != value:
            return False
        return self.low <= value <= self.high or value in self.extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Which texts may stand at a place."""

    characters: str
    low: int
    high: int
    vocabulary: tuple[str, ...] = ()
    """If not empty, words separated by spaces, and only these."""
    mask: tuple[str, ...] = ()
    """If not empty, the class of characters at each position."""
    form: tuple[str, ...] = ()
    """If not empty, what stands between and around numbers of any size, as :func:`form_of`."""
    spacing: bool = False
    """Several spaces in a row, or spaces at the ends, may stand there."""
    lone: str = ""
    """Characters that stand neither twice in a row nor at an end."""
    apart: bool = False
    """Every character is a word of its own."""
    balanced: bool = False
    """Brackets are closed in order."""
    number: str = ""
    """``int`` or ``float``: the text reads as one."""
    empty: bool = True
    closed: tuple[str, ...] = ()
    """If not empty, only these."""
    shape: Shape | None = None
    """The fields that all texts have, and what may stand in them."""
    formats: tuple[Format, ...] = ()
    """Well-known formats that all texts have."""
    open: bool = False
    """More characters may turn out to be meant: those seen are neither few nor in a fixed form."""

    def allows(self, value: str) -> bool:
        """Whether the text may stand there."""
        if not value:
            return self.empty
        if not self._has_shape(value) or (self.closed and value not in self.closed):
            return False
        if self.mask:
            return mask_of(value) == self.mask
        if self.form:
            return form_of(value) == self.form
        if not self.low <= len(value) <= self.high or set(value) - set(self.characters):
            return False
        if self.vocabulary and set(value.split(" ")) - set(self.vocabulary):
            return False
        if doubled(value, self.lone if self.spacing else self.lone + " "):
            return False
        if self.apart and any(len(word) > 1 for word in value.split(" ")):
            return False
        if self.balanced and not balanced(value):
            return False
        return not self.number or reads_as(value, self.number)

    @property
    def formed(self) -> bool:
        """Whether it is known what stands where."""
        return bool(self.closed or self.shape or self.mask or self.form or ROMAN in self.formats)

    def _has_shape(self, value: str) -> bool:
        shaped = self.shape is None or self.shape.allows(value)
        return shaped and all(one.matches(value) for one in self.formats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many items a container may have, and how they stand."""

    low: int
    high: int
    sorted: bool = False
    distinct: bool = False
    even_items: bool = False
    """All items are containers or texts of one size, as the rows of a table are."""

    def allows(self, value: Collection[object]) -> bool:
        """Whether the container may stand there."""
        if not self.low <= len(value) <= self.high:
            return False
        items = list(value)
        return (
            (not self.sorted or is_sorted(items))
            and (not self.distinct or is_distinct(items))
            and (not self.even_items or is_even(items))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Everything allowed at one path."""

    kinds: frozenset[type]
    seen: tuple[object, ...]
    """Distinct values seen there, at most fifty."""
    numbers: Numbers | None = None
    texts: Texts | None = None
    sizes: Sizes | None = None
    ascending: tuple[int, ...] = ()
    """Fields of a tuple, or a list of two, below the next one, as a start is below its end."""
    level: tuple[int, ...] = ()
    """Those that are below the next one or equal to it."""

    def allows(self, value: object) -> bool:
        """Whether the value, not looking at its parts, may stand there."""
        kind = type(value)
        if kind not in self.kinds:
            return False
        if isinstance(value, int | float) and kind is not bool:
            if not is_ordinary(value):
                return repr(value) in map(repr, self.seen)
            return self.numbers is not None and self.numbers.allows(value)
        if isinstance(value, str):
            return self.texts is not None and self.texts.allows(value)
        if isinstance(value, list | dict | set | frozenset) and not (
            self.sizes is not None and self.sizes.allows(value)
        ):
            return False
        return not isinstance(value, list | tuple) or (
            all(is_below(value, at) for at in self.ascending)
            and all(is_below(value, at, or_equal=True) for at in self.level)
        )


def rule_of(path: str, seen: Sequence[object], hint: str, evidence: Evidence) -> Rule:
    """The rule for a path from the values seen there; ``hint`` is its parameter's annotation."""
    kinds = _kinds(path, seen)
    seen = [value for value in seen if type(value) in kinds]
    numbers = [
        value
        for value in seen
        if isinstance(value, int | float) and not isinstance(value, bool) and is_ordinary(value)
    ]
    if numbers and float not in kinds and "float" in hint and "int" not in hint:
        kinds.add(float)
    texts = [value for value in seen if isinstance(value, str)]
    containers: list[Collection[object]] = [
        value for value in seen if isinstance(value, list | dict | set | frozenset)
    ]
    distinct = {repr(value): value for value in seen}
    pairs = [value for value in seen if isinstance(value, list | tuple)]
    return Rule(
        kinds=frozenset(kinds),
        seen=tuple(distinct.values())[:50],
        numbers=_numbers(path, numbers, evidence, floats=float in kinds) if numbers else None,
        texts=_texts(path, texts, evidence) if texts else None,
        sizes=_sizes(path, containers, evidence) if containers else None,
        ascending=() if evidence.or_equal else ascending(pairs, evidence, or_equal=False),
        level=ascending(pairs, evidence, or_equal=True),
    )


def ascending(
    seen: Sequence[list[object] | tuple[object, ...]], evidence: Evidence, *, or_equal: bool
) -> tuple[int, ...]:
    """Where every pair ascends, if there are so many different ones that it is no accident.

    Longer tuples have more places to do so by accident, longer lists are no records.
    """
    longest = max(map(len, seen), default=0)
    enough = ENOUGH_SPANS if evidence.spans else FEW if longest == 2 else 2 * MANY
    lists = any(isinstance(one, list) for one in seen)
    if len(set(map(repr, seen))) < enough or (lists and {len(one) for one in seen} != {2}):
        return ()
    return tuple(
        at for at in range(longest - 1) if all(is_below(one, at, or_equal=or_equal) for one in seen)
    )


def is_below(value: list[object] | tuple[object, ...], at: int, *, or_equal: bool = False) -> bool:
    """Whether the field is a number below the one after it."""
    pair = value[at : at + 2]
    if len(pair) != 2 or not all(type(one) in (int, float) for one in pair):
        return False
    return pair[0] < pair[1] or (or_equal and pair[0] == pair[1])  # type: ignore[operator]


def _kinds(path: str, seen: Sequence[object]) -> set[type]:
    """The types seen, without those met once among many: oddities are shown, not varied."""
    counts = Counter(map(type, seen))
    if is_argument(path) or len(seen) < MANY:
        return set(counts)
    return {kind for kind, count in counts.items() if count > 1}


def is_ordinary(value: float) -> bool:
    """Whether the number is neither nan nor infinite, and small enough for arithmetic on floats."""
    return abs(value) < MAX_NUMBER


def is_argument(path: str) -> bool:
    """Whether the path is a whole argument and no part of one."""
    return not any(mark in path for mark in "[({")


def _numbers(path: str, seen: list[float], evidence: Evidence, *, floats: bool) -> Numbers:
    least, most = min(seen), max(seen)
    if len(set(seen)) <= CLOSED_NUMBERS and len(seen) >= 12 and not is_argument(path):
        return Numbers(low=least, high=most, closed=tuple(sorted(set(seen))))
    extra = _extra(path, least, evidence) if is_argument(path) else ()
    if len(evidence.scale) >= MANY and (least, most) == (evidence.scale[0], evidence.scale[-1]):
        return Numbers(low=least, high=most, bounded=True)
    if not is_argument(path) and least >= 0 and most <= 9 and {"str", "join"} <= evidence.methods:
        return Numbers(low=0, high=9, bounded=True)
    high = max(2 * most, 20) if is_argument(path) else max(4 * most, 20)
    bounds = [bound for bound in evidence.bounds if bound > 1]
    if bounds:
        high = min(high, max(most, *bounds))
    if is_field(path):
        low = 2 * least if least < 0 else 0 if not evidence.positive else min(least, 1)
        return Numbers(low=low, high=high, bounded=bool(bounds), decimals=max(map(_decimals, seen)))
    return Numbers(
        low=_low(path, seen, evidence, floats=floats), high=high, extra=extra, bounded=bool(bounds)
    )


def is_field(path: str) -> bool:
    """Whether the path is that of a field of a record, which has a name and so a meaning."""
    return path.endswith(("'}", '"}'))


def _decimals(value: float) -> int:
    return max(0, -int(Decimal(repr(value)).normalize().as_tuple().exponent))


def _extra(path: str, least: float, evidence: Evidence) -> tuple[float, ...]:
    """What the code compares the argument with, and the neighbours.

    Below the smallest number seen only what the code answers on purpose counts.
    """
    guarded = {one + step for one in evidence.guarded.get(path, ()) for step in (-2, -1, 0)}
    compared = {one + step for one in evidence.compared.get(path, ()) for step in (-1, 0, 1)}
    found = guarded | {one for one in compared if one >= least}
    floor = 1 if evidence.positive else 0 if evidence.non_negative else -math.inf
    return tuple(sorted(one for one in found if one >= floor))


def _low(path: str, seen: list[float], evidence: Evidence, *, floats: bool) -> float:
    least, most = min(seen), max(seen)
    if least < 0:
        return 2 * least
    if evidence.positive:
        return min(least, 0.01 if floats else 1)
    if evidence.non_negative:
        return min(least, 0)
    if is_argument(path):
        return min(least, 0.01) if floats else least if len(set(seen)) >= FEW else min(least, 2)
    if floats or evidence.any_sign:
        return -most
    return min(least, 1 if least == 1 and len(seen) >= 10 else 0)


def _texts(path: str, seen: list[str], evidence: Evidence) -> Texts:
    characters = set("".join(seen))
    lengths = [len(text) for text in seen]
    mask = _common(seen, mask_of)
    form = () if mask else _common(seen, form_of)
    vocabulary = _vocabulary(seen, evidence)
    closed = len(characters) <= CLOSED_CHARACTERS and sum(lengths) >= 8
    allowed = characters if closed or vocabulary else characters | _more(seen, evidence)
    named = len(set(seen)) >= 3 and len(set(lengths)) == 1 and lengths[0] in evidence.counts
    single = named or (max(lengths, default=0) <= 1 and len(seen) >= 2)
    number = "int" if _all(seen, _is_int) else "float" if _all(seen, _is_float) else ""
    shape, formats = (None, ()) if number else shaped(seen)
    return Texts(
        characters="".join(sorted(allowed)),
        low=min(lengths) if mask or single else 1,
        high=max(lengths) if mask or single else min(max(2 * max(lengths), 12), 400),
        vocabulary=vocabulary,
        mask=mask,
        form=form if NUMBER in form else (),
        spacing=any(doubled(text, " ") for text in seen)
        or evidence.any_characters
        or (evidence.many_spaces and " " in allowed),
        lone=_lone(seen, evidence),
        apart=_all(seen, _is_apart) and sum(lengths) >= FEW_CHARACTERS,
        balanced=_all(seen, balanced) and bool(characters & set("([{<")),
        number=number,
        empty="" in seen or path in evidence.empty,
        closed=tuple(sorted(set(seen)))
        if is_field(path) and set(seen) & set(evidence.texts)
        else (),
        shape=shape,
        formats=formats,
        open=not (closed or mask or form or vocabulary or shape or formats)
        and bool(characters & set(string.ascii_letters)),
    )


def _lone(seen: list[str], evidence: Evidence) -> str:
    found = {*LONE, *(one for one in evidence.separators if len(one) == 1 and one != " ")}
    return "".join(one for one in sorted(found) if not any(doubled(text, one) for text in seen))


def _common(seen: list[str], shape: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The shape of all texts, if they are enough to tell and it says more than their length."""
    shapes = {shape(text) for text in seen}
    found = next(iter(shapes)) if len(shapes) == 1 and len(set(seen)) >= 3 else ()
    return found if len(set(found)) > 1 else ()


def _is_whole_class(one: set[str], seen: list[str]) -> bool:
    """Whether the characters of a class seen look like a draw from all of it."""
    met = [character for text in seen for character in text if character in one]
    return bool(met) and (len(met) < FEW_CHARACTERS or len(set(met)) > len(one) // 4)


def _more(seen: list[str], evidence: Evidence) -> set[str]:
    """Characters beyond those seen: the rest of a class, and what the code or prose name."""
    found: set[str] = set()
    for one in _CLASSES:
        if _is_whole_class(set(one), seen):
            found |= set(one)
    characters = set("".join(seen))
    letters = bool(characters & set(string.ascii_letters))
    if letters and evidence.any_characters:
        found |= set(string.digits + SEPARATORS)
    if letters and evidence.both_cases:
        found |= set(string.ascii_letters)
    if evidence.digits and letters:
        found |= set(string.digits)
    if evidence.spaces and letters:
        found.add(" ")
    for text in evidence.texts:
        if len(text) <= 2 and text.isprintable():
            found |= set(text)
    return found


def _vocabulary(seen: list[str], evidence: Evidence) -> tuple[str, ...]:
    """The words, if the code names every one that was seen: then it knows no others."""
    words = {word for text in seen for word in text.split(" ") if word}
    named = {word for text in evidence.texts for word in text.split(" ") if word}
    if words and max(map(len, words)) > 1 and words <= named:
        return tuple(sorted(words | {word for word in named if len(word) > 1}))
    return ()


def _sizes(path: str, seen: list[Collection[object]], evidence: Evidence) -> Sizes:
    sizes = [len(value) for value in seen]
    enough = 3 if sizes[0] in evidence.counts else 4
    fixed = len(set(sizes)) == 1 and len(seen) >= enough and sizes[0] > 1
    orderly = [list(value) for value in seen if isinstance(value, list)]
    long = [value for value in orderly if len(value) >= 3]
    return Sizes(
        low=sizes[0] if fixed else min(0 if path in evidence.empty else 1, *sizes),
        high=sizes[0] if fixed else min(max(2 * max(sizes), 8), MAX_SIZE),
        sorted=bool(orderly)
        and (
            (len(long) >= 2 and all(map(is_sorted, orderly)))
            or (evidence.sorted and 2 * sum(map(is_sorted, orderly)) > len(orderly))
        ),
        distinct=evidence.distinct and all(map(is_distinct, orderly)),
        even_items=_all(orderly, is_even) and any(len(value) > 1 for value in orderly),
    )


def _all(seen: Sequence[T], test: Callable[[T], bool]) -> bool:
    return len(seen) >= 2 and all(map(test, seen))


def mask_of(text: str) -> tuple[str, ...]:
    """The class of each character: a letter by its case, a digit, or the character itself."""
    return tuple(
        "9" if one.isdigit() else "a" if one.islower() else "A" if one.isupper() else one
        for one in text
    )


NUMBER = "9"
_NUMBERS = re.compile(r"\d+")


def form_of(text: str) -> tuple[str, ...]:
    """What stands around the text's numbers, each of which is a mark whatever its size."""
    return tuple(filter(None, re.split(r"(9)", _NUMBERS.sub(NUMBER, text))))


def doubled(text: str, characters: str) -> bool:
    """Whether one of the characters stands twice in a row or at an end."""
    return any(one * 2 in text or text != text.strip(one) for one in characters)


def _is_apart(text: str) -> bool:
    return all(len(word) <= 1 for word in text.split(" "))


def balanced(text: str) -> bool:
    """Whether every bracket is closed by its own kind, in order."""
    pairs, waiting = {")": "(", "]": "[", "}": "{", ">": "<"}, []
    for one in text:
        if one in pairs.values():
            waiting.append(one)
        elif one in pairs and (not waiting or waiting.pop() != pairs[one]):
            return False
    return not waiting


def reads_as(text: str, number: str) -> bool:
    """Whether the text reads as an ``int`` or ``float``."""
    return _is_int(text) if number == "int" else _is_float(text)


def _is_int(text: str) -> bool:
    return text.lstrip("-").isdecimal() and text.isascii()


def _is_float(text: str) -> bool:
    return text.count(".") <= 1 and _is_int(text.replace(".", "", 1))


def is_sorted(items: Sequence[object]) -> bool:
    """Whether the items ascend; items without an order do not."""
    try:
        return all(one <= other for one, other in itertools.pairwise(items))  # type: ignore[operator]
    except TypeError:
        return False


def is_distinct(items: Sequence[object]) -> bool:
    """Whether no item comes twice."""
    return len({repr(item) for item in items}) == len(items)


def is_even(items: Sequence[object]) -> bool:
    """Whether all items are containers of one size, not counting texts of one character."""
    if not items or not all(isinstance(item, list | tuple) for item in items):
        return False
    return len({len(item) for item in items}) == 1  # type: ignore[arg-type]
