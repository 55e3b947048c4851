"""Powers, roots, logarithms and sequences."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, program, signed


def _surd(dice: Dice) -> Draft:
    outside, inside = dice.upto(2, (25, 45, 90)), dice.pick((2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17))
    factor = dice.upto(2, (12, 20, 40))
    square = outside * outside * inside
    gold = factor * outside + inside
    return Draft(
        statement=f"{factor}·√{square} can be written as a√b with integers a and b, where b has no "
        "square factor above 1. What is a + b?",
        gold=gold,
        program=program(
            f"a, b, k = {factor}, {square}, 2",
            "while k * k <= b:",
            "    if b % (k * k) == 0:",
            "        a, b = a * k, b // (k * k)",
            "    else:",
            "        k += 1",
            "return a + b",
        ),
        steps=(
            f"{square} = {outside}² × {inside}, so √{square} = {outside}√{inside}.",
            f"{factor} × {outside} = {factor * outside}, so a = {factor * outside} and b = "
            f"{inside}.",
            f"a + b = {gold}.",
        ),
        wrong=(
            (outside + inside, "forgot the factor in front"),
            (factor * outside * inside, "multiplied a and b"),
            (factor * outside**2 + inside, "did not take the root of the square factor"),
        ),
    )


def _exponent_laws(dice: Dice) -> Draft:
    base = dice.pick((2, 3, 5))
    a, b, c = dice.upto(3, (12, 30, 90)), dice.upto(2, (9, 20, 50)), dice.upto(2, (7, 15, 40))
    gold = a + 2 * b - 3 * c
    return Draft(
        statement=f"Find the integer n with {base}^{a} × {base**2}^{b} ÷ {base**3}^{c} = {base}^n.",
        gold=gold,
        program=program(
            f"value, n = Fraction({base} ** {a} * {base**2} ** {b}, {base**3} ** {c}), 0",
            "while value > 1:",
            f"    value, n = value / {base}, n + 1",
            "while value < 1:",
            f"    value, n = value * {base}, n - 1",
            "return n",
        ),
        steps=(
            f"{base**2} = {base}^2 and {base**3} = {base}^3.",
            f"n = {a} + 2·{b} - 3·{c} = {a} + {2 * b} - {3 * c} = {gold}.",
        ),
        wrong=(
            (a + b - c, "ignored that the bases differ"),
            (a + b**2 - c**3, "raised the exponents instead of multiplying"),
            (a + 2 * b + 3 * c, "added the exponent of the divisor"),
        ),
    )


def _fractional_power(dice: Dice) -> Draft:
    bottom, top = dice.pick(((2, 3), (3, 2), (3, 4), (2, 5), (4, 3), (3, 5), (4, 5)))
    root, extra = dice.upto(2, (5, 7, 9)), dice.upto(2, (90, 400, 2000))
    base = root**bottom
    gold = root**top + extra
    return Draft(
        statement=f"Evaluate {base}^({top}/{bottom}) + {extra} exactly.",
        gold=gold,
        program=program(
            "root = 1",
            f"while root ** {bottom} < {base}:",
            "    root += 1",
            f"return root ** {top} + {extra}",
        ),
        steps=(
            f"The root of order {bottom} of {base} is {root}.",
            f"{root}^{top} = {root**top}, and {root**top} + {extra} = {gold}.",
        ),
        wrong=(
            (Fraction(base * top, bottom) + extra, "multiplied by the exponent"),
            (root + extra, "took the root only"),
            (root**bottom + extra, "used the denominator as the power"),
        ),
    )


def _logarithm(dice: Dice) -> Draft:
    base, a, b = dice.pick((2, 3, 5, 7, 10)), dice.upto(2, (5, 8, 12)), dice.upto(2, (5, 8, 12))
    factor = dice.upto(2, (9, 20, 60))
    gold = factor * a - b
    return Draft(
        statement=f"Evaluate {factor}·log_{base}({base**a}) - log_{base}({base**b}), where "
        f"log_{base} "
        f"is the logarithm to base {base}.",
        gold=gold,
        program=program(
            "def exponent(value):",
            "    count = 0",
            "    while value > 1:",
            f"        value, count = value // {base}, count + 1",
            "    return count",
            f"return {factor} * exponent({base**a}) - exponent({base**b})",
        ),
        steps=(
            f"{base}^{a} = {base**a}, so the first logarithm is {a}; {base}^{b} = {base**b}, so "
            f"the "
            f"second is {b}.",
            f"{factor} × {a} - {b} = {gold}.",
        ),
        wrong=(
            (factor * (a - b), "multiplied both logarithms"),
            (a - b, "forgot the factor"),
            (factor * a + b, "added the logarithms"),
            (Fraction(factor * a, b), "divided the logarithms"),
        ),
    )


def _arithmetic_term(dice: Dice) -> Draft:
    first, step = dice.whole(-40, 60), dice.upto(3, (15, 40, 120))
    n = dice.upto(12, (40, 150, 900))
    gold = first + (n - 1) * step
    shown = ", ".join(str(first + k * step) for k in range(4))
    return Draft(
        statement=f"An arithmetic sequence begins {shown}, … What is its term number {n}?",
        gold=gold,
        program=program(
            f"term = {first}", f"for _ in range({n} - 1):", f"    term += {step}", "return term"
        ) if str(step) in shown else program(
            f"first, second = {first}, {first + step}",
            "term = first",
            f"for _ in range({n} - 1):",
            "    term += second - first",
            "return term",
        ),
        steps=(
            f"The common difference is {first + step} - ({first}) = {step}.",
            f"Term {n} is {first} + ({n} - 1) × {step} = {gold}.",
        ),
        wrong=(
            (first + n * step, "added the difference once too often"),
            (n * step, "forgot the first term"),
            (first + (n - 2) * step, "added the difference once too rarely"),
        ),
    )  # fmt: skip


def _arithmetic_sum(dice: Dice) -> Draft:
    first, step = dice.upto(2, (30, 90, 200)), dice.upto(2, (9, 20, 45))
    n = dice.upto(8, (20, 60, 200))
    last = first + (n - 1) * step
    gold = n * (first + last) // 2
    return Draft(
        statement=f"Find the sum {first} + {first + step} + {first + 2 * step} + … + {last}, in "
        f"which "
        "each term exceeds the one before by the same amount.",
        gold=gold,
        program=program(
            f"return sum(range({first}, {last} + 1, {first + step} - {first}))"
        ),
        steps=(
            f"The difference is {step}, so there are ({last} - {first})/{step} + 1 = {n} terms.",
            f"The sum is {n} × ({first} + {last}) / 2 = {gold}.",
        ),
        wrong=(
            ((n - 1) * (first + last) // 2, "counted the gaps instead of the terms"),
            (n * (first + last), "forgot to halve"),
            (gold - last, "left out the last term"),
        ),
    )  # fmt: skip


def _geometric_sum(dice: Dice) -> Draft:
    first, ratio = dice.upto(2, (90, 300, 900)), dice.whole(2, 4 + dice.level)
    n = dice.upto(4, (7, 9, 11))
    gold = first * (ratio**n - 1) // (ratio - 1)
    return Draft(
        statement=f"A geometric sequence starts with {first} and each term is {ratio} times the "
        f"one "
        f"before. What is the sum of its first {n} terms?",
        gold=gold,
        program=program(
            f"total, term = 0, {first}",
            f"for _ in range({n}):",
            f"    total, term = total + term, term * {ratio}",
            "return total",
        ),
        steps=(
            f"The sum is {first} × ({ratio}^{n} - 1) / ({ratio} - 1).",
            f"{ratio}^{n} = {ratio**n}, so this is {first} × {ratio**n - 1} / {ratio - 1} = "
            f"{gold}.",
        ),
        wrong=(
            (first * ratio ** (n - 1), "gave the last term"),
            (first * (ratio ** (n - 1) - 1) // (ratio - 1), "left out the last term"),
            (first * ratio**n, "gave the term after the last"),
            (first * (ratio ** (n + 1) - 1) // (ratio - 1), "added one term too many"),
        ),
    )


def _recurrence(dice: Dice) -> Draft:
    first, factor = dice.whole(1, 12), dice.whole(2, 3 + dice.level)
    shift, n = dice.pick([k for k in range(-9, 15) if k]), dice.upto(4, (5, 7, 9))
    terms = [first]
    while len(terms) < n:
        terms.append(factor * terms[-1] + shift)
    fixed = Fraction(shift, 1 - factor)
    return Draft(
        statement=f"A sequence has a_1 = {first} and a_(k+1) = {factor}·a_k {signed(shift)}. "
        f"Find a_{n}.",
        gold=terms[-1],
        program=program(
            f"fixed = Fraction({shift}, 1 - {factor})",
            f"return fixed + ({first} - fixed) * {factor} ** ({n} - 1)",
        ),
        steps=(
            f"Starting from {first}, multiply by {factor} and add {shift} each time "
            f"(the rule keeps {fixed} fixed).",
            f"The terms are {', '.join(map(str, terms))}, so a_{n} = {terms[-1]}.",
        ),
        wrong=(
            (terms[-2], "stopped one term too early"),
            (factor * terms[-1] + shift, "went one term too far"),
            (first * factor ** (n - 1) + shift, "added the constant only once"),
        ),
    )


def _telescoping(dice: Dice) -> Draft:
    start, length = dice.upto(2, (40, 150, 400)), dice.upto(5, (25, 90, 300))
    end = start + length
    gold = Fraction(1, start) - Fraction(1, end + 1)
    return Draft(
        statement=f"Find the exact sum of 1/(k·(k+1)) for all integers k from {start} to {end}.",
        gold=gold,
        program=program(f"return sum(Fraction(1, k * (k + 1)) for k in range({start}, {end} + 1))"),
        steps=(
            "1/(k·(k+1)) = 1/k - 1/(k+1), so everything between the ends cancels.",
            f"The sum is 1/{start} - 1/{end + 1} = {gold}.",
        ),
        wrong=(
            (Fraction(1, start) - Fraction(1, end), "left out the last term"),
            (Fraction(1, start) + Fraction(1, end + 1), "added the ends"),
            (Fraction(1, start + 1) - Fraction(1, end + 1), "left out the first term"),
        ),
    )


TEMPLATES = (
    Template("surd", "powers", _surd),
    Template("exponent_laws", "powers", _exponent_laws),
    Template("fractional_power", "powers", _fractional_power),
    Template("logarithm", "powers", _logarithm),
    Template("arithmetic_term", "sequences", _arithmetic_term),
    Template("arithmetic_sum", "sequences", _arithmetic_sum),
    Template("geometric_sum", "sequences", _geometric_sum),
    Template("recurrence", "sequences", _recurrence),
    Template("telescoping", "sequences", _telescoping),
)
