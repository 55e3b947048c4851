"""Geometry with exact answers: multiples of pi and roots are expressions, never rounded."""

from __future__ import annotations

import math
from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, program

_TRIPLES = (
    (3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (9, 40, 41), (12, 35, 37),
    (28, 45, 53), (11, 60, 61), (33, 56, 65), (16, 63, 65), (48, 55, 73),
)  # fmt: skip
_EXACT = " Give the exact answer in terms of pi."


def _ring(dice: Dice) -> Draft:
    inner = dice.upto(2, (60, 150, 400))
    outer = inner + dice.upto(1, (40, 120, 300))
    gold = outer**2 - inner**2
    thing = dice.pick(("ring", "washer", "running track", "garden path", "metal plate with a hole"))
    return Draft(
        statement=f"A flat {thing} lies between two circles with the same centre and the radii "
        f"{inner} "
        f"cm and {outer} cm. What is its area in square centimetres?{_EXACT}",
        gold=f"{gold}*pi",
        program=program(f"return f'{{({outer} - {inner}) * ({outer} + {inner})}}*pi'"),
        steps=(
            f"The large circle has the area {outer}²·pi = {outer**2}·pi, the small one "
            f"{inner}²·pi = {inner**2}·pi.",
            f"The difference is {gold}·pi.",
        ),
        wrong=(
            (f"{(outer - inner) ** 2}*pi", "squared the difference of the radii"),
            (f"{outer**2 + inner**2}*pi", "added the areas"),
            (f"{2 * (outer - inner)}*pi", "subtracted the circumferences"),
            (str(gold), "forgot pi"),
        ),
    )


def _cylinder(dice: Dice) -> Draft:
    diameter, height = 2 * dice.upto(2, (15, 40, 90)), dice.upto(3, (30, 90, 250))
    radius = diameter // 2
    gold = radius**2 * height
    thing = dice.pick(("tin", "water tank", "candle", "drum", "pipe section", "storage silo"))
    return Draft(
        statement=f"A cylindrical {thing} has a diameter of {diameter} cm and a height of "
        f"{height} cm. "
        f"What is its volume in cubic centimetres?{_EXACT}",
        gold=f"{gold}*pi",
        program=program(
            f"quarter_squares = Fraction({diameter} * {diameter}, 4)",
            f"return f'{{quarter_squares * {height}}}*pi'",
        ),
        steps=(
            f"The radius is {radius} cm, so the base has the area {radius**2}·pi.",
            f"{radius**2} × {height} = {gold}, so the volume is {gold}·pi.",
        ),
        wrong=(
            (f"{diameter**2 * height}*pi", "used the diameter as the radius"),
            (f"{2 * radius * height}*pi", "gave the area of the side"),
            (f"{radius * height}*pi", "forgot to square the radius"),
        ),
    )


def _sector(dice: Dice) -> Draft:
    radius, angle = (
        dice.upto(2, (90, 150, 400)),
        dice.pick((30, 40, 45, 60, 72, 80, 90, 120, 150, 240)),
    )
    gold = Fraction(radius * radius * angle, 360)
    return Draft(
        statement=f"Find the area of a sector of a circle with radius {radius} and central angle "
        f"{angle} degrees.{_EXACT}",
        gold=f"{gold}*pi",
        program=program(
            "# half the radius times the arc, as in a triangle",
            f"arc = 2 * {radius} * Fraction({angle}, 360)",
            f"return f'{{arc * {radius} / 2}}*pi'",
        ),
        steps=(
            f"The sector is {Fraction(angle, 360)} of the circle.",
            f"The circle has the area {radius**2}·pi, so the sector has {gold}·pi.",
        ),
        wrong=(
            (f"{Fraction(2 * radius * angle, 360)}*pi", "gave the length of the arc"),
            (f"{Fraction(radius * radius * angle, 180)}*pi", "took a half circle for the whole"),
            (f"{radius**2}*pi", "gave the whole circle"),
            (f"{Fraction(radius * angle, 360)}*pi", "forgot to square the radius"),
        ),
    )


def _right_triangle(dice: Dice) -> Draft:
    a, b, c = dice.pick(_TRIPLES)
    scale = dice.upto(1, (40, 90, 200))
    leg, other, long = a * scale, b * scale, c * scale
    ask_leg = dice.pick((True, False))
    gold = other if ask_leg else long
    given = f"one leg {leg} and the hypotenuse {long}" if ask_leg else f"the legs {leg} and {other}"
    asked = "the other leg" if ask_leg else "the hypotenuse"
    square = f"{long}² - {leg}²" if ask_leg else f"{leg}² + {other}²"
    known = (leg, long) if ask_leg else (leg, other)
    return Draft(
        statement=f"A right triangle has {given}. How long is {asked}?",
        gold=gold,
        program=program(
            f"square = {known[1]} ** 2 {'-' if ask_leg else '+'} {known[0]} ** 2",
            "side = 0",
            "while side * side < square:",
            "    side += 1",
            "return side if side * side == square else None",
        ),
        steps=(
            "By the theorem of Pythagoras the squares of the legs add up to that of the "
            "hypotenuse.",
            f"{square} = {gold**2}, and the root of {gold**2} is {gold}.",
        ),
        wrong=(
            (leg + other if not ask_leg else long - leg, "did not square the sides"),
            (gold**2, "forgot the root"),
            (leg * other // 2 if leg * other % 2 == 0 else leg * other, "gave the area"),
            (leg + other + long, "gave the perimeter"),
        ),
    )


def _distance(dice: Dice) -> Draft | None:
    size = (12, 30, 90)[dice.level]
    x1, y1, x2, y2 = (dice.whole(-size, size) for _ in range(4))
    square = (x1 - x2) ** 2 + (y1 - y2) ** 2
    if x1 == x2 or y1 == y2 or math.isqrt(square) ** 2 == square:
        return None
    return Draft(
        statement=f"Find the exact distance between the points ({x1}, {y1}) and ({x2}, {y2}).",
        gold=f"sqrt({square})",
        program=program(
            f"difference = complex({x1}, {y1}) - complex({x2}, {y2})",
            "square = (difference * difference.conjugate()).real",
            "return f'sqrt({int(square)})'",
        ),
        steps=(
            f"The differences are {x1 - x2} and {y1 - y2}.",
            f"Their squares are {(x1 - x2) ** 2} and {(y1 - y2) ** 2} and add up to {square}.",
            f"The distance is the square root of {square}.",
        ),
        wrong=(
            (str(square), "forgot the root"),
            (str(abs(x1 - x2) + abs(y1 - y2)), "added the differences"),
            (f"sqrt({(x1 + x2) ** 2 + (y1 + y2) ** 2 + 1})", "added the coordinates"),
        ),
    )


def _frame(dice: Dice) -> Draft:
    wide, high = dice.upto(10, (40, 120, 400)), dice.upto(10, (40, 120, 400))
    border = dice.upto(2, (6, 15, 40))
    gold = (wide + 2 * border) * (high + 2 * border) - wide * high
    thing, unit = dice.pick(
        (("picture", "cm"), ("photograph", "cm"), ("mirror", "cm"), ("carpet", "dm"), ("lawn", "m"),
         ("pond", "m"), ("playing field", "m"), ("car park", "m"))
    )  # fmt: skip
    return Draft(
        statement=f"A rectangular {thing} of {wide} {unit} by {high} {unit} has a border {border} "
        f"{unit} wide all around it. What is the area of the border alone? Give the number "
        f"of square {unit}.",
        gold=gold,
        program=program(
            f"sides = 2 * {wide} * {border} + 2 * {high} * {border}",
            f"corners = 4 * {border} * {border}",
            "return sides + corners",
        ),
        steps=(
            f"With the border it measures {wide + 2 * border} by {high + 2 * border}, "
            f"that is {(wide + 2 * border) * (high + 2 * border)}.",
            f"The inside is {wide} × {high} = {wide * high}.",
            f"The border is the difference, {gold}.",
        ),
        wrong=(
            ((wide + border) * (high + border) - wide * high, "added the border on one side only"),
            (2 * (wide + high) * border, "forgot the four corners"),
            ((wide + 2 * border) * (high + 2 * border), "did not subtract the inside"),
        ),
    )


def _polygon(dice: Dice) -> Draft | None:
    sides = dice.pick((5, 6, 8, 9, 10, 12, 15, 18, 20, 24, 30, 36, 40, 45))
    known = sides - dice.whole(1, 3)
    each = dice.whole(100, 150) + dice.level * 7
    rest = (sides - 2) * 180 - known * each
    left = sides - known
    gold = Fraction(rest, left)
    if not 20 <= gold < 180:
        return None
    return Draft(
        statement=f"A convex polygon has {sides} sides. {known} of its angles are {each} degrees "
        f"each and "
        f"the other angles, {left} in number, are equal. How many degrees does each of these "
        "have? Give the exact number.",
        gold=gold,
        program=program(
            "total = 0",
            f"for _ in range({sides} - 2):",
            "    total += 180",
            f"return Fraction(total - {known} * {each}, {left})",
        ),
        steps=(
            f"The angles add up to ({sides} - 2) × 180 = {(sides - 2) * 180}.",
            f"{(sides - 2) * 180} - {known} × {each} = {rest} is left.",
            f"{rest} ÷ {left} = {gold}.",
        ),
        wrong=(
            (Fraction(sides * 180 - known * each, left), "took 180 degrees for every side"),
            (rest + 1, "did not share the rest"),
            (Fraction((sides - 2) * 180, sides), "took all angles for equal"),
            (180 - gold + 1, "gave an outer angle"),
        ),
    )


TEMPLATES = (
    Template("ring", "geometry", _ring),
    Template("cylinder", "geometry", _cylinder),
    Template("sector", "geometry", _sector),
    Template("right_triangle", "geometry", _right_triangle),
    Template("distance", "geometry", _distance),
    Template("frame", "geometry", _frame),
    Template("polygon", "geometry", _polygon),
)
