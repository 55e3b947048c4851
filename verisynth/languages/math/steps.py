r"""Finds the equations of a worked solution and says of each whether it holds.

``Natalia sold 48/2 = 24 clips``, ``<<48/2=24>>``, ``\frac{48}{2} = 24``, ``3 + 4 = 7 × 2 = 14``,
``25% of 80 is 20``: what stands left and right of an equality is read as far as it is arithmetic.
A definition (``x = 5``) computes nothing and is no step; an equation with a variable is a step
nobody judges here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from verisynth.languages.math.exact import fold
from verisynth.languages.math.step_sides import Side, prefix, suffix
from verisynth.languages.math.step_text import END, MAX_LINE, Piece, pieces
from verisynth.languages.math.step_values import Found, Standing, compared
from verisynth.languages.math.step_words import (
    AVERAGES,
    COMPARATIVES,
    COMPARING,
    LEADING,
    MADE_OF,
    NUMBERED,
    REMAINDER,
)
from verisynth.languages.math.syntax import Apply, Number
from verisynth.languages.math.units import factor, sizes

MAX_TEXT = 200_000
MAX_STEPS = 2_000
_NEAR = 12
_ANNOTATION = re.compile(r"<<([^<>\n]{1,400})>>")
_BEGINS = re.compile(r"\s*&?\s*(?:=|≈|\\approx(?![A-Za-z]))")
_ENDS = re.compile(r"(?:=|≈|\\approx)\s*$")
_EQUALITIES = frozenset({"relation", "approximate", "soft"})
_GLUED = frozenset({"word", "close", "bar", "clock", "constant"})


@dataclass(frozen=True, slots=True)
class Step:
    """One equation of a worked solution."""

    line: int
    """Counted from 1."""
    text: str
    """As it was read."""
    standing: Standing
    given: str = ""
    """Its left side, as written; empty if it could not be read."""
    computed: str = ""
    """What its left side gives; empty if that was not found."""
    stated: str = ""
    """Its right side, as written."""
    rounded: bool = False
    """Right as a rounding only."""
    annotated: bool = False
    """From a calculator annotation, ``<<48/2=24>>``."""


def steps(text: str) -> tuple[Step, ...]:
    """Every equation of the text, in order; an annotation and its repetition are one step."""
    found: list[Step] = []
    for number, line in _lines(text[:MAX_TEXT]):
        if len(found) >= MAX_STEPS:
            break
        found.extend(_in_line(number, line))
    return tuple(found[:MAX_STEPS])


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines; one that begins with an equals sign, or follows one, goes on from the last."""
    held, start = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        goes_on = _BEGINS.match(line) or _ENDS.search(held)
        if held and goes_on and len(held) < MAX_LINE:
            held = f"{held} {line}"
            continue
        if held:
            yield start, held
        held, start = line, number
    if held:
        yield start, held


@dataclass(frozen=True, slots=True)
class _Equation:
    """Two sides that were read, and the standing; no sides if they could not be."""

    text: str
    given: str
    stated: str
    found: Found
    key: tuple[str, ...]


def _in_line(number: int, line: str) -> Iterator[Step]:
    seen: set[tuple[str, ...]] = set()
    inner = [one[1] for one in _ANNOTATION.finditer(line)]
    sources = [(pieces(one), True) for one in inner]
    if inner:
        line = _ANNOTATION.sub("", line)
    if "=" in line or "≈" in line or "\\approx" in line or _may_be_soft(line):
        sources.append((pieces(line), False))
    for found, is_annotation in sources:
        for one in _equations(found, is_annotation=is_annotation):
            if one.key in seen:
                continue
            seen.add(one.key)
            value = one.found.computed
            yield Step(
                number,
                one.text,
                one.found.standing,
                one.given,
                "" if value is None else _shown(value),
                one.stated,
                one.found.rounded,
                is_annotation,
            )


def _may_be_soft(line: str) -> bool:
    return any(word in line for word in (" is ", " are ", "equals", " makes ", " gives "))


def _shown(value: Fraction) -> str:
    if value.numerator.bit_length() + value.denominator.bit_length() > 400:
        return f"about {float(value):.6g}" if abs(value) < 10**300 else "a huge number"
    if value.denominator > 10**12:
        return f"{float(value):.12g}"
    return str(value)


def _equations(found: Sequence[Piece], *, is_annotation: bool) -> Iterator[_Equation]:
    places = [at for at, one in enumerate(found) if one.kind in _EQUALITIES]
    edges = [-1, *places, len(found)]
    was_whole = False
    for n, at in enumerate(places):
        left, right = found[edges[n] + 1 : at], found[at + 1 : edges[n + 2]]
        chained = n > 0 and was_whole and found[edges[n]].kind != "soft"
        kind = found[at].kind
        read = prefix(right)
        was_whole = read is not None and read[1] == len(right)
        runs_on = was_whole and n + 1 < len(places)
        one = _equation(left, right, kind, chained=chained, alone=is_annotation, runs_on=runs_on)
        if one is not None:
            yield one


def _equation(
    left: Sequence[Piece],
    right: Sequence[Piece],
    kind: str,
    *,
    chained: bool,
    alone: bool,
    runs_on: bool,
) -> _Equation | None:
    """The equation between two stretches of text; None if there is none."""
    before, after = _without_dash(left), prefix(right)
    if before is None or after is None:
        unread = kind != "soft" and _looks_computed(left, right)
        return _unread(left, right) if unread else None
    (one, start), (other, end) = before, after
    rest = right[end:]
    sides = _Sides(one, other, left, start, right[:end], rest)
    if kind == "soft" and not _is_soft_equality(sides):
        return None
    if not one.operators and not (chained or alone or _stands_alone(left, start)):
        unread = kind != "soft" and _is_cut(left, start) and _looks_computed(left, right)
        return _unread(left, right) if unread else None
    restated = chained and not (one.units or other.units)
    if not (one.operators or other.operators or alone or restated or _computes(one, other)):
        return None
    in_words = right[end - 1].kind == "word"
    if _is_cut(left, start) or (_goes_on(rest, in_words=in_words) and not rest[0].spelled):
        return _unread(left[start:], right[:end])
    about = kind == "approximate" or _is_rounded(rest)
    found = _with_remainder(one, right, end) or compared(one, other, about=about)
    if found.standing is Standing.WRONG and found.computed is not None:
        found = _with_more(found, found.computed, other, rest) or found
    if found.standing is Standing.WRONG:
        found = _read_again(one, right[:end], about=about, runs_on=runs_on) or found
    if found.standing is Standing.WRONG and _is_doubtful(sides):
        found = found._replace(standing=Standing.UNREADABLE)
    given, stated = _text(left[start:]), _text(right[:end])
    return _Equation(
        f"{given} {'≈' if kind == 'approximate' else '='} {stated}",
        given,
        stated,
        found,
        (repr(one.tree), repr(other.tree)),
    )


def _with_more(found: Found, value: Fraction, other: Side, rest: Sequence[Piece]) -> Found | None:
    """``= 18 000``, ``= 4 sets of 5``: right together with the number that follows."""
    stated = fold(other.tree)
    numbers = [piece for piece in rest[:3] if piece.kind == "number"]
    if stated is None or not numbers:
        return None
    more = Fraction(numbers[0].text.replace(",", "").rstrip("."))
    if rest[0].text == "of" and stated * more == value:
        return found._replace(standing=Standing.RIGHT)
    torn = rest[0].kind == "number" and len(numbers[0].text) == 3 and other.decimals == 0
    if not torn or other.units:
        return None
    right = stated * 1000 + more == value
    return found._replace(standing=Standing.RIGHT if right else Standing.UNREADABLE)


def _read_again(one: Side, right: Sequence[Piece], *, about: bool, runs_on: bool) -> Found | None:
    """``= 1/3 of $150``, ``= 20 times 2 people``: the right side may end before the word.

    ``3 + 4 = 7 × 2 = 14`` is two steps written as one. Each is judged, so that the habit alone is
    no wrong step.
    """
    for at, piece in enumerate(right):
        if at and (piece.spelled or (runs_on and piece.kind == "operator")):
            shorter = prefix(right[:at])
            found = compared(one, shorter[0], about=about) if shorter else None
            if found and found.standing is Standing.RIGHT and shorter and shorter[1] == at:
                return found
            runs_on = False
    return None


class _Sides(NamedTuple):
    """Both sides as read, and the text they were read from."""

    one: Side
    other: Side
    left: Sequence[Piece]
    start: int
    """Where in ``left`` the left side begins."""
    right: Sequence[Piece]
    rest: Sequence[Piece]
    """What follows the right side."""


def _is_doubtful(sides: _Sides) -> bool:
    """Whether the words around leave another reading in which nothing is wrong.

    ``8 batches = 5.5 × 8`` says what batches come to; ``3 hours 20 minutes`` goes on; a dash may
    be a minus.
    """
    one, other, left, start, right, rest = sides
    named = [unit for unit in one.units if unit != "dollar"]
    if not one.operators and named and (other.operators or not _computes(one, other)):
        return True
    # "1/2 a cup = 4 ounces" converts what we know no factor for.
    is_quotient = isinstance(one.tree, Apply) and one.tree.name == "div" and one.operators == 1
    if is_quotient and named and other.units and named[-1] != other.units[-1]:
        return True
    if _is_argument(left, start, MADE_OF - AVERAGES):
        return True
    if _is_range(one, left, start) or _goes_on(rest, in_words=False):
        return True
    return _is_compound(other, right, rest) or _hangs(left, start)


def _is_argument(left: Sequence[Piece], start: int, names: frozenset[str]) -> bool:
    """``the remainder of 17/5``, ``the ones digit of 3^3``: something else is made of the value."""
    if start < 2 or left[start - 1].text != "of":
        return False
    return left[start - 2].text.casefold() in names


def _is_range(one: Side, left: Sequence[Piece], start: int) -> bool:
    """``Weeks 1-2 = 96 - 70``."""
    match one.tree:
        case Apply("add", (Number(low), Apply("neg", (Number(high),)))) if low < high:
            glued = len(left) - start == 3 and not left[start + 1].spaced
            return glued and start > 0 and left[start - 1].text.casefold() in NUMBERED
    return False


def _without_dash(left: Sequence[Piece]) -> tuple[Side, int] | None:
    """The side, after a dash between words and a sum: ``pens - 3 × 4 = 12``."""
    found = suffix(left)
    if found is None or not found[1] or not _is_dash(left, found[1]):
        return found
    start = found[1] + 1
    shorter = suffix(left[start:])
    apart = start < len(left) and left[start].spaced
    return (shorter[0], start) if shorter and not shorter[1] and apart else found


def _unread(left: Sequence[Piece], right: Sequence[Piece]) -> _Equation:
    text = f"{_text(left[-_NEAR:])} = {_text(right[:_NEAR])}"
    return _Equation(text, "", "", Found(Standing.UNREADABLE), (text,))


def _text(found: Sequence[Piece]) -> str:
    return "".join(f" {one.text}" if one.spaced else one.text for one in found).strip()[:300]


def _looks_computed(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Digits near by on both sides, and an operator: somebody computed, and we cannot read it.

    After a name it is a definition: ``AC = sqrt(25 + 144)``, ``so x = 12 - 5``.
    """
    if left and left[-1].kind in ("word", "variable"):
        earlier = left[-2].kind if len(left) > 1 else "end"
        if earlier in ("end", "stop", "word", "soft"):
            return False
    near = (left[-_NEAR:], right[:_NEAR])
    digits = all(any(one.kind == "number" for one in part) for part in near)
    return digits and any(
        one.kind == "operator" and not one.spelled for part in near for one in part
    )


def _is_soft_equality(sides: _Sides) -> bool:
    """``25% of 80 is 20``; ``7 × 8 is 4 more than 52`` and ``3/4 is left`` are none.

    The left side has to compute something, a fraction does not, and the right one has to be a
    value that ends there.
    """
    one, other, left, start, right, rest = sides
    if one.operators < 1 or other.operators > 1 or _hangs(left, start):
        return False
    if _is_argument(left, start, MADE_OF):
        return False
    if _is_fraction(left[start:]) or COMPARATIVES & {piece.text.casefold() for piece in right}:
        return False
    after = rest[0] if rest else END
    return after.kind in ("end", "stop", "close") or after.text.casefold() not in COMPARING


def _is_fraction(found: Sequence[Piece]) -> bool:
    """``3/4``, with or without words after it."""
    return len(found) >= 3 and found[1].text == "/" and all(
        piece.kind != "operator" for piece in found[3:]
    )  # fmt: skip


def _computes(one: Side, other: Side) -> bool:
    """Whether two bare values are a conversion: ``2 hours = 120 minutes``, ``0.25 = 25%``."""
    if one.units and other.units:
        is_known = factor(one.units[-1], other.units[-1]) is not None
        return is_known and one.units[-1] != other.units[-1]
    return one.percents != other.percents and not (one.units or other.units)


def _stands_alone(left: Sequence[Piece], start: int) -> bool:
    """``20 = 4 × 5`` at the beginning, or after a word that leads on to a value."""
    if start == 0:
        return True
    last = left[start - 1]
    return last.kind in ("stop", "soft") or last.text.casefold() in LEADING


def _is_cut(left: Sequence[Piece], start: int) -> bool:
    """``x + 3 + 4 = 7``: what was read is the end of something longer."""
    if start == 0:
        return False
    last, first = left[start - 1], left[start]
    earlier = left[start - 2] if start > 1 else END
    odd = last.kind == "stop" and last.text not in ".,;:\"'⇒"
    if odd and not first.spaced:
        return True
    if last.kind in ("variable", "number") or (last.kind in _GLUED and not first.spaced):
        return True
    if last.kind == "stop" and _is_torn(last, earlier, first):
        return True
    if last.kind == "open":
        return earlier.kind in ("operator", "number", "close", "variable", "function")
    if last.text == "of":
        return earlier.kind in ("number", "close", "percent", "variable")
    return last.kind == "operator" and not _is_dash(left, start - 1)


def _is_torn(last: Piece, earlier: Piece, first: Piece) -> bool:
    """A number that white space tore apart: ``16,0000/10``, ``.8 + . 84``, ``14, 400 / 80``."""
    if earlier.kind == "operator" and not earlier.spelled:
        return True
    is_thousands = last.text == "," and len(first.text) == 3
    return earlier.kind == "number" and (not first.spaced or is_thousands)


def _is_dash(left: Sequence[Piece], at: int) -> bool:
    """``apples - 3 × 4 = 12``: a dash between words and a sum."""
    if left[at].text != "-" or not left[at].spaced:
        return False
    return at == 0 or left[at - 1].kind in ("word", "stop")


def _hangs(left: Sequence[Piece], start: int) -> bool:
    """Whether a dash or a bracket before the left side could belong to it."""
    if start == 0:
        return False
    dashed = left[start].text == "-" and start + 1 < len(left) and left[start + 1].spaced
    return dashed or (left[start - 1].kind == "operator" and left[start - 1].text != "of")


def _goes_on(rest: Sequence[Piece], *, in_words: bool) -> bool:
    """``= 3 × n``, ``= 5(x + 1)``: what was read is the beginning of something longer.

    After words a letter is no factor: ``2·3 = 6 for x²``.
    """
    if not rest:
        return False
    one, after = rest[0], rest[1] if len(rest) > 1 else END
    if one.spelled:
        return after.kind in ("variable", "open", "currency")
    if one.kind == "operator":
        return not (one.text == "-" and one.spaced and after.kind in ("word", "end", "stop"))
    if one.text == "." and after.kind == "variable" and not after.spaced:
        return True
    glued = one.kind in ("open", "function", "bar") and not one.spaced
    return glued or (one.kind == "variable" and not in_words)


def _is_compound(other: Side, right: Sequence[Piece], rest: Sequence[Piece]) -> bool:
    """``= 3 hours 20 minutes``, ``= 2 and a half``: the value goes on after what was read.

    ``= 39 hours in 8 weeks`` does not: more words stand between.
    """
    if not rest or other.operators:
        return False
    joined = rest[0].text.casefold() == "and"
    number, unit = [*rest[int(joined) :], END, END][:2]
    if joined and number.text.casefold() in ("a", "half", "one"):
        return True
    measured = bool(other.units) and bool(sizes(other.units[-1])) and other.units[-1] != "dollar"
    close = len(right) > 1 and right[-2].kind == "number"
    return measured and close and number.kind == "number" and unit.kind == "word"


def _is_rounded(rest: Sequence[Piece]) -> bool:
    """``= 4 (rounded up)``, ``= 3.7, rounded to 4``."""
    return any(one.text.casefold().startswith(("round", "approx")) for one in rest[:5])


def _with_remainder(one: Side, right: Sequence[Piece], end: int) -> Found | None:
    """``17 ÷ 5 = 3 remainder 2``, or nothing if no remainder is spoken of."""
    near = right[: end + _NEAR]
    place = next((at for at, one in enumerate(near) if one.text.casefold() in REMAINDER), None)
    shorter = prefix(right[:place]) if place else None
    if place is None or shorter is None:
        return None
    numbers = [piece.text for piece in right[place + 1 : place + 5] if piece.kind == "number"]
    before = [piece.text for piece in right[max(0, place - 2) : place] if piece.kind == "number"]
    rest = (numbers or (before if place > 2 else []))[:1]
    if not rest:
        return None
    return _division(one, shorter[0], Fraction(rest[0].replace(",", "").rstrip(".")))


def _division(one: Side, other: Side, rest: Fraction) -> Found | None:
    """Whether quotient and remainder are those of the division on the left."""
    match one.tree:
        case Apply("div", (top, bottom)):
            number, by, quotient = fold(top), fold(bottom), fold(other.tree)
            if number is None or not by or quotient is None or quotient.denominator != 1:
                return None
            right = quotient == number // by and rest == number % by
            return Found(Standing.RIGHT if right else Standing.WRONG, computed=number / by)
    return None
