"""Percentages and unit conversion: parts, changes, ways back, several changes in a row."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, decimal, program

_SIGN = " Give the answer with a % sign."


def _percent_of(dice: Dice) -> Draft | None:
    rate, base = dice.upto(3, (60, 95, 180)), 20 * dice.upto(2, (30, 120, 900))
    gold = Fraction(rate * base, 100)
    return Draft(
        statement=f"What is {rate}% of {base}?",
        gold=gold,
        program=program(f"one_percent = Fraction({base}, 100)", f"return {rate} * one_percent"),
        steps=(
            f"1% of {base} is {Fraction(base, 100)}.",
            f"{rate} × {Fraction(base, 100)} = {gold}.",
        ),
        wrong=(
            (gold * 100, "forgot that percent means out of 100"),
            (gold / 10, "moved the point one place too far"),
            (base - gold, "gave what is left"),
            (Fraction(base * 100, rate), "divided by the rate"),
        ),
    )


def _percent_change(dice: Dice) -> Draft | None:
    old = 20 * dice.upto(2, (20, 60, 200))
    rate = dice.pick((5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 80, 90))
    rises = dice.pick((True, False))
    new = old + (old * rate // 100 if rises else -(old * rate // 100))
    word, other = ("increase", "decrease") if rises else ("decrease", "increase")
    thing = dice.pick(("A stock of goods", "A membership", "A weekly sale", "A water level in mm",
                       "A print run", "A visitor count", "A wage index"))  # fmt: skip
    change = abs(new - old)
    return Draft(
        statement=f"{thing} goes from {old} to {new}. By what percentage does it {word}?{_SIGN}",
        gold=rate,
        unit="%",
        program=program(
            "for rate in range(1, 100 + 1):",
            f"    if {old} * rate == abs({new} - {old}) * 100:",
            "        return f'{rate}%'",
        ),
        steps=(
            f"The {word} is {change}.",
            f"Compared with the start: {change}/{old} = {rate}/100, which is {rate}%.",
        ),
        wrong=(
            (Fraction(change * 100, new), f"took the new value as the base of the {word}"),
            (Fraction(new * 100, old), "gave the new value as a share of the old"),
            (change, "gave the difference itself"),
            (Fraction(change * 1000, old), f"moved the point while computing the {other}"),
        ),
    )


def _reverse_percent(dice: Dice) -> Draft:
    base = 20 * dice.upto(2, (90, 300, 900))
    rate = dice.pick((5, 10, 15, 20, 25, 30, 35, 40, 60, 70))
    rises = dice.pick((True, False))
    factor = 1 + Fraction(rate if rises else -rate, 100)
    new = base * factor
    word = "raised" if rises else "lowered"
    sign = "+" if rises else "-"
    return Draft(
        statement=f"After a number was {word} by {rate}%, it is {new}. What was it before?",
        gold=base,
        program=program(
            "low, high = 0, 1",
            f"while high * (100 {sign} {rate}) < {new} * 100:",
            "    high *= 2",
            "while low < high:",
            "    middle = (low + high) // 2",
            f"    below = middle * (100 {sign} {rate}) < {new} * 100",
            "    low, high = (middle + 1, high) if below else (low, middle)",
            "return low",
        ),
        steps=(
            f"The new number is {100 + (rate if rises else -rate)}% of the old one.",
            f"{new} ÷ {factor} = {base}.",
        ),
        wrong=(
            (new * (2 - factor), f"applied {rate}% of the new number backwards"),
            (new * factor, "applied the change once more"),
            (new - rate if rises else new + rate, "treated the rate as an amount"),
        ),
    )


def _two_changes(dice: Dice) -> Draft | None:
    up = dice.pick((10, 20, 25, 30, 40, 50, 60, 80))
    down = dice.pick((5, 10, 15, 20, 25, 30, 35, 40, 50))
    base = 200 * dice.upto(1, (8, 40, 200))
    gold = Fraction(base * (100 + up) * (100 - down), 10000)
    if gold.denominator != 1:
        return None
    return Draft(
        statement=f"A value of {base} first rises by {up}% and then falls by {down}%. "
        "What is it in the end?",
        gold=gold,
        program=program(
            f"value = Fraction({base})",
            f"value += value * {up} / 100",
            f"value -= value * {down} / 100",
            "return value",
        ),
        steps=(
            f"After the rise: {base} × {Fraction(100 + up, 100)} = "
            f"{Fraction(base * (100 + up), 100)}.",
            f"After the fall: {Fraction(base * (100 + up), 100)} × {Fraction(100 - down, 100)} = "
            f"{gold}.",
        ),
        wrong=(
            (Fraction(base * (100 + up - down), 100), "added the two rates"),
            (Fraction(base * (100 + up) * (100 + down), 10000), "let it rise twice"),
            (Fraction(base * (100 + up), 100) - down, "subtracted the rate as an amount"),
        ),
    )


def _speed_units(dice: Dice) -> Draft:
    metres = Fraction(dice.upto(8, (400, 900, 2000)), 4)
    speed = decimal(metres * Fraction(18, 5), 1)
    thing = dice.pick(("A cyclist", "A train", "A storm wind", "A falcon", "A tram", "A speedboat",
                       "A sledge", "A rally car", "A parachutist", "A racehorse"))  # fmt: skip
    return Draft(
        statement=f"{thing} moves at {speed} km/h. What is that in metres per second? Give the "
        f"number "
        "only, exactly.",
        gold=decimal(metres, 2),
        program=program(
            f"metres_per_hour = Fraction('{speed}') * 1000", "return metres_per_hour / 60 / 60"
        ),
        steps=(
            f"In an hour, that is in 3600 s, it moves {Fraction(speed) * 1000} m.",
            f"{Fraction(speed) * 1000} ÷ 3600 = {decimal(metres, 2)}.",
        ),
        wrong=(
            (decimal(metres * Fraction(324, 25), 2), "multiplied by 3.6 instead of dividing"),
            (str(metres * 60), "took 60 seconds in an hour"),
            (decimal(metres * 10, 2), "moved the point one place"),
        ),
    )


def _clock_time(dice: Dice) -> Draft:
    start, length = dice.whole(300, 900), dice.upto(35, (170, 400, 520))
    gold = length
    end = start + length
    first, last = (f"{time // 60}:{time % 60:02d}" for time in (start, end))
    return Draft(
        statement=f"How many minutes pass from {first} to {last} on the same day (24-hour clock)?",
        gold=gold,
        program=program(
            f"hour, minute, passed = {start // 60}, {start % 60}, 0",
            f"while (hour, minute) != ({end // 60}, {end % 60}):",
            "    minute, passed = minute + 1, passed + 1",
            "    if minute == 60:",
            "        hour, minute = hour + 1, 0",
            "return passed",
        ),
        steps=(
            f"{first} is minute {start // 60} × 60 + {start % 60} = {start} of the day; "
            f"{last} is minute {end}.",
            f"{end} - {start} = {gold}.",
        ),
        wrong=(
            (
                (end // 60 - start // 60) * 100 + end % 60 - start % 60,
                "took 100 minutes in an hour",
            ),
            (gold + 60, "counted one hour too many"),
            (gold + 1, "counted both ends"),
        ),
    )


def _area_units(dice: Dice) -> Draft:
    width, height = dice.upto(2, (45, 90, 200)), dice.upto(2, (45, 90, 200))
    gold = width * height * 10000
    return Draft(
        statement=f"A floor measures {width} m by {height} m. What is its area in square "
        "centimetres? Give the number only.",
        gold=gold,
        program=program(f"wide, high = {width} * 100, {height} * 100", "return wide * high"),
        steps=(
            f"The area is {width} × {height} = {width * height} square metres.",
            f"One square metre has 100 × 100 = 10000 square centimetres: {width * height} × 10000 "
            f"= "
            f"{gold}.",
        ),
        wrong=(
            (gold // 100, "took 100 square centimetres in a square metre"),
            (width * height, "gave square metres"),
            ((width + height) * 200, "gave the perimeter in centimetres"),
        ),
    )


TEMPLATES = (
    Template("percent_of", "percent", _percent_of),
    Template("percent_change", "percent", _percent_change),
    Template("reverse_percent", "percent", _reverse_percent),
    Template("two_changes", "percent", _two_changes),
    Template("speed_units", "units", _speed_units),
    Template("clock_time", "units", _clock_time),
    Template("area_units", "units", _area_units),
)
