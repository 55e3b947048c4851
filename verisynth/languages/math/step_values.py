"""Whether the two sides of one equation have the same value, exactly or as far as is written.

Three answers: right, wrong, or unreadable where a second reading would make it right. A step is
called wrong only if no usual reading of it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, DecimalException
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from verisynth.languages.math.exact import fold
from verisynth.languages.math.step_sides import Side, only_percents_are_added, without_percent
from verisynth.languages.math.syntax import Apply, Constant, Node, Number, Percent, walk
from verisynth.languages.math.units import factor, sizes

DIGITS = 50
_CLOSE = Fraction(1, 10**40)
_FLOAT_DIGITS = 12
_MOST_EXPONENT = 400
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


class Standing(StrEnum):
    """What became of one step."""

    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    """It has a variable, or a reading in which it is right and another in which it is not."""


class Found(NamedTuple):
    """The standing of one equation."""

    standing: Standing
    rounded: bool = False
    """Right only as a rounding: ``10/3 = 3.33``."""
    computed: Fraction | None = None
    """What the left side gives."""


def compared(left: Side, right: Side, *, about: bool = False) -> Found:
    """The standing of ``left = right``; with ``about``, of ``left ≈ right``.

    ``10/3 = 3.33`` is right, as a rounding: two decimals say how exact it means to be.
    ``10/3 = 3`` is wrong, and ``10/3 ≈ 3`` right. ``5 × 45 cents = $2.25`` is right, and so is
    ``100 - 20 = 80%``: the sign is a unit there. ``40% + 10 = 50`` has two readings, and is not
    judged.
    """
    value, stated = _of(left.tree), _of(right.tree)
    if value is None or stated is None:
        return Found(Standing.UNREADABLE)
    if _converts(left, right):
        return _conversion(left, right, value, stated)
    readings = list(_readings(left, right, value, stated))
    if any(_equal(one, other) for one, other in readings):
        return Found(Standing.RIGHT, computed=value)
    if any(_rounds(one, other, right, about=about) for one, other in readings):
        return Found(Standing.RIGHT, rounded=True, computed=value)
    doubtful = left.doubtful or right.doubtful or left.wordy
    if doubtful or left.repeating or _has_two_readings(left, right, value, stated):
        return Found(Standing.UNREADABLE, computed=value)
    return Found(Standing.WRONG, computed=value)


def _readings(
    left: Side, right: Side, value: Fraction, stated: Fraction
) -> Iterator[tuple[Fraction, Fraction]]:
    """What the equation may say: first as it stands, then with words and signs taken as units."""
    converted = _converted_sum(left, right)
    if converted is not None and _mixes_units(left):
        yield converted, stated
        return
    yield value, stated
    if right.scale * left.scale != 1:
        yield value * left.scale, stated * right.scale
        yield value, stated * right.scale
        yield value * left.scale, stated
    for unit in sorted(set(left.units)) if right.units else ():
        one = factor(unit, right.units[-1])
        if one is not None and one != 1:
            yield value * one, stated
    if converted is not None:
        yield converted, stated
    if _is_percent_a_unit(left, right):
        plain, other = _of(without_percent(left.tree)), _of(without_percent(right.tree))
        if plain is not None and other is not None:
            yield plain, other


def _converted_sum(left: Side, right: Side) -> Fraction | None:
    """``2 hours + 30 minutes`` in the unit of the right side, where each term has its own."""
    match left.tree:
        case Apply("add", terms) if right.units and len(terms) == len(left.units):
            values = [_of(term) for term in terms]
            factors = [factor(unit, right.units[-1]) for unit in left.units]
            pairs = list(zip(values, factors, strict=True))
            known = [one * by for one, by in pairs if one is not None and by is not None]
            return sum(known, Fraction(0)) if len(known) == len(terms) else None
    return None


def _conversion(left: Side, right: Side, value: Fraction, stated: Fraction) -> Found:
    """``2 hours = 120 minutes``. Between inches and metres people round; tons are of many kinds."""
    converted = value * (factor(left.units[-1], right.units[-1]) or 1)
    if _equal(converted, stated):
        return Found(Standing.RIGHT, computed=value)
    if _rounds(converted, stated, right, about=False):
        return Found(Standing.RIGHT, rounded=True, computed=value)
    by = factor(left.units[-1], right.units[-1]) or Fraction(1)
    is_whole = by.denominator == 1 or by.numerator == 1
    about = not is_whole and abs(converted - stated) * 8 <= abs(converted)
    return Found(Standing.UNREADABLE if about else Standing.WRONG, computed=value)


def _of(tree: Node) -> Fraction | None:
    """The value, exact where it is rational and to ``DIGITS`` digits where it is not."""
    exact = fold(tree)
    if exact is not None:
        return exact
    if any(isinstance(one, Apply) and one.name in ("factorial", "mod") for one in walk(tree)):
        return None
    try:
        return Fraction(_approximate(tree, Context(prec=DIGITS + 10)))
    except (DecimalException, ValueError, OverflowError, ZeroDivisionError):
        return None


def _approximate(tree: Node, context: Context) -> Decimal:
    """Raises ``ValueError`` or a ``DecimalException`` where there is no real value in reach."""
    match tree:
        case Number(value):
            return context.divide(Decimal(value.numerator), Decimal(value.denominator))
        case Constant("pi"):
            return _PI
        case Percent(value):
            return context.divide(_approximate(value, context), Decimal(100))
        case Apply(name, arguments):
            return _applied(name, [_approximate(one, context) for one in arguments], context)
    raise ValueError("no number")


def _applied(name: str, values: list[Decimal], context: Context) -> Decimal:
    match name:
        case "add":
            total = Decimal(0)
            for value in values:
                total = context.add(total, value)
            return total
        case "mul":
            total = Decimal(1)
            for value in values:
                total = context.multiply(total, value)
            return total
        case "neg":
            return values[0].copy_negate()
        case "abs":
            return values[0].copy_abs()
        case "div":
            return context.divide(*values)
        case "sqrt":
            return context.sqrt(values[0])
        case "pow" if abs(values[1]) <= _MOST_EXPONENT:
            return context.power(*values)
    raise ValueError(f"no approximation of {name}")


def _equal(one: Fraction, other: Fraction) -> bool:
    return one == other or abs(one - other) <= _CLOSE * max(abs(one), abs(other))


def _converts(left: Side, right: Side) -> bool:
    """``2 hours = 120 minutes``: both sides are one quantity, in two units of one kind."""
    if left.operators or right.operators or not (left.units and right.units):
        return False
    return left.units[-1] != right.units[-1] and factor(left.units[-1], right.units[-1]) is not None


def _is_percent_a_unit(left: Side, right: Side) -> bool:
    """``100 - 20 = 80%``, ``10/40 × 100 = 25%``, ``1/7 × 100% = 14.28``, ``100% - 20% = 80``."""
    if bool(left.percents) == bool(right.percents) or not left.operators:
        return False
    hundred = any(one == Number(Fraction(100)) for one in walk(left.tree))
    if left.percents:
        return hundred or only_percents_are_added(left.tree)
    return hundred or _only_sums(left.tree)


def _only_sums(tree: Node) -> bool:
    return all(
        isinstance(one, Number) or (isinstance(one, Apply) and one.name in ("add", "neg"))
        for one in walk(tree)
    )


def _rounds(value: Fraction, stated: Fraction, right: Side, *, about: bool) -> bool:
    """Whether the right side is the left one, as far as its digits go.

    With an equals sign one decimal must be the nearest one; from two on, cut off is right too. A
    whole number is a rounding only where the sign says so.
    """
    if right.decimals is None:
        return about and abs(value - stated) <= abs(value) / 100
    places = right.decimals + 2 * bool(right.percents)
    unit = Fraction(1, 10**places)
    gap = abs(value - stated)
    if about and right.decimals == 0:
        return gap <= max(unit, _zeros(stated) * abs(value) / 20)
    if about or right.repeating:
        return gap < unit
    if right.decimals >= _FLOAT_DIGITS and gap * 10**_FLOAT_DIGITS <= abs(value):
        # What a computer prints: 26.666666666666668.
        return True
    if right.decimals == 0:
        return False
    is_cut_off = right.decimals >= 2 and abs(stated) < abs(value) and gap < unit
    return is_cut_off or 2 * gap <= unit


def _zeros(stated: Fraction) -> int:
    """1 if the number is round, so that its last digits say nothing."""
    return int(stated.denominator == 1 and stated != 0 and stated.numerator % 10 == 0)


def _has_two_readings(left: Side, right: Side, value: Fraction, stated: Fraction) -> bool:
    """``$50 + 10%``, ``2 million + 500``, or a unit that was changed without saying so."""
    if _adds_a_percentage(left.tree) or (left.scale != 1 and _has_sum(left.tree)):
        return True
    if _has_sum(left.tree) and _mixes_units(left) and _converted_sum(left, right) is None:
        return True
    if not value or not stated:
        return False
    ratio = abs(value / stated)
    part = left.part * right.part
    if part > 1 and any(_equal(ratio, one) for one in (Fraction(1, part**2), Fraction(1, part))):
        return True
    mine, theirs = set(left.units), set(right.units)
    if right.units and right.units[-1] in mine and len(mine) == 1:
        return False
    steps = {one for unit in mine | theirs for one in sizes(unit)}
    return any(_equal(ratio, step) or _equal(1 / ratio, step) for step in steps)


def _adds_a_percentage(tree: Node) -> bool:
    """``40 + 50%``; in ``40 + 50% of 40`` it is said of what."""
    return any(
        isinstance(one, Apply)
        and one.name == "add"
        and any(map(_is_percentage, one.arguments))
        and not only_percents_are_added(one)
        for one in walk(tree)
    )


def _is_percentage(term: Node) -> bool:
    return isinstance(
        term.arguments[0] if isinstance(term, Apply) and term.name == "neg" else term, Percent
    )


def _mixes_units(side: Side) -> bool:
    """``4 pounds - 6 ounces``."""
    units = sorted(set(side.units))
    return any(factor(one, other) is not None for n, one in enumerate(units) for other in units[:n])


def _has_sum(tree: Node) -> bool:
    return any(isinstance(one, Apply) and one.name == "add" for one in walk(tree))
