"""Fractions and decimals, exactly: sums, products, mixed numbers, recurring decimals."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, decimal, program


def _fraction_sum(dice: Dice) -> Draft:
    p, q = dice.fraction((9, 18, 40)), dice.fraction((9, 18, 40))
    r = dice.fraction((8, 14, 30))
    gold = p + q - r
    bottom = (p + q).denominator * r.denominator
    return Draft(
        statement=f"Evaluate {p} + {q} - {r} as a fraction in lowest terms.",
        gold=gold,
        program=program(
            f"bottom = {p.denominator} * {q.denominator} * {r.denominator}",
            f"top = {p.numerator} * bottom // {p.denominator}",
            f"top += {q.numerator} * bottom // {q.denominator}",
            f"top -= {r.numerator} * bottom // {r.denominator}",
            "return Fraction(top, bottom)",
        ),
        steps=(
            f"{p} + {q} = {p + q}.",
            f"Over the common denominator {bottom}: {p + q} - {r} = "
            f"{(p + q - r) * bottom}/{bottom}.",
            f"In lowest terms this is {gold}.",
        ),
        wrong=(
            (
                Fraction(p.numerator + q.numerator, p.denominator + q.denominator) - r,
                "added numerators and denominators",
            ),
            (p + q + r, "added the last fraction"),
            (p + q, "forgot the last fraction"),
        ),
    )


def _fraction_chain(dice: Dice) -> Draft:
    p, q, r = (dice.fraction((9, 15, 30)) for _ in range(3))
    gold = p * q / r
    return Draft(
        statement=f"Calculate ({p}) × ({q}) ÷ ({r}) and simplify.",
        gold=gold,
        program=program(
            "# count in a unit that all three have a whole number of",
            f"unit = {p.denominator} * {q.denominator} * {r.denominator}",
            f"dividend = {p.numerator} * {q.numerator} * unit // ({p.denominator} * "
            f"{q.denominator})",
            f"return Fraction(dividend, {r.numerator} * unit // {r.denominator})",
        ),
        steps=(
            f"Multiply: {p} × {q} = {p * q}.",
            f"Dividing by {r} is multiplying by {1 / r}: {p * q} × {1 / r} = {gold}.",
        ),
        wrong=(
            (p * q * r, "multiplied by the last fraction instead of dividing"),
            (r / (p * q), "divided the wrong way round"),
            (p / q / r, "divided by the second fraction too"),
        ),
    )


def _mixed_numbers(dice: Dice) -> Draft:
    p, q = dice.fraction((8, 12, 24)), dice.fraction((8, 12, 24))
    small = dice.upto(1, (6, 15, 40))
    large = small + dice.upto(2, (6, 20, 60))
    gold = large + p - small - q
    return Draft(
        statement=f"Subtract {small} {q} from {large} {p}. Answer with one fraction or integer.",
        gold=gold,
        program=program(
            "# wholes from wholes, parts from parts",
            f"parts = {p.numerator} * {q.denominator} - {q.numerator} * {p.denominator}",
            f"return {large} - {small} + Fraction(parts, {p.denominator} * {q.denominator})",
        ),
        steps=(
            f"{large} {p} = {large + p} and {small} {q} = {small + q}.",
            f"{large + p} - {small + q} = {gold}.",
        ),
        wrong=(
            (
                Fraction(large - small) + abs(p - q),
                "subtracted the smaller fraction part each time",
            ),
            (large + p + small + q, "added"),
            (Fraction(large - small) + q - p, "swapped the fraction parts"),
            (gold - 1, "borrowed once too often"),
        ),
    )


def _complex_fraction(dice: Dice) -> Draft:
    p, q = dice.fraction((9, 15, 30)), dice.fraction((9, 15, 30))
    whole = dice.upto(1, (4, 9, 20))
    gold = p / (whole - q)
    return Draft(
        statement=f"Simplify the fraction whose numerator is {p} and whose denominator is "
        f"{whole} - {q}.",
        gold=gold,
        program=program(
            "# multiply above and below by what clears both denominators",
            f"common = {p.denominator} * {q.denominator}",
            f"below = common * {whole} - {p.denominator} * {q.numerator}",
            f"return Fraction({p.numerator} * {q.denominator}, below)",
        ),
        steps=(
            f"The denominator is {whole} - {q} = {whole - q}.",
            f"{p} ÷ {whole - q} = {p} × {1 / (whole - q)} = {gold}.",
        ),
        wrong=(
            (p * (whole - q), "multiplied instead of dividing"),
            (p / (whole + q), "added in the denominator"),
            (p / whole - q, "subtracted after dividing"),
        ),
    )


def _decimal_sum(dice: Dice) -> Draft:
    places = (1, 2, 3)[dice.level]
    a, b, c = (Fraction(dice.upto(105, (900, 9000, 90000)), 10**places) for _ in range(3))
    gold = a + b - c
    x, y, z = (decimal(value, places) for value in (a, b, c))
    return Draft(
        statement=f"Evaluate {x} + {y} - {z}.",
        gold=decimal(gold, places),
        program=program(
            "# whole numbers of the smallest decimal",
            f"scale = {10**places}",
            f"parts = [int(Fraction(text) * scale) for text in ('{x}', '{y}', '{z}')]",
            "return Fraction(parts[0] + parts[1] - parts[2], scale)",
        ),
        steps=(
            f"{x} + {y} = {decimal(a + b, places)}.",
            f"{decimal(a + b, places)} - {z} = {decimal(gold, places)}.",
        ),
        wrong=(
            (decimal(a + b + c, places), "added the last number"),
            (decimal(a - b + c, places), "mixed up plus and minus"),
            (decimal(gold + 1, places), "carried one too many"),
            (str(gold * 10**places), "lost the decimal point"),
        ),
    )


def _decimal_product(dice: Dice) -> Draft:
    a = Fraction(dice.upto(11, (99, 999, 9999)), 10)
    b = Fraction(dice.upto(11, (99, 999, 9999)), 100)
    gold, x, y = a * b, decimal(a, 1), decimal(b, 2)
    return Draft(
        statement=f"Find the exact value of {x} × {y}.",
        gold=decimal(gold, 3),
        program=program(
            f"one, other = int(Fraction('{x}') * 10), int(Fraction('{y}') * 100)",
            "product = 0",
            "for digit in str(other):",
            "    product = 10 * product + int(digit) * one",
            "return Fraction(product, 1000)",
        ),
        steps=(
            f"Without the points: {a * 10} × {b * 100} = {gold * 1000}.",
            f"The factors have 1 + 2 = 3 decimals together, so the product is {decimal(gold, 3)}.",
        ),
        wrong=(
            (decimal(gold * 10, 2), "put the point one place too far right"),
            (decimal(gold / 10, 4), "put the point one place too far left"),
            (decimal(a + b, 2), "added"),
        ),
    )


def _recurring(dice: Dice) -> Draft:
    length = (1, 2, 3)[dice.level]
    block = dice.whole(1, 10**length - 2)
    whole = dice.whole(0, 999)
    text = f"{block:0{length}d}"
    nines = 10**length - 1
    gold = whole + Fraction(block, nines)
    return Draft(
        statement=f"Write the recurring decimal {whole}.{text * 3}… (the block {text} repeats for "
        "ever) as a fraction in lowest terms.",
        gold=gold,
        program=program(
            f"digits = '{text}'",
            "shift = 10 ** len(digits)",
            "# y is the part after the point: shift * y = digits + y",
            f"whole = int('{whole}.{text * 3}'.split('.')[0])",
            "return whole + Fraction(int(digits), shift - 1)",
        ),
        steps=(
            f"Let y = 0.{text * 2}…. Then {10**length}y = {block} + y, so {nines}y = {block}.",
            f"y = {block}/{nines}, and {whole} + {block}/{nines} = {gold}.",
        ),
        wrong=(
            (whole + Fraction(block, 10**length), "treated the decimal as ending"),
            (whole + Fraction(block, nines * 10), "wrote a zero too many below"),
            (whole + 1 + Fraction(block, nines), "added one"),
        ),
    )


TEMPLATES = (
    Template("fraction_sum", "fractions", _fraction_sum),
    Template("fraction_chain", "fractions", _fraction_chain),
    Template("mixed_numbers", "fractions", _mixed_numbers),
    Template("complex_fraction", "fractions", _complex_fraction),
    Template("decimal_sum", "decimals", _decimal_sum),
    Template("decimal_product", "decimals", _decimal_product),
    Template("recurring", "decimals", _recurring),
)
