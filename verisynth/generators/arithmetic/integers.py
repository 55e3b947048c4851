"""Whole numbers: order of operations, brackets, signs, absolute values, remainders, digits."""

from __future__ import annotations

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, program, signed


def _precedence(dice: Dice) -> Draft:
    a, d = dice.upto(11, (90, 400, 900)), dice.upto(5, (60, 200, 700))
    b, c = dice.upto(3, (12, 25, 60)), dice.upto(3, (12, 20, 40))
    gold = a + b * c - d
    return Draft(
        statement=f"Evaluate {a} + {b} × {c} - {d}.",
        gold=gold,
        program=program(
            f"total = {a}", f"for _ in range({b}):", f"    total += {c}", f"return total - {d}"
        ),
        steps=(
            f"Multiplication comes first: {b} × {c} = {b * c}.",
            f"Then from left to right: {a} + {b * c} = {a + b * c}, and {a + b * c} - {d} = "
            f"{gold}.",
        ),
        wrong=(
            ((a + b) * c - d, "added before multiplying"),
            (a + b * (c - d), "subtracted before multiplying"),
            (a + b * c + d, "added the last number instead of subtracting it"),
        ),
    )


def _brackets(dice: Dice) -> Draft:
    a, b = dice.upto(7, (40, 120, 300)), dice.upto(5, (30, 90, 200))
    d = dice.upto(3, (20, 60, 150))
    c = d + dice.upto(2, (12, 40, 90))
    gold = (a + b) * (c - d)
    return Draft(
        statement=f"Calculate ({a} + {b}) × ({c} - {d}).",
        gold=gold,
        program=program(
            f"parts = [{a} * {c}, -{a} * {d}, {b} * {c}, -{b} * {d}]", "return sum(parts)"
        ),
        steps=(
            f"Brackets first: {a} + {b} = {a + b} and {c} - {d} = {c - d}.",
            f"Multiply: {a + b} × {c - d} = {gold}.",
        ),
        wrong=(
            (a + b * (c - d), "ignored the first pair of brackets"),
            ((a + b) * c - d, "ignored the second pair of brackets"),
            ((a + b) * (c + d), "added inside the second pair of brackets"),
            (a * c - b * d, "multiplied only the outer and the last numbers"),
        ),
    )


def _quotient(dice: Dice) -> Draft:
    divisor = dice.upto(3, (9, 15, 24))
    result = dice.upto(6, (40, 90, 300))
    a, b = dice.upto(3, (12, 25, 40)), dice.upto(3, (12, 25, 40))
    c = divisor * result - a * b
    if c <= 0:
        a, b, c = 1, a, divisor * result - a
    gold = result
    return Draft(
        statement=f"Find the value of ({a} × {b} {signed(c)}) ÷ {divisor}.",
        gold=gold,
        program=program(
            f"rest, count = {a} * {b} + {c}".replace("+ -", "- ") + ", 0",
            "while rest > 0:",
            f"    rest, count = rest - {divisor}, count + 1",
            "return count",
        ),
        steps=(
            f"Inside the brackets, multiply first: {a} × {b} = {a * b}.",
            f"Then {a * b} {signed(c)} = {a * b + c}.",
            f"Divide: {a * b + c} ÷ {divisor} = {gold}.",
        ),
        wrong=(
            (gold + 1, "counted one time too many while dividing"),
            (a * b + c, "forgot the division"),
            (gold * divisor * divisor, "multiplied instead of dividing"),
            (a * b + c - divisor, "subtracted the divisor instead of dividing by it"),
        ),
    )


def _negatives(dice: Dice) -> Draft:
    a, b = dice.upto(4, (40, 150, 500)), dice.upto(4, (40, 150, 500))
    c, d = dice.upto(2, (9, 15, 30)), dice.upto(2, (9, 15, 30))
    gold = -a + b - c * d
    return Draft(
        statement=f"Work out -{a} - (-{b}) + {c} × (-{d}).",
        gold=gold,
        program=program(
            f"total = {b} - {a}", f"for _ in range({c}):", f"    total -= {d}", "return total"
        ),
        steps=(
            f"Subtracting -{b} adds {b}: -{a} + {b} = {b - a}.",
            f"{c} × (-{d}) = -{c * d}.",
            f"{b - a} - {c * d} = {gold}.",
        ),
        wrong=(
            (-a - b - c * d, "did not turn minus minus into plus"),
            (-a + b + c * d, "lost the sign of the product"),
            (a - b + c * d, "turned every sign around"),
        ),
    )


def _absolute(dice: Dice) -> Draft:
    a, c = dice.upto(3, (50, 200, 600)), dice.upto(3, (50, 200, 600))
    b, d = a + dice.upto(2, (40, 150, 500)), dice.upto(3, (50, 200, 600))
    factor = dice.whole(2, 9)
    gold = abs(a - b) + factor * abs(c - d)
    return Draft(
        statement=f"Compute |{a} - {b}| + {factor}·|{c} - {d}|.",
        gold=gold,
        program=program(
            f"first = max({a}, {b}) - min({a}, {b})",
            f"second = max({c}, {d}) - min({c}, {d})",
            f"return first + sum(second for _ in range({factor}))",
        ),
        steps=(
            f"|{a} - {b}| = |{a - b}| = {abs(a - b)}.",
            f"|{c} - {d}| = |{c - d}| = {abs(c - d)}.",
            f"{abs(a - b)} + {factor} × {abs(c - d)} = {gold}.",
        ),
        wrong=(
            ((a - b) + factor * abs(c - d), "kept the sign of the first difference"),
            (abs(a - b) + abs(c - d), "forgot the factor"),
            (factor * (abs(a - b) + abs(c - d)), "multiplied both absolute values"),
            (abs(a - b + factor * (c - d)), "took one absolute value of everything"),
        ),
    )


def _remainder(dice: Dice) -> Draft:
    divisor = dice.upto(6, (19, 60, 140))
    number = dice.upto(200, (900, 9000, 90000))
    whole, gold = divmod(number, divisor)
    return Draft(
        statement=f"What is the remainder when {number} is divided by {divisor}?",
        gold=gold,
        program=program(
            f"rest = {number}", f"while rest >= {divisor}:", f"    rest -= {divisor}", "return rest"
        ),
        steps=(
            f"{divisor} goes into {number} {whole} times: {divisor} × {whole} = {divisor * whole}.",
            f"The rest is {number} - {divisor * whole} = {gold}.",
        ),
        wrong=(
            (whole, "gave the quotient"),
            (divisor - gold, "gave what is missing to the next multiple"),
            (gold + divisor, "stopped one step too early"),
            (gold + 1, "counted one too many"),
        ),
    )


def _digit_sum(dice: Dice) -> Draft:
    number, factor = dice.upto(1200, (9000, 90000, 900000)), dice.upto(3, (9, 19, 49))
    product = number * factor
    gold = sum(map(int, str(product)))
    return Draft(
        statement=f"What is the sum of the digits of {number} × {factor}?",
        gold=gold,
        program=program(
            f"rest, total = {number} * {factor}, 0",
            "while rest:",
            "    rest, digit = divmod(rest, 10)",
            "    total += digit",
            "return total",
        ),
        steps=(
            f"{number} × {factor} = {product}.",
            f"Its digits add up to {' + '.join(str(product))} = {gold}.",
        ),
        wrong=(
            (sum(map(int, str(number))), "added the digits before multiplying"),
            (gold - int(str(product)[-1]) - 1, "left out a digit"),
            (len(str(product)), "counted the digits"),
            (gold + 9, "carried wrongly"),
        ),
    )


TEMPLATES = (
    Template("precedence", "integers", _precedence),
    Template("brackets", "integers", _brackets),
    Template("quotient", "integers", _quotient),
    Template("negatives", "integers", _negatives),
    Template("absolute", "integers", _absolute),
    Template("remainder", "integers", _remainder),
    Template("digit_sum", "integers", _digit_sum),
)
